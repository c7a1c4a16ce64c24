// Before C++20 the variable itself becomes atomic.
//
// REQUIRES: clang-tidy
// RUN: grep -v "CHECK" %s > %t.cpp
// RUN: %clang_tidy --fix %t.cpp -- -std=c++14 > %t.log 2>&1
// RUN: FileCheck %s --input-file=%t.cpp
// RUN: %clangxx -std=c++14 -fsyntax-only -Wall -Wextra -Werror %t.cpp
// RUN: %aether check --quiet %t.cpp -- -std=c++14

#include <thread>

static int count() {
  int Total = 0;
  std::thread A([&Total] {
    for (int I = 0; I < 1000; ++I)
      Total += I;
  });
  std::thread B([&Total] {
    for (int I = 0; I < 1000; ++I)
      Total = Total - 1;
  });
  A.join();
  B.join();
  if (Total > 1000000)
    Total = 0;
  return Total;
}
// CHECK: std::atomic<int> Total(0);
// CHECK: Total += I;
// CHECK: Total -= 1;
// CHECK: return Total;

int main() { return count() == 499500 - 1000 ? 0 : 1; }
