// Threads whose handles are in arrays that are allocated, in what each round
// makes anew, or written over before anybody has waited.
#include <pthread.h>
#include <stdlib.h>

static void *fills(void *a) {
  *(int *)a = 1;
  return 0;
}
static int total;
static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;
static void *adds(void *a) {
  (void)a;
  pthread_mutex_lock(&mu);
  total++;
  pthread_mutex_unlock(&mu);
  return 0;
}

// As many as the caller says.
int allocated_safe(int n) {
  pthread_t *t = malloc(n * sizeof *t);
  for (int i = 0; i < n; i++) pthread_create(&t[i], NULL, adds, NULL); // safe
  for (int i = 0; i < n; i++) pthread_join(t[i], NULL);
  free(t);
  return total;
}
int half_of_them_racy(int n) {
  int x[100];
  pthread_t *t = malloc(n * sizeof *t);
  for (int i = 0; i < n; i++) pthread_create(&t[i], NULL, fills, &x[i]); // unsafe: overlapping-elements (today: unknown)
  for (int i = 0; i < n / 2; i++) pthread_join(t[i], NULL);
  return x[99];
}
int first_apart_safe(void) {
  int x[4];
  pthread_t *t = malloc(4 * sizeof *t);
  pthread_create(&t[0], NULL, fills, &x[0]); // safe
  for (int i = 1; i < 4; i++) pthread_create(&t[i], NULL, fills, &x[i]); // safe
  for (int i = 0; i < 4; i++) pthread_join(t[i], NULL);
  return x[0];
}
int one_by_one_safe(int n) {
  int x[100], s = 0;
  pthread_t *t = malloc(n * sizeof *t);
  for (int i = 0; i < n; i++) pthread_create(&t[i], NULL, fills, &x[i]); // safe
  for (int i = 0; i < n; i++) {
    pthread_join(t[i], NULL);
    s += x[i];
  }
  return s;
}
int the_next_one_racy(int n) {
  int x[100], s = 0;
  pthread_t *t = malloc(n * sizeof *t);
  for (int i = 0; i < n; i++) pthread_create(&t[i], NULL, fills, &x[i]); // unsafe: overlapping-elements
  for (int i = 0; i + 1 < n; i++) {
    pthread_join(t[i], NULL);
    s += x[i + 1];
  }
  return s;
}

// An object for each.
struct job {
  pthread_t thread;
  int number;
  struct job *next;
};
int all_jobs_safe(void) {
  struct job *jobs[4];
  int x[4];
  for (int i = 0; i < 4; i++) {
    jobs[i] = malloc(sizeof *jobs[i]);
    pthread_create(&jobs[i]->thread, NULL, fills, &x[i]); // safe (today: unknown)
  }
  for (int i = 0; i < 4; i++) {
    pthread_join(jobs[i]->thread, NULL);
    free(jobs[i]);
  }
  return x[0];
}
int all_but_one_racy(void) {
  struct job *jobs[4];
  int x[4];
  for (int i = 0; i < 4; i++) {
    jobs[i] = malloc(sizeof *jobs[i]);
    pthread_create(&jobs[i]->thread, NULL, fills, &x[i]); // unsafe: overlapping-elements
  }
  for (int i = 1; i < 4; i++) pthread_join(jobs[i]->thread, NULL);
  return x[0];
}
int the_last_racy(int n) {
  struct job *job = 0;
  int x[100];
  for (int i = 0; i < n; i++) {
    job = malloc(sizeof *job);
    pthread_create(&job->thread, NULL, fills, &x[i]); // unsafe: overlapping-elements (today: unknown)
  }
  pthread_join(job->thread, NULL);
  return x[0];
}
int rounds_safe(int n) {
  int x[100];
  for (int r = 0; r < 10; r++) {
    pthread_t *t = malloc(n * sizeof *t);
    for (int i = 0; i < n; i++) pthread_create(&t[i], NULL, fills, &x[i]); // safe
    for (int i = 0; i < n; i++) pthread_join(t[i], NULL);
    free(t);
  }
  return x[0];
}
int last_round_racy(int n) {
  int x[100];
  pthread_t *t = 0;
  for (int r = 0; r < 10; r++) {
    t = malloc(n * sizeof *t);
    for (int i = 0; i < n; i++) pthread_create(&t[i], NULL, fills, &x[10 * i + r]); // unsafe: overlapping-elements (today: unknown)
  }
  for (int i = 0; i < n; i++) pthread_join(t[i], NULL);
  return x[0];
}

// One handle for several threads.
int twice_racy(void) {
  int x[2];
  pthread_t t;
  pthread_create(&t, NULL, fills, &x[0]); // unsafe: overlapping-elements
  pthread_create(&t, NULL, fills, &x[1]); // safe
  pthread_join(t, NULL);
  return x[0] + x[1];
}
int in_rounds_racy(void) {
  int x[4];
  pthread_t t;
  for (int i = 0; i < 4; i++) pthread_create(&t, NULL, fills, &x[i]); // unsafe: overlapping-elements
  pthread_join(t, NULL);
  return x[0];
}
int each_in_its_round_safe(void) {
  int x[4];
  pthread_t t;
  for (int i = 0; i < 4; i++) {
    pthread_create(&t, NULL, fills, &x[i]); // safe
    pthread_join(t, NULL);
  }
  return x[0];
}
int copied_safe(void) {
  int x[4];
  pthread_t t, all[4];
  for (int i = 0; i < 4; i++) {
    pthread_create(&t, NULL, fills, &x[i]); // safe (today: unknown)
    all[i] = t;
  }
  for (int i = 0; i < 4; i++) pthread_join(all[i], NULL);
  return x[0];
}
int array_written_over_racy(void) {
  int x[8];
  pthread_t t[4];
  for (int i = 0; i < 4; i++) pthread_create(&t[i], NULL, fills, &x[i]); // unsafe: overlapping-elements
  for (int i = 0; i < 4; i++) pthread_create(&t[i], NULL, fills, &x[4 + i]); // safe
  for (int i = 0; i < 4; i++) pthread_join(t[i], NULL);
  return x[0];
}
int waited_between_safe(void) {
  int x[8];
  pthread_t t[4];
  for (int r = 0; r < 2; r++) {
    for (int i = 0; i < 4; i++) pthread_create(&t[i], NULL, fills, &x[4 * r + i]); // safe
    for (int i = 0; i < 4; i++) pthread_join(t[i], NULL);
  }
  return x[0];
}
int one_after_the_other_safe(int again) {
  int x[2] = {0, 0};
  pthread_t t;
  pthread_create(&t, NULL, fills, &x[0]); // safe
  if (again) {
    pthread_join(t, NULL);
    pthread_create(&t, NULL, fills, &x[1]); // safe
  }
  pthread_join(t, NULL);
  return x[0] + x[1];
}
