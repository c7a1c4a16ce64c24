#include <pthread.h>
#include <stdio.h>
#define N 4
struct Args { int *out; int id; int lo, hi; };
static void *work(void *p) { struct Args *a = p; a->out[a->id] = a->id; return 0; }
static void *part(void *p) { struct Args *a = p; for (int i = a->lo; i < a->hi; i++) a->out[i] = i; return 0; }
int main(void) {
  pthread_t t[N]; int out[N];
  struct Args a[N];
  for (int i = 0; i < N; i++) {
    a[i] = (struct Args){out, i, 0, 0};
    pthread_create(&t[i], 0, work, &a[i]); // safe
  }
  for (int i = 0; i < N; i++) pthread_join(t[i], 0);
  return 0;
}
int two(void) {
  pthread_t t[2]; int out[100];
  struct Args a = {out, 0, 0, 50}, b = {.out = out, .id = 1, .lo = 50, .hi = 100};
  pthread_create(&t[0], 0, part, &a); // safe
  pthread_create(&t[1], 0, part, &b); // safe
  pthread_join(t[0], 0); pthread_join(t[1], 0);
  return 0;
}
int three(void) {
  pthread_t t[2]; int out[100];
  struct Args a[2] = {{out, 0, 0, 50}, {out, 1, 50, 100}};
  for (int i = 0; i < 2; i++)
    pthread_create(&t[i], 0, part, &a[i]); // safe
  for (int i = 0; i < 2; i++)
    pthread_join(t[i], 0);
  return 0;
}
int three_racy(void) {
  pthread_t t[2]; int out[100];
  struct Args a[2] = {{out, 0, 0, 51}, {out, 1, 50, 100}};
  for (int i = 0; i < 2; i++)
    pthread_create(&t[i], 0, part, &a[i]); // unsafe: overlapping-elements
  for (int i = 0; i < 2; i++)
    pthread_join(t[i], 0);
  return 0;
}
int two_racy(void) {
  pthread_t t[2]; int out[100];
  struct Args a = {out, 0, 0, 51}, b = {.out = out, .id = 1, .lo = 50, .hi = 100};
  pthread_create(&t[0], 0, part, &a); // unsafe: overlapping-elements
  pthread_create(&t[1], 0, part, &b); // unsafe: overlapping-elements
  pthread_join(t[0], 0); pthread_join(t[1], 0);
  return 0;
}
