int idx[16] = {1, 3, 5, 7, 9, 11, 13, 15, 1, 19, 21, 23, 25, 27, 29, 31};
int main() {
  double base[64];
  for (int i = 0; i < 64; i++) base[i] = 0.5 * i;
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 0; i < 16; i++) {
    int at = idx[i];
    base[at] += 1.0;
  }
  return (int)base[3];
}
