int main(void) {
  int sum = 0, a = 0, b = 0;
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task shared(a) depend(out : a) // safe
    a = 1;
#pragma omp task shared(b) depend(out : b) // safe
    b = 2;
#pragma omp task shared(sum, a) depend(in : a) depend(in : sum) // unsafe: overlapping-elements
    sum += a;
#pragma omp task shared(sum, b) depend(in : b) depend(in : sum) // unsafe: wrong-lock
    sum += b;
  }
  return sum;
}
