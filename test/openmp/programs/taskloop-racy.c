int main() {
  int sum = 0;
#pragma omp parallel
#pragma omp single // safe
#pragma omp taskloop // unsafe: captured-mutation
  for (int i = 0; i < 100; i++)
    sum += i;
  return sum;
}
