// Numbers without a sign begin again at zero: what is told of a sum of one need
// not hold for the number itself.
#include <limits.h>
#include <pthread.h>

static int one, third, small, fine, fine_third, below;

static void *last(void *p) {
  unsigned id = *(unsigned *)p;
  if (id == UINT_MAX)
    one = 1;
  return 0;
}
static void *before_zero(void *p) {
  unsigned id = *(unsigned *)p;
  if (id + 1 == 0)
    one = 2;
  return 0;
}
void racy_last(unsigned id) {
  pthread_t a, b;
  pthread_create(&a, 0, last, &id);        // unsafe: global-mutation
  pthread_create(&b, 0, before_zero, &id); // unsafe: global-mutation
  pthread_join(a, 0);
  pthread_join(b, 0);
}

static void *thirds(void *p) {
  unsigned k = *(unsigned *)p;
  if (k % 3 == 0)
    third = 1;
  return 0;
}
static void *next_thirds(void *p) {
  unsigned k = *(unsigned *)p;
  if ((k + 1) % 3 == 0)
    third = 2;
  return 0;
}
void racy_thirds(unsigned k) {
  pthread_t a, b;
  pthread_create(&a, 0, thirds, &k);      // unsafe: global-mutation
  pthread_create(&b, 0, next_thirds, &k); // unsafe: global-mutation
  pthread_join(a, 0);
  pthread_join(b, 0);
}

static void *large(void *p) {
  unsigned k = *(unsigned *)p;
  if (k > 5)
    small = 1;
  return 0;
}
static void *small_again(void *p) {
  unsigned k = *(unsigned *)p;
  if (k + 10 < 5)
    small = 2;
  return 0;
}
void racy_small_again(unsigned k) {
  pthread_t a, b;
  pthread_create(&a, 0, large, &k);       // unsafe: global-mutation
  pthread_create(&b, 0, small_again, &k); // unsafe: global-mutation
  pthread_join(a, 0);
  pthread_join(b, 0);
}

static void *first(void *p) {
  unsigned id = *(unsigned *)p;
  if (id == 0)
    fine = 1;
  return 0;
}
static void *second(void *p) {
  unsigned id = *(unsigned *)p;
  if (id + 1 == 2)
    fine = 2;
  return 0;
}
void lookalike_first_and_second(unsigned id) {
  pthread_t a, b;
  pthread_create(&a, 0, first, &id);  // safe
  pthread_create(&b, 0, second, &id); // safe
  pthread_join(a, 0);
  pthread_join(b, 0);
}

static void *signed_thirds(void *p) {
  int k = *(int *)p;
  if (k >= 0 && k % 3 == 0)
    fine_third = 1;
  return 0;
}
static void *next_signed_thirds(void *p) {
  int k = *(int *)p;
  if (k >= 0 && (k + 1) % 3 == 0)
    fine_third = 2;
  return 0;
}
void lookalike_signed_thirds(int k) {
  pthread_t a, b;
  pthread_create(&a, 0, signed_thirds, &k);      // safe
  pthread_create(&b, 0, next_signed_thirds, &k); // safe
  pthread_join(a, 0);
  pthread_join(b, 0);
}

static void *bounded_thirds(void *p) {
  unsigned k = *(unsigned *)p;
  if (k < 100 && k % 3 == 0)
    below = 1;
  return 0;
}
static void *next_bounded_thirds(void *p) {
  unsigned k = *(unsigned *)p;
  if (k < 100 && (k + 1) % 3 == 0)
    below = 2;
  return 0;
}
void repaired_bounded_thirds(unsigned k) {
  pthread_t a, b;
  pthread_create(&a, 0, bounded_thirds, &k);      // safe (today: unknown)
  pthread_create(&b, 0, next_bounded_thirds, &k); // safe (today: unknown)
  pthread_join(a, 0);
  pthread_join(b, 0);
}

int main(void) {
  racy_last(UINT_MAX);
  racy_thirds(UINT_MAX);
  racy_small_again(UINT_MAX - 7);
  lookalike_first_and_second(1);
  lookalike_signed_thirds(2);
  repaired_bounded_thirds(2);
}
