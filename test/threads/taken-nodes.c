// Nodes that a thread takes out of a list under a lock, and then uses without.
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>

struct node {
  struct node *next;
  int value;
};
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;

// Made, put into a list, taken out by one of two, used and freed.
static struct node *todo;
static void *makes(void *p) {
  for (int i = 0; i < 99; i++) {
    struct node *n = malloc(sizeof *n);
    n->value = i;
    pthread_mutex_lock(&m);
    n->next = todo;
    todo = n;
    pthread_mutex_unlock(&m);
  }
  return p;
}
static void *takes(void *p) {
  intptr_t sum = 0;
  (void)p;
  for (int i = 0; i < 99; i++) {
    pthread_mutex_lock(&m);
    struct node *n = todo;
    if (n)
      todo = n->next;
    pthread_mutex_unlock(&m);
    if (n) {
      sum += n->value;
      free(n);
    }
  }
  return (void *)sum;
}
void taken_by_one(void) {
  pthread_t t, u, v;
  pthread_create(&t, 0, makes, 0); // safe
  pthread_create(&u, 0, takes, 0); // safe
  pthread_create(&v, 0, takes, 0); // safe
  pthread_join(t, 0), pthread_join(u, 0), pthread_join(v, 0);
}

// The one who has made it goes on with it.
static struct node *late;
static void *makes_late(void *p) {
  for (int i = 0; i < 99; i++) {
    struct node *n = malloc(sizeof *n);
    pthread_mutex_lock(&m);
    n->next = late;
    late = n;
    pthread_mutex_unlock(&m);
    n->value = i;
  }
  return p;
}
static void *takes_late(void *p) {
  for (int i = 0; i < 99; i++) {
    pthread_mutex_lock(&m);
    struct node *n = late;
    if (n)
      late = n->next;
    pthread_mutex_unlock(&m);
    if (n)
      n->value++;
  }
  return p;
}
void filled_late(void) {
  pthread_t t, u;
  pthread_create(&t, 0, makes_late, 0); // unsafe: captured-mutation
  pthread_create(&u, 0, takes_late, 0); // unsafe: captured-mutation
  pthread_join(t, 0), pthread_join(u, 0);
}

// Another looks at the first one, and goes on looking.
static struct node *seen;
static void *makes_seen(void *p) {
  for (int i = 0; i < 99; i++) {
    struct node *n = malloc(sizeof *n);
    n->value = i;
    pthread_mutex_lock(&m);
    n->next = seen;
    seen = n;
    pthread_mutex_unlock(&m);
  }
  return p;
}
static void *takes_seen(void *p) {
  for (int i = 0; i < 99; i++) {
    pthread_mutex_lock(&m);
    struct node *n = seen;
    if (n)
      seen = n->next;
    pthread_mutex_unlock(&m);
    if (n)
      n->value++;
  }
  return p;
}
static void *looks(void *p) {
  intptr_t sum = 0;
  (void)p;
  pthread_mutex_lock(&m);
  struct node *n = seen;
  pthread_mutex_unlock(&m);
  if (n)
    sum = n->value;
  return (void *)sum;
}
void looked_at(void) {
  pthread_t t, u, v;
  pthread_create(&t, 0, makes_seen, 0); // safe
  pthread_create(&u, 0, takes_seen, 0); // unsafe: captured-mutation
  pthread_create(&v, 0, looks, 0); // unsafe: captured-mutation
  pthread_join(t, 0), pthread_join(u, 0), pthread_join(v, 0);
}

