#include <stdio.h>
#define N 100000
static char composite[N + 1];
int main(void) {
  int count = 0;
  for (int i = 2; i * i <= N; i++)
    if (!composite[i]) {
#pragma omp parallel for schedule(static) // safe
      for (int j = i * i; j <= N; j += i)
        composite[j] = 1;
    }
#pragma omp parallel for reduction(+ : count) // safe
  for (int i = 2; i <= N; i++)
    count += !composite[i];
  printf("%d\n", count);
  return 0;
}
