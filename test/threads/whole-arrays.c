// Who walks over the whole of an array comes by every element that others may
// touch, wherever these get its number from.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum { N = 10 };
struct account { int balance; pthread_mutex_t lock; };
struct account bare[N], locked[N], half[N], left[N], seen[N];
pthread_mutex_t all = PTHREAD_MUTEX_INITIALIZER;

static void add(struct account *a, int n) { pthread_mutex_lock(&a->lock); a->balance += n; pthread_mutex_unlock(&a->lock); }
static int any(void) { return rand() % N; }

void *pays1(void *p) { for (int i = 0; i < 100; i++) add(&bare[any()], 5); return p; }
void *sums1(void *p) { int s = 0; for (int i = 0; i < N; i++) s += bare[i].balance; return s ? p : 0; }
void use1(void) {
  pthread_t x, y;
  pthread_create(&x, 0, pays1, 0); // unsafe: overlapping-elements
  pthread_create(&y, 0, sums1, 0); // unsafe: overlapping-elements
  pthread_join(x, 0); pthread_join(y, 0);
}

// With the lock of each.
void *pays2(void *p) { pthread_mutex_lock(&all); locked[any()].balance += 5; pthread_mutex_unlock(&all); return p; }
void *sums2(void *p) { int s = 0; pthread_mutex_lock(&all); for (int i = 0; i < N; i++) s += locked[i].balance; pthread_mutex_unlock(&all); return s ? p : 0; }
void use2(void) {
  pthread_t x, y;
  pthread_create(&x, 0, pays2, 0); // safe
  pthread_create(&y, 0, sums2, 0); // safe
  pthread_join(x, 0); pthread_join(y, 0);
}

// Half of it only: the other half may be what the other has.
int first;
void *pays3(void *p) { half[first].balance += 5; return p; }
void *sums3(void *p) { int s = 0; for (int i = 0; i < N / 2; i++) s += half[i].balance; return s ? p : 0; }
void use3(void) {
  pthread_t x, y;
  first = getchar();
  if (first < N / 2 || first >= N) return;
  pthread_create(&x, 0, pays3, 0); // safe (today: unknown)
  pthread_create(&y, 0, sums3, 0); // safe (today: unknown)
  pthread_join(x, 0); pthread_join(y, 0);
}

// All but the one that the other has.
int other;
void *pays4(void *p) { left[other].balance += 5; return p; }
void *sums4(void *p) { int s = 0; for (int i = 0; i < N; i++) if (i != other) s += left[i].balance; return s ? p : 0; }
void use4(void) {
  pthread_t x, y;
  other = rand() % N;
  pthread_create(&x, 0, pays4, 0); // safe
  pthread_create(&y, 0, sums4, 0); // safe
  pthread_join(x, 0); pthread_join(y, 0);
}

// All of a part that a pointer leads to.
void *pays5(void *p) { struct account *a = p; a[-any()].balance += 5; return p; }
void *sums5(void *p) { struct account *a = p; int s = 0; for (int i = 0; i < N; i++) s += a[i].balance; return s ? p : 0; }
void use5(void) {
  static struct account mine[2 * N];
  pthread_t x, y;
  pthread_create(&x, 0, pays5, mine + N - 1); // safe (today: unknown)
  pthread_create(&y, 0, sums5, mine + N); // safe (today: unknown)
  pthread_join(x, 0); pthread_join(y, 0);
}

// It may stop before it comes to the element.
void *pays6(void *p) { seen[any()].balance = 5; return p; }
void *sums6(void *p) { int s = 0; for (int i = 0; i < N && s < 3; i++) s += seen[i].balance; return s ? p : 0; }
void use6(void) {
  pthread_t x, y;
  pthread_create(&x, 0, pays6, 0); // unsafe: overlapping-elements
  pthread_create(&y, 0, sums6, 0); // unsafe: overlapping-elements
  pthread_join(x, 0); pthread_join(y, 0);
}

int main(void) { use1(); use2(); use3(); use4(); use5(); use6(); return 0; }
