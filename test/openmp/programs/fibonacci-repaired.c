int fib(int n) {
  int x, y;
  if (n < 2) return n;
#pragma omp task shared(x) // safe
  x = fib(n - 1);
#pragma omp task shared(y) // safe
  y = fib(n - 2);
#pragma omp taskwait
  return x + y;
}
int main() {
  int r = 0;
#pragma omp parallel
#pragma omp single // safe
  r = fib(20);
  return r;
}
