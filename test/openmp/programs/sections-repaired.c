int main() {
  int a = 0, b = 0;
#pragma omp parallel sections
  {
#pragma omp section // safe
    a = 1;
#pragma omp section // safe
    b = 2;
  }
  return a + b;
}
