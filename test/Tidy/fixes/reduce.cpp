// Loops of the library that do nothing but accumulate.
//
// REQUIRES: clang-tidy
// RUN: grep -v "CHECK" %s > %t.cpp
// RUN: %clang_tidy --fix %t.cpp -- %aether_flags > %t.log 2>&1
// RUN: FileCheck %s --input-file=%t.cpp
// RUN: %clangxx %aether_flags -fsyntax-only -Wall -Wextra -Werror %t.cpp
// RUN: %aether check --quiet %t.cpp -- %aether_flags

#include <aether/aether.h>
#include <numeric>

static int sum(std::vector<int> &Items, int Start) {
  int Total = Start;
  aether::par_for_each(Items, [&](int &X) { Total += 2 * X; });
  return Total;
}
// CHECK-LABEL: static int sum(
// CHECK: Total += aether::map_reduce(Items, [&](const int &X) -> long long { return 2 * X; }, std::plus<long long>(), 0LL);

static int count(const std::vector<int> &Items, int Limit) {
  int Count = 0;
  aether::par_for_each(Items, [&Count, Limit](const auto &X) {
    if (X > Limit)
      ++Count;
  });
  return Count;
}
// CHECK-LABEL: static int count(
// CHECK: Count += aether::map_reduce(Items, [Limit](const auto &X) -> long long { return (X > Limit) ? (1) : 0; }, std::plus<long long>(), 0LL);

static unsigned product(const std::vector<int> &Items) {
  unsigned Product = 3;
  aether::par_for_each(Items, [&](int X) { Product *= 2u * X + 1u; });
  return Product;
}
// CHECK-LABEL: static unsigned product(
// CHECK: Product *= aether::map_reduce(Items, [&](int X) { return 2u * X + 1u; }, std::multiplies<unsigned int>(), static_cast<unsigned int>(1));

static int smallest(const std::vector<int> &Items) {
  int Best = Items[0];
  aether::par_for_each(Items, [&](const int &X) {
    if (X < Best)
      Best = X;
  });
  return Best;
}
// CHECK-LABEL: static int smallest(
// CHECK: Best = aether::map_reduce(Items, [&](const int &X) { return X; }, [](int a, int b) { return std::min(a, b); }, Best);

class Statistics {
public:
  void add(const std::vector<int> &Items) {
    aether::par_for_each(Items, [this](const int &X) {
      Largest = std::max(Largest, X);
    });
  }
  int Largest = -1000;
};
// CHECK: Largest = aether::map_reduce(Items, [](const int &X) { return X; }, [](int a, int b) { return std::max(a, b); }, Largest);

static long long wide(const std::vector<long long> &Items) {
  long long Total = 0;
  aether::par_for_each(Items, [&](const long long &X) { Total += X; });
  return Total;
}
// A part of the sum might not fit where the whole does.
// CHECK-LABEL: static long long wide(
// CHECK: std::atomic_ref(Total) += X;

int main() {
  std::vector<int> Items(5000);
  std::iota(Items.begin(), Items.end(), -100);
  int Sum = 0;
  unsigned Product = 3;
  for (int X : Items) {
    Sum += 2 * X;
    Product *= 2u * X + 1u;
  }
  Statistics S;
  S.add(Items);
  std::vector<long long> Wide(Items.begin(), Items.end());
  bool Same = sum(Items, 11) == Sum + 11 && count(Items, 99) == 4800 &&
              product(Items) == Product && smallest(Items) == -100 &&
              S.Largest == 4899 && 2 * wide(Wide) == Sum;
  return Same ? 0 : 1;
}
