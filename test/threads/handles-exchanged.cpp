// Handles of threads that are exchanged or given up: who waits for the name
// that is left does not wait for the thread.
#include <thread>
#include <utility>

void racy_exchanged() {
  int x = 0;
  std::thread o, t([&] { x = 1; }); // unsafe: captured-mutation
  o.swap(t);
  if (t.joinable())
    t.join();
  x = 2;
  o.join();
}

void repaired_exchanged() {
  int x = 0;
  std::thread o, t([&] { x = 1; }); // safe
  t.join();
  o.swap(t);
  x = 2;
}

void racy_detached() {
  int x = 0;
  {
    std::jthread t([&] { x = 1; }); // unsafe: captured-mutation
    t.detach();
  }
  x = 2;
}

void lookalike_not_detached() {
  int x = 0;
  { std::jthread t([&] { x = 1; }); } // safe
  x = 2;
}

static std::thread take(std::thread &t) { return std::move(t); }

void racy_taken_by_another() {
  int x = 0;
  std::thread t([&] { x = 1; }); // unsafe: captured-mutation
  std::thread o = take(t);
  if (t.joinable())
    t.join();
  x = 2;
  o.join();
}
