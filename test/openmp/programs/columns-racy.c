#define N 100
int main() {
  double a[N][N];
  int i, j;
#pragma omp parallel for private(j) // unsafe: overlapping-elements
  for (i = 0; i < N; i++)
    for (j = 1; j < N; j++)
      a[j][i % 10] = a[j - 1][i % 10] + 1;
  return 0;
}
