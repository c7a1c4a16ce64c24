// Functions that rest on what others of the program have set before.
#define N 100
static int stride, order[N];
static double a[N];
double out[N];
int hits;
void set_up(void) {
  stride = 1;
  for (int i = 0; i < N; i++)
    order[i] = N - 1 - i;
}
void by_stride(void) {
#pragma omp parallel for // unknown: stride
  for (int i = 0; i < N; i++)
    a[i * stride] = i;
}
void in_order(void) {
#pragma omp parallel for // unknown: index `k`
  for (int i = 0; i < N; i++) {
    int k = order[i];
    out[k] = a[i];
  }
}
// What they are does not matter here.
void racy_by_halves(void) {
  int half[N];
  for (int i = 0; i < N; i++)
    half[i] = i / 2;
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 0; i < N; i++)
    out[half[i]] = a[i];
}
void by_halves(void) {
  int half[N];
  for (int i = 0; i < N; i++)
    half[i] = i / 2;
#pragma omp parallel for // safe
  for (int i = 0; i < N; i++)
    out[i] = a[half[i]];
}
