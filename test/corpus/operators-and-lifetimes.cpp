// Code that runs without a call being written: operators, conversions,
// constructors, destructors, default arguments.
#include "family.h"
#include <aether/aether.h>
#include <array>
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <ranges>
#include <set>
#include <string>
#include <thread>
#include <variant>
#include <vector>

namespace {

struct Vec2 {
  double x = 0, y = 0;
  Vec2 &operator+=(const Vec2 &o) {
    x += o.x; // race
    y += o.y;
    return *this;
  }
  friend Vec2 operator+(Vec2 a, const Vec2 &b) { return a += b; }
};

int born = 0, gone = 0;
struct Probe {
  Probe() { ++born; } // race
  ~Probe() { ++gone; }
};

std::atomic<int> busy = 0;
struct Busy {
  Busy() { ++busy; }
  ~Busy() { --busy; }
};

int closed = 0;
struct Closer {
  int fd;
  ~Closer() { closed += fd; } // race
};

struct Copied {
  static inline int copies = 0;
  Copied() = default;
  Copied(const Copied &) { ++copies; } // race
};

struct Meters {
  double m = 0;
  mutable int conversions = 0;
  operator double() const {
    ++conversions; // race
    return m;
  }
};

struct Grid {
  std::array<int, 100> cells{};
  int touched = 0;
  int &operator[](int i) { return cells[i % 100]; }
  int operator()(int i) const { return cells[i % 100]; }
  Grid &operator<<(int v) {
    touched = v; // race
    return *this;
  }
};

int next_id = 0;
int fresh() { return ++next_id; } // race
int stamp(int x, int id = fresh()) { return x * id; }

struct Tagged {
  int tag = fresh();
};

} // namespace

void racy_plus_assign() {
  Vec2 sum;
  std::vector<Vec2> items(2000);
  aether::par_for_each(items, [&](Vec2 &v) { sum += v; }); // unsafe: member-mutation
}

void lookalike_plus() {
  const Vec2 origin;
  std::vector<Vec2> items(2000);
  auto moved =
      aether::par_map(items, [&](const Vec2 &v) { return v + origin; }); // safe
}

void racy_constructor() {
  aether::par_for_each(std::views::iota(0, 200000), // unsafe: global-mutation
                               [](int) { Probe probe; });
}

void repaired_constructor() {
  aether::par_for_each(std::views::iota(0, 2000), // safe
                               [](int) { Busy guard; });
}

void racy_unique_ptr_destructor() {
  auto fds = aether::par_map(std::views::iota(0, 2000), [](int i) { // unsafe: global-mutation
    auto file = std::make_unique<Closer>(i);
    return file->fd;
  });
}

// What is made in a task goes to the caller, who ends it after the tasks.
void lookalike_destroyed_after() {
  std::vector<std::unique_ptr<Closer>> files(2000);
  aether::par_for_each(files, [](auto &f) { f.reset(new Closer{1}); }); // safe (today: unknown)
}

void racy_copy() {
  const Copied original;
  aether::par_for_each(std::views::iota(0, 2000), // unsafe: global-mutation
                               [original](int) { Copied mine = original; });
}

void racy_conversion() {
  const Meters length{3};
  auto out = aether::par_map(std::views::iota(0, 2000), // unsafe: member-mutation
                                     [&](int i) { return i * length; });
}

void lookalike_call_operator() {
  Grid grid;
  auto out = aether::par_map(std::views::iota(0, 2000), // safe
                                     [&](int i) { return grid(i); });
}

void racy_subscript() {
  Grid grid;
  aether::par_for_each(std::views::iota(0, 2000), // unsafe: overlapping-elements
                               [&](int i) { grid[i] = i; });
}

void lookalike_subscript() {
  Grid grid;
  aether::par_for_each(std::views::iota(0, 100), // safe
                               [&](int i) { grid[i] = i; });
}

void racy_shift() {
  Grid log;
  aether::par_for_each(std::views::iota(0, 2000), // unsafe: member-mutation
                               [&](int i) { log << i << i + 1; });
}

void racy_default_argument() {
  auto out = aether::par_map(std::views::iota(0, 2000), // unsafe: global-mutation
                                     [](int i) { return stamp(i); });
}

