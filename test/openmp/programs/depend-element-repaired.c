int a[2], r;
int main(void) {
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task depend(out : a[0]) // safe
    a[0] = 7;
#pragma omp task depend(in : a[0]) // safe
    r = a[0] + 1;
  }
  return r;
}
