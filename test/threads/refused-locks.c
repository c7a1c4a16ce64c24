// A mutex that is held refuses others with EBUSY.
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <time.h>
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static int n, n2, n3, n4, n5, n6, refused;
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
  pthread_create(&x, 0, another_number, 0); // unsafe: global-mutation
  pthread_create(&y, 0, another_number, 0); // unsafe: global-mutation
  pthread_join(x, 0);
  pthread_join(y, 0);
}
// A lock that waits for a while gives up with another number.
static struct timespec soon;
static void *waits_a_while(void *a) {
  if (pthread_mutex_timedlock(&m, &soon) == EBUSY)
    return a;
  n5++; // race
  pthread_mutex_unlock(&m);
  return a;
}
void in_vain(void) {
  pthread_t x, y;
  pthread_create(&x, 0, waits_a_while, 0); // unsafe: global-mutation (today: unknown)
  pthread_create(&y, 0, waits_a_while, 0); // unsafe: global-mutation (today: unknown)
  pthread_join(x, 0);
  pthread_join(y, 0);
}
static sem_t one;
static void *without_a_permit(void *a) {
  if (sem_trywait(&one) == EBUSY)
    return a;
  n6++; // race
  sem_post(&one);
  return a;
}
void no_permit(void) {
  pthread_t x, y;
  sem_init(&one, 0, 1);
  pthread_create(&x, 0, without_a_permit, 0); // unsafe: global-mutation
  pthread_create(&y, 0, without_a_permit, 0); // unsafe: global-mutation
  pthread_join(x, 0);
  pthread_join(y, 0);
}
int main(void) {
  in_vain();
  no_permit();
  given_up();
  gone_on();
  turned_round();
  another();
}
