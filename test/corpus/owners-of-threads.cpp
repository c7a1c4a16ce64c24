// Objects that take over a thread and wait for it when they end.
#include "family.h"

#include <memory>
#include <thread>
#include <utility>

class Joiner {
  std::thread own;

public:
  explicit Joiner(std::thread t) : own(std::move(t)) {}
  Joiner(Joiner &&) = default;
  ~Joiner() {
    if (own.joinable())
      own.join();
  }
};
class Leaver {
  std::thread own;

public:
  explicit Leaver(std::thread t) : own(std::move(t)) { own.detach(); }
  ~Leaver() {
    if (own.joinable())
      own.join();
  }
};
class Holder {
  std::thread own;

public:
  void take(std::thread t) { own = std::move(t); }
  void give(std::thread &to) { to = std::move(own); }
  ~Holder() {
    if (own.joinable())
      own.join();
  }
};
class Choosy {
  std::thread own;

public:
  Choosy(std::thread t, bool keep) {
    if (keep)
      own = std::move(t);
    else
      t.detach();
  }
  ~Choosy() {
    if (own.joinable())
      own.join();
  }
};

static int r1, r2, r3, r4, r5, r6, r7, r8;

void repaired_of_a_temporary() {
  {
    Joiner j(std::thread([] { r1 = 1; })); // safe
  }
  r1 = 2;
}
void repaired_of_a_variable() {
  std::thread t([] { r2 = 1; }); // safe
  {
    Joiner j(std::move(t));
  }
  r2 = 2;
}
void repaired_moved_on() {
  {
    Joiner j(std::thread([] { r3 = 1; })); // safe
    Joiner k(std::move(j));
  }
  r3 = 2;
}
void repaired_by_a_method() {
  {
    Holder h;
    h.take(std::thread([] { r4 = 1; })); // safe
  }
  r4 = 2;
}

void racy_before_the_end() {
  Joiner j(std::thread([] { r5 = 1; })); // unsafe: global-mutation
  r5 = 2; // race
}
void racy_detached_by_its_owner() {
  {
    Leaver l(std::thread([] { r6 = 1; })); // unsafe: global-mutation
  }
  r6 = 2;
}
void racy_given_on() {
  std::thread other;
  {
    Holder h;
    h.take(std::thread([] { r7 = 1; })); // unsafe: global-mutation
    h.give(other);
  }
  r7 = 2; // race
  other.join();
}
void racy_perhaps_detached() {
  bool keep = r1 == 7;
  {
    Choosy c(std::thread([] { r8 = 1; }), keep); // unsafe: global-mutation
  }
  r8 = 2;
}

FAMILY({"temporary", repaired_of_a_temporary}, {"variable", repaired_of_a_variable},
       {"moved", repaired_moved_on}, {"method", repaired_by_a_method},
       {"before", racy_before_the_end}, {"detached", racy_detached_by_its_owner},
       {"given", racy_given_on}, {"perhaps", racy_perhaps_detached})
