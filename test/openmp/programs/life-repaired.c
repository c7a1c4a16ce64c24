#define N 128
static unsigned char cell[2][N + 2][N + 2];
int main(void) {
  for (int i = 1; i <= N; i++)
    for (int j = 1; j <= N; j++) cell[0][i][j] = (i * j) % 3 == 0;
  for (int step = 0; step < 10; step++) {
    int old = step % 2, new = 1 - old;
#pragma omp parallel for collapse(2) // safe
    for (int i = 1; i <= N; i++)
      for (int j = 1; j <= N; j++) {
        int alive = 0;
        for (int di = -1; di <= 1; di++)
          for (int dj = -1; dj <= 1; dj++)
            if (di || dj) alive += cell[old][i + di][j + dj];
        cell[new][i][j] = alive == 3 || (alive == 2 && cell[old][i][j]);
      }
  }
  return cell[0][1][1];
}
