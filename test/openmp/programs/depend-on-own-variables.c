// Tasks that depend on what each round has for itself.
int total, out[8];

// Each round has another variable, and nothing orders the rounds; that they
// lie in the same memory is chance.
void own_in_each_round(void) {
#pragma omp parallel
#pragma omp single // safe
  for (int i = 0; i < 4; i++) {
    int token = 0;
#pragma omp task depend(inout : token) shared(total) // unknown: order
    total += i;
  }
}

void repaired_one_for_all(void) {
  int token = 0;
#pragma omp parallel
#pragma omp single // safe
  for (int i = 0; i < 4; i++) {
#pragma omp task depend(inout : token) shared(total) // safe
    total += i;
  }
}

void own_elements(void) {
#pragma omp parallel
#pragma omp single // safe
  for (int i = 0; i < 4; i++) {
    int token = 0;
#pragma omp task depend(inout : token) // safe
    out[i] = 1;
  }
}

// What a task shares has to be there until it is over.
void racy_shared_with_a_round(void) {
#pragma omp parallel
#pragma omp single // safe
  for (int i = 0; i < 4; i++) {
    int mine = i;
#pragma omp task shared(mine) // unsafe: captured-mutation, overlapping-elements
    out[mine] = 1;
  }
}

void repaired_waited_for_in_each_round(void) {
#pragma omp parallel
#pragma omp single // safe
  for (int i = 0; i < 4; i++) {
    int mine = i;
#pragma omp task shared(mine) // safe
    out[mine] = 1;
#pragma omp taskwait
  }
}

void repaired_own_copy(void) {
#pragma omp parallel
#pragma omp single // safe
  for (int i = 0; i < 4; i++) {
    int mine = i;
#pragma omp task firstprivate(mine) // safe
    out[mine] = 1;
  }
}

static void start(int n) {
#pragma omp task shared(n) // unsafe: captured-mutation
  total = n;
}

void racy_parameter(void) {
#pragma omp parallel
#pragma omp single // safe
  start(3);
}

void outlives_the_region(void) {
  int n = 3;
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task shared(n) // safe
    total = n;
  }
}
