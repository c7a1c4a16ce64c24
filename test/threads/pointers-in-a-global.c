// A global structure with pointers to what main has allocated, beside what the
// threads add up in it.
#include <pthread.h>
#include <stdlib.h>
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
struct work {
  double *items;
  double sum;
};
static struct work one, two, three;
static void *adds(void *p) {
  double mine = 0;
  for (long i = 0; i < 100; i++)
    mine += one.items[(long)p * 100 + i];
  pthread_mutex_lock(&m);
  one.sum += mine;
  pthread_mutex_unlock(&m);
  return 0;
}
static void *adds_without_a_lock(void *p) {
  for (long i = 0; i < 100; i++)
    two.sum += two.items[(long)p * 100 + i]; // race
  return 0;
}
static void *adds_to_what_it_reads(void *p) {
  double mine = 0;
  mine += three.items[0]; // race
  pthread_mutex_lock(&m);
  three.sum += mine;
  pthread_mutex_unlock(&m);
  return p;
}
int main(void) {
  pthread_t t[4], u[4], v[4];
  double *items = malloc(400 * sizeof(double));
  for (int i = 0; i < 400; i++)
    items[i] = i;
  one.items = items;
  two.items = items;
  three.items = &three.sum;
  for (long i = 0; i < 4; i++)
    pthread_create(&t[i], 0, adds, (void *)i); // safe
  for (int i = 0; i < 4; i++)
    pthread_join(t[i], 0);
  for (long i = 0; i < 4; i++)
    pthread_create(&u[i], 0, adds_without_a_lock, (void *)i); // unsafe: global-mutation
  for (int i = 0; i < 4; i++)
    pthread_join(u[i], 0);
  for (long i = 0; i < 4; i++)
    pthread_create(&v[i], 0, adds_to_what_it_reads, (void *)i); // unsafe: global-mutation
  for (int i = 0; i < 4; i++)
    pthread_join(v[i], 0);
  free(items);
}
