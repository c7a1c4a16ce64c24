// Races of sections that need the values at hand to be told.
#include <stdlib.h>
#define N 16
typedef struct node {
  int value;
  struct node *next;
} node;
static node *head;
static void add(int v) {
  node *n = malloc(sizeof *n);
  n->value = v;
  n->next = head;
  head = n;
}
static void shift(int *to, const int *from, const int *at) {
  for (int i = 0; i < N; i++)
    to[at[i]] = from[i];
}
static void turn(int *to, const int *from, const int *at) {
  for (int i = 0; i < N; i++)
    to[at[i]] += from[i];
}
int main(void) {
  int a[N] = {0}, b[N] = {0}, c[N] = {0}, same[N], other[N];
  for (int i = 0; i < N; i++) {
    same[i] = N - 1 - i;
    other[i] = i;
  }
#pragma omp parallel sections
  {
#pragma omp section // unsafe: overlapping-elements
    shift(a, b, same);
#pragma omp section // unsafe: overlapping-elements
    shift(a, c, other);
  }
#pragma omp parallel
  {
#pragma omp single nowait // safe
    c[0] = 1;
#pragma omp sections
    {
      turn(b, a, same); // unsafe: overlapping-elements
#pragma omp section // unsafe: overlapping-elements
      turn(b, a, other);
    }
#pragma omp for // safe
    for (int i = 0; i < N; i++)
      a[i]++;
  }
#pragma omp parallel sections
  {
#pragma omp section // safe
    shift(a, b, same);
#pragma omp section // safe
    shift(c, b, other);
  }
  int *p;
#pragma omp parallel private(p)
  {
#pragma omp single copyprivate(p) // safe
    p = calloc(4, sizeof *p);
    p[0]++; // unsafe: captured-mutation
  }
  add(1);
  return a[3] + head->value;
}
