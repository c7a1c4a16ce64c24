#define _GNU_SOURCE
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>

/* 1: a counter that two threads increment, one without the lock */
int counter1;
pthread_mutex_t lock1 = PTHREAD_MUTEX_INITIALIZER;
void *inc_locked1(void *unused) {
  pthread_mutex_lock(&lock1);
  counter1++;
  pthread_mutex_unlock(&lock1);
  return NULL;
}
void *inc_plain1(void *unused) { counter1++; return NULL; }
void one_without(void) {
  pthread_t a, b;
  pthread_create(&a, NULL, inc_locked1, NULL); // unsafe: global-mutation
  pthread_create(&b, NULL, inc_plain1, NULL); // unsafe: global-mutation
  pthread_join(a, NULL);
  pthread_join(b, NULL);
}

/* 2: both with it, the main thread too */
int counter2;
pthread_mutex_t lock2 = PTHREAD_MUTEX_INITIALIZER;
void *inc_locked2(void *unused) {
  for (int i = 0; i < 1000; i++) {
    pthread_mutex_lock(&lock2);
    counter2++;
    pthread_mutex_unlock(&lock2);
  }
  return NULL;
}
void with_lock(void) {
  pthread_t t[8];
  for (int i = 0; i < 8; i++)
    pthread_create(&t[i], NULL, inc_locked2, NULL); // safe
  pthread_mutex_lock(&lock2);
  printf("%d\n", counter2);
  pthread_mutex_unlock(&lock2);
  for (int i = 0; i < 8; i++)
    pthread_join(t[i], NULL);
  printf("%d\n", counter2);
}

/* 3: main reads before the join */
int counter3;
pthread_mutex_t lock3 = PTHREAD_MUTEX_INITIALIZER;
void *inc_locked3(void *unused) {
  pthread_mutex_lock(&lock3);
  counter3++;
  pthread_mutex_unlock(&lock3);
  return NULL;
}
void read_early(void) {
  pthread_t t;
  pthread_create(&t, NULL, inc_locked3, NULL); // unsafe: global-mutation
  printf("%d\n", counter3);
  pthread_join(t, NULL);
}

/* 4: a struct with its own lock, passed to each */
struct account { pthread_mutex_t lock; long balance; };
void *deposit4(void *arg) {
  struct account *acc = arg;
  for (int i = 0; i < 100; i++) {
    pthread_mutex_lock(&acc->lock);
    acc->balance += 10;
    pthread_mutex_unlock(&acc->lock);
  }
  return NULL;
}
void own_lock(void) {
  struct account acc;
  pthread_t a, b;
  pthread_mutex_init(&acc.lock, NULL);
  acc.balance = 0;
  pthread_create(&a, NULL, deposit4, &acc); // safe
  pthread_create(&b, NULL, deposit4, &acc); // safe
  pthread_join(a, NULL);
  pthread_join(b, NULL);
  pthread_mutex_destroy(&acc.lock);
  printf("%ld\n", acc.balance);
}
void *withdraw5(void *arg) {
  struct account *acc = arg;
  if (acc->balance >= 10) {
    pthread_mutex_lock(&acc->lock);
    acc->balance -= 10;
    pthread_mutex_unlock(&acc->lock);
  }
  return NULL;
}
void read_outside(void) {
  struct account acc;
  pthread_t a, b;
  pthread_mutex_init(&acc.lock, NULL);
  acc.balance = 0;
  pthread_create(&a, NULL, withdraw5, &acc); // unsafe: captured-mutation
  pthread_create(&b, NULL, withdraw5, &acc); // unsafe: captured-mutation
  pthread_join(a, NULL);
  pthread_join(b, NULL);
}

