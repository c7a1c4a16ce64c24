// Objects that a thread makes, fills, and then puts where others find them.
#define _GNU_SOURCE
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

struct node {
  struct node *next;
  int value, seen;
};
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;

// Filled before, found under the lock.
static struct node *list;
static void push(int value) {
  struct node *n = malloc(sizeof *n);
  n->value = value;
  n->seen = 0;
  pthread_mutex_lock(&m);
  n->next = list;
  list = n;
  pthread_mutex_unlock(&m);
}
static int sum(void) {
  int all = 0;
  pthread_mutex_lock(&m);
  for (struct node *p = list; p; p = p->next)
    all += p->value;
  pthread_mutex_unlock(&m);
  return all;
}
static void *pushes_and_sums(void *p) {
  push(1), push(2), sum();
  return p;
}
void filled_before(void) {
  pthread_t t, u;
  pthread_create(&t, 0, pushes_and_sums, 0); // safe
  pthread_create(&u, 0, pushes_and_sums, 0); // safe
  pthread_join(t, 0), pthread_join(u, 0);
}

// Filled when others may have found it.
static struct node *late;
static void push_late(int value) {
  struct node *n = malloc(sizeof *n);
  pthread_mutex_lock(&m);
  n->next = late;
  late = n;
  pthread_mutex_unlock(&m);
  n->value = value;
}
static int sum_late(void) {
  int all = 0;
  pthread_mutex_lock(&m);
  for (struct node *p = late; p; p = p->next)
    all += p->value;
  pthread_mutex_unlock(&m);
  return all;
}
static void *pushes_late(void *p) {
  push_late(1), sum_late();
  return p;
}
void filled_after(void) {
  pthread_t t, u;
  pthread_create(&t, 0, pushes_late, 0); // unsafe: captured-mutation
  pthread_create(&u, 0, pushes_late, 0); // unsafe: global-mutation
  pthread_join(t, 0), pthread_join(u, 0);
}

// The same object in each round: found from the first one on.
static struct node *again;
static void *fills_again(void *p) {
  struct node *n = malloc(sizeof *n);
  for (int i = 0; i < 9; i++) {
    n->value = i;
    pthread_mutex_lock(&m);
    again = n;
    pthread_mutex_unlock(&m);
  }
  return p;
}
static void *reads_again(void *p) {
  int *out = p;
  pthread_mutex_lock(&m);
  if (again)
    *out = again->value;
  pthread_mutex_unlock(&m);
  return p;
}
void filled_in_each_round(void) {
  pthread_t t, u;
  int out = 0;
  pthread_create(&t, 0, fills_again, 0); // unsafe: captured-mutation
  pthread_create(&u, 0, reads_again, &out); // unsafe: captured-mutation
  pthread_join(t, 0), pthread_join(u, 0);
}
// A new one in each round.
static struct node *anew;
static void *fills_anew(void *p) {
  for (int i = 0; i < 9; i++) {
    struct node *n = malloc(sizeof *n);
    n->value = i;
    pthread_mutex_lock(&m);
    anew = n;
    pthread_mutex_unlock(&m);
  }
  return p;
}
static void *reads_anew(void *p) {
  int *out = p;
  pthread_mutex_lock(&m);
  if (anew)
    *out = anew->value;
  pthread_mutex_unlock(&m);
  return p;
}
void made_in_each_round(void) {
  pthread_t t, u;
  int out = 0;
  pthread_create(&t, 0, fills_anew, 0); // safe
  pthread_create(&u, 0, reads_anew, &out); // safe
  pthread_join(t, 0), pthread_join(u, 0);
}

