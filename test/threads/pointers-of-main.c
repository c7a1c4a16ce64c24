// Pointers that main sets before it starts anything, and nobody else.
#include <pthread.h>
#include <stdlib.h>

static int *one, *another, *told;

static void *counts(void *p) {
  (void)p;
  (*one)++;
  return 0;
}
static void *sets(void *p) {
  (void)p;
  *another = 2;
  return 0;
}
static void *hears(void *p) {
  (void)p;
  *told = 2;
  return 0;
}

int main(int argc, char **argv) {
  pthread_t t, u, v;
  (void)argv;
  one = malloc(sizeof *one);
  another = malloc(sizeof *another);
  if (argc > 2)
    told = one;
  pthread_create(&t, 0, counts, 0); // unsafe: captured-mutation
  pthread_create(&u, 0, sets, 0);   // safe
  pthread_create(&v, 0, hears, 0);  // unsafe: captured-mutation
  pthread_join(t, 0);
  pthread_join(u, 0);
  pthread_join(v, 0);
  return *one + *another;
}
