#include <omp.h>
int main() {
  int x = 0;
#pragma omp parallel num_threads(4) // unsafe: wrong-lock
  {
#pragma omp critical(first)
    x++;
#pragma omp critical(second)
    x--;
  }
  return x;
}
