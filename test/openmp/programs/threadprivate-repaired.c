int counter = 0;
#pragma omp threadprivate(counter)
void inc(void) { counter++; }
int main() {
#pragma omp parallel // safe
  inc();
  return counter;
}
