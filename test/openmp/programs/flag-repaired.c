int main() {
  int i, flag = 0, a[100];
  for (i = 0; i < 100; i++) a[i] = i * 7 % 31;
#pragma omp parallel for reduction(||:flag) // safe
  for (i = 0; i < 100; i++)
    if (a[i] == 5)
      flag = 1;
  return flag;
}
