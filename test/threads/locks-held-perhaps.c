// Mutexes that are taken and given back if a test says so.
#include <pthread.h>
#include <stddef.h>

static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;

// The pointer is never null.
static int n1;
static void *by_local(void *a) {
  (void)a;
  pthread_mutex_t *m = &mu;
  if (m)
    pthread_mutex_lock(m);
  n1++;
  if (m)
    pthread_mutex_unlock(m);
  return 0;
}
void local_pointer(void) {
  pthread_t t, u;
  pthread_create(&t, 0, by_local, 0); // safe
  pthread_create(&u, 0, by_local, 0); // safe
  pthread_join(t, 0);
  pthread_join(u, 0);
}

// The caller says which mutex, if any.
static int n2;
static void add(pthread_mutex_t *m, int *to) {
  if (m != NULL)
    pthread_mutex_lock(m);
  ++*to; // race
  if (m != NULL)
    pthread_mutex_unlock(m);
}
static void *with_mutex(void *a) {
  (void)a;
  add(&mu, &n2);
  return 0;
}
void given_a_mutex(void) {
  pthread_t t, u;
  pthread_create(&t, 0, with_mutex, 0); // safe
  pthread_create(&u, 0, with_mutex, 0); // safe
  pthread_join(t, 0);
  pthread_join(u, 0);
}
static int n3;
static void *without_mutex(void *a) {
  (void)a;
  add(NULL, &n3);
  return 0;
}
void given_none(void) {
  pthread_t t, u;
  pthread_create(&t, 0, without_mutex, 0); // unsafe: global-mutation
  pthread_create(&u, 0, without_mutex, 0); // unsafe: global-mutation
  pthread_join(t, 0);
  pthread_join(u, 0);
}
static int n4;
static void *one_with(void *a) {
  (void)a;
  add(&mu, &n4);
  return 0;
}
static void *one_without(void *a) {
  (void)a;
  add(NULL, &n4);
  return 0;
}
void one_of_two(void) {
  pthread_t t, u;
  pthread_create(&t, 0, one_with, 0);    // unsafe: global-mutation
  pthread_create(&u, 0, one_without, 0); // unsafe: global-mutation
  pthread_join(t, 0);
  pthread_join(u, 0);
}

// The test is in functions of its own.
static void enter(int on) {
  if (on)
    pthread_mutex_lock(&mu);
}
static void leave(int on) {
  if (on)
    pthread_mutex_unlock(&mu);
}
static int n5, n6, n7;
static void *entered(void *a) {
  (void)a;
  enter(1);
  n5++;
  leave(1);
  return 0;
}
static void *not_entered(void *a) {
  (void)a;
  enter(0);
  n6++; // race
  leave(0);
  return 0;
}
static void *left_before(void *a) {
  (void)a;
  enter(1);
  leave(1);
  n7++; // race
  return 0;
}
void helpers(void) {
  pthread_t t, u;
  pthread_create(&t, 0, entered, 0); // safe
  pthread_create(&u, 0, entered, 0); // safe
  pthread_join(t, 0);
  pthread_join(u, 0);
  pthread_create(&t, 0, not_entered, 0); // unsafe: global-mutation
  pthread_create(&u, 0, not_entered, 0); // unsafe: global-mutation
  pthread_join(t, 0);
  pthread_join(u, 0);
  pthread_create(&t, 0, left_before, 0); // unsafe: global-mutation
  pthread_create(&u, 0, left_before, 0); // unsafe: global-mutation
  pthread_join(t, 0);
  pthread_join(u, 0);
}

// Both look at one member of an object that stays as it is.
struct counter {
  pthread_mutex_t *m;
  int n;
};
static void *by_member(void *a) {
  struct counter *c = a;
  if (c->m)
    pthread_mutex_lock(c->m);
  c->n++; // race
  if (c->m)
    pthread_mutex_unlock(c->m);
  return 0;
}
void member(void) {
  struct counter c = {&mu, 0};
  pthread_t t, u;
  pthread_create(&t, 0, by_member, &c); // safe
  pthread_create(&u, 0, by_member, &c); // safe
  pthread_join(t, 0);
  pthread_join(u, 0);
}
void member_without(void) {
  struct counter c = {NULL, 0};
  pthread_t t, u;
  pthread_create(&t, 0, by_member, &c); // unsafe: captured-mutation
  pthread_create(&u, 0, by_member, &c); // unsafe: captured-mutation
  pthread_join(t, 0);
  pthread_join(u, 0);
}

