// NOLINT silences a finding as it does in clang-tidy; what the user vouches for
// is listed with the proof that uses it.
//
// RUN: %aether check --exit-zero --format=json %s -- %aether_flags > %t.json
// RUN: FileCheck %s --check-prefix=JSON --input-file=%t.json
// RUN: not %aether check --quiet %s -- %aether_flags > %t.txt 2>&1
// RUN: FileCheck %s --check-prefix=TEXT --input-file=%t.txt

#include <aether/aether.h>
#include <vector>

void mystery(int &);

long line(std::vector<int> &Items) {
  long Total = 0;
  aether::par_for_each(Items, [&](int &X) {
    Total += X; // NOLINT(aether-unsafe-parallel): a count for the log
  });
  return Total;
}

long nextLine(std::vector<int> &Items) {
  long Total = 0;
  aether::par_for_each(Items, [&](int &X) {
    // NOLINTNEXTLINE(aether-*)
    Total += X;
  });
  return Total;
}

long block(std::vector<int> &Items) {
  long Total = 0;
  aether::par_for_each(Items, [&](int &X) {
    // NOLINTBEGIN
    Total += X;
    Total -= 2;
    // NOLINTEND
  });
  return Total;
}

long ofAnotherCheck(std::vector<int> &Items) {
  long Total = 0;
  aether::par_for_each(Items, [&](int &X) {
    Total += X; // NOLINT(bugprone-*)
  });
  return Total;
}

long oneOfTwo(std::vector<int> &Items) {
  long Total = 0, Count = 0;
  aether::par_for_each(Items, [&](int &X) {
    Total += X; // NOLINT
    Count += 1;
  });
  return Total + Count;
}

// What is silenced is one race, not what is not known of the call.
long unknown(std::vector<int> &Items) {
  long Total = 0;
  aether::par_for_each(Items, [&](int &X) {
    Total += X; // NOLINT
    mystery(X);
  });
  return Total;
}

// JSON: "line": 16
// JSON: "verdict": "safe"
// JSON: the user says: NOLINT at nolint.cpp:17
// JSON: "line": 24
// JSON: "verdict": "safe"
// JSON: the user says: NOLINT at nolint.cpp:26
// JSON: "line": 33
// JSON: "verdict": "safe"
// JSON: the user says: NOLINT at nolint.cpp:35
// JSON: "line": 44
// JSON: "verdict": "unsafe"
// JSON: "line": 52
// JSON: "verdict": "unsafe"
// JSON: "line": 62
// JSON: "verdict": "unknown"

// TEXT-NOT: nolint.cpp:17
// TEXT-NOT: nolint.cpp:26
// TEXT-NOT: nolint.cpp:35
// TEXT: nolint.cpp:45:{{[0-9]+}}: warning:
// TEXT-NOT: nolint.cpp:53:
// TEXT: nolint.cpp:54:{{[0-9]+}}: warning:
