static int ticket(void) {
  static int last;
  return ++last;
}
int taken[100];
int main(void) {
#pragma omp parallel // unsafe: global-mutation
  {
    int t;
    while ((t = ticket()) <= 100)
      taken[t - 1] = 1;
  }
  return taken[3];
}
