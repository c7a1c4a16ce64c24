int main() {
  int g = 0;
#pragma omp target teams distribute parallel for map(tofrom : g) // safe
  for (int i = 0; i < 1000; i++) {
#pragma omp atomic update
    g++;
  }
  return g;
}
