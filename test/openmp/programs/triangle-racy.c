#define N 100
double s[N], p[N * (N + 1) / 2];
int main(void) {
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 0; i < N; i++)
    for (int j = 0; j <= i; j++) {
      p[i * (i + 1) / 2 + j] = i + j;
      s[j] += i;
    }
  return (int)s[2];
}
