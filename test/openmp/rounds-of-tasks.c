// The same tasks in each round: which of them come before those of the next one.
int x, y, z;
void pipeline_safe(int n) {
  int a = 0, b = 0, c = 0;
#pragma omp parallel
#pragma omp single // safe
  for (int i = 0; i < n; i++) {
#pragma omp task depend(out : a) // safe
    a = i;
#pragma omp task depend(in : a) depend(out : b) // safe
    b = a * 2;
#pragma omp task depend(in : b) // safe
    c += b;
  }
}
void pipeline_racy(int n) {
  int a = 0, b = 0, c = 0;
#pragma omp parallel
#pragma omp single // safe
  for (int i = 0; i < n; i++) {
#pragma omp task depend(out : a) // safe
    a = i;
#pragma omp task depend(in : a) // safe
    b = a * 2;
#pragma omp task depend(in : a) // unsafe: wrong-lock
    c += a;
#pragma omp task depend(in : a) // unsafe: wrong-lock
    c--;
  }
}
void last_one_racy(int n) {
  int a = 0, b = 0, c = 0;
#pragma omp parallel
#pragma omp single // safe
  for (int i = 0; i < n; i++) {
#pragma omp task depend(out : a) // unsafe: wrong-lock
    a = i;
#pragma omp task depend(in : a) depend(out : b) // safe
    b = a;
#pragma omp task depend(in : b) // unsafe: wrong-lock
    c = a + b;
  }
}
void one_round_safe(void) {
  int a = 0, b = 0, c = 0;
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task depend(out : a) // safe
    a = 1;
#pragma omp task depend(in : a) depend(out : b) // safe
    b = a;
#pragma omp task depend(in : b) // safe
    c = a + b;
  }
}
void left_out_racy(int n) {
  int a = 0, b = 0;
#pragma omp parallel
#pragma omp single // safe
  for (int i = 0; i < n; i++) {
#pragma omp task depend(in : a) // unsafe: wrong-lock
    z++;
    if (i % 3)
      continue;
#pragma omp task depend(inout : a) // safe
    b++;
  }
}
void chosen_racy(int *v, int n) {
#pragma omp parallel
#pragma omp single // safe
  for (int i = 0; i < n; i++) {
    int k = i < 4 ? 0 : 1;
#pragma omp task depend(inout : v[k]) // unsafe: wrong-lock
    z++;
  }
}
void one_element_safe(int *v, int k, int n) {
#pragma omp parallel
#pragma omp single // safe
  for (int i = 0; i < n; i++) {
#pragma omp task depend(inout : v[k]) // safe
    v[k]++;
  }
}
void mutexes_safe(int n) {
#pragma omp parallel
#pragma omp single // safe
  while (n-- > 0) {
#pragma omp task depend(mutexinoutset : x) // safe
    z++;
#pragma omp task depend(mutexinoutset : x) // safe
    z--;
  }
}
void mutexes_racy(int n) {
#pragma omp parallel
#pragma omp single // safe
  while (n-- > 0) {
#pragma omp task depend(mutexinoutset : x) // unsafe: wrong-lock
    z++;
#pragma omp task depend(mutexinoutset : y) // unsafe: wrong-lock
    z--;
  }
}
struct stage {
  int in, out;
};
void stages_safe(struct stage *s, int n) {
#pragma omp parallel
#pragma omp single // safe
  for (int i = 1; i < n; i++) {
#pragma omp task depend(in : s[i - 1].out) depend(out : s[i].out) // safe
    s[i].out = s[i - 1].out + 1;
  }
}
void stages_racy(struct stage *s, int n) {
#pragma omp parallel
#pragma omp single // safe
  for (int i = 1; i < n; i++) {
#pragma omp task depend(in : s[i].in) depend(out : s[i].out) // unsafe: wrong-lock
    s[i].out = s[i - 1].out + 1;
  }
}
void member_safe(struct stage *s, int n) {
#pragma omp parallel
#pragma omp single // safe
  for (int i = 0; i < n; i++) {
#pragma omp task depend(out : s->in) // safe
    s->in = i;
#pragma omp task depend(in : s->in) depend(inout : s->out) // safe
    s->out += s->in;
  }
}
void member_racy(struct stage *s, int n) {
#pragma omp parallel
#pragma omp single // safe
  for (int i = 0; i < n; i++) {
#pragma omp task depend(out : s->in) // unsafe: wrong-lock
    s->in = i;
#pragma omp task depend(inout : s->out) // unsafe: wrong-lock
    s->out += s->in;
  }
}
