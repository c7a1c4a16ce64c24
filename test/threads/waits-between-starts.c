/* A round starts threads and waits for what they tell before the next one
   begins. */
#define _GNU_SOURCE
#include <pthread.h>
#include <semaphore.h>
#include <stddef.h>

static int Out[4], Total, Done;
static sem_t S;
static pthread_barrier_t B;
static pthread_mutex_t M = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t Cv = PTHREAD_COND_INITIALIZER;

static void *addAndPost(void *Arg) {
  Out[(long)Arg]++;
  sem_post(&S);
  return NULL;
}

static void repairedPosts(void) {
  sem_init(&S, 0, 0);
  for (int R = 0; R < 3; R++) {
    pthread_t T;
    pthread_create(&T, NULL, addAndPost, (void *)0); // safe (today: unknown)
    pthread_detach(T);
    sem_wait(&S);
    Total += Out[0];
  }
}

static void *postAndAdd(void *Arg) {
  sem_post(&S);
  Out[(long)Arg]++; // race
  return NULL;
}

static void racyPostsFirst(void) {
  sem_init(&S, 0, 0);
  for (int R = 0; R < 3; R++) {
    pthread_t T;
    pthread_create(&T, NULL, postAndAdd, (void *)0); // unsafe: overlapping-elements
    pthread_detach(T);
    sem_wait(&S);
  }
}

static int Sums[4];

static void *addAndMeet(void *Arg) {
  Sums[(long)Arg]++;
  pthread_barrier_wait(&B);
  return NULL;
}

static void repairedMeetings(void) {
  pthread_barrier_init(&B, NULL, 5);
  for (int R = 0; R < 3; R++) {
    pthread_t T;
    for (long I = 0; I < 4; I++) {
      pthread_create(&T, NULL, addAndMeet, (void *)I); // safe (today: unknown)
      pthread_detach(T);
    }
    pthread_barrier_wait(&B);
    for (int I = 0; I < 4; I++)
      Total += Sums[I];
  }
}

static int Late[4];

static void *meetAndAdd(void *Arg) {
  pthread_barrier_wait(&B);
  Late[(long)Arg]++; // race
  return NULL;
}

static void racyMeetings(void) {
  pthread_barrier_init(&B, NULL, 5);
  for (int R = 0; R < 3; R++) {
    pthread_t T;
    for (long I = 0; I < 4; I++) {
      pthread_create(&T, NULL, meetAndAdd, (void *)I); // unsafe: overlapping-elements
      pthread_detach(T);
    }
    pthread_barrier_wait(&B);
  }
}

static int Counts[4];

static void *addAndCount(void *Arg) {
  Counts[(long)Arg]++;
  pthread_mutex_lock(&M);
  Done++;
  pthread_cond_signal(&Cv);
  pthread_mutex_unlock(&M);
  return NULL;
}

static void repairedCounter(void) {
  for (int R = 0; R < 3; R++) {
    pthread_t T;
    Done = 0;
    for (long I = 0; I < 4; I++) {
      pthread_create(&T, NULL, addAndCount, (void *)I); // safe (today: unknown)
      pthread_detach(T);
    }
    pthread_mutex_lock(&M);
    while (Done < 4)
      pthread_cond_wait(&Cv, &M);
    pthread_mutex_unlock(&M);
  }
}

int main(void) {
  repairedPosts();
  racyPostsFirst();
  repairedMeetings();
  racyMeetings();
  repairedCounter();
  return Total;
}