void lookalike_default_argument() {
  auto out = aether::par_map(std::views::iota(0, 2000), // safe
                                     [](int i) { return stamp(i, 7); });
}

void racy_member_initialiser() {
  auto out = aether::par_map(std::views::iota(0, 2000), // unsafe: global-mutation
                                     [](int i) { return Tagged{}.tag + i; });
}

void lookalike_member_initialiser() {
  auto out = aether::par_map(std::views::iota(0, 2000), // safe
                                     [](int i) { return Tagged{i}.tag; });
}

int farewells = 0;
struct SaysFarewell {
  ~SaysFarewell() { ++farewells; } // race
};

void racy_alternative() {
  aether::par_for_each(std::views::iota(0, 2000), [](int) { // unsafe: global-mutation
    std::variant<int, SaysFarewell> v;
    v.emplace<1>();
  });
}

void lookalike_alternative() {
  aether::par_for_each(std::views::iota(0, 2000), [](int) { // safe
    std::variant<int, std::string> v;
    v.emplace<1>("mine");
  });
}

struct SeesEarly {
  std::jthread thread{[this] { x = 1; }}; // unsafe: member-mutation
  int x = 0; // race
};
struct SeesLate {
  int x = 0;
  std::jthread thread{[this] { x = 1; }}; // safe
};

void racy_member_order() { SeesEarly s; }
void repaired_member_order() { SeesLate s; }

struct Cache {
  std::unique_ptr<std::string> text;
  std::mutex mutex;
  const std::string &get() {
    std::lock_guard guard(mutex);
    if (!text)
      text = std::make_unique<std::string>("text");
    return *text;
  }
  const std::string &renew() {
    std::lock_guard guard(mutex);
    text = std::make_unique<std::string>("text");
    return *text;
  }
};

struct LazyOptional {
  std::optional<std::string> text;
  std::mutex m;
  const std::string &get() {
    std::lock_guard lock(m);
    if (!text)
      text.emplace("text");
    return *text;
  }
  const std::string &fresh() {
    std::lock_guard lock(m);
    text.emplace("text"); // race
    return *text;
  }
};

void lookalike_lazy_optional() {
  LazyOptional lazy;
  aether::par_for_each(std::views::iota(0, 2000), // safe
                       [&](int) { (void)lazy.get().size(); });
}

void racy_renewed_optional() {
  LazyOptional lazy;
  aether::par_for_each(std::views::iota(0, 2000), // unsafe: shared-container
                       [&](int) { (void)lazy.fresh().size(); });
}

void lookalike_lazy_owner() {
  Cache cache;
  std::vector<std::size_t> out(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    out[i] = cache.get().size();
  });
}

// What a const member function returns may lead back to its object.
void racy_text_ends_first() {
  std::thread reader;
  {
    const std::string text(100, 'x');
    reader = std::thread([first = text.c_str()] { // unsafe: shared-container
      char c = first[50];                         // race
      (void)c;
    });
  }
  reader.join();
}

void repaired_text_ends_last() {
  const std::string text(100, 'x');
  std::thread reader([first = text.c_str()] { // safe
    char c = first[50];
    (void)c;
  });
  reader.join();
}

void lookalike_copy_of_the_text() {
  std::thread reader;
  {
    const std::string text(100, 'x');
    reader = std::thread([copy = text, size = text.size()] { // safe
      char c = copy[size / 2];
      (void)c;
    });
  }
  reader.join();
}

static int made = 0;
struct Numbered {
  int x = 0;
  Numbered() = default;
  Numbered(const Numbered &o) : x(o.x) { ++made; } // race
};

void racy_copied_for_pointer() {
  std::vector<Numbered> items(2000);
  void (*look)(Numbered) = [](Numbered) {};
  aether::par_for_each(items, look); // unsafe: global-mutation
}

void repaired_passed_by_reference() {
  std::vector<Numbered> items(2000);
  void (*look)(const Numbered &) = [](const Numbered &) {};
  aether::par_for_each(items, look); // safe
}

struct TwoWays {
  void operator()(Numbered) const {}
  void operator()(int) const {}
};

void racy_copied_for_overload() {
  std::vector<Numbered> items(2000);
  aether::par_for_each(items, TwoWays{}); // unsafe: global-mutation
}

