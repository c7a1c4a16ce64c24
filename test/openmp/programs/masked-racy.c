int main(void) {
  int scale, v[100];
#pragma omp parallel
  {
#pragma omp masked // unsafe: overlapping-elements
    scale = 3;
#pragma omp for // unsafe: captured-mutation
    for (int i = 0; i < 100; i++) v[i] = i * scale;
  }
  return v[5];
}
