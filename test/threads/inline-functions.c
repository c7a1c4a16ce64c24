// In C, one definition of an inline function may serve all files.
#include <pthread.h>

void start_two(void *(*work)(void *), void *arg);
inline void start_two(void *(*work)(void *), void *arg) {
  pthread_t t, u;
  pthread_create(&t, 0, work, arg); // unknown: resolved
  pthread_create(&u, 0, work, arg); // unknown: resolved
  pthread_join(t, 0), pthread_join(u, 0);
}
static void *does_nothing(void *p) { return p; }
void caller(void) { start_two(does_nothing, 0); }
