// The user's own functions that have names of functions of C libraries do what
// their bodies say.
#include "family.h"
#include <cmath>
#include <mutex>
#include <thread>

static long total;
static std::mutex guard;

void log(int &to, char by) {
  to += by;
  total += by;
}
namespace {
int index(int of) { return total += of, of; }
} // namespace
template <class T> void read(T &to) { to = static_cast<T>(++total); }

// A lock around what is shared makes it right.
void write(int &to, char by) {
  const std::lock_guard lock(guard);
  to += by;
  total += by;
}
// Nothing but its own argument.
void send(int &to, char by) { to += by; }

void racy_log() {
  int a = 0, b = 0;
  std::thread one([&] { log(a, 'a'); }); // unsafe: global-mutation
  std::thread two([&] { log(b, 'b'); }); // unsafe: global-mutation
  one.join();
  two.join();
}
void racy_index() {
  std::thread one([] { index(1); }); // unsafe: global-mutation
  std::thread two([] { index(2); }); // unsafe: global-mutation
  one.join();
  two.join();
}
void racy_read() {
  int a = 0, b = 0;
  std::thread one([&] { read(a); }); // unsafe: global-mutation
  std::thread two([&] { read(b); }); // unsafe: global-mutation
  one.join();
  two.join();
}
void repaired_log() {
  int a = 0, b = 0;
  std::thread one([&] { write(a, 'a'); }); // safe
  std::thread two([&] { write(b, 'b'); }); // safe
  one.join();
  two.join();
}
void like_log() {
  int a = 0, b = 0;
  std::thread one([&] { send(a, 'a'); }); // safe
  std::thread two([&] { send(b, 'b'); }); // safe
  one.join();
  two.join();
}
void like_library() {
  double a = 0, b = 0;
  std::thread one([&] { a = std::log(2.0); }); // safe
  std::thread two([&] { b = sin(2.0); });      // safe
  one.join();
  two.join();
}

FAMILY({"racy_log", racy_log}, {"racy_index", racy_index},
       {"racy_read", racy_read}, {"repaired_log", repaired_log},
       {"like_log", like_log}, {"like_library", like_library})
