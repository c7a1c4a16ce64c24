#include <pthread.h>

static int pick(unsigned Of) {
  unsigned H = Of * 2654435761u;
  for (int I = 0; I < 3; ++I)
    H = (H ^ (H >> 13)) * 0x5bd1e995u;
  return H % 2;
}

static int Cells[2], Others[2], Quiet[2];

static void *fills(void *P) {
  Cells[pick(*(unsigned *)P)] += 1;
  return P;
}

static void *keepsApart(void *P) {
  unsigned Id = *(unsigned *)P;
  Others[(pick(Id) + pick(Id) + Id) % 2] += 1;
  return P;
}

static void *fillsQuietly(void *P) {
  Quiet[pick(*(unsigned *)P)] += 1; // NOLINT(aether-*)
  return P;
}

static void run(pthread_t *T, unsigned *Ids) {
  for (int I = 0; I < 5; ++I)
    pthread_create(&T[I], 0, fills, &Ids[I]);
  for (int I = 0; I < 5; ++I)
    pthread_join(T[I], 0);
}

int main(void) {
  pthread_t T[5];
  unsigned Ids[5] = {0, 1, 2, 3, 4};
  run(T, Ids);
  for (int I = 0; I < 2; ++I)
    pthread_create(&T[I], 0, keepsApart, &Ids[I]);
  for (int I = 0; I < 2; ++I)
    pthread_join(T[I], 0);
  for (int I = 0; I < 5; ++I)
    pthread_create(&T[I], 0, fillsQuietly, &Ids[I]);
  for (int I = 0; I < 5; ++I)
    pthread_join(T[I], 0);
  return Cells[0] + Others[0] + Quiet[0];
}
