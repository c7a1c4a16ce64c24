int main() {
  int sum = 0, i;
#pragma omp parallel for // safe
  for (i = 0; i < 100; i++) {
#pragma omp critical(one)
    sum += i;
    if (i % 2 == 0) {
#pragma omp critical(one)
      sum -= 1;
    }
  }
  return sum;
}
