// A function that ends the program if it does not get what it wants, and does
// more than that before, or on the way.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static int level, failures;

static void check_and_count(int ok) {
  if (!ok) {
    failures++;
    abort();
  }
}

static void check_and_tell(int ok) {
  if (!ok) {
    fprintf(stderr, "%d\n", failures);
    abort();
  }
}

static void check_with(int ok, int at) {
  if (!ok) {
    fprintf(stderr, "%d\n", at);
    abort();
  }
}

static void *counts(void *p) {
  check_and_count(*(int *)p);
  return 0;
}

static void *tells(void *p) {
  check_and_tell(*(int *)p);
  return 0;
}

static void *reads_level(void *p) {
  check_with(*(int *)p, level);
  return 0;
}

void racy_count(int a, int b) {
  pthread_t t, u;
  pthread_create(&t, 0, counts, &a); // unsafe: global-mutation
  pthread_create(&u, 0, counts, &b); // unsafe: global-mutation
  pthread_join(t, 0);
  pthread_join(u, 0);
}

void racy_tell(int a) {
  pthread_t t;
  pthread_create(&t, 0, tells, &a); // unsafe: global-mutation
  failures = 1;                     // race
  pthread_join(t, 0);
}

void racy_argument(int a) {
  pthread_t t;
  pthread_create(&t, 0, reads_level, &a); // unsafe: global-mutation
  level = 1;                              // race
  pthread_join(t, 0);
}

void repaired_argument(int a) {
  pthread_t t;
  level = 1;
  pthread_create(&t, 0, reads_level, &a); // safe
  pthread_join(t, 0);
}
