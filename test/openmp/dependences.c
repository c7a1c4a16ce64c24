// Tasks that wait for one another by what they depend on.
int a[100], b[100], x, y, z;
void two_parents(void) {
#pragma omp parallel
  {
#pragma omp single nowait // unsafe: wrong-lock
    for (int i = 0; i < 50; i++) {
#pragma omp task depend(out : a[i]) // safe
      a[i] = 1;
    }
#pragma omp single // unsafe: wrong-lock
    for (int i = 0; i < 50; i++) {
#pragma omp task depend(out : a[i]) // safe
      a[i] = 2;
    }
  }
}
void readers(void) {
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task depend(in : x) // unsafe: overlapping-elements
    y = 1;
#pragma omp task depend(in : x) // unsafe: global-mutation
    y = 2;
  }
}
void next(void) {
#pragma omp parallel
#pragma omp single // safe
  for (int i = 0; i < 50; i++) {
#pragma omp task depend(inout : b[i]) // unsafe: wrong-lock
    b[i] += b[i + 1];
  }
}
void neighbours(void) {
#pragma omp parallel
#pragma omp single // safe
  for (int i = 1; i < 50; i++) {
#pragma omp task depend(in : b[i - 1]) depend(out : b[i]) // safe
    b[i] += b[i - 1];
  }
}
void chain(void) {
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task depend(out : x) // safe
    z = 1;
#pragma omp task depend(in : x) depend(out : y) // safe
    y = x;
#pragma omp task depend(in : y) // safe
    z = 2;
  }
}
void no_chain(void) {
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task depend(out : x) // unsafe: overlapping-elements
    z = 1;
#pragma omp task depend(out : y) // safe
    y = 3;
#pragma omp task depend(in : y) // unsafe: global-mutation
    z = 2;
  }
}
void aliases(void) {
  int *p = &x, *q = &x;
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task depend(out : *p) // safe
    x = 1;
#pragma omp task depend(in : *q) // safe
    x = 2;
  }
}
void conditional(int c) {
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task depend(out : x) // unsafe: wrong-lock
    z = 1;
    if (c) {
#pragma omp task depend(in : x) depend(out : y) // safe
      b[3] = x;
    }
#pragma omp task depend(in : y) // unsafe: wrong-lock
    z = 2;
  }
}
void shared_index(void) {
  int i;
#pragma omp parallel
#pragma omp single // safe
  for (i = 0; i < 50; i++) {
#pragma omp task shared(i) depend(out : a[i]) // unsafe: captured-mutation
    a[i] = 1;
  }
}
void mutexes(void) {
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task depend(mutexinoutset : x) depend(out : y) // unsafe: overlapping-elements
    y = 1;
#pragma omp task depend(mutexinoutset : x) depend(out : z) // safe
    z = 1;
#pragma omp task depend(in : z) // unsafe: wrong-lock
    b[4] = y;
  }
}
void if_zero(void) {
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task depend(out : x) // safe
    x = 1;
#pragma omp task depend(in : x) if (0) // safe
    {}
    x = 2;
  }
}
