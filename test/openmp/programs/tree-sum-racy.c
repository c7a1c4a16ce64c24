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
static int total;
static void visit(struct node *n) {
  if (!n) return;
  total += n->value;
#pragma omp task // unsafe: overlapping-elements
  visit(n->left);
#pragma omp task // unsafe: global-mutation
  visit(n->right);
#pragma omp taskwait
}
int main(void) {
  struct node *root = build(8);
#pragma omp parallel
#pragma omp single // safe
  visit(root);
  return total;
}
