// Who starts a thread has tested something under a mutex first: the thread comes after
// that test as well.
#include <pthread.h>
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t c = PTHREAD_COND_INITIALIZER;

static int ready, payload, seen;
static void *look(void *a) { seen = payload; return a; }
static void *setter(void *a) {
  payload = 1;
  pthread_mutex_lock(&m);
  ready = 1;
  pthread_cond_signal(&c);
  pthread_mutex_unlock(&m);
  return a;
}
static void *waiter(void *a) {
  pthread_mutex_lock(&m);
  while (!ready)
    pthread_cond_wait(&c, &m);
  pthread_mutex_unlock(&m);
  pthread_t t;
  pthread_create(&t, 0, look, 0); // safe
  pthread_join(t, 0);
  return a;
}
void after_the_test(void) {
  pthread_t x, y;
  pthread_create(&x, 0, setter, 0); // safe (today: unknown)
  pthread_create(&y, 0, waiter, 0); // safe (today: unknown)
  pthread_join(x, 0);
  pthread_join(y, 0);
}

static int ready2, payload2, seen2;
static void *look2(void *a) { seen2 = payload2; return a; } // race
static void *setter2(void *a) {
  pthread_mutex_lock(&m);
  ready2 = 1;
  pthread_cond_signal(&c);
  pthread_mutex_unlock(&m);
  payload2 = 1;
  return a;
}
static void *waiter2(void *a) {
  pthread_mutex_lock(&m);
  while (!ready2)
    pthread_cond_wait(&c, &m);
  pthread_mutex_unlock(&m);
  pthread_t t;
  pthread_create(&t, 0, look2, 0); // safe
  pthread_join(t, 0);
  return a;
}
void told_too_early(void) {
  pthread_t x, y;
  pthread_create(&x, 0, setter2, 0); // unsafe: global-mutation
  pthread_create(&y, 0, waiter2, 0); // unsafe: global-mutation
  pthread_join(x, 0);
  pthread_join(y, 0);
}

static int taken, n;
static void *count(void *a) { n++; return a; }
static void *claim(void *a) {
  pthread_mutex_lock(&m);
  int mine = !taken;
  taken = 1;
  pthread_mutex_unlock(&m);
  if (mine) {
    pthread_t t;
    pthread_create(&t, 0, count, 0); // safe
    pthread_join(t, 0);
  }
  return a;
}
void only_one_starts_it(void) {
  pthread_t x, y;
  pthread_create(&x, 0, claim, 0); // safe (today: unknown)
  pthread_create(&y, 0, claim, 0); // safe (today: unknown)
  pthread_join(x, 0);
  pthread_join(y, 0);
}

static int looked, n2;
static void *count2(void *a) { n2++; return a; } // race
static void *look_and_start(void *a) {
  pthread_mutex_lock(&m);
  int first = !looked;
  pthread_mutex_unlock(&m);
  if (first) {
    pthread_t t;
    pthread_create(&t, 0, count2, 0); // safe
    pthread_join(t, 0);
  }
  return a;
}
void nobody_takes_it(void) {
  pthread_t x, y;
  pthread_create(&x, 0, look_and_start, 0); // unsafe: global-mutation
  pthread_create(&y, 0, look_and_start, 0); // unsafe: global-mutation
  pthread_join(x, 0);
  pthread_join(y, 0);
}
int main(void) {
  after_the_test();
  told_too_early();
  only_one_starts_it();
  nobody_takes_it();
}
