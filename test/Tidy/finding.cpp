// The warning stands at the racing line; notes tell the rest.
//
// REQUIRES: clang-tidy
// RUN: %clang_tidy %s -- %aether_flags 2>&1 | FileCheck %s

#include <aether/aether.h>
#include <vector>

static void add(int &To, int X) {
  To += X;
}

int sum(std::vector<int> &Items) {
  int Total = 0;
  aether::par_for_each(Items, [&](int &X) {
    add(Total, X);
  });
  return Total;
}

// CHECK: finding.cpp:10:{{[0-9]+}}: warning: {{.*}} (captured-mutation) [aether-unsafe-parallel]
// CHECK: finding.cpp:10:{{[0-9]+}}: note: the same statement, run by another task,
// CHECK: finding.cpp:15:3: note: the tasks are started here by `aether::par_for_each`
// CHECK: finding.cpp:15:{{[0-9]+}}: note: the access is reached from the task `lambda in sum`
// CHECK: finding.cpp:16:5: note: which calls `add` here
// CHECK: note: to repair:
