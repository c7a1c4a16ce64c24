int main() {
  int sum = 0, i;
#pragma omp parallel for // unsafe: wrong-lock
  for (i = 0; i < 100; i++) {
#pragma omp critical(one)
    sum += i;
    if (i % 2 == 0) {
#pragma omp critical(two)
      sum -= 1;
    }
  }
  return sum;
}
