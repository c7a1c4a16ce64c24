// Arguments that are declared before the loop which starts the threads, and set
// in it.
#include <pthread.h>
#include <stdlib.h>
struct argument {
  int number;
};
static void *keeps(void *p) {
  struct argument *a = p;
  if (a->number > 7)
    abort();
  return 0;
}
void one_for_all(void) {
  pthread_t t[4];
  struct argument a;
  for (int i = 0; i < 4; i++) {
    a.number = i; // race
    pthread_create(&t[i], 0, keeps, &a); // unsafe: captured-mutation
  }
  for (int i = 0; i < 4; i++)
    pthread_join(t[i], 0);
}
void one_for_each(void) {
  pthread_t t[4];
  struct argument a[4];
  for (int i = 0; i < 4; i++) {
    a[i].number = i;
    pthread_create(&t[i], 0, keeps, &a[i]); // safe
  }
  for (int i = 0; i < 4; i++)
    pthread_join(t[i], 0);
}
void one_after_the_other(void) {
  pthread_t t;
  struct argument a;
  for (int i = 0; i < 4; i++) {
    a.number = i;
    pthread_create(&t, 0, keeps, &a); // safe
    pthread_join(t, 0);
  }
}
static void *keeps_number(void *p) {
  if (*(int *)p > 7)
    abort();
  return 0;
}
void one_number_for_all(void) {
  pthread_t t[4];
  int n;
  for (int i = 0; i < 4; i++) {
    n = i; // race
    pthread_create(&t[i], 0, keeps_number, &n); // unsafe: captured-mutation
  }
  for (int i = 0; i < 4; i++)
    pthread_join(t[i], 0);
}
int main(void) {
  one_for_all();
  one_for_each();
  one_after_the_other();
  one_number_for_all();
}
