// A callee starts another thread on the handle that it was given, and waits for
// that one: the caller's own is lost, and runs on.
#include <pthread.h>

static int a, b, c, d;

static void *rests(void *arg) { return arg; }
static void *writes_a(void *arg) { a = 1; return arg; }
static void *writes_b(void *arg) { b = 1; return arg; }
static void *writes_c(void *arg) { c = 1; return arg; }
static void *writes_d(void *arg) { d = 1; return arg; }

static void starts_anew(pthread_t *t) {
  pthread_create(t, 0, rests, 0); // safe
  pthread_join(*t, 0);
}
static void waits_first(pthread_t *t) {
  pthread_join(*t, 0);
  pthread_create(t, 0, rests, 0); // safe
  pthread_join(*t, 0);
}
static void waits(pthread_t *t) { pthread_join(*t, 0); }

void lost_by_the_callee(void) {
  pthread_t t;
  pthread_create(&t, 0, writes_a, 0); // unsafe: global-mutation
  starts_anew(&t);
  a = 2;
}
static pthread_t shared;
static void starts_the_global_anew(void) {
  pthread_create(&shared, 0, rests, 0); // safe
  pthread_join(shared, 0);
}
void lost_global(void) {
  pthread_create(&shared, 0, writes_b, 0); // unsafe: global-mutation
  starts_the_global_anew();
  b = 2;
}
void waited_for_by_the_callee(void) {
  pthread_t t;
  pthread_create(&t, 0, writes_c, 0); // safe
  waits(&t);
  c = 2;
}
void waited_for_before(void) {
  pthread_t t;
  pthread_create(&t, 0, writes_d, 0); // safe (today: unknown)
  waits_first(&t);
  d = 2;
}
