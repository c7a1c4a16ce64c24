// The first reader takes a semaphore for all of them, the last one gives it back.
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER, other = PTHREAD_MUTEX_INITIALIZER;
static sem_t data, early, counted, own, both, apart;
static int readers, late, held, elsewhere, beside;
static atomic_int atomic;
static int value1, value2, value3, value4, value5, value6;

static void *reads(void *a) {
  pthread_mutex_lock(&m);
  readers++;
  if (readers == 1)
    sem_wait(&data);
  pthread_mutex_unlock(&m);
  long seen = value1;
  pthread_mutex_lock(&m);
  readers--;
  if (readers == 0)
    sem_post(&data);
  pthread_mutex_unlock(&m);
  return (void *)seen;
}
static void *writes(void *a) {
  sem_wait(&data);
  value1++;
  sem_post(&data);
  return a;
}

// The mutex is given back too soon.
static void *reads_early(void *a) {
  pthread_mutex_lock(&m);
  late++;
  pthread_mutex_unlock(&m);
  if (late == 1)
    sem_wait(&early);
  long seen = value2;
  pthread_mutex_lock(&m);
  late--;
  if (late == 0)
    sem_post(&early);
  pthread_mutex_unlock(&m);
  return (void *)seen;
}
static void *writes_early(void *a) {
  sem_wait(&early);
  value2++; // race
  sem_post(&early);
  return a;
}

// Nobody waits for the one that waits.
static void *reads_atomic(void *a) {
  if (++atomic == 1)
    sem_wait(&counted);
  long seen = value3;
  if (--atomic == 0)
    sem_post(&counted);
  return (void *)seen;
}
static void *writes_atomic(void *a) {
  sem_wait(&counted);
  value3++;
  sem_post(&counted);
  return a;
}

// A share does not allow to write.
static void *writes_as_reader(void *a) {
  pthread_mutex_lock(&m);
  if (++held == 1)
    sem_wait(&own);
  pthread_mutex_unlock(&m);
  value4++; // race
  pthread_mutex_lock(&m);
  if (--held == 0)
    sem_post(&own);
  pthread_mutex_unlock(&m);
  return a;
}

// Somebody else counts, too.
static void *reads_counted(void *a) {
  pthread_mutex_lock(&m);
  if (++elsewhere == 1)
    sem_wait(&both);
  pthread_mutex_unlock(&m);
  long seen = value5;
  pthread_mutex_lock(&m);
  if (--elsewhere == 0)
    sem_post(&both);
  pthread_mutex_unlock(&m);
  return (void *)seen;
}
static void *writes_counted(void *a) {
  pthread_mutex_lock(&m);
  elsewhere++;
  pthread_mutex_unlock(&m);
  sem_wait(&both);
  value5++;
  sem_post(&both);
  return a;
}

// Two mutexes for one counter.
static void *reads_apart(void *a) {
  pthread_mutex_lock(&m);
  beside++; // race
  if (beside == 1)
    sem_wait(&apart);
  pthread_mutex_unlock(&m);
  long seen = value6;
  pthread_mutex_lock(&other);
  beside--;
  if (beside == 0)
    sem_post(&apart);
  pthread_mutex_unlock(&other);
  return (void *)seen;
}

int main(void) {
  pthread_t t[8];
  sem_init(&data, 0, 1), sem_init(&early, 0, 1), sem_init(&counted, 0, 1);
  sem_init(&own, 0, 1), sem_init(&both, 0, 1), sem_init(&apart, 0, 1);
  for (int i = 0; i < 4; i++) pthread_create(&t[i], 0, reads, 0); // safe
  for (int i = 4; i < 8; i++) pthread_create(&t[i], 0, writes, 0); // safe
  for (int i = 0; i < 8; i++) pthread_join(t[i], 0);
  for (int i = 0; i < 4; i++) pthread_create(&t[i], 0, reads_early, 0); // unsafe: global-mutation
  for (int i = 4; i < 8; i++) pthread_create(&t[i], 0, writes_early, 0); // unsafe: wrong-lock
  for (int i = 0; i < 8; i++) pthread_join(t[i], 0);
  for (int i = 0; i < 4; i++) pthread_create(&t[i], 0, reads_atomic, 0); // unsafe: global-mutation (today: unknown)
  for (int i = 4; i < 8; i++) pthread_create(&t[i], 0, writes_atomic, 0); // unsafe: global-mutation (today: unknown)
  for (int i = 0; i < 8; i++) pthread_join(t[i], 0);
  for (int i = 0; i < 4; i++) pthread_create(&t[i], 0, writes_as_reader, 0); // unsafe: wrong-lock
  for (int i = 0; i < 4; i++) pthread_join(t[i], 0);
  for (int i = 0; i < 4; i++) pthread_create(&t[i], 0, reads_counted, 0); // unsafe: global-mutation
  for (int i = 4; i < 8; i++) pthread_create(&t[i], 0, writes_counted, 0); // unsafe: wrong-lock
  for (int i = 0; i < 8; i++) pthread_join(t[i], 0);
  for (int i = 0; i < 4; i++) pthread_create(&t[i], 0, reads_apart, 0); // unsafe: wrong-lock
  for (int i = 0; i < 4; i++) pthread_join(t[i], 0);
}
