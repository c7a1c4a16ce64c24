int limit = 4, a[100];
struct Raised {
  Raised() { limit = 5; } // race
};
void fill() {
#pragma omp parallel // unsafe: global-mutation
  {
    if (limit > 10) {
#pragma omp for // safe
      for (int i = 0; i < 100; i++)
        a[i] = i;
    }
#pragma omp single nowait // unsafe: global-mutation
    { Raised now; }
  }
}
