#include <stdio.h>
int main() {
  int result = 0;
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp taskgroup
    {
#pragma omp task // safe
      { result = 1; }
    }
#pragma omp task // unsafe: overlapping-elements
    { result = 2; }
#pragma omp task // unsafe: captured-mutation
    { result += 3; }
  }
  printf("%d", result);
  return 0;
}
