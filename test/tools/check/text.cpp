// The report for people: every parallel call, then the findings, then sums.
//
// RUN: not %aether check %s -- %aether_flags 2>&1 | FileCheck %s
// RUN: not %aether check --quiet %s -- %aether_flags | FileCheck %s --check-prefix=QUIET

#include <aether/aether.h>
#include <vector>

int squares(const std::vector<int> &In) {
  int Sum = 0;
  auto Out = aether::par_map(In, [](int X) { return X * X; });
  aether::par_for_each(Out, [&](int &X) {
    Sum += X;
  });
  return Sum;
}

// CHECK: text.cpp:[[#]]:{{[0-9]+}}: safe aether::par_map
// CHECK: text.cpp:[[#]]:{{[0-9]+}}: unsafe aether::par_for_each
// CHECK: text.cpp:[[#@LINE-7]]:{{[0-9]+}}: warning: {{.*}}Sum{{.*}} [aether-unsafe-parallel, captured-mutation]
// CHECK-NEXT: {{^ *}}[[#]] |     Sum += X;
// CHECK-NEXT: | {{ *}}^
// CHECK: note: the same statement, run by another task, {{(reads|writes)}} `Sum`
// CHECK: text.cpp:[[#]]:{{[0-9]+}}: note: the tasks are started here by `aether::par_for_each`
// CHECK: note: to repair:
// CHECK: 2 parallel calls: 1 safe, 1 unsafe, 0 unknown; 1 translation unit, {{[0-9.]+}} s
// CHECK-NOT: {{.}}

// QUIET-NOT: safe aether
// QUIET: warning: {{.*}} [aether-unsafe-parallel, captured-mutation]
// QUIET-NOT: parallel calls
