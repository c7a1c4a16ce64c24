// Integers that tasks add to, set bits of, or set to one value.
//
// REQUIRES: clang-tidy
// RUN: grep -v "CHECK" %s > %t.cpp
// RUN: %clang_tidy --fix %t.cpp -- %aether_flags > %t.log 2>&1
// RUN: FileCheck %s --input-file=%t.cpp
// RUN: %clangxx %aether_flags -fsyntax-only -Wall -Wextra -Werror %t.cpp
// RUN: %aether check --quiet %t.cpp -- %aether_flags

#include <numeric>
#include <thread>
#include <vector>

static std::vector<int> numbers() {
  std::vector<int> Items(10000);
  std::iota(Items.begin(), Items.end(), -300);
  return Items;
}

static int sum(const std::vector<int> &Items) {
  int Total = 7;
  std::thread A([&] {
    for (int X : Items)
      Total += X;
  });
  std::thread B([&] {
    for (int X : Items)
      Total = X + Total;
  });
  A.join();
  B.join();
  return Total;
}
// CHECK-LABEL: static int sum(
// CHECK: std::atomic_ref(Total) += X;
// CHECK: std::atomic_ref(Total) += X;
// CHECK: return Total;

static unsigned bits(const std::vector<int> &Items) {
  unsigned Seen = 0;
  auto Run = [&] {
    for (int X : Items)
      if (X > 0)
        Seen |= static_cast<unsigned>(X);
  };
  std::thread A(Run), B(Run);
  A.join();
  B.join();
  return Seen;
}
// CHECK-LABEL: static unsigned bits(
// CHECK: std::atomic_ref(Seen) |= static_cast<unsigned>(X);

static bool any(const std::vector<int> &Items) {
  bool Found = false;
  auto Run = [&] {
    for (int X : Items)
      if (X == 5)
        Found = true;
  };
  std::thread A(Run), B(Run);
  A.join();
  B.join();
  return Found;
}
// CHECK-LABEL: static bool any(
// CHECK: std::atomic_ref(Found).store(true);

struct Counter {
  long Hits = 0;
  int Buckets[8] = {};

  void count(const std::vector<int> &Items) {
    std::thread A([this, &Items] { all(Items); });
    std::thread B([this, &Items] { all(Items); });
    A.join();
    B.join();
  }

  void all(const std::vector<int> &Items) {
    for (int X : Items) {
      ++Hits;
      this->Buckets[3] -= X & 1;
    }
  }
};
// CHECK-LABEL: void all(
// CHECK: ++std::atomic_ref(Hits);
// CHECK: std::atomic_ref(this->Buckets[3]) -= X & 1;

static short Global;

static void work() { Global -= 2; }
// CHECK: static void work() { std::atomic_ref(Global) -= 2; }

int main() {
  std::vector<int> Items = numbers();
  int Sum = std::accumulate(Items.begin(), Items.end(), 0);
  unsigned Seen = 0;
  for (int X : Items)
    if (X > 0)
      Seen |= static_cast<unsigned>(X);
  Counter Count;
  Count.count(Items);
  std::thread A(work), B(work);
  A.join();
  B.join();
  bool Same = sum(Items) == 7 + 2 * Sum && bits(Items) == Seen && any(Items) &&
              Count.Hits == 20000 && Count.Buckets[3] == -10000 && Global == -4;
  return Same ? 0 : 1;
}
