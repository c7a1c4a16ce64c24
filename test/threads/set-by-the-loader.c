// A flag that a function sets which the loader calls before main begins.
#include <pthread.h>
#include <stdbool.h>
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static bool ready, done;
static int result, answer;
__attribute__((constructor)) static void set(void) { ready = true; }
static void *works(void *p) {
  result = 1; // race
  pthread_mutex_lock(&m);
  ready = true;
  pthread_mutex_unlock(&m);
  return p;
}
static void *uses(void *p) {
  pthread_mutex_lock(&m);
  bool now = ready;
  pthread_mutex_unlock(&m);
  if (now)
    result++;
  return p;
}
static void *answers(void *p) {
  answer = 1;
  pthread_mutex_lock(&m);
  done = true;
  pthread_mutex_unlock(&m);
  return p;
}
static void *asks(void *p) {
  pthread_mutex_lock(&m);
  bool now = done;
  pthread_mutex_unlock(&m);
  if (now)
    answer++;
  return p;
}
int main(void) {
  pthread_t t, u, v, w;
  pthread_create(&t, 0, works, 0); // unsafe: global-mutation
  pthread_create(&u, 0, uses, 0); // unsafe: global-mutation
  pthread_create(&v, 0, answers, 0); // safe
  pthread_create(&w, 0, asks, 0); // safe
  pthread_join(t, 0), pthread_join(u, 0);
  pthread_join(v, 0), pthread_join(w, 0);
}