// A flag that is set before the threads are made, and one that may be set
// later: then one thread may have looked before, and the other after.
static int locking, n8;
static void *by_flag(void *a) {
  (void)a;
  if (locking)
    pthread_mutex_lock(&mu);
  n8++;
  if (locking)
    pthread_mutex_unlock(&mu);
  return 0;
}
void flag_set_before(void) {
  locking = 1;
  pthread_t t, u;
  pthread_create(&t, 0, by_flag, 0); // safe
  pthread_create(&u, 0, by_flag, 0); // safe
  pthread_join(t, 0);
  pthread_join(u, 0);
}
static int locking_later, n9;
static void *by_later_flag(void *a) {
  (void)a;
  if (locking_later)
    pthread_mutex_lock(&mu);
  n9++;
  if (locking_later)
    pthread_mutex_unlock(&mu);
  return 0;
}
void flag_set_later(void) {
  pthread_t t, u;
  pthread_create(&t, 0, by_later_flag, 0); // unsafe: global-mutation
  pthread_create(&u, 0, by_later_flag, 0); // unsafe: global-mutation
  locking_later = 1; // race
  pthread_join(t, 0);
  pthread_join(u, 0);
}

// Nobody knows what the test says.
extern int configured(void);
static int n10;
static void *by_configuration(void *a) {
  (void)a;
  const int on = configured();
  if (on)
    pthread_mutex_lock(&mu);
  n10++;
  if (on)
    pthread_mutex_unlock(&mu);
  return 0;
}
void configuration(void) {
  pthread_t t, u;
  pthread_create(&t, 0, by_configuration, 0); // unknown: configured
  pthread_create(&u, 0, by_configuration, 0); // unknown: configured
  pthread_join(t, 0);
  pthread_join(u, 0);
}

// The lock is given back on one way, and the other goes on with it.
static int left, n11, n12;
static void *goes_on_if_held(void *a) {
  (void)a;
  pthread_mutex_lock(&mu);
  const int some = left > 0;
  if (!some)
    pthread_mutex_unlock(&mu);
  if (some) {
    n11++;
    pthread_mutex_unlock(&mu);
  }
  return 0;
}
static void *goes_on_anyhow(void *a) {
  (void)a;
  pthread_mutex_lock(&mu);
  const int some = left > 0;
  if (!some)
    pthread_mutex_unlock(&mu);
  n12++; // race
  if (some)
    pthread_mutex_unlock(&mu);
  return 0;
}
void given_back_early(void) {
  pthread_t t, u;
  pthread_create(&t, 0, goes_on_if_held, 0); // safe
  pthread_create(&u, 0, goes_on_if_held, 0); // safe
  pthread_join(t, 0);
  pthread_join(u, 0);
  pthread_create(&t, 0, goes_on_anyhow, 0); // unsafe: global-mutation
  pthread_create(&u, 0, goes_on_anyhow, 0); // unsafe: global-mutation
  pthread_join(t, 0);
  pthread_join(u, 0);
}

// The second test is of something else.
static int n13;
static void counts(int on, int off) {
  if (on)
    pthread_mutex_lock(&mu);
  if (off)
    pthread_mutex_unlock(&mu);
  n13++; // race
  if (on && !off)
    pthread_mutex_unlock(&mu);
}
static void *counts_without(void *a) {
  (void)a;
  counts(1, 1);
  return 0;
}
void another_test(void) {
  pthread_t t, u;
  pthread_create(&t, 0, counts_without, 0); // unsafe: global-mutation
  pthread_create(&u, 0, counts_without, 0); // unsafe: global-mutation
  pthread_join(t, 0);
  pthread_join(u, 0);
}

// A lock that was tried, and may have been refused, is not held.
static int n14;
static void *tries(void *a) {
  (void)a;
  int got = 0;
  if (pthread_mutex_trylock(&mu) == 0)
    got = 1;
  n14++; // race
  if (got)
    pthread_mutex_unlock(&mu);
  return 0;
}
void tried(void) {
  pthread_t t, u;
  pthread_create(&t, 0, tries, 0); // unsafe: global-mutation
  pthread_create(&u, 0, tries, 0); // unsafe: global-mutation
  pthread_join(t, 0);
  pthread_join(u, 0);
}

// A function gives it back if something fails, and another one always does.
static int failed, n15, n16;
static int step(void) {
  if (failed) {
    pthread_mutex_unlock(&mu);
    return -1;
  }
  return 0;
}
static void *steps(void *a) {
  (void)a;
  pthread_mutex_lock(&mu);
  if (step() < 0)
    return 0;
  n15++;
  pthread_mutex_unlock(&mu);
  return 0;
}
static void give_back(void) { pthread_mutex_unlock(&mu); }
static void end_of_it(int how) {
  if (how)
    n16 = how;
  give_back();
}
static void *goes_on_without(void *a) {
  (void)a;
  pthread_mutex_lock(&mu);
  end_of_it(0);
  n16++; // race
  return 0;
}
void given_back_by_a_function(void) {
  pthread_t t, u;
  pthread_create(&t, 0, steps, 0); // safe (today: unknown)
  pthread_create(&u, 0, steps, 0); // safe (today: unknown)
  pthread_join(t, 0);
  pthread_join(u, 0);
  pthread_create(&t, 0, goes_on_without, 0); // unsafe: global-mutation
  pthread_create(&u, 0, goes_on_without, 0); // unsafe: global-mutation
  pthread_join(t, 0);
  pthread_join(u, 0);
}
