// A thread for each cell, with its handle in a row and a column.
#include <pthread.h>
#define R 3
#define C 5

typedef struct {
  int r, c;
} cell;
static int a[R * C], b[R * C], d[R * C], e[R * C], f[R * C];

static void *fills_a(void *p) {
  cell *at = p;
  a[at->r * C + at->c] = 1;
  return 0;
}
static void *fills_b(void *p) {
  cell *at = p;
  b[at->r * C + at->c] = 1; // race
  return 0;
}
static void *fills_d(void *p) {
  cell *at = p;
  d[at->r * C + at->c] = 1;
  return 0;
}
static void *fills_e(void *p) {
  cell *at = p;
  e[at->r * C + at->c] = 1;
  return 0;
}

static void *fills_f(void *p) {
  f[(long)p] = 1;
  return 0;
}

int waits_for_all(void) {
  pthread_t t[R][C];
  cell cells[R][C];
  for (int i = 0; i < R; i++)
    for (int j = 0; j < C; j++) {
      cells[i][j] = (cell){i, j};
      pthread_create(&t[i][j], 0, fills_a, &cells[i][j]); // safe
    }
  for (int i = 0; i < R; i++)
    for (int j = 0; j < C; j++)
      pthread_join(t[i][j], 0);
  return a[3];
}
int waits_for_none_of_the_first_row(void) {
  pthread_t t[R][C];
  static cell cells[R][C];
  for (int i = 0; i < R; i++)
    for (int j = 0; j < C; j++) {
      cells[i][j] = (cell){i, j};
      pthread_create(&t[i][j], 0, fills_b, &cells[i][j]); // unsafe: overlapping-elements
    }
  for (int i = 1; i < R; i++)
    for (int j = 0; j < C; j++)
      pthread_join(t[i][j], 0);
  return b[3];
}
int waits_for_the_first_column(void) {
  pthread_t t[R][C];
  static cell cells[R][C];
  for (int i = 0; i < R; i++)
    for (int j = 0; j < C; j++) {
      cells[i][j] = (cell){i, j};
      pthread_create(&t[i][j], 0, fills_d, &cells[i][j]); // unsafe: overlapping-elements
    }
  for (int i = 0; i < R; i++)
    for (int j = 0; j < C; j++) {
      pthread_join(t[i][j], 0);
      if (j == 0)
        break;
    }
  return d[3];
}
int waits_in_some_rows(int some) {
  pthread_t t[R][C];
  static cell cells[R][C];
  for (int i = 0; i < R; i++)
    for (int j = 0; j < C; j++) {
      cells[i][j] = (cell){i, j};
      pthread_create(&t[i][j], 0, fills_e, &cells[i][j]); // unsafe: overlapping-elements
    }
  for (int i = 0; i < R; i++)
    if (i != some)
      for (int j = 0; j < C; j++)
        pthread_join(t[i][j], 0);
  return e[3];
}
int reads_each_row_that_is_over(void) {
  int sum = 0;
  pthread_t t[R][C];
  for (long i = 0; i < R; i++)
    for (long j = 0; j < C; j++)
      pthread_create(&t[i][j], 0, fills_f, (void *)(i * C + j)); // safe (today: unknown)
  for (int i = 0; i < R; i++) {
    for (int j = 0; j < C; j++)
      pthread_join(t[i][j], 0);
    for (int j = 0; j < C; j++)
      sum += f[i * C + j];
  }
  return sum;
}
int main(void) {
  return waits_for_all() + waits_for_none_of_the_first_row() + waits_for_the_first_column() + waits_in_some_rows(0) +
         reads_each_row_that_is_over();
}
