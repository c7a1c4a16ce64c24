// Models of further libraries; a mistake in one is told.
//
// REQUIRES: clang-tidy
// RUN: rm -rf %t && mkdir -p %t
// RUN: echo 'nonsense: [' > %t/damaged.yaml
// RUN: not %clang_tidy --config='{CheckOptions: {aether-unsafe-parallel.Models: "%t/damaged.yaml"}}' %s -- %aether_flags 2>&1 | FileCheck %s --check-prefix=DAMAGED
// RUN: not %clang_tidy --config='{CheckOptions: {aether-unsafe-parallel.Models: "%t/none.yaml"}}' %s -- %aether_flags 2>&1 | FileCheck %s --check-prefix=NONE

int main() {}

// DAMAGED: error: {{.*}}damaged.yaml:{{[0-9]+}}:{{[0-9]+}}:
// NONE: error: {{.*}}none.yaml
