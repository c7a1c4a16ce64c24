// Variables that change after a task that reads them was started.
//
// REQUIRES: clang-tidy
// RUN: grep -v "CHECK" %s > %t.cpp
// RUN: %clang_tidy --fix %t.cpp -- %aether_flags > %t.log 2>&1
// RUN: FileCheck %s --input-file=%t.cpp
// RUN: %clangxx %aether_flags -fsyntax-only -Wall -Wextra -Werror %t.cpp
// RUN: %aether check --quiet %t.cpp -- %aether_flags

#include <thread>
#include <vector>

static void fill(std::vector<int> &V) {
  std::vector<std::thread> Threads;
  for (int I = 0; I < 8; ++I)
    Threads.emplace_back([&] { V[I] = I * I; });
  for (std::thread &T : Threads)
    T.join();
}
// CHECK-LABEL: static void fill(
// CHECK: Threads.emplace_back([&, I] { V[I] = I * I; });

static int levels() {
  int Level = 1, Base = 10, Seen = 0;
  std::thread T([&Seen, &Level, &Base] { Seen = Level + Base; });
  Level = 2;
  Base = 20;
  T.join();
  return Seen;
}
// CHECK-LABEL: static int levels(
// CHECK: std::thread T([&Seen, Level, Base] { Seen = Level + Base; });

int main() {
  std::vector<int> V(8);
  fill(V);
  bool Same = levels() == 11;
  for (int I = 0; I < 8; ++I)
    Same &= V[I] == I * I;
  return Same ? 0 : 1;
}
