#include "family.h"
#include <algorithm>
#include <atomic>
#include <functional>
#include <future>
#include <map>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

// What a library copies and converts around a callable that it was given, it
// does where it calls it.
int copies = 0;

struct Sample {
  int value = 0;
  Sample() = default;
  Sample(const Sample &other) : value(other.value) {
    ++copies; // race
  }
  Sample &operator=(const Sample &) = default;
};

struct Moving {
  int value = 0;
  Moving() = default;
  Moving(const Moving &other) : value(other.value) {
    ++copies;
  }
  Moving(Moving &&other) : value(other.value) {}
};

struct Summary {
  int value;
  Summary(const Sample &of) : value(of.value) {
    ++copies; // race
  }
};

std::atomic<int> made;

struct Counted {
  int value = 0;
  Counted() = default;
  Counted(const Counted &other) : value(other.value) { ++made; }
  ~Counted() { --made; }
};

struct Ended {
  int value = 0;
  ~Ended() {
    ++copies; // race
  }
};

struct Verdict {
  bool good;
  operator bool() const {
    ++copies; // race
    return good;
  }
};

struct Anything {
  int size;
  template <class T> Anything(const T &of) : size(sizeof(of)) {
    ++copies; // race
  }
};

struct Number {
  template <class T> operator T() const {
    ++copies; // race
    return T();
  }
};

//===----------------------------------------------------------------------===//
// Wrappers
//===----------------------------------------------------------------------===//

void racy_wrapper_copies() {
  std::function<void(const Sample &)> show = [](Sample s) { (void)s.value; };
  Sample a, b;
  std::thread t([&] { show(a); }); // unsafe: global-mutation
  show(b);
  t.join();
}

void repaired_wrapper_passes_on() {
  std::function<void(const Sample &)> show = [](const Sample &s) {
    (void)s.value;
  };
  Sample a, b;
  std::thread t([&] { show(a); }); // safe
  show(b);
  t.join();
}

void repaired_copies_are_counted() {
  std::function<void(const Counted &)> show = [](Counted c) { (void)c.value; };
  Counted a, b;
  std::thread t([&] { show(a); }); // safe
  show(b);
  t.join();
}

// By value all the way: the wrapper moves what it has been given.
void lookalike_wrapper_moves() {
  std::function<void(Moving)> show = [](Moving m) { (void)m.value; };
  std::thread t([&] { show(Moving()); }); // safe
  show(Moving());
  t.join();
}

int valueOf(Sample s) { return s.value; }
int valueBehind(const Sample &s) { return s.value; }

void racy_wrapped_function() {
  std::function<int(const Sample &)> get = valueOf;
  Sample a, b;
  std::thread t([&] { (void)get(a); }); // unsafe: global-mutation
  (void)get(b);
  t.join();
}

void repaired_wrapped_function() {
  std::function<int(const Sample &)> get = valueBehind;
  Sample a, b;
  std::thread t([&] { (void)get(a); }); // safe
  (void)get(b);
  t.join();
}

void racy_wrapper_in_a_wrapper() {
  std::function<void(Sample)> inner = [](Sample) {};
  std::function<void(const Sample &)> outer = inner;
  Sample a;
  std::thread t([&] { outer(a); }); // unsafe: global-mutation
  ++copies;
  t.join();
}

// What is returned is a reference, what is asked for an object.
void racy_result_is_copied() {
  std::map<std::string, std::function<Sample(const Sample &)>> steps;
  steps["same"] = [](const Sample &s) -> const Sample & { return s; };
  Sample a;
  std::thread t([&] { (void)steps.at("same")(a); }); // unsafe: global-mutation
  (void)steps.at("same")(a);
  t.join();
}

struct Bus {
  std::vector<std::function<void(const Sample &)>> listeners;
  template <class F> void add(F f) { listeners.emplace_back(std::move(f)); }
  void send(const Sample &s) const {
    for (const auto &each : listeners)
      each(s);
  }
};

void racy_listeners_copy() {
  Bus bus;
  bus.add([](Summary s) { (void)s.value; });
  Sample a, b;
  std::thread t([&] { bus.send(a); }); // unsafe: global-mutation
  bus.send(b);
  t.join();
}

void lookalike_listeners_look() {
  Bus bus;
  bus.add([](const Sample &s) { (void)s.value; });
  Sample a, b;
  std::thread t([&] { bus.send(a); }); // safe
  bus.send(b);
  t.join();
}

