#define V 64
int edge[V][4], level[V], frontier[V], next[V];
int main(void) {
  int n = 1, count;
  for (int v = 0; v < V; v++) {
    level[v] = -1;
    for (int k = 0; k < 4; k++) edge[v][k] = (v * 3 + k + 1) % V;
  }
  level[0] = 0;
  frontier[0] = 0;
  for (int depth = 1; n > 0; depth++) {
    count = 0;
#pragma omp parallel for // safe
    for (int i = 0; i < n; i++)
      for (int k = 0; k < 4; k++) {
        int w = edge[frontier[i]][k];
#pragma omp critical
        if (level[w] < 0) {
          level[w] = depth;
          next[count++] = w;
        }
      }
    for (int i = 0; i < count; i++) frontier[i] = next[i];
    n = count;
  }
  return level[5];
}
