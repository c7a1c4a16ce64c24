#define N 1024
long v[N];
int main(void) {
  for (int i = 0; i < N; i++) v[i] = i;
  for (int s = N / 2; s > 0; s /= 2) {
#pragma omp parallel for // safe
    for (int i = 0; i < s; i++)
      v[i] += v[i + s];
  }
  return (int)v[0];
}
