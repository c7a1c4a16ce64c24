// What looks as if it could be repaired, but not so that it computes the same.
//
// REQUIRES: clang-tidy
// RUN: cp %s %t.cpp
// RUN: %clang_tidy --fix %t.cpp -- %aether_flags > %t.log 2>&1
// RUN: diff %s %t.cpp
// RUN: %clang_tidy --fix %t.cpp --config='{CheckOptions: {aether-unsafe-parallel.VerifyFixes: false}}' \
// RUN:   -- %aether_flags > %t.unverified.log 2>&1
// RUN: diff %s %t.cpp
// RUN: FileCheck %s --input-file=%t.log

#include <aether/aether.h>
#include <cstring>
#include <ctime>
#include <mutex>
#include <random>
#include <thread>

// Rounded otherwise in another order.
double sum(const std::vector<double> &Items) {
  double Total = 0;
  aether::par_for_each(Items, [&](const double &X) { Total += X; });
  return Total;
}
// CHECK: none.cpp.tmp.cpp:[[@LINE-3]]:{{.*}} warning:

// The numbers are used: who gets which depends on the order.
void number(std::vector<int> &Items) {
  int Next = 0;
  aether::par_for_each(Items, [&](int &X) { X = Next++; });
}
// CHECK: none.cpp.tmp.cpp:[[@LINE-2]]:{{.*}} warning:

// Two operations that do not commute.
int mixed(const std::vector<int> &Items) {
  int Total = 1;
  aether::par_for_each(Items, [&](const int &X) {
    Total += X;
    Total *= 3;
  });
  return Total;
}
// CHECK: none.cpp.tmp.cpp:[[@LINE-5]]:{{.*}} warning:

// The last one wins, whoever that is.
int last(const std::vector<int> &Items) {
  int Value = 0;
  aether::par_for_each(Items, [&](const int &X) {
    if (X > 3)
      Value = 1;
    else
      Value = 2;
  });
  return Value;
}
// CHECK: none.cpp.tmp.cpp:[[@LINE-6]]:{{.*}} warning:

// The text belongs to the macro.
#define ADD(To, X) To += (X)
int inMacro(const std::vector<int> &Items) {
  int Total = 0;
  aether::par_for_each(Items, [&](const int &X) { ADD(Total, X); });
  return Total;
}
// CHECK: none.cpp.tmp.cpp:[[@LINE-3]]:{{.*}} warning:

// A fixed seed asks for the same numbers in every run.
void dice(std::vector<int> &Items) {
  std::mt19937 Engine(42);
  aether::par_for_each(Items, [&](int &X) {
    std::uniform_int_distribution<int> Die(1, 6);
    X = Die(Engine);
  });
}
// CHECK: none.cpp.tmp.cpp:[[@LINE-3]]:{{.*}} warning:

// Read after the call.
int lastSquare(std::vector<int> &Items) {
  int Square = 0;
  aether::par_for_each(Items, [&](int &X) {
    Square = X * X;
    X = Square;
  });
  return Square;
}
// CHECK: none.cpp.tmp.cpp:[[@LINE-5]]:{{.*}} warning:

// Written only sometimes: else it carries what another task left.
void carried(std::vector<int> &Items) {
  int Old = 0;
  aether::par_for_each(Items, [&](int &X) {
    if (X > 2)
      Old = X;
    X = Old;
  });
}
// CHECK: none.cpp.tmp.cpp:[[@LINE-4]]:{{.*}} warning:

// The pointer outlives the block.
static std::tm *Latest;
void broken(std::vector<std::time_t> &Times) {
  aether::par_for_each(Times, [](std::time_t &T) {
    Latest = std::localtime(&T);
  });
}
// CHECK: none.cpp.tmp.cpp:[[@LINE-3]]:{{.*}} warning:

// It would wait for itself: a caller holds the mutex.
class Account {
public:
  void pay(int Amount) {
    std::lock_guard<std::mutex> Guard(M);
    change(-Amount);
  }
  void change(int Amount) { Balance = Balance + Amount * Rate; }

private:
  std::mutex M;
  double Balance = 0, Rate = 1.5;
};
// CHECK: none.cpp.tmp.cpp:[[@LINE-6]]:{{.*}} warning:

void use(Account &A) {
  std::thread First([&] { A.pay(1); });
  std::thread Second([&] { A.change(2); });
  First.join();
  Second.join();
}

// One of several instances may not be an integer.
template <class T> T total(const std::vector<T> &Items) {
  T Total = 0;
  aether::par_for_each(Items, [&](const T &X) { Total += X; });
  return Total;
}
// CHECK: none.cpp.tmp.cpp:[[@LINE-3]]:{{.*}} warning:
template int total(const std::vector<int> &);
template float total(const std::vector<float> &);

// CHECK-NOT: error:
