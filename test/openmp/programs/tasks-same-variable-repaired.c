int main() {
  int i = 0;
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task depend(out : i) // safe
    i = 1;
#pragma omp task depend(out : i) // safe
    i = 2;
  }
  return i;
}
