// Who leaves a loop or a function from within a block that has variables of its
// own leaves nothing behind the jump that could still be run.
#include <pthread.h>
#include <stdlib.h>

struct entry {
  int key, value;
  struct entry *next;
};
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;

// A chain that is searched, and shortened, under one lock.
static struct entry *chain;
static void removes(int key) {
  pthread_mutex_lock(&m);
  for (struct entry **p = &chain; *p; p = &(*p)->next)
    if ((*p)->key == key) {
      struct entry *found = *p;
      *p = found->next;
      free(found);
      break;
    }
  pthread_mutex_unlock(&m);
}
static void *removes_some(void *p) {
  for (int i = 0; i < 9; i++)
    removes(i);
  return p;
}
void searched_under_a_lock(void) {
  pthread_t t, u;
  pthread_create(&t, 0, removes_some, 0); // safe
  pthread_create(&u, 0, removes_some, 0); // safe
  pthread_join(t, 0), pthread_join(u, 0);
}

// The lock is given back before the loop is left.
static int found_last, searches;
static void *gives_back_first(void *p) {
  pthread_mutex_lock(&m);
  for (int i = 0; i < 9; i++)
    if (searches > i) {
      int found = i;
      pthread_mutex_unlock(&m);
      found_last = found;
      return p;
    }
  searches++;
  pthread_mutex_unlock(&m);
  return p;
}
void given_back_first(void) {
  pthread_t t, u;
  pthread_create(&t, 0, gives_back_first, 0); // unsafe: global-mutation (today: unknown)
  pthread_create(&u, 0, gives_back_first, 0); // unsafe: global-mutation (today: unknown)
  pthread_join(t, 0), pthread_join(u, 0);
}

// The same with the lock held as long as anything is written.
static int found_first, looks;
static void *gives_back_last(void *p) {
  pthread_mutex_lock(&m);
  for (int i = 0; i < 9; i++)
    if (looks > i) {
      int found = i;
      found_first = found;
      pthread_mutex_unlock(&m);
      return p;
    }
  looks++;
  pthread_mutex_unlock(&m);
  return p;
}
void given_back_last(void) {
  pthread_t t, u;
  pthread_create(&t, 0, gives_back_last, 0); // safe
  pthread_create(&u, 0, gives_back_last, 0); // safe
  pthread_join(t, 0), pthread_join(u, 0);
}

// A label makes what stands behind the jump run after all, without the lock.
static int counted;
static void *comes_back(void *p) {
  int *rounds = p;
  if (*rounds < 3)
    goto without;
  pthread_mutex_lock(&m);
  for (;;) {
    {
      int more = 1;
      counted += more;
      break;
    }
  without:
    counted++;
    return p;
  }
  pthread_mutex_unlock(&m);
  return p;
}
void behind_a_label(void) {
  pthread_t t, u;
  int few = 1, many = 5;
  pthread_create(&t, 0, comes_back, &few); // unsafe: global-mutation
  pthread_create(&u, 0, comes_back, &many); // unsafe: global-mutation
  pthread_join(t, 0), pthread_join(u, 0);
}
