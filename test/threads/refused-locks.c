// A mutex that is held refuses others with EBUSY.
#include <errno.h>
#include <pthread.h>
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static int n, n2, n3, n4, refused;
static void *gives_up(void *a) {
  if (pthread_mutex_trylock(&m) == EBUSY)
    return a;
  n++;
  pthread_mutex_unlock(&m);
  return a;
}
void given_up(void) {
  pthread_t x, y;
  pthread_create(&x, 0, gives_up, 0); // safe
  pthread_create(&y, 0, gives_up, 0); // safe
  pthread_join(x, 0);
  pthread_join(y, 0);
}
static void *goes_on(void *a) {
  if (pthread_mutex_trylock(&m) == EBUSY)
    __atomic_fetch_add(&refused, 1, __ATOMIC_RELAXED);
  n2++; // race
  return a;
}
void gone_on(void) {
  pthread_t x, y;
  pthread_create(&x, 0, goes_on, 0); // unsafe: global-mutation
  pthread_create(&y, 0, goes_on, 0); // unsafe: global-mutation
  pthread_join(x, 0);
  pthread_join(y, 0);
}
static void *the_wrong_way(void *a) {
  if (pthread_mutex_trylock(&m) != EBUSY) {
    pthread_mutex_unlock(&m);
    return a;
  }
  n3++; // race
  return a;
}
void turned_round(void) {
  pthread_t x, y;
  pthread_create(&x, 0, the_wrong_way, 0); // unsafe: global-mutation
  pthread_create(&y, 0, the_wrong_way, 0); // unsafe: global-mutation
  pthread_join(x, 0);
  pthread_join(y, 0);
}
static void *another_number(void *a) {
  if (pthread_mutex_trylock(&m) == EINVAL)
    return a;
  n4++; // race
  return a;
}
void another(void) {
  pthread_t x, y;
  pthread_create(&x, 0, another_number, 0); // unsafe: global-mutation (today: unknown)
  pthread_create(&y, 0, another_number, 0); // unsafe: global-mutation (today: unknown)
  pthread_join(x, 0);
  pthread_join(y, 0);
}
int main(void) {
  given_up();
  gone_on();
  turned_round();
  another();
}