// Looked at with the lock held all the while.
static struct node *watched;
static void *makes_watched(void *p) {
  for (int i = 0; i < 99; i++) {
    struct node *n = malloc(sizeof *n);
    n->value = i;
    pthread_mutex_lock(&m);
    n->next = watched;
    watched = n;
    pthread_mutex_unlock(&m);
  }
  return p;
}
static void *takes_watched(void *p) {
  for (int i = 0; i < 99; i++) {
    pthread_mutex_lock(&m);
    struct node *n = watched;
    if (n)
      watched = n->next;
    pthread_mutex_unlock(&m);
    if (n)
      n->value++;
  }
  return p;
}
static void *watches(void *p) {
  intptr_t sum = 0;
  (void)p;
  pthread_mutex_lock(&m);
  for (struct node *n = watched; n; n = n->next)
    sum += n->value;
  pthread_mutex_unlock(&m);
  return (void *)sum;
}
void watched_under_the_lock(void) {
  pthread_t t, u, v;
  pthread_create(&t, 0, makes_watched, 0); // safe
  pthread_create(&u, 0, takes_watched, 0); // safe
  pthread_create(&v, 0, watches, 0); // safe
  pthread_join(t, 0), pthread_join(u, 0), pthread_join(v, 0);
}

// The lock is given back while one looks, and taken again.
static struct node *left;
static void *takes_left(void *p) {
  for (int i = 0; i < 99; i++) {
    pthread_mutex_lock(&m);
    struct node *n = left;
    if (n)
      left = n->next;
    pthread_mutex_unlock(&m);
    if (n)
      n->value++;
  }
  return p;
}
static void *comes_again(void *p) {
  intptr_t sum = 0;
  (void)p;
  pthread_mutex_lock(&m);
  struct node *n = left;
  pthread_mutex_unlock(&m);
  pthread_mutex_lock(&m);
  if (n)
    sum = n->value;
  pthread_mutex_unlock(&m);
  return (void *)sum;
}
void looked_at_again(void) {
  pthread_t t, u;
  for (int i = 0; i < 9; i++) {
    struct node *n = malloc(sizeof *n);
    n->value = i;
    n->next = left;
    left = n;
  }
  pthread_create(&t, 0, takes_left, 0); // unsafe: captured-mutation (today: unknown)
  pthread_create(&u, 0, comes_again, 0); // unsafe: captured-mutation (today: unknown)
  pthread_join(t, 0), pthread_join(u, 0);
}

// Two find the same one, for the lock is given back before it is taken out.
static struct node *twice;
static void *takes_twice(void *p) {
  pthread_mutex_lock(&m);
  struct node *n = twice;
  pthread_mutex_unlock(&m);
  if (n) {
    pthread_mutex_lock(&m);
    twice = n->next;
    pthread_mutex_unlock(&m);
    n->value++;
  }
  return p;
}
void taken_by_two(void) {
  pthread_t t, u;
  for (int i = 0; i < 9; i++) {
    struct node *n = malloc(sizeof *n);
    n->value = i;
    n->next = twice;
    twice = n;
  }
  pthread_create(&t, 0, takes_twice, 0); // unsafe: captured-mutation
  pthread_create(&u, 0, takes_twice, 0); // unsafe: global-mutation
  pthread_join(t, 0), pthread_join(u, 0);
}

// Not always taken out.
static struct node *some;
static void *takes_some(void *p) {
  pthread_mutex_lock(&m);
  struct node *n = some;
  if (n && n->value > 3)
    some = n->next;
  pthread_mutex_unlock(&m);
  if (n)
    n->value++;
  return p;
}
void not_always_taken(void) {
  pthread_t t, u;
  for (int i = 0; i < 9; i++) {
    struct node *n = malloc(sizeof *n);
    n->value = 0;
    n->next = some;
    some = n;
  }
  pthread_create(&t, 0, takes_some, 0); // unsafe: captured-mutation
  pthread_create(&u, 0, takes_some, 0); // unsafe: global-mutation
  pthread_join(t, 0), pthread_join(u, 0);
}

// One that comes after it is still in the list.
static struct node *row;
static void *takes_and_follows(void *p) {
  pthread_mutex_lock(&m);
  struct node *n = row;
  if (n)
    row = n->next;
  pthread_mutex_unlock(&m);
  if (n && n->next)
    n->next->value++;
  return p;
}
void followed(void) {
  pthread_t t, u;
  for (int i = 0; i < 9; i++) {
    struct node *n = malloc(sizeof *n);
    n->value = i;
    n->next = row;
    row = n;
  }
  pthread_create(&t, 0, takes_and_follows, 0); // unsafe: captured-mutation (today: unknown)
  pthread_create(&u, 0, takes_and_follows, 0); // unsafe: captured-mutation (today: unknown)
  pthread_join(t, 0), pthread_join(u, 0);
}

