int pixel[1000];
int main(void) {
  int count[16] = {0};
  for (int i = 0; i < 1000; i++) pixel[i] = i % 256;
#pragma omp parallel
  {
#pragma omp for reduction(+ : count) // safe
    for (int i = 0; i < 1000; i++)
      count[pixel[i] >> 4]++;
  }
  return count[3];
}
