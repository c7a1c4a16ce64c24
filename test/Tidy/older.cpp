// The same plugin in the clang-tidy of an earlier LLVM: the same words.
//
// REQUIRES: clang-tidy, older-clang-tidy
// RUN: %clang_tidy %s -- %aether_flags 2>/dev/null > %t.now
// RUN: %older_clang_tidy %s -- %aether_flags 2>/dev/null > %t.older
// RUN: FileCheck %s --input-file=%t.older
// RUN: diff %t.now %t.older
// RUN: %older_clang_tidy --config='{CheckOptions: {aether-unsafe-parallel.ReportUnknown: true}}' %s -- %aether_flags 2>/dev/null | FileCheck %s --check-prefix=UNKNOWN

#include <aether/aether.h>
#include <functional>
#include <mutex>
#include <ranges>
#include <thread>
#include <vector>

void mystery(int &);

struct Counter {
  std::mutex M;
  long N = 0;
  void locked(int X) {
    std::lock_guard<std::mutex> Hold(M);
    N += X;
  }
  void bare(int X) { N += X; }
};

void members(std::vector<int> &Items) {
  Counter C;
  aether::par_for_each(Items, [&](int &X) { C.locked(X); });
  aether::par_for_each(Items, [&](int &X) { C.bare(X); });
}

void neighbours(std::vector<int> &A) {
  aether::par_for_each(std::views::iota(std::size_t(1), A.size()),
                       [&](std::size_t I) { A[I] = A[I - 1]; });
}

void bound(long &Total) {
  std::thread One(std::bind([&](int X) { Total += X; }, 1));
  std::thread Two([&] { Total -= 1; });
  One.join();
  Two.join();
}

void unknown(std::vector<int> &Items) {
  aether::par_for_each(Items, [](int &X) { mystery(X); });
}

// CHECK-DAG: older.cpp:26:{{[0-9]+}}: warning: {{.*}} (member-mutation) [aether-unsafe-parallel]
// CHECK-DAG: older.cpp:37:{{[0-9]+}}: warning: {{.*}} (overlapping-elements) [aether-unsafe-parallel]
// CHECK-DAG: older.cpp:41:{{[0-9]+}}: warning: {{.*}} (captured-mutation) [aether-unsafe-parallel]
// CHECK-NOT: older.cpp:24:{{[0-9]+}}: warning
// UNKNOWN: older.cpp:48:3: warning: cannot tell whether the tasks of `aether::par_for_each` race