// Buffers that are taken and given back, by functions.
static struct node *unused;
static struct node *get(void) {
  pthread_mutex_lock(&m);
  struct node *n = unused;
  if (n)
    unused = n->next;
  pthread_mutex_unlock(&m);
  if (!n)
    n = malloc(sizeof *n);
  return n;
}
static void give_back(struct node *n) {
  pthread_mutex_lock(&m);
  n->next = unused;
  unused = n;
  pthread_mutex_unlock(&m);
}
static void *uses_buffers(void *p) {
  for (int i = 0; i < 9; i++) {
    struct node *n = get();
    n->value = i;
    n->value++;
    give_back(n);
  }
  return p;
}
void pooled(void) {
  pthread_t t, u;
  pthread_create(&t, 0, uses_buffers, 0); // safe
  pthread_create(&u, 0, uses_buffers, 0); // safe
  pthread_join(t, 0), pthread_join(u, 0);
}

// Used once more after that.
static struct node *used;
static struct node *get_used(void) {
  pthread_mutex_lock(&m);
  struct node *n = used;
  if (n)
    used = n->next;
  pthread_mutex_unlock(&m);
  if (!n)
    n = malloc(sizeof *n);
  return n;
}
static void give_back_used(struct node *n) {
  pthread_mutex_lock(&m);
  n->next = used;
  used = n;
  pthread_mutex_unlock(&m);
}
static void *uses_after(void *p) {
  for (int i = 0; i < 9; i++) {
    struct node *n = get_used();
    n->value = i;
    give_back_used(n);
    n->value++;
  }
  return p;
}
void used_after(void) {
  pthread_t t, u;
  pthread_create(&t, 0, uses_after, 0); // unsafe: captured-mutation
  pthread_create(&u, 0, uses_after, 0); // unsafe: captured-mutation
  pthread_join(t, 0), pthread_join(u, 0);
}

// Somebody else keeps a pointer to the last one.
static struct node *kept, *newest;
static void *makes_and_keeps(void *p) {
  for (int i = 0; i < 99; i++) {
    struct node *n = malloc(sizeof *n);
    n->value = i;
    pthread_mutex_lock(&m);
    n->next = kept;
    kept = n;
    newest = n;
    pthread_mutex_unlock(&m);
  }
  return p;
}
static void *takes_kept(void *p) {
  for (int i = 0; i < 99; i++) {
    pthread_mutex_lock(&m);
    struct node *n = kept;
    if (n)
      kept = n->next;
    pthread_mutex_unlock(&m);
    if (n)
      n->value++;
  }
  return p;
}
static void *looks_at_newest(void *p) {
  intptr_t sum = 0;
  (void)p;
  pthread_mutex_lock(&m);
  if (newest)
    sum = newest->value;
  pthread_mutex_unlock(&m);
  return (void *)sum;
}
void kept_elsewhere(void) {
  pthread_t t, u, v;
  pthread_create(&t, 0, makes_and_keeps, 0); // safe
  pthread_create(&u, 0, takes_kept, 0); // unsafe: captured-mutation (today: unknown)
  pthread_create(&v, 0, looks_at_newest, 0); // unsafe: captured-mutation (today: unknown)
  pthread_join(t, 0), pthread_join(u, 0), pthread_join(v, 0);
}

