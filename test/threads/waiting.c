// Barriers in rounds, conditions with a predicate, queues under one mutex.
#define _GNU_SOURCE
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#define T 4
#define N 100
static pthread_barrier_t bar;
static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER, mu2 = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cv = PTHREAD_COND_INITIALIZER, cv2 = PTHREAD_COND_INITIALIZER;

// Two buffers, swapped at barriers.
static double one[T * N], two[T * N];
static void *rounds_good(void *arg) {
  int t = *(int *)arg;
  for (int s = 0; s < 10; s++) {
    for (int i = t * N; i < (t + 1) * N; i++) two[i] = one[i] + one[(i + 1) % (T * N)];
    pthread_barrier_wait(&bar);
    for (int i = t * N; i < (t + 1) * N; i++) one[i] = two[i];
    pthread_barrier_wait(&bar);
  }
  return 0;
}
void rounds_safe(void) {
  pthread_t th[T]; int ids[T];
  pthread_barrier_init(&bar, 0, T);
  for (int i = 0; i < T; i++) { ids[i] = i; pthread_create(&th[i], 0, rounds_good, &ids[i]); } // safe (today: unknown)
  for (int i = 0; i < T; i++) pthread_join(th[i], 0);
  pthread_barrier_destroy(&bar);
}
static double three[T * N], four[T * N];
static void *rounds_bad(void *arg) {
  int t = *(int *)arg;
  for (int s = 0; s < 10; s++) {
    for (int i = t * N; i < (t + 1) * N; i++) four[i] = three[i] + three[(i + 1) % (T * N)];
    pthread_barrier_wait(&bar);
    for (int i = t * N; i < (t + 1) * N; i++) three[i] = four[i];
  }
  return 0;
}
void rounds_racy(void) {
  pthread_t th[T]; int ids[T];
  pthread_barrier_init(&bar, 0, T);
  for (int i = 0; i < T; i++) { ids[i] = i; pthread_create(&th[i], 0, rounds_bad, &ids[i]); } // unsafe: overlapping-elements
  for (int i = 0; i < T; i++) pthread_join(th[i], 0);
}
// One writes, all read after the barrier.
static int shared_value, results[T];
static void *one_writes_good(void *arg) {
  int t = (int)(long)arg;
  if (t == 0) shared_value = 42;
  pthread_barrier_wait(&bar);
  results[t] = shared_value;
  return 0;
}
void one_writes_safe(void) {
  pthread_t th[T];
  pthread_barrier_init(&bar, 0, T);
  for (long i = 0; i < T; i++) pthread_create(&th[i], 0, one_writes_good, (void *)i); // safe (today: unknown)
  for (int i = 0; i < T; i++) pthread_join(th[i], 0);
}
static int shared_value2, results2[T];
static void *one_writes_bad(void *arg) {
  int t = (int)(long)arg;
  pthread_barrier_wait(&bar);
  if (t == 0) shared_value2 = 42;
  results2[t] = shared_value2;
  return 0;
}
void one_writes_racy(void) {
  pthread_t th[T];
  pthread_barrier_init(&bar, 0, T);
  for (long i = 0; i < T; i++) pthread_create(&th[i], 0, one_writes_bad, (void *)i); // unsafe: global-mutation
  for (int i = 0; i < T; i++) pthread_join(th[i], 0);
}
// The one that the barrier picks.
static int serial_sum, part3[T];
static void *serial_good(void *arg) {
  int t = *(int *)arg;
  part3[t] = t;
  if (pthread_barrier_wait(&bar) == PTHREAD_BARRIER_SERIAL_THREAD)
    for (int i = 0; i < T; i++) serial_sum += part3[i];
  return 0;
}
void serial_safe(void) {
  pthread_t th[T]; int ids[T];
  pthread_barrier_init(&bar, 0, T);
  for (int i = 0; i < T; i++) { ids[i] = i; pthread_create(&th[i], 0, serial_good, &ids[i]); } // safe (today: unknown)
  for (int i = 0; i < T; i++) pthread_join(th[i], 0);
}
// Main takes part in the barrier.
static int from_main, seen_by_main;
static void *with_main(void *arg) {
  (void)arg;
  seen_by_main = 5;
  pthread_barrier_wait(&bar);
  return 0;
}
int with_main_safe(void) {
  pthread_t th;
  pthread_barrier_init(&bar, 0, 2);
  pthread_create(&th, 0, with_main, 0); // safe (today: unknown)
  pthread_barrier_wait(&bar);
  int r = seen_by_main;
  pthread_join(th, 0);
  return r + from_main;
}
static int seen_by_main2;
static void *with_main2(void *arg) {
  (void)arg;
  pthread_barrier_wait(&bar);
  seen_by_main2 = 5;
  return 0;
}
int with_main_racy(void) {
  pthread_t th;
  pthread_barrier_init(&bar, 0, 2);
  pthread_create(&th, 0, with_main2, 0); // unsafe: global-mutation
  pthread_barrier_wait(&bar);
  int r = seen_by_main2;
  pthread_join(th, 0);
  return r;
}

