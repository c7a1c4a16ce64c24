// What a program says of its schedules, its teams and its memory while it runs.
#include <omp.h>
#include <stdlib.h>
#define N 64
static int twice[N];
int main(void) {
  int *a = omp_alloc(N * sizeof *a, omp_default_mem_alloc);
  int *b = omp_alloc(N * sizeof *b, omp_default_mem_alloc);
  int at[N];
  for (int i = 0; i < N; i++)
    at[i] = i / 2;
  omp_sched_t kind;
  int chunk;
  omp_get_schedule(&kind, &chunk);
  omp_set_schedule(omp_sched_dynamic, 1);
#pragma omp parallel
  {
#pragma omp for schedule(runtime) nowait // unsafe: overlapping-elements
    for (int i = 0; i < N; i++)
      a[i] = i;
#pragma omp for schedule(runtime) // unsafe: overlapping-elements
    for (int i = 0; i < N; i++)
      b[i] = a[i];
  }
#pragma omp parallel
  {
#pragma omp single // safe
    b[0] = omp_get_team_size(omp_get_level()) + omp_get_thread_limit();
#pragma omp for // unsafe: overlapping-elements
    for (int i = 0; i < N; i++)
      twice[at[i]] = a[i];
  }
#pragma omp parallel for // safe
  for (int i = 0; i < N; i++)
    twice[i] = a[at[i]];
  int x = 0;
  omp_depend_t after;
#pragma omp depobj(after) depend(in : x) // unknown: directive
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task depend(depobj : after) // unsafe: captured-mutation
    x = 1;
#pragma omp task depend(depobj : after) // unsafe: captured-mutation
    x += 2;
  }
#pragma omp depobj(after) destroy // unknown: directive
  omp_free(a, omp_default_mem_alloc);
  omp_free(b, omp_default_mem_alloc);
  return x;
}
