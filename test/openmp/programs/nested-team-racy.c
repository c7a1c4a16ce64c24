int row[8];
int main(void) {
  int sum = 0;
#pragma omp parallel for num_threads(2) // unsafe: captured-mutation
  for (int i = 0; i < 8; i++) {
    int part = 0;
#pragma omp parallel for num_threads(2) reduction(+ : part) // safe
    for (int j = 0; j < 100; j++)
      part += i * j;
    row[i] = part;
    sum += part;
  }
  return sum;
}
