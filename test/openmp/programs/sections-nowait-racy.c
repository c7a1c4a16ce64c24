int main() {
  int a = 0;
#pragma omp parallel
  {
#pragma omp sections nowait
    {
#pragma omp section // unsafe: overlapping-elements
      a = 1;
#pragma omp section // safe
      ;
    }
#pragma omp single // unsafe: captured-mutation
    a += 2;
  }
  return a;
}
