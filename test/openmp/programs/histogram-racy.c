#include <omp.h>
int hist[16];
void count(const int *data, int n) {
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 0; i < n; i++)
    hist[data[i] & 15]++;
}
int main() { static int d[1000]; count(d, 1000); return hist[0]; }