// A condition with its predicate.
static int ready4, data4;
static void *producer4(void *arg) {
  (void)arg;
  data4 = 42;
  pthread_mutex_lock(&mu);
  ready4 = 1;
  pthread_cond_signal(&cv);
  pthread_mutex_unlock(&mu);
  return 0;
}
static void *consumer4(void *arg) {
  (void)arg;
  pthread_mutex_lock(&mu);
  while (!ready4) pthread_cond_wait(&cv, &mu);
  pthread_mutex_unlock(&mu);
  printf("%d\n", data4);
  return 0;
}
void condition_safe(void) {
  pthread_t p, c;
  pthread_create(&p, 0, producer4, 0); // unknown: in order
  pthread_create(&c, 0, consumer4, 0); // unknown: in order
  pthread_join(p, 0); pthread_join(c, 0);
}
static int ready5, data5;
static void *producer5(void *arg) {
  (void)arg;
  pthread_mutex_lock(&mu);
  ready5 = 1;
  pthread_cond_signal(&cv);
  pthread_mutex_unlock(&mu);
  data5 = 42;
  return 0;
}
static void *consumer5(void *arg) {
  (void)arg;
  pthread_mutex_lock(&mu);
  while (!ready5) pthread_cond_wait(&cv, &mu);
  pthread_mutex_unlock(&mu);
  printf("%d\n", data5);
  return 0;
}
void condition_racy(void) {
  pthread_t p, c;
  pthread_create(&p, 0, producer5, 0); // unsafe: global-mutation
  pthread_create(&c, 0, consumer5, 0); // unsafe: global-mutation
  pthread_join(p, 0); pthread_join(c, 0);
}
static int ready6, data6;
static void *producer6(void *arg) {
  (void)arg;
  data6 = 42;
  pthread_mutex_lock(&mu);
  ready6 = 1;
  pthread_cond_signal(&cv);
  pthread_mutex_unlock(&mu);
  return 0;
}
static void *consumer6(void *arg) {
  (void)arg;
  pthread_mutex_lock(&mu);
  if (!ready6) pthread_cond_wait(&cv, &mu); // may wake without a signal
  pthread_mutex_unlock(&mu);
  printf("%d\n", data6);
  return 0;
}
void condition_if_racy(void) {
  pthread_t p, c;
  pthread_create(&p, 0, producer6, 0); // unsafe: global-mutation
  pthread_create(&c, 0, consumer6, 0); // unsafe: global-mutation
  pthread_join(p, 0); pthread_join(c, 0);
}
static int ready7, data7;
static void *producer7(void *arg) {
  (void)arg;
  data7 = 42;
  ready7 = 1;
  pthread_cond_signal(&cv);
  return 0;
}
static void *consumer7(void *arg) {
  (void)arg;
  pthread_mutex_lock(&mu);
  while (!ready7) pthread_cond_wait(&cv, &mu);
  pthread_mutex_unlock(&mu);
  printf("%d\n", data7);
  return 0;
}
void condition_no_lock_racy(void) {
  pthread_t p, c;
  pthread_create(&p, 0, producer7, 0); // unsafe: global-mutation
  pthread_create(&c, 0, consumer7, 0); // unsafe: global-mutation
  pthread_join(p, 0); pthread_join(c, 0);
}

