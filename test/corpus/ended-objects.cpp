// What ends an object's life while somebody else has a pointer into it: an
// owner that lets go of it, a container that is emptied.
#include "family.h"

#include <aether/aether.h>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace {

struct Config {
  int level = 1;
  std::vector<int> limits{1, 2, 3};
};

// Shared owners

void racy_reset_in_the_task() {
  auto p = std::make_shared<Config>();
  Config *raw = p.get();
  std::thread t([&] { p.reset(); }); // unsafe: captured-mutation
  raw->level = 3;
  t.join();
}

void racy_reset_beside_the_task() {
  auto p = std::make_shared<Config>();
  Config &raw = *p;
  std::thread t([&] { raw.level = 2; }); // unsafe: captured-mutation
  p.reset();
  t.join();
}

void racy_read_of_what_is_replaced() {
  auto p = std::make_shared<Config>();
  const int &level = p->level;
  int seen = 0;
  std::thread t([&] { seen = level; }); // unsafe: captured-mutation
  p = std::make_shared<Config>();
  t.join();
  (void)seen;
}

void repaired_joined_before() {
  auto p = std::make_shared<Config>();
  Config &raw = *p;
  std::thread t([&] { raw.level = 2; }); // safe
  t.join();
  p.reset();
}

void repaired_a_copy_of_its_own() {
  auto p = std::make_shared<Config>();
  auto mine = p;
  Config *raw = mine.get();
  std::thread t([&] { p.reset(); }); // safe
  raw->level = 3;
  t.join();
}

void repaired_a_copy_for_the_task() {
  auto p = std::make_shared<Config>();
  std::thread t([mine = p] { mine->level = 2; }); // safe
  p.reset();
  t.join();
}

void repaired_kept_besides_the_pointer() {
  auto p = std::make_shared<Config>();
  Config *raw = p.get();
  std::thread t([mine = p, raw] { raw->level = 2; }); // safe
  p.reset();
  t.join();
}

void racy_out_of_scope() {
  std::thread t;
  {
    auto p = std::make_shared<Config>();
    Config *raw = p.get();
    t = std::thread([raw] { raw->level = 2; }); // unsafe: captured-mutation
  }
  t.join();
}

void repaired_joined_in_scope() {
  std::thread t;
  {
    auto p = std::make_shared<Config>();
    Config *raw = p.get();
    t = std::thread([raw] { raw->level = 2; }); // safe
    t.join();
  }
}

// Somebody else has it still: the object does not end.
void lookalike_two_owners() {
  auto p = std::make_shared<Config>();
  auto q = p;
  Config *raw = q.get();
  std::thread t([raw] { raw->level = 2; }); // safe
  p.reset();
  t.join();
}

// The pointer came from the owner that stays, by way of the one that goes.
void lookalike_kept_by_another() {
  auto p = std::make_shared<Config>();
  auto q = p;
  Config *raw = p.get();
  std::thread t([raw] { raw->level = 2; }); // safe (today: unknown)
  p.reset();
  t.join();
}

void racy_the_copy_went_before() {
  auto p = std::make_shared<Config>();
  auto q = p;
  Config *raw = q.get();
  q.reset();
  std::thread t([raw] { raw->level = 2; }); // unsafe: member-mutation
  p.reset();
  t.join();
}

void lookalike_another_object() {
  auto p = std::make_shared<Config>();
  auto q = std::make_shared<Config>();
  Config *raw = q.get();
  std::thread t([raw] { raw->level = 2; }); // safe
  p.reset();
  t.join();
}

std::mutex guard;
std::shared_ptr<const Config> current = std::make_shared<const Config>();

void repaired_snapshots() {
  std::thread t([] { // safe (today: unknown)
    std::shared_ptr<const Config> next = std::make_shared<const Config>();
    std::lock_guard<std::mutex> lock(guard);
    current = next;
  });
  std::shared_ptr<const Config> seen;
  {
    std::lock_guard<std::mutex> lock(guard);
    seen = current;
  }
  int level = seen->level;
  t.join();
  (void)level;
}

void racy_snapshot_of_a_pointer() {
  std::thread t([] { // unsafe: global-mutation
    std::shared_ptr<const Config> next = std::make_shared<const Config>();
    std::lock_guard<std::mutex> lock(guard);
    current = next;
  });
  const Config *seen = nullptr;
  {
    std::lock_guard<std::mutex> lock(guard);
    seen = current.get();
  }
  int level = seen->level;
  t.join();
  (void)level;
}

void lookalike_each_drops_its_copy() {
  auto data = std::make_shared<std::vector<int>>(100);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([data, i] { (*data)[i] = i; }); // safe
  data.reset();
  for (auto &t : threads)
    t.join();
}

void lookalike_pointer_of_the_parent() {
  auto data = std::make_shared<std::vector<int>>(100);
  std::vector<int> &v = *data;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([data, &v, i] { v[i] = static_cast<int>(data->size()); }); // safe
  for (auto &t : threads)
    t.join();
}

// Unique owners

void racy_unique_reset() {
  auto p = std::make_unique<Config>();
  Config *raw = p.get();
  std::thread t([raw] { raw->level = 2; }); // unsafe: captured-mutation
  p.reset();
  t.join();
}

