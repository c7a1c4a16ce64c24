static int partition(int *a, int lo, int hi) {
  int p = a[hi], i = lo;
  for (int j = lo; j < hi; j++)
    if (a[j] < p) {
      int t = a[i]; a[i] = a[j]; a[j] = t;
      i++;
    }
  a[hi] = a[i];
  a[i] = p;
  return i;
}
static void sort(int *a, int lo, int hi) {
  if (lo >= hi) return;
  int m = partition(a, lo, hi);
#pragma omp task // safe
  sort(a, lo, m - 1);
#pragma omp task // safe
  sort(a, m + 1, hi);
#pragma omp taskwait
}
int v[1000];
int main(void) {
  for (int i = 0; i < 1000; i++) v[i] = (i * 7919) % 1000;
#pragma omp parallel
#pragma omp single // safe
  sort(v, 0, 999);
  return v[0];
}
