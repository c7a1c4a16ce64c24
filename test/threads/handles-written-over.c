// Handles that something else is written over: nobody waits for their threads.
#include <pthread.h>

static int total;
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static void *counts(void *x) {
  pthread_mutex_lock(&m);
  total++;
  pthread_mutex_unlock(&m);
  return x;
}
static void *rests(void *x) { return x; }

int one_handle_racy(void) {
  pthread_t t;
  for (long i = 0; i < 4; i++)
    pthread_create(&t, 0, counts, (void *)i); // unsafe: global-mutation
  pthread_join(t, 0);
  return total;
}
int one_handle_each_safe(void) {
  pthread_t t[4];
  for (long i = 0; i < 4; i++)
    pthread_create(&t[i], 0, counts, (void *)i); // safe
  for (long i = 0; i < 4; i++)
    pthread_join(t[i], 0);
  return total;
}
int assigned_racy(void) {
  pthread_t t, u;
  pthread_create(&t, 0, counts, 0); // unsafe: global-mutation
  pthread_create(&u, 0, rests, 0); // safe
  t = u;
  pthread_join(t, 0);
  return total;
}
int kept_safe(void) {
  pthread_t t, u;
  pthread_create(&t, 0, counts, 0); // safe
  pthread_create(&u, 0, rests, 0); // safe
  pthread_join(t, 0);
  t = u;
  pthread_join(t, 0);
  return total;
}
struct work {
  pthread_t thread, second;
};
int one_member_racy(struct work *w) {
  for (int i = 0; i < 4; i++)
    pthread_create(&w->thread, 0, counts, 0); // unsafe: global-mutation
  pthread_join(w->thread, 0);
  return total;
}
int one_member_safe(struct work *w) {
  for (int i = 0; i < 4; i++) {
    pthread_create(&w->thread, 0, counts, 0); // safe
    pthread_join(w->thread, 0);
  }
  return total;
}
int two_members_safe(struct work *w) {
  pthread_create(&w->thread, 0, counts, 0); // safe
  pthread_create(&w->second, 0, counts, 0); // safe
  pthread_join(w->thread, 0);
  pthread_join(w->second, 0);
  return total;
}
