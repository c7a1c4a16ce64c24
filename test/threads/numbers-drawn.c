// Who takes the next number under a mutex has one that nobody else has, as long
// as nobody puts the counter back.
#include <pthread.h>

enum { N = 100 };
pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER, other_mu = PTHREAD_MUTEX_INITIALIZER;

int next1, done1[N];
void *draws1(void *p) {
  for (;;) {
    pthread_mutex_lock(&mu);
    int i = next1++;
    pthread_mutex_unlock(&mu);
    if (i >= N) return p;
    done1[i] = 1;
  }
}
void use1(void) {
  pthread_t t[4];
  for (int i = 0; i < 4; i++) pthread_create(&t[i], 0, draws1, 0); // safe
  for (int i = 0; i < 4; i++) pthread_join(t[i], 0);
}

// The next one as well.
int next2, done2[N + 1];
void *draws2(void *p) {
  pthread_mutex_lock(&mu);
  int i = next2++;
  pthread_mutex_unlock(&mu);
  if (i < N) { done2[i] = 1; done2[i + 1] = 1; }
  return p;
}
void use2(void) {
  pthread_t t[4];
  for (int i = 0; i < 4; i++) pthread_create(&t[i], 0, draws2, 0); // unsafe: overlapping-elements
  for (int i = 0; i < 4; i++) pthread_join(t[i], 0);
}

// Somebody starts from the beginning.
int next3, done3[N];
void *draws3(void *p) {
  pthread_mutex_lock(&mu);
  int i = next3++;
  pthread_mutex_unlock(&mu);
  if (i < N) done3[i] = 1;
  return p;
}
void *resets3(void *p) { pthread_mutex_lock(&mu); next3 = 0; pthread_mutex_unlock(&mu); return p; }
void use3(void) {
  pthread_t x, y, z;
  pthread_create(&x, 0, draws3, 0); // unsafe: overlapping-elements
  pthread_create(&y, 0, draws3, 0); // unsafe: overlapping-elements
  pthread_create(&z, 0, resets3, 0); // safe
  pthread_join(x, 0); pthread_join(y, 0); pthread_join(z, 0);
}

// Who starts them does, in between.
int next4, done4[N];
void *draws4(void *p) {
  pthread_mutex_lock(&mu);
  int i = next4++;
  pthread_mutex_unlock(&mu);
  if (i < N) done4[i] = 1;
  return p;
}
void use4(void) {
  pthread_t x, y;
  pthread_create(&x, 0, draws4, 0); // unsafe: overlapping-elements
  pthread_mutex_lock(&mu);
  next4 = 0;
  pthread_mutex_unlock(&mu);
  pthread_create(&y, 0, draws4, 0); // unsafe: overlapping-elements
  pthread_join(x, 0); pthread_join(y, 0);
}

// And gives numbers back.
int next5, done5[N];
void *draws5(void *p) {
  pthread_mutex_lock(&mu);
  int i = next5++;
  pthread_mutex_unlock(&mu);
  if (i < N) done5[i] = 1;
  pthread_mutex_lock(&mu);
  next5--;
  pthread_mutex_unlock(&mu);
  return p;
}
void use5(void) {
  pthread_t x, y;
  pthread_create(&x, 0, draws5, 0); // unsafe: overlapping-elements (today: unknown)
  pthread_create(&y, 0, draws5, 0); // unsafe: overlapping-elements (today: unknown)
  pthread_join(x, 0); pthread_join(y, 0);
}

// Each has its own mutex, or none.
int next6, done6[N];
void *draws6(void *p) {
  pthread_mutex_lock(p);
  int i = next6++;
  pthread_mutex_unlock(p);
  if (i < N) done6[i] = 1;
  return 0;
}
int next7, done7[N];
void *draws7(void *p) { int i = next7++; if (i < N) done7[i] = 1; return p; }
void use67(void) {
  pthread_t x, y;
  pthread_create(&x, 0, draws6, &mu); // unsafe: wrong-lock
  pthread_create(&y, 0, draws6, &other_mu); // unsafe: wrong-lock
  pthread_join(x, 0); pthread_join(y, 0);
  pthread_create(&x, 0, draws7, 0); // unsafe: global-mutation
  pthread_create(&y, 0, draws7, 0); // unsafe: global-mutation
  pthread_join(x, 0); pthread_join(y, 0);
}

