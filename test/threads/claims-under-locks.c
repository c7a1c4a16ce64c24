// One of several threads finds a flag unset, or a counter at its end, and does
// what only one may do.
#include <pthread.h>
#include <stdlib.h>

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
  for (int i = 0; i < 4; i++) pthread_create(&t[i], 0, with_a_ticket, 0); // unsafe: global-mutation
  for (int i = 0; i < 4; i++) pthread_join(t[i], 0);
}

// Who counts an object down to nobody gives it back; that it was the last, a
// variable says.
struct shared {
  pthread_mutex_t m;
  int users, data;
};
static void lets_go(struct shared *s) {
  pthread_mutex_lock(&s->m);
  int last = --s->users == 0;
  pthread_mutex_unlock(&s->m);
  if (last)
    free(s);
}
static void *uses_and_lets_go(void *a) {
  struct shared *s = a;
  pthread_mutex_lock(&s->m);
  s->data++;
  pthread_mutex_unlock(&s->m);
  lets_go(s);
  return 0;
}
void counted_down_safe(void) {
  struct shared *s = malloc(sizeof *s);
  pthread_t t, u;
  pthread_mutex_init(&s->m, 0);
  s->users = 2;
  s->data = 0;
  pthread_create(&t, 0, uses_and_lets_go, s); // safe (today: unknown)
  pthread_create(&u, 0, uses_and_lets_go, s); // safe (today: unknown)
  pthread_join(t, 0);
  pthread_join(u, 0);
}
// Nothing keeps both from giving it back.
static void *gives_back(void *a) {
  struct shared *s = a;
  pthread_mutex_lock(&s->m);
  s->data++;
  pthread_mutex_unlock(&s->m);
  if (s->users)
    free(s);
  return 0;
}
void given_back_twice_racy(void) {
  struct shared *s = malloc(sizeof *s);
  pthread_t t, u;
  pthread_mutex_init(&s->m, 0);
  s->users = 2;
  s->data = 0;
  pthread_create(&t, 0, gives_back, s); // unsafe: overlapping-elements
  pthread_create(&u, 0, gives_back, s); // unsafe: overlapping-elements
  pthread_join(t, 0);
  pthread_join(u, 0);
}

// Whoever comes first makes what all look at after that.
static pthread_mutex_t once = PTHREAD_MUTEX_INITIALIZER;
static struct {
  int made, level;
} table;
static void make_table(void) {
  pthread_mutex_lock(&once);
  if (!table.made) {
    table.level = 3;
    table.made = 1;
  }
  pthread_mutex_unlock(&once);
}
static int seen[2];
static void *looks(void *a) {
  make_table();
  *(int *)a = table.level;
  return 0;
}
void made_by_the_first_safe(void) {
  pthread_t t, u;
  pthread_create(&t, 0, looks, &seen[0]); // safe (today: unknown)
  pthread_create(&u, 0, looks, &seen[1]); // safe (today: unknown)
  pthread_join(t, 0);
  pthread_join(u, 0);
}
// It is looked at before anybody knows that it is there.
static void *looks_too_early(void *a) {
  *(int *)a = table.level;
  make_table();
  return 0;
}
void looked_at_before_racy(void) {
  pthread_t t, u;
  pthread_create(&t, 0, looks_too_early, &seen[0]); // unsafe: global-mutation
  pthread_create(&u, 0, looks_too_early, &seen[1]); // unsafe: global-mutation
  pthread_join(t, 0);
  pthread_join(u, 0);
}
// Nobody tells that it was made: the other one makes it as well.
static void *makes_again(void *a) {
  pthread_mutex_lock(&once);
  if (!table.made)
    table.level = 3;
  pthread_mutex_unlock(&once);
  table.level++;
  return 0;
}
void made_by_both_racy(void) {
  pthread_t t, u;
  pthread_create(&t, 0, makes_again, 0); // unsafe: global-mutation
  pthread_create(&u, 0, makes_again, 0); // unsafe: global-mutation
  pthread_join(t, 0);
  pthread_join(u, 0);
}

// The last to take its bit away goes on.
static unsigned pending = 3;
static int goes_on;
static void *takes_its_bit(void *a) {
  const unsigned bit = 1u << *(int *)a;
  pthread_mutex_lock(&once);
  const int last = (pending &= ~bit) == 0;
  pthread_mutex_unlock(&once);
  if (last)
    goes_on++;
  return 0;
}
void last_bit_safe(void) {
  static int number[2] = {0, 1};
  pthread_t t, u;
  pthread_create(&t, 0, takes_its_bit, &number[0]); // safe (today: unknown)
  pthread_create(&u, 0, takes_its_bit, &number[1]); // safe (today: unknown)
  pthread_join(t, 0);
  pthread_join(u, 0);
}
