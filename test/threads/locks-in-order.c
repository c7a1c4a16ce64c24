// Two locks of an array, the one of the lesser number first.
#define _GNU_SOURCE
#include <pthread.h>
#include <stdlib.h>

#define N 8
struct account { pthread_mutex_t m; long balance; };
struct move { int from, to; long n; };

static struct account both[N];
static void *moves(void *p) {
  struct move *w = p;
  if (w->from == w->to) return 0;
  int first = w->from < w->to ? w->from : w->to;
  int second = w->from < w->to ? w->to : w->from;
  pthread_mutex_lock(&both[first].m);
  pthread_mutex_lock(&both[second].m);
  both[w->from].balance -= w->n;
  both[w->to].balance += w->n;
  pthread_mutex_unlock(&both[second].m);
  pthread_mutex_unlock(&both[first].m);
  return 0;
}

// Only the first of them.
static struct account one[N];
static void *moves_with_one(void *p) {
  struct move *w = p;
  if (w->from == w->to) return 0;
  int first = w->from < w->to ? w->from : w->to;
  pthread_mutex_lock(&one[first].m);
  one[w->from].balance -= w->n;
  one[w->to].balance += w->n; // race
  pthread_mutex_unlock(&one[first].m);
  return 0;
}

// The one is given back too early.
static struct account early[N];
static void *moves_early(void *p) {
  struct move *w = p;
  if (w->from == w->to) return 0;
  int first = w->from < w->to ? w->from : w->to;
  int second = w->from < w->to ? w->to : w->from;
  pthread_mutex_lock(&early[first].m);
  pthread_mutex_lock(&early[second].m);
  early[w->from].balance -= w->n;
  pthread_mutex_unlock(&early[first].m);
  early[w->to].balance += w->n;
  pthread_mutex_unlock(&early[second].m);
  return 0;
}

// Drawn at random, by a swap, in a callee.
static struct account drawn[N];
static void transfer(int from, int to, long n) {
  if (from == to) return;
  int low = from, high = to;
  if (low > high) {
    int x = low;
    low = high;
    high = x;
  }
  pthread_mutex_lock(&drawn[low].m);
  pthread_mutex_lock(&drawn[high].m);
  drawn[from].balance -= n;
  drawn[to].balance += n;
  pthread_mutex_unlock(&drawn[low].m);
  pthread_mutex_unlock(&drawn[high].m);
}
static void *draws(void *p) {
  unsigned s = *(unsigned *)p;
  for (int i = 0; i < 1000; i++) transfer(rand_r(&s) % N, rand_r(&s) % N, 1);
  return 0;
}

// A third account beside the two.
static struct account third[N];
static void *fees(void *p) {
  unsigned s = *(unsigned *)p;
  for (int i = 0; i < 1000; i++) {
    int from = rand_r(&s) % N, to = rand_r(&s) % N;
    if (from == to) continue;
    int first = from < to ? from : to, second = from < to ? to : from;
    pthread_mutex_lock(&third[first].m);
    pthread_mutex_lock(&third[second].m);
    third[from].balance -= 2;
    third[to].balance += 1;
    third[(to + 1) % N].balance += 1;
    pthread_mutex_unlock(&third[second].m);
    pthread_mutex_unlock(&third[first].m);
  }
  return 0;
}

// Readers and writers.
static pthread_rwlock_t guard[N];
static long held[N];
static void *looks(void *p) {
  struct move *w = p;
  int first = w->from < w->to ? w->from : w->to;
  int second = w->from < w->to ? w->to : w->from;
  pthread_rwlock_rdlock(&guard[first]);
  pthread_rwlock_rdlock(&guard[second]);
  w->n = held[w->from] + held[w->to];
  pthread_rwlock_unlock(&guard[second]);
  pthread_rwlock_unlock(&guard[first]);
  return 0;
}
static void *sets(void *p) {
  struct move *w = p;
  pthread_rwlock_wrlock(&guard[w->from]);
  held[w->from] = w->n;
  pthread_rwlock_unlock(&guard[w->from]);
  return 0;
}

int main(void) {
  pthread_t t[4], a, b;
  unsigned seed[4] = {1, 2, 3, 4};
  for (int i = 0; i < N; i++) {
    pthread_mutex_init(&both[i].m, 0);
    pthread_mutex_init(&one[i].m, 0);
    pthread_mutex_init(&early[i].m, 0);
    pthread_mutex_init(&drawn[i].m, 0);
    pthread_mutex_init(&third[i].m, 0);
    pthread_rwlock_init(&guard[i], 0);
  }
  struct move x = {1, 2, 5}, y = {2, 1, 7}, z = {0, 2, 1}, v = {1, 3, 2};
  pthread_create(&a, 0, moves, &x); // safe
  pthread_create(&b, 0, moves, &y); // safe
  pthread_join(a, 0);
  pthread_join(b, 0);
  pthread_create(&a, 0, moves_with_one, &x); // unsafe: wrong-lock
  pthread_create(&b, 0, moves_with_one, &z); // unsafe: wrong-lock
  pthread_join(a, 0);
  pthread_join(b, 0);
  pthread_create(&a, 0, moves_early, &y); // unsafe: wrong-lock
  pthread_create(&b, 0, moves_early, &v); // unsafe: wrong-lock
  pthread_join(a, 0);
  pthread_join(b, 0);
  for (int i = 0; i < 4; i++) pthread_create(&t[i], 0, draws, &seed[i]); // safe
  for (int i = 0; i < 4; i++) pthread_join(t[i], 0);
  for (int i = 0; i < 4; i++) pthread_create(&t[i], 0, fees, &seed[i]); // unsafe: wrong-lock
  for (int i = 0; i < 4; i++) pthread_join(t[i], 0);
  pthread_create(&a, 0, looks, &x); // safe
  pthread_create(&b, 0, sets, &z); // safe
  pthread_join(a, 0);
  pthread_join(b, 0);
  return 0;
}
