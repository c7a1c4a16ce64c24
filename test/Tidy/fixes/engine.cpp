// Random numbers that differ in each run anyway.
//
// REQUIRES: clang-tidy
// RUN: grep -v "CHECK" %s > %t.cpp
// RUN: %clang_tidy --fix %t.cpp -- %aether_flags > %t.log 2>&1
// RUN: FileCheck %s --input-file=%t.cpp
// RUN: %clangxx %aether_flags -fsyntax-only -Wall -Wextra -Werror %t.cpp
// RUN: %aether check --quiet %t.cpp -- %aether_flags

#include <aether/aether.h>
#include <cstdlib>
#include <ctime>
#include <random>

static void dice(std::vector<int> &Items) {
  std::mt19937 Engine(std::random_device{}());
  aether::par_for_each(Items, [&](int &X) {
    std::uniform_int_distribution<int> Die(1, 6);
    X = Die(Engine);
  });
}
// CHECK-LABEL: static void dice(
// CHECK: thread_local std::mt19937 threadEngine(std::random_device{}());
// CHECK: X = Die(threadEngine);

static void shared(std::vector<int> &Items) {
  std::uniform_int_distribution<int> Die(10, 12);
  aether::par_for_each(Items, [&](int &X) {
    thread_local std::mt19937 Own(std::random_device{}());
    X = Die(Own);
  });
}
// CHECK-LABEL: static void shared(
// CHECK: auto taskDie = Die;
// CHECK: X = taskDie(Own);

static void old(std::vector<int> &Items) {
  aether::par_for_each(Items, [](int &X) { X = rand() % 4; });
}
// CHECK-LABEL: static void old(
// CHECK: thread_local std::mt19937 threadEngine(std::random_device{}());
// CHECK-SAME: X = std::uniform_int_distribution<int>(0, RAND_MAX)(threadEngine) % 4;

int main() {
  srand(static_cast<unsigned>(time(nullptr)));
  std::vector<int> Items(6000);
  bool Same = true;
  auto Check = [&](int Low, int High) {
    std::vector<int> Seen(20);
    for (int X : Items) {
      Same &= X >= Low && X <= High;
      ++Seen[X];
    }
    // 6,000 throws leave out no side of a die.
    for (int X = Low; X <= High; ++X)
      Same &= Seen[X] > 0;
  };
  dice(Items);
  Check(1, 6);
  shared(Items);
  Check(10, 12);
  old(Items);
  Check(0, 3);
  return Same ? 0 : 1;
}
