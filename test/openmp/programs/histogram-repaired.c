#include <omp.h>
int hist[16];
void count(const int *data, int n) {
#pragma omp parallel // safe
  {
    int mine[16] = {0};
#pragma omp for // safe
    for (int i = 0; i < n; i++)
      mine[data[i] & 15]++;
#pragma omp critical // safe
    for (int k = 0; k < 16; k++)
      hist[k] += mine[k];
  }
}
int main() { static int d[1000]; count(d, 1000); return hist[0]; }
