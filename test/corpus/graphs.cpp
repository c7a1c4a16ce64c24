// Graphs, trees, work lists, visited flags.
#include "family.h"
#include <aether/aether.h>
#include <array>
#include <atomic>
#include <cstddef>
#include <deque>
#include <limits>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <ranges>
#include <set>
#include <thread>
#include <unordered_set>
#include <utility>
#include <vector>

namespace views = std::views;

struct Graph {
  std::vector<std::vector<int>> Neighbours;
  explicit Graph(int n) : Neighbours(n) {
    for (int i = 0; i < n; ++i) {
      Neighbours[i].push_back((i + 1) % n);
      Neighbours[i].push_back((i * 7 + 3) % n);
    }
  }
  int size() const { return static_cast<int>(Neighbours.size()); }
};

// Pull: each vertex gathers from its neighbours into an array of its own.
void repaired_page_rank() {
  Graph g(200);
  std::vector<double> rank(g.size(), 1.0), next(g.size());
  for (int round = 0; round < 3; ++round) {
    aether::par_for_each(views::iota(0, g.size()), [&](int v) { // safe
      double sum = 0;
      for (int u : g.Neighbours[v])
        sum += rank[u] / g.Neighbours[u].size();
      next[v] = 0.15 + 0.85 * sum;
    });
    rank.swap(next);
  }
}

// Push: each vertex adds to its neighbours.
void racy_page_rank() {
  Graph g(200);
  std::vector<double> rank(g.size(), 1.0), next(g.size());
  aether::par_for_each(views::iota(0, g.size()), [&](int v) { // unsafe: overlapping-elements
    for (int u : g.Neighbours[v])
      next[u] += rank[v] / g.Neighbours[v].size();
  });
}

void repaired_push_atomic() {
  Graph g(200);
  std::vector<std::atomic<int>> in_degree(g.size());
  aether::par_for_each(views::iota(0, g.size()), [&](int v) { // safe
    for (int u : g.Neighbours[v])
      in_degree[u].fetch_add(1, std::memory_order_relaxed);
  });
}

// Breadth first by levels: flags that are claimed, or only looked at.
void repaired_levels() {
  Graph g(300);
  std::vector<std::atomic<bool>> visited(g.size());
  std::vector<int> frontier{0};
  visited[0] = true;
  while (!frontier.empty()) {
    std::vector<int> next;
    std::mutex m;
    aether::par_for_each(frontier, [&](int v) { // safe
      for (int u : g.Neighbours[v])
        if (!visited[u].exchange(true)) {
          std::lock_guard lock(m);
          next.push_back(u);
        }
    });
    frontier = std::move(next);
  }
}

void racy_levels_flags() {
  Graph g(300);
  std::vector<char> visited(g.size());
  std::vector<int> frontier{0, 5, 9, 14, 50, 77};
  for (int depth = 0; depth < 5; ++depth) {
    std::vector<int> next;
    std::mutex m;
    aether::par_for_each(frontier, [&](int v) { // unsafe: overlapping-elements (today: unknown)
      for (int u : g.Neighbours[v])
        if (!visited[u]) {
          visited[u] = 1;
          std::lock_guard lock(m);
          next.push_back(u);
        }
    });
    frontier = std::move(next);
  }
}

void racy_levels_next() {
  Graph g(300);
  std::vector<std::atomic<bool>> visited(g.size());
  std::vector<int> frontier{0, 5, 9, 14, 50, 77}, next;
  aether::par_for_each(frontier, [&](int v) { // unsafe: wrong-lock
    for (int u : g.Neighbours[v])
      if (!visited[u].exchange(true))
        next.push_back(u);
  });
}

void repaired_distances() {
  Graph g(200);
  std::vector<std::atomic<int>> distance(g.size());
  for (auto &d : distance)
    d = std::numeric_limits<int>::max();
  distance[0] = 0;
  aether::par_for_each(views::iota(0, g.size()), [&](int v) { // safe
    int mine = distance[v].load();
    if (mine == std::numeric_limits<int>::max())
      return;
    for (int u : g.Neighbours[v]) {
      int seen = distance[u].load();
      while (mine + 1 < seen && !distance[u].compare_exchange_weak(seen, mine + 1)) {
      }
    }
  });
}

// Edges as pairs: union of components by minimum label.
void racy_labels() {
  std::vector<std::pair<int, int>> edges;
  for (int i = 0; i < 300; ++i)
    edges.emplace_back(i, (i * 3 + 1) % 300);
  std::vector<int> label(300);
  aether::par_for_each(edges, [&](const std::pair<int, int> &e) { // unsafe: overlapping-elements (today: unknown)
    if (label[e.first] < label[e.second])
      label[e.second] = label[e.first];
  });
}

