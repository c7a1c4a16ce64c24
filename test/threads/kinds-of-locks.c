// Other locks, semaphores, once, keys, joins, detached threads, cleanup; C11's threads.
#define _GNU_SOURCE
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <threads.h>
#include <unistd.h>
#define T 4
#define N 100
static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER, mu2 = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t rw = PTHREAD_RWLOCK_INITIALIZER;
static pthread_spinlock_t sp;
static sem_t sem, sem_full, sem_empty;

static int v1;
static void *rw_reader(void *a) { (void)a; pthread_rwlock_rdlock(&rw); int x = v1; pthread_rwlock_unlock(&rw); return (void *)(long)x; }
static void *rw_writer(void *a) { (void)a; pthread_rwlock_wrlock(&rw); v1++; pthread_rwlock_unlock(&rw); return 0; }
void rw_safe(void) {
  pthread_t r, w, w2;
  pthread_create(&r, 0, rw_reader, 0); // safe
  pthread_create(&w, 0, rw_writer, 0); // safe
  pthread_create(&w2, 0, rw_writer, 0); // safe
  pthread_join(r, 0); pthread_join(w, 0); pthread_join(w2, 0);
}
static int v2;
static void *rw_bad(void *a) { (void)a; pthread_rwlock_rdlock(&rw); v2++; pthread_rwlock_unlock(&rw); return 0; }
void rw_racy(void) {
  pthread_t r, w;
  pthread_create(&r, 0, rw_bad, 0); // unsafe: wrong-lock
  pthread_create(&w, 0, rw_bad, 0); // unsafe: wrong-lock
  pthread_join(r, 0); pthread_join(w, 0);
}
static int v3;
static void *spin_good(void *a) { (void)a; for (int i = 0; i < N; i++) { pthread_spin_lock(&sp); v3++; pthread_spin_unlock(&sp); } return 0; }
void spin_safe(void) {
  pthread_t t[T];
  pthread_spin_init(&sp, PTHREAD_PROCESS_PRIVATE);
  for (int i = 0; i < T; i++) pthread_create(&t[i], 0, spin_good, 0); // safe
  for (int i = 0; i < T; i++) pthread_join(t[i], 0);
}
static int v4;
static void *try_good(void *a) {
  (void)a;
  if (pthread_mutex_trylock(&mu) == 0) { v4++; pthread_mutex_unlock(&mu); }
  return 0;
}
void try_safe(void) {
  pthread_t t[T];
  for (int i = 0; i < T; i++) pthread_create(&t[i], 0, try_good, 0); // safe
  for (int i = 0; i < T; i++) pthread_join(t[i], 0);
}
static int v5;
static void *try_bad(void *a) {
  (void)a;
  if (pthread_mutex_trylock(&mu)) v5++;
  else { v5++; pthread_mutex_unlock(&mu); }
  return 0;
}
void try_racy(void) {
  pthread_t t[T];
  for (int i = 0; i < T; i++) pthread_create(&t[i], 0, try_bad, 0); // unsafe: global-mutation
  for (int i = 0; i < T; i++) pthread_join(t[i], 0);
}
static int v6;
static void *try_loop(void *a) {
  (void)a;
  while (pthread_mutex_trylock(&mu) != 0) sched_yield();
  v6++;
  pthread_mutex_unlock(&mu);
  return 0;
}
void try_loop_safe(void) {
  pthread_t t[T];
  for (int i = 0; i < T; i++) pthread_create(&t[i], 0, try_loop, 0); // safe
  for (int i = 0; i < T; i++) pthread_join(t[i], 0);
}
static int *table7; static pthread_once_t once7 = PTHREAD_ONCE_INIT;
static void make7(void) { table7 = malloc(N * sizeof(int)); for (int i = 0; i < N; i++) table7[i] = i; }
static void *use7(void *a) { pthread_once(&once7, make7); return (void *)(long)table7[(long)a]; }
void once_safe(void) {
  pthread_t t[T];
  for (long i = 0; i < T; i++) pthread_create(&t[i], 0, use7, (void *)i); // safe
  for (int i = 0; i < T; i++) pthread_join(t[i], 0);
}
static int *table8;
static void *use8(void *a) {
  if (!table8) table8 = calloc(N, sizeof(int));
  return (void *)(long)table8[(long)a];
}
void lazy_racy(void) {
  pthread_t t[T];
  for (long i = 0; i < T; i++) pthread_create(&t[i], 0, use8, (void *)i); // unsafe: global-mutation
  for (int i = 0; i < T; i++) pthread_join(t[i], 0);
}
static pthread_key_t key9;
static void *use9(void *a) {
  int *p = malloc(sizeof(int));
  *p = (int)(long)a;
  pthread_setspecific(key9, p);
  int *q = pthread_getspecific(key9);
  *q += 1;
  return 0;
}
void key_safe(void) {
  pthread_t t[T];
  pthread_key_create(&key9, free);
  for (long i = 0; i < T; i++) pthread_create(&t[i], 0, use9, (void *)i); // safe (today: unknown)
  for (int i = 0; i < T; i++) pthread_join(t[i], 0);
}
static int cell10;
static void *use10(void *a) {
  (void)a;
  pthread_setspecific(key9, &cell10);
  int *q = pthread_getspecific(key9);
  *q += 1;
  return 0;
}
void key_racy(void) {
  pthread_t t[T];
  for (long i = 0; i < T; i++) pthread_create(&t[i], 0, use10, (void *)i); // unsafe: global-mutation (today: unknown)
  for (int i = 0; i < T; i++) pthread_join(t[i], 0);
}
// Semaphores as a lock, and as signals.
static int v11;
static void *sem_lock(void *a) { (void)a; sem_wait(&sem); v11++; sem_post(&sem); return 0; }
void sem_lock_safe(void) {
  pthread_t t[T];
  sem_init(&sem, 0, 1);
  for (int i = 0; i < T; i++) pthread_create(&t[i], 0, sem_lock, 0); // safe
  for (int i = 0; i < T; i++) pthread_join(t[i], 0);
}
static int v12; static sem_t sem12;
static void *sem_two(void *a) { (void)a; sem_wait(&sem12); v12++; sem_post(&sem12); return 0; }
void sem_two_racy(void) {
  pthread_t t[T];
  sem_init(&sem12, 0, 2);
  for (int i = 0; i < T; i++) pthread_create(&t[i], 0, sem_two, 0); // unsafe: wrong-lock
  for (int i = 0; i < T; i++) pthread_join(t[i], 0);
}
static int v13; static sem_t sem13;
static void *sem_sender(void *a) { (void)a; v13 = 3; sem_post(&sem13); return 0; }
static void *sem_receiver(void *a) { (void)a; sem_wait(&sem13); printf("%d\n", v13); return 0; }
void sem_signal_safe(void) {
  pthread_t s, r;
  sem_init(&sem13, 0, 0);
  pthread_create(&s, 0, sem_sender, 0); // safe (today: unknown)
  pthread_create(&r, 0, sem_receiver, 0); // safe (today: unknown)
  pthread_join(s, 0); pthread_join(r, 0);
}
static int v14; static sem_t sem14;
static void *sem_sender_bad(void *a) { (void)a; sem_post(&sem14); v14 = 3; return 0; }
static void *sem_receiver14(void *a) { (void)a; sem_wait(&sem14); printf("%d\n", v14); return 0; }
void sem_signal_racy(void) {
  pthread_t s, r;
  sem_init(&sem14, 0, 0);
  pthread_create(&s, 0, sem_sender_bad, 0); // unsafe: global-mutation
  pthread_create(&r, 0, sem_receiver14, 0); // unsafe: global-mutation
  pthread_join(s, 0); pthread_join(r, 0);
}
static int slot15; static sem_t full15, empty15;
static void *slot_producer(void *a) { (void)a; for (int i = 0; i < N; i++) { sem_wait(&empty15); slot15 = i; sem_post(&full15); } return 0; }
static void *slot_consumer(void *a) { (void)a; int s = 0; for (int i = 0; i < N; i++) { sem_wait(&full15); s += slot15; sem_post(&empty15); } return (void *)(long)s; }
void slot_safe(void) {
  pthread_t s, r;
  sem_init(&full15, 0, 0); sem_init(&empty15, 0, 1);
  pthread_create(&s, 0, slot_producer, 0); // safe
  pthread_create(&r, 0, slot_consumer, 0); // safe
  pthread_join(s, 0); pthread_join(r, 0);
}
// Arguments.
struct job { int from, to; double *data; double sum; };
static void *sum_job(void *a) { struct job *j = a; for (int i = j->from; i < j->to; i++) j->sum += j->data[i]; return 0; }
double jobs_safe(double *data) {
  struct job jobs[T]; pthread_t t[T]; double s = 0;
  for (int i = 0; i < T; i++) {
    jobs[i].from = i * N; jobs[i].to = (i + 1) * N; jobs[i].data = data; jobs[i].sum = 0;
    pthread_create(&t[i], 0, sum_job, &jobs[i]); // safe
  }
  for (int i = 0; i < T; i++) { pthread_join(t[i], 0); s += jobs[i].sum; }
  return s;
}
double one_job_racy(double *data) {
  struct job j = {0, N, data, 0}; pthread_t t[T];
  for (int i = 0; i < T; i++) pthread_create(&t[i], 0, sum_job, &j); // unsafe: captured-mutation
  for (int i = 0; i < T; i++) pthread_join(t[i], 0);
  return j.sum;
}
double early_sum_racy(double *data) {
  struct job jobs[T]; pthread_t t[T]; double s = 0;
  for (int i = 0; i < T; i++) {
    jobs[i].from = i * N; jobs[i].to = (i + 1) * N; jobs[i].data = data; jobs[i].sum = 0;
    pthread_create(&t[i], 0, sum_job, &jobs[i]); // unsafe: overlapping-elements
  }
  for (int i = 0; i < T; i++) s += jobs[i].sum;
  for (int i = 0; i < T; i++) pthread_join(t[i], 0);
  return s;
}
static void *scale_job(void *a) { struct job *j = a; for (int i = j->from; i <= j->to; i++) j->data[i] *= 2; return 0; }
void overlap_racy(void) {
  struct job jobs[T]; pthread_t t[T]; static double data[T * N + 1];
  for (int i = 0; i < T; i++) {
    jobs[i].from = i * N; jobs[i].to = (i + 1) * N; jobs[i].data = data;
    pthread_create(&t[i], 0, scale_job, &jobs[i]); // unsafe: overlapping-elements
  }
  for (int i = 0; i < T; i++) pthread_join(t[i], 0);
}
void overlap_safe(void) {
  struct job jobs[T]; pthread_t t[T]; static double data[T * N + 1];
  for (int i = 0; i < T; i++) {
    jobs[i].from = i * N; jobs[i].to = (i + 1) * N - 1; jobs[i].data = data;
    pthread_create(&t[i], 0, scale_job, &jobs[i]); // safe
  }
  for (int i = 0; i < T; i++) pthread_join(t[i], 0);
}
static int out16[T];
static void *by_number(void *a) { int t = *(int *)a; out16[t] = t; return 0; }
void loop_variable_racy(void) {
  pthread_t t[T]; int i;
  for (i = 0; i < T; i++) pthread_create(&t[i], 0, by_number, &i); // unsafe: captured-mutation
  for (int k = 0; k < T; k++) pthread_join(t[k], 0);
}
void heap_argument_safe(void) {
  pthread_t t[T];
  for (int i = 0; i < T; i++) {
    int *p = malloc(sizeof *p);
    *p = i;
    pthread_create(&t[i], 0, by_number, p); // safe
  }
  for (int k = 0; k < T; k++) pthread_join(t[k], 0);
}
// Joins.
static int v17;
static void *inc17(void *a) { (void)a; v17++; return 0; }
void join_each_safe(void) {
  for (int i = 0; i < T; i++) { pthread_t t; pthread_create(&t, 0, inc17, 0); pthread_join(t, 0); } // safe
  v17++;
}
static int v18;
static void *inc18(void *a) { (void)a; v18++; return 0; }
void join_late_racy(void) {
  pthread_t t[T];
  for (int i = 0; i < T; i++) pthread_create(&t[i], 0, inc18, 0); // unsafe: global-mutation
  for (int i = 0; i < T; i++) pthread_join(t[i], 0);
}
static int v19, w19;
static void *inc19(void *a) { (void)a; v19++; return 0; }
static void *inc19w(void *a) { (void)a; w19++; return 0; }
void partial_join_racy(void) {
  pthread_t t, u;
  pthread_create(&t, 0, inc19, 0); // safe
  pthread_create(&u, 0, inc19w, 0); // unsafe: global-mutation
  pthread_join(t, 0);
  printf("%d %d\n", v19, w19);
  pthread_join(u, 0);
}
static int v20;
static void *inc20(void *a) { (void)a; v20++; return 0; }
void all_but_one_racy(void) {
  pthread_t t[T];
  static pthread_mutex_t m20 = PTHREAD_MUTEX_INITIALIZER;
  pthread_mutex_lock(&m20);
  pthread_create(&t[0], 0, inc20, 0); // unsafe: global-mutation
  v20++;
  pthread_mutex_unlock(&m20);
  pthread_join(t[0], 0);
}
static int v21;
static void *set21(void *a) { (void)a; v21 = 1; return 0; }
int detached_racy(void) {
  pthread_t t;
  pthread_create(&t, 0, set21, 0); // unsafe: global-mutation
  pthread_detach(t);
  sleep(1);
  return v21;
}
static int v22;
static void *set22(void *a) { (void)a; v22 = 1; return 0; }
int joined_safe(void) {
  pthread_t t;
  pthread_create(&t, 0, set22, 0); // safe
  pthread_join(t, 0);
  return v22;
}
int result_safe(void) {
  pthread_t t; void *r;
  pthread_create(&t, 0, by_number, &(int){2}); // safe
  pthread_join(t, &r);
  return (int)(long)r + out16[2];
}
// Cleanup and cancel.
static int v23;
static void unlock23(void *m) { pthread_mutex_unlock(m); }
static void *cleanup23(void *a) {
  (void)a;
  pthread_mutex_lock(&mu);
  pthread_cleanup_push(unlock23, &mu);
  v23++;
  pthread_testcancel();
  pthread_cleanup_pop(1);
  return 0;
}
void cleanup_safe(void) {
  pthread_t t, u;
  pthread_create(&t, 0, cleanup23, 0); // safe (today: unknown)
  pthread_create(&u, 0, cleanup23, 0); // safe (today: unknown)
  pthread_cancel(t);
  pthread_join(t, 0); pthread_join(u, 0);
}
static int v24;
static void *forever24(void *a) { (void)a; for (;;) { v24++; pthread_testcancel(); } return 0; }
int cancelled_safe(void) {
  pthread_t t;
  pthread_create(&t, 0, forever24, 0); // safe
  pthread_cancel(t);
  pthread_join(t, 0);
  return v24;
}
int cancelled_racy(void) {
  pthread_t t;
  pthread_create(&t, 0, forever24, 0); // unsafe: global-mutation
  pthread_cancel(t);
  int r = v24;
  pthread_join(t, 0);
  return r;
}
// C11.
static mtx_t m25; static int v25;
static int inc25(void *a) { (void)a; mtx_lock(&m25); v25++; mtx_unlock(&m25); return 0; }
void c11_safe(void) {
  thrd_t t[T];
  mtx_init(&m25, mtx_plain);
  for (int i = 0; i < T; i++) thrd_create(&t[i], inc25, 0); // safe
  for (int i = 0; i < T; i++) thrd_join(t[i], 0);
  mtx_destroy(&m25);
}
static int v26;
static int inc26(void *a) { (void)a; v26++; return 0; }
void c11_racy(void) {
  thrd_t t[T];
  for (int i = 0; i < T; i++) thrd_create(&t[i], inc26, 0); // unsafe: global-mutation
  for (int i = 0; i < T; i++) thrd_join(t[i], 0);
}
static cnd_t c27; static mtx_t m27; static int ready27, data27;
static int send27(void *a) { (void)a; data27 = 1; mtx_lock(&m27); ready27 = 1; cnd_signal(&c27); mtx_unlock(&m27); return 0; }
int c11_condition_safe(void) {
  thrd_t t;
  mtx_init(&m27, mtx_plain); cnd_init(&c27);
  thrd_create(&t, send27, 0); // unknown: in order
  mtx_lock(&m27);
  while (!ready27) cnd_wait(&c27, &m27);
  mtx_unlock(&m27);
  int r = data27;
  thrd_join(t, 0);
  return r;
}
static _Thread_local int own28; static int out28[T];
static int use28(void *a) { own28 = *(int *)a; own28++; out28[*(int *)a] = own28; return 0; }
void c11_thread_local_safe(void) {
  thrd_t t[T]; int ids[T];
  for (int i = 0; i < T; i++) { ids[i] = i; thrd_create(&t[i], use28, &ids[i]); } // safe (today: unknown)
  for (int i = 0; i < T; i++) thrd_join(t[i], 0);
}
static int made29; static once_flag f29 = ONCE_FLAG_INIT;
static void make29(void) { made29 = 3; }
static int use29(void *a) { (void)a; call_once(&f29, make29); return made29; }
void c11_once_safe(void) {
  thrd_t t[T];
  for (int i = 0; i < T; i++) thrd_create(&t[i], use29, 0); // safe
  for (int i = 0; i < T; i++) thrd_join(t[i], 0);
}
// Two mutexes for one thing.
static int v30;
static void *with_first(void *a) { (void)a; pthread_mutex_lock(&mu); v30++; pthread_mutex_unlock(&mu); return 0; }
static void *with_second(void *a) { (void)a; pthread_mutex_lock(&mu2); v30++; pthread_mutex_unlock(&mu2); return 0; }
void two_mutexes_racy(void) {
  pthread_t t, u;
  pthread_create(&t, 0, with_first, 0); // unsafe: wrong-lock
  pthread_create(&u, 0, with_second, 0); // unsafe: wrong-lock
  pthread_join(t, 0); pthread_join(u, 0);
}
// A mutex in the object.
struct account { pthread_mutex_t m; long balance; };
static void deposit(struct account *a, long v) { pthread_mutex_lock(&a->m); a->balance += v; pthread_mutex_unlock(&a->m); }
static long look(struct account *a) { return a->balance; }
static void *deposit_many(void *p) { for (int i = 0; i < N; i++) deposit(p, i); return 0; }
static void *deposit_and_look(void *p) { deposit(p, 1); return (void *)look(p); }
void account_safe(void) {
  struct account acc; pthread_t t[T];
  pthread_mutex_init(&acc.m, 0); acc.balance = 0;
  for (int i = 0; i < T; i++) pthread_create(&t[i], 0, deposit_many, &acc); // safe
  for (int i = 0; i < T; i++) pthread_join(t[i], 0);
}
void account_racy(void) {
  struct account acc; pthread_t t[T];
  pthread_mutex_init(&acc.m, 0); acc.balance = 0;
  for (int i = 0; i < T; i++) pthread_create(&t[i], 0, deposit_and_look, &acc); // unsafe: captured-mutation
  for (int i = 0; i < T; i++) pthread_join(t[i], 0);
}
static int stop31; static long work31;
static void *worker31(void *a) { (void)a; while (!stop31) work31++; return 0; }
void stop_flag_racy(void) {
  pthread_t t;
  pthread_create(&t, 0, worker31, 0); // unsafe: global-mutation
  sleep(1);
  stop31 = 1;
  pthread_join(t, 0);
}
static volatile int stop32;
static void *worker32(void *a) { (void)a; while (!stop32) usleep(10); return 0; }
void volatile_racy(void) {
  pthread_t t;
  pthread_create(&t, 0, worker32, 0); // unsafe: global-mutation
  stop32 = 1;
  pthread_join(t, 0);
}
