int main(void) {
  int scale, v[100];
#pragma omp parallel
  {
#pragma omp masked // safe
    scale = 3;
#pragma omp barrier
#pragma omp for // safe
    for (int i = 0; i < 100; i++) v[i] = i * scale;
  }
  return v[5];
}
