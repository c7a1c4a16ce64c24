// Constructors that start tasks before all members are there.
#include "family.h"
#include <future>
#include <string>
#include <thread>
#include <vector>

struct RacyString {
  std::thread t;
  std::string s;
  RacyString()
      : t([this] { s += "x"; }), // unsafe: shared-container
        s("abc") {}
  ~RacyString() { t.join(); }
};
struct RepairedString {
  std::string s;
  std::thread t;
  RepairedString()
      : s("abc"), t([this] { s += "x"; }) {} // safe
  ~RepairedString() { t.join(); }
};

struct RacyAddress {
  std::thread t;
  int n;
  RacyAddress()
      : t([p = &n] { ++*p; }), // unsafe: member-mutation
        n(0) {}
  ~RacyAddress() { t.join(); }
};
struct RepairedAddress {
  int n;
  std::thread t;
  RepairedAddress()
      : n(0), t([p = &n] { ++*p; }) {} // safe
  ~RepairedAddress() { t.join(); }
};

// The base runs first.
struct Base {
  std::thread t;
  explicit Base(int *p) : t([p] { ++*p; }) {} // unsafe: member-mutation
  ~Base() { t.join(); }
};
struct RacyDerived : Base {
  int n = 0;
  RacyDerived() : Base(&n) {}
};

// A future is a member, not something that is over with the expression.
struct RacyFuture {
  int n = 0;
  std::future<void> f;
  RacyFuture()
      : f(std::async(std::launch::async, [this] { ++n; })) {} // unsafe: member-mutation
};
struct RepairedFuture {
  int n = 0;
  std::future<void> f;
  RepairedFuture()
      : f(std::async(std::launch::async, [this] { ++n; })) {} // safe
};

// Members that come before are there already, whoever is told of them.
struct Likewise {
  std::vector<int> v;
  std::size_t n;
  std::thread t;
  int last;
  Likewise()
      : v(10), n(v.size()), t([this] { v[0] = 1; }), // safe
        last(0) {}
  ~Likewise() { t.join(); }
};

int main() {
  { RacyString a; }
  { RepairedString a; }
  { RacyAddress a; }
  { RepairedAddress a; }
  { RacyDerived a; }
  {
    RacyFuture a;
    a.n = 3; // race
    a.f.get();
  }
  {
    RepairedFuture a;
    a.f.get();
    a.n = 3;
  }
  { Likewise a; }
}
