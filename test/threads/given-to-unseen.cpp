// What a function in another file is given to call, it may call at any time,
// and what it is given to reach, it may set.
#include <functional>
#include <thread>

void keep(void (*)());
void keep_with(void (*)(void *), void *);
void keep_object(std::function<void()>);
void take(std::reference_wrapper<int *>);
void seen(void (*)());

static int counted, reached, seen_counted;
static void counts() { ++counted; }
static void counts_at(void *p) { ++*static_cast<int *>(p); }
static void counts_seen() { ++seen_counted; }

void seen(void (*f)()) { f(); }

void racy_kept() {
  keep(counts);
  std::thread t([] { ++counted; }); // unsafe: global-mutation (today: unknown)
  t.join();
}
void racy_kept_with_an_argument() {
  keep_with(counts_at, &reached);
  std::thread t([] { ++reached; }); // unsafe: global-mutation (today: unknown)
  t.join();
}
void racy_kept_object() {
  int x = 0;
  keep_object([&] { ++x; });
  std::thread t([&] { ++x; }); // unsafe: captured-mutation (today: unknown)
  t.join();
}
void repaired_seen() {
  seen(counts_seen);
  std::thread t([] { ++seen_counted; }); // safe
  t.join();
}
void lookalike_never_given() {
  int x = 0;
  std::thread t([&] { ++x; }); // safe
  t.join();
  keep(counts);
}

void moves_what_it_is_given() {
  static int a[20];
  int *p = a;
  take(std::ref(p));
  std::thread t([p] { p[0] = 1; }); // unknown: `take`, whose body was not seen, may set it
  a[10] = 2;
  t.join();
}
void given_to_nobody() {
  static int a[20];
  int *p = a;
  std::thread t([p] { p[0] = 1; }); // safe
  a[10] = 2;
  t.join();
}
