// Owners that a task ends before it ends itself: what they own ends there, by a
// deleter or by the destructor of the class that it is really of.
#include "family.h"

#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <queue>
#include <thread>
#include <utility>
#include <vector>

static int live;
static std::mutex guard;

struct Counts {
  void operator()(int *p) const {
    --live;
    delete p;
  }
};

struct CountsLocked {
  void operator()(int *p) const {
    {
      std::lock_guard<std::mutex> held(guard);
      --live;
    }
    delete p;
  }
};

struct Frees {
  void operator()(long *p) const { delete p; }
};

struct Shape {
  virtual ~Shape() = default;
};
struct Circle : Shape {
  ~Circle() override { --live; }
};

struct Session {
  virtual ~Session() = 0;
};
Session::~Session() {}
struct Login : Session {
  ~Login() override { --live; }
};

struct Plain {
  int x = 0;
};
struct Noted : Plain {
  ~Noted() { --live; }
};

struct Job {
  virtual ~Job() = default;
};
struct CountedJob : Job {
  ~CountedJob() override {
    std::lock_guard<std::mutex> held(guard);
    --live;
  }
};

struct Part {
  virtual ~Part() = default;
};
struct Wheel : Part {
  int *size = new int(1);
  ~Wheel() override { delete size; }
};

struct Scene {
  std::unique_ptr<Shape> shape = std::make_unique<Circle>();
};

void racy_shared_owner_reset() {
  std::shared_ptr<int> p(new int, Counts());
  std::thread t([&] { p.reset(); }); // unsafe: global-mutation
  live = 1;
  t.join();
}

void racy_shared_owners_cleared() {
  std::vector<std::shared_ptr<int>> v;
  v.emplace_back(new int, Counts());
  std::thread t([&] { v.clear(); }); // unsafe: global-mutation
  live = 1;
  t.join();
}

void racy_shared_owner_popped() {
  std::queue<std::shared_ptr<int>> q;
  q.emplace(new int, Counts());
  std::thread t([&] { q.pop(); }); // unsafe: global-mutation
  live = 1;
  t.join();
}

void racy_shared_owner_assigned() {
  std::shared_ptr<int> p(new int, Counts());
  std::thread t([&] { p = nullptr; }); // unsafe: global-mutation
  live = 1;
  t.join();
}

void racy_unique_owner_reset() {
  std::unique_ptr<Shape> p = std::make_unique<Circle>();
  std::thread t([&] { p.reset(); }); // unsafe: global-mutation
  live = 1;
  t.join();
}

void racy_unique_owner_erased() {
  std::map<int, std::unique_ptr<Shape>> m;
  m[1] = std::make_unique<Circle>();
  std::thread t([&] { m.erase(1); }); // unsafe: global-mutation
  live = 1;
  t.join();
}

void racy_unique_owner_moved_into_a_local() {
  std::unique_ptr<Shape> p = std::make_unique<Circle>();
  std::thread t([&] { std::unique_ptr<Shape> mine = std::move(p); }); // unsafe: global-mutation
  live = 1;
  t.join();
}

void racy_pure_virtual_destructor() {
  std::unique_ptr<Session> p = std::make_unique<Login>();
  std::thread t([&] { p = nullptr; }); // unsafe: global-mutation
  live = 1;
  t.join();
}

void racy_member_of_what_is_owned() {
  auto p = std::make_unique<Scene>();
  std::thread t([&] { p.reset(); }); // unsafe: global-mutation
  live = 1;
  t.join();
}

void racy_owner_of_a_plain_base() {
  std::shared_ptr<Plain> p = std::make_shared<Noted>();
  std::thread t([&] { p.reset(); }); // unsafe: global-mutation
  live = 1;
  t.join();
}

void racy_owner_of_void() {
  std::shared_ptr<void> p = std::make_shared<Noted>();
  std::thread t([&] { p.reset(); }); // unsafe: global-mutation
  live = 1;
  t.join();
}

void repaired_deleter_under_a_lock() {
  std::unique_ptr<int, CountsLocked> p(new int);
  std::thread t([&] { p.reset(); }); // safe
  {
    std::lock_guard<std::mutex> held(guard);
    live = 1;
  }
  t.join();
}

void repaired_destructor_under_a_lock() {
  std::unique_ptr<Job> p = std::make_unique<CountedJob>();
  std::thread t([&] { p.reset(); }); // safe
  {
    std::lock_guard<std::mutex> held(guard);
    live = 1;
  }
  t.join();
}

void lookalike_deleter_that_only_frees() {
  std::shared_ptr<long> p(new long, Frees());
  std::thread t([&] { p.reset(); }); // safe
  live = 1;
  t.join();
}

void lookalike_destructor_that_only_frees() {
  std::unique_ptr<Part> p = std::make_unique<Wheel>();
  std::thread t([&] { p.reset(); }); // safe (today: unknown)
  live = 1;
  t.join();
}

void repaired_ended_after_the_join() {
  std::shared_ptr<int> p(new int(1), Counts());
  std::thread t([&] { *p = 2; }); // safe
  live = 1;
  t.join();
  p.reset();
}

void lookalike_other_owners_left() {
  std::unique_ptr<Plain> p = std::make_unique<Plain>();
  std::thread t([&] { p.reset(); }); // safe
  live = 1;
  t.join();
}

FAMILY({"racy_shared_owner_reset", racy_shared_owner_reset},
       {"racy_shared_owners_cleared", racy_shared_owners_cleared},
       {"racy_shared_owner_popped", racy_shared_owner_popped},
       {"racy_shared_owner_assigned", racy_shared_owner_assigned},
       {"racy_unique_owner_reset", racy_unique_owner_reset},
       {"racy_unique_owner_erased", racy_unique_owner_erased},
       {"racy_unique_owner_moved_into_a_local", racy_unique_owner_moved_into_a_local},
       {"racy_pure_virtual_destructor", racy_pure_virtual_destructor},
       {"racy_member_of_what_is_owned", racy_member_of_what_is_owned},
       {"racy_owner_of_a_plain_base", racy_owner_of_a_plain_base},
       {"racy_owner_of_void", racy_owner_of_void},
       {"repaired_deleter_under_a_lock", repaired_deleter_under_a_lock},
       {"repaired_destructor_under_a_lock", repaired_destructor_under_a_lock},
       {"lookalike_deleter_that_only_frees", lookalike_deleter_that_only_frees},
       {"lookalike_destructor_that_only_frees", lookalike_destructor_that_only_frees},
       {"repaired_ended_after_the_join", repaired_ended_after_the_join},
       {"lookalike_other_owners_left", lookalike_other_owners_left})
