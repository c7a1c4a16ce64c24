#define N 500
int to[N];
double in[N], out[N];
int main(void) {
  for (int i = 0; i < N; i++) to[i] = N - 1 - i;
#pragma omp parallel for // safe
  for (int i = 0; i < N; i++) out[to[i]] += in[i];
  return (int)out[0];
}
