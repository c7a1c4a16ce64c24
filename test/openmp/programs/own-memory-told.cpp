// Memory of a thread's own, told of by an assignment, which refers to it.
#include <cstdlib>

static double *Told;
void told_by_an_assignment() {
#pragma omp parallel // safe
  {
    double *Row = new double[16];
#pragma omp single // safe
    Told = &(Row[0] = 1);
#pragma omp for // unsafe: captured-mutation
    for (int I = 0; I < 1000; I++) {
      Row[0] = I;
      if (*Told > 3)
        abort();
    }
  }
}
