// Meetings at barriers: in rounds, between phases, with who started the threads.
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#define T 4
#define N 25
struct team { pthread_barrier_t bar; double one[T * N], two[T * N]; int value, seen[T]; };
struct member { struct team *team; int t; };

static void *two_meetings(void *p) {
  struct team *g = ((struct member *)p)->team;
  int t = ((struct member *)p)->t;
  for (int s = 0; s < 10; s++) {
    for (int i = t * N; i < (t + 1) * N; i++) g->two[i] = g->one[i] + g->one[(i + 1) % (T * N)];
    pthread_barrier_wait(&g->bar);
    for (int i = t * N; i < (t + 1) * N; i++) g->one[i] = g->two[i];
    pthread_barrier_wait(&g->bar);
  }
  return NULL;
}
void rounds_safe(void) {
  static struct team g;
  pthread_t th[T];
  struct member ms[T];
  pthread_barrier_init(&g.bar, NULL, T);
  for (int i = 0; i < T; i++) {
    ms[i].team = &g;
    ms[i].t = i;
    pthread_create(&th[i], NULL, two_meetings, &ms[i]); // safe (today: unknown)
  }
  for (int i = 0; i < T; i++) pthread_join(th[i], NULL);
}
// Arrays of the program; the barrier is a variable of the function.
static double one[T * N], two[T * N];
static int value, seen[T];
static void *swap_good(void *p) {
  pthread_barrier_t *bar = p;
  for (int s = 0; s < 10; s++) {
    value = 0;
    pthread_barrier_wait(bar);
  }
  return NULL;
}
void same_phase_racy(void) {
  pthread_barrier_t bar;
  pthread_t t, u;
  pthread_barrier_init(&bar, NULL, 2);
  pthread_create(&t, NULL, swap_good, &bar); // unsafe: global-mutation
  pthread_create(&u, NULL, swap_good, &bar); // unsafe: global-mutation
  pthread_join(t, NULL);
  pthread_join(u, NULL);
}
static void *writes_first(void *p) {
  pthread_barrier_t *bar = p;
  value = 42;
  pthread_barrier_wait(bar);
  pthread_barrier_wait(bar);
  value = 43;
  return NULL;
}
static void *reads_between(void *p) {
  pthread_barrier_t *bar = p;
  pthread_barrier_wait(bar);
  printf("%d\n", value);
  pthread_barrier_wait(bar);
  return NULL;
}
static void *reads_after(void *p) {
  pthread_barrier_t *bar = p;
  pthread_barrier_wait(bar);
  pthread_barrier_wait(bar);
  printf("%d\n", value);
  return NULL;
}
void between_safe(void) {
  pthread_barrier_t bar;
  pthread_t t, u;
  pthread_barrier_init(&bar, NULL, 2);
  pthread_create(&t, NULL, writes_first, &bar); // safe
  pthread_create(&u, NULL, reads_between, &bar); // safe
  pthread_join(t, NULL);
  pthread_join(u, NULL);
}
void after_racy(void) {
  pthread_barrier_t bar;
  pthread_t t, u;
  pthread_barrier_init(&bar, NULL, 2);
  pthread_create(&t, NULL, writes_first, &bar); // unsafe: global-mutation
  pthread_create(&u, NULL, reads_after, &bar); // unsafe: global-mutation
  pthread_join(t, NULL);
  pthread_join(u, NULL);
}
void count_too_small_racy(void) {
  // Any one of them passes alone.
  pthread_barrier_t bar;
  pthread_t t, u;
  pthread_barrier_init(&bar, NULL, 1);
  pthread_create(&t, NULL, writes_first, &bar); // unsafe: global-mutation
  pthread_create(&u, NULL, reads_between, &bar); // unsafe: global-mutation
  pthread_join(t, NULL);
  pthread_join(u, NULL);
}
void three_for_two_racy(void) {
  // Two of three meet.
  pthread_barrier_t bar;
  pthread_t t, u, v;
  pthread_barrier_init(&bar, NULL, 2);
  pthread_create(&t, NULL, writes_first, &bar); // unsafe: global-mutation
  pthread_create(&u, NULL, reads_between, &bar); // unsafe: global-mutation
  pthread_create(&v, NULL, reads_between, &bar); // unsafe: global-mutation
  pthread_join(t, NULL);
  pthread_join(u, NULL);
  pthread_join(v, NULL);
}
static void *meets_once(void *p) {
  pthread_barrier_t *bar = p;
  value = 42;
  pthread_barrier_wait(bar);
  return NULL;
}
int starter_meets_safe(void) {
  pthread_barrier_t bar;
  pthread_t t;
  pthread_barrier_init(&bar, NULL, 2);
  pthread_create(&t, NULL, meets_once, &bar); // safe
  pthread_barrier_wait(&bar);
  int r = value;
  pthread_join(t, NULL);
  return r;
}
int starter_reads_first_racy(void) {
  pthread_barrier_t bar;
  pthread_t t;
  pthread_barrier_init(&bar, NULL, 2);
  pthread_create(&t, NULL, meets_once, &bar); // unsafe: global-mutation
  int r = value;
  pthread_barrier_wait(&bar);
  pthread_join(t, NULL);
  return r;
}
// One meeting in a round: what follows it is beside what the others do next.
static int cells[T];
static void *one_meeting(void *p) {
  pthread_barrier_t *bar = p;
  for (int s = 0; s < 10; s++) {
    cells[0] = s;
    pthread_barrier_wait(bar);
    printf("%d\n", cells[0]);
  }
  return NULL;
}
static void *one_meeting_reads(void *p) {
  pthread_barrier_t *bar = p;
  for (int s = 0; s < 10; s++) {
    pthread_barrier_wait(bar);
    printf("%d\n", cells[1]);
  }
  return NULL;
}
void one_meeting_racy(void) {
  pthread_barrier_t bar;
  pthread_t t, u;
  pthread_barrier_init(&bar, NULL, 2);
  pthread_create(&t, NULL, one_meeting, &bar); // unsafe: overlapping-elements
  pthread_create(&u, NULL, one_meeting, &bar); // unsafe: overlapping-elements
  pthread_join(t, NULL);
  pthread_join(u, NULL);
}
void other_cells_safe(void) {
  pthread_barrier_t bar;
  pthread_t t, u;
  pthread_barrier_init(&bar, NULL, 2);
  pthread_create(&t, NULL, one_meeting, &bar); // safe
  pthread_create(&u, NULL, one_meeting_reads, &bar); // safe
  pthread_join(t, NULL);
  pthread_join(u, NULL);
}
// Only some of them meet: the others are not waited for.
static void *meets_if(void *p) {
  pthread_barrier_t *bar = p;
  if (seen[0]) pthread_barrier_wait(bar);
  one[1] = 1;
  pthread_barrier_wait(bar);
  two[1] = one[1];
  return NULL;
}
void some_meet_racy(void) {
  pthread_barrier_t bar;
  pthread_t t, u;
  pthread_barrier_init(&bar, NULL, 2);
  pthread_create(&t, NULL, meets_if, &bar); // unsafe: overlapping-elements
  pthread_create(&u, NULL, meets_if, &bar); // unsafe: overlapping-elements
  pthread_join(t, NULL);
  pthread_join(u, NULL);
}
// What is called twice counts anew each time.
static void step(pthread_barrier_t *bar, int t) {
  if (t == 0) value = 1;
  pthread_barrier_wait(bar);
  if (t == 1) printf("%d\n", value);
}
static void *steps_first(void *p) { step(p, 0); step(p, 0); return NULL; }
static void *steps_second(void *p) { step(p, 1); step(p, 1); return NULL; }
void steps_racy(void) {
  pthread_barrier_t bar;
  pthread_t t, u;
  pthread_barrier_init(&bar, NULL, 2);
  pthread_create(&t, NULL, steps_first, &bar); // unsafe: global-mutation
  pthread_create(&u, NULL, steps_second, &bar); // unsafe: global-mutation
  pthread_join(t, NULL);
  pthread_join(u, NULL);
}
