// REQUIRES: clang-tidy
// RUN: %clang_tidy %s -- %aether_flags 2>&1 | FileCheck %s --check-prefix=DEFAULT --allow-empty
// RUN: %clang_tidy --config='{CheckOptions: {aether-unsafe-parallel.ReportUnknown: true}}' %s -- %aether_flags 2>&1 | FileCheck %s --check-prefix=UNKNOWN
// RUN: %clang_tidy --dump-config -- 2>&1 | FileCheck %s --check-prefix=DUMP

#include <aether/aether.h>
#include <vector>

void mystery(int &);

void apply(std::vector<int> &Items) {
  aether::par_for_each(Items, [](int &X) {
    mystery(X);
  });
}

// DEFAULT-NOT: warning

// UNKNOWN: options.cpp:12:3: warning: cannot tell whether the tasks of `aether::par_for_each` race [aether-unsafe-parallel]
// UNKNOWN: options.cpp:13:{{[0-9]+}}: note: because {{.*}}mystery

// DUMP: aether-unsafe-parallel.Models: ''
// DUMP: aether-unsafe-parallel.ReportUnknown: 'false'
