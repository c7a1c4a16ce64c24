/* Addresses that are told of by another name than that of the variable: a
   pointer to void, a structure, a value or nothing. */
#include <pthread.h>
#include <stdlib.h>

struct node {
  int value;
};
struct holder {
  struct node *p;
};

static pthread_mutex_t M = PTHREAD_MUTEX_INITIALIZER;
static struct node *asVoid, *asHolder, *orNothing;

static void *putAsVoid(void *Arg) {
  struct node *N = malloc(sizeof *N);
  pthread_mutex_lock(&M);
  *(void **)&asVoid = N;
  pthread_mutex_unlock(&M);
  N->value = 1;
  return Arg;
}

static void *getAsVoid(void *Arg) {
  pthread_mutex_lock(&M);
  struct node *N = asVoid;
  pthread_mutex_unlock(&M);
  if (N)
    N->value++;
  return Arg;
}

static void *putAsHolder(void *Arg) {
  struct node *N = malloc(sizeof *N);
  pthread_mutex_lock(&M);
  ((struct holder *)&asHolder)->p = N;
  pthread_mutex_unlock(&M);
  N->value = 1;
  return Arg;
}

static void *getAsHolder(void *Arg) {
  pthread_mutex_lock(&M);
  struct node *N = asHolder;
  pthread_mutex_unlock(&M);
  if (N)
    N->value++;
  return Arg;
}

static void *putOrNothing(void *Arg) {
  struct node *N = malloc(sizeof *N);
  pthread_mutex_lock(&M);
  orNothing = N ?: NULL;
  pthread_mutex_unlock(&M);
  N->value = 1;
  return Arg;
}

static void *getOrNothing(void *Arg) {
  pthread_mutex_lock(&M);
  struct node *N = orNothing;
  if (N)
    N->value++;
  pthread_mutex_unlock(&M);
  return Arg;
}

/* Repaired: all is done with it before it is told of. */
static void *putOrNothingLast(void *Arg) {
  struct node *N = malloc(sizeof *N);
  N->value = 1;
  pthread_mutex_lock(&M);
  orNothing = N ?: NULL;
  pthread_mutex_unlock(&M);
  return Arg;
}

/* Looks alike: nobody else has a name for it. */
static void *keep(void *Arg) {
  struct node *N = malloc(sizeof *N);
  struct node *Same = NULL;
  *(void **)&Same = N;
  N->value = 1;
  Same->value++;
  free(N);
  return Arg;
}

static void racyAsVoid(void) {
  pthread_t T, U;
  pthread_create(&T, NULL, putAsVoid, NULL); // unsafe: global-mutation
  pthread_create(&U, NULL, getAsVoid, NULL); // unsafe: captured-mutation
  pthread_join(T, NULL);
  pthread_join(U, NULL);
}

static void racyAsHolder(void) {
  pthread_t T, U;
  pthread_create(&T, NULL, putAsHolder, NULL); // unsafe: global-mutation
  pthread_create(&U, NULL, getAsHolder, NULL); // unsafe: captured-mutation
  pthread_join(T, NULL);
  pthread_join(U, NULL);
}

static void racyOrNothing(void) {
  pthread_t T, U;
  pthread_create(&T, NULL, putOrNothing, NULL); // unsafe: global-mutation
  pthread_create(&U, NULL, getOrNothing, NULL); // unsafe: captured-mutation
  pthread_join(T, NULL);
  pthread_join(U, NULL);
}

static void repairedToldLast(void) {
  pthread_t T, U;
  pthread_create(&T, NULL, putOrNothingLast, NULL); // safe
  pthread_create(&U, NULL, getOrNothing, NULL); // safe
  pthread_join(T, NULL);
  pthread_join(U, NULL);
}

static void lookalikeKept(void) {
  pthread_t T, U;
  pthread_create(&T, NULL, keep, NULL); // safe
  pthread_create(&U, NULL, keep, NULL); // safe
  pthread_join(T, NULL);
  pthread_join(U, NULL);
}

int main(void) {
  racyAsVoid();
  racyAsHolder();
  racyOrNothing();
  repairedToldLast();
  lookalikeKept();
  return 0;
}
