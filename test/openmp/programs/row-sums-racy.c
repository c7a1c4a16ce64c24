double a[50][60], s[50];
int main(void) {
  for (int i = 0; i < 50; i++)
    for (int j = 0; j < 60; j++) a[i][j] = i - j;
#pragma omp parallel for collapse(2) // unsafe: overlapping-elements
  for (int i = 0; i < 50; i++)
    for (int j = 0; j < 60; j++)
      s[i] += a[i][j];
  return (int)s[3];
}
