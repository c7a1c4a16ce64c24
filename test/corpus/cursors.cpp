// Iterators are objects: reading one while another task moves it is a race.
#include "family.h"
#include <iterator>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

static volatile long kept;
static void consume(long x) { kept = x; }
static void consume_at(std::vector<int>::iterator at) { consume(*at); }

void racy_cursor_passed() {
  std::vector<int> v(12);
  auto cursor = v.begin();
  std::thread t([&] { consume_at(cursor); }); // unsafe: captured-mutation
  ++cursor;
  t.join();
}

void racy_cursor_read_through() {
  std::vector<int> v(12);
  auto cursor = v.begin();
  std::thread t([&] { consume(*cursor); }); // unsafe: captured-mutation
  ++cursor;
  t.join();
}

void racy_list_cursor() {
  std::list<int> v(12);
  auto cursor = v.begin();
  std::thread t([&] { consume(*cursor); }); // unsafe: captured-mutation
  ++cursor;
  t.join();
}

void repaired_own_cursor() {
  std::vector<int> v(12);
  auto cursor = v.begin();
  std::thread t([cursor] { consume_at(cursor); }); // safe
  ++cursor;
  t.join();
}

void repaired_locked_cursor() {
  std::vector<int> v(12);
  std::mutex m;
  auto cursor = v.begin();
  std::thread t([&] { // safe
    std::lock_guard hold(m);
    consume_at(cursor);
  });
  {
    std::lock_guard hold(m);
    ++cursor;
  }
  t.join();
}

void racy_inserter_stepped() {
  std::vector<int> v;
  auto put = [&] {
    auto out = std::back_inserter(v);
    *out++ = 1;
  };
  std::thread t(put), u(put); // unsafe: shared-container
  t.join();
  u.join();
}

void lookalike_own_inserter() {
  auto put = [] {
    std::vector<int> v;
    auto out = std::back_inserter(v);
    *out = 1;
  };
  std::thread t(put), u(put); // safe
  t.join();
  u.join();
}

void racy_tie_from_pair() {
  std::map<int, int> m;
  std::map<int, int>::iterator at;
  bool added = false;
  std::thread t([&] { std::tie(at, added) = m.insert({1, 2}); }); // unsafe: captured-mutation
  added = true;
  t.join();
}

void repaired_tie_from_pair() {
  std::map<int, int> m;
  bool seen = false;
  std::thread t([&] { // safe
    std::map<int, int>::iterator at;
    bool added = false;
    std::tie(at, added) = m.insert({1, 2});
    consume(added);
  });
  seen = true;
  t.join();
  consume(seen);
}

static int next_number = 0;
struct Numbered {
  int number = next_number++;
};
struct Plain {
  int number = 3;
};

void racy_numbered_in_library() {
  std::thread t([] { consume(std::make_unique<Numbered>()->number); }); // unsafe: global-mutation
  Numbered here;
  here.number += 1;
  t.join();
}

void racy_numbered_in_container() {
  std::thread t([] { consume(std::vector<Numbered>(3).size()); }); // unsafe: global-mutation
  Numbered here;
  here.number += 1;
  t.join();
}

void lookalike_plain_in_library() {
  std::thread t([] { consume(std::make_unique<Plain>()->number); }); // safe
  Plain here;
  here.number += 1;
  t.join();
}

static int version = 1;
struct Versioned {
  int number = version;
};
struct Named {
  std::string name;
  explicit Named(int n, std::string of = "x") : name(std::move(of)) { name.resize(n); }
};

void racy_version_read_in_library() {
  std::thread t([] { consume(std::make_unique<Versioned>()->number); }); // unsafe: global-mutation
  version = 2;
  t.join();
}

void repaired_version_set_before() {
  version = 2;
  std::thread t([] { consume(std::make_unique<Versioned>()->number); }); // safe
  t.join();
}

void lookalike_default_argument() {
  std::thread t([] { // safe
    std::vector<Named> all;
    all.emplace_back(3);
    consume(all.size());
  });
  version = 2;
  t.join();
}

FAMILY({"racy_cursor_passed", racy_cursor_passed}, {"racy_cursor_read_through", racy_cursor_read_through},
       {"racy_list_cursor", racy_list_cursor}, {"repaired_own_cursor", repaired_own_cursor},
       {"repaired_locked_cursor", repaired_locked_cursor}, {"racy_inserter_stepped", racy_inserter_stepped},
       {"lookalike_own_inserter", lookalike_own_inserter}, {"racy_tie_from_pair", racy_tie_from_pair},
       {"repaired_tie_from_pair", repaired_tie_from_pair}, {"racy_numbered_in_library", racy_numbered_in_library},
       {"racy_numbered_in_container", racy_numbered_in_container}, {"lookalike_plain_in_library", lookalike_plain_in_library},
       {"racy_version_read_in_library", racy_version_read_in_library}, {"repaired_version_set_before", repaired_version_set_before},
       {"lookalike_default_argument", lookalike_default_argument})
