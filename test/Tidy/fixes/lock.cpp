// Locks that one access lacks, that are not shared, or not exclusive.
//
// REQUIRES: clang-tidy
// RUN: grep -v "CHECK" %s > %t.cpp
// RUN: %clang_tidy --fix %t.cpp -- %aether_flags > %t.log 2>&1
// RUN: FileCheck %s --input-file=%t.cpp
// RUN: %clangxx %aether_flags -fsyntax-only -Wall -Wextra -Werror %t.cpp
// RUN: %aether check --quiet %t.cpp -- %aether_flags

#include <algorithm>
#include <mutex>
#include <shared_mutex>
#include <thread>
#include <vector>

static int missing() {
  int Total = 0;
  std::mutex M;
  std::thread A([&] {
    std::lock_guard<std::mutex> Guard(M);
    Total += 40;
  });
  std::thread B([&] { Total = Total * 1 + 2; });
  A.join();
  B.join();
  return Total;
}
// CHECK-LABEL: static int missing(
// CHECK: std::thread B([&] { { std::lock_guard lock(M); Total = Total * 1 + 2; } });

class Log {
public:
  void add(int X) { Lines.push_back(X); }
  void addTwice(int X) {
    std::scoped_lock Guard(M);
    Lines.push_back(X);
    Lines.push_back(X);
  }
  std::vector<int> Lines;

private:
  std::mutex M;
};
// CHECK: void add(int X) { { std::lock_guard lock(M); Lines.push_back(X); } }

static int own(int Times) {
  int Total = 0;
  auto Run = [&](int Step) {
    std::mutex M;
    std::lock_guard<std::mutex> Guard(M);
    Total += Step;
  };
  std::thread A([&] { for (int I = 0; I < Times; ++I) Run(1); });
  std::thread B([&] { for (int I = 0; I < Times; ++I) Run(2); });
  A.join();
  B.join();
  return Total;
}
// CHECK-LABEL: static int own(
// CHECK: static std::mutex M;

static int shared() {
  int Total = 0;
  std::shared_mutex M;
  auto Run = [&] {
    std::shared_lock Guard(M);
    Total += 1;
  };
  std::thread A(Run);
  std::thread B(Run);
  A.join();
  B.join();
  return Total;
}
// CHECK-LABEL: static int shared(
// CHECK: std::unique_lock Guard(M);
// CHECK-NEXT: Total += 1;

int main() {
  Log L;
  std::thread A([&] { L.add(1); });
  std::thread B([&] { L.addTwice(2); });
  A.join();
  B.join();
  std::sort(L.Lines.begin(), L.Lines.end());
  bool Same = missing() == 42 && L.Lines == std::vector<int>{1, 2, 2} &&
              own(500) == 1500 && shared() == 2;
  return Same ? 0 : 1;
}