// Handed on with the rest of the list still behind it.
static struct node *first_stage, *second_stage;
static void *hands_on(void *p) {
  for (int i = 0; i < 9; i++) {
    pthread_mutex_lock(&m);
    struct node *n = first_stage;
    if (n)
      first_stage = n->next;
    pthread_mutex_unlock(&m);
    if (!n)
      break;
    n->value++;
    pthread_mutex_lock(&m);
    second_stage = n;
    pthread_mutex_unlock(&m);
  }
  return p;
}
static void *takes_second(void *p) {
  for (int i = 0; i < 9; i++) {
    pthread_mutex_lock(&m);
    struct node *n = second_stage;
    if (n)
      second_stage = n->next;
    pthread_mutex_unlock(&m);
    if (n)
      n->value++;
  }
  return p;
}
void handed_on_with_the_rest(void) {
  pthread_t t, u;
  for (int i = 0; i < 9; i++) {
    struct node *n = malloc(sizeof *n);
    n->value = i;
    n->next = first_stage;
    first_stage = n;
  }
  pthread_create(&t, 0, hands_on, 0); // unsafe: captured-mutation
  pthread_create(&u, 0, takes_second, 0); // unsafe: captured-mutation
  pthread_join(t, 0), pthread_join(u, 0);
}

// Handed on alone.
static struct node *third_stage, *fourth_stage;
static void *hands_on_alone(void *p) {
  for (int i = 0; i < 9; i++) {
    pthread_mutex_lock(&m);
    struct node *n = third_stage;
    if (n)
      third_stage = n->next;
    pthread_mutex_unlock(&m);
    if (!n)
      break;
    n->value++;
    pthread_mutex_lock(&m);
    n->next = fourth_stage;
    fourth_stage = n;
    pthread_mutex_unlock(&m);
  }
  return p;
}
static void *takes_fourth(void *p) {
  for (int i = 0; i < 9; i++) {
    pthread_mutex_lock(&m);
    struct node *n = fourth_stage;
    if (n)
      fourth_stage = n->next;
    pthread_mutex_unlock(&m);
    if (n)
      n->value++;
  }
  return p;
}
void handed_on_alone(void) {
  pthread_t t, u;
  for (int i = 0; i < 9; i++) {
    struct node *n = malloc(sizeof *n);
    n->value = i;
    n->next = third_stage;
    third_stage = n;
  }
  pthread_create(&t, 0, hands_on_alone, 0); // safe
  pthread_create(&u, 0, takes_fourth, 0); // safe
  pthread_join(t, 0), pthread_join(u, 0);
}

// Linked from two lists.
static struct node *here, *there;
static void *takes_here(void *p) {
  pthread_mutex_lock(&m);
  struct node *n = here;
  here = 0;
  pthread_mutex_unlock(&m);
  if (n)
    n->value++;
  return p;
}
static void *takes_there(void *p) {
  pthread_mutex_lock(&m);
  struct node *n = there;
  there = 0;
  pthread_mutex_unlock(&m);
  if (n)
    n->value++;
  return p;
}
void linked_twice(void) {
  pthread_t t, u;
  struct node *n = malloc(sizeof *n);
  n->value = 0;
  here = n;
  there = n;
  pthread_create(&t, 0, takes_here, 0); // unsafe: captured-mutation
  pthread_create(&u, 0, takes_there, 0); // unsafe: captured-mutation
  pthread_join(t, 0), pthread_join(u, 0);
}

// One each.
static struct node *mine, *yours;
static void *takes_mine(void *p) {
  pthread_mutex_lock(&m);
  struct node *n = mine;
  mine = 0;
  pthread_mutex_unlock(&m);
  if (n)
    n->value++;
  return p;
}
static void *takes_yours(void *p) {
  pthread_mutex_lock(&m);
  struct node *n = yours;
  yours = 0;
  pthread_mutex_unlock(&m);
  if (n)
    n->value++;
  return p;
}
void linked_once(void) {
  pthread_t t, u;
  struct node *n = malloc(sizeof *n), *o = malloc(sizeof *o);
  n->value = o->value = 0;
  mine = n;
  yours = o;
  pthread_create(&t, 0, takes_mine, 0); // safe
  pthread_create(&u, 0, takes_yours, 0); // safe
  pthread_join(t, 0), pthread_join(u, 0);
}

