#define _GNU_SOURCE
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
/* spin locks of many makes */
int l1, n1;
void *sync_spin(void *a) { while (__sync_lock_test_and_set(&l1, 1)) ; n1++; __sync_lock_release(&l1); return 0; }
void sync_lock(void) {
  pthread_t t, u;
  pthread_create(&t, 0, sync_spin, 0); // safe
  pthread_create(&u, 0, sync_spin, 0); // safe
  pthread_join(t, 0); pthread_join(u, 0);
}
int l2, n2;
void *cas_spin(void *a) { while (!__sync_bool_compare_and_swap(&l2, 0, 1)) ; n2++; __sync_synchronize(); l2 = 0; return 0; }
void cas_lock_plain_release(void) {
  pthread_t t, u;
  pthread_create(&t, 0, cas_spin, 0); // unsafe: global-mutation
  pthread_create(&u, 0, cas_spin, 0); // unsafe: global-mutation
  pthread_join(t, 0); pthread_join(u, 0);
}
int l3, n3;
void *cas_spin3(void *a) { while (!__sync_bool_compare_and_swap(&l3, 0, 1)) ; n3++; __sync_lock_release(&l3); return 0; }
void cas_lock(void) {
  pthread_t t, u;
  pthread_create(&t, 0, cas_spin3, 0); // safe
  pthread_create(&u, 0, cas_spin3, 0); // safe
  pthread_join(t, 0); pthread_join(u, 0);
}
atomic_flag l4 = ATOMIC_FLAG_INIT; int n4;
void *flag_spin(void *a) { while (atomic_flag_test_and_set(&l4)) ; n4++; atomic_flag_clear(&l4); return 0; }
void flag_lock(void) {
  pthread_t t, u;
  pthread_create(&t, 0, flag_spin, 0); // safe
  pthread_create(&u, 0, flag_spin, 0); // safe
  pthread_join(t, 0); pthread_join(u, 0);
}
atomic_int l5; int n5;
void *c11_spin(void *a) {
  int expected = 0;
  while (!atomic_compare_exchange_strong(&l5, &expected, 1))
    expected = 0;
  n5++;
  atomic_store(&l5, 0);
  return 0;
}
void c11_lock(void) {
  pthread_t t, u;
  pthread_create(&t, 0, c11_spin, 0); // safe
  pthread_create(&u, 0, c11_spin, 0); // safe
  pthread_join(t, 0); pthread_join(u, 0);
}
atomic_int l6; int n6;
void *c11_bad(void *a) {
  int expected = 0;
  while (!atomic_compare_exchange_strong(&l6, &expected, 1))
    ;
  n6++;
  atomic_store(&l6, 0);
  return 0;
}
void c11_expected_kept(void) {
  pthread_t t, u;
  pthread_create(&t, 0, c11_bad, 0); // unsafe: global-mutation
  pthread_create(&u, 0, c11_bad, 0); // unsafe: global-mutation
  pthread_join(t, 0); pthread_join(u, 0);
}
atomic_int l7; int n7;
void *exchange_spin(void *a) { while (atomic_exchange_explicit(&l7, 1, memory_order_acquire)) ; n7++; atomic_store_explicit(&l7, 0, memory_order_release); return 0; }
void exchange_lock(void) {
  pthread_t t, u;
  pthread_create(&t, 0, exchange_spin, 0); // safe
  pthread_create(&u, 0, exchange_spin, 0); // safe
  pthread_join(t, 0); pthread_join(u, 0);
}
atomic_int l8; int n8;
void *relaxed_spin(void *a) { while (atomic_exchange_explicit(&l8, 1, memory_order_relaxed)) ; n8++; atomic_store_explicit(&l8, 0, memory_order_relaxed); return 0; }
void relaxed_lock(void) {
  pthread_t t, u;
  pthread_create(&t, 0, relaxed_spin, 0); // unsafe: global-mutation
  pthread_create(&u, 0, relaxed_spin, 0); // unsafe: global-mutation
  pthread_join(t, 0); pthread_join(u, 0);
}
/* tickets */
atomic_int next9; int out9[100];
void *ticket(void *a) { int i; while ((i = atomic_fetch_add(&next9, 1)) < 100) out9[i] = i; return 0; }
void tickets(void) {
  pthread_t t, u;
  pthread_create(&t, 0, ticket, 0); // safe
  pthread_create(&u, 0, ticket, 0); // safe
  pthread_join(t, 0); pthread_join(u, 0);
}
int next10; int out10[100];
void *sync_ticket(void *a) { int i; while ((i = __sync_fetch_and_add(&next10, 1)) < 100) out10[i] = i; return 0; }
void sync_tickets(void) {
  pthread_t t, u;
  pthread_create(&t, 0, sync_ticket, 0); // safe
  pthread_create(&u, 0, sync_ticket, 0); // safe
  pthread_join(t, 0); pthread_join(u, 0);
}
/* the pointer that was a number */
void *deref(void *arg) { *(int *)arg = 1; return 0; }
void number_as_pointer(long address) {
  pthread_t t, u;
  pthread_create(&t, 0, deref, (void *)address); // unknown: integer
  pthread_create(&u, 0, deref, (void *)address); // unknown: integer
  pthread_join(t, 0); pthread_join(u, 0);
}
int out12[8];
void *slot(void *arg) { out12[(int)(long)arg]++; return 0; }
void constants(void) {
  pthread_t t, u;
  pthread_create(&t, 0, slot, (void *)1); // safe
  pthread_create(&u, 0, slot, (void *)2); // safe
  pthread_join(t, 0); pthread_join(u, 0);
}
int out13[8];
void *slot13(void *arg) { out13[(int)(long)arg]++; return 0; }
void same_constant(void) {
  pthread_t t, u;
  pthread_create(&t, 0, slot13, (void *)1); // unsafe: overlapping-elements
  pthread_create(&u, 0, slot13, (void *)1); // unsafe: overlapping-elements
  pthread_join(t, 0); pthread_join(u, 0);
}