void lookalike_edge_weights() {
  std::vector<std::pair<int, int>> edges;
  for (int i = 0; i < 300; ++i)
    edges.emplace_back(i, (i * 3 + 1) % 300);
  std::vector<int> height(300, 1), drop(edges.size());
  aether::par_for_each(views::iota(std::size_t{0}, edges.size()), [&](std::size_t k) { // safe
    auto [from, to] = edges[k];
    drop[k] = height[from] - height[to];
  });
}

// Trees: two subtrees by two tasks.
struct Node {
  int Value = 1;
  long Sum = 0;
  std::unique_ptr<Node> Left, Right;
};

static std::unique_ptr<Node> make_tree(int depth) {
  auto node = std::make_unique<Node>();
  if (depth > 0) {
    node->Left = make_tree(depth - 1);
    node->Right = make_tree(depth - 1);
  }
  return node;
}

static long sum_tree(Node *node) {
  if (!node)
    return 0;
  return node->Sum = node->Value + sum_tree(node->Left.get()) + sum_tree(node->Right.get());
}

void repaired_subtrees() {
  auto root = make_tree(6);
  long left = 0, right = 0;
  std::thread other([&] { left = sum_tree(root->Left.get()); }); // safe (today: unknown)
  right = sum_tree(root->Right.get());
  other.join();
  root->Sum = root->Value + left + right;
}

void racy_subtrees() {
  auto root = make_tree(6);
  long left = 0, whole = 0;
  std::thread other([&] { left = sum_tree(root->Left.get()); }); // unsafe: captured-mutation (today: unknown)
  whole = sum_tree(root.get());
  other.join();
  (void)whole;
}

static long count_tree(const Node *node) {
  return node ? 1 + count_tree(node->Left.get()) + count_tree(node->Right.get()) : 0;
}

void lookalike_subtrees_read() {
  auto root = make_tree(6);
  long left = 0;
  std::thread other([&] { left = count_tree(root->Left.get()); }); // safe (today: unknown)
  long whole = count_tree(root.get());
  other.join();
  (void)whole;
}

// A work list that threads share.
void repaired_work_list() {
  Graph g(300);
  std::mutex m;
  std::deque<int> work{0};
  std::unordered_set<int> seen{0};
  auto worker = [&] {
    for (;;) {
      int v;
      {
        std::lock_guard lock(m);
        if (work.empty())
          return;
        v = work.front();
        work.pop_front();
      }
      for (int u : g.Neighbours[v]) {
        std::lock_guard lock(m);
        if (seen.insert(u).second)
          work.push_back(u);
      }
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i)
    threads.emplace_back(worker); // safe
  for (auto &t : threads)
    t.join();
}

void racy_work_list_test() {
  Graph g(300);
  std::mutex m;
  std::deque<int> work{0, 1, 2, 3, 4, 5, 6, 7, 8};
  auto worker = [&] {
    while (!work.empty()) {
      int v = -1;
      {
        std::lock_guard lock(m);
        if (!work.empty()) {
          v = work.front();
          work.pop_front();
        }
      }
      if (v < 0)
        return;
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i)
    threads.emplace_back(worker); // unsafe: shared-container
  for (auto &t : threads)
    t.join();
}

// Objects that point at each other.
struct Body {
  double X = 0, Force = 0;
  Body *Next = nullptr;
};

void racy_next_body() {
  std::vector<Body> bodies(100);
  for (std::size_t i = 0; i < bodies.size(); ++i)
    bodies[i].Next = &bodies[(i + 1) % bodies.size()];
  aether::par_for_each(bodies, [](Body &b) { // unsafe: aliased-items (today: unknown)
    b.Force += 1;
    b.Next->Force -= 1;
  });
}

void repaired_next_body() {
  std::vector<Body> bodies(100);
  for (std::size_t i = 0; i < bodies.size(); ++i)
    bodies[i].Next = &bodies[(i + 1) % bodies.size()];
  aether::par_for_each(bodies, [](Body &b) { b.Force += b.Next->X; }); // safe
}

FAMILY({"repaired_page_rank", repaired_page_rank}, {"racy_page_rank", racy_page_rank},
       {"repaired_push_atomic", repaired_push_atomic}, {"repaired_levels", repaired_levels},
       {"racy_levels_flags", racy_levels_flags}, {"racy_levels_next", racy_levels_next},
       {"repaired_distances", repaired_distances}, {"racy_labels", racy_labels},
       {"lookalike_edge_weights", lookalike_edge_weights}, {"repaired_subtrees", repaired_subtrees},
       {"racy_subtrees", racy_subtrees}, {"lookalike_subtrees_read", lookalike_subtrees_read},
       {"repaired_work_list", repaired_work_list}, {"racy_work_list_test", racy_work_list_test},
       {"racy_next_body", racy_next_body}, {"repaired_next_body", repaired_next_body})
