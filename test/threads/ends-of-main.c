// A program that ends with main does not call the destructors of main's keys.
#include <pthread.h>
#include <semaphore.h>

static pthread_key_t key;
static int total;
static sem_t go;
static void add(void *value) { total += *(int *)value; }
static void *worker(void *a) {
  sem_wait(&go);
  total = 1;
  return a;
}
int main(void) {
  static int mine = 1;
  pthread_t t;
  sem_init(&go, 0, 0);
  pthread_key_create(&key, add);
  pthread_setspecific(key, &mine);
  pthread_create(&t, 0, worker, 0); // safe (today: unknown)
  pthread_detach(t);
  sem_post(&go);
  return 0;
}
