// Whichever thread finds nobody to catch what it throws runs the handler of
// that, beside all others.
#include "family.h"

#include <cstdlib>
#include <exception>
#include <new>
#include <thread>

int failures = 0;

void on_failure() {
  ++failures;
  std::abort();
}

void racy_terminate_handler() {
  std::terminate_handler before = std::set_terminate(on_failure);
  std::thread t([] { ++failures; }); // unsafe: global-mutation (today: unknown)
  t.join();
  std::set_terminate(before);
}

void lookalike_none() {
  std::set_new_handler(nullptr);
  int own = 0;
  std::thread t([&] { ++own; }); // safe
  t.join();
}

FAMILY({"racy_terminate_handler", racy_terminate_handler}, {"lookalike_none", lookalike_none})
