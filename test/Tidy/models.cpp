// Models of further libraries; a mistake in one is told.
//
// REQUIRES: clang-tidy
// RUN: rm -rf %t && mkdir -p %t
// RUN: echo 'nonsense: [' > %t/damaged.yaml
// RUN: not %clang_tidy --config='{CheckOptions: {aether-unsafe-parallel.Models: "%t/damaged.yaml"}}' %s -- %aether_flags 2>&1 | FileCheck %s --check-prefix=DAMAGED
// RUN: not %clang_tidy --config='{CheckOptions: {aether-unsafe-parallel.Models: "%t/none.yaml"}}' %s -- %aether_flags 2>&1 | FileCheck %s --check-prefix=NONE
// RUN: %clang_tidy --config='{CheckOptions: {aether-unsafe-parallel.Models: "%S/Inputs/our-pool.yaml"}}' %s -- %aether_flags 2>&1 | FileCheck %s --check-prefix=OURS
// RUN: %clang_tidy %s -- %aether_flags 2>&1 | FileCheck %s --check-prefix=UNTOLD --allow-empty

// A parallel call that only a model can tell of.
#include <functional>
namespace ours {
void forEachRow(int *Rows, int Count, const std::function<void(int &)> &F);
}

void sum(int *Rows, int Count) {
  int Total = 0;
  ours::forEachRow(Rows, Count, [&](int &Row) {
    Total += Row;
  });
}

// OURS: models.cpp:[[@LINE-4]]:{{[0-9]+}}: warning: {{.*}}ours::forEachRow{{.*}} (captured-mutation)
// UNTOLD-NOT: warning: {{.*}}captured-mutation

// DAMAGED: error: {{.*}}damaged.yaml:{{[0-9]+}}:{{[0-9]+}}:
// NONE: error: '{{.*}}none.yaml' cannot be read as a file with models ({{.*}}); check the path given to aether-unsafe-parallel.Models
