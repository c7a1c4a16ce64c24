int a[200];
int main(void) {
#pragma omp parallel for // safe
  for (int i = 0; i < 100; i++)
    a[2 * i] = a[2 * i + 1] + 1;
  return a[4];
}
