// Members that are set by pointers which stand in an array: those of all objects that such pointers
// lead to.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
struct job { int id; int *to; };
static int shared, x[4];
static void *by_pointer(void *p) {
  struct job *j = p;
  (*j->to)++; // race
  return NULL;
}
static void *by_number(void *p) {
  struct job *j = p;
  x[j->id]++; // race
  return NULL;
}
void variables(void) {
  pthread_t t, u;
  struct job a, b, *all[2] = {&a, &b};
  a.to = &x[0];
  b.to = &x[1];
  for (int i = 0; i < 2; i++)
    all[i]->to = &shared;
  pthread_create(&t, 0, by_pointer, &a); // unsafe: aliased-items
  pthread_create(&u, 0, by_pointer, &b); // unsafe: global-mutation
  pthread_join(t, 0), pthread_join(u, 0);
}
void numbers(void) {
  pthread_t t, u;
  struct job a, b, *all[2] = {&a, &b};
  a.id = 0;
  b.id = 1;
  for (int i = 0; i < 2; i++)
    all[i]->id = 0;
  pthread_create(&t, 0, by_number, &a); // unsafe: overlapping-elements
  pthread_create(&u, 0, by_number, &b); // unsafe: overlapping-elements
  pthread_join(t, 0), pthread_join(u, 0);
}
void allocated(void) {
  pthread_t t, u;
  struct job *a = malloc(sizeof *a), *b = malloc(sizeof *b), *all[2];
  a->to = &x[0];
  b->to = &x[1];
  all[0] = a;
  all[1] = b;
  for (int i = 0; i < 2; i++)
    all[i]->to = &shared;
  pthread_create(&t, 0, by_pointer, a); // unsafe: aliased-items
  pthread_create(&u, 0, by_pointer, b); // unsafe: aliased-items
  pthread_join(t, 0), pthread_join(u, 0);
  free(a), free(b);
}
void elements(void) {
  pthread_t t[4];
  struct job jobs[4], *all[4];
  for (int i = 0; i < 4; i++) {
    jobs[i].to = &x[i];
    all[i] = &jobs[i];
  }
  for (int i = 0; i < 4; i++)
    all[i]->to = &shared;
  for (int i = 0; i < 4; i++)
    pthread_create(&t[i], 0, by_pointer, &jobs[i]); // unsafe: aliased-items
  for (int i = 0; i < 4; i++)
    pthread_join(t[i], 0);
}
static void set_all(struct job **all, int n) {
  for (int i = 0; i < n; i++)
    all[i]->to = &shared;
}
void by_a_function(void) {
  pthread_t t, u;
  struct job a, b, *all[2] = {&a, &b};
  a.to = &x[0];
  b.to = &x[1];
  set_all(all, 2);
  pthread_create(&t, 0, by_pointer, &a); // unsafe: aliased-items
  pthread_create(&u, 0, by_pointer, &b); // unsafe: aliased-items
  pthread_join(t, 0), pthread_join(u, 0);
}
// Another member, and other objects.
void other_member(void) {
  pthread_t t, u;
  struct job a, b, *all[2] = {&a, &b};
  a.to = &x[0];
  b.to = &x[1];
  for (int i = 0; i < 2; i++)
    all[i]->id = 0;
  pthread_create(&t, 0, by_pointer, &a); // safe
  pthread_create(&u, 0, by_pointer, &b); // safe
  pthread_join(t, 0), pthread_join(u, 0);
}
void other_objects(void) {
  pthread_t t, u;
  struct job a, b, c, d, *all[2] = {&c, &d};
  a.to = &x[0];
  b.to = &x[1];
  for (int i = 0; i < 2; i++)
    all[i]->to = &shared;
  pthread_create(&t, 0, by_pointer, &a); // safe
  pthread_create(&u, 0, by_pointer, &b); // safe
  pthread_join(t, 0), pthread_join(u, 0);
}
// Objects of the threads' own, which they are told of by an array.
static void *fills(void *p) {
  struct job *j = p;
  j->id *= 2;
  return NULL;
}
int one_each(void) {
  pthread_t t[4];
  struct job *jobs[4];
  int sum = 0;
  for (int i = 0; i < 4; i++) {
    jobs[i] = malloc(sizeof(struct job));
    jobs[i]->id = i;
    pthread_create(&t[i], 0, fills, jobs[i]); // safe
  }
  for (int i = 0; i < 4; i++) {
    pthread_join(t[i], 0);
    sum += jobs[i]->id;
    free(jobs[i]);
  }
  return sum;
}
int one_too_early(void) {
  pthread_t t[4];
  struct job *jobs[4];
  int sum = 0;
  for (int i = 0; i < 4; i++) {
    jobs[i] = malloc(sizeof(struct job));
    jobs[i]->id = i;
    pthread_create(&t[i], 0, fills, jobs[i]); // unsafe: captured-mutation
  }
  for (int i = 0; i < 4; i++) {
    sum += jobs[i]->id;
    pthread_join(t[i], 0);
  }
  return sum;
}
int the_next(void) {
  pthread_t t[4];
  struct job *jobs[5];
  int sum = 0;
  jobs[4] = NULL;
  for (int i = 0; i < 4; i++) {
    jobs[i] = malloc(sizeof(struct job));
    jobs[i]->id = i;
    pthread_create(&t[i], 0, fills, jobs[i]); // unsafe: captured-mutation
  }
  for (int i = 0; i < 4; i++) {
    pthread_join(t[i], 0);
    if (jobs[i + 1])
      sum += jobs[i + 1]->id;
  }
  return sum;
}
int one_for_two(void) {
  pthread_t t[4];
  struct job *jobs[4];
  int sum = 0;
  for (int i = 0; i < 4; i++) {
    jobs[i] = i % 2 ? jobs[i - 1] : malloc(sizeof(struct job));
    jobs[i]->id = i;
    pthread_create(&t[i], 0, fills, jobs[i]); // unsafe: captured-mutation
  }
  for (int i = 0; i < 4; i++) {
    pthread_join(t[i], 0);
    sum += jobs[i]->id;
  }
  return sum;
}
