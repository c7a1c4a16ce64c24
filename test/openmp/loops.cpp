// Loops whose rounds are shared out.
extern "C" int omp_get_thread_num();

void own_elements(int n) {
  static double a[1000], b[1000];
#pragma omp parallel for // safe
  for (int i = 0; i < n; ++i)
    a[i] = 2 * b[i];
}

void neighbours(int n, double *a) {
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 1; i < n; i++)
    a[i] = a[i - 1] + 1;
}

void two_arrays(int n) {
  static double a[1000], b[1000];
#pragma omp parallel for // safe
  for (int i = 1; i < 1000; i++)
    b[i] = a[i - 1] + 1;
}

void backwards(double (&a)[1000]) {
#pragma omp parallel for // safe
  for (int i = 999; i >= 0; --i)
    a[i] = i;
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 999; i > 0; --i)
    a[i] = a[i - 1];
}

void strides(double (&a)[1000]) {
#pragma omp parallel for // safe
  for (int i = 0; i < 998; i += 2)
    a[i] = a[i + 1];
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 0; i < 998; i += 2)
    a[i] = a[i + 2];
}

void inclusive_end(double (&a)[1001]) {
#pragma omp parallel for // safe
  for (int i = 0; i <= 499; i++)
    a[i] = a[i + 500];
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 0; i <= 500; i++)
    a[i] = a[i + 500];
}

void outside(double (&a)[1000]) {
  int i;
#pragma omp parallel for // safe
  for (i = 0; i < 1000; i++)
    a[i] = i;
}

void shared_inner(double (&a)[100][100]) {
  int i, j;
#pragma omp parallel for // unsafe: captured-mutation
  for (i = 0; i < 100; i++)
    for (j = 0; j < 100; j++)
      a[i][j] = i;
}

void private_inner(double (&a)[100][100]) {
  int i, j;
#pragma omp parallel for private(j) // safe
  for (i = 0; i < 100; i++)
    for (j = 0; j < 100; j++)
      a[i][j] = i;
}

void shared_temporary(double (&a)[100]) {
  double t;
#pragma omp parallel for // unsafe: captured-mutation
  for (int i = 0; i < 100; i++) {
    t = a[i];
    a[i] = t * t;
  }
}

void own_temporary(double (&a)[100]) {
  double t;
#pragma omp parallel for private(t) // safe
  for (int i = 0; i < 100; i++) {
    t = a[i];
    a[i] = t * t;
  }
}

void collapsed(double (&a)[100][100]) {
  int i, j;
#pragma omp parallel for collapse(2) // safe
  for (i = 0; i < 100; i++)
    for (j = 0; j < 100; j++)
      a[i][j] = i + j;
#pragma omp parallel for collapse(2) // unsafe: overlapping-elements
  for (i = 0; i < 100; i++)
    for (j = 0; j < 99; j++)
      a[i][j] = a[i][j + 1];
#pragma omp parallel for private(j) // safe
  for (i = 0; i < 100; i++)
    for (j = 0; j < 99; j++)
      a[i][j] = a[i][j + 1];
}

int reductions(const int (&a)[100]) {
  int sum = 0, most = 0;
#pragma omp parallel for reduction(+ : sum) reduction(max : most) // safe
  for (int i = 0; i < 100; i++) {
    sum += a[i];
    if (a[i] > most)
      most = a[i];
  }
#pragma omp parallel for // unsafe: captured-mutation
  for (int i = 0; i < 100; i++)
    sum += a[i];
  return sum + most;
}

int last(const int (&a)[100]) {
  int x = 0;
#pragma omp parallel for lastprivate(x) // safe
  for (int i = 0; i < 100; i++)
    x = a[i];
#pragma omp parallel for // unsafe: captured-mutation
  for (int i = 0; i < 100; i++)
    x = a[i];
  return x;
}

void first(int (&a)[100]) {
  int x = 5;
#pragma omp parallel for firstprivate(x) // safe
  for (int i = 0; i < 100; i++)
    a[i] = x;
#pragma omp parallel for firstprivate(x) // safe
  for (int i = 0; i < 100; i++) {
    x = x + i;
    a[i] = x;
  }
}

void indirect(int n, double *x, const int *index) {
#pragma omp parallel for // unknown: not an affine function
  for (int i = 0; i < n; i++)
    x[index[i]] += 1;
}

void lanes(double (&a)[1000]) {
#pragma omp simd // safe
  for (int i = 0; i < 1000; i++)
    a[i] = i;
#pragma omp simd // unsafe: overlapping-elements
  for (int i = 1; i < 1000; i++)
    a[i] = a[i - 1];
}

void by_thread(double (&sums)[64], const double (&a)[1000]) {
#pragma omp parallel for // unknown: sums
  for (int i = 0; i < 1000; i++)
    sums[omp_get_thread_num()] += a[i];
}

template <class T> void generic(T *a, int n) {
#pragma omp parallel for // safe
  for (int i = 0; i < n; ++i)
    a[i] = T(i);
}
template void generic<float>(float *, int);

struct Grid {
  double cells[1000], total = 0;
  void fill() {
#pragma omp parallel for // safe
    for (int i = 0; i < 1000; ++i)
      cells[i] = i;
  }
  void add() {
#pragma omp parallel for // unsafe: member-mutation
    for (int i = 0; i < 1000; ++i)
      total += cells[i];
  }
};

void one_thread(int &count) {
#pragma omp parallel for num_threads(1) // safe
  for (int i = 0; i < 10; ++i)
    ++count;
}

void offload(double (&a)[1000]) {
#pragma omp target teams distribute parallel for map(tofrom : a) // safe
  for (int i = 0; i < 1000; ++i)
    a[i] += 1;
#pragma omp target map(tofrom : a) // safe
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 0; i < 999; ++i)
    a[i] = a[i + 1];
}

void triangle(double (&a)[100][100]) {
#pragma omp parallel for // safe
  for (int i = 0; i < 100; ++i)
    for (int j = i; j < 100; ++j)
      a[i][j] = 1;
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 0; i < 100; ++i)
    for (int j = i; j < 100; ++j)
      a[j][j] += 1;
}
