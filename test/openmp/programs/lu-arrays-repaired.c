#define N 100
double a[N][N];
void lu(int n) {
  int i, j, k;
  for (k = 0; k < n - 1; k++)
#pragma omp parallel for private(j) // safe
    for (i = k + 1; i < n; i++) {
      a[i][k] = a[i][k] / a[k][k];
      for (j = k + 1; j < n; j++)
        a[i][j] -= a[i][k] * a[k][j];
    }
}
int main() { lu(N); return 0; }
