// One of several threads finds a flag unset, or a counter at its end, and does
// what only one may do.
#include <pthread.h>

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static int claimed, left, tickets, total;

static void *first(void *p) {
  pthread_mutex_lock(&gate);
  if (claimed) {
    pthread_mutex_unlock(&gate);
    return p;
  }
  claimed = 1;
  pthread_mutex_unlock(&gate);
  total = 1;
  return p;
}
void first_of_all(void) {
  pthread_t t[4];
  claimed = 0;
  for (int i = 0; i < 4; i++) pthread_create(&t[i], 0, first, 0); // safe (today: unknown)
  for (int i = 0; i < 4; i++) pthread_join(t[i], 0);
}

static void *was_unset(void *p) {
  pthread_mutex_lock(&gate);
  int was = claimed;
  claimed = 1;
  pthread_mutex_unlock(&gate);
  if (!was) total = 1;
  return p;
}
void exchanged(void) {
  pthread_t t[4];
  claimed = 0;
  for (int i = 0; i < 4; i++) pthread_create(&t[i], 0, was_unset, 0); // safe (today: unknown)
  for (int i = 0; i < 4; i++) pthread_join(t[i], 0);
}

static void *never_set(void *p) {
  pthread_mutex_lock(&gate);
  int was = claimed;
  pthread_mutex_unlock(&gate);
  if (!was) total = 1; // race
  return p;
}
void nobody_claims(void) {
  pthread_t t[4];
  claimed = 0;
  for (int i = 0; i < 4; i++) pthread_create(&t[i], 0, never_set, 0); // unsafe: global-mutation
  for (int i = 0; i < 4; i++) pthread_join(t[i], 0);
}

static void *last(void *p) {
  pthread_mutex_lock(&gate);
  int now = --left;
  pthread_mutex_unlock(&gate);
  if (now == 0) total = 1;
  return p;
}
void last_of_all(void) {
  pthread_t t[4];
  left = 4;
  for (int i = 0; i < 4; i++) pthread_create(&t[i], 0, last, 0); // safe (today: unknown)
  for (int i = 0; i < 4; i++) pthread_join(t[i], 0);
}

static void *with_a_ticket(void *p) {
  pthread_mutex_lock(&gate);
  int got = tickets > 0;
  if (got) tickets--;
  pthread_mutex_unlock(&gate);
  if (got) total++; // race
  return p;
}
void several_tickets(void) {
  pthread_t t[4];
  tickets = 3;
  for (int i = 0; i < 4; i++) pthread_create(&t[i], 0, with_a_ticket, 0); // unsafe: global-mutation (today: unknown)
  for (int i = 0; i < 4; i++) pthread_join(t[i], 0);
}
