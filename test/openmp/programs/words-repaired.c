#define _GNU_SOURCE
#include <string.h>
char line[10][80];
int words[10];
int main(void) {
  for (int i = 0; i < 10; i++) strcpy(line[i], "one two three");
#pragma omp parallel for // safe
  for (int i = 0; i < 10; i++) {
    char *rest;
    for (char *w = strtok_r(line[i], " ", &rest); w; w = strtok_r(NULL, " ", &rest))
      words[i]++;
  }
  return words[2];
}
