// One permit among several semaphores: whoever has it works, all others wait.
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>

// A slot for one number.
struct slot {
  sem_t empty, full;
  int value;
};
static void make(struct slot *s, unsigned permits) {
  sem_init(&s->empty, 0, permits);
  sem_init(&s->full, 0, 0);
}
static void put(struct slot *s, int value) {
  sem_wait(&s->empty);
  s->value = value; // race
  sem_post(&s->full);
}
static int take(struct slot *s) {
  sem_wait(&s->full);
  const int value = s->value; // race
  sem_post(&s->empty);
  return value;
}
static void *puts_all(void *a) {
  for (int i = 0; i < 10; i++)
    put(a, i);
  return 0;
}
static void *takes_all(void *a) {
  for (int i = 0; i < 10; i++)
    printf("%d\n", take(a));
  return 0;
}
void one_slot(void) {
  struct slot s;
  sem_init(&s.empty, 0, 1);
  sem_init(&s.full, 0, 0);
  pthread_t t, u;
  pthread_create(&t, 0, puts_all, &s);  // safe
  pthread_create(&u, 0, takes_all, &s); // safe
  pthread_join(t, 0);
  pthread_join(u, 0);
}
void several_of_each(void) {
  struct slot s;
  sem_init(&s.empty, 0, 1);
  sem_init(&s.full, 0, 0);
  pthread_t t[2], u[2];
  for (int i = 0; i < 2; i++)
    pthread_create(&t[i], 0, puts_all, &s); // safe
  for (int i = 0; i < 2; i++)
    pthread_create(&u[i], 0, takes_all, &s); // safe
  for (int i = 0; i < 2; i++) {
    pthread_join(t[i], 0);
    pthread_join(u[i], 0);
  }
}
void two_permits(void) {
  struct slot s;
  sem_init(&s.empty, 0, 2);
  sem_init(&s.full, 0, 0);
  pthread_t t, u;
  pthread_create(&t, 0, puts_all, &s);  // unsafe: captured-mutation
  pthread_create(&u, 0, takes_all, &s); // unsafe: wrong-lock
  pthread_join(t, 0);
  pthread_join(u, 0);
}

// It is given on before the number is read, or twice.
static void *takes_late(void *a) {
  struct slot *s = a;
  for (int i = 0; i < 10; i++) {
    sem_wait(&s->full);
    sem_post(&s->empty);
    printf("%d\n", s->value); // race
  }
  return 0;
}
static void *posts_twice(void *a) {
  struct slot *s = a;
  for (int i = 0; i < 10; i++) {
    sem_wait(&s->empty);
    s->value = i; // race
    sem_post(&s->full);
    sem_post(&s->full);
  }
  return 0;
}
void given_on_early(void) {
  struct slot s;
  sem_init(&s.empty, 0, 1);
  sem_init(&s.full, 0, 0);
  pthread_t t, u;
  pthread_create(&t, 0, puts_all, &s);   // unsafe: captured-mutation
  pthread_create(&u, 0, takes_late, &s); // unsafe: wrong-lock
  pthread_join(t, 0);
  pthread_join(u, 0);
}
void given_twice(void) {
  struct slot s;
  sem_init(&s.empty, 0, 1);
  sem_init(&s.full, 0, 0);
  pthread_t t, u;
  pthread_create(&t, 0, posts_twice, &s); // unsafe: captured-mutation
  pthread_create(&u, 0, takes_all, &s);   // unsafe: wrong-lock
  pthread_join(t, 0);
  pthread_join(u, 0);
}
// Main gives another one while they run.
void given_by_main(void) {
  struct slot s;
  sem_init(&s.empty, 0, 1);
  sem_init(&s.full, 0, 0);
  pthread_t t, u;
  pthread_create(&t, 0, puts_all, &s);  // unsafe: captured-mutation
  pthread_create(&u, 0, takes_all, &s); // unsafe: captured-mutation
  sem_post(&s.full);
  pthread_join(t, 0);
  pthread_join(u, 0);
}
void made_again(void) {
  struct slot s;
  sem_init(&s.empty, 0, 1);
  sem_init(&s.full, 0, 0);
  pthread_t t, u;
  pthread_create(&t, 0, puts_all, &s); // unsafe: captured-mutation
  sem_init(&s.empty, 0, 1);
  pthread_create(&u, 0, puts_all, &s); // unsafe: wrong-lock
  pthread_join(t, 0);
  pthread_join(u, 0);
}
void made_by_a_function(void) {
  struct slot s;
  make(&s, 1);
  pthread_t t, u;
  pthread_create(&t, 0, puts_all, &s);  // safe
  pthread_create(&u, 0, takes_all, &s); // safe
  pthread_join(t, 0);
  pthread_join(u, 0);
}

// Round through three.
struct ring {
  sem_t first, second, third;
  int steps;
};
static void *steps_first(void *a) {
  struct ring *r = a;
  for (int i = 0; i < 10; i++) {
    sem_wait(&r->first);
    r->steps++;
    sem_post(&r->second);
  }
  return 0;
}
static void *steps_second(void *a) {
  struct ring *r = a;
  for (int i = 0; i < 10; i++) {
    sem_wait(&r->second);
    r->steps++;
    sem_post(&r->third);
  }
  return 0;
}
static void *steps_third(void *a) {
  struct ring *r = a;
  for (int i = 0; i < 10; i++) {
    sem_wait(&r->third);
    r->steps++;
    sem_post(&r->first);
  }
  return 0;
}
void three(void) {
  struct ring r;
  r.steps = 0;
  sem_init(&r.first, 0, 1);
  sem_init(&r.second, 0, 0);
  sem_init(&r.third, 0, 0);
  pthread_t t, u, v;
  pthread_create(&t, 0, steps_first, &r);  // safe
  pthread_create(&u, 0, steps_second, &r); // safe
  pthread_create(&v, 0, steps_third, &r);  // safe
  pthread_join(t, 0);
  pthread_join(u, 0);
  pthread_join(v, 0);
}
