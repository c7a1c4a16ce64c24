#define N 1024
long v[N];
int main(void) {
  for (int i = 0; i < N; i++) v[i] = i;
  for (int s = N / 2; s > 0; s /= 2) {
#pragma omp parallel for // unsafe: overlapping-elements
    for (int i = 0; i < 2 * s; i++)
      if (i + s < N)
        v[i] += v[i + s]; // race
  }
  return (int)v[0];
}
