typedef struct { double value; int at; } best_t;
static best_t larger(best_t a, best_t b) { return a.value > b.value ? a : b; }
#pragma omp declare reduction(largest : best_t : omp_out = larger(omp_out, omp_in)) initializer(omp_priv = {-1e30, -1})
double v[1000];
int main(void) {
  best_t best = {-1e30, -1};
  for (int i = 0; i < 1000; i++) v[i] = (i * 37) % 1000;
#pragma omp parallel for reduction(largest : best) // safe
  for (int i = 0; i < 1000; i++) {
    best_t here = {v[i], i};
    best = larger(best, here);
  }
  return best.at;
}
