// What a thread returns, who joins it gets.
#include <pthread.h>
#include <stdlib.h>

// On the heap, one by one.
static void *squares(void *p) {
  int *r = malloc(sizeof *r);
  *r = *(int *)p * *(int *)p;
  return r;
}
int sum_of_squares(void) {
  pthread_t t[4];
  int v[4], sum = 0;
  for (int i = 0; i < 4; i++) {
    v[i] = i;
    pthread_create(&t[i], 0, squares, v + i); // safe
  }
  for (int i = 0; i < 4; i++) {
    void *r;
    pthread_join(t[i], &r);
    sum += *(int *)r;
    free(r);
  }
  return sum;
}

// Handles on the heap, and arguments that the threads free.
struct part { const int *a; int lo, hi; };
static void *adds(void *p) {
  struct part *q = p;
  long *r = malloc(sizeof *r);
  *r = 0;
  for (int i = q->lo; i < q->hi; i++) *r += q->a[i];
  free(q);
  return r;
}
long total(const int *a, int n, int threads) {
  pthread_t *t = malloc(threads * sizeof *t);
  long sum = 0;
  for (int i = 0; i < threads; i++) {
    struct part *q = malloc(sizeof *q);
    q->a = a;
    q->lo = n * i / threads;
    q->hi = n * (i + 1) / threads;
    pthread_create(&t[i], 0, adds, q); // safe
  }
  for (int i = 0; i < threads; i++) {
    long *r;
    pthread_join(t[i], (void **)&r);
    sum += *r;
    free(r);
  }
  free(t);
  return sum;
}

// The element of its number; whoever joins backwards as well.
static int results[4];
static void *fills(void *p) {
  long i = (long)p;
  results[i] = i;
  return &results[i];
}
int by_element(void) {
  pthread_t t[4];
  int sum = 0;
  for (long i = 0; i < 4; i++) pthread_create(&t[i], 0, fills, (void *)i); // safe
  for (int i = 3; i >= 0; i--) {
    int *r;
    pthread_join(t[i], (void **)&r);
    sum += *r;
  }
  return sum;
}

// The element of another thread, which is not over.
static int crossed[4];
static void *fills_crossed(void *p) {
  long i = (long)p;
  crossed[i] = i;
  return &crossed[3 - i];
}
int by_another(void) {
  pthread_t t[4];
  int sum = 0;
  for (long i = 0; i < 4; i++) pthread_create(&t[i], 0, fills_crossed, (void *)i); // unsafe: overlapping-elements
  for (int i = 0; i < 4; i++) {
    int *r;
    pthread_join(t[i], (void **)&r);
    sum += *r;
  }
  return sum;
}

// Its argument.
struct work { int n, out; };
static void *doubles(void *p) {
  struct work *w = p;
  w->out = w->n * 2;
  return w;
}
int by_argument(void) {
  pthread_t t[4];
  struct work w[4];
  int sum = 0;
  for (int i = 0; i < 4; i++) {
    w[i].n = i;
    pthread_create(&t[i], 0, doubles, &w[i]); // safe
  }
  for (int i = 0; i < 4; i++) {
    struct work *r;
    pthread_join(t[i], (void **)&r);
    sum += r->out;
  }
  return sum;
}

// One argument for all.
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static void *counts(void *p) {
  int *r = p;
  pthread_mutex_lock(&m);
  (*r)++; // race
  pthread_mutex_unlock(&m);
  return r;
}
int of_one(void) {
  pthread_t t[4];
  int x = 0;
  for (int i = 0; i < 4; i++) pthread_create(&t[i], 0, counts, &x); // unsafe: captured-mutation
  for (int i = 0; i < 4; i++) {
    int *r;
    pthread_join(t[i], (void **)&r);
    (*r)++;
  }
  return x;
}

// What all have.
static int shared;
static void *counts_shared(void *p) {
  (void)p;
  pthread_mutex_lock(&m);
  shared++; // race
  pthread_mutex_unlock(&m);
  return &shared;
}
int of_all(void) {
  pthread_t t[4];
  int sum = 0;
  for (int i = 0; i < 4; i++) pthread_create(&t[i], 0, counts_shared, 0); // unsafe: global-mutation
  for (int i = 0; i < 4; i++) {
    int *r;
    pthread_join(t[i], (void **)&r);
    sum += *r;
  }
  return sum;
}

// It told others of it.
static int *last;
static void *tells(void *p) {
  int *r = malloc(sizeof *r);
  *r = 1;
  pthread_mutex_lock(&m);
  last = r;
  pthread_mutex_unlock(&m);
  return p ? p : r;
}
static void *finds(void *p) {
  pthread_mutex_lock(&m);
  int *q = last;
  pthread_mutex_unlock(&m);
  if (q) (*q)++;
  return p;
}
int told(void) {
  pthread_t t[4], u;
  int sum = 0;
  for (int i = 0; i < 4; i++) pthread_create(&t[i], 0, tells, 0); // safe
  pthread_create(&u, 0, finds, 0); // unsafe: global-mutation
  for (int i = 0; i < 4; i++) {
    int *r;
    pthread_join(t[i], (void **)&r);
    sum += *r;
  }
  pthread_join(u, 0);
  return sum;
}

// Whose result it is, the handle no longer tells.
static int given;
static void *gives(void *p) { given++; return p ? p : &given; }
int by_a_copy(void) {
  pthread_t t, u, copy;
  int *r;
  pthread_create(&t, 0, gives, 0); // unsafe: global-mutation
  copy = t;
  pthread_create(&u, 0, gives, 0); // unsafe: global-mutation
  pthread_join(copy, (void **)&r);
  (*r)++;
  pthread_join(u, 0);
  return *r;
}
