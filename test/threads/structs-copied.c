// Structs that are assigned as a whole, with the pointers and numbers in them.
#include <pthread.h>
#include <string.h>
struct job { int id; int *to; };
static int shared, x[4];
static void *by_pointer(void *p) {
  struct job *j = p;
  (*j->to)++; // race
  return NULL;
}
static void *by_number(void *p) {
  struct job *j = p;
  x[j->id]++;
  return NULL;
}
void assigned(void) {
  pthread_t t, u;
  struct job a, b, common;
  common.to = &shared;
  a = common;
  b = common;
  pthread_create(&t, 0, by_pointer, &a); // unsafe: global-mutation
  pthread_create(&u, 0, by_pointer, &b); // unsafe: global-mutation
  pthread_join(t, 0), pthread_join(u, 0);
}
void assigned_over(void) {
  pthread_t t, u;
  struct job a, b, common = {0, &shared};
  a.to = &x[0];
  b.to = &x[1];
  a = common;
  b = common;
  pthread_create(&t, 0, by_pointer, &a); // unsafe: aliased-items
  pthread_create(&u, 0, by_pointer, &b); // unsafe: aliased-items
  pthread_join(t, 0), pthread_join(u, 0);
}
void assigned_then_set(void) {
  pthread_t t, u;
  struct job a, b, common = {0, &shared};
  a = common;
  b = common;
  a.to = &x[0];
  b.to = &x[1];
  pthread_create(&t, 0, by_pointer, &a); // safe (today: unknown)
  pthread_create(&u, 0, by_pointer, &b); // safe (today: unknown)
  pthread_join(t, 0), pthread_join(u, 0);
}
void by_pointers(void) {
  pthread_t t, u;
  struct job a, b, common = {1, &shared}, *p = &a;
  a.id = 0;
  b.id = 1;
  *p = common;
  pthread_create(&t, 0, by_number, &a); // unsafe: overlapping-elements
  pthread_create(&u, 0, by_number, &b); // unsafe: overlapping-elements
  pthread_join(t, 0), pthread_join(u, 0);
}
static struct job made(int i) {
  struct job j = {0, &shared};
  j.id = i;
  return j;
}
void made_by_a_function(void) {
  pthread_t t, u;
  struct job a, b;
  a.to = &x[0];
  b.to = &x[1];
  a = made(0);
  b = made(1);
  pthread_create(&t, 0, by_pointer, &a); // unsafe: aliased-items
  pthread_create(&u, 0, by_pointer, &b); // unsafe: aliased-items
  pthread_join(t, 0), pthread_join(u, 0);
}
// By pointers in a list, and in an array that stands in a struct.
struct node { struct job *job; struct node *next; };
struct group { struct job *jobs[2]; int count; };
void in_a_list(void) {
  pthread_t t, u;
  struct job a = {0, &x[0]}, b = {1, &x[1]};
  struct node last = {&b, NULL}, first = {&a, &last};
  for (struct node *n = &first; n; n = n->next)
    n->job->to = &shared;
  pthread_create(&t, 0, by_pointer, &a); // unsafe: aliased-items
  pthread_create(&u, 0, by_pointer, &b); // unsafe: aliased-items
  pthread_join(t, 0), pthread_join(u, 0);
}
void in_a_group(void) {
  pthread_t t, u;
  struct job a = {0, &x[0]}, b = {1, &x[1]};
  struct group g = {{&a, &b}, 2};
  for (int i = 0; i < g.count; i++)
    g.jobs[i]->to = &shared;
  pthread_create(&t, 0, by_pointer, &a); // unsafe: aliased-items
  pthread_create(&u, 0, by_pointer, &b); // unsafe: aliased-items
  pthread_join(t, 0), pthread_join(u, 0);
}
void cleared(void) {
  pthread_t t, u;
  struct job a, b, *all[2] = {&a, &b};
  a.id = 0;
  b.id = 1;
  for (int i = 0; i < 2; i++)
    memset(all[i], 0, sizeof a);
  pthread_create(&t, 0, by_number, &a); // unsafe: overlapping-elements
  pthread_create(&u, 0, by_number, &b); // unsafe: overlapping-elements
  pthread_join(t, 0), pthread_join(u, 0);
}
