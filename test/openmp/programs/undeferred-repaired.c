int main(int argc, char **argv) {
  int x = 0;
#pragma omp parallel
#pragma omp single // safe
  {
#pragma omp task shared(x) if (0) // safe
    x++;
    x += argc;
  }
  return x;
}
