int main() {
  int x = 0;
#pragma omp parallel // unsafe: captured-mutation
  {
#pragma omp atomic
    x += 1;
    if (x > 3)
      x = 0;
  }
  return x;
}
