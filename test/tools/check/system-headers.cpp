// What a library does is what its headers say, also where they are system headers.
//
// RUN: not %aether check --quiet %s -- %aether_flags -isystem %S/Inputs/library | FileCheck %s --implicit-check-not=warning:
// RUN: not %aether check --quiet %s -- %aether_flags -I%S/Inputs/library | FileCheck %s --check-prefix=USER --implicit-check-not=warning:

#include <aether/aether.h>
#include <each.h>
#include <memory>
#include <ranges>
#include <vector>

long sumOfAll() {
  long Sum = 0;
  // CHECK-DAG: system-headers.cpp:[[@LINE+2]]:{{[0-9]+}}: warning: `Sum` is written
  // USER-DAG: system-headers.cpp:[[@LINE+1]]:{{[0-9]+}}: warning: `Sum` is written
  library::each(100, [&](int I) { Sum += I; });
  return Sum;
}

void fill(std::vector<int> &Out) {
  library::each(static_cast<int>(Out.size()), [&](int I) { Out[I] = I; });
}

// USER-DAG: each.h:{{.*}}warning: {{.*}}alive
// The counter is changed by the library, in a constructor that a smart pointer runs.
void makeCounted() {
  // CHECK-DAG: system-headers.cpp:[[@LINE+1]]:{{.*}}warning: {{.*}}alive
  aether::par_for_each(std::views::iota(0, 99), [](int) { auto P = std::make_unique<library::Counted>(); });
}

void makeMany() {
  // CHECK-DAG: system-headers.cpp:[[@LINE+1]]:{{.*}}warning: {{.*}}alive
  aether::par_for_each(std::views::iota(0, 99), [](int) { std::vector<library::Counted> All(3); });
}

void makePlain() {
  aether::par_for_each(std::views::iota(0, 99), [](int) { auto P = std::make_unique<library::Plain>(); });
}
