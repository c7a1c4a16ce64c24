#include <math.h>
#define N 200
double u[N], w[N];
int main(void) {
  double error = 1;
  u[0] = 1;
#pragma omp parallel // unsafe: captured-mutation
  {
    while (error > 1e-3) { // safe
#pragma omp single // unsafe: captured-mutation
      error = 0;
#pragma omp for reduction(max : error) // safe
      for (int i = 1; i < N - 1; i++) {
        w[i] = 0.5 * (u[i - 1] + u[i + 1]);
        error = fmax(error, fabs(w[i] - u[i]));
      }
#pragma omp for // safe
      for (int i = 1; i < N - 1; i++) u[i] = w[i];
    }
  }
  return (int)u[1];
}
