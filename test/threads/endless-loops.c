// Loops that only a break ends.
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cv = PTHREAD_COND_INITIALIZER;
static int done[2], result[2];
static void *works(void *a) {
  int *number = a;
  result[0] = 1;
  result[1] = 2;
  pthread_mutex_lock(&mu);
  done[0] = 1;
  done[1] = *number;
  pthread_cond_broadcast(&cv);
  pthread_mutex_unlock(&mu);
  return NULL;
}
static int ready, early, value, value_early;
static void *sets(void *a) {
  value = 1;
  pthread_mutex_lock(&mu);
  ready = 1;
  pthread_cond_signal(&cv);
  pthread_mutex_unlock(&mu);
  return a;
}
static void *sets_too_early(void *a) {
  pthread_mutex_lock(&mu);
  early = 1;
  pthread_cond_signal(&cv);
  pthread_mutex_unlock(&mu);
  value_early = 1; // race
  return a;
}
static int by_turns, turns;
static void *takes_turns(void *a) {
  while (true) {
    pthread_mutex_lock(&mu);
    if (turns == 10) {
      pthread_mutex_unlock(&mu);
      break;
    }
    turns++;
    by_turns++;
    pthread_mutex_unlock(&mu);
  }
  return a;
}
static int besides;
static void *counts_besides(void *a) {
  do {
    pthread_mutex_lock(&mu);
    if (turns == 10) {
      pthread_mutex_unlock(&mu);
      break;
    }
    turns++;
    pthread_mutex_unlock(&mu);
    besides++;
  } while (1);
  return a;
}
// What is no loop without end.
static int maybe, value_maybe;
static void *sets_maybe(void *a) {
  value_maybe = 1; // race
  pthread_mutex_lock(&mu);
  maybe = 1;
  pthread_cond_signal(&cv);
  pthread_mutex_unlock(&mu);
  return a;
}
int main(void) {
  pthread_t t, u;
  int number = 7;
  pthread_create(&t, 0, sets, 0); // safe
  pthread_mutex_lock(&mu);
  while (1) {
    if (ready)
      break;
    pthread_cond_wait(&cv, &mu);
  }
  pthread_mutex_unlock(&mu);
  printf("%d\n", value);
  pthread_join(t, 0);

  pthread_create(&t, 0, sets_too_early, 0); // unsafe: global-mutation
  pthread_mutex_lock(&mu);
  while (1) {
    if (!early)
      pthread_cond_wait(&cv, &mu);
    else
      break;
  }
  pthread_mutex_unlock(&mu);
  printf("%d\n", value_early); // race
  pthread_join(t, 0);

  pthread_create(&t, 0, sets_maybe, 0); // unsafe: global-mutation
  pthread_mutex_lock(&mu);
  for (int rounds = 1; rounds; rounds--) {
    if (maybe)
      break;
    pthread_mutex_unlock(&mu);
    pthread_mutex_lock(&mu);
  }
  pthread_mutex_unlock(&mu);
  printf("%d\n", value_maybe); // race
  pthread_join(t, 0);

  pthread_create(&t, 0, takes_turns, 0); // safe
  pthread_create(&u, 0, takes_turns, 0); // safe
  pthread_join(t, 0), pthread_join(u, 0);
  pthread_create(&t, 0, counts_besides, 0); // unsafe: global-mutation (today: unknown)
  pthread_create(&u, 0, counts_besides, 0); // unsafe: global-mutation (today: unknown)
  pthread_join(t, 0), pthread_join(u, 0);

  pthread_create(&t, 0, works, &number); // safe
  pthread_join(t, 0);
  return result[0] + result[1];
}
