// Dependences that loops carry: true, anti, output; one and two dimensions; strides, bounds.
#include <stdio.h>
#include <stdlib.h>
#define N 512
int a[N], b[N], c[2 * N + 8]; double m[N][N], w[N][N]; int step_of = 2;
struct pair { int left, right; } pairs[N];
static const int table[8] = {3, 1, 4, 0, 5, 2, 6, 7}, doubled[8] = {3, 1, 4, 1, 5, 2, 6, 7};

void true_far_racy(int n) {
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 7; i < n; i++) a[i] = a[i - 7] + 1;
}
void true_far_safe(int n) {
#pragma omp parallel for // safe
  for (int i = 7; i < n; i++) a[i] = b[i - 7] + 1;
}
void anti_racy(void) {
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 0; i < N - 1; i++) a[i] = a[i + 1] + b[i];
}
void anti_safe(void) {
#pragma omp parallel for // safe
  for (int i = 0; i < N - 1; i++) c[i] = a[i + 1] + b[i];
}
void output_racy(void) {
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 0; i < N; i++) a[i / 2] = i;
}
void output_safe(void) {
#pragma omp parallel for // safe
  for (int i = 0; i < N; i++) c[i * 2] = i;
}
void scalar_output_racy(int len, int *x_out) {
  int x = 0;
#pragma omp parallel for // unsafe: captured-mutation
  for (int i = 0; i < len; i++) { a[i] = x; x = i; }
  *x_out = x;
}
void scalar_output_safe(int len, int *x_out) {
  int x = 0;
#pragma omp parallel for lastprivate(x) // safe
  for (int i = 0; i < len; i++) { x = i; a[i] = x; }
  *x_out = x;
}
void inner_carried_racy(void) {
  for (int i = 0; i < N; i++) {
#pragma omp parallel for // unsafe: overlapping-elements
    for (int j = 1; j < N; j++) m[i][j] = m[i][j - 1];
  }
}
void inner_carried_safe(void) {
  for (int i = 1; i < N; i++) {
#pragma omp parallel for // safe
    for (int j = 0; j < N; j++) m[i][j] = m[i - 1][j];
  }
}
void outer_carried_racy(int n, int k) {
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 1; i < n; i++)
    for (int j = 0; j < k; j++) m[i][j] = m[i - 1][j] * 0.5;
}
void outer_carried_safe(int n, int k) {
#pragma omp parallel for // safe
  for (int i = 0; i < n; i++)
    for (int j = 1; j < k; j++) m[i][j] = m[i][j - 1] * 0.5;
}
void diagonal_racy(void) {
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 1; i < N; i++)
    for (int j = 1; j < N; j++) m[i][j] = m[i - 1][j - 1] + 1;
}
void diagonal_safe(void) {
#pragma omp parallel for // safe
  for (int i = 1; i < N; i++)
    for (int j = 1; j < N; j++) w[i][j] = m[i - 1][j - 1] + 1;
}
void triangle_racy(int n) {
#pragma omp parallel for schedule(dynamic) // unsafe: overlapping-elements
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) m[j][i] = m[i][j];
}
void triangle_safe(int n) {
#pragma omp parallel for schedule(dynamic) // safe
  for (int i = 0; i < n; i++)
    for (int j = i + 1; j < n; j++) m[j][i] = m[i][j];
}
void variable_stride_racy(void) {
  int k = step_of;
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 0; i < N; i += 1) c[i * k] = c[i] + 1;
}
void stride_const_racy(int n) {
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 0; i < n; i += 3) { a[i] = i; a[i + 3] = 0; }
}
void stride_const_safe(int n) {
#pragma omp parallel for // safe
  for (int i = 0; i < n; i += 3) { a[i] = i; a[i + 2] = 0; }
}
void stride_arg_safe(int n, int s) {
#pragma omp parallel for // safe (today: unknown)
  for (int i = 0; i < n; i += s) { a[i] = i; }
}
void linear_racy(void) {
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 0; i < N / 2; i++) a[2 * i] = a[i] + 1;
}
void linear_safe(void) {
#pragma omp parallel for // safe
  for (int i = 0; i < N / 2; i++) a[2 * i] = a[2 * i + 1] + 1;
}
void mirror_racy(int n) {
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 0; i < n; i++) a[i] = a[n - 1 - i];
}
void mirror_safe(void) {
#pragma omp parallel for // safe
  for (int i = 0; i < N / 2; i++) a[i] = a[N - 1 - i];
}
void table_racy(void) {
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 0; i < 8; i++) a[doubled[i]] += i;
}
void table_safe(void) {
#pragma omp parallel for // safe
  for (int i = 0; i < 8; i++) a[table[i]] += i;
}
void struct_racy(void) {
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 0; i < N - 1; i++) pairs[i].left = pairs[i + 1].left;
}
void struct_safe(void) {
#pragma omp parallel for // safe
  for (int i = 0; i < N - 1; i++) pairs[i].left = pairs[i + 1].right;
}
static void shift(int *to, int *from, int n) {
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 0; i < n; i++) to[i] = from[i] + 1;
}
static void shift_apart(int *to, int *from, int n) {
#pragma omp parallel for // safe
  for (int i = 0; i < n; i++) to[i] = from[i] + 1;
}
int same_malloc(void) {
  int *p = malloc(sizeof(int) * 1000);
  for (int i = 0; i < 1000; i++) p[i] = i;
  shift(p, p + 1, 900);
  shift_apart(p, p + 500, 500);
  int r = p[4];
  free(p);
  return r;
}
static int *whole(void) { return a; }
void through_function_racy(void) {
  int *p = whole();
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 1; i < N; i++) p[i] = a[i - 1];
}
void through_function_safe(void) {
  int *p = whole();
#pragma omp parallel for // safe
  for (int i = 1; i < N; i++) p[i] = b[i - 1];
}
static void put(int i, int v) { a[i] = v; }
static int get(int i) { return a[i]; }
void in_functions_racy(void) {
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 0; i < N - 1; i++) put(i, get(i + 1));
}
void in_functions_safe(void) {
#pragma omp parallel for // safe
  for (int i = 0; i < N - 1; i++) put(i, get(i) + b[i + 1]);
}
void alternate_racy(void) {
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 0; i < N - 1; i++) {
    if (i % 2 == 0) a[i] = 1;
    else a[i + 1] = 2;
  }
}
void alternate_safe(void) {
#pragma omp parallel for // safe
  for (int i = 0; i < N - 1; i++) {
    if (i % 2 == 0) a[i] = 1;
    else a[i] = 2;
  }
}
void first_element_racy(void) {
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 0; i < N; i++) a[i] = a[0] + 1;
}
void first_element_safe(void) {
  int f = a[0];
#pragma omp parallel for // safe
  for (int i = 0; i < N; i++) a[i] = f + 1;
}
void first_element_aside_safe(void) {
#pragma omp parallel for // safe
  for (int i = 1; i < N; i++) a[i] = a[0] + 1;
}
void middle_racy(int n) {
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 0; i < n; i++)
    if (i == n / 2) a[0] = 3; else b[i] = a[0];
}
void flat_racy(double *x, int rows, int cols) {
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 1; i < rows; i++)
    for (int j = 0; j < cols; j++) x[i * cols + j] += x[(i - 1) * cols + j];
}
void flat_safe(double *x, int rows, int cols) {
#pragma omp parallel for // safe
  for (int i = 0; i < rows; i++)
    for (int j = 1; j < cols; j++) x[i * cols + j] += x[i * cols + j - 1];
}
void vla_racy(int n) {
  double v[n][n];
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 0; i < n - 1; i++)
    for (int j = 0; j < n; j++) v[i][j] = v[i + 1][j];
}
void vla_safe(int n) {
  double v[n][n];
#pragma omp parallel for // safe
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n - 1; j++) v[i][j] = v[i][j + 1];
}
void rows_by_malloc_racy(int n) {
  int **r = malloc(n * sizeof *r);
  for (int i = 0; i < n; i++) r[i] = malloc(n * sizeof **r);
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 1; i < n; i++)
    for (int j = 0; j < n; j++) r[i][j] = r[i - 1][j];
  for (int i = 0; i < n; i++) free(r[i]);
  free(r);
}
void rows_by_malloc_safe(int n) {
  int **r = malloc(n * sizeof *r);
  for (int i = 0; i < n; i++) r[i] = malloc(n * sizeof **r);
#pragma omp parallel for // safe
  for (int i = 0; i < n; i++)
    for (int j = 1; j < n; j++) r[i][j] = r[i][j - 1];
  for (int i = 0; i < n; i++) free(r[i]);
  free(r);
}
void induction_racy(void) {
  int j = 0;
#pragma omp parallel for // unsafe: captured-mutation
  for (int i = 0; i < N; i++) { c[j] = i; j += 2; }
}
void induction_safe(void) {
  int j = 0;
#pragma omp parallel for linear(j : 2) // safe
  for (int i = 0; i < N; i++) { c[j] = i; j += 2; }
}
void backwards_racy(void) {
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = N - 2; i >= 0; i--) a[i] = a[i + 1];
}
void backwards_safe(void) {
#pragma omp parallel for // safe
  for (int i = N - 1; i >= 0; i--) a[i] = a[i] - b[i];
}
void collapse_racy(void) {
#pragma omp parallel for collapse(2) // unsafe: overlapping-elements
  for (int i = 0; i < N; i++)
    for (int j = 0; j < N - 1; j++) m[i][j] = m[i][j + 1];
}
void collapse_safe(void) {
#pragma omp parallel for collapse(2) // safe
  for (int i = 0; i < N; i++)
    for (int j = 0; j < N - 1; j++) m[i][j] = w[i][j + 1];
}
void blocks_of_four_racy(void) {
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 0; i < N - 4; i += 4)
    for (int k = 0; k <= 4; k++) a[i + k] = k;
}
void blocks_of_four_safe(void) {
#pragma omp parallel for // safe
  for (int i = 0; i < N - 4; i += 4)
    for (int k = 0; k < 4; k++) a[i + k] = k;
}
void read_index_racy(void) {
  int idx[N];
  for (int i = 0; i < N; i++) idx[i] = i % 8;
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 0; i < N; i++) a[idx[i]] = i;
}
void read_index_safe(void) {
  int idx[N];
  for (int i = 0; i < N; i++) idx[i] = N - 1 - i;
#pragma omp parallel for // safe
  for (int i = 0; i < N; i++) a[idx[i]] = i;
}
