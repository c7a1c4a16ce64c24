static int ticket(void) {
  static int last;
  int mine;
#pragma omp atomic capture
  mine = ++last;
  return mine;
}
int taken[100];
int main(void) {
#pragma omp parallel // safe
  {
    int t;
    while ((t = ticket()) <= 100)
      taken[t - 1] = 1;
  }
  return taken[3];
}
