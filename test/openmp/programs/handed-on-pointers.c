// Pointers that each thread has for itself and that begin with the same value:
// what they lead to is everybody's until they are given something else.
#include <stdlib.h>

static double all[100];
static double *table[4] = {all, all, all, all};

struct Row {
  double *at;
};

void first_rounds(int n) {
  double *h = all;
#pragma omp parallel for firstprivate(h) // unsafe: global-mutation
  for (int i = 0; i < n; i++) {
    h[0] = i;
    if (i > 70)
      h = malloc(sizeof *h);
  }
}

void if_there_is_none(int n, double *h) {
#pragma omp parallel for firstprivate(h) // unsafe: captured-mutation
  for (int i = 0; i < n; i++) {
    if (!h)
      h = malloc(4 * sizeof *h);
    h[0] = i;
  }
}

void as_a_member(int n) {
  struct Row row = {all};
#pragma omp parallel for firstprivate(row) // unsafe: overlapping-elements
  for (int i = 0; i < n; i++) {
    row.at[0] = i;
    if (n > i + 50)
      row.at = malloc(sizeof *row.at);
  }
}

void in_an_array(void) {
#pragma omp parallel firstprivate(table) // unsafe: overlapping-elements
  {
    table[0][0] = 1;
    table[0] = malloc(sizeof **table);
  }
}

void worksharing(int n) {
  double *h = all;
#pragma omp parallel // safe
  {
#pragma omp for firstprivate(h) // unsafe: global-mutation
    for (int i = 0; i < n; i++) {
      h[0] = i;
      if (i & 1)
        h = malloc(sizeof *h);
    }
  }
}

void repaired_before_it_is_used(int n) {
  double *h = all;
#pragma omp parallel for firstprivate(h) // safe
  for (int i = 0; i < n; i++) {
    h = malloc(sizeof *h);
    h[0] = i;
    free(h);
  }
}

void repaired_own_place(void) {
  double *h = all;
#pragma omp parallel for firstprivate(h) // safe
  for (int i = 0; i < 100; i++)
    h[i] = i;
}

// The step becomes 0 in an int: every round has the same j.
void looks_like_steps(int *out, int n) {
  int j = 0;
#pragma omp parallel for linear(j : 4294967296LL) // unsafe: overlapping-elements
  for (int i = 0; i < n; i++)
    out[j] = i;
}

int main(void) {
  double mine[4];
  int out[4];
  first_rounds(100);
  if_there_is_none(100, mine);
  as_a_member(100);
  in_an_array();
  worksharing(100);
  repaired_before_it_is_used(100);
  repaired_own_place();
  looks_like_steps(out, 100);
  return (int)all[0];
}
