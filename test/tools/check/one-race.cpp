// RUN: not %aether check --quiet %s -- %aether_flags | FileCheck %s

// One race is one finding, though the increment both reads and writes.

// CHECK: one-race.cpp:[[@LINE+8]]:{{[0-9]+}}: warning:
// CHECK-NOT: warning:

#include <thread>

void increments(int (&X)[4], int N) {
  std::thread T([&] {
    for (int I = 0; I != 4; ++I)
      ++X[I];
  });
  X[3] = N;
  T.join();
}
