#define N 5000
unsigned char image[N];
int count[256];
int main(int argc, char **argv) {
  for (int i = 0; i < N; i++) image[i] = argv[0][i % 3];
#pragma omp parallel for // unsafe: overlapping-elements
  for (int i = 0; i < N; i++)
    count[image[i]]++; // race
  return count[argc];
}
