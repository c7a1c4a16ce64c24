// A block in parentheses does what its statements do, and is worth what the last
// of them is.
#include <pthread.h>
#include <stdlib.h>

pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;
int sum, top, bottom, plain, table[4];

#define check(c) __extension__({ if (c) ; else abort(); })
#define largest(a, b) ({ int a_ = (a), b_ = (b); a_ > b_ ? a_ : b_; })
#define fetch(x) (*({ int *at_ = &(x); at_; }))
#define locked_add(x, n) ({ pthread_mutex_lock(&mu); int now_ = x += (n); pthread_mutex_unlock(&mu); now_; })

void *checks(void *p) { pthread_mutex_lock(&mu); sum++; check(sum > 0); pthread_mutex_unlock(&mu); return 0; }
void *checks_late(void *p) { pthread_mutex_lock(&mu); top++; pthread_mutex_unlock(&mu); check(top > 0); return 0; }
void *adds(void *p) { return locked_add(bottom, 2) > 3 ? p : 0; }
void *steps(void *p) { return largest(plain++, 3) ? p : 0; }
void *own_element(void *p) { int i = *(int *)p; table[({ int k = i; k; })] = i; return 0; }
void *first_element(void *p) { int i = *(int *)p; table[({ int k = i; k * 0; })] = i; return 0; }
void *by_address(void *p) { fetch(sum) = 1; return 0; }

int main(void) {
  pthread_t x, y;
  int zero = 0, one = 1;
  pthread_create(&x, 0, checks, 0); // safe
  pthread_create(&y, 0, checks, 0); // safe
  pthread_join(x, 0); pthread_join(y, 0);
  pthread_create(&x, 0, checks_late, 0); // unsafe: global-mutation
  pthread_create(&y, 0, checks_late, 0); // unsafe: global-mutation
  pthread_join(x, 0); pthread_join(y, 0);
  pthread_create(&x, 0, adds, 0); // safe
  pthread_create(&y, 0, adds, 0); // safe
  pthread_join(x, 0); pthread_join(y, 0);
  pthread_create(&x, 0, steps, 0); // unsafe: global-mutation
  pthread_create(&y, 0, steps, 0); // unsafe: global-mutation
  pthread_join(x, 0); pthread_join(y, 0);
  pthread_create(&x, 0, own_element, &zero); // safe
  pthread_create(&y, 0, own_element, &one); // safe
  pthread_join(x, 0); pthread_join(y, 0);
  pthread_create(&x, 0, first_element, &zero); // unsafe: overlapping-elements
  pthread_create(&y, 0, first_element, &one); // unsafe: overlapping-elements
  pthread_join(x, 0); pthread_join(y, 0);
  pthread_create(&x, 0, by_address, 0); // unsafe: global-mutation
  pthread_create(&y, 0, by_address, 0); // unsafe: global-mutation
  pthread_join(x, 0); pthread_join(y, 0);
  return 0;
}
