// Virtual calls, static polymorphism, and tables of functions.
#include "family.h"
#include <aether/aether.h>
#include <atomic>
#include <concepts>
#include <memory>
#include <ranges>
#include <thread>
#include <vector>

namespace {

struct Shape {
  virtual ~Shape() = default;
  virtual double area() const = 0;
};
struct Square final : Shape {
  double side = 2;
  double area() const override { return side * side; }
};
int asked = 0;
struct Circle final : Shape {
  double area() const override {
    ++asked; // race
    return 3.14;
  }
};

struct Sink {
  virtual ~Sink() = default;
  virtual void put(int x) = 0;
};
struct Last : Sink {
  int last = 0;
  void put(int x) override { last = x; } // race
};
struct AtomicLast : Sink {
  std::atomic<int> last = 0;
  void put(int x) override { last = x; }
};
struct Null : Sink {
  void put(int) override {}
};

struct Node {
  int id = 0;
  virtual ~Node() = default;
  void visit() { enter(); }
  virtual void enter() { ++id; }
};
int entered = 0;
struct CountingNode : Node {
  void enter() override {
    Node::enter();
    ++entered; // race
  }
};

template <class D> struct Job {
  void run() { static_cast<D *>(this)->step(); }
};
struct GoodJob : Job<GoodJob> {
  int steps = 0;
  void step() { ++steps; }
};
int all_steps = 0;
struct BadJob : Job<BadJob> {
  void step() { ++all_steps; } // race
};

} // namespace

void racy_overrider() {
  std::vector<std::unique_ptr<Shape>> shapes;
  for (int i = 0; i < 2000; ++i)
    shapes.push_back(std::make_unique<Circle>());
  auto areas =
      aether::par_map(shapes, [](const auto &s) { return s->area(); }); // unsafe: global-mutation
}

void lookalike_known_type() {
  std::vector<Square> squares(2000);
  auto areas =
      aether::par_map(squares, [](const Shape &s) { return s.area(); }); // safe
}

static void fill(Sink &sink) {
  aether::par_for_each(std::views::iota(0, 2000), // unsafe: member-mutation
                               [&](int i) { sink.put(i); });
}

void racy_sink() {
  Last sink;
  fill(sink);
}

static void fill_atomic(AtomicLast &sink) {
  aether::par_for_each(std::views::iota(0, 2000), // safe
                               [&](int i) { sink.put(i); });
}

void repaired_sink() {
  AtomicLast sink;
  fill_atomic(sink);
}

void racy_sink_by_choice() {
  Last last;
  Null null;
  Sink *sinks[] = {&null, &last};
  aether::par_for_each(std::views::iota(0, 2000), // unsafe: member-mutation (today: unknown)
                               [&](int i) { sinks[i & 1]->put(i); });
}

// The base class is called by name: the overrider does not run.
void lookalike_qualified() {
  std::vector<CountingNode> nodes(2000);
  aether::par_for_each(nodes, [](CountingNode &n) { n.Node::enter(); }); // safe
}

void racy_template_method() {
  std::vector<CountingNode> nodes(2000);
  aether::par_for_each(nodes, [](Node &n) { n.visit(); }); // unsafe: global-mutation
}

void racy_base_pointer() {
  Last sink;
  Sink &base = sink;
  std::thread t(&Sink::put, &base, 1); // unsafe: member-mutation
  sink.put(2);
  t.join();
}

void lookalike_crtp() {
  std::vector<GoodJob> jobs(2000);
  aether::par_for_each(jobs, [](Job<GoodJob> &j) { j.run(); }); // safe
}

void racy_crtp() {
  std::vector<BadJob> jobs(2000);
  aether::par_for_each(jobs, &BadJob::run); // unsafe: global-mutation
}

template <class T>
concept Locked = requires(T t) { t.lock(); };

template <class T> void push(T &sink, int i) {
  if constexpr (std::derived_from<T, AtomicLast>)
    sink.put(i);
  else if constexpr (Locked<T>)
    sink.lock();
  else
    sink.last = i; // race
}

void repaired_if_constexpr() {
  AtomicLast sink;
  aether::par_for_each(std::views::iota(0, 2000), // safe
                               [&](int i) { push(sink, i); });
}

void racy_if_constexpr() {
  Last sink;
  aether::par_for_each(std::views::iota(0, 2000), // unsafe: captured-mutation
                               [&](int i) { push(sink, i); });
}

int evens = 0, odds = 0;
static void even(int) { ++evens; } // race
static void odd(int) { ++odds; } // race
static void (*const by_parity[])(int) = {even, odd};

void racy_function_table() {
  aether::par_for_each(std::views::iota(0, 2000), // unsafe: global-mutation
                               [](int i) { by_parity[i % 2](i); });
}

void lookalike_one_of_each() {
  std::thread a(by_parity[0], 0); // safe
  std::thread b(by_parity[1], 1); // safe
  a.join();
  b.join();
}

