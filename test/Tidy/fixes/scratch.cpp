// Variables that every task writes before it reads them.
//
// REQUIRES: clang-tidy
// RUN: grep -v "CHECK" %s > %t.cpp
// RUN: %clang_tidy --fix %t.cpp -- %aether_flags > %t.log 2>&1
// RUN: FileCheck %s --input-file=%t.cpp
// RUN: %clangxx %aether_flags -fsyntax-only -Wall -Wextra -Werror %t.cpp
// RUN: %aether check --quiet %t.cpp -- %aether_flags

#include <aether/aether.h>
#include <numeric>

static void squares(std::vector<int> &Items) {
  int Square = 0;
  aether::par_for_each(Items, [&](int &X) {
    Square = X * X;
    if (Square > 10)
      X = Square;
  });
}
// CHECK-LABEL: static void squares(
// CHECK-NOT: int Square = 0;
// CHECK: aether::par_for_each(Items, [&](int &X) {
// CHECK-NEXT: int Square = X * X;

int main() {
  std::vector<int> Items(2000);
  std::iota(Items.begin(), Items.end(), 0);
  squares(Items);
  bool Same = true;
  for (int I = 0; I < 2000; ++I)
    Same &= Items[I] == (I < 4 ? I : I * I);
  return Same ? 0 : 1;
}