// A ring of numbers under one mutex.
static int ring[16], first, count;
static void *ring_producer(void *arg) {
  (void)arg;
  for (int i = 0; i < 100; i++) {
    pthread_mutex_lock(&mu);
    while (count == 16) pthread_cond_wait(&cv2, &mu);
    ring[(first + count) % 16] = i;
    count++;
    pthread_cond_signal(&cv);
    pthread_mutex_unlock(&mu);
  }
  return 0;
}
static void *ring_consumer(void *arg) {
  (void)arg;
  int sum = 0;
  for (int i = 0; i < 100; i++) {
    pthread_mutex_lock(&mu);
    while (count == 0) pthread_cond_wait(&cv, &mu);
    sum += ring[first];
    first = (first + 1) % 16;
    count--;
    pthread_cond_signal(&cv2);
    pthread_mutex_unlock(&mu);
  }
  return (void *)(long)sum;
}
void ring_safe(void) {
  pthread_t p, c;
  pthread_create(&p, 0, ring_producer, 0); // safe
  pthread_create(&c, 0, ring_consumer, 0); // safe
  pthread_join(p, 0); pthread_join(c, 0);
}
static int ring2[16], first2, count2;
static void *ring2_producer(void *arg) {
  (void)arg;
  for (int i = 0; i < 100; i++) {
    pthread_mutex_lock(&mu);
    ring2[(first2 + count2) % 16] = i;
    count2++;
    pthread_mutex_unlock(&mu);
  }
  return 0;
}
static void *ring2_consumer(void *arg) {
  (void)arg;
  int sum = 0;
  for (int i = 0; i < 100; i++) {
    while (count2 == 0) usleep(1);
    pthread_mutex_lock(&mu);
    sum += ring2[first2];
    first2 = (first2 + 1) % 16;
    count2--;
    pthread_mutex_unlock(&mu);
  }
  return (void *)(long)sum;
}
void ring_racy(void) {
  pthread_t p, c;
  pthread_create(&p, 0, ring2_producer, 0); // unsafe: global-mutation
  pthread_create(&c, 0, ring2_consumer, 0); // unsafe: global-mutation
  pthread_join(p, 0); pthread_join(c, 0);
}
// Items handed over by a list under one mutex.
struct item { int value; struct item *next; };
static struct item *list8;
static void *list_producer(void *arg) {
  (void)arg;
  for (int i = 0; i < 10; i++) {
    struct item *it = malloc(sizeof *it);
    it->value = i;
    pthread_mutex_lock(&mu);
    it->next = list8;
    list8 = it;
    pthread_mutex_unlock(&mu);
  }
  return 0;
}
static void *list_consumer(void *arg) {
  (void)arg;
  for (int i = 0; i < 10; i++) {
    pthread_mutex_lock(&mu);
    struct item *it = list8;
    if (it) list8 = it->next;
    pthread_mutex_unlock(&mu);
    if (it) { printf("%d\n", it->value); free(it); }
  }
  return 0;
}
void list_safe(void) {
  pthread_t p, c;
  pthread_create(&p, 0, list_producer, 0); // safe
  pthread_create(&c, 0, list_consumer, 0); // safe
  pthread_join(p, 0); pthread_join(c, 0);
}
static struct item *list9;
static void *list_bad_producer(void *arg) {
  (void)arg;
  for (int i = 0; i < 10; i++) {
    struct item *it = malloc(sizeof *it);
    it->value = i;
    it->next = list9;
    pthread_mutex_lock(&mu);
    list9 = it;
    pthread_mutex_unlock(&mu);
  }
  return 0;
}
void list_racy(void) {
  pthread_t p, c;
  pthread_create(&p, 0, list_bad_producer, 0); // unsafe: global-mutation
  pthread_create(&c, 0, list_bad_producer, 0); // unsafe: global-mutation
  pthread_join(p, 0); pthread_join(c, 0);
}
// A counter of those that are done, main waits for all.
static int done10, out10[T];
static void *counted10(void *arg) {
  int t = (int)(long)arg;
  out10[t] = t * t;
  pthread_mutex_lock(&mu);
  done10++;
  pthread_cond_signal(&cv);
  pthread_mutex_unlock(&mu);
  return 0;
}
int counted_safe(void) {
  for (long i = 0; i < T; i++) {
    pthread_t th;
    pthread_create(&th, 0, counted10, (void *)i); // unknown: in order
    pthread_detach(th);
  }
  pthread_mutex_lock(&mu);
  while (done10 < T) pthread_cond_wait(&cv, &mu);
  pthread_mutex_unlock(&mu);
  int s = 0;
  for (int i = 0; i < T; i++) s += out10[i];
  return s;
}
static int done11, out11[T];
static void *counted11(void *arg) {
  int t = (int)(long)arg;
  pthread_mutex_lock(&mu);
  done11++;
  pthread_cond_signal(&cv);
  pthread_mutex_unlock(&mu);
  out11[t] = t * t;
  return 0;
}
int counted_racy(void) {
  for (long i = 0; i < T; i++) {
    pthread_t th;
    pthread_create(&th, 0, counted11, (void *)i); // unsafe: overlapping-elements
    pthread_detach(th);
  }
  pthread_mutex_lock(&mu);
  while (done11 < T) pthread_cond_wait(&cv, &mu);
  pthread_mutex_unlock(&mu);
  int s = 0;
  for (int i = 0; i < T; i++) s += out11[i];
  return s;
}
