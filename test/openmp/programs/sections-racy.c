int main() {
  int a = 0, b = 0;
#pragma omp parallel sections
  {
#pragma omp section // unsafe: overlapping-elements
    { a = 1; b = a; }
#pragma omp section // unsafe: captured-mutation
    a = 2;
  }
  return a + b;
}
