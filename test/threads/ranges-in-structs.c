// Ranges and pointers that threads are told in the members of structs: set one by one, changed by
// an if, counted on from round to round, set in a loop of their own.
#include <pthread.h>
#include <stdlib.h>
#define T 4
#define N 1000
typedef struct { int id; int lo, hi; double *a; } part_t;
static double g[N];
static void *own(void *p) { part_t *a = (part_t *)p; for (int i = a->lo; i < a->hi; i++) a->a[i] *= 2; return NULL; }
static void *global(void *p) { part_t *a = (part_t *)p; for (int i = a->lo; i < a->hi; i++) g[i] *= 2; return NULL; }
void member_by_member(void) {
  pthread_t t[T]; part_t parts[T];
  for (int i = 0; i < T; i++) {
    parts[i].lo = i * (N / T); parts[i].hi = parts[i].lo + N / T;
    pthread_create(&t[i], NULL, global, &parts[i]); // safe
  }
  for (int i = 0; i < T; i++) pthread_join(t[i], NULL);
}
void one_too_many(void) {
  pthread_t t[T]; part_t parts[T];
  for (int i = 0; i < T; i++) {
    parts[i].lo = i * 250; parts[i].hi = parts[i].lo + 251;
    pthread_create(&t[i], NULL, global, &parts[i]); // unsafe: overlapping-elements
  }
  for (int i = 0; i < T; i++) pthread_join(t[i], NULL);
}
void by_pointer(void) {
  pthread_t t[T]; part_t parts[T];
  for (int i = 0; i < T; i++) {
    part_t *p = &parts[i];
    p->lo = i * 250; p->hi = p->lo + 250;
    pthread_create(&t[i], NULL, global, p); // safe
  }
  for (int i = 0; i < T; i++) pthread_join(t[i], NULL);
}
void reset_by_pointer(void) {
  pthread_t t[T]; part_t parts[T];
  for (int i = 0; i < T; i++) {
    parts[i].lo = i * 250;
    part_t *p = &parts[i];
    p->lo = 0;
    parts[i].hi = parts[i].lo + 250;
    pthread_create(&t[i], NULL, global, &parts[i]); // unsafe: overlapping-elements
  }
  for (int i = 0; i < T; i++) pthread_join(t[i], NULL);
}
void reset_by_number(void) {
  pthread_t t[T]; part_t parts[T];
  for (int i = 0; i < T; i++) {
    parts[i].lo = i * 250;
    int *p = &parts[i].lo;
    *p = 0;
    parts[i].hi = parts[i].lo + 250;
    pthread_create(&t[i], NULL, global, &parts[i]); // unsafe: overlapping-elements
  }
  for (int i = 0; i < T; i++) pthread_join(t[i], NULL);
}
static void reset(part_t *p) { p->lo = 0; }
void reset_by_call(void) {
  pthread_t t[T]; part_t parts[T];
  for (int i = 0; i < T; i++) {
    parts[i].lo = i * 250;
    reset(&parts[i]);
    parts[i].hi = parts[i].lo + 250;
    pthread_create(&t[i], NULL, global, &parts[i]); // unsafe: overlapping-elements (today: unknown)
  }
  for (int i = 0; i < T; i++) pthread_join(t[i], NULL);
}
void allocated_each(void) {
  pthread_t t[T];
  for (int i = 0; i < T; i++) {
    part_t *p = malloc(sizeof *p);
    p->lo = i * 250; p->hi = p->lo + 250;
    pthread_create(&t[i], NULL, global, p); // safe
  }
  for (int i = 0; i < T; i++) pthread_join(t[i], NULL);
}
void allocated_overlapping(void) {
  pthread_t t[T];
  for (int i = 0; i < T; i++) {
    part_t *p = malloc(sizeof *p);
    p->lo = i * 250; p->hi = p->lo + 260;
    pthread_create(&t[i], NULL, global, p); // unsafe: overlapping-elements
  }
  for (int i = 0; i < T; i++) pthread_join(t[i], NULL);
}
void last_takes_rest(int n) {
  pthread_t t[T]; part_t parts[T];
  double *x = malloc(n * sizeof *x);
  for (int i = 0; i < T; i++) {
    parts[i].a = x;
    parts[i].lo = i * (n / T); parts[i].hi = (i + 1) * (n / T);
    if (i == T - 1) parts[i].hi = n;
    pthread_create(&t[i], NULL, own, &parts[i]); // safe
  }
  for (int i = 0; i < T; i++) pthread_join(t[i], NULL);
  free(x);
}
void third_takes_rest(void) {
  pthread_t t[T]; part_t parts[T];
  for (int i = 0; i < T; i++) {
    parts[i].lo = i * 250; parts[i].hi = (i + 1) * 250;
    if (i == 2) parts[i].hi = N;
    pthread_create(&t[i], NULL, global, &parts[i]); // unsafe: overlapping-elements
  }
  for (int i = 0; i < T; i++) pthread_join(t[i], NULL);
}
void counted_on(int n) {
  pthread_t t[T]; part_t parts[T];
  int q = N / n, r = N % n, start = 0;
  if (n > T) return;
  for (int i = 0; i < n; i++) {
    int size = q + (i < r ? 1 : 0);
    parts[i].lo = start; parts[i].hi = start + size;
    start += size;
    pthread_create(&t[i], NULL, global, &parts[i]); // safe
  }
  for (int i = 0; i < n; i++) pthread_join(t[i], NULL);
}
void counted_on_too_little(void) {
  pthread_t t[T]; part_t parts[T];
  int start = 0;
  for (int i = 0; i < T; i++) {
    parts[i].lo = start; parts[i].hi = start + 250;
    start += 249;
    pthread_create(&t[i], NULL, global, &parts[i]); // unsafe: overlapping-elements
  }
  for (int i = 0; i < T; i++) pthread_join(t[i], NULL);
}
void counted_on_at_times(void) {
  pthread_t t[T]; part_t parts[T];
  int start = 0;
  for (int i = 0; i < T; i++) {
    parts[i].lo = start; parts[i].hi = start + 250;
    if (i % 2) start += 250;
    pthread_create(&t[i], NULL, global, &parts[i]); // unsafe: overlapping-elements (today: unknown)
  }
  for (int i = 0; i < T; i++) pthread_join(t[i], NULL);
}
void round_skipped(void) {
  pthread_t t[T]; part_t parts[T];
  int start = 0;
  for (int i = 0; i < T; i++) {
    parts[i].lo = start; parts[i].hi = start + 250;
    pthread_create(&t[i], NULL, global, &parts[i]); // unsafe: overlapping-elements (today: unknown)
    if (i == 1) continue;
    start += 250;
  }
  for (int i = 0; i < T; i++) pthread_join(t[i], NULL);
}
void set_twice(void) {
  pthread_t t[T]; part_t parts[T];
  for (int i = 0; i < T; i++) { parts[i].lo = 0; parts[i].hi = 0; }
  for (int i = 0; i < T; i++) {
    parts[i].lo = i * 250; parts[i].hi = parts[i].lo + 250;
    pthread_create(&t[i], NULL, global, &parts[i]); // safe
  }
  for (int i = 0; i < T; i++) pthread_join(t[i], NULL);
}
typedef struct { pthread_mutex_t *m; long *count; int reps; } counter_t;
static void *locked(void *p) { counter_t *c = p; for (int i = 0; i < c->reps; i++) { pthread_mutex_lock(c->m); ++*c->count; pthread_mutex_unlock(c->m); } return NULL; }
static void *bare(void *p) { counter_t *c = p; for (int i = 0; i < c->reps; i++) ++*c->count; return NULL; }
void one_mutex_for_all(void) {
  pthread_t t[T]; counter_t c[T]; long count = 0; pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
  for (int i = 0; i < T; i++) {
    c[i].m = &m; c[i].count = &count; c[i].reps = 100;
    pthread_create(&t[i], NULL, locked, &c[i]); // safe
  }
  for (int i = 0; i < T; i++) pthread_join(t[i], NULL);
}
void a_mutex_for_each(void) {
  pthread_t t[T]; counter_t c[T]; long count = 0; pthread_mutex_t m[T];
  for (int i = 0; i < T; i++) pthread_mutex_init(&m[i], NULL);
  for (int i = 0; i < T; i++) {
    c[i].m = &m[i]; c[i].count = &count; c[i].reps = 100;
    pthread_create(&t[i], NULL, locked, &c[i]); // unsafe: wrong-lock
  }
  for (int i = 0; i < T; i++) pthread_join(t[i], NULL);
}
void no_mutex(void) {
  pthread_t t[T]; counter_t c[T]; long count = 0; pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
  for (int i = 0; i < T; i++) {
    c[i].m = &m; c[i].count = &count; c[i].reps = 100;
    pthread_create(&t[i], NULL, bare, &c[i]); // unsafe: aliased-items
  }
  for (int i = 0; i < T; i++) pthread_join(t[i], NULL);
}
static void *last_local(void *p) { int id = (int)(long)p; int lo = id * 250, hi = lo + 250; if (id == T - 1) hi = N; for (int i = lo; i < hi; i++) g[i] = 1; return 0; }
static void *either_local(void *p) { int id = (int)(long)p; int lo = id * 250, hi; if (id == T - 1) { hi = N; } else { hi = lo + 250; } for (int i = lo; i < hi; i++) g[i] = 1; return 0; }
static void *third_local(void *p) { int id = (int)(long)p; int lo = id * 250, hi = lo + 250; if (id == 2) hi = N; for (int i = lo; i < hi; i++) g[i] = 1; return 0; }
static void *clipped(void *p) { int id = (int)(long)p; int lo = id * 300, hi = lo + 300; if (hi > N) hi = N; for (int i = lo; i < hi; i++) g[i] = 1; return 0; }
static void *clipped_wrongly(void *p) { int id = (int)(long)p; int lo = id * 300, hi = lo + 300; if (hi < N) hi = N; for (int i = lo; i < hi; i++) g[i] = 1; return 0; }
static void *blocks(void *p) { long id = (long)p; int start = 0; for (int r = 0; r < 3; r++) { for (int i = start; i < start + 10; i++) g[i + id * 30] = 1; start += 10; } return 0; }
static void *blocks_overlap(void *p) { long id = (long)p; int start = 0; for (int r = 0; r < 3; r++) { for (int i = start; i < start + 11; i++) g[i + id * 30] = 1; start += 10; } return 0; }
static void *switched(void *p) { int id = (int)(long)p; int lo = id * 250, hi = lo + 250; switch (id) { case 3: hi = N; break; case 2: hi = N; } for (int i = lo; i < hi; i++) g[i] = 1; return 0; }
void locals(void) {
  pthread_t t[T];
  for (long i = 0; i < T; i++) pthread_create(&t[i], NULL, last_local, (void *)i); // safe
  for (int i = 0; i < T; i++) pthread_join(t[i], NULL);
  for (long i = 0; i < T; i++) pthread_create(&t[i], NULL, either_local, (void *)i); // safe
  for (int i = 0; i < T; i++) pthread_join(t[i], NULL);
  for (long i = 0; i < T; i++) pthread_create(&t[i], NULL, third_local, (void *)i); // unsafe: overlapping-elements
  for (int i = 0; i < T; i++) pthread_join(t[i], NULL);
  for (long i = 0; i < T; i++) pthread_create(&t[i], NULL, clipped, (void *)i); // safe
  for (int i = 0; i < T; i++) pthread_join(t[i], NULL);
  for (long i = 0; i < T; i++) pthread_create(&t[i], NULL, clipped_wrongly, (void *)i); // unsafe: overlapping-elements
  for (int i = 0; i < T; i++) pthread_join(t[i], NULL);
  for (long i = 0; i < T; i++) pthread_create(&t[i], NULL, blocks, (void *)i); // safe
  for (int i = 0; i < T; i++) pthread_join(t[i], NULL);
  for (long i = 0; i < T; i++) pthread_create(&t[i], NULL, blocks_overlap, (void *)i); // unsafe: overlapping-elements
  for (int i = 0; i < T; i++) pthread_join(t[i], NULL);
  for (long i = 0; i < T; i++) pthread_create(&t[i], NULL, switched, (void *)i); // unsafe: overlapping-elements (today: unknown)
  for (int i = 0; i < T; i++) pthread_join(t[i], NULL);
}
static part_t shared_parts[T], other_parts[T], *to_others = other_parts;
void of_the_file(void) {
  pthread_t t[T];
  for (int i = 0; i < T; i++) {
    shared_parts[i].lo = i * 250; shared_parts[i].hi = shared_parts[i].lo + 250;
    pthread_create(&t[i], NULL, global, &shared_parts[i]); // safe
  }
  for (int i = 0; i < T; i++) pthread_join(t[i], NULL);
}
void by_a_pointer_of_the_file(void) {
  pthread_t t[T];
  for (int i = 0; i < T; i++) { other_parts[i].lo = i * 250; other_parts[i].hi = i * 250 + 250; }
  to_others[1].lo = 0;
  for (int i = 0; i < T; i++) pthread_create(&t[i], NULL, global, &other_parts[i]); // unsafe: overlapping-elements (today: unknown)
  for (int i = 0; i < T; i++) pthread_join(t[i], NULL);
}
int main(void) { of_the_file(); member_by_member(); by_pointer(); allocated_each(); last_takes_rest(N); counted_on(3); set_twice(); one_mutex_for_all(); locals(); return 0; }
