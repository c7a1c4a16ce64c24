int v[50];
int main(void) {
#pragma omp parallel
#pragma omp single // safe
  {
    int i;
    for (i = 0; i < 50; i++) {
#pragma omp task firstprivate(i) // safe
      v[i] = i;
    }
#pragma omp taskwait
  }
  return v[3];
}
