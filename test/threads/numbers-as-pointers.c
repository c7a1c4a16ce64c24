// A number instead of a pointer: what is done where it is null, one thread does.
#include <pthread.h>
#define N 3

static int first, others, next, none, all;
static void *if_null(void *p) {
  if (!p)
    first = 1;
  return 0;
}
static void *if_set(void *p) {
  if (p)
    others = 1; // race
  return 0;
}
static void *if_next(void *p) {
  if (p != 0)
    next = 1;
  return 0;
}
static void *if_none(void *p) {
  if (!p)
    none = 1;
  return 0;
}
static void *if_all(void *p) {
  if (!p)
    all = 1; // race
  return 0;
}

void first_safe(void) {
  pthread_t t[N];
  for (long i = 0; i < N; i++)
    pthread_create(&t[i], 0, if_null, (void *)i); // safe
  for (int i = 0; i < N; i++)
    pthread_join(t[i], 0);
}
void others_racy(void) {
  pthread_t t[N];
  for (long i = 0; i < N; i++)
    pthread_create(&t[i], 0, if_set, (void *)i); // unsafe: global-mutation
  for (int i = 0; i < N; i++)
    pthread_join(t[i], 0);
}
void one_other_safe(void) {
  pthread_t t[2];
  for (long i = 0; i < 2; i++)
    pthread_create(&t[i], 0, if_next, (void *)i); // safe
  for (int i = 0; i < 2; i++)
    pthread_join(t[i], 0);
}
void none_safe(void) {
  pthread_t t[N];
  for (long i = 0; i < N; i++)
    pthread_create(&t[i], 0, if_none, (void *)(i + 1)); // safe
  for (int i = 0; i < N; i++)
    pthread_join(t[i], 0);
}
void all_racy(void) {
  pthread_t t[N];
  for (long i = 0; i < N; i++)
    pthread_create(&t[i], 0, if_all, (void *)(i / N)); // unsafe: global-mutation
  for (int i = 0; i < N; i++)
    pthread_join(t[i], 0);
}
int main(void) {
  first_safe();
  others_racy();
  one_other_safe();
  none_safe();
  all_racy();
}
