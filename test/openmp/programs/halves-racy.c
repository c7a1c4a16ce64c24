static void fill(int *a, int lo, int hi) {
  if (hi - lo < 100) {
    for (int i = lo; i < hi; i++) a[i] = i; // race
    return;
  }
  int mid = (lo + hi) / 2;
#pragma omp task // unsafe: overlapping-elements
  fill(a, lo, mid);
#pragma omp task // unsafe: overlapping-elements
  fill(a, mid, hi);
  for (int i = lo; i < hi; i++) a[i]++;
#pragma omp taskwait
}
int v[1000];
int main(void) {
#pragma omp parallel
#pragma omp single // safe
  fill(v, 0, 1000);
  return v[0];
}
