int limit = 4, a[100];
struct Raised {
  Raised() { limit = 5; }
};
void fill() {
#pragma omp parallel // safe (today: unknown)
  {
    const bool high = limit > 10;
#pragma omp barrier
    if (high) {
#pragma omp for
      for (int i = 0; i < 100; i++)
        a[i] = i;
    }
#pragma omp single nowait
    { Raised now; }
  }
}
