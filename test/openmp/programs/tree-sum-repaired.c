#include <stdlib.h>
struct node { int value; struct node *left, *right; };
static struct node *build(int depth) {
  if (!depth) return 0;
  struct node *n = malloc(sizeof *n);
  n->value = depth;
  n->left = build(depth - 1);
  n->right = build(depth - 1);
  return n;
}
static int total(struct node *n) {
  if (!n) return 0;
  int l, r;
#pragma omp task shared(l) // safe (today: unknown)
  l = total(n->left);
#pragma omp task shared(r) // safe (today: unknown)
  r = total(n->right);
#pragma omp taskwait
  return l + r + n->value;
}
int main(void) {
  struct node *root = build(8);
  int sum = 0;
#pragma omp parallel
#pragma omp single // safe
  sum = total(root);
  return sum;
}