// A counter of its own each, and the same one.
struct source { pthread_mutex_t lock; int next; };
int done8[N], done9[N];
void *draws8(void *p) {
  struct source *s = p;
  pthread_mutex_lock(&s->lock);
  int i = s->next++;
  pthread_mutex_unlock(&s->lock);
  if (i < N) done8[i] = 1;
  return 0;
}
void *draws9(void *p) {
  struct source *s = p;
  pthread_mutex_lock(&s->lock);
  int i = ++s->next;
  pthread_mutex_unlock(&s->lock);
  if (i < N) done9[i] = 1;
  return 0;
}
void use89(void) {
  static struct source a = { PTHREAD_MUTEX_INITIALIZER }, b = { PTHREAD_MUTEX_INITIALIZER };
  pthread_t x, y;
  pthread_create(&x, 0, draws8, &a); // unsafe: overlapping-elements
  pthread_create(&y, 0, draws8, &b); // unsafe: overlapping-elements
  pthread_join(x, 0); pthread_join(y, 0);
  pthread_create(&x, 0, draws9, &a); // safe
  pthread_create(&y, 0, draws9, &a); // safe
  pthread_join(x, 0); pthread_join(y, 0);
}

// The number that is used was read after others may have drawn.
int next10, done10[N];
void *draws10(void *p) {
  pthread_mutex_lock(&mu);
  next10++;
  pthread_mutex_unlock(&mu);
  pthread_mutex_lock(&mu);
  int i = next10;
  pthread_mutex_unlock(&mu);
  if (i < N) done10[i] = 1;
  return p;
}
// A few numbers over and over.
int next11, done11[4];
void *draws11(void *p) {
  for (int k = 0; k < 3; k++) {
    pthread_mutex_lock(&mu);
    int i = next11++ % 4;
    pthread_mutex_unlock(&mu);
    done11[i] = 1;
  }
  return p;
}
void use1011(void) {
  pthread_t x, y;
  pthread_create(&x, 0, draws10, 0); // unsafe: overlapping-elements (today: unknown)
  pthread_create(&y, 0, draws10, 0); // unsafe: overlapping-elements (today: unknown)
  pthread_join(x, 0); pthread_join(y, 0);
  pthread_create(&x, 0, draws11, 0); // unsafe: overlapping-elements (today: unknown)
  pthread_create(&y, 0, draws11, 0); // unsafe: overlapping-elements (today: unknown)
  pthread_join(x, 0); pthread_join(y, 0);
}

// The whole is set back with what it is a part of.
struct state { int next, used; } whole, nothing;
int done12[N];
void *draws12(void *p) {
  pthread_mutex_lock(&mu);
  if (whole.used > 3) whole = nothing;
  int i = whole.next++;
  whole.used++;
  pthread_mutex_unlock(&mu);
  if (i < N) done12[i] = 1;
  return p;
}
int *at13 = &next10, next13, done13[N];
void *draws13(void *p) {
  pthread_mutex_lock(&mu);
  int i = next13++;
  *at13 = 0;
  pthread_mutex_unlock(&mu);
  if (i < N) done13[i] = 1;
  return p;
}
void use1213(void) {
  pthread_t x, y;
  pthread_create(&x, 0, draws12, 0); // unsafe: overlapping-elements (today: unknown)
  pthread_create(&y, 0, draws12, 0); // unsafe: overlapping-elements (today: unknown)
  pthread_join(x, 0); pthread_join(y, 0);
  at13 = &next13;
  pthread_create(&x, 0, draws13, 0); // unsafe: overlapping-elements
  pthread_create(&y, 0, draws13, 0); // unsafe: overlapping-elements
  pthread_join(x, 0); pthread_join(y, 0);
}

int main(void) { use1(); use2(); use3(); use4(); use5(); use67(); use89(); use1011(); use1213(); return 0; }
