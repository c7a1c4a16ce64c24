// Main waits for as many as there are: by a semaphore, by a counter.
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#define T 4

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER, other = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cv = PTHREAD_COND_INITIALIZER;
static sem_t all, few, late, twice, given;
static int r1[T], r2[T], r3[T], r4[T], r5[T], r6[T], r7[T], r8[T], r9[T], r10[T], r11[T];
static int count6, count7, count8, count9, count10, count11;

static void *posts(void *p) {
  long i = (long)p;
  r1[i] = 1;
  sem_post(&all);
  return 0;
}
static void *posts_few(void *p) {
  long i = (long)p;
  r2[i] = 1;
  sem_post(&few);
  return 0;
}
static void *writes_late(void *p) {
  long i = (long)p;
  sem_post(&late);
  r3[i] = 1;
  return 0;
}
static void *posts_twice(void *p) {
  long i = (long)p;
  r4[i] = 1;
  for (int k = 0; k < 2; k++)
    sem_post(&twice);
  return 0;
}
static void *posts_given(void *p) {
  long i = (long)p;
  r5[i] = 1;
  sem_post(&given);
  return 0;
}

static void *counts(void *p) {
  long i = (long)p;
  r6[i] = 1;
  pthread_mutex_lock(&m);
  count6++;
  pthread_cond_signal(&cv);
  pthread_mutex_unlock(&m);
  return 0;
}
static void *counts_fewer(void *p) {
  long i = (long)p;
  r7[i] = 1;
  pthread_mutex_lock(&m);
  count7++;
  pthread_cond_signal(&cv);
  pthread_mutex_unlock(&m);
  return 0;
}
static void *counts_first(void *p) {
  long i = (long)p;
  pthread_mutex_lock(&m);
  count8++;
  pthread_cond_signal(&cv);
  pthread_mutex_unlock(&m);
  r8[i] = 1;
  return 0;
}
static void *counts_twice(void *p) {
  long i = (long)p;
  pthread_mutex_lock(&m);
  count9++;
  pthread_mutex_unlock(&m);
  r9[i] = 1;
  pthread_mutex_lock(&m);
  count9++;
  pthread_cond_signal(&cv);
  pthread_mutex_unlock(&m);
  return 0;
}
static void *counts_elsewhere(void *p) {
  long i = (long)p;
  r10[i] = 1;
  pthread_mutex_lock(&other);
  count10++;
  pthread_mutex_unlock(&other);
  return 0;
}
static void *counts_besides(void *p) {
  long i = (long)p;
  r11[i] = 1;
  pthread_mutex_lock(&m);
  count11++;
  pthread_cond_signal(&cv);
  pthread_mutex_unlock(&m);
  return 0;
}

static int sum(const int *r) {
  int s = 0;
  for (int i = 0; i < T; i++)
    s += r[i];
  return s;
}

int main(void) {
  pthread_t t[11][T];
  int s = 0;
  sem_init(&all, 0, 0);
  sem_init(&few, 0, 0);
  sem_init(&late, 0, 0);
  sem_init(&twice, 0, 0);
  sem_init(&given, 0, 1);
  for (long i = 0; i < T; i++) pthread_create(&t[0][i], 0, posts, (void *)i); // safe
  for (int i = 0; i < T; i++) sem_wait(&all);
  s += sum(r1);
  for (long i = 0; i < T; i++) pthread_create(&t[1][i], 0, posts_few, (void *)i); // unsafe: overlapping-elements
  for (int i = 0; i < T - 1; i++) sem_wait(&few);
  s += sum(r2);
  for (long i = 0; i < T; i++) pthread_create(&t[2][i], 0, writes_late, (void *)i); // unsafe: overlapping-elements
  for (int i = 0; i < T; i++) sem_wait(&late);
  s += sum(r3);
  for (long i = 0; i < T; i++) pthread_create(&t[3][i], 0, posts_twice, (void *)i); // unsafe: overlapping-elements
  for (int i = 0; i < T; i++) sem_wait(&twice);
  s += sum(r4);
  for (long i = 0; i < T; i++) pthread_create(&t[4][i], 0, posts_given, (void *)i); // unsafe: overlapping-elements
  for (int i = 0; i < T; i++) sem_wait(&given);
  s += sum(r5);

  for (long i = 0; i < T; i++) pthread_create(&t[5][i], 0, counts, (void *)i); // safe
  pthread_mutex_lock(&m);
  while (count6 < T) pthread_cond_wait(&cv, &m);
  pthread_mutex_unlock(&m);
  s += sum(r6);
  for (long i = 0; i < T; i++) pthread_create(&t[6][i], 0, counts_fewer, (void *)i); // unsafe: overlapping-elements
  pthread_mutex_lock(&m);
  while (count7 < T - 1) pthread_cond_wait(&cv, &m);
  pthread_mutex_unlock(&m);
  s += sum(r7);
  for (long i = 0; i < T; i++) pthread_create(&t[7][i], 0, counts_first, (void *)i); // unsafe: overlapping-elements
  pthread_mutex_lock(&m);
  while (count8 != T) pthread_cond_wait(&cv, &m);
  pthread_mutex_unlock(&m);
  s += sum(r8);
  for (long i = 0; i < T; i++) pthread_create(&t[8][i], 0, counts_twice, (void *)i); // unsafe: overlapping-elements
  pthread_mutex_lock(&m);
  while (count9 < T) pthread_cond_wait(&cv, &m);
  pthread_mutex_unlock(&m);
  s += sum(r9);
  for (long i = 0; i < T; i++) pthread_create(&t[9][i], 0, counts_elsewhere, (void *)i); // unsafe: wrong-lock
  pthread_mutex_lock(&m);
  while (count10 < T) pthread_cond_wait(&cv, &m);
  pthread_mutex_unlock(&m);
  s += sum(r10);
  for (long i = 0; i < T; i++) pthread_create(&t[10][i], 0, counts_besides, (void *)i); // unsafe: overlapping-elements
  pthread_mutex_lock(&m);
  count11++;
  while (count11 < T) pthread_cond_wait(&cv, &m);
  pthread_mutex_unlock(&m);
  s += sum(r11);
  for (int k = 0; k < 11; k++)
    for (int i = 0; i < T; i++)
      pthread_join(t[k][i], 0);
  printf("%d\n", s);
  return 0;
}
