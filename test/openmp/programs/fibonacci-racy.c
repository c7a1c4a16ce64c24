int fib(int n) {
  int x, y;
  if (n < 2) return n;
#pragma omp task shared(x) // unsafe: captured-mutation
  x = fib(n - 1);
#pragma omp task shared(y) // unsafe: captured-mutation
  y = fib(n - 2);
  return x + y;
}
int main() {
  int r = 0;
#pragma omp parallel
#pragma omp single // safe
  r = fib(20);
  return r;
}
