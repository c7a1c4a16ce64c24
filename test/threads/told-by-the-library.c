// What C's library tells the program decides whether it comes to a race.
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <threads.h>

static int counted;
static void count(void) { counted++; }
static void nothing(void) {}
static void (*const what[2])(void) = {count, nothing};
static int counted2, counted3, counted4;
static void count2(void) { counted2++; } // race
static void (*const what2[2])(void) = {count2, nothing};
static void count3(void) { counted3++; } // race
static void (*const what3[2])(void) = {count3, nothing};
static void count4(void) { counted4++; } // race
static void (*const what4[2])(void) = {count4, nothing};

// A flag of pthread_once that is made anew for each round.
static pthread_once_t once;
static int ready;
static void make_ready(void) { ready = 1; }
static void *in_round(void *a) {
  pthread_once(&once, make_ready);
  what[ready != 0]();
  return a;
}
void rounds(void) {
  for (int i = 0; i < 3; i++) {
    pthread_t t, u;
    once = (pthread_once_t)PTHREAD_ONCE_INIT;
    ready = 0;
    pthread_create(&t, 0, in_round, 0); // safe (today: unknown)
    pthread_create(&u, 0, in_round, 0); // safe (today: unknown)
    pthread_join(t, 0);
    pthread_join(u, 0);
  }
}

// Of the second round, nobody makes it ready.
static pthread_once_t once2;
static int ready2;
static void make_ready2(void) { ready2 = 1; }
static void *in_round2(void *a) {
  pthread_once(&once2, make_ready2);
  what2[ready2 != 0]();
  return a;
}
void rounds_of_one(void) {
  for (int i = 0; i < 3; i++) {
    pthread_t t, u;
    ready2 = 0;
    pthread_create(&t, 0, in_round2, 0); // unsafe: global-mutation
    pthread_create(&u, 0, in_round2, 0); // unsafe: global-mutation
    pthread_join(t, 0);
    pthread_join(u, 0);
  }
}

// C11 tells by another number than POSIX that the time is over.
static mtx_t mu;
static cnd_t never;
static int is_over(void) {
  struct timespec limit = {1, 0};
  mtx_lock(&mu);
  int told = cnd_timedwait(&never, &mu, &limit);
  mtx_unlock(&mu);
  return told == thrd_timedout;
}
static int over(void *a) {
  (void)a;
  what[is_over()]();
  return 0;
}
static int not_over(void *a) {
  (void)a;
  what3[!is_over()]();
  return 0;
}
void nobody_signals(void) {
  thrd_t t, u;
  mtx_init(&mu, mtx_plain);
  cnd_init(&never);
  thrd_create(&t, over, 0); // safe (today: unknown)
  thrd_create(&u, over, 0); // safe (today: unknown)
  thrd_join(t, 0);
  thrd_join(u, 0);
}
void nobody_signals_either(void) {
  thrd_t t, u;
  mtx_init(&mu, mtx_plain);
  cnd_init(&never);
  thrd_create(&t, not_over, 0); // unsafe: global-mutation
  thrd_create(&u, not_over, 0); // unsafe: global-mutation
  thrd_join(t, 0);
  thrd_join(u, 0);
}

// Widths, precisions and zeros.
static int is_written(const char *wanted) {
  char text[64];
  int n = snprintf(text, sizeof text, "%03d|%-4s|%.1s|%*x|%5d", 7, "ab", "cd",
                   4, 255, -42);
  return n == (int)strlen(wanted) && strcmp(text, wanted) == 0;
}
static void *padded(void *a) {
  what[is_written("007|ab  |c|  ff|  -42")]();
  return a;
}
static void *bare(void *a) {
  what4[is_written("7|ab|cd|ff|-42")]();
  return a;
}
void padding(void) {
  pthread_t t, u;
  pthread_create(&t, 0, padded, 0); // safe (today: unknown)
  pthread_create(&u, 0, padded, 0); // safe (today: unknown)
  pthread_join(t, 0);
  pthread_join(u, 0);
}
void no_padding(void) {
  pthread_t t, u;
  pthread_create(&t, 0, bare, 0); // unsafe: global-mutation
  pthread_create(&u, 0, bare, 0); // unsafe: global-mutation
  pthread_join(t, 0);
  pthread_join(u, 0);
}

// How much was printed, and what an instruction yields, is not known.
static void *printed(void *a) {
  what[printf("two") == 3]();
  return a;
}
static int hidden(int n) {
  __asm__ volatile("" : "+r"(n));
  return n;
}
static void *hides(void *a) {
  what[hidden(7) == 7]();
  return a;
}
void not_known(void) {
  pthread_t t, u;
  pthread_create(&t, 0, printed, 0); // safe (today: unknown)
  pthread_create(&u, 0, printed, 0); // safe (today: unknown)
  pthread_join(t, 0);
  pthread_join(u, 0);
  pthread_create(&t, 0, hides, 0); // safe (today: unknown)
  pthread_create(&u, 0, hides, 0); // safe (today: unknown)
  pthread_join(t, 0);
  pthread_join(u, 0);
}

// A load that consumes is one that acquires.
static _Atomic(int *) told;
static int reads(void *a) {
  int *p;
  (void)a;
  while (!(p = atomic_load_explicit(&told, memory_order_consume)))
    thrd_yield();
  return *p;
}
int consumed(void) {
  thrd_t t;
  int out;
  thrd_create(&t, reads, 0); // safe (today: unknown)
  int *p = malloc(sizeof *p);
  *p = 3;
  atomic_store_explicit(&told, p, memory_order_release);
  thrd_join(t, &out);
  return out;
}

static _Atomic(int *) told2;
static int reads2(void *a) {
  int *p;
  (void)a;
  while (!(p = atomic_load_explicit(&told2, memory_order_relaxed)))
    thrd_yield();
  return *p;
}
int relaxed(void) {
  thrd_t t;
  int out;
  thrd_create(&t, reads2, 0); // unsafe: global-mutation
  int *p = malloc(sizeof *p);
  *p = 3; // race
  atomic_store_explicit(&told2, p, memory_order_release);
  thrd_join(t, &out);
  return out;
}
