// What is found under a mutex lets one thread go on, or several.
#include <pthread.h>
#include <stdlib.h>

static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;

// The first who comes.
static int taken, result1;
static void *first(void *a) {
  (void)a;
  int mine = 0;
  pthread_mutex_lock(&mu);
  if (!taken) {
    taken = 1;
    mine = 1;
  }
  pthread_mutex_unlock(&mu);
  if (mine)
    result1 = 1;
  return 0;
}
static int taken2, result2;
static void *first_by_return(void *a) {
  (void)a;
  pthread_mutex_lock(&mu);
  if (taken2) {
    pthread_mutex_unlock(&mu);
    return 0;
  }
  taken2 = 1;
  pthread_mutex_unlock(&mu);
  result2 = 1;
  return 0;
}
static int taken3, result3;
static void *first_by_copy(void *a) {
  (void)a;
  pthread_mutex_lock(&mu);
  const int was = taken3;
  taken3 = 1;
  pthread_mutex_unlock(&mu);
  if (!was)
    result3 = 1;
  return 0;
}
void the_first(void) {
  pthread_t t, u;
  pthread_create(&t, 0, first, 0); // safe (today: unknown)
  pthread_create(&u, 0, first, 0); // safe (today: unknown)
  pthread_join(t, 0);
  pthread_join(u, 0);
  pthread_create(&t, 0, first_by_return, 0); // safe (today: unknown)
  pthread_create(&u, 0, first_by_return, 0); // safe (today: unknown)
  pthread_join(t, 0);
  pthread_join(u, 0);
  pthread_create(&t, 0, first_by_copy, 0); // safe (today: unknown)
  pthread_create(&u, 0, first_by_copy, 0); // safe (today: unknown)
  pthread_join(t, 0);
  pthread_join(u, 0);
}

// The last who goes.
struct shared {
  pthread_mutex_t mu;
  int users, value;
};
static void drop(struct shared *s) {
  pthread_mutex_lock(&s->mu);
  const int left = --s->users;
  pthread_mutex_unlock(&s->mu);
  if (left == 0)
    free(s);
}
static void *uses(void *a) {
  struct shared *s = a;
  pthread_mutex_lock(&s->mu);
  s->value++;
  pthread_mutex_unlock(&s->mu);
  drop(s);
  return 0;
}
void the_last(void) {
  struct shared *s = malloc(sizeof *s);
  s->users = 2;
  s->value = 0;
  pthread_mutex_init(&s->mu, 0);
  pthread_t t, u;
  pthread_create(&t, 0, uses, s); // safe (today: unknown)
  pthread_create(&u, 0, uses, s); // safe (today: unknown)
  pthread_join(t, 0);
  pthread_join(u, 0);
}

// All who come: the test keeps nobody out.
static int come, result4;
static void *counts_and_goes_on(void *a) {
  (void)a;
  pthread_mutex_lock(&mu);
  come++;
  pthread_mutex_unlock(&mu);
  result4++; // race
  return 0;
}
static int room, result5;
static void *finds_room(void *a) {
  (void)a;
  pthread_mutex_lock(&mu);
  if (room == 8) {
    pthread_mutex_unlock(&mu);
    return 0;
  }
  room++;
  pthread_mutex_unlock(&mu);
  result5++; // race
  return 0;
}
void all(void) {
  pthread_t t, u;
  pthread_create(&t, 0, counts_and_goes_on, 0); // unsafe: global-mutation
  pthread_create(&u, 0, counts_and_goes_on, 0); // unsafe: global-mutation
  pthread_join(t, 0);
  pthread_join(u, 0);
  pthread_create(&t, 0, finds_room, 0); // unsafe: global-mutation
  pthread_create(&u, 0, finds_room, 0); // unsafe: global-mutation
  pthread_join(t, 0);
  pthread_join(u, 0);
}

// It is said that it is taken when the work is done.
static int taken6, result6;
static void *says_late(void *a) {
  (void)a;
  pthread_mutex_lock(&mu);
  const int was = taken6;
  pthread_mutex_unlock(&mu);
  if (!was) {
    result6 = 1; // race
    pthread_mutex_lock(&mu);
    taken6 = 1;
    pthread_mutex_unlock(&mu);
  }
  return 0;
}
void said_late(void) {
  pthread_t t, u;
  pthread_create(&t, 0, says_late, 0); // unsafe: global-mutation
  pthread_create(&u, 0, says_late, 0); // unsafe: global-mutation
  pthread_join(t, 0);
  pthread_join(u, 0);
}
