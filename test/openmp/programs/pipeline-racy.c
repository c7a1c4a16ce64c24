#define N 20
int raw[N], done[N];
int main(void) {
#pragma omp parallel
#pragma omp single // safe
  for (int i = 0; i < N; i++) {
#pragma omp task depend(out : raw[i]) // unsafe: overlapping-elements
    raw[i] = i * i;
#pragma omp task // unsafe: overlapping-elements
    done[i] = raw[i] + 1;
  }
  return done[3];
}
