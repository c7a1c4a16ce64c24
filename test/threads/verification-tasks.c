// Sections that nobody interrupts, as verification tasks write them.
#include <pthread.h>
#include <stdlib.h>
extern int __VERIFIER_nondet_int(void);
extern void __VERIFIER_atomic_begin(void);
extern void __VERIFIER_atomic_end(void);
static void assume(int c) {
  if (!c)
    abort();
}

static int turn, count, missed;
static void *careful(void *p) {
  int n = __VERIFIER_nondet_int();
  assume(n > 0 && n < 10);
  while (n--) {
    __VERIFIER_atomic_begin();
    if (turn == 0)
      count++;
    __VERIFIER_atomic_end();
  }
  return p;
}
static void *careless(void *p) {
  __VERIFIER_atomic_begin();
  int seen = missed;
  __VERIFIER_atomic_end();
  missed = seen + 1; // race
  return p;
}

void in_sections(void) {
  pthread_t t, u;
  pthread_create(&t, 0, careful, 0); // safe
  pthread_create(&u, 0, careful, 0); // safe
  pthread_join(t, 0), pthread_join(u, 0);
}
void written_outside(void) {
  pthread_t t, u;
  pthread_create(&t, 0, careless, 0); // unsafe: global-mutation
  pthread_create(&u, 0, careless, 0); // unsafe: global-mutation
  pthread_join(t, 0), pthread_join(u, 0);
}
