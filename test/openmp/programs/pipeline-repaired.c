#define N 20
int raw[N], done[N];
int main(void) {
#pragma omp parallel
#pragma omp single // safe
  for (int i = 0; i < N; i++) {
#pragma omp task depend(out : raw[i]) // safe
    raw[i] = i * i;
#pragma omp task depend(in : raw[i]) // safe
    done[i] = raw[i] + 1;
  }
  return done[3];
}