/* 6: an array of arguments, chunks */
#define N 1000
#define T 4
double data6[N];
struct range6 { int lo, hi; double sum; };
void *sum6(void *arg) {
  struct range6 *r = (struct range6 *)arg;
  double s = 0;
  for (int i = r->lo; i < r->hi; i++)
    s += data6[i];
  r->sum = s;
  return NULL;
}
double chunks(void) {
  pthread_t t[T];
  struct range6 r[T];
  for (int i = 0; i < T; i++) {
    r[i].lo = i * N / T;
    r[i].hi = (i + 1) * N / T;
    pthread_create(&t[i], NULL, sum6, &r[i]); // safe
  }
  double total = 0;
  for (int i = 0; i < T; i++) {
    pthread_join(t[i], NULL);
    total += r[i].sum;
  }
  return total;
}
/* 7: one argument struct for all: the classic */
double one_argument(void) {
  pthread_t t[T];
  struct range6 r;
  for (int i = 0; i < T; i++) {
    r.lo = i * N / T;
    r.hi = (i + 1) * N / T;
    pthread_create(&t[i], NULL, sum6, &r); // unsafe: captured-mutation
  }
  for (int i = 0; i < T; i++)
    pthread_join(t[i], NULL);
  return r.sum;
}
/* 8: the address of the loop variable */
void *print8(void *arg) { printf("%d\n", *(int *)arg); return NULL; }
void loop_variable(void) {
  pthread_t t[T];
  for (int i = 0; i < T; i++)
    pthread_create(&t[i], NULL, print8, &i); // unsafe: captured-mutation
  for (int i = 0; i < T; i++)
    pthread_join(t[i], NULL);
}
/* 9: its value, as a pointer */
int out9[T];
void *write9(void *arg) {
  long id = (long)arg;
  out9[id] = (int)id * 2;
  return NULL;
}
void by_value(void) {
  pthread_t t[T];
  for (long i = 0; i < T; i++)
    pthread_create(&t[i], NULL, write9, (void *)i); // safe
  for (int i = 0; i < T; i++)
    pthread_join(t[i], NULL);
}
int out10[T];
void *write10(void *arg) {
  long id = (long)arg;
  out10[id / 2] = (int)id * 2;
  return NULL;
}
void halved(void) {
  pthread_t t[T];
  for (long i = 0; i < T; i++)
    pthread_create(&t[i], NULL, write10, (void *)i); // unsafe: overlapping-elements
  for (int i = 0; i < T; i++)
    pthread_join(t[i], NULL);
}
/* 11: malloc per thread */
void *fill11(void *arg) { memset(arg, 1, 64); free(arg); return NULL; }
void own_memory(void) {
  pthread_t t[T];
  for (int i = 0; i < T; i++) {
    char *p = malloc(64);
    pthread_create(&t[i], NULL, fill11, p); // safe
  }
  for (int i = 0; i < T; i++)
    pthread_join(t[i], NULL);
}
/* 12: freed while in use */
void *use12(void *arg) { int *p = arg; *p = 1; return NULL; }
void freed_early(void) {
  pthread_t t;
  int *p = malloc(sizeof *p);
  pthread_create(&t, NULL, use12, p); // unsafe: overlapping-elements
  free(p);
  pthread_join(t, NULL);
}
void freed_late(void) {
  pthread_t t;
  int *p = malloc(sizeof *p);
  pthread_create(&t, NULL, use12, p); // safe
  pthread_join(t, NULL);
  free(p);
}
/* 14: detached */
int flag14;
void *set14(void *arg) { flag14 = 1; return NULL; }
void detached(void) {
  pthread_t t;
  pthread_create(&t, NULL, set14, NULL); // unsafe: global-mutation
  pthread_detach(t);
  while (!flag14)
    ;
}
/* 15: volatile is no atomic */
volatile int flag15;
void *set15(void *arg) { flag15 = 1; return NULL; }
void spin_on_volatile(void) {
  pthread_t t;
  pthread_create(&t, NULL, set15, NULL); // unsafe: global-mutation
  while (!flag15)
    ;
  pthread_join(t, NULL);
}
/* 16: atomic flag that publishes */
int data16;
atomic_int ready16;
void *produce16(void *arg) { data16 = 42; atomic_store(&ready16, 1); return NULL; }
int publish(void) {
  pthread_t t;
  pthread_create(&t, NULL, produce16, NULL); // safe (today: unknown)
  while (!atomic_load(&ready16))
    ;
  int x = data16;
  pthread_join(t, NULL);
  return x;
}
int data17;
atomic_int ready17;
void *produce17(void *arg) { atomic_store(&ready17, 1); data17 = 42; return NULL; }
int publish_early(void) {
  pthread_t t;
  pthread_create(&t, NULL, produce17, NULL); // unsafe: global-mutation
  while (!atomic_load(&ready17))
    ;
  int x = data17;
  pthread_join(t, NULL);
  return x;
}
