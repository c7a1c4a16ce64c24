// Ways that lead through what C's library keeps for each thread, and through
// threads that nobody waits for.
#include <ctype.h>
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>

static void nothing(void) {}
static int counted, counted2;
static void count(void) { counted++; }
static void count2(void) { counted2++; } // race
static void (*const what[2])(void) = {count, nothing};
static void (*const what2[2])(void) = {count2, nothing};

extern char *strtok_r(char *, const char *, char **);

static int reads(void) {
  char text[] = "12 -7 x", *rest, *end;
  sem_t none;
  errno = 0;
  sem_init(&none, 0, 0);
  if (sem_trywait(&none) != -1 || errno != EAGAIN)
    return 0;
  if (strtol(strtok_r(text, " ", &rest), &end, 10) != 12 || *end)
    return 0;
  if (atoi(strtok_r(0, " ", &rest)) != -7)
    return 0;
  return isalpha((unsigned char)*strtok_r(0, " ", &rest)) != 0;
}
static void *reads_and_rests(void *a) {
  what[reads()]();
  return a;
}
static void *reads_and_counts(void *a) {
  what2[!reads()]();
  return a;
}
void read_by_two(void) {
  pthread_t t, u;
  pthread_create(&t, 0, reads_and_rests, 0); // safe (today: unknown)
  pthread_create(&u, 0, reads_and_rests, 0); // safe (today: unknown)
  pthread_join(t, 0);
  pthread_join(u, 0);
}
void read_by_two_racy(void) {
  pthread_t t, u;
  pthread_create(&t, 0, reads_and_counts, 0); // unsafe: global-mutation
  pthread_create(&u, 0, reads_and_counts, 0); // unsafe: global-mutation
  pthread_join(t, 0);
  pthread_join(u, 0);
}

// Detached from the start.
static sem_t done;
static int out[2];
static int counted3, counted4;
static void count3(void) { counted3++; }
static void count4(void) { counted4++; } // race
static void (*const before[2])(void) = {count3, nothing};
static void (*const behind[2])(void) = {count4, nothing};
static void *tells(void *a) {
  *(int *)a = 1;
  sem_post(&done);
  return 0;
}
static void *tells_first(void *a) {
  sem_post(&done);
  behind[*(int *)a]();
  return 0;
}
void detached(void) {
  pthread_t t;
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  sem_init(&done, 0, 0);
  for (int i = 0; i < 2; i++)
    pthread_create(&t, &attributes, tells, &out[i]); // safe (today: unknown)
  for (int i = 0; i < 2; i++)
    sem_wait(&done);
  before[out[0] + out[1] == 2]();
}
static int zeros[2];
void detached_racy(void) {
  pthread_t t;
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  sem_init(&done, 0, 0);
  for (int i = 0; i < 2; i++)
    pthread_create(&t, &attributes, tells_first, &zeros[i]); // unsafe: global-mutation
  for (int i = 0; i < 2; i++)
    sem_wait(&done);
}