void racy_bound_by_value() {
  auto show = std::bind([](Sample s) { (void)s.value; }, std::placeholders::_1);
  Sample a, b;
  std::thread t([&] { show(a); }); // unsafe: global-mutation
  show(b);
  t.join();
}

void repaired_bound_by_reference() {
  auto show =
      std::bind([](const Sample &s) { (void)s.value; }, std::placeholders::_1);
  Sample a, b;
  std::thread t([&] { show(a); }); // safe
  show(b);
  t.join();
}

//===----------------------------------------------------------------------===//
// Tasks and promises
//===----------------------------------------------------------------------===//

void racy_packaged_copy() {
  std::packaged_task<int(const Sample &)> one([](Sample s) { return s.value; }),
      other([](Sample s) { return s.value; });
  Sample a, b;
  std::thread t([&] { one(a); }); // unsafe: global-mutation
  other(b);
  t.join();
}

void racy_promised_copy() {
  std::promise<Sample> one, other;
  Sample a;
  std::thread t([&] { one.set_value(a); }); // unsafe: global-mutation
  other.set_value(a);
  t.join();
}

void repaired_promised_move() {
  std::promise<Moving> one, other;
  std::thread t([&] { one.set_value(Moving()); }); // safe
  other.set_value(Moving());
  t.join();
}

void racy_result_ends() {
  auto later = std::async(std::launch::async, [] { return Ended(); }); // unsafe: global-mutation
  ++copies;
  later.wait();
}

void racy_result_is_dropped() {
  std::thread t([] { return Ended(); }); // unsafe: global-mutation
  ++copies;
  t.join();
}

void racy_made_by_a_template() {
  std::thread t([](Anything a) { (void)a.size; }, 3); // unsafe: global-mutation
  ++copies;
  t.join();
}

void racy_converted_by_a_template() {
  std::thread t([](int) {}, Number()); // unsafe: global-mutation
  ++copies;
  t.join();
}

void racy_made_inside_an_optional() {
  std::thread t([](std::optional<Summary>) {}, Sample()); // unsafe: global-mutation
  ++copies;
  t.join();
}

void repaired_made_before_the_optional() {
  std::thread t([](std::optional<Summary>) {}, std::optional<Summary>(Sample())); // safe
  t.join();
}

//===----------------------------------------------------------------------===//
// Algorithms
//===----------------------------------------------------------------------===//

void racy_test_that_converts() {
  std::vector<int> v(10);
  auto found = [&] {
    return std::any_of(v.begin(), v.end(), [](int i) { return Verdict{i == 1}; });
  };
  std::thread t([&] { (void)found(); }); // unsafe: global-mutation
  (void)found();
  t.join();
}

void repaired_test_is_a_bool() {
  std::vector<int> v(10);
  auto found = [&] {
    return std::any_of(v.begin(), v.end(), [](int i) { return i == 1; });
  };
  std::thread t([&] { (void)found(); }); // safe
  (void)found();
  t.join();
}

void racy_parameters_end() {
  std::vector<Ended> v(4);
  std::thread t([&] { std::for_each(v.begin(), v.end(), [](Ended) {}); }); // unsafe: global-mutation
  ++copies;
  t.join();
}

FAMILY({"wrapper_copies", racy_wrapper_copies},
       {"wrapper_passes_on", repaired_wrapper_passes_on},
       {"copies_counted", repaired_copies_are_counted},
       {"wrapper_moves", lookalike_wrapper_moves},
       {"wrapped_function", racy_wrapped_function},
       {"wrapped_function_ref", repaired_wrapped_function},
       {"wrapper_in_wrapper", racy_wrapper_in_a_wrapper},
       {"result_copied", racy_result_is_copied},
       {"listeners_copy", racy_listeners_copy},
       {"listeners_look", lookalike_listeners_look},
       {"bound_by_value", racy_bound_by_value},
       {"bound_by_reference", repaired_bound_by_reference},
       {"packaged_copy", racy_packaged_copy},
       {"promised_copy", racy_promised_copy},
       {"promised_move", repaired_promised_move},
       {"result_ends", racy_result_ends},
       {"result_dropped", racy_result_is_dropped},
       {"made_by_template", racy_made_by_a_template},
       {"converted_by_template", racy_converted_by_a_template},
       {"made_inside", racy_made_inside_an_optional},
       {"made_before", repaired_made_before_the_optional},
       {"test_converts", racy_test_that_converts},
       {"test_is_bool", repaired_test_is_a_bool},
       {"parameters_end", racy_parameters_end})
