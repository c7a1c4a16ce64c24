// Pointers that nobody sets, or that are null again before anything starts.
#include <thread>

struct Stats {
  long n = 0;
};
static Stats some;
static Stats *never, *reset, *set;
static long seen;

static void counts_never() {
  if (never)
    never->n++;
}
static void counts_reset() {
  if (reset)
    reset->n++;
}
static void counts_set() {
  if (set)
    set->n++; // race
}
static void notes_never() {
  if (!never)
    return;
  seen++;
}

int main() {
  std::thread a(counts_never), b(counts_never); // safe (today: unknown)
  a.join();
  b.join();
  std::thread c(notes_never), d(notes_never); // safe (today: unknown)
  c.join();
  d.join();
  reset = &some;
  reset->n = 1;
  reset = nullptr;
  std::thread e(counts_reset), f(counts_reset); // safe (today: unknown)
  e.join();
  f.join();
  set = &some;
  std::thread g(counts_set), h(counts_set); // unsafe: global-mutation
  g.join();
  h.join();
}
