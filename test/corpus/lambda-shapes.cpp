// Lambdas: generic, recursive, nested, with init-captures.
#include "family.h"
#include <aether/aether.h>
#include <atomic>
#include <functional>
#include <ranges>
#include <thread>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

void racy_self_parameter() {
  long visited = 0;
  auto walk = [&visited](auto &self, int depth) -> void {
    ++visited; // race
    if (depth > 0)
      self(self, depth - 1);
  };
  aether::par_for_each(std::views::iota(0, 2000), // unsafe: captured-mutation
                               [&](int i) { walk(walk, i % 4); });
}

void repaired_self_parameter() {
  std::vector<long> out(2000);
  auto fib = [](auto &&self, int n) -> long {
    return n < 2 ? n : self(self, n - 1) + self(self, n - 2);
  };
  aether::par_for_each(std::views::iota(0, 2000), // safe
                               [&](int i) { out[i] = fib(fib, i % 10); });
}

void lookalike_function_of_itself() {
  std::function<int(int)> sum = [&sum](int n) {
    return n == 0 ? 0 : n + sum(n - 1);
  };
  std::vector<int> items(2000, 5);
  aether::par_for_each(items, [&](int &x) { x = sum(x); }); // safe
}

template <class F> struct Fix {
  F f;
  template <class... A> decltype(auto) operator()(A &&...a) const {
    return f(*this, std::forward<A>(a)...);
  }
};

void racy_fixpoint() {
  int deepest = 0;
  Fix dig{[&](auto &self, int n) -> int {
    if (n > deepest)
      deepest = n; // race
    return n ? self(n - 1) : 0;
  }};
  auto reached = aether::par_map(std::views::iota(1, 2000), // unsafe: captured-mutation (today: unknown)
                                         [&](int i) { return dig(i % 7); });
}

void racy_renamed_capture() {
  int total = 0;
  aether::par_for_each(std::views::iota(0, 2000), // unsafe: captured-mutation
                               [&sum = total](int i) { sum += i; }); // race
}

void racy_captured_pointer() {
  int total = 0;
  aether::par_for_each(std::views::iota(0, 2000), // unsafe: captured-mutation
                               [p = &total](int i) { *p += i; }); // race
}

void lookalike_shadowed() {
  int total = 0;
  std::vector<int> out(2000);
  aether::par_for_each( // safe
      std::views::iota(0, 2000), [&, total = total](int i) {
        auto add = [total](int x) mutable { return total += x; };
        out[i] = add(i) + add(i);
      });
}

struct Robot {
  int steps = 0;
  void racy() {
    std::thread t([this] { ++steps; }); // unsafe: member-mutation
    ++steps; // race
    t.join();
  }
  void lookalike() {
    std::thread t([*this]() mutable { ++steps; }); // safe
    ++steps;
    t.join();
  }
};

void racy_this() { Robot().racy(); }

void lookalike_star_this() { Robot().lookalike(); }

void racy_inner_by_value() {
  int n = 0;
  auto outer = [&n] { return [&n] { n += 1; }; }; // race
  std::thread a(outer()); // unsafe: captured-mutation
  outer()();
  a.join();
}

void racy_fold() {
  int a = 0, b = 0;
  auto all = std::tie(a, b);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: captured-mutation
    std::apply([i](auto &...x) { ((x += i), ...); }, all); // race
  });
}

template <class... F> struct Overloaded : F... {
  using F::operator()...;
};

void racy_visit() {
  int ints = 0, doubles = 0;
  std::vector<std::variant<int, double>> items(2000, 1);
  aether::par_for_each(items, [&](auto &item) { // unsafe: captured-mutation (today: unknown)
    std::visit(
        Overloaded{[&](int) { ++ints; }, [&](double) { ++doubles; }}, // race
        item);
  });
}

void repaired_visit() {
  std::atomic<int> ints = 0, doubles = 0;
  std::vector<std::variant<int, double>> items(2000, 1);
  aether::par_for_each(items, [&](auto &item) { // safe (today: unknown)
    std::visit(Overloaded{[&](int) { ++ints; }, [&](double) { ++doubles; }},
               item);
  });
}

// The closure that is called at once is no task: the loop is in turn.
void lookalike_called_at_once() {
  int built = 0;
  const std::vector<int> table = [&] {
    std::vector<int> t;
    for (int i = 0; i < 10; ++i)
      t.push_back(built++);
    return t;
  }();
  auto out = aether::par_map( // safe
      std::views::iota(0, 2000), [&](int i) { return table[i % 10] + built; });
}

FAMILY({"racy_self_parameter", racy_self_parameter},
       {"repaired_self_parameter", repaired_self_parameter},
       {"lookalike_function_of_itself", lookalike_function_of_itself},
       {"racy_fixpoint", racy_fixpoint},
       {"racy_renamed_capture", racy_renamed_capture},
       {"racy_captured_pointer", racy_captured_pointer},
       {"lookalike_shadowed", lookalike_shadowed}, {"racy_this", racy_this},
       {"lookalike_star_this", lookalike_star_this},
       {"racy_inner_by_value", racy_inner_by_value}, {"racy_fold", racy_fold},
       {"racy_visit", racy_visit}, {"repaired_visit", repaired_visit},
       {"lookalike_called_at_once", lookalike_called_at_once})