// The list begins with objects that others know by their names.
static struct node last_of_all, one_of_all = {&last_of_all, 1};
static struct node *named = &one_of_all;
static void *takes_named(void *p) {
  pthread_mutex_lock(&m);
  struct node *n = named;
  if (n)
    named = n->next;
  pthread_mutex_unlock(&m);
  if (n)
    n->value++;
  return p;
}
static void *names_it(void *p) {
  one_of_all.value++;
  return p;
}
void begun_with_names(void) {
  pthread_t t, u;
  pthread_create(&t, 0, takes_named, 0); // unsafe: captured-mutation
  pthread_create(&u, 0, names_it, 0); // unsafe: global-mutation
  pthread_join(t, 0), pthread_join(u, 0);
}

// A copy of a node leads to the next one, which is gone by then.
static struct node *copied;
static void *takes_copied(void *p) {
  for (int i = 0; i < 9; i++) {
    pthread_mutex_lock(&m);
    struct node *n = copied;
    if (n)
      copied = n->next;
    pthread_mutex_unlock(&m);
    if (n)
      n->value++;
  }
  return p;
}
static void *copies_it(void *p) {
  struct node copy = {0, 0};
  intptr_t sum = 0;
  (void)p;
  pthread_mutex_lock(&m);
  if (copied)
    copy = *copied;
  pthread_mutex_unlock(&m);
  pthread_mutex_lock(&m);
  if (copy.next)
    sum = copy.next->value;
  pthread_mutex_unlock(&m);
  return (void *)sum;
}
void followed_from_a_copy(void) {
  pthread_t t, u;
  for (int i = 0; i < 9; i++) {
    struct node *n = malloc(sizeof *n);
    n->value = i;
    n->next = copied;
    copied = n;
  }
  pthread_create(&t, 0, takes_copied, 0); // unsafe: captured-mutation (today: unknown)
  pthread_create(&u, 0, copies_it, 0); // unsafe: captured-mutation (today: unknown)
  pthread_join(t, 0), pthread_join(u, 0);
}

// A pointer that was read before the lock was given back, and the list looked
// at once more under the lock.
static struct node *glanced;
static void *takes_glanced(void *p) {
  for (int i = 0; i < 9; i++) {
    pthread_mutex_lock(&m);
    struct node *n = glanced;
    if (n)
      glanced = n->next;
    pthread_mutex_unlock(&m);
    if (n)
      n->value++;
  }
  return p;
}
static void *glances(void *p) {
  intptr_t sum = 0;
  (void)p;
  pthread_mutex_lock(&m);
  struct node *n = glanced;
  pthread_mutex_unlock(&m);
  pthread_mutex_lock(&m);
  if (glanced && n)
    sum = n->value;
  pthread_mutex_unlock(&m);
  return (void *)sum;
}
void glanced_at(void) {
  pthread_t t, u;
  for (int i = 0; i < 9; i++) {
    struct node *n = malloc(sizeof *n);
    n->value = i;
    n->next = glanced;
    glanced = n;
  }
  pthread_create(&t, 0, takes_glanced, 0); // unsafe: captured-mutation (today: unknown)
  pthread_create(&u, 0, glances, 0); // unsafe: captured-mutation (today: unknown)
  pthread_join(t, 0), pthread_join(u, 0);
}

// A queue in a struct that threads are given, with a function for each end.
struct stack {
  pthread_mutex_t lock;
  struct node *top;
  int height;
};
static void push(struct stack *s, struct node *n) {
  pthread_mutex_lock(&s->lock);
  n->next = s->top;
  s->top = n;
  s->height++;
  pthread_mutex_unlock(&s->lock);
}
static struct node *pop(struct stack *s) {
  pthread_mutex_lock(&s->lock);
  struct node *n = s->top;
  if (n) {
    s->top = n->next;
    s->height--;
  }
  pthread_mutex_unlock(&s->lock);
  return n;
}
static void *fills_stack(void *p) {
  struct stack *s = p;
  for (int i = 0; i < 9; i++) {
    struct node *n = malloc(sizeof *n);
    n->value = i;
    push(s, n);
  }
  return 0;
}
static void *empties_stack(void *p) {
  struct stack *s = p;
  struct node *n;
  while ((n = pop(s))) {
    n->value++;
    free(n);
  }
  return 0;
}
void stacked(void) {
  pthread_t t, u, v;
  struct stack s = {.top = 0, .height = 0};
  pthread_mutex_init(&s.lock, 0);
  pthread_create(&t, 0, fills_stack, &s); // safe
  pthread_create(&u, 0, empties_stack, &s); // safe
  pthread_create(&v, 0, empties_stack, &s); // safe
  pthread_join(t, 0), pthread_join(u, 0), pthread_join(v, 0);
}
static void *fills_stack_late(void *p) {
  struct stack *s = p;
  for (int i = 0; i < 9; i++) {
    struct node *n = malloc(sizeof *n);
    push(s, n);
    n->value = i;
  }
  return 0;
}
void stacked_too_soon(void) {
  pthread_t t, u;
  struct stack s = {.top = 0, .height = 0};
  pthread_mutex_init(&s.lock, 0);
  pthread_create(&t, 0, fills_stack_late, &s); // unsafe: captured-mutation
  pthread_create(&u, 0, empties_stack, &s); // unsafe: captured-mutation, overlapping-elements
  pthread_join(t, 0), pthread_join(u, 0);
}

