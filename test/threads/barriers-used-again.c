// A barrier that one group of threads after the other meets at.
#define _GNU_SOURCE
#include <pthread.h>

#define T 4
static pthread_barrier_t again;
static int a1[T], b1[T], a2[T], b2[T];
static void *first(void *p) {
  int i = (int)(long)p;
  for (int r = 0; r < 10; r++) {
    a1[i] += r;
    pthread_barrier_wait(&again);
    b1[i] = a1[(i + 1) % T];
    pthread_barrier_wait(&again);
  }
  return 0;
}
// A meeting less: who is ahead writes what others read.
static void *then(void *p) {
  int i = (int)(long)p;
  for (int r = 0; r < 10; r++) {
    a2[i] += r; // race
    pthread_barrier_wait(&again);
    b2[i] = a2[(i + 1) % T];
  }
  return 0;
}

// Others come to it at the same time.
static pthread_barrier_t crowded;
static int a3[T], b3[T];
static void *meets(void *p) {
  int i = (int)(long)p;
  a3[i] = i;
  pthread_barrier_wait(&crowded);
  b3[i] = a3[(i + 1) % T];
  return 0;
}
static void *comes_too(void *p) {
  pthread_barrier_wait(&crowded);
  return p;
}

// As many as it counts, but the ones have met before they come to the place
// where the others meet first.
static pthread_barrier_t apart;
static int x, seen;
static void together(void) { pthread_barrier_wait(&apart); }
static void *reads_early(void *p) {
  together();
  seen = x;
  pthread_barrier_wait(&apart);
  return p;
}
static void *writes_late(void *p) {
  pthread_barrier_wait(&apart);
  x = 1;
  together();
  return p;
}

// Both in step.
static pthread_barrier_t step;
static int y, got;
static void *reads(void *p) {
  pthread_barrier_wait(&step);
  got = y;
  return p;
}
static void *writes(void *p) {
  y = 1;
  pthread_barrier_wait(&step);
  return p;
}

int main(void) {
  pthread_t t[T], u[T];
  pthread_barrier_init(&again, 0, T);
  pthread_barrier_init(&crowded, 0, T);
  pthread_barrier_init(&apart, 0, 2);
  pthread_barrier_init(&step, 0, 2);
  for (long i = 0; i < T; i++) pthread_create(&t[i], 0, first, (void *)i); // safe
  for (int i = 0; i < T; i++) pthread_join(t[i], 0);
  for (long i = 0; i < T; i++) pthread_create(&t[i], 0, then, (void *)i); // unsafe: overlapping-elements
  for (int i = 0; i < T; i++) pthread_join(t[i], 0);
  for (long i = 0; i < T; i++) pthread_create(&t[i], 0, meets, (void *)i); // unsafe: overlapping-elements
  for (long i = 0; i < T; i++) pthread_create(&u[i], 0, comes_too, (void *)i); // safe
  for (int i = 0; i < T; i++) pthread_join(t[i], 0);
  for (int i = 0; i < T; i++) pthread_join(u[i], 0);
  pthread_create(&t[0], 0, reads_early, 0); // unsafe: global-mutation
  pthread_create(&t[1], 0, writes_late, 0); // unsafe: global-mutation
  pthread_join(t[0], 0);
  pthread_join(t[1], 0);
  pthread_create(&t[0], 0, reads, 0);  // safe
  pthread_create(&t[1], 0, writes, 0); // safe
  pthread_join(t[0], 0);
  pthread_join(t[1], 0);
  return 0;
}