// By functions that make, fill and put.
static struct node *put_here;
static struct node *make(int value) {
  struct node *n = malloc(sizeof *n);
  n->value = value;
  return n;
}
static void fill(struct node *n) { n->seen = 0; }
static void put(struct node *n) {
  pthread_mutex_lock(&m);
  n->next = put_here;
  put_here = n;
  pthread_mutex_unlock(&m);
}
static void *makes_fills_puts(void *p) {
  struct node *n = make(3);
  fill(n);
  put(n);
  pthread_mutex_lock(&m);
  put_here->seen++;
  pthread_mutex_unlock(&m);
  return p;
}
void by_functions(void) {
  pthread_t t, u;
  pthread_create(&t, 0, makes_fills_puts, 0); // safe
  pthread_create(&u, 0, makes_fills_puts, 0); // safe
  pthread_join(t, 0), pthread_join(u, 0);
}
static struct node *put_first;
static void put_then_fill(struct node *n) {
  pthread_mutex_lock(&m);
  put_first = n;
  pthread_mutex_unlock(&m);
  fill(n);
}
static void *puts_then_fills(void *p) {
  put_then_fill(make(3));
  pthread_mutex_lock(&m);
  put_first->seen++;
  pthread_mutex_unlock(&m);
  return p;
}
void filled_by_a_function_after(void) {
  pthread_t t, u;
  pthread_create(&t, 0, puts_then_fills, 0); // unsafe: captured-mutation (today: unknown)
  pthread_create(&u, 0, puts_then_fills, 0); // unsafe: captured-mutation (today: unknown)
  pthread_join(t, 0), pthread_join(u, 0);
}

// Told by an atomic that orders nothing.
static _Atomic(struct node *) relaxed;
static void *tells_relaxed(void *p) {
  struct node *n = malloc(sizeof *n);
  n->value = 1;
  atomic_store_explicit(&relaxed, n, memory_order_relaxed);
  return p;
}
static void *hears_relaxed(void *p) {
  struct node *n = atomic_load_explicit(&relaxed, memory_order_relaxed);
  if (n)
    *(int *)p = n->value;
  return p;
}
void told_by_relaxed_atomics(void) {
  pthread_t t, u;
  int out = 0;
  pthread_create(&t, 0, tells_relaxed, 0); // unsafe: captured-mutation
  pthread_create(&u, 0, hears_relaxed, &out); // unsafe: captured-mutation
  pthread_join(t, 0), pthread_join(u, 0);
}
// Found under the lock, and told on by an atomic that orders nothing.
static struct node *first_hand;
static _Atomic(struct node *) second_hand;
static void *tells_first(void *p) {
  struct node *n = malloc(sizeof *n);
  n->value = 1;
  pthread_mutex_lock(&m);
  first_hand = n;
  pthread_mutex_unlock(&m);
  return p;
}
static void *tells_on(void *p) {
  pthread_mutex_lock(&m);
  struct node *n = first_hand;
  pthread_mutex_unlock(&m);
  atomic_store_explicit(&second_hand, n, memory_order_relaxed);
  return p;
}
static void *hears_second(void *p) {
  struct node *n = atomic_load_explicit(&second_hand, memory_order_relaxed);
  if (n)
    *(int *)p = n->value;
  return p;
}
void told_on_by_relaxed_atomics(void) {
  pthread_t t, u, v;
  int out = 0;
  pthread_create(&t, 0, tells_first, 0); // unsafe: captured-mutation
  pthread_create(&u, 0, tells_on, 0); // safe
  pthread_create(&v, 0, hears_second, &out); // unsafe: captured-mutation
  pthread_join(t, 0), pthread_join(u, 0), pthread_join(v, 0);
}

// A variable of the thread's own, told once and changed again.
static struct node *own;
static void *tells_of_its_own(void *p) {
  struct node mine = {0, 1, 0};
  for (int i = 0; i < 3; i++) {
    fill(&mine);
    mine.value = i;
    pthread_mutex_lock(&m);
    own = &mine;
    pthread_mutex_unlock(&m);
  }
  pthread_mutex_lock(&m);
  own = 0;
  pthread_mutex_unlock(&m);
  return p;
}
static void *reads_of_its_own(void *p) {
  int *out = p;
  pthread_mutex_lock(&m);
  if (own)
    *out = own->value;
  pthread_mutex_unlock(&m);
  return p;
}
void variable_told(void) {
  pthread_t t, u;
  int out = 0;
  pthread_create(&t, 0, tells_of_its_own, 0); // unsafe: captured-mutation
  pthread_create(&u, 0, reads_of_its_own, &out); // unsafe: captured-mutation
  pthread_join(t, 0), pthread_join(u, 0);
}

