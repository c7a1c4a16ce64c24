// Variables with a function that is called where they end.
#include <pthread.h>
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static int n1, n2, n3, n4;
static void count(int *q) {
  n1 += *q; // race
}
static void *counts(void *p) {
  int q __attribute__((cleanup(count))) = 1;
  return p;
}
void counted(void) {
  pthread_t t, u;
  pthread_create(&t, 0, counts, 0); // unsafe: global-mutation
  pthread_create(&u, 0, counts, 0); // unsafe: global-mutation
  pthread_join(t, 0), pthread_join(u, 0);
}

static void unlock(pthread_mutex_t **p) { pthread_mutex_unlock(*p); }
static void *holds(void *p) {
  pthread_mutex_lock(&m);
  __attribute__((cleanup(unlock))) pthread_mutex_t *held = &m;
  n2++;
  if (n2 == 4)
    return 0;
  n2++;
  return p;
}
void held_to_the_end(void) {
  pthread_t t, u;
  pthread_create(&t, 0, holds, 0); // safe
  pthread_create(&u, 0, holds, 0); // safe
  pthread_join(t, 0), pthread_join(u, 0);
}

static void *lets_go(void *p) {
  pthread_mutex_lock(&m);
  {
    __attribute__((cleanup(unlock))) pthread_mutex_t *held = &m;
    n3++;
  }
  n3++; // race
  return p;
}
void held_for_a_while(void) {
  pthread_t t, u;
  pthread_create(&t, 0, lets_go, 0); // unsafe: global-mutation
  pthread_create(&u, 0, lets_go, 0); // unsafe: global-mutation
  pthread_join(t, 0), pthread_join(u, 0);
}

static void other(int *q) { *q = 0; }
static void *changes_its_own(void *p) {
  int q __attribute__((cleanup(other))) = 1;
  pthread_mutex_lock(&m);
  n4 += q;
  pthread_mutex_unlock(&m);
  return p;
}
void changed(void) {
  pthread_t t, u;
  pthread_create(&t, 0, changes_its_own, 0); // safe
  pthread_create(&u, 0, changes_its_own, 0); // safe
  pthread_join(t, 0), pthread_join(u, 0);
}
int main(void) {
  counted();
  held_to_the_end();
  held_for_a_while();
  changed();
}
