double a[100], b[100];
int main(void) {
  double t;
#pragma omp parallel sections private(t)
  {
#pragma omp section // safe
    for (int i = 0; i < 100; i++) { t = i * 2.0; a[i] = t * t; }
#pragma omp section // safe
    for (int i = 0; i < 100; i++) { t = i * 3.0; b[i] = t * t; }
  }
  return (int)(a[1] + b[1]);
}
