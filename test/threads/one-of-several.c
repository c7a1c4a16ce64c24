// Threads that a loop has started are waited for one by one, by their numbers.
#include <pthread.h>
static int part[3], total;
static void *fill(void *a) {
  int i = *(int *)a;
  part[i] = i + 1;
  return 0;
}
static void *count(void *a) { total++; return a; } // race

int all_of_them(void) {
  pthread_t t[2];
  int ids[2] = {0, 1};
  for (int i = 0; i < 2; i++)
    pthread_create(&t[i], 0, fill, &ids[i]); // safe (today: unknown)
  pthread_join(t[0], 0);
  pthread_join(t[1], 0);
  return part[0] + part[1];
}
int its_own(void) {
  pthread_t t[2];
  int ids[2] = {0, 1};
  for (int i = 0; i < 2; i++)
    pthread_create(&t[i], 0, fill, &ids[i]); // safe (today: unknown)
  pthread_join(t[0], 0);
  int first = part[0];
  pthread_join(t[1], 0);
  return first;
}
int the_others(void) {
  pthread_t t[2];
  int ids[2] = {0, 1};
  for (int i = 0; i < 2; i++)
    pthread_create(&t[i], 0, fill, &ids[i]); // unsafe: overlapping-elements
  pthread_join(t[0], 0);
  int second = part[1];
  pthread_join(t[1], 0);
  return second;
}
int too_few(void) {
  pthread_t t[3];
  int ids[3] = {0, 1, 2};
  for (int i = 0; i < 3; i++)
    pthread_create(&t[i], 0, fill, &ids[i]); // unsafe: overlapping-elements
  pthread_join(t[0], 0);
  pthread_join(t[1], 0);
  int third = part[2];
  pthread_join(t[2], 0);
  return third;
}
int the_rest_in_a_loop(void) {
  pthread_t t[3];
  int ids[3] = {0, 1, 2};
  for (int i = 0; i < 3; i++)
    pthread_create(&t[i], 0, fill, &ids[i]); // safe (today: unknown)
  pthread_join(t[0], 0);
  for (int i = 1; i < 3; i++)
    pthread_join(t[i], 0);
  return part[0] + part[2];
}
int one_counter(void) {
  pthread_t t[2];
  for (int i = 0; i < 2; i++)
    pthread_create(&t[i], 0, count, 0); // unsafe: global-mutation
  pthread_join(t[0], 0);
  pthread_join(t[1], 0);
  return total;
}
int main(void) { return all_of_them() + its_own() + the_others() + too_few() + the_rest_in_a_loop() + one_counter(); }
