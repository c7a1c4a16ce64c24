int a[1000];
int main(void) {
  int sum = 0;
#pragma omp target teams distribute parallel for map(to : a) map(tofrom : sum) // unsafe: captured-mutation
  for (int i = 0; i < 1000; i++)
    sum += a[i];
  return sum;
}
