/* Functions of the C library that work on all of what was allocated, beside a
   thread that has one element of it. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static void *setThird(void *Arg) {
  int *P = Arg;
  P[3] = 1;
  return NULL;
}

static void racyFreed(void) {
  int *P = malloc(8 * sizeof(int));
  pthread_t T;
  pthread_create(&T, NULL, setThird, P); // unsafe: overlapping-elements
  free(P);
  pthread_join(T, NULL);
}

static void racyMoved(void) {
  int *P = malloc(8 * sizeof(int));
  pthread_t T;
  pthread_create(&T, NULL, setThird, P); // unsafe: overlapping-elements
  P = realloc(P, 16 * sizeof(int));
  pthread_join(T, NULL);
  free(P);
}

static void racyCleared(void) {
  int *P = malloc(8 * sizeof(int));
  pthread_t T;
  pthread_create(&T, NULL, setThird, P); // unsafe: overlapping-elements
  memset(P, 0, 8 * sizeof(int));
  pthread_join(T, NULL);
  free(P);
}

static void racyCopied(void) {
  int *P = calloc(8, sizeof(int));
  int Copy[8];
  pthread_t T;
  pthread_create(&T, NULL, setThird, P); // unsafe: overlapping-elements
  memcpy(Copy, P, sizeof(Copy));
  pthread_join(T, NULL);
  free(P);
}

static void lookalikeClearedInFront(void) {
  int *P = malloc(8 * sizeof(int));
  pthread_t T;
  pthread_create(&T, NULL, setThird, P); // safe
  memset(P, 0, 3 * sizeof(int));
  pthread_join(T, NULL);
  free(P);
}

static void lookalikeAnotherFreed(void) {
  int *P = malloc(8 * sizeof(int)), *Q = malloc(8 * sizeof(int));
  pthread_t T;
  pthread_create(&T, NULL, setThird, P); // safe
  free(Q);
  pthread_join(T, NULL);
  free(P);
}

static void repairedFreedAfter(void) {
  int *P = malloc(8 * sizeof(int));
  pthread_t T;
  memset(P, 0, 8 * sizeof(int));
  pthread_create(&T, NULL, setThird, P); // safe
  pthread_join(T, NULL);
  free(P);
}

int main(void) {
  racyFreed();
  racyMoved();
  racyCleared();
  racyCopied();
  lookalikeClearedInFront();
  lookalikeAnotherFreed();
  repairedFreedAfter();
  return 0;
}
