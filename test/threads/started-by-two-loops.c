// A thread for each cell: two loops start them, one waits for all.
#include <pthread.h>
#include <stdlib.h>
#define M 4
#define N 3

struct cell {
  int row, column;
};
static int a[M][N], b[M][N], c[M][N];

static void *fills_a(void *p) {
  struct cell *at = p;
  a[at->row][at->column] = 1;
  free(at);
  return 0;
}
static void *fills_b(void *p) {
  struct cell *at = p;
  b[at->row][at->column] = 1; // race
  free(at);
  return 0;
}
static void *fills_c(void *p) {
  struct cell *at = p;
  c[at->row][at->column] = 1;
  free(at);
  return 0;
}
int waits_for_all(void) {
  pthread_t t[M * N];
  int count = 0, sum = 0;
  for (int i = 0; i < M; i++)
    for (int j = 0; j < N; j++) {
      struct cell *at = malloc(sizeof *at);
      at->row = i;
      at->column = j;
      pthread_create(&t[count], 0, fills_a, at); // safe
      count++;
    }
  for (int i = 0; i < M * N; i++)
    pthread_join(t[i], 0);
  for (int i = 0; i < M; i++)
    for (int j = 0; j < N; j++)
      sum += a[i][j];
  return sum;
}
int waits_for_some(void) {
  pthread_t t[M * N];
  int count = 0, sum = 0;
  for (int i = 0; i < M; i++)
    for (int j = 0; j < N; j++) {
      struct cell *at = malloc(sizeof *at);
      at->row = i;
      at->column = j;
      pthread_create(&t[count], 0, fills_b, at); // unsafe: overlapping-elements
      count++;
    }
  for (int i = 0; i < M; i++)
    pthread_join(t[i], 0);
  for (int i = 0; i < M; i++)
    for (int j = 0; j < N; j++)
      sum += b[i][j];
  return sum;
}
int waits_for_as_many_as_it_counted(void) {
  pthread_t t[M * N];
  int count = 0, sum = 0;
  for (int i = 0; i < M; i++)
    for (int j = 0; j < N; j++) {
      struct cell *at = malloc(sizeof *at);
      at->row = i;
      at->column = j;
      pthread_create(&t[count++], 0, fills_c, at); // safe (today: unknown)
    }
  for (int i = 0; i < count; i++)
    pthread_join(t[i], 0);
  for (int i = 0; i < M; i++)
    for (int j = 0; j < N; j++)
      sum += c[i][j];
  return sum;
}
int main(void) { return waits_for_all() + waits_for_some() + waits_for_as_many_as_it_counted(); }
