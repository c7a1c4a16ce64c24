// What came of trying to take a mutex, kept in a variable or handed on.
#include <pthread.h>

static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;

static int n1;
static void *initialised(void *a) {
  (void)a;
  int r = pthread_mutex_trylock(&mu);
  if (r == 0) {
    n1++;
    pthread_mutex_unlock(&mu);
  }
  return 0;
}
static int n2;
static void *assigned(void *a) {
  (void)a;
  int r;
  r = pthread_mutex_trylock(&mu);
  if (r != 0)
    return 0;
  n2++;
  pthread_mutex_unlock(&mu);
  return 0;
}
static int n3;
static void *until_it_is_got(void *a) {
  (void)a;
  int r;
  while ((r = pthread_mutex_trylock(&mu)) != 0)
    ;
  n3++;
  pthread_mutex_unlock(&mu);
  return 0;
}
void kept(void) {
  pthread_t t, u;
  pthread_create(&t, 0, initialised, 0); // safe
  pthread_create(&u, 0, initialised, 0); // safe
  pthread_join(t, 0);
  pthread_join(u, 0);
  pthread_create(&t, 0, assigned, 0); // safe
  pthread_create(&u, 0, assigned, 0); // safe
  pthread_join(t, 0);
  pthread_join(u, 0);
  pthread_create(&t, 0, until_it_is_got, 0); // safe
  pthread_create(&u, 0, until_it_is_got, 0); // safe
  pthread_join(t, 0);
  pthread_join(u, 0);
}

// The wrong way out of the test.
static int n4;
static void *refused(void *a) {
  (void)a;
  int r = pthread_mutex_trylock(&mu);
  if (r != 0)
    n4++; // race
  else
    pthread_mutex_unlock(&mu);
  return 0;
}
// Nobody looks.
static int n5;
static void *ignored(void *a) {
  (void)a;
  pthread_mutex_trylock(&mu);
  n5++; // race
  pthread_mutex_unlock(&mu);
  return 0;
}
// The variable holds something else by then.
static int n6;
static void *overwritten(void *a) {
  (void)a;
  int r;
  r = pthread_mutex_trylock(&mu);
  if (r == 0)
    pthread_mutex_unlock(&mu);
  r = 0;
  if (r == 0)
    n6++; // race
  return 0;
}
void wrong(void) {
  pthread_t t, u;
  pthread_create(&t, 0, refused, 0); // unsafe: global-mutation
  pthread_create(&u, 0, refused, 0); // unsafe: global-mutation
  pthread_join(t, 0);
  pthread_join(u, 0);
  pthread_create(&t, 0, ignored, 0); // unsafe: global-mutation
  pthread_create(&u, 0, ignored, 0); // unsafe: global-mutation
  pthread_join(t, 0);
  pthread_join(u, 0);
  pthread_create(&t, 0, overwritten, 0); // unsafe: global-mutation
  pthread_create(&u, 0, overwritten, 0); // unsafe: global-mutation
  pthread_join(t, 0);
  pthread_join(u, 0);
}

// It is looked at twice, or by who called.
static int n7;
static void *twice(void *a) {
  (void)a;
  int n = 0;
  int r = pthread_mutex_trylock(&mu);
  if (r == 0)
    n = 1;
  if (r == 0) {
    n7 += n;
    pthread_mutex_unlock(&mu);
  }
  return 0;
}
static int try_it(void) { return pthread_mutex_trylock(&mu) == 0; }
static int n8;
static void *by_function(void *a) {
  (void)a;
  if (try_it()) {
    n8++;
    pthread_mutex_unlock(&mu);
  }
  return 0;
}
void handed_on(void) {
  pthread_t t, u;
  pthread_create(&t, 0, twice, 0); // safe (today: unknown)
  pthread_create(&u, 0, twice, 0); // safe (today: unknown)
  pthread_join(t, 0);
  pthread_join(u, 0);
  pthread_create(&t, 0, by_function, 0); // safe (today: unknown)
  pthread_create(&u, 0, by_function, 0); // safe (today: unknown)
  pthread_join(t, 0);
  pthread_join(u, 0);
}
