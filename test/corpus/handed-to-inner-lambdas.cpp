// A lambda inside of another captures what that has captured in its own words,
// `[p = &x]`: it leads to the same object.
#include "family.h"

#include <functional>
#include <thread>

void racy_pointer_captured_again() {
  int x = 0;
  auto outer = [p = &x] { return [p] { ++*p; }; };
  auto inner = outer();
  std::thread t([&] { inner(); }); // unsafe: captured-mutation
  ++x;
  t.join();
}
void repaired_pointer_captured_again() {
  int x = 0;
  auto outer = [p = &x] { return [p] { ++*p; }; };
  auto inner = outer();
  std::thread t([&] { inner(); }); // safe
  t.join();
  ++x;
}
void racy_reference_captured_again() {
  int x = 0;
  auto outer = [&r = x] {
    auto inner = [&r] { ++r; };
    inner();
  };
  std::thread t([&] { outer(); }); // unsafe: captured-mutation
  ++x;
  t.join();
}
void racy_reference_returned() {
  int x = 0;
  auto outer = [&r = x] { return [&r] { ++r; }; };
  std::thread t(outer()); // unsafe: captured-mutation
  ++x;
  t.join();
}
void repaired_reference_returned() {
  int x = 0;
  auto outer = [&r = x] { return [&r] { ++r; }; };
  std::thread t(outer()); // safe
  t.join();
  ++x;
}
void lookalike_copy_captured_again() {
  int x = 0;
  auto outer = [y = x] { return [y]() mutable { ++y; }; };
  std::thread t(outer()); // safe
  ++x;
  t.join();
}
void lookalike_another_one() {
  int x = 0, y = 0;
  auto outer = [p = &y] { return [p] { ++*p; }; };
  auto inner = outer();
  std::thread t([&] { inner(); }); // safe
  ++x;
  t.join();
}

FAMILY({"racy_pointer_captured_again", racy_pointer_captured_again},
       {"repaired_pointer_captured_again", repaired_pointer_captured_again},
       {"racy_reference_captured_again", racy_reference_captured_again},
       {"racy_reference_returned", racy_reference_returned},
       {"repaired_reference_returned", repaired_reference_returned},
       {"lookalike_copy_captured_again", lookalike_copy_captured_again},
       {"lookalike_another_one", lookalike_another_one})
