#define N 5000
unsigned char image[N];
int count[256];
int main(int argc, char **argv) {
  for (int i = 0; i < N; i++) image[i] = argv[0][i % 3];
#pragma omp parallel for // safe
  for (int i = 0; i < N; i++)
#pragma omp atomic
    count[image[i]]++;
  return count[argc];
}
