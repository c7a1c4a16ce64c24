// Numbers that threads are handed in an array of the whole program.
#include <pthread.h>
#define N 5

static int ids[N], same[N], late[N], shifted[N];
static int by_id[N], by_same[N], by_late[N], by_shifted[N + 1];
static void *with_id(void *p) {
  int id = *(int *)p;
  by_id[id] = id * id;
  return 0;
}
static void *with_same(void *p) {
  int id = *(int *)p;
  by_same[id] = 1; // race
  return 0;
}
static void *with_late(void *p) {
  int id = *(int *)p; // race
  by_late[id] = 1;
  return 0;
}
static void *with_shifted(void *p) {
  int id = *(int *)p;
  by_shifted[id] = by_shifted[id + 1]; // race
  return 0;
}

void own_numbers(void) {
  pthread_t t[N];
  for (int i = 0; i < N; i++) {
    ids[i] = i;
    pthread_create(&t[i], 0, with_id, &ids[i]); // safe
  }
  for (int i = 0; i < N; i++)
    pthread_join(t[i], 0);
}

void one_number_for_two(void) {
  pthread_t t[N];
  for (int i = 0; i < N; i++) {
    same[i] = i / 2;
    pthread_create(&t[i], 0, with_same, &same[i]); // unsafe: overlapping-elements
  }
  for (int i = 0; i < N; i++)
    pthread_join(t[i], 0);
}

void told_too_late(void) {
  pthread_t t[N];
  for (int i = 0; i < N; i++) {
    pthread_create(&t[i], 0, with_late, &late[i]); // unsafe: overlapping-elements
    late[i] = i; // race
  }
  for (int i = 0; i < N; i++)
    pthread_join(t[i], 0);
}

void neighbours(void) {
  pthread_t t[N];
  for (int i = 0; i < N; i++) {
    shifted[i] = i;
    pthread_create(&t[i], 0, with_shifted, &shifted[i]); // unsafe: overlapping-elements
  }
  for (int i = 0; i < N; i++)
    pthread_join(t[i], 0);
}

// A pointer to an element, through which it gets another value.
static void *with_local(void *p) {
  int id = *(int *)p;
  by_id[id] = 7;
  return 0;
}
void changed_through_a_pointer(int j) {
  pthread_t t[N];
  int own[N];
  for (int i = 0; i < N; i++) {
    int *q = &own[j];
    own[i] = i;
    *q = 3;
    pthread_create(&t[i], 0, with_local, &own[i]); // unknown: index
  }
  for (int i = 0; i < N; i++)
    pthread_join(t[i], 0);
}
