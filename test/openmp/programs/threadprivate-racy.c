int counter = 0;
void inc(void) { counter++; }
int main() {
#pragma omp parallel // unsafe: global-mutation
  inc();
  return counter;
}
