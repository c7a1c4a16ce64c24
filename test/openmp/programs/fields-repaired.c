#define NX 60
#define NY 70
double ex[NX][NY], ey[NX][NY], hz[NX][NY];
int main(void) {
#pragma omp parallel
  {
    for (int t = 0; t < 10; t++) {
#pragma omp for nowait // safe
      for (int i = 1; i < NX; i++)
        for (int j = 0; j < NY; j++)
          ey[i][j] -= 0.5 * (hz[i][j] - hz[i - 1][j]);
#pragma omp for // safe
      for (int i = 0; i < NX; i++)
        for (int j = 1; j < NY; j++)
          ex[i][j] -= 0.5 * (hz[i][j] - hz[i][j - 1]);
#pragma omp for // safe
      for (int i = 0; i < NX - 1; i++)
        for (int j = 0; j < NY - 1; j++)
          hz[i][j] -= 0.7 * (ex[i][j + 1] - ex[i][j] + ey[i + 1][j] - ey[i][j]);
    }
  }
  return (int)hz[3][3];
}
