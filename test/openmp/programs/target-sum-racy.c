int main() {
  double sum = 0, a[1000];
  for (int i = 0; i < 1000; i++) a[i] = i;
#pragma omp target teams distribute parallel for map(to : a) map(tofrom : sum) // unsafe: captured-mutation
  for (int i = 0; i < 1000; i++)
    sum += a[i];
  return (int)sum;
}
