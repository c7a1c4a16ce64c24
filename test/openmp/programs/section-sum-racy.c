#include <stdlib.h>
int main(void) {
  int n = 1000, *count = calloc(16, sizeof(int));
  unsigned char *pixel = malloc(n);
  for (int i = 0; i < n; i++) pixel[i] = i;
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 0; i < n; i++)
    count[pixel[i] >> 4]++;
  return count[3];
}
