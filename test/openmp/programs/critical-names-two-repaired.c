#include <omp.h>
int main() {
  int x = 0;
#pragma omp parallel num_threads(4) // safe
  {
#pragma omp atomic
    x++;
#pragma omp atomic
    x--;
  }
  return x;
}
