// What threads put together in the end.
int h[16], x[100], g; 
void late(void) {
#pragma omp parallel
  {
#pragma omp for nowait // unsafe: overlapping-elements
    for (int i = 0; i < 100; i++) x[i] = h[i % 16];
#pragma omp for reduction(+ : h) // unsafe: overlapping-elements
    for (int i = 0; i < 100; i++) h[i % 16] += i;
  }
}
void ptr(int *p) {
#pragma omp parallel
  {
#pragma omp for nowait // unsafe: overlapping-elements
    for (int i = 0; i < 100; i++) x[i] = p[i % 16];
#pragma omp for reduction(+ : p[0 : 16]) // unsafe: overlapping-elements
    for (int i = 0; i < 100; i++) p[i % 16] += i;
  }
}
typedef struct { int v; } S;
static S add(S a, S b) { g++; a.v += b.v; return a; }
#pragma omp declare reduction(sum : S : omp_out = add(omp_out, omp_in)) initializer(omp_priv = {0})
void comb(void) {
  S s = {0};
#pragma omp parallel for reduction(sum : s) // unsafe: global-mutation
  for (int i = 0; i < 100; i++) s.v += i;
  g = s.v;
}
void twice(void) {
  S s = {0}, t = {0};
#pragma omp parallel for reduction(sum : s, t) // unsafe: global-mutation
  for (int i = 0; i < 100; i++) { s.v += i; t.v++; }
  g = s.v;
}
void outside(void) {
  S s = {0};
#pragma omp parallel for reduction(sum : s) // unsafe: overlapping-elements
  for (int i = 0; i < 100; i++) { s.v += i; x[0] = i; }
}
void last(void) {
  int v[4];
#pragma omp parallel
  {
#pragma omp for lastprivate(v) nowait // unsafe: overlapping-elements
    for (int i = 0; i < 100; i++) v[0] = i;
#pragma omp for // unsafe: captured-mutation
    for (int i = 0; i < 100; i++) x[i] = v[0];
  }
}
int alone(int *p) {
  int y[16];
#pragma omp parallel
  {
#pragma omp for reduction(+ : p[0 : 16]) // safe
    for (int i = 0; i < 100; i++) p[i % 16] += i;
#pragma omp for // safe
    for (int i = 0; i < 16; i++) y[i] = p[i];
  }
  return y[3];
}
