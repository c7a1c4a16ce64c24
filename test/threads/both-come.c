// Two threads that both come by in every run: what they have waited for before lets neither go on
// instead of the other, and what they signal comes before what they do then.
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
static atomic_uint next, serving;
static void lock(void) {
  const unsigned mine = atomic_fetch_add(&next, 1);
  while (atomic_load(&serving) != mine)
    ;
}
static void unlock(void) { atomic_fetch_add(&serving, 1); }
static int inside, outside, some;
static void *counts(void *a) {
  lock();
  inside++;
  unlock();
  return a;
}
static void *counts_after(void *a) {
  lock();
  unlock();
  outside++; // race
  return a;
}
void tickets(void) {
  pthread_t t, u;
  pthread_create(&t, 0, counts, 0); // safe
  pthread_create(&u, 0, counts, 0); // safe
  pthread_join(t, 0), pthread_join(u, 0);
  pthread_create(&t, 0, counts_after, 0); // unsafe: global-mutation
  pthread_create(&u, 0, counts_after, 0); // unsafe: global-mutation
  pthread_join(t, 0), pthread_join(u, 0);
}

// One of them comes by.
static atomic_int claimed;
static void *counts_if_first(void *a) {
  if (atomic_fetch_add(&claimed, 1) != 0)
    return a;
  some++;
  return a;
}
static int none;
static void *counts_if_told(void *a) {
  if (atomic_fetch_add(&claimed, 1) != 0)
    pthread_exit(NULL);
  none++;
  return a;
}
void claims(void) {
  pthread_t t, u;
  pthread_create(&t, 0, counts_if_first, 0); // safe (today: unknown)
  pthread_create(&u, 0, counts_if_first, 0); // safe (today: unknown)
  pthread_join(t, 0), pthread_join(u, 0);
  pthread_create(&t, 0, counts_if_told, 0); // safe (today: unknown)
  pthread_create(&u, 0, counts_if_told, 0); // safe (today: unknown)
  pthread_join(t, 0), pthread_join(u, 0);
}

// Two atomics and a turn: a zero lets the other in.
static atomic_int wants[2], turn;
static int shared, shared_late;
static void *left(void *a) {
  wants[0] = 1;
  turn = 1;
  while (wants[1] && turn == 1)
    ;
  shared = 1;
  wants[0] = 0;
  return a;
}
static void *right(void *a) {
  wants[1] = 1;
  turn = 0;
  while (wants[0] && turn == 0)
    ;
  shared = 2;
  wants[1] = 0;
  return a;
}
static void *right_late(void *a) {
  wants[1] = 1;
  turn = 0;
  while (wants[0] && turn == 0)
    ;
  wants[1] = 0;
  shared = 2; // race
  return a;
}
void turns(void) {
  pthread_t t, u;
  pthread_create(&t, 0, left, 0);  // safe (today: unknown)
  pthread_create(&u, 0, right, 0); // safe (today: unknown)
  pthread_join(t, 0), pthread_join(u, 0);
  pthread_create(&t, 0, left, 0);       // unsafe: global-mutation
  pthread_create(&u, 0, right_late, 0); // unsafe: global-mutation
  pthread_join(t, 0), pthread_join(u, 0);
}

// All have met before.
static atomic_int here;
static int parts[2], sums;
static void *meets(void *a) {
  const long i = (long)a;
  parts[i] = 1;
  atomic_fetch_add(&here, 1);
  while (atomic_load(&here) != 2)
    ;
  printf("%d\n", parts[1 - i]);
  return 0;
}
static void *meets_then_sums(void *a) {
  atomic_fetch_add(&here, 1);
  while (atomic_load(&here) < 2)
    ;
  sums++; // race
  return a;
}
void meetings(void) {
  pthread_t t, u;
  pthread_create(&t, 0, meets, (void *)0); // safe (today: unknown)
  pthread_create(&u, 0, meets, (void *)1); // safe (today: unknown)
  pthread_join(t, 0), pthread_join(u, 0);
  pthread_create(&t, 0, meets_then_sums, 0); // unsafe: global-mutation
  pthread_create(&u, 0, meets_then_sums, 0); // unsafe: global-mutation
  pthread_join(t, 0), pthread_join(u, 0);
}
int main(void) {
  tickets();
  claims();
  turns();
  meetings();
}
