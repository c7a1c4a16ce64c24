#include "family.h"
#include <aether/aether.h>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <ranges>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

inline int inline_counter = 0;
namespace {
std::vector<int> journal;
const int limits[] = {1, 2, 3};
} // namespace

void racy_inline_global() {
  aether::par_for_each(std::views::iota(0, 2000), [](int i) { // unsafe: global-mutation
    inline_counter += i; // race
  });
}

void racy_namespace_vector() {
  aether::par_for_each(std::views::iota(0, 2000), [](int i) { // unsafe: shared-container
    journal.push_back(i); // race
  });
}

void lookalike_static_constexpr() {
  std::vector<int> out(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    static constexpr int primes[] = {2, 3, 5};
    static const std::string name = "p";
    out[i] = primes[i % 3] + limits[i % 3] + static_cast<int>(name.size());
  });
}

// The initialisation is ordered, the caching that follows is not.
static int cached_square(int i) {
  static std::map<int, int> cache = {{0, 0}};
  auto it = cache.find(i);
  if (it == cache.end())
    it = cache.emplace(i, i * i).first; // race
  return it->second;
}

void racy_static_cache() {
  std::vector<int> out(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: shared-container
    out[i] = cached_square(i);
  });
}

static int cached_square_per_thread(int i) {
  thread_local std::map<int, int> cache = {{0, 0}};
  return cache.try_emplace(i, i * i).first->second;
}

void repaired_thread_local_cache() {
  std::vector<int> out(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    out[i] = cached_square_per_thread(i);
  });
}

// A thread_local named in the callable is that of the thread that runs it.
void lookalike_thread_local_named() {
  thread_local int n = 0;
  std::thread worker([&] { ++n; }); // safe
  ++n;
  worker.join();
}

// Through a reference it is that of the thread which bound it.
void racy_thread_local_bound() {
  thread_local int n = 0;
  int &mine = n;
  std::thread worker([&] { ++mine; }); // unsafe: global-mutation
  ++n;
  worker.join();
}

// A thread_local pointer, to something that all threads share.
int shared_target = 0;
static thread_local int *own_pointer = &shared_target;

void racy_thread_local_pointer() {
  aether::par_for_each(std::views::iota(0, 2000), [](int i) { // unsafe: global-mutation (today: unknown)
    *own_pointer += i;
  });
}

struct Node {
  int value = 0;
  Node *next = nullptr;
};

void lookalike_new_and_delete() {
  std::vector<int> out(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    Node *node = new Node;
    node->value = i;
    node->next = new Node{1, nullptr};
    node->next->value += node->value;
    out[i] = node->next->value;
    delete node->next;
    delete node;
  });
}

Node *latest = nullptr;

void racy_escape_to_static() {
  static Node nodes[2000];
  aether::par_for_each(std::views::iota(0, 2000), [](int i) { // unsafe: global-mutation
    latest = &nodes[i]; // race
  });
}

// Written before it is handed over, under the lock: nothing is shared yet.
void lookalike_escape_after_filling() {
  std::vector<std::unique_ptr<Node>> all;
  std::mutex m;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    auto node = std::make_unique<Node>();
    node->value = i;
    std::lock_guard lock(m);
    all.push_back(std::move(node));
  });
}

// Handed over under the lock, but written after it, while others look.
void racy_write_after_escape() {
  std::vector<std::unique_ptr<Node>> all;
  std::mutex m;
  aether::par_for_each(std::views::iota(0, 200), [&](int i) { // unsafe: wrong-lock (today: unknown)
    Node *node = nullptr;
    {
      std::lock_guard lock(m);
      all.push_back(std::make_unique<Node>());
      node = all.back().get();
      for (auto &other : all)
        node->value += other->value;
    }
    node->value = i;
  });
}

void racy_list_push() {
  Node *head = nullptr;
  std::vector<Node> nodes(2000);
  aether::par_for_each(nodes, [&](Node &n) { // unsafe: captured-mutation
    n.next = head;
    head = &n; // race
  });
}

void lookalike_list_walk() {
  Node c{3}, b{2, &c}, a{1, &b};
  std::vector<int> out(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    int sum = 0;
    for (const Node *n = &a; n; n = n->next)
      sum += n->value;
    out[i] = sum;
  });
}

