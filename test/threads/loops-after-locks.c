// A loop that counts with its own variable asks nothing of what was read under a
// mutex before it; one that begins where that says does.
#include <pthread.h>

pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;

struct device { pthread_mutex_t lock; int users, value, enabled; };
struct device dev1, dev2;

void join(struct device *d) { pthread_mutex_lock(&d->lock); d->users++; pthread_mutex_unlock(&d->lock); }
void *bare(void *p) {
  struct device *d = p;
  join(d);
  for (int i = 0; i < 10; i++) d->value += i;
  return 0;
}
void *locked(void *p) {
  struct device *d = p;
  join(d);
  for (int i = 0; i < 10; i++) { pthread_mutex_lock(&d->lock); d->value += i; pthread_mutex_unlock(&d->lock); }
  return 0;
}
void *after(void *p) {
  struct device *d = p;
  join(d);
  for (int i = 0; i < 10; i++) ;
  d->enabled = 1;
  return 0;
}
int use1(void) {
  pthread_t x, y, z, w;
  pthread_create(&x, 0, bare, &dev1); // unsafe: global-mutation
  pthread_create(&y, 0, locked, &dev1); // unsafe: global-mutation
  pthread_join(x, 0); pthread_join(y, 0);
  pthread_create(&x, 0, locked, &dev2); // safe
  pthread_create(&y, 0, locked, &dev2); // safe
  pthread_join(x, 0); pthread_join(y, 0);
  pthread_create(&z, 0, after, &dev2); // unsafe: global-mutation
  pthread_create(&w, 0, after, &dev2); // unsafe: global-mutation
  pthread_join(z, 0); pthread_join(w, 0);
  return 0;
}

// Not a single round unless the other has told.
int data, told;
void *tells(void *p) { data = 1; pthread_mutex_lock(&mu); told = 1; pthread_mutex_unlock(&mu); return 0; }
void *counts(void *p) {
  pthread_mutex_lock(&mu);
  int from = !told;
  pthread_mutex_unlock(&mu);
  int s = 0;
  for (int i = from; i < 1; i++) s += data;
  return s ? p : 0;
}
void *counts_anyhow(void *p) {
  pthread_mutex_lock(&mu);
  int from = !told;
  pthread_mutex_unlock(&mu);
  int s = from;
  for (int i = 0; i < 1; i++) s += data;
  return s ? p : 0;
}
int main(void) {
  pthread_t x, y;
  use1();
  pthread_create(&x, 0, tells, 0); // safe (today: unknown)
  pthread_create(&y, 0, counts, 0); // safe (today: unknown)
  pthread_join(x, 0); pthread_join(y, 0);
  told = 0;
  pthread_create(&x, 0, tells, 0); // unsafe: global-mutation
  pthread_create(&y, 0, counts_anyhow, 0); // unsafe: global-mutation
  pthread_join(x, 0); pthread_join(y, 0);
  return 0;
}