void racy_copied_function() {
  Numbered n;
  std::function<int()> f = [n] { return n.x; };
  aether::par_for_each(std::views::iota(0, 2000), [&](int) { // unsafe: global-mutation (today: unknown)
    auto mine = f;
    mine();
  });
}

void lookalike_copied_function() {
  int n = 3;
  std::function<long()> f = [n] { return n + 1l; };
  aether::par_for_each(std::views::iota(0, 2000), [&](int) { // safe
    auto mine = f;
    mine();
  });
}

static std::atomic<int> counted = 0;
struct Counted {
  explicit Counted(int) { ++counted; }
};

struct Numbering {
  explicit Numbering(int) { ++made; } // race
  bool operator<(const Numbering &) const { return false; }
};

// Nodes of maps and sets are made by classes inside of them.
void racy_emplaced_in_a_map() {
  std::map<int, Numbering> mine;
  std::thread t([&] { mine.try_emplace(1, 2); }); // unsafe: global-mutation
  Numbering other(3);
  t.join();
}

void racy_emplaced_in_sets() {
  aether::par_for_each(std::views::iota(0, 2000), [](int i) { // unsafe: global-mutation
    std::set<Numbering> mine;
    mine.emplace(i);
  });
}

void repaired_emplaced_in_a_map() {
  std::map<int, Counted> mine;
  std::thread t([&] { mine.try_emplace(1, 2); }); // safe
  Counted other(3);
  t.join();
}

void racy_assigned_in_a_map() {
  std::map<int, Numbering> mine;
  mine.try_emplace(1, 2);
  std::thread t([&] { mine.at(1) = Numbering(5); }); // unsafe: global-mutation
  Numbering other(3);
  t.join();
}

void lookalike_only_looked_for() {
  std::map<int, Numbering> mine;
  mine.try_emplace(1, 2);
  bool found = false;
  std::thread t([&] { found = mine.contains(1); }); // safe
  Numbering other(3);
  t.join();
}

FAMILY({"racy_plus_assign", racy_plus_assign},
       {"lookalike_plus", lookalike_plus},
       {"racy_constructor", racy_constructor},
       {"repaired_constructor", repaired_constructor},
       {"racy_unique_ptr_destructor", racy_unique_ptr_destructor},
       {"lookalike_destroyed_after", lookalike_destroyed_after},
       {"racy_copy", racy_copy}, {"racy_conversion", racy_conversion},
       {"lookalike_call_operator", lookalike_call_operator},
       {"racy_subscript", racy_subscript},
       {"lookalike_subscript", lookalike_subscript}, {"racy_shift", racy_shift},
       {"racy_default_argument", racy_default_argument},
       {"lookalike_default_argument", lookalike_default_argument},
       {"racy_member_initialiser", racy_member_initialiser},
       {"lookalike_member_initialiser", lookalike_member_initialiser},
       {"racy_alternative", racy_alternative},
       {"lookalike_alternative", lookalike_alternative},
       {"racy_member_order", racy_member_order},
       {"repaired_member_order", repaired_member_order},
       {"lookalike_lazy_optional", lookalike_lazy_optional},
       {"racy_renewed_optional", racy_renewed_optional},
       {"lookalike_lazy_owner", lookalike_lazy_owner},
       {"racy_text_ends_first", racy_text_ends_first},
       {"repaired_text_ends_last", repaired_text_ends_last},
       {"lookalike_copy_of_the_text", lookalike_copy_of_the_text},
       {"racy_copied_for_pointer", racy_copied_for_pointer},
       {"repaired_passed_by_reference", repaired_passed_by_reference},
       {"racy_copied_for_overload", racy_copied_for_overload},
       {"racy_copied_function", racy_copied_function},
       {"lookalike_copied_function", lookalike_copied_function},
       {"racy_emplaced_in_a_map", racy_emplaced_in_a_map},
       {"racy_emplaced_in_sets", racy_emplaced_in_sets},
       {"repaired_emplaced_in_a_map", repaired_emplaced_in_a_map},
       {"racy_assigned_in_a_map", racy_assigned_in_a_map},
       {"lookalike_only_looked_for", lookalike_only_looked_for})
