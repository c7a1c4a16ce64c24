int main() {
  int x = 0, y = 0;
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task shared(x) // unsafe: captured-mutation
    x = 1;
#pragma omp taskgroup
    {
#pragma omp task shared(y) // safe
      y = 1;
    }
    x += y;
  }
  return x;
}
