// Who waits for something looks for it once before it waits: that first look
// comes after nothing that others do.
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cv = PTHREAD_COND_INITIALIZER;

// The flag is set without the mutex.
static int ready1, out1;
static void *sets_bare(void *p) {
  ready1 = 1;
  pthread_cond_signal(&cv);
  return p;
}
static void *waits_for_bare(void *p) {
  pthread_mutex_lock(&m);
  while (!ready1) // race
    pthread_cond_wait(&cv, &m);
  pthread_mutex_unlock(&m);
  out1 = 1;
  return p;
}
void racy_flag_without_the_mutex(void) {
  pthread_t t, u;
  pthread_create(&t, 0, sets_bare, 0);      // unsafe: global-mutation
  pthread_create(&u, 0, waits_for_bare, 0); // unsafe: global-mutation
  pthread_join(t, 0), pthread_join(u, 0);
}

static int ready2, out2;
static void *sets_locked(void *p) {
  pthread_mutex_lock(&m);
  ready2 = 1;
  pthread_cond_signal(&cv);
  pthread_mutex_unlock(&m);
  return p;
}
static void *waits_for_locked(void *p) {
  pthread_mutex_lock(&m);
  while (!ready2)
    pthread_cond_wait(&cv, &m);
  pthread_mutex_unlock(&m);
  out2 = 1;
  return p;
}
void repaired_flag_with_the_mutex(void) {
  pthread_t t, u;
  pthread_create(&t, 0, sets_locked, 0);      // safe
  pthread_create(&u, 0, waits_for_locked, 0); // safe
  pthread_join(t, 0), pthread_join(u, 0);
}

// Begins before it waits for anything.
static sem_t go3;
static int x3;
static void *posts3(void *p) {
  x3++;
  sem_post(&go3);
  return p;
}
static void *looks_then_waits(void *p) {
  printf("%d\n", x3); // race
  sem_wait(&go3);
  printf("%d\n", x3);
  return p;
}
void racy_before_the_wait(void) {
  pthread_t t, u;
  sem_init(&go3, 0, 0);
  pthread_create(&t, 0, posts3, 0);           // unsafe: global-mutation
  pthread_create(&u, 0, looks_then_waits, 0); // unsafe: global-mutation
  pthread_join(t, 0), pthread_join(u, 0);
}

// In each round, before its wait: those of later rounds come after one.
static sem_t go4;
static int x4;
static void *posts4(void *p) {
  x4++;
  sem_post(&go4);
  return p;
}
static void *looks_in_rounds(void *p) {
  for (;;) {
    printf("%d\n", x4); // race
    sem_wait(&go4);
  }
  return p;
}
void racy_before_the_waits(void) {
  pthread_t t, u;
  sem_init(&go4, 0, 0);
  pthread_create(&t, 0, posts4, 0);          // unsafe: global-mutation
  pthread_create(&u, 0, looks_in_rounds, 0); // unsafe: global-mutation
  pthread_join(t, 0), pthread_join(u, 0);
}

// The wait is in a function that is called before.
static sem_t go5;
static int x5;
static void *posts5(void *p) {
  x5++;
  sem_post(&go5);
  return p;
}
static void begin(sem_t *s) { sem_wait(s); }
static void *waits_in_a_callee(void *p) {
  begin(&go5);
  printf("%d\n", x5);
  return p;
}
void lookalike_wait_in_a_callee(void) {
  pthread_t t, u;
  sem_init(&go5, 0, 0);
  pthread_create(&t, 0, posts5, 0);            // safe (today: unknown)
  pthread_create(&u, 0, waits_in_a_callee, 0); // safe (today: unknown)
  pthread_join(t, 0), pthread_join(u, 0);
}

// What comes first in one thread is what the other waits for.
static sem_t go6;
static int x6;
static void *posts6(void *p) {
  x6++;
  sem_post(&go6);
  return p;
}
static void *waits6(void *p) {
  for (int i = 0; i < 1; i++)
    sem_wait(&go6);
  x6++;
  return p;
}
void lookalike_the_other_waits(void) {
  pthread_t t, u;
  sem_init(&go6, 0, 0);
  pthread_create(&t, 0, posts6, 0); // safe (today: unknown)
  pthread_create(&u, 0, waits6, 0); // safe (today: unknown)
  pthread_join(t, 0), pthread_join(u, 0);
}

// First in a thread that is started after a wait.
static sem_t go7;
static int x7;
static void *posts7(void *p) {
  x7++;
  sem_post(&go7);
  return p;
}
static void *first7(void *p) {
  x7++;
  return p;
}
static void *starts_late(void *p) {
  pthread_t t;
  sem_wait(&go7);
  pthread_create(&t, 0, first7, 0); // safe
  pthread_join(t, 0);
  return p;
}
void lookalike_started_after_the_wait(void) {
  pthread_t t, u;
  sem_init(&go7, 0, 0);
  pthread_create(&t, 0, posts7, 0);      // safe (today: unknown)
  pthread_create(&u, 0, starts_late, 0); // safe (today: unknown)
  pthread_join(t, 0), pthread_join(u, 0);
}

// The starter waits in between.
static sem_t go8;
static int x8;
static void *posts8(void *p) {
  x8++;
  sem_post(&go8);
  return p;
}
static void *first8(void *p) {
  x8++;
  sem_post(&go8);
  return p;
}
void lookalike_the_starter_waits(void) {
  pthread_t t, u;
  sem_init(&go8, 0, 0);
  pthread_create(&t, 0, posts8, 0); // safe (today: unknown)
  sem_wait(&go8);
  pthread_create(&u, 0, first8, 0); // safe (today: unknown)
  pthread_join(t, 0), pthread_join(u, 0);
}

// A spinning look at an atomic comes before.
static atomic_int go9;
static int x9;
static void *tells9(void *p) {
  x9++;
  atomic_store(&go9, 1);
  return p;
}
static int waits_until(atomic_int *a) {
  while (!atomic_load(a))
    ;
  return 0;
}
static void *spins9(void *p) {
  waits_until(&go9);
  x9++;
  return p;
}
void lookalike_spins_first(void) {
  pthread_t t, u;
  pthread_create(&t, 0, tells9, 0); // safe (today: unknown)
  pthread_create(&u, 0, spins9, 0); // safe (today: unknown)
  pthread_join(t, 0), pthread_join(u, 0);
}

// A detached one, that runs on from before the wait.
static sem_t go10;
static int x10;
static void *first10(void *p) {
  x10++;
  sem_post(&go10);
  return p;
}
static void start10(void) {
  pthread_t t;
  pthread_create(&t, 0, first10, 0); // safe (today: unknown)
  pthread_detach(t);
}
static void *then10(void *p) {
  x10++;
  return p;
}
void lookalike_waits_for_a_detached_one(void) {
  pthread_t u;
  sem_init(&go10, 0, 0);
  start10();
  sem_wait(&go10);
  pthread_create(&u, 0, then10, 0); // safe (today: unknown)
  pthread_join(u, 0);
}
