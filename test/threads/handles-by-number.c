// The handles in an array are told apart by their numbers.
#include <pthread.h>

int a1, b1, a2, b2, a3, b3, v4;
void *sets_a1(void *p) { a1 = 1; return p; }
void *sets_b1(void *p) { b1 = 1; return p; }
int early(void) {
  pthread_t t[2];
  pthread_create(&t[0], 0, sets_a1, 0); // safe
  pthread_create(&t[1], 0, sets_b1, 0); // unsafe: global-mutation
  pthread_join(t[0], 0);
  int sum = a1 + b1; // race
  pthread_join(t[1], 0);
  return sum;
}

void *sets_a2(void *p) { a2 = 1; return p; }
void *sets_b2(void *p) { b2 = 1; return p; }
int late(void) {
  pthread_t t[2];
  pthread_create(&t[0], 0, sets_a2, 0); // safe
  pthread_create(&t[1], 0, sets_b2, 0); // safe
  pthread_join(t[0], 0);
  pthread_join(t[1], 0);
  return a2 + b2;
}

// Another one is put there.
void *sets_a3(void *p) { a3 = 1; return p; }
void *sets_b3(void *p) { b3 = 1; return p; }
int exchanged(void) {
  pthread_t t[2];
  pthread_create(&t[0], 0, sets_a3, 0); // unsafe: global-mutation
  pthread_create(&t[1], 0, sets_b3, 0); // safe (today: unknown)
  pthread_t first = t[0];
  t[0] = t[1];
  t[1] = first;
  pthread_join(t[0], 0);
  int sum = a3 + b3;
  pthread_join(t[1], 0);
  return sum;
}

// By a pointer that moves, one number is another element later.
void *sets_v4(void *p) { v4 = 1; return p; }
int moved(void) {
  pthread_t t[2], *at = t;
  pthread_create(&at[1], 0, sets_v4, 0); // safe (today: unknown)
  at++;
  pthread_join(at[0], 0);
  return v4;
}

int main(void) { return early() + late() + exchanged() + moved(); }
