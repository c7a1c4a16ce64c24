// A start that fails starts nothing: what is done because of it meets no task.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <threads.h>

static int x, y;
static void *sets(void *arg) {
  x = 5;
  return arg;
}
static void *sets_y(void *arg) {
  y = 5;
  return arg;
}
static int sets_too(void *arg) {
  x = 5;
  return arg != NULL;
}

int done_here_safe(void) {
  pthread_t t;
  if (pthread_create(&t, NULL, sets, NULL) == 0) // safe
    pthread_join(t, NULL);
  else
    sets(NULL);
  return x;
}
int done_here_too_racy(void) {
  pthread_t t;
  if (pthread_create(&t, NULL, sets, NULL) == 0) // unsafe: global-mutation
    sets(NULL);
  pthread_join(t, NULL);
  return x;
}
int kept_safe(void) {
  pthread_t t;
  int failed = pthread_create(&t, NULL, sets, NULL); // safe
  if (failed) {
    x = -1;
    return failed;
  }
  pthread_join(t, NULL);
  return x;
}
int kept_racy(void) {
  pthread_t t;
  int failed;
  if ((failed = pthread_create(&t, NULL, sets, NULL)) != 0) // unsafe: global-mutation
    return failed;
  x = -1;
  pthread_join(t, NULL);
  return x;
}
int negative_safe(void) {
  pthread_t t;
  if (pthread_create(&t, NULL, sets, NULL) < 0) { // safe
    x = -1;
    return 1;
  }
  pthread_join(t, NULL);
  return x;
}
int not_negative_racy(void) {
  pthread_t t;
  if (pthread_create(&t, NULL, sets, NULL) >= 0) // unsafe: global-mutation
    x = -1;
  pthread_join(t, NULL);
  return x;
}
int standard_safe(void) {
  thrd_t t;
  if (thrd_create(&t, sets_too, NULL) != thrd_success) { // safe
    x = 0;
    return -1;
  }
  thrd_join(t, NULL);
  return x;
}
// Another one may be running.
int second_fails_safe(void) {
  pthread_t t, u;
  int ret = 1;
  if (pthread_create(&t, NULL, sets, NULL)) // safe
    goto out;
  if (pthread_create(&u, NULL, sets_y, NULL)) // safe
    goto join;
  pthread_join(u, NULL);
  ret = 0;
join:
  pthread_join(t, NULL);
out:
  if (ret)
    x = y = -1;
  return ret;
}
int second_fails_racy(void) {
  pthread_t t, u;
  if (pthread_create(&t, NULL, sets, NULL)) // unsafe: global-mutation
    return 1;
  if (pthread_create(&u, NULL, sets_y, NULL)) { // safe
    x = -1;
    return 1;
  }
  pthread_join(u, NULL);
  pthread_join(t, NULL);
  return x + y;
}

struct job {
  int id, *out;
};
static void *fills(void *arg) {
  struct job *job = arg;
  job->out[job->id] = job->id;
  free(job);
  return NULL;
}
// Of the rounds of a loop, each has an object of its own.
int given_back_safe(void) {
  int out[4] = {0};
  pthread_t t[4];
  for (int i = 0; i < 4; i++) {
    struct job *job = malloc(sizeof *job);
    if (!job)
      exit(1);
    job->id = i;
    job->out = out;
    if (pthread_create(&t[i], NULL, fills, job) != 0) { // safe
      free(job);
      exit(1);
    }
  }
  for (int i = 0; i < 4; i++)
    pthread_join(t[i], NULL);
  return out[0];
}
int given_back_racy(void) {
  int out[4] = {0};
  pthread_t t[4];
  for (int i = 0; i < 4; i++) {
    struct job *job = malloc(sizeof *job);
    job->id = i;
    job->out = out;
    if (pthread_create(&t[i], NULL, fills, job) == 0) // unsafe: captured-mutation
      free(job);
  }
  for (int i = 0; i < 4; i++)
    pthread_join(t[i], NULL);
  return out[0];
}
int skipped_safe(int n, int *out) {
  for (int i = 0; i < n; i++) {
    pthread_t t;
    struct job *job = malloc(sizeof *job);
    job->id = i;
    job->out = out;
    if (pthread_create(&t, NULL, fills, job) != 0) { // safe
      free(job);
      continue;
    }
    pthread_detach(t);
  }
  return 0;
}
int those_before_racy(void) {
  pthread_t t[4];
  for (int i = 0; i < 4; i++)
    if (pthread_create(&t[i], NULL, sets_y, NULL)) { // unsafe: global-mutation
      y = -1;
      return 1;
    }
  for (int i = 0; i < 4; i++)
    pthread_join(t[i], NULL);
  return y;
}
