int main() {
  int a = 0;
#pragma omp parallel
  {
#pragma omp sections
    {
#pragma omp section // safe
      a = 1;
#pragma omp section // safe
      ;
    }
#pragma omp single // safe
    a += 2;
  }
  return a;
}
