int main() {
  int init = 0, local;
#pragma omp parallel shared(init) private(local)
  {
#pragma omp master // unsafe: overlapping-elements
    init = 10;
    local = init; // unsafe: captured-mutation
  }
  return 0;
}
