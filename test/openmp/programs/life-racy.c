#define N 128
static unsigned char cell[N + 2][N + 2];
int main(void) {
  for (int i = 1; i <= N; i++)
    for (int j = 1; j <= N; j++) cell[i][j] = (i * j) % 3 == 0;
  for (int step = 0; step < 10; step++) {
#pragma omp parallel for collapse(2) // unsafe: overlapping-elements
    for (int i = 1; i <= N; i++)
      for (int j = 1; j <= N; j++) {
        int alive = 0;
        for (int di = -1; di <= 1; di++)
          for (int dj = -1; dj <= 1; dj++)
            if (di || dj) alive += cell[i + di][j + dj];
        cell[i][j] = alive == 3 || (alive == 2 && cell[i][j]);
      }
  }
  return cell[1][1];
}
