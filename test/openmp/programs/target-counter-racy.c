#pragma omp declare target
int g = 0;
#pragma omp end declare target
int main() {
#pragma omp target teams distribute parallel for map(tofrom : g) // unsafe: global-mutation
  for (int i = 0; i < 1000; i++) {
    g++;
  }
  return g;
}
