// Directives that share out loops, or one thread's work, in all their forms.
#include <omp.h>
#define N 100
int a[N][N][N], b[N], total, met;
void simd_in_two_dimensions(void) {
#pragma omp parallel
#pragma omp for simd collapse(2) // unsafe: overlapping-elements
  for (int i = 1; i < N; i++)
    for (int j = 0; j < N; j++)
      a[i][j][0] = a[i - 1][j][0] + 1;
}
void simd_in_two_dimensions_safe(void) {
#pragma omp parallel
#pragma omp for simd collapse(2) // safe
  for (int i = 1; i < N; i++)
    for (int j = 0; j < N; j++)
      a[i][j][0] = i + j;
}
void tasks_of_the_first(void) {
#pragma omp parallel
#pragma omp master taskloop // unsafe: overlapping-elements
  for (int i = 1; i < N; i++)
    b[i] = b[i - 1] + 1;
}
void tasks_of_the_first_safe(void) {
#pragma omp parallel
#pragma omp master taskloop // safe
  for (int i = 1; i < N; i++)
    b[i] = i;
}
void tasks_of_a_team_of_its_own(void) {
  double sum = 0;
#pragma omp parallel master taskloop // unsafe: captured-mutation
  for (int i = 0; i < N; i++)
    sum += b[i];
  total = sum;
}
void tasks_of_a_team_of_its_own_safe(void) {
#pragma omp parallel masked taskloop simd // safe
  for (int i = 0; i < N; i++)
    b[i]++;
}
void tasks_in_lanes(void) {
#pragma omp parallel
#pragma omp single // safe
#pragma omp taskloop simd // unsafe: overlapping-elements
  for (int i = 1; i < N; i++)
    b[i] = b[i - 1] + 1;
}
void lanes_of_a_league(void) {
#pragma omp teams
#pragma omp distribute simd // unsafe: overlapping-elements
  for (int i = 1; i < N; i++)
    b[i] = b[i - 1] + 1;
}
void lanes_of_a_league_safe(void) {
#pragma omp teams
#pragma omp distribute parallel for simd collapse(2) // safe
  for (int i = 1; i < N; i++)
    for (int j = 0; j < N; j++)
      a[i][j][1] = i;
}
void scope(void) {
#pragma omp parallel
  {
#pragma omp scope // unsafe: global-mutation
    met++;
  }
}
void scope_safe(void) {
#pragma omp parallel
  {
#pragma omp scope reduction(+ : total) // safe
    total += omp_get_thread_num();
  }
}
void scope_then_read(void) {
#pragma omp parallel
  {
#pragma omp scope // safe
    b[omp_get_thread_num()] = 1;
    total += b[0]; // unsafe: global-mutation
  }
}
void larger_of_two(void) {
  int most = 0;
#pragma omp parallel for // safe
  for (int i = 0; i < N; i++) {
    const int now = b[i];
#pragma omp atomic compare
    most = most < now ? now : most;
  }
  total = most;
}
void unrolled_inside(void) {
#pragma omp parallel for // safe
  for (int i = 0; i < N; i++) {
    int sum = 0;
#pragma omp unroll
    for (int j = 0; j < N; j++)
      sum += a[i][j][2];
    b[i] = sum;
  }
}
void reduction_of_tasks(void) {
  int sum = 0; // safe
#pragma omp parallel reduction(task, + : sum)
#pragma omp single // safe
  for (int i = 0; i < N; i++)
#pragma omp task in_reduction(+ : sum) // safe
    sum += i;
  total = sum;
}
