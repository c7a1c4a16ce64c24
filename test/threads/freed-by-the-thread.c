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
    pthread_create(&t[i], 0, frees_first, a); // unsafe: overlapping-elements
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

// Main keeps a pointer to each block, and looks at them when all are over.
struct sum {
  int id, value;
  long result;
};
static void *sums(void *p) {
  struct sum *s = p;
  s->result = s->value + s->id;
  return 0;
}
long kept_safe(void) {
  pthread_t t[T];
  struct sum *kept[T];
  for (int i = 0; i < T; i++) {
    struct sum *s = malloc(sizeof *s);
    s->id = i;
    s->value = i * i;
    kept[i] = s;
    pthread_create(&t[i], 0, sums, s); // safe
  }
  for (int i = 0; i < T; i++)
    pthread_join(t[i], 0);
  long all = 0;
  for (int i = 0; i < T; i++)
    all += kept[i]->result;
  return all;
}
long looks_too_early_racy(void) {
  pthread_t t[T];
  struct sum *kept[T];
  for (int i = 0; i < T; i++) {
    struct sum *s = malloc(sizeof *s);
    s->id = i;
    s->value = i * i;
    kept[i] = s;
    pthread_create(&t[i], 0, sums, s); // unsafe: captured-mutation
  }
  long all = 0;
  for (int i = 0; i < T; i++)
    all += kept[i]->result;
  for (int i = 0; i < T; i++)
    pthread_join(t[i], 0);
  return all;
}
// The block of the round before goes to a second thread.
void handed_on_racy(void) {
  pthread_t t[T], u[T];
  struct sum *kept[T];
  kept[0] = malloc(sizeof *kept[0]);
  for (int i = 1; i < T; i++) {
    struct sum *s = malloc(sizeof *s);
    s->id = i;
    kept[i] = s;
    pthread_create(&t[i], 0, sums, s);           // unsafe: captured-mutation
    pthread_create(&u[i], 0, sums, kept[i - 1]); // unsafe: captured-mutation
  }
  for (int i = 1; i < T; i++) {
    pthread_join(t[i], 0);
    pthread_join(u[i], 0);
  }
}
// One block for two rounds.
void shared_block_racy(void) {
  pthread_t t[T];
  struct sum *kept[T], *s = 0;
  for (int i = 0; i < T; i++) {
    if (i % 2 == 0)
      s = malloc(sizeof *s);
    kept[i] = s;
    pthread_create(&t[i], 0, sums, s); // unsafe: captured-mutation
  }
  for (int i = 0; i < T; i++)
    pthread_join(t[i], 0);
  free(kept[0]);
}
