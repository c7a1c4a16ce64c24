int main(void) {
  int a[100] = {0};
#pragma omp parallel
  {
#pragma omp loop bind(parallel) // safe
    for (int i = 0; i < 99; i++) a[i] = i;
  }
  return a[0];
}
