int omp_get_thread_num(void); int omp_get_num_threads(void); int omp_get_max_threads(void);
#include <stdlib.h>
int main() {
  double *part = malloc(omp_get_max_threads() * sizeof(double)), sum = 0;
#pragma omp parallel // safe
  {
    int t = omp_get_thread_num();
    part[t] = 0;
#pragma omp for // safe
    for (int i = 0; i < 1000; i++)
      part[t] += i;
#pragma omp master // safe
    for (int k = 0; k < omp_get_num_threads(); k++)
      sum += part[k];
  }
  return (int)sum;
}