// Told by a number that had been an address: numbers are not followed.
static uintptr_t bits;
static struct node *node_of(uintptr_t number) { return (struct node *)number; }
static void *tells_a_number(void *p) {
  struct node *n = malloc(sizeof *n);
  n->value = 0;
  pthread_mutex_lock(&m);
  bits = (uintptr_t)n;
  pthread_mutex_unlock(&m);
  n->value = 1;
  return p;
}
static void *hears_a_number(void *p) {
  pthread_mutex_lock(&m);
  uintptr_t number = bits;
  pthread_mutex_unlock(&m);
  if (number)
    node_of(number)->value++;
  return p;
}
void told_by_a_number(void) {
  pthread_t t, u;
  pthread_create(&t, 0, tells_a_number, 0); // unsafe: captured-mutation
  pthread_create(&u, 0, hears_a_number, 0); // unsafe: captured-mutation
  pthread_join(t, 0), pthread_join(u, 0);
}

// By an atomic number, which puts nothing in order.
static _Atomic uintptr_t atomic_bits;
static void *tells_an_atomic_number(void *p) {
  struct node *n = malloc(sizeof *n);
  n->value = 0;
  atomic_store_explicit(&atomic_bits, (uintptr_t)n, memory_order_relaxed);
  return p;
}
static void *hears_an_atomic_number(void *p) {
  uintptr_t number = atomic_load_explicit(&atomic_bits, memory_order_relaxed);
  if (number)
    *(int *)p = node_of(number)->value;
  return p;
}
void told_by_an_atomic_number(void) {
  pthread_t t, u;
  int out = 0;
  pthread_create(&t, 0, tells_an_atomic_number, 0); // unsafe: captured-mutation
  pthread_create(&u, 0, hears_an_atomic_number, &out); // unsafe: captured-mutation
  pthread_join(t, 0), pthread_join(u, 0);
}

// Numbers of addresses that nobody makes pointers of again.
static void *looks_at_its_address(void *p) {
  struct node mine = {0, 1, 0};
  if ((uintptr_t)&mine % sizeof mine)
    mine.value = 2;
  return p;
}
void an_address_looked_at(void) {
  pthread_t t, u;
  pthread_create(&t, 0, looks_at_its_address, 0); // safe
  pthread_create(&u, 0, looks_at_its_address, 0); // safe
  pthread_join(t, 0), pthread_join(u, 0);
}

// Told by a member of a union, and by a pointer to something else.
static union {
  struct node *node;
  void *any;
} in_a_union;
static char *as_bytes;
static void *tells_a_union(void *p) {
  struct node *n = malloc(sizeof *n);
  pthread_mutex_lock(&m);
  in_a_union.node = n;
  pthread_mutex_unlock(&m);
  n->value = 1;
  return p;
}
static void *hears_a_union(void *p) {
  pthread_mutex_lock(&m);
  struct node *n = in_a_union.node;
  pthread_mutex_unlock(&m);
  if (n)
    n->value++;
  return p;
}
static void *tells_bytes(void *p) {
  struct node *n = malloc(sizeof *n);
  pthread_mutex_lock(&m);
  as_bytes = (char *)n;
  pthread_mutex_unlock(&m);
  n->value = 1;
  return p;
}
static void *hears_bytes(void *p) {
  pthread_mutex_lock(&m);
  struct node *n = (struct node *)as_bytes;
  pthread_mutex_unlock(&m);
  if (n)
    n->value++;
  return p;
}
void told_by_unions_and_bytes(void) {
  pthread_t t, u, v, w;
  pthread_create(&t, 0, tells_a_union, 0); // unsafe: captured-mutation
  pthread_create(&u, 0, hears_a_union, 0); // unsafe: captured-mutation
  pthread_create(&v, 0, tells_bytes, 0); // unsafe: captured-mutation
  pthread_create(&w, 0, hears_bytes, 0); // unsafe: captured-mutation
  pthread_join(t, 0), pthread_join(u, 0), pthread_join(v, 0), pthread_join(w, 0);
}

