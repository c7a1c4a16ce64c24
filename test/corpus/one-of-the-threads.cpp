// Containers of threads of which one is waited for, taken out or given away,
// and helpers that an exception may end before they have waited.
#include "family.h"

#include <map>
#include <queue>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

namespace {
int a1, a2, a3, a4, a5, a6, a7, a8, b1, b2, b3, b4, b5;
volatile bool broken = false;

void end_first(std::queue<std::thread> &q) {
  q.front().join();
  q.pop();
}
void join_all(std::vector<std::thread> &v) {
  for (auto &t : v)
    t.join();
}
std::thread take_last(std::vector<std::thread> &v) {
  auto t = std::move(v.back());
  v.pop_back();
  return t;
}
struct Worker {
  std::thread t;
};
struct Leader : Worker {
  Worker helper;
};
struct Service {
  std::thread t;
  std::map<int, int> ports;
  void stop() {
    ports.at(3) = 1;
    t.join();
  }
  void end() { t.join(); }
};

void racy_first_of_a_queue() {
  std::queue<std::thread> q;
  q.emplace([] {}); // safe
  q.emplace([] { a1 = 1; }); // unsafe: global-mutation
  q.front().join();
  a1 = 2; // race
  q.pop();
  q.front().join();
}
void racy_first_by_a_helper() {
  std::queue<std::thread> q;
  q.emplace([] {}); // safe
  q.emplace([] { a2 = 1; }); // unsafe: global-mutation
  end_first(q);
  a2 = 2; // race
  end_first(q);
}
void racy_first_of_a_map() {
  std::map<int, std::thread> m;
  m.emplace(1, [] { a3 = 1; }); // unsafe: global-mutation
  m.emplace(0, [] {}); // safe
  m.begin()->second.join();
  a3 = 2; // race
  m[1].join();
}
void repaired_all_of_a_vector() {
  std::vector<std::thread> v;
  v.emplace_back([] {}); // safe
  v.emplace_back([] { a4 = 1; }); // safe
  join_all(v);
  a4 = 2;
}
void racy_last_taken_out() {
  std::vector<std::thread> v;
  v.emplace_back([] {}); // safe
  v.emplace_back([] { a5 = 1; }); // unsafe: global-mutation
  std::thread last = take_last(v);
  join_all(v);
  a5 = 2; // race
  last.join();
}
void racy_swapped_away() {
  std::vector<std::thread> v, w;
  v.emplace_back([] { a6 = 1; }); // unsafe: global-mutation
  std::swap(w, v);
  join_all(v);
  a6 = 2; // race
  join_all(w);
}
void racy_swapped_by_a_member() {
  std::vector<std::thread> v, w;
  v.emplace_back([] { a7 = 1; }); // unsafe: global-mutation
  w.swap(v);
  join_all(v);
  a7 = 2; // race
  join_all(w);
}
void racy_detached_from_the_end() {
  std::vector<std::thread> v;
  for (int i = 0; i < 4; ++i)
    v.emplace_back([] {}); // safe
  v.emplace_back([] { a8 = 1; }); // unsafe: global-mutation
  while (v.size() > 2) {
    v.back().detach();
    v.pop_back();
  }
  for (auto &t : v)
    t.join();
  a8 = 2; // race
}
void racy_handle_of_the_base() {
  Leader s;
  s.t = std::thread([] {}); // safe
  s.helper.t = std::thread([] { b1 = 1; }); // unsafe: global-mutation
  s.t.join();
  b1 = 2; // race
  s.helper.t.join();
}
void repaired_handle_of_the_member() {
  Leader s;
  s.t = std::thread([] {}); // safe
  s.helper.t = std::thread([] { b2 = 1; }); // safe
  s.helper.t.join();
  b2 = 2;
  s.t.join();
}
void racy_left_before_the_wait() {
  Service s;
  s.t = std::thread([] { b3 = 1; }); // unsafe: global-mutation
  try {
    s.stop();
  } catch (const std::out_of_range &) {
  }
  b3 = 2; // race
  if (s.t.joinable())
    s.t.join();
}
void repaired_helper_that_only_waits() {
  Service s;
  s.t = std::thread([] { b4 = 1; }); // safe
  try {
    s.end();
    if (broken)
      throw std::runtime_error("late");
  } catch (const std::runtime_error &) {
  }
  b4 = 2;
}
void repaired_without_a_handler() {
  Service s;
  s.ports.emplace(3, 0);
  s.t = std::thread([] { b5 = 1; }); // safe
  s.stop();
  b5 = 2;
}
} // namespace

FAMILY({"queue", racy_first_of_a_queue}, {"helper", racy_first_by_a_helper},
       {"map", racy_first_of_a_map}, {"all", repaired_all_of_a_vector},
       {"taken", racy_last_taken_out}, {"swapped", racy_swapped_away},
       {"member", racy_swapped_by_a_member},
       {"detached", racy_detached_from_the_end},
       {"base", racy_handle_of_the_base}, {"own", repaired_handle_of_the_member},
       {"left", racy_left_before_the_wait},
       {"waits", repaired_helper_that_only_waits},
       {"straight", repaired_without_a_handler})
