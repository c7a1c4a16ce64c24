#define N 100
int main() {
  double a[N][N];
  int i, j;
#pragma omp parallel for private(j) // safe
  for (i = 0; i < N; i++)
    for (j = 1; j < N; j++)
      a[j][i] = a[j - 1][i] + 1;
  return 0;
}
