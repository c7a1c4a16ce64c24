int main() {
  int i = 0;
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task // unsafe: overlapping-elements
    i = 1;
#pragma omp task // unsafe: captured-mutation
    i = 2;
  }
  return i;
}
