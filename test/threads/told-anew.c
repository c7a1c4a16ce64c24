// A number that a thread was told is changed while the thread may still run: it looks at either.
#include <pthread.h>

struct Told {
  int id;
};

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static int out[16];

static void *count(void *p) {
  struct Told *told = p;
  pthread_mutex_lock(&m);
  int id = told->id;
  pthread_mutex_unlock(&m);
  out[id]++;
  return 0;
}

void racy_told_anew(void) {
  pthread_t t, u;
  struct Told a = {1}, b = {2};
  pthread_create(&t, 0, count, &a); // unsafe: overlapping-elements
  pthread_create(&u, 0, count, &b); // unsafe: overlapping-elements
  pthread_mutex_lock(&m);
  a.id = 2; // the first may not have looked yet
  pthread_mutex_unlock(&m);
  pthread_join(t, 0);
  pthread_join(u, 0);
}

void repaired_told_before(void) {
  pthread_t t, u;
  struct Told a = {1}, b = {2};
  a.id = 3;
  pthread_create(&t, 0, count, &a); // safe
  pthread_create(&u, 0, count, &b); // safe
  pthread_join(t, 0);
  pthread_join(u, 0);
}

void repaired_told_after_the_join(void) {
  pthread_t t, u;
  struct Told a = {1}, b = {2};
  pthread_create(&t, 0, count, &a); // safe
  pthread_create(&u, 0, count, &b); // safe
  pthread_join(t, 0);
  pthread_join(u, 0);
  a.id = 2;
}

void lookalike_each_round_its_own(void) {
  pthread_t t[4];
  struct Told a[4];
  for (int i = 0; i < 4; i++) {
    a[i].id = 0;
    a[i].id = i;
    pthread_create(&t[i], 0, count, &a[i]); // safe
  }
  for (int i = 0; i < 4; i++)
    pthread_join(t[i], 0);
}
