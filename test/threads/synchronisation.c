#define _GNU_SOURCE
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <threads.h>
#include <stdio.h>
#include <stdlib.h>
#include <stdbool.h>

/* C11 atomics through operators */
atomic_int a1; _Atomic long a2; atomic_bool a3; _Atomic(int *) a4;
int other1;
void *ops(void *arg) { a1++; a2 += 5; --a1; a3 = true; a4 = &other1; return NULL; }
void operators(void) {
  pthread_t t, u;
  pthread_create(&t, NULL, ops, NULL); // safe
  pthread_create(&u, NULL, ops, NULL); // safe
  pthread_join(t, NULL); pthread_join(u, NULL);
}
atomic_int a5;
void *lost(void *arg) { a5 = a5 + 1; return NULL; }
void lost_update(void) {
  pthread_t t, u;
  pthread_create(&t, NULL, lost, NULL); // unsafe: lost-update
  pthread_create(&u, NULL, lost, NULL); // unsafe: lost-update
  pthread_join(t, NULL); pthread_join(u, NULL);
}
struct shared { _Atomic int hits; int misses; };
void *hit(void *arg) { struct shared *s = arg; s->hits++; return NULL; }
void *miss(void *arg) { struct shared *s = arg; s->misses++; return NULL; }
void atomic_field(void) {
  struct shared s = {0, 0};
  pthread_t t, u;
  pthread_create(&t, NULL, hit, &s); // safe
  pthread_create(&u, NULL, hit, &s); // safe
  pthread_join(t, NULL); pthread_join(u, NULL);
}
void plain_field(void) {
  struct shared s = {0, 0};
  pthread_t t, u;
  pthread_create(&t, NULL, miss, &s); // unsafe: captured-mutation
  pthread_create(&u, NULL, miss, &s); // unsafe: captured-mutation
  pthread_join(t, NULL); pthread_join(u, NULL);
}
/* the compiler's own */
int b1, b2; 
void *gcc_atomics(void *arg) {
  __sync_fetch_and_add(&b1, 1);
  __atomic_add_fetch(&b2, 1, __ATOMIC_SEQ_CST);
  return NULL;
}
void builtins(void) {
  pthread_t t, u;
  pthread_create(&t, NULL, gcc_atomics, NULL); // safe
  pthread_create(&u, NULL, gcc_atomics, NULL); // safe
  pthread_join(t, NULL); pthread_join(u, NULL);
}
int b3;
void *mixed(void *arg) { __sync_fetch_and_add(&b3, 1); if (b3 > 10) b3 = 0; return NULL; }
void mixed_access(void) {
  pthread_t t, u;
  pthread_create(&t, NULL, mixed, NULL); // unsafe: global-mutation
  pthread_create(&u, NULL, mixed, NULL); // unsafe: global-mutation
  pthread_join(t, NULL); pthread_join(u, NULL);
}
/* semaphores as locks */
sem_t s1; int c1;
void *sem_user(void *arg) { sem_wait(&s1); c1++; sem_post(&s1); return NULL; }
void semaphore(void) {
  sem_init(&s1, 0, 1);
  pthread_t t, u;
  pthread_create(&t, NULL, sem_user, NULL); // safe
  pthread_create(&u, NULL, sem_user, NULL); // safe
  pthread_join(t, NULL); pthread_join(u, NULL);
  sem_destroy(&s1);
}
sem_t s2; int c2;
void *sem_user2(void *arg) { sem_wait(&s2); c2++; sem_post(&s2); return NULL; }
void two_permits(void) {
  sem_init(&s2, 0, 2);
  pthread_t t, u;
  pthread_create(&t, NULL, sem_user2, NULL); // unsafe: wrong-lock
  pthread_create(&u, NULL, sem_user2, NULL); // unsafe: wrong-lock
  pthread_join(t, NULL); pthread_join(u, NULL);
}
/* a semaphore that hands over */
sem_t s3; int c3;
void *producer3(void *arg) { c3 = 7; sem_post(&s3); return NULL; }
int handover(void) {
  sem_init(&s3, 0, 0);
  pthread_t t;
  pthread_create(&t, NULL, producer3, NULL); // safe (today: unknown)
  sem_wait(&s3);
  int r = c3;
  pthread_join(t, NULL);
  return r;
}
/* rwlock */
pthread_rwlock_t rw = PTHREAD_RWLOCK_INITIALIZER; int c4;
void *reader4(void *arg) { pthread_rwlock_rdlock(&rw); int x = c4; pthread_rwlock_unlock(&rw); return (void *)(long)x; }
void *writer4(void *arg) { pthread_rwlock_wrlock(&rw); c4++; pthread_rwlock_unlock(&rw); return NULL; }
void rwlock(void) {
  pthread_t t, u;
  pthread_create(&t, NULL, reader4, NULL); // safe
  pthread_create(&u, NULL, writer4, NULL); // safe
  pthread_join(t, NULL); pthread_join(u, NULL);
}
pthread_rwlock_t rw5 = PTHREAD_RWLOCK_INITIALIZER; int c5;
void *writer5(void *arg) { pthread_rwlock_rdlock(&rw5); c5++; pthread_rwlock_unlock(&rw5); return NULL; }
void read_locked_writes(void) {
  pthread_t t, u;
  pthread_create(&t, NULL, writer5, NULL); // unsafe: wrong-lock
  pthread_create(&u, NULL, writer5, NULL); // unsafe: wrong-lock
  pthread_join(t, NULL); pthread_join(u, NULL);
}
/* condition variable, bounded buffer */
#define CAP 16
struct queue { int items[CAP]; int head, tail, count; pthread_mutex_t m; pthread_cond_t not_empty, not_full; };
void put(struct queue *q, int x) {
  pthread_mutex_lock(&q->m);
  while (q->count == CAP)
    pthread_cond_wait(&q->not_full, &q->m);
  q->items[q->tail] = x;
  q->tail = (q->tail + 1) % CAP;
  q->count++;
  pthread_cond_signal(&q->not_empty);
  pthread_mutex_unlock(&q->m);
}
int get(struct queue *q) {
  pthread_mutex_lock(&q->m);
  while (q->count == 0)
    pthread_cond_wait(&q->not_empty, &q->m);
  int x = q->items[q->head];
  q->head = (q->head + 1) % CAP;
  q->count--;
  pthread_cond_signal(&q->not_full);
  pthread_mutex_unlock(&q->m);
  return x;
}
void *producer6(void *arg) { for (int i = 0; i < 100; i++) put(arg, i); return NULL; }
void *consumer6(void *arg) { long s = 0; for (int i = 0; i < 100; i++) s += get(arg); return (void *)s; }
void bounded_buffer(void) {
  struct queue q = {.head = 0};
  pthread_mutex_init(&q.m, NULL);
  pthread_cond_init(&q.not_empty, NULL);
  pthread_cond_init(&q.not_full, NULL);
  pthread_t p, c;
  pthread_create(&p, NULL, producer6, &q); // safe
  pthread_create(&c, NULL, consumer6, &q); // safe
  pthread_join(p, NULL); pthread_join(c, NULL);
}
/* spin lock, trylock */
pthread_spinlock_t spin; int c7;
void *spinner(void *arg) { pthread_spin_lock(&spin); c7++; pthread_spin_unlock(&spin); return NULL; }
void spins(void) {
  pthread_spin_init(&spin, PTHREAD_PROCESS_PRIVATE);
  pthread_t t, u;
  pthread_create(&t, NULL, spinner, NULL); // safe
  pthread_create(&u, NULL, spinner, NULL); // safe
  pthread_join(t, NULL); pthread_join(u, NULL);
}
pthread_mutex_t m8 = PTHREAD_MUTEX_INITIALIZER; int c8;
void *trier(void *arg) {
  if (pthread_mutex_trylock(&m8) == 0) { c8++; pthread_mutex_unlock(&m8); }
  return NULL;
}
void tries(void) {
  pthread_t t, u;
  pthread_create(&t, NULL, trier, NULL); // safe
  pthread_create(&u, NULL, trier, NULL); // safe
  pthread_join(t, NULL); pthread_join(u, NULL);
}
pthread_mutex_t m9 = PTHREAD_MUTEX_INITIALIZER; int c9;
void *bad_trier(void *arg) {
  if (pthread_mutex_trylock(&m9)) { c9++; pthread_mutex_unlock(&m9); }
  return NULL;
}
void tries_badly(void) {
  pthread_t t, u;
  pthread_create(&t, NULL, bad_trier, NULL); // unsafe: global-mutation
  pthread_create(&u, NULL, bad_trier, NULL); // unsafe: global-mutation
  pthread_join(t, NULL); pthread_join(u, NULL);
}
/* barrier phases */
pthread_barrier_t bar; int p10[4], q10[4];
void *phases(void *arg) {
  int id = *(int *)arg;
  p10[id] = id;
  pthread_barrier_wait(&bar);
  q10[id] = p10[(id + 1) % 4];
  return NULL;
}
void barrier(void) {
  pthread_t t[4]; int ids[4];
  pthread_barrier_init(&bar, NULL, 4);
  for (int i = 0; i < 4; i++) { ids[i] = i; pthread_create(&t[i], NULL, phases, &ids[i]); } // safe (today: unknown)
  for (int i = 0; i < 4; i++) pthread_join(t[i], NULL);
}
int p11[4], q11[4];
void *no_phases(void *arg) {
  int id = *(int *)arg;
  p11[id] = id;
  q11[id] = p11[(id + 1) % 4];
  return NULL;
}
void no_barrier(void) {
  pthread_t t[4]; int ids[4];
  for (int i = 0; i < 4; i++) { ids[i] = i; pthread_create(&t[i], NULL, no_phases, &ids[i]); } // unsafe: overlapping-elements
  for (int i = 0; i < 4; i++) pthread_join(t[i], NULL);
}
/* once */
pthread_once_t once = PTHREAD_ONCE_INIT; int *table12;
void init12(void) { table12 = calloc(10, sizeof(int)); }
void *use12(void *arg) { pthread_once(&once, init12); return (void *)(long)table12[3]; }
void onces(void) {
  pthread_t t, u;
  pthread_create(&t, NULL, use12, NULL); // safe
  pthread_create(&u, NULL, use12, NULL); // safe
  pthread_join(t, NULL); pthread_join(u, NULL);
}
int *table13;
void *use13(void *arg) { if (!table13) table13 = calloc(10, sizeof(int)); return (void *)(long)table13[3]; }
void lazily(void) {
  pthread_t t, u;
  pthread_create(&t, NULL, use13, NULL); // unsafe: global-mutation
  pthread_create(&u, NULL, use13, NULL); // unsafe: global-mutation
  pthread_join(t, NULL); pthread_join(u, NULL);
}
/* thread-local */
__thread int tl14; _Thread_local int tl15;
void *local14(void *arg) { tl14++; tl15--; return NULL; }
void thread_locals(void) {
  pthread_t t, u;
  pthread_create(&t, NULL, local14, NULL); // safe
  pthread_create(&u, NULL, local14, NULL); // safe
  pthread_join(t, NULL); pthread_join(u, NULL);
}
/* static local */
void *static16(void *arg) { static int calls; calls++; return NULL; }
void statics(void) {
  pthread_t t, u;
  pthread_create(&t, NULL, static16, NULL); // unsafe: global-mutation
  pthread_create(&u, NULL, static16, NULL); // unsafe: global-mutation
  pthread_join(t, NULL); pthread_join(u, NULL);
}
/* C11 threads */
mtx_t mx17; int c17;
int inc17(void *arg) { mtx_lock(&mx17); c17++; mtx_unlock(&mx17); return 0; }
void c11(void) {
  thrd_t t, u;
  mtx_init(&mx17, mtx_plain);
  thrd_create(&t, inc17, NULL); // safe
  thrd_create(&u, inc17, NULL); // safe
  thrd_join(t, NULL); thrd_join(u, NULL);
}
