#define N 500
int to[N];
double in[N], out[N];
int main(void) {
  for (int i = 0; i < N; i++) to[i] = i / 2;
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 0; i < N; i++) out[to[i]] += in[i];
  return (int)out[0];
}
