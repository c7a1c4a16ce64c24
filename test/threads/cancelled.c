// A thread that is cancelled need not have waited for another one.
#include <pthread.h>
#include <unistd.h>

static int x, y;
static pthread_t a, b, c;
static void *writes(void *p) {
  usleep(1000);
  x = 1;
  return p;
}
static void *waits(void *p) {
  pthread_join(a, 0);
  return p;
}
static void *counts(void *p) {
  y = 1;
  usleep(100000);
  return p;
}

void racy_cancelled(void) {
  pthread_create(&a, 0, writes, 0); // unsafe: global-mutation (today: unknown)
  pthread_create(&b, 0, waits, 0);  // safe
  pthread_cancel(b);
  pthread_join(b, 0);
  x = 2;
  pthread_detach(a);
}
void lookalike_waits_for_nobody(void) {
  pthread_create(&c, 0, counts, 0); // safe
  pthread_cancel(c);
  pthread_join(c, 0);
  y = 2;
}
int main(void) {
  lookalike_waits_for_nobody();
  racy_cancelled();
  usleep(10000);
}
