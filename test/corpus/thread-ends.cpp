#include "family.h"
#include <thread>

// Variables of each thread that no function declares.
int total = 0, numbers = 0, made = 0;

struct Flush {
  int own = 0;
  ~Flush() {
    total += own; // race
  }
};
thread_local Flush flush;

int number() {
  return ++numbers; // race
}
thread_local int mine = number();

struct Made {
  int own;
  Made() : own(made++) {} // race
};
thread_local Made marker;

void racy_ends() {
  auto work = [] { ++flush.own; };
  std::thread a(work); // unsafe: global-mutation
  std::thread b(work); // unsafe: global-mutation
  a.join();
  b.join();
}

void racy_number() {
  auto work = [] { return mine; };
  std::thread a(work); // unsafe: global-mutation
  std::thread b(work); // unsafe: global-mutation
  a.join();
  b.join();
}

void racy_constructor() {
  auto work = [] { return marker.own; };
  std::thread a(work); // unsafe: global-mutation
  std::thread b(work); // unsafe: global-mutation
  a.join();
  b.join();
}

FAMILY({"ends", racy_ends}, {"number", racy_number},
       {"constructor", racy_constructor})
