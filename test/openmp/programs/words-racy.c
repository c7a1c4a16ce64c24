#include <string.h>
char line[10][80];
int words[10];
int main(void) {
  for (int i = 0; i < 10; i++) strcpy(line[i], "one two three");
#pragma omp parallel for // unsafe: non-reentrant-call
  for (int i = 0; i < 10; i++)
    for (char *w = strtok(line[i], " "); w; w = strtok(NULL, " "))
      words[i]++;
  return words[2];
}
