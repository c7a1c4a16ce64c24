// Parallel regions and their parts.
extern "C" int omp_get_thread_num();
extern "C" int omp_get_num_threads();

void everybody(int &count) {
#pragma omp parallel // unsafe: captured-mutation
  {
    ++count;
  }
}

void own_slot(int *slots) {
#pragma omp parallel // safe
  {
    slots[omp_get_thread_num()] = 1;
  }
}

void named_slot(int *slots) {
#pragma omp parallel // safe
  {
    const int me = omp_get_thread_num();
    slots[me] = 1;
  }
}

void next_slot(int *slots) {
#pragma omp parallel // unsafe: overlapping-elements
  {
    const int me = omp_get_thread_num();
    slots[me] = slots[me + 1];
  }
}

int partial_sums(const int *a, int n) {
  int sum = 0;
#pragma omp parallel
  {
    int mine = 0;
#pragma omp for // safe
    for (int i = 0; i < n; ++i)
      mine += a[i];
#pragma omp critical // safe
    sum += mine;
  }
  return sum;
}

int unprotected_sums(const int *a, int n) {
  int sum = 0;
#pragma omp parallel
  {
    int mine = 0;
#pragma omp for // safe
    for (int i = 0; i < n; ++i)
      mine += a[i];
    sum += mine; // unsafe: captured-mutation
  }
  return sum;
}

void two_phases() {
  static int a[100], b[100];
#pragma omp parallel
  {
#pragma omp for // safe
    for (int i = 0; i < 100; ++i)
      a[i] = i;
#pragma omp for // safe
    for (int i = 0; i < 99; ++i)
      b[i] = a[i + 1];
  }
}

void no_wait() {
  static int a[100], b[100];
#pragma omp parallel
  {
#pragma omp for nowait // unsafe: overlapping-elements
    for (int i = 0; i < 100; ++i)
      a[i] = i;
#pragma omp for // unsafe: overlapping-elements
    for (int i = 0; i < 99; ++i)
      b[i] = a[i + 1];
  }
}

void no_wait_apart() {
  static int a[100], b[100];
#pragma omp parallel
  {
#pragma omp for nowait // safe
    for (int i = 0; i < 100; ++i)
      a[i] = i;
#pragma omp for // safe
    for (int i = 0; i < 100; ++i)
      b[i] = i;
  }
}

int single_waits() {
  int x = 0, y = 0;
#pragma omp parallel
  {
#pragma omp single // safe
    x = 1;
#pragma omp critical // safe
    y += x;
  }
  return y;
}

int master_does_not() {
  int x = 0, y = 0;
#pragma omp parallel
  {
#pragma omp master // unsafe: captured-mutation
    x = 1;
#pragma omp critical // unsafe: captured-mutation
    y += x;
  }
  return y;
}

int master_with_barrier() {
  int x = 0, y = 0;
#pragma omp parallel
  {
#pragma omp master // safe
    x = 1;
#pragma omp barrier
#pragma omp critical // safe
    y += x;
  }
  return y;
}

void sections() {
  int x, y;
#pragma omp parallel sections
  {
#pragma omp section // safe
    x = 1;
#pragma omp section // safe
    y = 1;
  }
}

void same_sections(int &x) {
#pragma omp parallel sections
  {
#pragma omp section // unsafe: captured-mutation
    x = 1;
#pragma omp section // unsafe: captured-mutation
    x = 2;
  }
}

void different_locks(int &x) {
#pragma omp parallel sections
  {
#pragma omp section // unsafe: wrong-lock
    {
#pragma omp critical(one)
      ++x;
    }
#pragma omp section // unsafe: wrong-lock
    {
#pragma omp critical(other)
      ++x;
    }
  }
}

void time_steps(int n) {
  static double a[1000], b[1000];
#pragma omp parallel
  {
    for (int t = 0; t < 10; ++t) {
#pragma omp for // safe
      for (int i = 1; i < n; ++i)
        b[i] = a[i - 1] + a[i];
#pragma omp for // safe
      for (int i = 1; i < n; ++i)
        a[i] = b[i];
    }
  }
}

void no_wait_steps() {
  static double a[100], b[100];
#pragma omp parallel
  {
    for (int t = 0; t < 10; ++t) {
#pragma omp for // unsafe: overlapping-elements
      for (int i = 1; i < 100; ++i)
        b[i] = a[i - 1] + a[i];
#pragma omp for nowait // unsafe: overlapping-elements
      for (int i = 1; i < 100; ++i)
        a[i] = b[i];
    }
  }
}

void blocks_by_hand(double (&a)[1000]) {
#pragma omp parallel num_threads(4) // safe
  {
    int me = omp_get_thread_num();
    int from = me * 250, to = from + 250;
    for (int i = from; i < to; ++i)
      a[i] = i;
  }
}

void blocks_that_meet(double (&a)[1001]) {
#pragma omp parallel num_threads(4) // unsafe: overlapping-elements
  {
    int me = omp_get_thread_num();
    int from = me * 250, to = from + 250;
    for (int i = from; i <= to; ++i)
      a[i] = i;
  }
}

void atomically(int (&a)[100]) {
  int count = 0;
#pragma omp parallel for // safe
  for (int i = 0; i < 100; ++i) {
#pragma omp atomic
    count += a[i];
  }
#pragma omp parallel for // unsafe: captured-mutation
  for (int i = 0; i < 100; ++i) {
#pragma omp atomic
    count += 1;
    a[i] = count;
  }
}

void atomic_operand() {
  int count = 0, step = 1;
#pragma omp parallel for // unsafe: captured-mutation
  for (int i = 0; i < 100; ++i) {
#pragma omp atomic
    count += step;
    step = i;
  }
}

int counter;
#pragma omp threadprivate(counter)
int shared_counter;
void counts() {
#pragma omp parallel for // safe
  for (int i = 0; i < 100; ++i)
    ++counter;
#pragma omp parallel for // unsafe: global-mutation
  for (int i = 0; i < 100; ++i)
    ++shared_counter;
}

void in_order(int &last) {
#pragma omp parallel for ordered // safe
  for (int i = 0; i < 100; ++i) {
#pragma omp ordered
    last = i;
  }
}

void for_first_thread(int &x) {
#pragma omp parallel // safe
  {
    if (omp_get_thread_num() == 0)
      x = 1;
  }
}

void privately(int (&a)[100]) {
  int k = 3;
#pragma omp parallel firstprivate(k) // safe
  {
    k += omp_get_thread_num();
    a[omp_get_thread_num()] = k;
  }
#pragma omp parallel shared(k) // unsafe: captured-mutation
  {
    k += omp_get_thread_num();
  }
}

bool done;
void decide() { done = true; }
void others_decide(double (&a)[100]) {
#pragma omp parallel // unknown: may be the same object
  while (!done) { // safe
#pragma omp for // unknown: may be the same object
    for (int i = 0; i < 100; ++i)
      a[i] += 1;
#pragma omp single // safe
    decide();
  }
}

namespace mine {
int omp_get_thread_num() { return 0; }
} // namespace mine
void number_of_ones_own(double (&a)[100]) {
#pragma omp parallel // unsafe: overlapping-elements
  a[mine::omp_get_thread_num()] += 1;
}
