// REQUIRES: clang-tidy
// RUN: %clang_tidy %s -- %aether_flags 2>&1 | FileCheck %s

#include <aether/aether.h>
#include <vector>

int Counter;

void silent(std::vector<int> &Items) {
  int Total = 0;
  aether::par_for_each(Items, [&](int &X) {
    Total += X; // NOLINT(aether-unsafe-parallel)
  });
  aether::par_for_each(Items, [&](int &X) {
    // NOLINTNEXTLINE(aether-unsafe-parallel)
    Total += X;
  });
}

void heard(std::vector<int> &Items) {
  aether::par_for_each(Items, [](int &X) {
    Counter += X; // NOLINT(other-check)
  });
}

// CHECK-NOT: Total
// CHECK: nolint.cpp:22:{{[0-9]+}}: warning: {{.*}} (global-mutation) [aether-unsafe-parallel]
// CHECK-NOT: warning:
