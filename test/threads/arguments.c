#define _GNU_SOURCE
#include <pthread.h>
#include <stdlib.h>
#define T 4
#define N 1000
struct arg { int id, lo, hi; double *data; double sum; };
double data[N];
void *scale(void *p) {
  struct arg *a = p;
  for (int i = a->lo; i < a->hi; i++)
    a->data[i] *= 2;
  return 0;
}
void chunks(void) {
  pthread_t t[T]; struct arg a[T];
  for (int i = 0; i < T; i++) {
    a[i].id = i;
    a[i].lo = i * (N / T);
    a[i].hi = (i + 1) * (N / T);
    a[i].data = data;
    pthread_create(&t[i], 0, scale, &a[i]); // safe
  }
  for (int i = 0; i < T; i++) pthread_join(t[i], 0);
}
int out2[T];
void *by_id(void *p) { struct arg *a = p; out2[a->id] = 1; return 0; }
void ids(void) {
  pthread_t t[T]; struct arg a[T];
  for (int i = 0; i < T; i++) {
    a[i].id = i;
    pthread_create(&t[i], 0, by_id, &a[i]); // safe
  }
  for (int i = 0; i < T; i++) pthread_join(t[i], 0);
}
int out3[T + 1];
void *by_id3(void *p) { struct arg *a = p; out3[a->id] = out3[a->id + 1]; return 0; }
void neighbours(void) {
  pthread_t t[T]; struct arg a[T];
  for (int i = 0; i < T; i++) {
    a[i].id = i;
    pthread_create(&t[i], 0, by_id3, &a[i]); // unsafe: overlapping-elements
  }
  for (int i = 0; i < T; i++) pthread_join(t[i], 0);
}
int out4[T];
void *by_element(void *p) { int id = *(int *)p; out4[id] = 1; return 0; }
void elements(void) {
  pthread_t t[T]; int a[T];
  for (int i = 0; i < T; i++) {
    a[i] = i;
    pthread_create(&t[i], 0, by_element, &a[i]); // safe
  }
  for (int i = 0; i < T; i++) pthread_join(t[i], 0);
}
int out5[T];
void *by_element5(void *p) { int id = *(int *)p; out5[id] = 1; return 0; }
void same_element(void) {
  pthread_t t[T]; int a[T];
  for (int i = 0; i < T; i++) {
    a[i] = i / 2;
    pthread_create(&t[i], 0, by_element5, &a[i]); // unsafe: overlapping-elements
  }
  for (int i = 0; i < T; i++) pthread_join(t[i], 0);
}
int out6[T];
void *by_element6(void *p) { int id = *(int *)p; out6[id] = 1; return 0; }
void filled_before(void) {
  pthread_t t[T]; int a[T];
  for (int i = 0; i < T; i++)
    a[i] = i;
  for (int i = 0; i < T; i++)
    pthread_create(&t[i], 0, by_element6, &a[i]); // safe (today: unknown)
  for (int i = 0; i < T; i++) pthread_join(t[i], 0);
}
/* two threads with numbers of their own */
int out7[2];
void *by_element7(void *p) { int id = *(int *)p; out7[id] = 1; return 0; }
void two(void) {
  pthread_t t, u; int a = 0, b = 1;
  pthread_create(&t, 0, by_element7, &a); // safe
  pthread_create(&u, 0, by_element7, &b); // safe
  pthread_join(t, 0); pthread_join(u, 0);
}
/* allocated for each */
int out8[T];
void *by_heap(void *p) { int id = *(int *)p; free(p); out8[id] = 1; return 0; }
void heap(void) {
  pthread_t t[T];
  for (int i = 0; i < T; i++) {
    int *a = malloc(sizeof *a);
    *a = i;
    pthread_create(&t[i], 0, by_heap, a); // safe
  }
  for (int i = 0; i < T; i++) pthread_join(t[i], 0);
}
/* changed once started */
int out9[2 * T];
void *by_id9(void *p) { struct arg *a = p; out9[a->id] = 1; return 0; }
void changed(void) {
  pthread_t t[T]; struct arg a[T];
  for (int i = 0; i < T; i++) {
    a[i].id = i;
    pthread_create(&t[i], 0, by_id9, &a[i]); // unsafe: overlapping-elements
    a[i].id = 0;
  }
  for (int i = 0; i < T; i++) pthread_join(t[i], 0);
}
/* globals */
struct arg g10[T]; pthread_t t10[T]; int out10[T];
void *by_id10(void *p) { struct arg *a = p; out10[a->id] = 1; return 0; }
void globals(void) {
  for (int i = 0; i < T; i++) {
    g10[i].id = i;
    pthread_create(&t10[i], 0, by_id10, &g10[i]); // safe
  }
  for (int i = 0; i < T; i++) pthread_join(t10[i], 0);
}
/* malloc'd array of arguments */
int out11[100];
void *by_id11(void *p) { struct arg *a = p; out11[a->id] = 1; return 0; }
void dynamic(int n) {
  pthread_t *t = malloc(n * sizeof *t); struct arg *a = malloc(n * sizeof *a);
  for (int i = 0; i < n; i++) {
    a[i].id = i;
    pthread_create(&t[i], 0, by_id11, &a[i]); // safe
  }
  for (int i = 0; i < n; i++) pthread_join(t[i], 0);
  free(t); free(a);
}
/* join and use */
double partial(void) {
  pthread_t t[T]; struct arg a[T]; double s = 0;
  for (int i = 0; i < T; i++) {
    a[i].lo = 0; a[i].hi = 0; a[i].data = data;
    a[i].sum = 0;
    pthread_create(&t[i], 0, scale, &a[i]); // safe
  }
  for (int i = 0; i < T; i++) { pthread_join(t[i], 0); s += a[i].sum; }
  return s;
}
