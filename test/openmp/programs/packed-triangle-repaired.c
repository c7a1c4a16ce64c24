#define N 60
double packed[N * (N + 1) / 2];
int main(void) {
#pragma omp parallel for schedule(dynamic) // safe
  for (int i = 0; i < N; i++)
    for (int j = 0; j <= i; j++)
      packed[i * (i + 1) / 2 + j] = i - j;
  return (int)packed[5];
}
