// Handles that are copied over others: nobody knows whose is waited for.
#include <pthread.h>
#include <string.h>
#define N 3

static int one, some, rows, told, set;
static void *writes_one(void *p) {
  one = 1;
  return p;
}
static void *writes_some(void *p) {
  if ((long)p == 0)
    some = 1;
  return p;
}
static void *writes_rows(void *p) {
  if ((long)p == 0)
    rows = 1;
  return p;
}
static void *writes_told(void *p) {
  told = 1;
  return p;
}
static void *writes_set(void *p) {
  if ((long)p == 0)
    set = 1;
  return p;
}
static void *rests(void *p) { return p; }
static void *waits(void *p) {
  pthread_join((pthread_t)p, 0);
  return 0;
}
static void put(pthread_t *to, pthread_t what) { *to = what; }

void racy_copied_bytes(void) {
  pthread_t t, u;
  pthread_create(&t, 0, writes_one, 0); // unsafe: global-mutation
  pthread_create(&u, 0, rests, 0); // safe
  memcpy(&t, &u, sizeof t);
  pthread_join(t, 0);
  one = 2;
}
void racy_put_over_the_first(void) {
  pthread_t t[N], u;
  for (long i = 0; i < N; i++)
    pthread_create(&t[i], 0, writes_some, (void *)i); // unsafe: global-mutation
  pthread_create(&u, 0, rests, 0); // safe
  t[0] = u;
  for (int i = 0; i < N; i++)
    pthread_join(t[i], 0);
  some = 2;
}
void lookalike_kept_elsewhere(void) {
  pthread_t t[N], u;
  for (long i = 0; i < N; i++)
    pthread_create(&t[i], 0, writes_some, (void *)i); // safe
  pthread_create(&u, 0, rests, 0); // safe
  for (int i = 0; i < N; i++)
    pthread_join(t[i], 0);
  t[0] = u;
  pthread_join(t[0], 0);
  some = 2;
}
void racy_put_by_another_function(void) {
  pthread_t t[N], u;
  for (long i = 0; i < N; i++)
    pthread_create(&t[i], 0, writes_set, (void *)i); // unsafe: global-mutation
  pthread_create(&u, 0, rests, 0); // safe
  put(t, u);
  for (int i = 0; i < N; i++)
    pthread_join(t[i], 0);
  set = 2;
}
void racy_started_over_a_row(void) {
  pthread_t t[N][N];
  for (long i = 0; i < N; i++)
    for (long j = 0; j < N; j++)
      pthread_create(&t[i][j], 0, writes_rows, (void *)(i + j)); // unsafe: global-mutation
  pthread_create(&t[0][0], 0, rests, 0); // safe
  for (int i = 0; i < N; i++)
    for (int j = 0; j < N; j++)
      pthread_join(t[i][j], 0);
  rows = 2;
}
// The second has waited for the first, whose number it was told.
void repaired_told(void) {
  pthread_t t, u;
  pthread_create(&t, 0, writes_told, 0); // safe (today: unknown)
  pthread_create(&u, 0, waits, (void *)t); // safe
  pthread_join(u, 0);
  told = 2;
}
struct worker {
  pthread_t thread;
  int number;
};
void repaired_in_a_copy(void) {
  struct worker w;
  pthread_create(&w.thread, 0, writes_told, 0); // safe (today: unknown)
  struct worker copy = w;
  pthread_join(copy.thread, 0);
  told = 2;
}
int main(void) {
  racy_copied_bytes();
  racy_put_over_the_first();
  lookalike_kept_elsewhere();
  racy_put_by_another_function();
  racy_started_over_a_row();
  repaired_told();
  repaired_in_a_copy();
}
