#include <stdio.h>
#define V 100
int dist[V][V];
int main(void) {
  for (int i = 0; i < V; i++)
    for (int j = 0; j < V; j++) dist[i][j] = i == j ? 0 : (i * 7 + j * 3) % 50 + 1;
  for (int k = 0; k < V; k++) {
#pragma omp parallel for // safe
    for (int i = 0; i < V; i++) {
      if (i == k) continue;
      for (int j = 0; j < V; j++)
        if (dist[i][k] + dist[k][j] < dist[i][j])
          dist[i][j] = dist[i][k] + dist[k][j];
    }
  }
  printf("%d\n", dist[3][70]);
  return 0;
}
