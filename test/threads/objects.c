#define _GNU_SOURCE
#include <pthread.h>
#include <stdlib.h>
#define T 4
int out[T];
void *f1(void *p) { int id = *(int *)p; out[id] = 1; return 0; }
void noFree(void) {
  pthread_t t[T];
  for (int i = 0; i < T; i++) {
    int *a = malloc(sizeof *a);
    *a = i;
    pthread_create(&t[i], 0, f1, a); // safe
  }
  for (int i = 0; i < T; i++) pthread_join(t[i], 0);
}
void *f2(void *p) { *(int *)p = 3; return 0; }
void taskWrites(void) {
  pthread_t t[T];
  for (int i = 0; i < T; i++) {
    int *a = malloc(sizeof *a);
    pthread_create(&t[i], 0, f2, a); // safe
  }
  for (int i = 0; i < T; i++) pthread_join(t[i], 0);
}
void *f3(void *p) { *(int *)p = 3; return 0; }
void bothWrite(void) {
  pthread_t t[T];
  for (int i = 0; i < T; i++) {
    int *a = malloc(sizeof *a);
    *a = 1;
    pthread_create(&t[i], 0, f3, a); // safe
  }
  for (int i = 0; i < T; i++) pthread_join(t[i], 0);
}
void *f4(void *p) { *(int *)p = 3; return 0; }
void writesAfter(void) {
  pthread_t t[T];
  for (int i = 0; i < T; i++) {
    int *a = malloc(sizeof *a);
    pthread_create(&t[i], 0, f4, a); // unsafe: captured-mutation
    *a = 1;
  }
  for (int i = 0; i < T; i++) pthread_join(t[i], 0);
}
struct arg { int id; double x; };
void *f5(void *p) { struct arg *a = p; a->x = a->id; free(a); return 0; }
void structs(void) {
  pthread_t t[T];
  for (int i = 0; i < T; i++) {
    struct arg *a = malloc(sizeof *a);
    a->id = i;
    pthread_create(&t[i], 0, f5, a); // safe
  }
  for (int i = 0; i < T; i++) pthread_join(t[i], 0);
}
/* kept over a round */
void *f6(void *p) { *(int *)p = 3; return 0; }
void kept(void) {
  pthread_t t[T]; int *last = 0;
  for (int i = 0; i < T; i++) {
    if (last) *last = 5;
    int *a = malloc(sizeof *a);
    pthread_create(&t[i], 0, f6, a); // unsafe: captured-mutation
    last = a;
  }
  for (int i = 0; i < T; i++) pthread_join(t[i], 0);
}
/* made in some rounds only */
void *f7(void *p) { *(int *)p = 3; return 0; }
void sometimes(void) {
  pthread_t t[T]; int *a = 0;
  for (int i = 0; i < T; i++) {
    if (i % 2 == 0)
      a = malloc(sizeof *a);
    pthread_create(&t[i], 0, f7, a); // unsafe: captured-mutation
  }
  for (int i = 0; i < T; i++) pthread_join(t[i], 0);
}
/* two tasks in a round */
void *f8(void *p) { *(int *)p = 3; return 0; }
void pair(void) {
  pthread_t t[T], u[T];
  for (int i = 0; i < T; i++) {
    int *a = malloc(sizeof *a);
    pthread_create(&t[i], 0, f8, a); // unsafe: captured-mutation
    pthread_create(&u[i], 0, f8, a); // unsafe: captured-mutation
  }
  for (int i = 0; i < T; i++) { pthread_join(t[i], 0); pthread_join(u[i], 0); }
}
/* several tasks for each object */
void *f9(void *p) { *(int *)p = 3; return 0; }
void inner(void) {
  pthread_t t[T][2];
  for (int i = 0; i < T; i++) {
    int *a = malloc(sizeof *a);
    for (int j = 0; j < 2; j++)
      pthread_create(&t[i][j], 0, f9, a); // unsafe: captured-mutation
  }
  for (int i = 0; i < T; i++) for (int j = 0; j < 2; j++) pthread_join(t[i][j], 0);
}
/* the field leads elsewhere */
struct view { int *to; };
int target;
void *f10(void *p) { *((struct view *)p)->to = 3; return 0; }
void leads_away(void) {
  pthread_t t[T];
  for (int i = 0; i < T; i++) {
    struct view *v = malloc(sizeof *v);
    v->to = &target;
    pthread_create(&t[i], 0, f10, v); // unsafe: global-mutation
  }
  for (int i = 0; i < T; i++) pthread_join(t[i], 0);
}
int *keeper;
void *f11(void *p) { keeper = p; *(int *)p = 3; return 0; }
void task_keeps(void) {
  pthread_t t[T];
  for (int i = 0; i < T; i++) {
    if (keeper) *keeper = 1;
    int *a = malloc(sizeof *a);
    pthread_create(&t[i], 0, f11, a); // unsafe: global-mutation
  }
  for (int i = 0; i < T; i++) pthread_join(t[i], 0);
}
