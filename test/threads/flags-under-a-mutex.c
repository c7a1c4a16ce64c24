// Flags under a mutex: who finds one set comes after what was done before it was set.
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
struct channel { pthread_mutex_t m; pthread_cond_t c; int ready, data; };
static void *send(void *p) {
  struct channel *ch = p;
  ch->data = 42;
  pthread_mutex_lock(&ch->m);
  ch->ready = 1;
  pthread_cond_signal(&ch->c);
  pthread_mutex_unlock(&ch->m);
  return NULL;
}
static void *send_too_early(void *p) {
  struct channel *ch = p;
  pthread_mutex_lock(&ch->m);
  ch->ready = 1;
  pthread_cond_signal(&ch->c);
  pthread_mutex_unlock(&ch->m);
  ch->data = 42;
  return NULL;
}
static void *send_twice(void *p) {
  struct channel *ch = p;
  for (int i = 1; i < 3; i++) {
    ch->data = i;
    pthread_mutex_lock(&ch->m);
    ch->ready = 1;
    pthread_mutex_unlock(&ch->m);
  }
  return NULL;
}
int waits_safe(void) {
  struct channel ch;
  pthread_t t;
  pthread_mutex_init(&ch.m, NULL);
  pthread_cond_init(&ch.c, NULL);
  ch.ready = 0;
  pthread_create(&t, NULL, send, &ch); // safe
  pthread_mutex_lock(&ch.m);
  while (!ch.ready) pthread_cond_wait(&ch.c, &ch.m);
  pthread_mutex_unlock(&ch.m);
  int got = ch.data;
  pthread_join(t, NULL);
  return got;
}
int waits_racy(void) {
  struct channel ch;
  pthread_t t;
  pthread_mutex_init(&ch.m, NULL);
  pthread_cond_init(&ch.c, NULL);
  ch.ready = 0;
  pthread_create(&t, NULL, send_too_early, &ch); // unsafe: captured-mutation
  pthread_mutex_lock(&ch.m);
  while (!ch.ready) pthread_cond_wait(&ch.c, &ch.m);
  pthread_mutex_unlock(&ch.m);
  int got = ch.data;
  pthread_join(t, NULL);
  return got;
}
int sends_twice_racy(void) {
  // The second time, nobody waits.
  struct channel ch;
  pthread_t t;
  pthread_mutex_init(&ch.m, NULL);
  ch.ready = 0;
  pthread_create(&t, NULL, send_twice, &ch); // unsafe: captured-mutation (today: unknown)
  for (;;) {
    pthread_mutex_lock(&ch.m);
    int ready = ch.ready;
    pthread_mutex_unlock(&ch.m);
    if (ready) break;
  }
  int got = ch.data;
  pthread_join(t, NULL);
  return got;
}
int polls_safe(void) {
  struct channel ch;
  pthread_t t;
  pthread_mutex_init(&ch.m, NULL);
  ch.ready = 0;
  pthread_create(&t, NULL, send, &ch); // safe
  for (;;) {
    pthread_mutex_lock(&ch.m);
    if (ch.ready == 1) break;
    pthread_mutex_unlock(&ch.m);
  }
  pthread_mutex_unlock(&ch.m);
  int got = ch.data;
  pthread_join(t, NULL);
  return got;
}
int no_wait_racy(void) {
  // It is looked at, but not waited for.
  struct channel ch;
  pthread_t t;
  pthread_mutex_init(&ch.m, NULL);
  ch.ready = 0;
  pthread_create(&t, NULL, send, &ch); // unsafe: captured-mutation
  pthread_mutex_lock(&ch.m);
  if (!ch.ready) printf("not yet\n");
  pthread_mutex_unlock(&ch.m);
  int got = ch.data;
  pthread_join(t, NULL);
  return got;
}
int only_if_ready_safe(void) {
  struct channel ch;
  pthread_t t;
  int got = 0;
  pthread_mutex_init(&ch.m, NULL);
  ch.ready = 0;
  pthread_create(&t, NULL, send, &ch); // safe
  pthread_mutex_lock(&ch.m);
  if (ch.ready) got = ch.data;
  pthread_mutex_unlock(&ch.m);
  pthread_join(t, NULL);
  return got;
}
int wrong_way_racy(void) {
  struct channel ch;
  pthread_t t;
  int got = 0;
  pthread_mutex_init(&ch.m, NULL);
  ch.ready = 0;
  pthread_create(&t, NULL, send, &ch); // unsafe: captured-mutation
  pthread_mutex_lock(&ch.m);
  if (ch.ready == 0) got = ch.data;
  pthread_mutex_unlock(&ch.m);
  pthread_join(t, NULL);
  return got;
}
int set_before_racy(void) {
  // Set from the beginning, the flag tells nothing.
  struct channel ch;
  pthread_t t;
  pthread_mutex_init(&ch.m, NULL);
  ch.ready = 1;
  pthread_create(&t, NULL, send, &ch); // unsafe: captured-mutation (today: unknown)
  pthread_mutex_lock(&ch.m);
  while (!ch.ready) pthread_cond_wait(&ch.c, &ch.m);
  pthread_mutex_unlock(&ch.m);
  int got = ch.data;
  pthread_join(t, NULL);
  return got;
}
int unlocked_test_racy(void) {
  struct channel ch;
  pthread_t t;
  pthread_mutex_init(&ch.m, NULL);
  ch.ready = 0;
  pthread_create(&t, NULL, send, &ch); // unsafe: captured-mutation
  while (!ch.ready) {}
  int got = ch.data;
  pthread_join(t, NULL);
  return got;
}
struct two { pthread_mutex_t m, other; int ready, data; };
static void *send_two(void *p) {
  struct two *ch = p;
  ch->data = 42;
  pthread_mutex_lock(&ch->other);
  ch->ready = 1;
  pthread_mutex_unlock(&ch->other);
  return NULL;
}
int other_mutex_racy(void) {
  struct two ch;
  pthread_t t;
  pthread_mutex_init(&ch.m, NULL);
  pthread_mutex_init(&ch.other, NULL);
  ch.ready = 0;
  pthread_create(&t, NULL, send_two, &ch); // unsafe: wrong-lock
  for (;;) {
    pthread_mutex_lock(&ch.m);
    if (ch.ready) break;
    pthread_mutex_unlock(&ch.m);
  }
  pthread_mutex_unlock(&ch.m);
  int got = ch.data;
  pthread_join(t, NULL);
  return got;
}
// Two that may set it: one of them has.
static void *send_flag(void *p) {
  struct channel *ch = p;
  pthread_mutex_lock(&ch->m);
  ch->ready = 1;
  pthread_mutex_unlock(&ch->m);
  return NULL;
}
int two_setters_racy(void) {
  struct channel ch;
  pthread_t t, u;
  pthread_mutex_init(&ch.m, NULL);
  ch.ready = 0;
  pthread_create(&t, NULL, send, &ch); // unsafe: captured-mutation (today: unknown)
  pthread_create(&u, NULL, send_flag, &ch); // safe
  pthread_mutex_lock(&ch.m);
  while (!ch.ready) pthread_cond_wait(&ch.c, &ch.m);
  pthread_mutex_unlock(&ch.m);
  int got = ch.data;
  pthread_join(t, NULL);
  pthread_join(u, NULL);
  return got;
}
// The flag goes the other way: the thread waits for who started it.
static void *receive(void *p) {
  struct channel *ch = p;
  pthread_mutex_lock(&ch->m);
  while (ch->ready == 0) pthread_cond_wait(&ch->c, &ch->m);
  pthread_mutex_unlock(&ch->m);
  printf("%d\n", ch->data);
  return NULL;
}
void told_safe(void) {
  struct channel ch;
  pthread_t t;
  pthread_mutex_init(&ch.m, NULL);
  pthread_cond_init(&ch.c, NULL);
  ch.ready = 0;
  pthread_create(&t, NULL, receive, &ch); // safe
  ch.data = 5;
  pthread_mutex_lock(&ch.m);
  ch.ready = 1;
  pthread_cond_signal(&ch.c);
  pthread_mutex_unlock(&ch.m);
  pthread_join(t, NULL);
}
void told_too_early_racy(void) {
  struct channel ch;
  pthread_t t;
  pthread_mutex_init(&ch.m, NULL);
  pthread_cond_init(&ch.c, NULL);
  ch.ready = 0;
  pthread_create(&t, NULL, receive, &ch); // unsafe: captured-mutation
  pthread_mutex_lock(&ch.m);
  ch.ready = 1;
  pthread_cond_signal(&ch.c);
  pthread_mutex_unlock(&ch.m);
  ch.data = 5;
  pthread_join(t, NULL);
}
// Numbers that are drawn under a mutex tell nobody what was done with them.
static pthread_mutex_t next_mutex = PTHREAD_MUTEX_INITIALIZER;
static int next, out[100], done_racy;
static void *draw_bad(void *p) {
  (void)p;
  for (;;) {
    pthread_mutex_lock(&next_mutex);
    if (next >= 100) {
      pthread_mutex_unlock(&next_mutex);
      break;
    }
    next++;
    pthread_mutex_unlock(&next_mutex);
    done_racy++;
  }
  return NULL;
}
void draw_racy(void) {
  pthread_t t, u;
  pthread_create(&t, NULL, draw_bad, NULL); // unsafe: global-mutation
  pthread_create(&u, NULL, draw_bad, NULL); // unsafe: global-mutation
  pthread_join(t, NULL);
  pthread_join(u, NULL);
}
// A lock that a flag under a mutex makes.
static pthread_mutex_t busy_mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t idle = PTHREAD_COND_INITIALIZER;
static int busy, guarded;
static void *by_turns(void *p) {
  (void)p;
  pthread_mutex_lock(&busy_mutex);
  while (busy) pthread_cond_wait(&idle, &busy_mutex);
  busy = 1;
  pthread_mutex_unlock(&busy_mutex);
  guarded++;
  pthread_mutex_lock(&busy_mutex);
  busy = 0;
  pthread_cond_signal(&idle);
  pthread_mutex_unlock(&busy_mutex);
  return NULL;
}
void by_turns_safe(void) {
  pthread_t t, u;
  pthread_create(&t, NULL, by_turns, NULL); // safe (today: unknown)
  pthread_create(&u, NULL, by_turns, NULL); // safe (today: unknown)
  pthread_join(t, NULL);
  pthread_join(u, NULL);
}
