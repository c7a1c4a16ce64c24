// Locks written by hand are passed to the functions that take them and give them
// back.
#include <pthread.h>
#include <stdatomic.h>

typedef atomic_int spin;
static void take(spin *s) { int zero = 0; while (!atomic_compare_exchange_weak(s, &zero, 1)) zero = 0; }
static void give(spin *s) { atomic_store(s, 0); }
static int try(spin *s) { return !atomic_exchange(s, 1); }

spin alone, one, two, kept, given, tried;
int n1, n2, n3, n4, n5;

static void *adds1(void *p) { take(&alone); n1++; give(&alone); return p; }
void use1(void) {
  pthread_t x, y;
  pthread_create(&x, 0, adds1, 0); // safe
  pthread_create(&y, 0, adds1, 0); // safe
  pthread_join(x, 0); pthread_join(y, 0);
}

// Another one each.
static void *adds2(void *p) { take(&one); n2++; give(&one); return p; }
static void *adds2b(void *p) { take(&two); n2++; give(&two); return p; }
void use2(void) {
  pthread_t x, y;
  pthread_create(&x, 0, adds2, 0); // unsafe: wrong-lock
  pthread_create(&y, 0, adds2b, 0); // unsafe: wrong-lock
  pthread_join(x, 0); pthread_join(y, 0);
}

// Somebody gives it back who has not taken it, by a pointer that was kept.
spin *saved;
static void keep(spin *s) { saved = s; }
static void *adds3(void *p) { take(&kept); n3++; give(&kept); return p; }
static void *gives3(void *p) { give(saved); return p; }
void use3(void) {
  pthread_t x, y, z;
  keep(&kept);
  pthread_create(&x, 0, adds3, 0); // unsafe: global-mutation
  pthread_create(&y, 0, adds3, 0); // unsafe: wrong-lock
  pthread_create(&z, 0, gives3, 0); // safe (today: unknown)
  pthread_join(x, 0); pthread_join(y, 0); pthread_join(z, 0);
}

// The same by its name.
static void *adds4(void *p) { take(&given); n4++; give(&given); return p; }
static void *gives4(void *p) { give(&given); return p; }
void use4(void) {
  pthread_t x, y, z;
  pthread_create(&x, 0, adds4, 0); // unsafe: global-mutation
  pthread_create(&y, 0, adds4, 0); // unsafe: wrong-lock
  pthread_create(&z, 0, gives4, 0); // safe
  pthread_join(x, 0); pthread_join(y, 0); pthread_join(z, 0);
}

static void *adds5(void *p) { if (try(&tried)) { n5++; give(&tried); } return p; }
void use5(void) {
  pthread_t x, y;
  pthread_create(&x, 0, adds5, 0); // safe (today: unknown)
  pthread_create(&y, 0, adds5, 0); // safe (today: unknown)
  pthread_join(x, 0); pthread_join(y, 0);
}

int main(void) { use1(); use2(); use3(); use4(); use5(); return 0; }
