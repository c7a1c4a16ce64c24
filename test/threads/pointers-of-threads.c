// What a variable of each thread leads to is the thread's own.
#include <pthread.h>
#include <stdlib.h>

static __thread char *buffer;
static char *own_buffer(void) {
  char *b = buffer;
  if (!b) {
    b = malloc(64);
    buffer = b;
  }
  return b;
}
static void *writes(void *p) {
  char *b = own_buffer();
  b[0] = 'x';
  b[1] = b[0];
  return p;
}

static __thread int *counter;
static void *counts(void *p) {
  if (!counter) counter = calloc(1, sizeof *counter);
  (*counter)++;
  return p;
}

struct context { int id, n; };
static _Thread_local struct context *current;
static void step(void) { current->n++; }
static void *runs(void *p) {
  current = p;
  step();
  return 0;
}

// One for all.
static _Thread_local struct context *same;
static void *runs_same(void *p) {
  same = p;
  same->n++;
  return 0;
}

// Others are told of it.
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static __thread int *mine;
static int *told;
static void *tells(void *p) {
  mine = calloc(1, sizeof *mine);
  pthread_mutex_lock(&m);
  told = mine;
  pthread_mutex_unlock(&m);
  (*mine)++;
  return p;
}
static void *finds(void *p) {
  pthread_mutex_lock(&m);
  int *q = told;
  pthread_mutex_unlock(&m);
  if (q) (*q)++;
  return p;
}

// It leads to what all have.
static __thread int *alias;
static int all;
static void *counts_all(void *p) {
  alias = &all;
  (*alias)++;
  return p;
}

// By its address.
static __thread int *place;
static void *follows(void *p) {
  int **at = p;
  (**at)++;
  return 0;
}
static void *shows(void *p) {
  pthread_t u;
  place = calloc(1, sizeof *place);
  pthread_create(&u, 0, follows, &place); // unsafe: global-mutation
  (*place)++;
  pthread_join(u, 0);
  return p;
}

// The first that comes keeps it for all.
static __thread int *found;
static int *kept;
static void *keeps(void *p) {
  if (!found) found = calloc(1, sizeof *found);
  pthread_mutex_lock(&m);
  if (!kept) kept = found;
  int *k = kept;
  pthread_mutex_unlock(&m);
  (*k)++;
  return p;
}

int main(void) {
  pthread_t t[4], u;
  struct context c[4];
  for (int i = 0; i < 4; i++) pthread_create(&t[i], 0, writes, 0); // safe
  for (int i = 0; i < 4; i++) pthread_join(t[i], 0);
  for (int i = 0; i < 4; i++) pthread_create(&t[i], 0, counts, 0); // safe
  for (int i = 0; i < 4; i++) pthread_join(t[i], 0);
  for (int i = 0; i < 4; i++) {
    c[i].id = i;
    c[i].n = 0;
    pthread_create(&t[i], 0, runs, &c[i]); // safe
  }
  for (int i = 0; i < 4; i++) pthread_join(t[i], 0);
  for (int i = 0; i < 4; i++) pthread_create(&t[i], 0, runs_same, &c[0]); // unsafe: overlapping-elements
  for (int i = 0; i < 4; i++) pthread_join(t[i], 0);
  pthread_create(&t[0], 0, tells, 0); // unsafe: global-mutation
  pthread_create(&u, 0, finds, 0);    // unsafe: captured-mutation
  pthread_join(t[0], 0);
  pthread_join(u, 0);
  for (int i = 0; i < 4; i++) pthread_create(&t[i], 0, counts_all, 0); // unsafe: global-mutation
  for (int i = 0; i < 4; i++) pthread_join(t[i], 0);
  pthread_create(&u, 0, shows, 0); // safe
  pthread_join(u, 0);
  for (int i = 0; i < 4; i++) pthread_create(&t[i], 0, keeps, 0); // unsafe: captured-mutation
  for (int i = 0; i < 4; i++) pthread_join(t[i], 0);
  return 0;
}
