// A function that is written to a stream is called.
#include <iostream>
#include <thread>

namespace {
void nothing() {}
int counted, counted2;
void count() { counted++; }
void count2() { counted2++; } // race
void (*const what[2])() = {count, nothing};
void (*const what2[2])() = {count2, nothing};

thread_local int stamps;
std::ostream &stamp(std::ostream &to) {
  ++stamps;
  return to << '#';
}
} // namespace

void stamped() {
  auto run = [] {
    std::cout << 1 << stamp << stamp << std::endl;
    what[stamps == 2]();
  };
  std::thread a(run); // safe (today: unknown)
  std::thread b(run); // safe (today: unknown)
  a.join();
  b.join();
}
void stampedRacy() {
  auto run = [] {
    std::cout << 1 << stamp << std::endl;
    what2[stamps != 1]();
  };
  std::thread a(run); // unsafe: global-mutation
  std::thread b(run); // unsafe: global-mutation
  a.join();
  b.join();
}
