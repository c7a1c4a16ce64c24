// Loops of one thread whose counter is declared far away.
void racy_shared_i(int *a, int n) {
  int i;
#pragma omp parallel shared(i)
#pragma omp single // safe
  for (i = 0; i < n; i++) {
#pragma omp task shared(i) // unsafe: captured-mutation
    a[0] = i;
  }
}
void safe_fp_i(int *a, int n) {
  int i;
#pragma omp parallel
#pragma omp single // safe
  for (i = 0; i < n; i++) {
#pragma omp task firstprivate(i) // safe
    a[i] = i;
  }
}
void racy_fp_i(int *a, int n) {
  int i;
#pragma omp parallel
#pragma omp single // safe
  for (i = 0; i < n; i++) {
#pragma omp task firstprivate(i) // unsafe: overlapping-elements
    a[i / 2] = i;
  }
}
void safe_private_i(int *a, int n) {
  int i;
#pragma omp parallel private(i)
#pragma omp single // safe
  for (i = 0; i < n; i++) {
#pragma omp task // safe
    a[i] = i;
  }
}
void safe_depend_i(int *a, int n) {
  int i;
#pragma omp parallel
#pragma omp single // safe
  for (i = 1; i < n; i++) {
#pragma omp task firstprivate(i) depend(in : a[i - 1]) depend(out : a[i]) // safe
    a[i] = a[i - 1];
  }
}
void racy_depend_i(int *a, int n) {
  int i;
#pragma omp parallel
#pragma omp single // safe
  for (i = 1; i < n; i++) {
#pragma omp task firstprivate(i) depend(out : a[i]) // unsafe: wrong-lock
    a[i] = a[i - 1];
  }
}
int after_safe(int *a, int n) {
  int i;
#pragma omp parallel
#pragma omp single // safe
  for (i = 0; i < n; i++) {
#pragma omp task firstprivate(i) // safe
    a[i] = i;
  }
  return i;
}
