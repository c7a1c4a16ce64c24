#define _GNU_SOURCE
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
int x;
sem_t s;
void *producer(void *arg) { x = 1; sem_post(&s); return 0; }
int main(void) {
  pthread_t t;
  sem_init(&s, 0, 1);
  pthread_create(&t, 0, producer, 0); // unsafe: global-mutation
  sem_wait(&s);
  int y = x;
  pthread_join(t, 0);
  return y;
}