// A list that readers share, and a writer extends in rounds.
static struct node *read_by_many;
static pthread_rwlock_t access_lock = PTHREAD_RWLOCK_INITIALIZER;
static void *extends(void *p) {
  for (int i = 0; i < 9; i++) {
    struct node *n = malloc(sizeof *n);
    n->value = i;
    pthread_rwlock_wrlock(&access_lock);
    n->next = read_by_many;
    read_by_many = n;
    pthread_rwlock_unlock(&access_lock);
  }
  return p;
}
static void *adds_up(void *p) {
  intptr_t all = 0;
  (void)p;
  pthread_rwlock_rdlock(&access_lock);
  for (struct node *n = read_by_many; n; n = n->next)
    all += n->value;
  pthread_rwlock_unlock(&access_lock);
  return (void *)all;
}
void extended_in_rounds(void) {
  pthread_t t, u, v;
  pthread_create(&t, 0, extends, 0); // safe
  pthread_create(&u, 0, adds_up, 0); // safe
  pthread_create(&v, 0, adds_up, 0); // safe
  pthread_join(t, 0), pthread_join(u, 0), pthread_join(v, 0);
}

// The object of the round before, which others know by then.
static struct node *one_before;
static void *fills_one_before(void *p) {
  struct node *last = 0;
  for (int i = 0; i < 9; i++) {
    struct node *n = malloc(sizeof *n);
    n->value = i;
    if (last)
      last->value = i;
    pthread_mutex_lock(&m);
    one_before = n;
    pthread_mutex_unlock(&m);
    last = n;
  }
  return p;
}
static void *reads_one_before(void *p) {
  int *out = p;
  pthread_mutex_lock(&m);
  if (one_before)
    *out = one_before->value;
  pthread_mutex_unlock(&m);
  return p;
}
void filled_a_round_later(void) {
  pthread_t t, u;
  int out = 0;
  pthread_create(&t, 0, fills_one_before, 0); // unsafe: captured-mutation
  pthread_create(&u, 0, reads_one_before, &out); // unsafe: captured-mutation
  pthread_join(t, 0), pthread_join(u, 0);
}

// A function makes the object, and starts a thread that uses it.
static void *works_on(void *p) {
  struct node *n = p;
  n->value++;
  return p;
}
static struct node *starts_with_its_own(pthread_t *t) {
  struct node *n = malloc(sizeof *n);
  n->value = 0;
  pthread_create(t, 0, works_on, n); // unsafe: captured-mutation
  return n;
}
void used_by_the_thread_of_a_function(void) {
  pthread_t t;
  struct node *n = starts_with_its_own(&t);
  n->value = 1;
  pthread_join(t, 0);
}
// Filled by the caller before it is put where others look.
static struct node *filled_outside;
static struct node *makes_one(void) { return malloc(sizeof(struct node)); }
static void *fills_outside(void *p) {
  struct node *n = makes_one();
  n->value = 3;
  pthread_mutex_lock(&m);
  filled_outside = n;
  pthread_mutex_unlock(&m);
  return p;
}
static void *adds_outside(void *p) {
  intptr_t sum = 0;
  (void)p;
  pthread_mutex_lock(&m);
  if (filled_outside)
    sum = filled_outside->value;
  pthread_mutex_unlock(&m);
  return (void *)sum;
}
void filled_by_the_caller(void) {
  pthread_t t, u;
  pthread_create(&t, 0, fills_outside, 0); // safe
  pthread_create(&u, 0, adds_outside, 0); // safe
  pthread_join(t, 0), pthread_join(u, 0);
}
