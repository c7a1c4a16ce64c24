// What tasks depend on is changed by way of a pointer to it.
int t, u;
void racy_pointer(void) {
  int a[2];
  int *p = a, **q = &p;
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task depend(out : *p) // unsafe: wrong-lock
    t = 1;
    *q = a + 1;
#pragma omp task depend(out : *p) // unsafe: wrong-lock
    t = 2;
  }
}
void safe_pointer(void) {
  int a[2];
  int *p = a, **q = &p;
  *q = a + 1;
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task depend(out : *p) // safe
    t = 1;
#pragma omp task depend(out : *p) // safe
    t = 2;
  }
}
void safe_other_pointer(void) {
  int a[2];
  int *p = a, *r = a, **q = &r;
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task depend(out : *p) // safe
    t = 1;
    *q = a + 1;
#pragma omp task depend(out : *p) // safe
    t = 2;
  }
}
void racy_index(void) {
  int a[2];
  int i = 0, *q = &i;
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task depend(out : a[i]) // unsafe: wrong-lock
    u = 1;
    *q = 1;
#pragma omp task depend(out : a[i]) // unsafe: wrong-lock
    u = 2;
  }
}
void safe_index(void) {
  int a[2];
  int i = 0, *q = &i;
#pragma omp parallel
#pragma omp single // safe
  {
    *q = 1;
#pragma omp task depend(out : a[0]) // safe
    u = 1;
#pragma omp task depend(out : a[0]) // safe
    u = 2;
  }
}
