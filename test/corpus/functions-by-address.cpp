// Functions of the library that are called by their address.
#include "family.h"
#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>

namespace {

void repaired_letters() {
  std::string a = "one", b = "two";
  std::thread t([&] { // safe
    std::transform(a.begin(), a.end(), a.begin(), ::toupper);
  });
  std::transform(b.begin(), b.end(), b.begin(), ::toupper);
  t.join();
}

void racy_same_letters() {
  std::string a = "one";
  std::thread t([&] { // unsafe: overlapping-elements
    std::transform(a.begin(), a.end(), a.begin(), ::toupper);
  });
  std::transform(a.begin(), a.end(), a.begin(), ::tolower);
  t.join();
}

void repaired_square_roots() {
  double (*f)(double) = &std::sqrt;
  double a = 2, b = 3;
  std::thread t([&] { a = f(a); }); // safe
  b = f(b);
  t.join();
}

void racy_same_number() {
  double (*f)(double) = &std::sqrt;
  double a = 2;
  std::thread t([&] { a = f(a); }); // unsafe: captured-mutation
  a = f(a);
  t.join();
}

// It keeps where it is in a variable of its own.
void lookalike_with_a_state() {
  char *(*f)(char *, const char *) = &std::strtok;
  char a[] = "a b", b[] = "c d";
  std::thread t([&] { f(a, " "); }); // unsafe: non-reentrant-call (today: unknown)
  f(b, " ");
  t.join();
}

} // namespace

FAMILY({"repaired_letters", repaired_letters},
       {"racy_same_letters", racy_same_letters},
       {"repaired_square_roots", repaired_square_roots},
       {"racy_same_number", racy_same_number},
       {"lookalike_with_a_state", lookalike_with_a_state})
