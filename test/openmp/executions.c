// What the threads of one execution of a construct do in turn, those of another
// do beside them; and what pointers change is not the same all through.
#include <omp.h>
int g, x[100], y[100];
void in_order(void) {
#pragma omp parallel for ordered // safe
  for (int i = 0; i < 100; i++) {
#pragma omp ordered
    g += i;
  }
}
void two_orders(void) {
#pragma omp parallel for // unsafe: wrong-lock
  for (int i = 0; i < 4; i++) in_order();
}
void one_order(void) {
  for (int i = 0; i < 4; i++) in_order();
}
int h;
void sum(void) {
#pragma omp parallel for reduction(+ : h) // safe
  for (int i = 0; i < 100; i++) h += i;
}
void two_sums(void) {
#pragma omp parallel for // unsafe: wrong-lock
  for (int i = 0; i < 4; i++) sum();
}
int d;
void chain(void) {
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task depend(out : d) // safe
    d++;
#pragma omp task depend(out : d) // safe
    d++;
  }
}
void two_chains(void) {
#pragma omp parallel for // unsafe: wrong-lock
  for (int i = 0; i < 4; i++) chain();
}
void changed(int n) {
  int *pn = &n;
#pragma omp parallel
  {
#pragma omp single nowait // unsafe: captured-mutation
    *pn = 0;
    if (n) { // unsafe: captured-mutation
#pragma omp for // safe
      for (int i = 0; i < 100; i++) x[i] = i;
    }
  }
}
void steady(int n) {
#pragma omp parallel
  {
    if (n) {
#pragma omp for // safe
      for (int i = 0; i < 100; i++) y[i] = i;
    }
  }
}