// Each of them is of a class that only reads itself.
void lookalike_all_of_one_class() {
  std::vector<std::unique_ptr<Shape>> shapes;
  for (int i = 0; i < 2000; ++i)
    shapes.push_back(std::make_unique<Square>());
  auto areas =
      aether::par_map(shapes, [](const auto &s) { return s->area(); }); // safe
}

static double measure(const Shape &shape) { return shape.area(); }

void racy_through_a_reference() {
  Circle circle;
  aether::par_for_each(std::views::iota(0, 2000), // unsafe: global-mutation
                       [&](int) { measure(circle); });
}

void lookalike_through_a_reference() {
  Square square;
  aether::par_for_each(std::views::iota(0, 2000), // safe
                       [&](int) { measure(square); });
}

void racy_on_the_heap() {
  std::unique_ptr<Sink> sink = std::make_unique<Last>();
  aether::par_for_each(std::views::iota(0, 2000), // unsafe: captured-mutation
                       [&](int i) { sink->put(i); });
}

void repaired_on_the_heap() {
  std::unique_ptr<Sink> sink = std::make_unique<AtomicLast>();
  aether::par_for_each(std::views::iota(0, 2000), // safe
                       [&](int i) { sink->put(i); });
}

int born = 0;
struct Born {
  Born() { announce(); }
  virtual ~Born() = default;
  virtual void announce() { ++born; } // race
};
struct Quiet : Born {
  void announce() override {}
};

// While the base is constructed, its own function runs.
void racy_while_constructed() {
  aether::par_for_each(std::views::iota(0, 2000), // unsafe: global-mutation
                       [](int) { Quiet quiet; });
}

struct Speaker {
  virtual ~Speaker() = default;
  virtual void speak() { ++born; } // race
};
struct Silent : Speaker {
  void speak() override {}
};

// What is kept of the object is its base.
void racy_sliced() {
  Silent silent;
  std::vector<Speaker> kept;
  for (int i = 0; i < 2000; ++i)
    kept.push_back(silent);
  aether::par_for_each(kept, [](Speaker &s) { s.speak(); }); // unsafe: global-mutation
}

void racy_sliced_variable() {
  Silent silent;
  Speaker speaker = silent;
  Speaker &named = speaker;
  aether::par_for_each(std::views::iota(0, 2000), // unsafe: global-mutation
                       [&](int) { named.speak(); });
}

struct Calm {
  Calm() { announce(); }
  virtual ~Calm() = default;
  virtual void announce() {}
};
struct Loud : Calm {
  void announce() override { ++born; }
};
struct LoudAtOnce : Calm {
  LoudAtOnce() { announce(); }
  ~LoudAtOnce() override { announce(); }
  void announce() override { ++born; } // race
};

// While the base is constructed, the overrider does not run yet.
void lookalike_while_constructed() {
  aether::par_for_each(std::views::iota(0, 2000), // safe
                       [](int) { Loud loud; });
}

void racy_constructed_at_last() {
  aether::par_for_each(std::views::iota(0, 2000), // unsafe: global-mutation
                       [](int) { LoudAtOnce loud; });
}

struct ByWayOf : Calm {
  ByWayOf() { hop(); }
  void hop() { announce(); }
};
struct LoudByWayOf : ByWayOf {
  void announce() override { ++born; }
};

void lookalike_by_way_of_another() {
  aether::par_for_each(std::views::iota(0, 2000), // safe (today: unknown)
                       [](int) { LoudByWayOf loud; });
}

FAMILY({"racy_overrider", racy_overrider},
       {"lookalike_known_type", lookalike_known_type}, {"racy_sink", racy_sink},
       {"repaired_sink", repaired_sink},
       {"racy_sink_by_choice", racy_sink_by_choice},
       {"lookalike_qualified", lookalike_qualified},
       {"racy_template_method", racy_template_method},
       {"racy_base_pointer", racy_base_pointer},
       {"lookalike_crtp", lookalike_crtp}, {"racy_crtp", racy_crtp},
       {"repaired_if_constexpr", repaired_if_constexpr},
       {"racy_if_constexpr", racy_if_constexpr},
       {"racy_function_table", racy_function_table},
       {"lookalike_one_of_each", lookalike_one_of_each},
       {"lookalike_all_of_one_class", lookalike_all_of_one_class},
       {"racy_through_a_reference", racy_through_a_reference},
       {"lookalike_through_a_reference", lookalike_through_a_reference},
       {"racy_on_the_heap", racy_on_the_heap},
       {"repaired_on_the_heap", repaired_on_the_heap},
       {"racy_while_constructed", racy_while_constructed},
       {"racy_sliced", racy_sliced},
       {"racy_sliced_variable", racy_sliced_variable},
       {"lookalike_while_constructed", lookalike_while_constructed},
       {"racy_constructed_at_last", racy_constructed_at_last},
       {"lookalike_by_way_of_another", lookalike_by_way_of_another})
