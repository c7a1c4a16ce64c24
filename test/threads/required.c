// Functions that end the program or the thread, always or if they do not get what they want: what
// follows is done by who got past them.
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
extern void __VERIFIER_assume(int);
extern void __VERIFIER_atomic_begin(void);
extern void __VERIFIER_atomic_end(void);
static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;
static void die(const char *what) {
  perror(what);
  exit(1);
}
static void check(int error) {
  if (error != 0) {
    fprintf(stderr, "error %d\n", error);
    abort();
  }
}
static void want(int c) {
  if (!c)
    die("want");
  return;
}
static int reported;
static void want_and_count(int c) {
  if (!c) {
    reported++; // race
    exit(2);
  }
}
static void leave_unless(int c) {
  if (!(c))
    pthread_exit(NULL);
}

static int n1, n2, n3, n4, n5, n6, n7;
static void *checked(void *a) {
  check(pthread_mutex_lock(&mu));
  n1++;
  if (n1 > 100)
    die("too many");
  check(pthread_mutex_unlock(&mu));
  return a;
}
static void *checked_too_late(void *a) {
  n2++; // race
  check(pthread_mutex_lock(&mu));
  check(pthread_mutex_unlock(&mu));
  return a;
}
static void *counts_failures(void *a) {
  want_and_count(a != NULL);
  return a;
}
static int counted;
static void *counts(void *a) {
  counted++;
  return a;
}
int joined_or_dead(void) {
  pthread_t t;
  check(pthread_create(&t, 0, counts, 0)); // safe
  if (pthread_join(t, 0) != 0)
    die("join");
  return counted;
}
void checks(void) {
  pthread_t t, u;
  check(pthread_create(&t, 0, checked, 0)); // safe
  check(pthread_create(&u, 0, checked, 0)); // safe
  check(pthread_join(t, 0));
  check(pthread_join(u, 0));
  check(pthread_create(&t, 0, checked_too_late, 0)); // unsafe: global-mutation
  check(pthread_create(&u, 0, checked_too_late, 0)); // unsafe: global-mutation
  check(pthread_join(t, 0));
  check(pthread_join(u, 0));
  check(pthread_create(&t, 0, counts_failures, 0)); // unsafe: global-mutation
  check(pthread_create(&u, 0, counts_failures, 0)); // unsafe: global-mutation
  check(pthread_join(t, 0));
  check(pthread_join(u, 0));
}

// Only the first goes on.
static int taken;
static atomic_int taken_too;
static void *first(void *a) {
  pthread_mutex_lock(&mu);
  const int mine = !taken;
  taken = 1;
  pthread_mutex_unlock(&mu);
  if (!mine)
    pthread_exit(NULL);
  n3++;
  return a;
}
static void *first_by_function(void *a) {
  leave_unless(atomic_exchange(&taken_too, 1) == 0);
  n4++;
  return a;
}
static void *first_leaves_late(void *a) {
  pthread_mutex_lock(&mu);
  const int mine = !taken;
  taken = 1;
  pthread_mutex_unlock(&mu);
  n5++; // race
  leave_unless(mine);
  return a;
}
void first_ones(void) {
  pthread_t t, u;
  pthread_create(&t, 0, first, 0); // safe (today: unknown)
  pthread_create(&u, 0, first, 0); // safe (today: unknown)
  pthread_join(t, 0), pthread_join(u, 0);
  pthread_create(&t, 0, first_by_function, 0); // safe
  pthread_create(&u, 0, first_by_function, 0); // safe
  pthread_join(t, 0), pthread_join(u, 0);
  pthread_create(&t, 0, first_leaves_late, 0); // unsafe: global-mutation
  pthread_create(&u, 0, first_leaves_late, 0); // unsafe: global-mutation
  pthread_join(t, 0), pthread_join(u, 0);
}

// A lock made of a section that nobody interrupts, and who gets in.
static int busy;
static void *enters(void *a) {
  __VERIFIER_atomic_begin();
  __VERIFIER_assume(busy == 0);
  busy = 1;
  __VERIFIER_atomic_end();
  n6++;
  __VERIFIER_atomic_begin();
  busy = 0;
  __VERIFIER_atomic_end();
  return a;
}
static void *leaves_first(void *a) {
  __VERIFIER_atomic_begin();
  want(busy == 0);
  busy = 1;
  __VERIFIER_atomic_end();
  __VERIFIER_atomic_begin();
  busy = 0;
  __VERIFIER_atomic_end();
  n7++;
  return a;
}
void sections(void) {
  pthread_t t, u;
  pthread_create(&t, 0, enters, 0); // safe (today: unknown)
  pthread_create(&u, 0, enters, 0); // safe (today: unknown)
  pthread_join(t, 0), pthread_join(u, 0);
  pthread_create(&t, 0, leaves_first, 0); // unsafe: global-mutation (today: unknown)
  pthread_create(&u, 0, leaves_first, 0); // unsafe: global-mutation (today: unknown)
  pthread_join(t, 0), pthread_join(u, 0);
}

// Who reads has found the flag set.
static int ready, data, ready_early, data_early;
static void *tells(void *a) {
  data = 1;
  pthread_mutex_lock(&mu);
  ready = 1;
  pthread_mutex_unlock(&mu);
  return a;
}
static void *hears(void *a) {
  pthread_mutex_lock(&mu);
  const int set = ready;
  pthread_mutex_unlock(&mu);
  want(set && a == NULL);
  printf("%d\n", data);
  return a;
}
static void *tells_early(void *a) {
  pthread_mutex_lock(&mu);
  ready_early = 1;
  pthread_mutex_unlock(&mu);
  data_early = 1; // race
  return a;
}
static void *hears_early(void *a) {
  pthread_mutex_lock(&mu);
  const int set = ready_early;
  pthread_mutex_unlock(&mu);
  want(set);
  printf("%d\n", data_early); // race
  return a;
}
int main(void) {
  pthread_t t, u;
  pthread_create(&t, 0, tells, 0); // safe
  pthread_create(&u, 0, hears, 0); // safe
  pthread_join(t, 0), pthread_join(u, 0);
  pthread_create(&t, 0, tells_early, 0); // unsafe: global-mutation
  pthread_create(&u, 0, hears_early, 0); // unsafe: global-mutation
  pthread_join(t, 0), pthread_join(u, 0);
}
