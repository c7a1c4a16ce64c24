// Small programs of many kinds, each racy and repaired.
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#define N 1024
// ---- master/single ordering, tasks
void safe_two_phase(int *a, int n) {
#pragma omp parallel
  {
#pragma omp single // safe
    {
      for (int i = 0; i < n; i++) {
#pragma omp task firstprivate(i) // safe
        a[i] = i;
      }
#pragma omp taskwait
      for (int i = 1; i < n; i++) {
#pragma omp task firstprivate(i) // safe
        a[i - 1] += 1;
      }
    }
#pragma omp for // safe
    for (int i = 0; i < n; i++) a[i] *= 2;
  }
}
void racy_two_phase(int *a, int n) {
#pragma omp parallel
  {
#pragma omp single // safe
    {
      for (int i = 0; i < n; i++) {
#pragma omp task firstprivate(i) // unsafe: overlapping-elements
        a[i] = i;
      }
      for (int i = 1; i < n; i++) {
#pragma omp task firstprivate(i) // unsafe: overlapping-elements
        a[i - 1] += 1;
      }
    }
  }
}
void safe_single_list(int n) {
  struct node { int v; struct node *next; } *head = NULL;
  for (int i = 0; i < n; i++) {
    struct node *x = malloc(sizeof *x);
    x->v = i; x->next = head; head = x;
  }
#pragma omp parallel
#pragma omp single // safe
  for (struct node *p = head; p; p = p->next) {
#pragma omp task firstprivate(p) // safe (today: unknown)
    p->v *= 2;
  }
}
void racy_single_list(int n) {
  struct node { int v; struct node *next; } *head = NULL;
  int sum = 0;
  for (int i = 0; i < n; i++) {
    struct node *x = malloc(sizeof *x);
    x->v = i; x->next = head; head = x;
  }
#pragma omp parallel
#pragma omp single // safe
  for (struct node *p = head; p; p = p->next) {
#pragma omp task firstprivate(p) shared(sum) // unsafe: captured-mutation
    sum += p->v;
  }
  printf("%d\n", sum);
}
void racy_list_filter(int n) {
  struct node { int v; struct node *next; } *head = NULL;
  int sum = 0;
  for (int i = 0; i < n; i++) {
    struct node *x = malloc(sizeof *x);
    x->v = i; x->next = head; head = x;
  }
#pragma omp parallel
#pragma omp single // safe
  for (struct node *p = head; p; p = p->next) {
    if (p->v % 2 == 0) {
#pragma omp task firstprivate(p) shared(sum) // unsafe: captured-mutation
      sum += p->v;
    }
  }
  printf("%d\n", sum);
}
// ---- tasks with a batch counter
void racy_batches(int *a, int n) {
  int sum = 0;
#pragma omp parallel
#pragma omp single // safe
  {
    int pending = 0;
    for (int i = 0; i < n; i++) {
#pragma omp task shared(sum) // unsafe: captured-mutation
      sum += a[i];
      if (++pending == 8) {
#pragma omp taskwait
        pending = 0;
      }
    }
  }
  printf("%d\n", sum);
}
void safe_batches(int *a, int n) {
#pragma omp parallel
#pragma omp single // safe
  {
    int pending = 0;
    for (int i = 0; i < n; i++) {
#pragma omp task // safe
      a[i]++;
      if (++pending == 8) {
#pragma omp taskwait
        pending = 0;
      }
    }
  }
}
void safe_one_at_a_time(int *a, int n) {
  int sum = 0;
#pragma omp parallel
#pragma omp single // safe
  for (int i = 0; i < n; i++) {
    if (i != 0) {
#pragma omp taskwait
    }
#pragma omp task shared(sum) // safe (today: unknown)
    sum += a[i];
  }
  printf("%d\n", sum);
}
void safe_leader(int n) {
  int best = 0, started = 0;
#pragma omp parallel
#pragma omp single // safe
  for (int i = 0; i < n; i++) {
    if (!started) {
      started = 1;
#pragma omp task shared(best) // safe (today: unknown)
      best = i;
    }
  }
  printf("%d\n", best);
}
void safe_one_task_atomic(int n) {
  int done = 0, x = 0;
#pragma omp parallel // safe (today: unknown)
  {
    int old;
#pragma omp atomic capture
    { old = done; done = 1; }
    if (!old) {
#pragma omp task shared(x) // safe
      x++;
    }
  }
  printf("%d %d\n", x, n);
}
void safe_one_thread_atomic(int n) {
  int done = 0, x = 0;
#pragma omp parallel // safe (today: unknown)
  {
    int old;
#pragma omp atomic capture
    { old = done; done = 1; }
    if (!old) x = n;
  }
  printf("%d\n", x);
}
void safe_by_number(int *a) {
#pragma omp parallel num_threads(3) // safe
  {
    switch (omp_get_thread_num()) {
    case 0: a[0] = 1; break;
    case 1: a[1] = 2; break;
    default: a[2] = 3; break;
    }
  }
}
void racy_by_number(int *a) {
#pragma omp parallel num_threads(4) // unsafe: overlapping-elements
  {
    switch (omp_get_thread_num()) {
    case 0: a[0] = 1; break;
    case 1: a[1] = 2; break;
    default: a[2] = 3; break;
    }
  }
}
void safe_ifs(int *a) {
#pragma omp parallel num_threads(2) // safe
  {
    int t = omp_get_thread_num();
    if (t == 0) a[0] = 1;
    if (t == 1) a[1] = a[2];
#pragma omp barrier
    if (t == 0) a[1]++; // safe
    if (t == 1) a[0]++;
  }
}
void racy_ifs(int *a) {
#pragma omp parallel num_threads(2) // unsafe: captured-mutation
  {
    int t = omp_get_thread_num();
    if (t == 0) a[0] = 1;
    if (t == 1) a[1] = a[0];
  }
}
// ---- teams of one
void safe_serial_region(int *a, int n) {
  int sum = 0;
#pragma omp parallel num_threads(1) // safe
  {
#pragma omp for // safe
    for (int i = 0; i < n; i++) sum += a[i];
#pragma omp sections // safe
    {
#pragma omp section // safe
      sum++;
#pragma omp section // safe
      sum++;
    }
  }
  printf("%d\n", sum);
}
void safe_if_zero(int *a, int n) {
  int sum = 0;
#pragma omp parallel for if (0) // safe
  for (int i = 0; i < n; i++) sum += a[i];
  printf("%d\n", sum);
}
void racy_if_n(int *a, int n) {
  int sum = 0;
#pragma omp parallel for if (n > 1000) // unsafe: captured-mutation
  for (int i = 0; i < n; i++) sum += a[i];
  printf("%d\n", sum);
}
// ---- nested in a team of one
void racy_inner(int n) {
  int s = 0;
#pragma omp parallel num_threads(1) // safe
  {
#pragma omp parallel num_threads(4) // unsafe: captured-mutation
    s += n;
  }
  printf("%d\n", s);
}
// ---- barriers in loops
void safe_rounds(double *a, double *b, int n, int steps) {
#pragma omp parallel
  for (int t = 0; t < steps; t++) {
#pragma omp for // safe
    for (int i = 1; i < n - 1; i++) b[i] = i;
#pragma omp for // safe
    for (int i = 1; i < n - 1; i++) a[i] = i;
  }
}
static double ga[N], gb[N];
void safe_rounds_g(int steps) {
#pragma omp parallel
  for (int t = 0; t < steps; t++) {
#pragma omp for // safe
    for (int i = 1; i < N - 1; i++) gb[i] = (ga[i - 1] + ga[i + 1]) / 2;
#pragma omp for // safe
    for (int i = 1; i < N - 1; i++) ga[i] = gb[i];
  }
}
void racy_rounds_g(int steps) {
#pragma omp parallel
  for (int t = 0; t < steps; t++) {
#pragma omp for // unsafe: overlapping-elements
    for (int i = 1; i < N - 1; i++) gb[i] = (ga[i - 1] + ga[i + 1]) / 2;
#pragma omp for nowait // unsafe: overlapping-elements
    for (int i = 1; i < N - 1; i++) ga[i] = gb[i];
  }
}
void safe_converge(void) {
  double err = 1;
#pragma omp parallel
  while (1) {
#pragma omp barrier
#pragma omp single // safe
    err = 0;
#pragma omp for reduction(max : err) // safe
    for (int i = 1; i < N - 1; i++) {
      double d = ga[i] - gb[i];
      if (d > err) err = d;
    }
    if (err < 1e-3) break; // safe
  }
}
// ---- static schedule pairs
void safe_static_pair(void) {
#pragma omp parallel
  {
#pragma omp for schedule(static) nowait // safe
    for (int i = 0; i < N; i++) ga[i] = i;
#pragma omp for schedule(static) // safe
    for (int i = 0; i < N; i++) gb[i] = ga[i];
  }
}
void racy_static_pair(void) {
#pragma omp parallel // unsafe: captured-mutation (today: unknown)
  {
#pragma omp for schedule(static) nowait // unsafe: captured-mutation (today: unknown)
    for (int i = 0; i < N; i++) ga[i] = i;
#pragma omp for schedule(static)
    for (int i = 1; i < N; i++) gb[i] = ga[i - 1];
  }
}
void racy_dynamic_pair(void) {
#pragma omp parallel
  {
#pragma omp for schedule(dynamic) nowait // unsafe: overlapping-elements
    for (int i = 0; i < N; i++) ga[i] = i;
#pragma omp for schedule(dynamic) // unsafe: overlapping-elements
    for (int i = 0; i < N; i++) gb[i] = ga[i];
  }
}
// ---- critical names, atomics and criticals
void racy_names(int n) {
  int s = 0;
#pragma omp parallel for // unsafe: wrong-lock
  for (int i = 0; i < n; i++) {
    if (i % 2) {
#pragma omp critical(odd)
      s += i;
    } else {
#pragma omp critical(even)
      s += i;
    }
  }
  printf("%d\n", s);
}
void racy_mixed(int n) {
  int s = 0;
#pragma omp parallel for // unsafe: wrong-lock
  for (int i = 0; i < n; i++) {
    if (i % 2) {
#pragma omp critical
      s += i;
    } else {
#pragma omp atomic
      s += i;
    }
  }
  printf("%d\n", s);
}
void safe_dcl(const int *v, int n) {
  int max = v[0];
#pragma omp parallel for // safe
  for (int i = 0; i < n; i++) {
    int m;
#pragma omp atomic read
    m = max;
    if (v[i] > m) {
#pragma omp critical
      if (v[i] > max) {
#pragma omp atomic write
        max = v[i];
      }
    }
  }
  printf("%d\n", max);
}
void racy_dcl(const int *v, int n) {
  int max = v[0];
#pragma omp parallel for // unsafe: captured-mutation
  for (int i = 0; i < n; i++) {
    if (v[i] > max) {
#pragma omp critical
      if (v[i] > max) max = v[i];
    }
  }
  printf("%d\n", max);
}
// ---- collapse with dependent bounds, strides
void safe_stride(int *a, int n) {
#pragma omp parallel for // safe (today: unknown)
  for (int i = 0; i < n; i += 4)
    for (int k = 0; k < 4 && i + k < n; k++) a[i + k] = k;
}
void racy_stride(int *a, int n) {
#pragma omp parallel for // unsafe: captured-mutation (today: unknown)
  for (int i = 0; i < n; i += 4)
    for (int k = 0; k <= 4 && i + k < n; k++) a[i + k] = k;
}
void safe_even_odd(int *a, int n) {
  for (int p = 0; p < n; p++) {
#pragma omp parallel for // safe
    for (int i = p % 2; i < n - 1; i += 2)
      if (a[i] > a[i + 1]) { int t = a[i]; a[i] = a[i + 1]; a[i + 1] = t; }
  }
}
void racy_even_odd(int *a, int n) {
  for (int p = 0; p < n; p++) {
#pragma omp parallel for // unsafe: overlapping-elements
    for (int i = p % 2; i < n - 1; i++)
      if (a[i] > a[i + 1]) { int t = a[i]; a[i] = a[i + 1]; a[i + 1] = t; }
  }
}
// ---- prefix sum in three steps
void safe_prefix(int *a, int n) {
  int nt = omp_get_max_threads();
  int *off = calloc(nt + 1, sizeof *off);
#pragma omp parallel num_threads(nt)
  {
    int t = omp_get_thread_num(), s = 0;
#pragma omp for schedule(static) nowait // safe
    for (int i = 0; i < n; i++) { s += a[i]; a[i] = s; }
    off[t + 1] = s; // safe
#pragma omp barrier
    int add = 0; // safe
    for (int k = 0; k <= t; k++) add += off[k];
#pragma omp for schedule(static) // safe
    for (int i = 0; i < n; i++) a[i] += add;
  }
  free(off);
}
void racy_prefix(int *a, int n) {
  int nt = omp_get_max_threads();
  int *off = calloc(nt + 1, sizeof *off);
#pragma omp parallel num_threads(nt)
  {
    int t = omp_get_thread_num(), s = 0;
#pragma omp for schedule(static) nowait // safe
    for (int i = 0; i < n; i++) { s += a[i]; a[i] = s; }
    off[t + 1] = s; // unsafe: overlapping-elements
    int add = 0;
    for (int k = 0; k <= t; k++) add += off[k];
#pragma omp for schedule(static) // safe
    for (int i = 0; i < n; i++) a[i] += add;
  }
  free(off);
}
// ---- producers and consumers by tasks
void safe_stages(int n) {
  int buf[2], out = 0;
#pragma omp parallel
#pragma omp single // safe
  for (int i = 0; i < n; i++) {
    int k = i % 2;
#pragma omp task depend(out : buf[k]) firstprivate(k) // safe
    buf[k] = i;
#pragma omp task depend(in : buf[k]) depend(inout : out) firstprivate(k) // safe
    out += buf[k];
  }
  printf("%d\n", out);
}
void racy_stages2(int n) {
  int buf[2], out = 0;
#pragma omp parallel
#pragma omp single // safe
  for (int i = 0; i < n; i++) {
    int k = i % 2;
#pragma omp task depend(out : buf[k]) firstprivate(k) // safe
    buf[k] = i;
#pragma omp task depend(in : buf[k]) shared(out) firstprivate(k) // unsafe: wrong-lock
    out += buf[k];
  }
  printf("%d\n", out);
}
void safe_tg(int *a) {
  int x = 0, y = 0;
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp taskgroup
    {
#pragma omp task shared(x) // safe
      x = a[0];
#pragma omp task shared(y) // safe
      y = a[1];
    }
    a[2] = x + y;
  }
}
void racy_tg(int *a) {
  int x = 0, y = 0;
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp taskgroup
    {
#pragma omp task shared(x) // safe
      x = a[0];
    }
#pragma omp task shared(y) // unsafe: captured-mutation
    y = a[1];
    a[2] = x + y;
  }
}
void safe_final(int *a, int n) {
#pragma omp parallel
#pragma omp single // safe
  for (int i = 0; i < n; i++) {
#pragma omp task final(i > 8) mergeable // safe
    a[i] = i;
  }
}
void racy_untied(int n) {
  int c = 0;
#pragma omp parallel
#pragma omp single // safe
  for (int i = 0; i < n; i++) {
#pragma omp task untied shared(c) // unsafe: captured-mutation
    {
      c++;
#pragma omp taskyield
    }
  }
  printf("%d\n", c);
}
int main(int argc, char **argv) {
  int n = argc > 1 ? atoi(argv[1]) : 100;
  int *a = malloc(n * sizeof *a);
  memset(a, 0, n * sizeof *a);
  safe_two_phase(a, n);
  free(a);
  return 0;
}
