int main() {
  int x = 0, y = 0;
#pragma omp parallel // safe
  {
    int seen;
#pragma omp atomic capture
    seen = x++;
    if (seen > 3) {
#pragma omp atomic write
      y = 1;
    }
  }
  return x + y;
}