// A function changes a node that its caller has found before the lock was given
// back.
static struct stack shared_stack;
static void *takes_shared(void *p) {
  for (int i = 0; i < 9; i++) {
    struct node *n = pop(&shared_stack);
    if (n)
      n->value++;
  }
  return p;
}
static void changes(struct node *n) {
  pthread_mutex_lock(&shared_stack.lock);
  n->value++;
  pthread_mutex_unlock(&shared_stack.lock);
}
static void *finds_and_changes(void *p) {
  pthread_mutex_lock(&shared_stack.lock);
  struct node *n = shared_stack.top;
  pthread_mutex_unlock(&shared_stack.lock);
  if (n)
    changes(n);
  return p;
}
void changed_by_a_function(void) {
  pthread_t t, u;
  pthread_mutex_init(&shared_stack.lock, 0);
  for (int i = 0; i < 9; i++) {
    struct node *n = malloc(sizeof *n);
    n->value = i;
    push(&shared_stack, n);
  }
  pthread_create(&t, 0, takes_shared, 0); // unsafe: captured-mutation (today: unknown)
  pthread_create(&u, 0, finds_and_changes, 0); // unsafe: captured-mutation (today: unknown)
  pthread_join(t, 0), pthread_join(u, 0);
}

// Put in a second time, by the same thread.
static struct stack two_ways, other_way;
static void *puts_twice(void *p) {
  struct node *n = pop(&two_ways);
  if (n) {
    push(&two_ways, n);
    push(&other_way, n);
  }
  n = pop(&two_ways);
  if (n)
    n->value++;
  return p;
}
static void *takes_other(void *p) {
  struct node *n = pop(&other_way);
  if (n)
    n->value++;
  return p;
}
void put_twice(void) {
  pthread_t t, u;
  pthread_mutex_init(&two_ways.lock, 0);
  pthread_mutex_init(&other_way.lock, 0);
  for (int i = 0; i < 9; i++) {
    struct node *n = malloc(sizeof *n);
    n->value = i;
    push(&two_ways, n);
  }
  pthread_create(&t, 0, puts_twice, 0); // unsafe: captured-mutation
  pthread_create(&u, 0, takes_other, 0); // unsafe: captured-mutation
  pthread_join(t, 0), pthread_join(u, 0);
}

// Handed on from one stack to the next.
static struct stack first, second;
static void *from_first(void *p) {
  for (int i = 0; i < 9; i++) {
    struct node *n = pop(&first);
    if (n) {
      n->value++;
      push(&second, n);
    }
  }
  return p;
}
static void *from_second(void *p) {
  for (int i = 0; i < 9; i++) {
    struct node *n = pop(&second);
    if (n) {
      n->value++;
      free(n);
    }
  }
  return p;
}
void in_two_steps(void) {
  pthread_t t, u;
  pthread_mutex_init(&first.lock, 0);
  pthread_mutex_init(&second.lock, 0);
  for (int i = 0; i < 9; i++) {
    struct node *n = malloc(sizeof *n);
    n->value = i;
    push(&first, n);
  }
  pthread_create(&t, 0, from_first, 0); // safe
  pthread_create(&u, 0, from_second, 0); // safe
  pthread_join(t, 0), pthread_join(u, 0);
}

