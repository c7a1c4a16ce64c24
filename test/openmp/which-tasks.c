// Which tasks there are, and which of them wait, where tests say so.
#define N 64
int x, y, z, w, counts[N];
void later_rounds_wait_safe(int n) {
#pragma omp parallel
#pragma omp single // safe
  for (int t = 0; t < n; t++) {
    if (t > 0) {
#pragma omp taskwait
    }
#pragma omp task // safe (today: unknown)
    x++;
  }
}
void some_rounds_wait_racy(int n) {
#pragma omp parallel
#pragma omp single // safe
  for (int t = 0; t < n; t++) {
    if (t % 2 == 0) {
#pragma omp taskwait
    }
#pragma omp task // unsafe: global-mutation
    x++;
  }
}
void first_round_waits_racy(int n) {
#pragma omp parallel
#pragma omp single // safe
  for (int t = 0; t < n; t++) {
    if (t == 0) {
#pragma omp taskwait
    }
#pragma omp task // unsafe: global-mutation
    x++;
  }
}
void one_round_safe(int n) {
#pragma omp parallel
#pragma omp single // safe
  {
    int first = 1;
    for (int t = 0; t < n; t++)
      if (first) {
        first = 0;
#pragma omp task // safe (today: unknown)
        x++;
      }
  }
}
void two_rounds_racy(int n) {
#pragma omp parallel
#pragma omp single // safe
  {
    int left = 2;
    for (int t = 0; t < n; t++)
      if (left > 0) {
        left--;
#pragma omp task // unsafe: global-mutation
        x++;
      }
  }
}
void counted_safe(int n) {
#pragma omp parallel
#pragma omp single // safe
  {
    int met = 0;
    for (int t = 0; t < n; t++) {
      met++;
      if (met == 1) {
#pragma omp task // safe (today: unknown)
        x++;
      }
    }
  }
}
void counted_racy(int n) {
#pragma omp parallel
#pragma omp single // safe
  {
    int met = 0;
    for (int t = 0; t < n; t++) {
      met++;
      if (met > 1) {
#pragma omp task // unsafe: global-mutation
        x++;
      }
    }
  }
}
void first_match_safe(const int *key, int n) {
  int left = 1;
#pragma omp parallel
#pragma omp single // safe
  for (int i = 0; i < n; i++)
    if (key[i] > 3 && left) {
      left = 0;
#pragma omp task // safe (today: unknown)
      x++;
    }
}
void each_match_racy(const int *key, int n) {
#pragma omp parallel
#pragma omp single // safe
  for (int i = 0; i < n; i++)
    if (key[i] > 3) {
#pragma omp task // unsafe: global-mutation
      x++;
    }
}
void skipped_safe(int n) {
#pragma omp parallel
#pragma omp single // safe
  {
    int done = 0;
    for (int i = 0; i < n; i++) {
      if (done)
        continue;
      done = 1;
#pragma omp task // safe (today: unknown)
      x++;
    }
  }
}
void skipped_racy(int n) {
#pragma omp parallel
#pragma omp single // safe
  {
    int done = 0;
    for (int i = 0; i < n; i++) {
      if (done > 1)
        continue;
      done++;
#pragma omp task // unsafe: global-mutation
      x++;
    }
  }
}
void left_safe(const int *key, int n) {
#pragma omp parallel
#pragma omp single // safe
  for (int i = 0; i < n; i++) {
#pragma omp task depend(out : y) depend(in : z) // safe (today: unknown)
    x++;
    if (key[0] >= 0)
      break;
  }
}
struct job {
  int started, value;
};
void started_safe(struct job *j, int n) {
  j->started = 0;
#pragma omp parallel
#pragma omp single // safe
  for (int i = 0; i < n; i++)
    if (!j->started) {
      j->started = 1;
#pragma omp task // safe (today: unknown)
      x++;
    }
}
void of_round_racy(struct job *jobs, int n) {
#pragma omp parallel
#pragma omp single // safe
  for (int i = 0; i < n; i++) {
    int wanted = jobs[i].started;
    if (wanted) {
#pragma omp task // unsafe: global-mutation
      x++;
    }
  }
}
// The first thread makes tasks in each round, or twice.
void master_rounds_safe(int n) {
#pragma omp parallel
  for (int t = 0; t < n; t++) {
#pragma omp master // safe (today: unknown)
    {
#pragma omp task depend(inout : x) // safe
      x++;
    }
  }
}
void master_rounds_racy(int n) {
#pragma omp parallel
  for (int t = 0; t < n; t++) {
#pragma omp master // unsafe: wrong-lock
    {
#pragma omp task depend(in : y) // safe
      x++;
    }
  }
}
void two_masters_safe(void) {
#pragma omp parallel
  {
#pragma omp master // safe (today: unknown)
    {
#pragma omp task depend(inout : x) // safe
      x++;
    }
#pragma omp master // safe (today: unknown)
    {
#pragma omp task depend(inout : x) // safe
      x++;
    }
  }
}
void two_masters_racy(void) {
#pragma omp parallel
  {
#pragma omp master // unsafe: wrong-lock
    {
#pragma omp task depend(inout : x) // safe
      w++;
    }
#pragma omp master // unsafe: wrong-lock
    {
#pragma omp task depend(inout : y) // safe
      w++;
    }
  }
}
void two_singles_racy(void) {
#pragma omp parallel
  {
#pragma omp single nowait // unsafe: global-mutation
    {
#pragma omp task depend(inout : x) // safe
      w++;
    }
#pragma omp single nowait // unsafe: global-mutation
    {
#pragma omp task depend(inout : x) // safe
      w++;
    }
  }
}
// One object under two names.
void two_names_safe(void) {
  int *p = &z;
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task depend(inout : z) // safe
    x++;
#pragma omp task depend(inout : *p) // safe
    x++;
  }
}
void two_names_racy(void) {
  int *p = &w;
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task depend(inout : z) // unsafe: global-mutation
    x++;
#pragma omp task depend(inout : *p) // unsafe: global-mutation
    x++;
  }
}
void two_names_in_rounds_safe(void) {
  int *p = &z;
#pragma omp parallel
#pragma omp single // safe
  for (int i = 0; i < 4; i++) {
#pragma omp task depend(inout : z) // safe
    x++;
#pragma omp task depend(inout : *p) // safe
    x++;
  }
}
void two_names_in_rounds_racy(void) {
  int *p = &w;
#pragma omp parallel
#pragma omp single // safe
  for (int i = 0; i < 4; i++) {
#pragma omp task depend(inout : z) // unsafe: wrong-lock
    x++;
#pragma omp task depend(inout : *p) // unsafe: wrong-lock
    x++;
  }
}
void part_safe(struct job *j) {
  struct job *k = j;
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task depend(out : j->value) // safe
    j->value = 1;
#pragma omp task depend(inout : k->value) // safe
    k->value++;
  }
}
void part_racy(struct job *j) {
  struct job *k = j;
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task depend(out : j->value) // unsafe: captured-mutation
    j->value = 1;
#pragma omp task depend(inout : k->started) // unsafe: captured-mutation
    k->value++;
  }
}
void rows_safe(void) {
  static int m[4][4];
  int *p = &m[0][0];
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task depend(out : m[1][2]) // safe (today: unknown)
    m[1][2] = 1;
#pragma omp task depend(inout : p[6]) // safe (today: unknown)
    m[1][2]++;
  }
}
// Nobody else is in the team.
void one_thread_safe(int n) {
#pragma omp parallel num_threads(1) // safe
#pragma omp single // safe
  for (int i = 0; i < n; i++) {
#pragma omp task // safe
    x++;
  }
}
void two_threads_racy(int n) {
#pragma omp parallel num_threads(2)
#pragma omp single // safe
  for (int i = 0; i < n; i++) {
#pragma omp task // unsafe: global-mutation
    x++;
  }
}
void never_parallel_safe(int n) {
#pragma omp parallel if (0) // safe
  {
#pragma omp for nowait // safe
    for (int i = 0; i < n; i++)
      counts[0]++;
#pragma omp sections nowait // safe
    {
#pragma omp section // safe
      counts[0]++;
#pragma omp section // safe
      counts[0]++;
    }
#pragma omp single // safe
    {
#pragma omp task // safe
      {
#pragma omp task // safe
        x++;
        x++;
      }
#pragma omp task if (n > 3) // safe
      x++;
    }
  }
}
void perhaps_parallel_racy(int n) {
#pragma omp parallel if (n > 100)
  {
#pragma omp for nowait // unsafe: overlapping-elements
    for (int i = 0; i < n; i++)
      counts[0]++;
  }
}
int main(void) {
#pragma omp task // safe
  y++;
#pragma omp task // safe
  y++;
#pragma omp taskwait
#pragma omp for // safe
  for (int i = 0; i < N; i++)
    y += i;
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task // unsafe: global-mutation
    z++;
#pragma omp task // unsafe: global-mutation
    z++;
  }
  return y;
}
