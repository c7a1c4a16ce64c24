int omp_get_thread_num(void); int omp_get_num_threads(void);
double x[1000];
int main() {
#pragma omp parallel // unsafe: overlapping-elements
  {
    int t = omp_get_thread_num(), nt = omp_get_num_threads();
    int chunk = 1000 / nt, lo = t * chunk, hi = t == nt - 1 ? 1000 : lo + chunk;
    for (int i = lo; i < hi; i++)
      x[i] = x[i] + x[i + 1 < 1000 ? i + 1 : 0];
  }
  return 0;
}