// A pointer that was read before the lock was given back, used by a function
// that is given its address.
static struct node *by_address;
static void fill_by_address(void) {
  for (int i = 0; i < 9; i++) {
    struct node *n = malloc(sizeof *n);
    n->value = i;
    n->next = by_address;
    by_address = n;
  }
}
static void *takes_by_address(void *p) {
  for (int i = 0; i < 9; i++) {
    pthread_mutex_lock(&m);
    struct node *n = by_address;
    if (n)
      by_address = n->next;
    pthread_mutex_unlock(&m);
    if (n)
      n->value++;
  }
  return p;
}
static void adds(struct node **at) {
  if (*at)
    (*at)->value++;
}
static void *adds_by_address(void *p) {
  struct node *n;
  pthread_mutex_lock(&m);
  n = by_address;
  pthread_mutex_unlock(&m);
  adds(&n);
  return p;
}
void used_by_its_address(void) {
  pthread_t t, u;
  fill_by_address();
  pthread_create(&t, 0, takes_by_address, 0); // unsafe: captured-mutation
  pthread_create(&u, 0, adds_by_address, 0); // unsafe: captured-mutation
  pthread_join(t, 0), pthread_join(u, 0);
}

// Two members lead to the next one, and only one is set when a node is put back.
struct crossing {
  struct crossing *next, *other;
  int value;
};
static struct crossing *crossed;
static void *puts_crossed(void *p) {
  for (int i = 0; i < 9; i++) {
    struct crossing *n = malloc(sizeof *n);
    n->value = i;
    pthread_mutex_lock(&m);
    n->next = crossed;
    n->other = crossed;
    crossed = n;
    pthread_mutex_unlock(&m);
  }
  pthread_mutex_lock(&m);
  if (crossed && crossed->other)
    crossed->other->value++;
  pthread_mutex_unlock(&m);
  return p;
}
static void *puts_back_crossed(void *p) {
  for (int i = 0; i < 9; i++) {
    pthread_mutex_lock(&m);
    struct crossing *n = crossed;
    if (n)
      crossed = n->next;
    pthread_mutex_unlock(&m);
    if (n) {
      n->value++;
      pthread_mutex_lock(&m);
      n->next = crossed;
      crossed = n;
      pthread_mutex_unlock(&m);
    }
  }
  return p;
}
void linked_by_two_members(void) {
  pthread_t t, u, v;
  pthread_create(&t, 0, puts_crossed, 0); // unsafe: captured-mutation (today: unknown)
  pthread_create(&u, 0, puts_back_crossed, 0); // unsafe: captured-mutation (today: unknown)
  pthread_create(&v, 0, puts_back_crossed, 0); // unsafe: captured-mutation (today: unknown)
  pthread_join(t, 0), pthread_join(u, 0), pthread_join(v, 0);
}

// A cursor that begins with the first one moves on, and the lock is given back
// in between.
struct cursor {
  struct node *at;
};
static void begin(struct cursor *c) {
  pthread_mutex_lock(&m);
  c->at = by_address;
  pthread_mutex_unlock(&m);
}
static int next_of(struct cursor *c) {
  int value = 0;
  pthread_mutex_lock(&m);
  struct node *n = c->at;
  if (n) {
    value = n->value;
    c->at = n->next;
  }
  pthread_mutex_unlock(&m);
  return value;
}
static void *moves_on(void *p) {
  struct cursor c;
  (void)p;
  begin(&c);
  return (void *)(intptr_t)next_of(&c);
}
void moved_on(void) {
  pthread_t t, u;
  fill_by_address();
  pthread_create(&t, 0, takes_by_address, 0); // unsafe: captured-mutation (today: unknown)
  pthread_create(&u, 0, moves_on, 0); // unsafe: captured-mutation (today: unknown)
  pthread_join(t, 0), pthread_join(u, 0);
}
