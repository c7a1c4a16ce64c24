int main() {
  int init = 0, local;
#pragma omp parallel shared(init) private(local)
  {
#pragma omp master // safe
    init = 10;
#pragma omp barrier
    local = init; // safe
  }
  return 0;
}