void racy_moved_into_a_task_that_ends() {
  auto p = std::make_unique<Config>();
  Config *raw = p.get();
  std::thread t([p = std::move(p)] {}); // unsafe: captured-mutation
  int level = raw->level;
  t.join();
  (void)level;
}

// Containers

void racy_cleared_owners() {
  std::vector<std::unique_ptr<Config>> all;
  all.push_back(std::make_unique<Config>());
  Config &first = *all[0];
  std::thread t([&] { all.clear(); }); // unsafe: shared-container
  first.level = 2;
  t.join();
}

void repaired_cleared_after() {
  std::vector<std::unique_ptr<Config>> all;
  all.push_back(std::make_unique<Config>());
  Config &first = *all[0];
  std::thread t([&] { first.level = 2; }); // safe
  t.join();
  all.clear();
}

void racy_cleared_shared() {
  std::vector<std::shared_ptr<Config>> all;
  for (int i = 0; i < 4; ++i)
    all.push_back(std::make_shared<Config>());
  Config *first = all[0].get();
  std::thread t([&] { all.clear(); }); // unsafe: captured-mutation
  first->level = 2;
  t.join();
}

void lookalike_cleared_shared_with_a_copy() {
  std::vector<std::shared_ptr<Config>> all;
  for (int i = 0; i < 4; ++i)
    all.push_back(std::make_shared<Config>());
  std::shared_ptr<Config> first = all[0];
  std::thread t([&] { all.clear(); }); // safe
  first->level = 2;
  t.join();
}

void racy_popped_element() {
  std::vector<Config> all(1);
  Config &last = all.back();
  std::thread t([&] { all.pop_back(); }); // unsafe: shared-container (today: unknown)
  last.level = 2;
  t.join();
}

void racy_erased_from_a_map() {
  std::map<int, std::unique_ptr<Config>> all;
  all[1] = std::make_unique<Config>();
  Config *one = all[1].get();
  std::thread t([&] { all.erase(1); }); // unsafe: shared-container
  one->level = 2;
  t.join();
}

void racy_emptied_optional() {
  std::optional<Config> one(Config{});
  Config &inside = *one;
  std::thread t([&] { one.reset(); }); // unsafe: captured-mutation
  inside.level = 2;
  t.join();
}

void racy_deleted() {
  Config *p = new Config;
  std::thread t([p] { p->level = 3; }); // unsafe: captured-mutation
  delete p;
  t.join();
}

void lookalike_moved_elements_stay() {
  std::vector<std::unique_ptr<Config>> all;
  all.push_back(std::make_unique<Config>());
  Config &first = *all[0];
  std::thread t([&] { all.push_back(std::make_unique<Config>()); }); // safe (today: unknown)
  first.level = 2;
  t.join();
}

// Owners inside of objects, and of themselves

struct Node {
  int value = 0;
  std::shared_ptr<Node> next;
};

void racy_next_one_cut_off() {
  auto head = std::make_shared<Node>();
  head->next = std::make_shared<Node>();
  Node *second = head->next.get();
  std::thread t([second] { second->value = 1; }); // unsafe: member-mutation
  head->next.reset();
  t.join();
}

void repaired_next_one_kept() {
  auto head = std::make_shared<Node>();
  head->next = std::make_shared<Node>();
  std::thread t([second = head->next] { second->value = 1; }); // safe
  head.reset();
  t.join();
}

struct Session : std::enable_shared_from_this<Session> {
  int steps = 0;
  std::thread worker;
  void start() {
    auto self = shared_from_this();
    worker = std::thread([this, self] { steps = 1; }); // safe
  }
};

void lookalike_keeps_itself() {
  auto session = std::make_shared<Session>();
  session->start();
  session->worker.join();
}

} // namespace

FAMILY({"cut_off", racy_next_one_cut_off}, {"kept_next", repaired_next_one_kept}, {"itself", lookalike_keeps_itself},
       {"moved_elements_stay", lookalike_moved_elements_stay}, {"joined_before", repaired_joined_before},
       {"own_copy", repaired_a_copy_of_its_own}, {"copy_for_task", repaired_a_copy_for_the_task},
       {"kept_besides", repaired_kept_besides_the_pointer}, {"joined_in_scope", repaired_joined_in_scope},
       {"two_owners", lookalike_two_owners}, {"kept_by_another", lookalike_kept_by_another}, {"another", lookalike_another_object},
       {"snapshots", repaired_snapshots}, {"drops", lookalike_each_drops_its_copy}, {"parent", lookalike_pointer_of_the_parent},
       {"cleared_after", repaired_cleared_after}, {"cleared_copy", lookalike_cleared_shared_with_a_copy},
       {"reset_in", racy_reset_in_the_task}, {"reset_beside", racy_reset_beside_the_task}, {"replaced", racy_read_of_what_is_replaced},
       {"out", racy_out_of_scope}, {"went", racy_the_copy_went_before}, {"snapshot_pointer", racy_snapshot_of_a_pointer},
       {"unique", racy_unique_reset}, {"moved_in", racy_moved_into_a_task_that_ends}, {"cleared", racy_cleared_owners},
       {"cleared_shared", racy_cleared_shared}, {"popped", racy_popped_element}, {"map", racy_erased_from_a_map},
       {"optional", racy_emptied_optional}, {"deleted", racy_deleted})
