// A block of arguments for each thread, which the thread gives back.
#include <pthread.h>
#include <stdlib.h>

#define T 8
struct arguments {
  int id, value;
};
static int out[T];

static void *puts_and_frees(void *p) {
  struct arguments *a = p;
  out[a->id] = a->value;
  free(a);
  return 0;
}
void one_each(void) {
  pthread_t t[T];
  for (int i = 0; i < T; i++) {
    struct arguments *a = malloc(sizeof *a);
    a->id = i;
    a->value = i * i;
    pthread_create(&t[i], 0, puts_and_frees, a); // safe
  }
  for (int i = 0; i < T; i++)
    pthread_join(t[i], 0);
}
void all_the_same(void) {
  pthread_t t[T];
  for (int i = 0; i < T; i++) {
    struct arguments *a = malloc(sizeof *a);
    a->id = 0;
    a->value = i;
    pthread_create(&t[i], 0, puts_and_frees, a); // unsafe: overlapping-elements
  }
  for (int i = 0; i < T; i++)
    pthread_join(t[i], 0);
}

// The number is read first.
static void *frees_first(void *p) {
  const int id = *(int *)p;
  free(p);
  out[id] = id;
  return 0;
}
void numbers(void) {
  pthread_t t[T];
  for (int i = 0; i < T; i++) {
    int *a = malloc(sizeof *a);
    *a = i;
    pthread_create(&t[i], 0, frees_first, a); // safe
  }
  for (int i = 0; i < T; i++)
    pthread_join(t[i], 0);
}
void two_and_two(void) {
  pthread_t t[T];
  for (int i = 0; i < T; i++) {
    int *a = malloc(sizeof *a);
    *a = i / 2;
    pthread_create(&t[i], 0, frees_first, a); // unsafe: overlapping-elements (today: unknown)
  }
  for (int i = 0; i < T; i++)
    pthread_join(t[i], 0);
}

// Who has made it writes once more, or gives it back as well.
static int seen[T];
static void *reads(void *p) {
  struct arguments *a = p;
  seen[a->id] = a->value;
  free(a);
  return 0;
}
void changed_later(void) {
  pthread_t t[T];
  for (int i = 0; i < T; i++) {
    struct arguments *a = malloc(sizeof *a);
    a->id = i;
    a->value = 1;
    pthread_create(&t[i], 0, reads, a); // unsafe: captured-mutation
    a->value = 2;                       // race
  }
  for (int i = 0; i < T; i++)
    pthread_join(t[i], 0);
}
