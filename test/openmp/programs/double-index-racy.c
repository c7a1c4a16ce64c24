int a[200];
int main(void) {
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 0; i < 100; i++)
    a[2 * i] = a[i] + 1;
  return a[4];
}
