// Loops of the library that do nothing but append.
//
// REQUIRES: clang-tidy
// RUN: grep -v "CHECK" %s > %t.cpp
// RUN: %clang_tidy --fix %t.cpp -- %aether_flags > %t.log 2>&1
// RUN: FileCheck %s --input-file=%t.cpp
// RUN: %clangxx %aether_flags -fsyntax-only -Wall -Wextra -Werror %t.cpp
// RUN: %aether check --quiet %t.cpp -- %aether_flags

#include <aether/aether.h>
#include <numeric>
#include <string>

static std::vector<std::string> names(std::vector<int> &Items) {
  std::vector<std::string> Out;
  Out.reserve(Items.size());
  aether::par_for_each(Items, [&](int &X) {
    Out.push_back("n" + std::to_string(X));
  });
  return Out;
}
// CHECK-LABEL: names(
// CHECK: Out = aether::par_map(Items, [&](const int &X) { return "n" + std::to_string(X); });

static void append(const std::vector<int> &Items, std::vector<long> &Out) {
  aether::par_for_each(Items, [&Out](const int &X) {
    Out.emplace_back(X * 3L);
  });
}
// CHECK-LABEL: append(
// CHECK: const auto results = aether::par_map(Items, [](const int &X) { return X * 3L; });
// CHECK-NEXT: Out.insert(Out.end(), results.begin(), results.end());

static std::vector<int> even(const std::vector<int> &Items) {
  std::vector<int> Out;
  aether::par_for_each(Items, [&](const int &X) {
    if (X % 2 == 0)
      Out.push_back(X);
  });
  return Out;
}
// CHECK-LABEL: even(
// CHECK: Out = aether::par_filter(Items, [&](const int &X) { return X % 2 == 0; });

int main() {
  std::vector<int> Items(3000);
  std::iota(Items.begin(), Items.end(), 0);
  std::vector<std::string> Names = names(Items);
  std::vector<long> Appended{-1};
  append(Items, Appended);
  std::vector<int> Even = even(Items);
  bool Same = Names.size() == Items.size() &&
              Appended.size() == Items.size() + 1 && Even.size() == 1500;
  for (int I = 0; I < 3000 && Same; ++I)
    Same = Names[I] == "n" + std::to_string(I) && Appended[I + 1] == I * 3L &&
           Even[I / 2] == I / 2 * 2;
  return Same ? 0 : 1;
}
