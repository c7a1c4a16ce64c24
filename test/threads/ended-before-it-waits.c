// A thread that ends before it waits for another one, in what it calls.
#include <pthread.h>
#include <stdlib.h>

static int x;
static pthread_t a, b;
static void *writes(void *p) {
  x = 1;
  return p;
}
static void ends(void) { pthread_exit(0); }
static void may_end(int c) {
  if (c)
    pthread_exit(0);
}
static void *ends_and_waits(void *p) {
  ends();
  pthread_join(a, 0);
  return p;
}
static void *may_end_and_waits(void *p) {
  may_end(rand());
  pthread_join(a, 0);
  return p;
}
static void *waits(void *p) {
  pthread_join(a, 0);
  ends();
  return p;
}

void racy_ends(void) {
  pthread_create(&a, 0, writes, 0); // unsafe: global-mutation
  pthread_create(&b, 0, ends_and_waits, 0); // safe
  pthread_join(b, 0);
  x = 2;
}
void racy_may_end(void) {
  pthread_create(&a, 0, writes, 0); // unsafe: global-mutation
  pthread_create(&b, 0, may_end_and_waits, 0); // safe
  pthread_join(b, 0);
  x = 2;
}
void repaired_waits(void) {
  pthread_create(&a, 0, writes, 0); // safe
  pthread_create(&b, 0, waits, 0); // safe
  pthread_join(b, 0);
  x = 2;
}
int main(void) {
  racy_ends();
  racy_may_end();
  repaired_waits();
}
