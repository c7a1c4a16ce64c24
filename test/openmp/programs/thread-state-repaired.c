#include <stdio.h>
static unsigned state = 1;
#pragma omp threadprivate(state)
static unsigned next_random(void) {
  state = state * 1103515245u + 12345u;
  return state >> 16;
}
int main(void) {
  unsigned r[100];
  state = 99;
#pragma omp parallel for copyin(state) // safe
  for (int i = 0; i < 100; i++)
    r[i] = next_random();
  printf("%u\n", r[5]);
  return 0;
}
