// Handles change places before their tasks are waited for one by one.
#include <pthread.h>

static int n[8];

static void *work(void *a) {
  n[(long)a] = 1;
  return 0;
}

int ends_exchanged(void) {
  pthread_t t[8];
  int sum = 0;
  for (long i = 0; i < 8; i++)
    pthread_create(&t[i], 0, work, (void *)i); // unsafe: overlapping-elements
  pthread_t x = t[0];
  t[0] = t[7];
  t[7] = x;
  for (int i = 0; i < 8; i++) {
    pthread_join(t[i], 0);
    sum += n[i];
  }
  return sum;
}

int in_place(void) {
  pthread_t t[8];
  int sum = 0;
  for (long i = 0; i < 8; i++)
    pthread_create(&t[i], 0, work, (void *)i); // safe
  for (int i = 0; i < 8; i++) {
    pthread_join(t[i], 0);
    sum += n[i];
  }
  return sum;
}
