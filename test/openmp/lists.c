// Lists that tasks go through, each task a node.
struct node { struct node *next; int val; };
int count;
void variable_racy(struct node *head) {
  struct node *p;
#pragma omp parallel
#pragma omp single // safe
  for (p = head; p; p = p->next) {
#pragma omp task shared(p) // unsafe: captured-mutation
    p->val++;
  }
}
void outside_racy(struct node *head) {
  struct node *p = head; // shared by the region, and so by its tasks
#pragma omp parallel
#pragma omp single // safe
  while (p) {
#pragma omp task // unsafe: captured-mutation
    p->val++;
    p = p->next;
  }
}
void length_racy(struct node *head) {
  int len = 0;
#pragma omp parallel
#pragma omp single // safe
  for (struct node *p = head; p; p = p->next) {
#pragma omp task // unsafe: captured-mutation
    len++;
  }
}
void length_safe(struct node *head) {
  int len = 0;
#pragma omp parallel
#pragma omp single // safe
  for (struct node *p = head; p; p = p->next) {
#pragma omp task // safe
    {
#pragma omp atomic
      len++;
    }
  }
}
void sum_racy(struct node *head) {
#pragma omp parallel
#pragma omp single // safe
  for (struct node *p = head; p; p = p->next) {
#pragma omp task firstprivate(p) // unsafe: global-mutation
    count += p->val;
  }
}
void sum_safe(struct node *head) {
#pragma omp parallel
#pragma omp single // safe
  for (struct node *p = head; p; p = p->next) {
#pragma omp task firstprivate(p) // safe
    {
#pragma omp critical
      count += p->val;
    }
  }
}
void waits_safe(struct node *head) {
#pragma omp parallel
#pragma omp single // safe
  for (struct node *p = head; p; p = p->next) {
#pragma omp task firstprivate(p) // safe
    count += p->val;
#pragma omp taskwait
  }
}