void racy_list_write_walk() {
  Node c{3}, b{2, &c}, a{1, &b};
  aether::par_for_each(std::views::iota(0, 2000), [&](int) { // unsafe: captured-mutation (today: unknown)
    for (Node *n = &a; n; n = n->next)
      n->value++; // race
  });
}

struct Tree {
  int size = 0;
  std::unique_ptr<Tree> left, right;
};

static void measure(Tree &t) {
  t.size = 1;
  if (!t.left || !t.right)
    return;
  aether::par_invoke([&] { measure(*t.left); }, [&] { measure(*t.right); }); // safe (today: unknown)
  t.size += t.left->size + t.right->size;
}

void lookalike_tree() {
  Tree root;
  root.left = std::make_unique<Tree>();
  root.right = std::make_unique<Tree>();
  measure(root);
}

void racy_engine() {
  std::mt19937 engine(7);
  std::vector<double> out(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: captured-mutation
    std::uniform_real_distribution<double> unit;
    out[i] = unit(engine); // race
  });
}

void repaired_engine_per_thread() {
  std::vector<double> out(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    thread_local std::mt19937 engine(7);
    std::uniform_int_distribution<int> die(1, 6);
    out[i] = die(engine);
  });
}

void lookalike_engine_per_task() {
  std::mt19937 seed(7);
  std::vector<unsigned> out(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    std::mt19937 engine = seed;
    engine.seed(i);
    out[i] = engine();
  });
}

void lookalike_cout() {
  aether::par_for_each(std::views::iota(0, 20), [](int i) { // safe
    std::cout << "task " << i << '\n';
  });
}

void racy_ostringstream() {
  std::ostringstream log;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: captured-mutation
    log << i; // race
  });
}

void lookalike_own_ostringstream() {
  std::vector<std::string> out(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    std::ostringstream line;
    line << "task " << i;
    out[i] = line.str();
  });
}

FAMILY({"racy_inline_global", racy_inline_global}, {"lookalike_static_constexpr", lookalike_static_constexpr}, {"repaired_thread_local_cache", repaired_thread_local_cache},
       {"lookalike_thread_local_named", lookalike_thread_local_named}, {"racy_thread_local_bound", racy_thread_local_bound},
       {"racy_thread_local_pointer", racy_thread_local_pointer}, {"lookalike_new_and_delete", lookalike_new_and_delete}, {"racy_escape_to_static", racy_escape_to_static},
       {"lookalike_escape_after_filling", lookalike_escape_after_filling}, {"racy_write_after_escape", racy_write_after_escape}, {"racy_list_push", racy_list_push},
       {"lookalike_list_walk", lookalike_list_walk}, {"racy_list_write_walk", racy_list_write_walk}, {"lookalike_tree", lookalike_tree}, {"racy_engine", racy_engine},
       {"repaired_engine_per_thread", repaired_engine_per_thread}, {"lookalike_engine_per_task", lookalike_engine_per_task}, {"racy_ostringstream", racy_ostringstream},
       {"lookalike_own_ostringstream", lookalike_own_ostringstream})

// A table that its constructor fills is filled once, const or not.
namespace {
struct Registry {
  std::map<int, int> names;
  Registry() { names[1] = 2; }
  static const Registry &instance() {
    static const Registry one;
    return one;
  }
};
int lookups = 0;
struct CountedRegistry {
  mutable std::map<int, int> names;
  int find(int i) const { return names[i]; } // race
  static const CountedRegistry &instance() {
    static const CountedRegistry one;
    return one;
  }
};
int looked_up() {
  static const int first = ++lookups;
  return first;
}
int looked_up_anew() {
  const int next = ++lookups; // race
  return next;
}
} // namespace

void repaired_const_static() {
  std::vector<int> out(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    out[i] = Registry::instance().names.at(1);
  });
}

void racy_const_static() {
  std::vector<int> out(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: shared-container
    out[i] = CountedRegistry::instance().find(i);
  });
}

void lookalike_counted_once() {
  std::vector<int> out(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    out[i] = looked_up();
  });
}

void racy_counted_each_time() {
  std::vector<int> out(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: global-mutation
    out[i] = looked_up_anew();
  });
}
