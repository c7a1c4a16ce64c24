// Rounds that lanes run at once: those less than so many apart.
#define N 510
double x[N + 8];
void four_safe(void) {
#pragma omp simd safelen(4) // safe
  for (int i = 4; i < N; i++) x[i] = x[i - 4] + 1;
}
void eight_racy(void) {
#pragma omp simd safelen(8) // unsafe: overlapping-elements
  for (int i = 4; i < N; i++) x[i] = x[i - 4] + 1;
}
void five_racy(void) {
#pragma omp simd safelen(5) // unsafe: overlapping-elements
  for (int i = 0; i < N; i++) x[i + 4] = x[i] + 1;
}
void few_safe(void) { // no two rounds are as far apart
#pragma omp simd safelen(8) // safe
  for (int i = 0; i < 4; i++) x[i + 4] = x[i] + 1;
}
void few_racy(void) {
#pragma omp simd safelen(8) // unknown // unsafe: overlapping-elements
  for (int i = 0; i < 5; i++) x[i + 4] = x[i] + 1;
}
