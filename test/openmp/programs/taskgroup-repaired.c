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
#pragma omp task // safe
    { result = 2; }
  }
  printf("%d", result);
  return 0;
}
