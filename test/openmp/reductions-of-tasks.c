// Tasks that reduce with the threads of a region.
int main(void) {
  int sum = 0;
#pragma omp parallel reduction(task, + : sum) // safe (today: unknown)
  {
#pragma omp task in_reduction(+ : sum) // safe
    sum += 1;
    sum += 2;
  }
#pragma omp parallel reduction(+ : sum) // unknown: starts tasks that outlive it
  {
#pragma omp task shared(sum) // unsafe: captured-mutation
    sum += 1;
    sum += 2;
  }
#pragma omp parallel reduction(task, + : sum) // safe (today: unknown)
  {
#pragma omp task in_reduction(+ : sum) // safe
    sum += 1;
#pragma omp task shared(sum) // unsafe: captured-mutation
    sum += 2;
    sum += 3;
  }
}
