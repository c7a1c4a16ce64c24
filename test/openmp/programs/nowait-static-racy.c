int main(void) {
  double a[100], b[100];
#pragma omp parallel // unknown: parts of one thread without a barrier between them that are divided by the thread
  {
#pragma omp for schedule(static) nowait // unknown: parts of one thread without a barrier between them that are divided by the thread
    for (int i = 0; i < 100; i++) a[i] = i;
#pragma omp for schedule(static)
    for (int i = 0; i < 99; i++) b[i] = a[i + 1] * 2;
  }
  return (int)b[5];
}
