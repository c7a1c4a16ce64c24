// Constructors that start tasks before all members are there.
#include "family.h"
#include <future>
#include <string>
#include <thread>
#include <vector>

void racy_string() {
  struct Both {
    std::thread t;
    std::string s;
    Both()
        : t([this] { s += "x"; }), // unsafe: shared-container
          s("abc") {}
    ~Both() { t.join(); }
  } both;
}
void repaired_string() {
  struct Both {
    std::string s;
    std::thread t;
    Both()
        : s("abc"), t([this] { s += "x"; }) {} // safe
    ~Both() { t.join(); }
  } both;
}

void racy_address() {
  struct Both {
    std::thread t;
    int n;
    Both()
        : t([p = &n] { ++*p; }), // unsafe: member-mutation
          n(0) {}
    ~Both() { t.join(); }
  } both;
}
void repaired_address() {
  struct Both {
    int n;
    std::thread t;
    Both()
        : n(0), t([p = &n] { ++*p; }) {} // safe
    ~Both() { t.join(); }
  } both;
}

// The base runs first.
void racy_derived() {
  struct Base {
    std::thread t;
    explicit Base(int *p) : t([p] { ++*p; }) {} // unsafe: member-mutation
    ~Base() { t.join(); }
  };
  struct Derived : Base {
    int n = 0;
    Derived() : Base(&n) {}
  } derived;
}

// The same by an inherited constructor.
template <class D> struct Worker {
  std::thread t;
  explicit Worker(int rounds)
      : t([this, rounds] { // unsafe: member-mutation
          for (int i = 0; i != rounds; ++i)
            static_cast<D *>(this)->step();
        }) {}
  ~Worker() { t.join(); }
};
void racy_inherited() {
  struct Counter : Worker<Counter> {
    using Worker<Counter>::Worker;
    int n = 0;
    void step() { ++n; }
  } counter(100);
}

// A future is a member, not something that is over with the expression.
void racy_future() {
  struct Both {
    int n = 0;
    std::future<void> f;
    Both()
        : f(std::async(std::launch::async, [this] { ++n; })) {} // unsafe: member-mutation
  } both;
  both.n = 3; // race
  both.f.get();
}
void repaired_future() {
  struct Both {
    int n = 0;
    std::future<void> f;
    Both()
        : f(std::async(std::launch::async, [this] { ++n; })) {} // safe
  } both;
  both.f.get();
  both.n = 3;
}

// Members that come before are there already, whoever is told of them.
void like_string() {
  struct All {
    std::vector<int> v;
    std::size_t n;
    std::thread t;
    int last;
    All()
        : v(10), n(v.size()), t([this] { v[0] = 1; }), // safe
          last(0) {}
    ~All() { t.join(); }
  } all;
}

FAMILY({"racy_string", racy_string}, {"repaired_string", repaired_string},
       {"racy_address", racy_address}, {"repaired_address", repaired_address},
       {"racy_derived", racy_derived},
       {"racy_inherited", racy_inherited}, {"racy_future", racy_future},
       {"repaired_future", repaired_future}, {"like_string", like_string})
