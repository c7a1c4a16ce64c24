// What the standard library declares virtual and a class of the user overrides.
#include "family.h"
#include <cstring>
#include <exception>
#include <stdexcept>
#include <string>
#include <thread>

namespace {

struct Counted : std::runtime_error {
  using std::runtime_error::runtime_error;
  static inline int asked = 0;
  const char *what() const noexcept override {
    ++asked;
    return std::runtime_error::what();
  }
};

void racy_counts_who_asks() {
  const Counted error("no such file");
  const std::exception &seen = error;
  std::size_t first = 0, second = 0;
  std::thread t([&] { first = std::strlen(seen.what()); }); // unsafe: global-mutation
  second = std::strlen(seen.what());
  t.join();
}

struct Plain : std::runtime_error {
  using std::runtime_error::runtime_error;
  const char *what() const noexcept override { return "plain"; }
};

void repaired_gives_a_text() {
  const Plain error("no such file");
  const Plain &seen = error;
  std::size_t first = 0, second = 0;
  std::thread t([&] { first = std::strlen(seen.what()); }); // safe
  second = std::strlen(seen.what());
  t.join();
}

// The class is the library's own: nothing is overridden.
void lookalike_of_the_library() {
  const std::logic_error error("no such file");
  std::size_t first = 0, second = 0;
  std::thread t([&] { first = std::strlen(error.what()); }); // safe
  second = std::strlen(error.what());
  t.join();
}

// By the qualified name it is the library's that runs.
void lookalike_named_with_its_class() {
  const Counted error("no such file");
  std::size_t first = 0, second = 0;
  std::thread t([&] { // safe
    first = std::strlen(error.std::runtime_error::what());
  });
  second = std::strlen(error.std::runtime_error::what());
  t.join();
}

} // namespace

FAMILY({"racy_counts_who_asks", racy_counts_who_asks},
       {"repaired_gives_a_text", repaired_gives_a_text},
       {"lookalike_of_the_library", lookalike_of_the_library},
       {"lookalike_named_with_its_class", lookalike_named_with_its_class})
