// Tasks: waits, groups, dependences, what a task shares and what it copies.
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#define N 512
int a[N], b[N], c[N], g, h; double x[N]; struct node { int v; struct node *next; } *head;

int two_racy(void) {
  int u = 0;
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task shared(u) // unsafe: captured-mutation
    u = 1;
#pragma omp task shared(u) // unsafe: captured-mutation
    u = 2;
  }
  return u;
}
int two_safe(void) {
  int u = 0;
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task shared(u) // safe
    u = 1;
#pragma omp taskwait
#pragma omp task shared(u) // safe
    u = 2;
  }
  return u;
}
void missing_wait_racy(void) {
  int r = 0;
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task shared(r) // unsafe: captured-mutation
    r = 3;
    printf("%d\n", r);
  }
}
void with_wait_safe(void) {
  int r = 0;
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task shared(r) // safe
    r = 3;
#pragma omp taskwait
    printf("%d\n", r);
  }
}
void firstprivate_safe(void) {
  int r = 0;
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task firstprivate(r) // safe
    { r = 3; a[0] = r; }
    printf("%d\n", r);
  }
}
void depend_racy(void) {
  int v = 0, w = 0;
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task depend(out : v) shared(v) // unsafe: captured-mutation
    v = 1;
#pragma omp task depend(in : w) shared(v, w) // unsafe: captured-mutation
    w = v;
  }
}
void depend_safe(void) {
  int v = 0, w = 0;
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task depend(out : v) shared(v) // safe
    v = 1;
#pragma omp task depend(in : v) shared(v, w) // safe
    w = v;
  }
}
void depend_two_readers_racy(void) {
  int v = 0;
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task depend(out : v) shared(v) // safe
    v = 1;
#pragma omp task depend(in : v) shared(v) // unsafe: global-mutation
    g = v;
#pragma omp task depend(in : v) shared(v) // unsafe: wrong-lock
    g = v + 1;
  }
}
void depend_siblings_only_racy(void) {
  // The dependences of a task's own tasks do not bind the tasks of others.
  int v = 0;
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task shared(v) // unsafe: captured-mutation
    {
#pragma omp task depend(out : v) shared(v) // unsafe: captured-mutation (today: unknown)
      v = 1;
    }
#pragma omp task depend(in : v) shared(v) // unsafe: captured-mutation
    g = v;
  }
}
void inoutset_racy(void) {
  int v = 0;
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task depend(inoutset : v) shared(v) // unsafe: captured-mutation
    v += 1;
#pragma omp task depend(inoutset : v) shared(v) // unsafe: captured-mutation
    v += 2;
  }
}
void mutexinoutset_safe(void) {
  int v = 0;
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task depend(mutexinoutset : v) shared(v) // safe
    v += 1;
#pragma omp task depend(mutexinoutset : v) shared(v) // safe
    v += 2;
  }
}
void all_threads_make_racy(void) {
#pragma omp parallel // unsafe: global-mutation
  {
#pragma omp task // safe
    g++;
  }
}
void all_threads_make_safe(void) {
#pragma omp parallel // safe (today: unknown)
  {
#pragma omp task // safe
    {
#pragma omp atomic
      g++;
    }
  }
}
void loop_of_tasks_racy(void) {
#pragma omp parallel
#pragma omp single // safe
  for (int i = 1; i < N; i++) {
#pragma omp task firstprivate(i) // unsafe: overlapping-elements
    a[i] = a[i - 1] + 1;
  }
}
void loop_of_tasks_safe(void) {
#pragma omp parallel
#pragma omp single // safe
  for (int i = 1; i < N; i++) {
#pragma omp task firstprivate(i) // safe
    a[i] = b[i - 1] + 1;
  }
}
void loop_variable_racy(void) {
  int i;
#pragma omp parallel
#pragma omp single // safe
  for (i = 0; i < N; i++) {
#pragma omp task shared(i) // unsafe: captured-mutation
    a[i] = 1;
  }
}
void loop_depend_safe(void) {
#pragma omp parallel
#pragma omp single // safe
  for (int i = 1; i < N; i++) {
#pragma omp task depend(in : a[i - 1]) depend(out : a[i]) // safe
    a[i] = a[i - 1] + 1;
  }
}
void loop_depend_racy(void) {
#pragma omp parallel
#pragma omp single // safe
  for (int i = 1; i < N; i++) {
#pragma omp task depend(out : a[i]) // unsafe: wrong-lock
    a[i] = a[i - 1] + 1;
  }
}
void group_racy(void) {
  int r = 0;
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task shared(r) // safe
    {
#pragma omp task shared(r) // unsafe: captured-mutation (today: unknown)
      r++;
    }
#pragma omp taskwait
    printf("%d\n", r);
  }
}
void group_safe(void) {
  int r = 0;
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp taskgroup
    {
#pragma omp task shared(r) // safe
      {
#pragma omp task shared(r) // safe (today: unknown)
        r++;
      }
    }
    printf("%d\n", r);
  }
}
void undeferred_safe(void) {
  int r = 0;
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task shared(r) if (0) // safe
    r = 1;
    printf("%d\n", r);
  }
}
void undeferred_maybe_racy(int n) {
  int r = 0;
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task shared(r) if (n > 10) // unsafe: captured-mutation
    r = 1;
    printf("%d\n", r);
  }
}
void final_racy(void) {
  int r = 0;
#pragma omp parallel
#pragma omp single // safe
  {
    // `final` makes what it starts undeferred, not itself.
#pragma omp task shared(r) final(1) // unsafe: captured-mutation
    r = 1;
    r = 2;
  }
}
void mergeable_racy(void) {
  int r = 2;
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task shared(r) mergeable // unsafe: captured-mutation
    r++;
    printf("%d\n", r);
  }
}
void priority_racy(void) {
#pragma omp parallel
#pragma omp single // safe
  {
    // Which comes first is a wish.
#pragma omp task priority(10) // unsafe: global-mutation
    g = 1;
#pragma omp task priority(1) // unsafe: global-mutation
    h = g;
  }
}
void taskloop_racy(void) {
  int s = 0;
#pragma omp parallel
#pragma omp single // safe
#pragma omp taskloop shared(s) // unsafe: captured-mutation
  for (int i = 0; i < N; i++) s += a[i];
  g = s;
}
void taskloop_safe(void) {
  int s = 0;
#pragma omp parallel
#pragma omp single // safe
#pragma omp taskloop reduction(+ : s) // safe
  for (int i = 0; i < N; i++) s += a[i];
  g = s;
}
void taskloop_missing_single_racy(void) {
#pragma omp parallel // unsafe: overlapping-elements
  {
#pragma omp taskloop // safe
    for (int i = 0; i < N; i++) a[i]++;
  }
}
void taskloop_nogroup_racy(void) {
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp taskloop nogroup // unsafe: overlapping-elements
    for (int i = 0; i < N; i++) a[i] = i;
    printf("%d\n", a[0]);
  }
}
void taskloop_group_safe(void) {
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp taskloop // safe
    for (int i = 0; i < N; i++) a[i] = i;
    printf("%d\n", a[0]);
  }
}
int fib_racy(int n) {
  int l, r;
  if (n < 2) return n;
#pragma omp task shared(l) // unsafe: captured-mutation
  l = fib_racy(n - 1);
#pragma omp task shared(r) // unsafe: captured-mutation
  r = fib_racy(n - 2);
  return l + r;
}
int fib_safe(int n) {
  int l, r;
  if (n < 2) return n;
#pragma omp task shared(l) // safe
  l = fib_safe(n - 1);
#pragma omp task shared(r) // safe
  r = fib_safe(n - 2);
#pragma omp taskwait
  return l + r;
}
void start_fib(void) {
#pragma omp parallel
#pragma omp single // safe
  g = fib_safe(20);
}
void list_racy(void) {
#pragma omp parallel
#pragma omp single // safe
  {
    struct node *p = head;
    while (p) {
#pragma omp task shared(p) // unsafe: captured-mutation
      p->v *= 2;
      p = p->next;
    }
  }
}
void single_then_tasks_racy(void) {
#pragma omp parallel
  {
#pragma omp single nowait // unsafe: global-mutation
    {
#pragma omp task // safe
      g = 1;
    }
#pragma omp master // unsafe: global-mutation
    g = 2;
  }
}
void single_then_tasks_safe(void) {
#pragma omp parallel
  {
#pragma omp single // safe
    {
#pragma omp task // safe
      g = 1;
    }
#pragma omp master // safe
    g = 2;
  }
}
static void leaf(int i) { c[i] = a[i] + b[i]; }
void task_calls_safe(void) {
#pragma omp parallel
#pragma omp single // safe
  for (int i = 0; i < N; i++) {
#pragma omp task // safe
    leaf(i);
  }
}
static int *slot(int i) { return &c[i / 2]; }
void task_calls_racy(void) {
#pragma omp parallel
#pragma omp single // safe
  for (int i = 0; i < N; i++) {
#pragma omp task // unsafe: overlapping-elements
    *slot(i) = i;
  }
}
void taskwait_depend_safe(void) {
  int v = 0, w = 0;
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task depend(out : v) shared(v) // safe
    v = 1;
#pragma omp task depend(out : w) shared(w) // safe
    w = 2;
#pragma omp taskwait depend(in : v)
    printf("%d\n", v);
  }
}
void taskwait_depend_racy(void) {
  int v = 0, w = 0;
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task depend(out : v) shared(v) // safe
    v = 1;
#pragma omp task depend(out : w) shared(w) // unsafe: captured-mutation
    w = 2;
#pragma omp taskwait depend(in : v)
    printf("%d\n", w);
  }
}
void detach_racy(void) {
  omp_event_handle_t done;
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task detach(done) // unsafe: global-mutation
    { g = 1; omp_fulfill_event(done); }
    g = 2;
#pragma omp taskwait
  }
}
void task_private_threadprivate_safe(void) {
#pragma omp parallel
#pragma omp single // safe
  {
    int y = 1;
#pragma omp task private(y) // safe (today: unknown)
    { y = 2; a[0] = y; }
    y = 3;
    a[1] = y;
  }
}
