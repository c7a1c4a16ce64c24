// Threads that a function starts for its caller, who says what they do.
#include <pthread.h>

typedef void *(*work)(void *);
static int start(pthread_t *t, work w, void *arg) {
  return pthread_create(t, 0, w, arg); // safe
}
static void *counts(void *p) {
  ++*(int *)p;
  return 0;
}
void one_thread(void) {
  int n = 0;
  pthread_t t;
  start(&t, counts, &n);
  pthread_join(t, 0);
  n++;
}

static int start_too_many(pthread_t *t, work w, void *arg) {
  return pthread_create(t, 0, w, arg); // unsafe: captured-mutation
}
void two_threads(void) {
  int n = 0;
  pthread_t t, u;
  start_too_many(&t, counts, &n);
  start_too_many(&u, counts, &n);
  pthread_join(t, 0), pthread_join(u, 0);
}

static int start_one_each(pthread_t *t, work w, void *arg) {
  return pthread_create(t, 0, w, arg); // safe
}
void a_counter_for_each(void) {
  int n = 0, k = 0;
  pthread_t t, u;
  start_one_each(&t, counts, &n);
  start_one_each(&u, counts, &k);
  pthread_join(t, 0), pthread_join(u, 0);
}

// What was copied before the variable changed.
static int all;
static void *counts_all(void *p) {
  ++all;
  return p;
}
static void *does_nothing(void *p) { return p; }
void copied_before(void) {
  work w = counts_all, copy = w;
  w = does_nothing;
  pthread_t t, u;
  pthread_create(&t, 0, copy, 0); // unsafe: global-mutation
  pthread_create(&u, 0, copy, 0); // unsafe: global-mutation
  pthread_join(t, 0), pthread_join(u, 0);
  pthread_create(&t, 0, w, 0); // safe
  pthread_create(&u, 0, w, 0); // safe
  pthread_join(t, 0), pthread_join(u, 0);
}
