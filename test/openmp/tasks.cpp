// Explicit tasks.
void pair() {
  int x, y;
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task shared(x) // safe
    x = 1;
#pragma omp task shared(y) // safe
    y = 1;
  }
}

void same(int &x) {
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task shared(x) // unsafe: captured-mutation
    x = 1;
#pragma omp task shared(x) // unsafe: captured-mutation
    x = 2;
  }
}

void waited(int &x) {
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task shared(x) // safe
    x = 1;
#pragma omp taskwait
    x = 2;
  }
}

int fibonacci(int n) {
  if (n < 2)
    return n;
  int a, b;
#pragma omp task shared(a) // safe
  a = fibonacci(n - 1);
#pragma omp task shared(b) // safe
  b = fibonacci(n - 2);
#pragma omp taskwait
  return a + b;
}

int unwaited(int n) {
  if (n < 2)
    return n;
  int a = 0, b = 0;
#pragma omp task shared(a) // unsafe: captured-mutation (today: unknown)
  a = unwaited(n - 1);
  b = unwaited(n - 2);
  return a + b;
}

int start(int n) {
  int r = 0;
#pragma omp parallel
#pragma omp single // safe
  r = fibonacci(n) + unwaited(n);
  return r;
}

void depends(int &x) {
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task shared(x) depend(out : x) // unknown: OpenMP
    x = 1;
#pragma omp task shared(x) depend(in : x) // unknown: OpenMP
    x += 2;
  }
}

// The tasks are safe in their parents; that the parents run at once is the race.
void other_parents() {
  int x = 0;
#pragma omp parallel
  {
#pragma omp single nowait // unsafe: captured-mutation
    {
#pragma omp task shared(x) depend(out : x) // safe
      x = 1;
    }
#pragma omp single nowait // unsafe: captured-mutation
    {
#pragma omp task shared(x) depend(out : x) // safe
      x = 2;
    }
  }
}
