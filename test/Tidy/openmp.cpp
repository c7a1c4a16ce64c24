// Directives are judged in place, and the tree is left as it was: another check
// still sees the directive.
// RUN: %clang_tidy --checks='-*,aether-*,openmp-use-default-none' %s -- -fopenmp 2>/dev/null | FileCheck %s
// REQUIRES: clang-tidy

int sum(const int (&values)[100]) {
  int total = 0;
// CHECK-DAG: :[[@LINE+1]]:1: warning: OpenMP directive 'parallel for' does not specify 'default' clause
#pragma omp parallel for
  for (int i = 0; i < 100; ++i)
    // CHECK-DAG: :[[@LINE+1]]:5: warning: `total` is written by concurrent tasks {{.*}}captured-mutation
    total += values[i];
  return total;
}
