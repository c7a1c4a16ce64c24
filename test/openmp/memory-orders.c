// Atomic operations with memory orders, by which threads tell each other that
// something is done.
#include <omp.h>
#include <stdio.h>
int slots[64];
void told(void) {
  int flag = 0, data = 0;
#pragma omp parallel sections
  {
#pragma omp section // safe
    {
      data = 42;
#pragma omp atomic write release
      flag = 1;
    }
#pragma omp section // safe
    {
      int found;
      do {
#pragma omp atomic read acquire
        found = flag;
      } while (found == 0);
      printf("%d", data);
    }
  }
}
void told_in_no_order(void) {
  int flag = 0, data = 0;
#pragma omp parallel sections
  {
#pragma omp section // unsafe: captured-mutation
    {
      data = 42;
#pragma omp atomic write
      flag = 1;
    }
#pragma omp section // unsafe: captured-mutation
    {
      int found;
      do {
#pragma omp atomic read
        found = flag;
      } while (found == 0);
      printf("%d", data);
    }
  }
}
void told_too_early(void) {
  int flag = 0, data = 0;
#pragma omp parallel sections
  {
#pragma omp section // unsafe: captured-mutation
    {
#pragma omp atomic write release
      flag = 1;
      data = 42;
    }
#pragma omp section // unsafe: captured-mutation
    {
      int found;
      do {
#pragma omp atomic read acquire
        found = flag;
      } while (found == 0);
      printf("%d", data);
    }
  }
}
void counter(void) {
  int n = 0;
#pragma omp parallel // safe
  {
#pragma omp atomic update seq_cst
    n++;
  }
  printf("%d", n);
}
void counter_read_plainly(void) {
  int n = 0;
#pragma omp parallel // unsafe: captured-mutation
  {
#pragma omp atomic update seq_cst
    n++;
    printf("%d", n);
  }
}
void tickets(void) {
  int n = 0;
#pragma omp parallel // safe
  {
    int mine;
#pragma omp atomic capture acq_rel
    mine = n++;
    if (mine < 64)
      slots[mine] = 1;
  }
}
void tickets_in_two_steps(void) {
  int n = 0;
#pragma omp parallel // unsafe: overlapping-elements
  {
    int mine;
#pragma omp atomic read seq_cst
    mine = n;
#pragma omp atomic update seq_cst
    n++;
    if (mine < 64)
      slots[mine] = 1;
  }
}
void beside_other_types(void) {
  double sum = 0;
  int n = 0;
#pragma omp parallel // safe
  {
#pragma omp atomic
    sum += omp_get_thread_num();
#pragma omp atomic seq_cst
    n += 2;
  }
  printf("%g %d", sum, n);
}
