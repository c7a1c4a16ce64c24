#include "family.h"
#include <aether/aether.h>
#include <any>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <ranges>
#include <string>
#include <thread>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

void racy_lazy_optional() {
  std::optional<int> cached;
  std::vector<int> out(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: captured-mutation
    if (!cached)
      cached = 42;
    out[i] = *cached + i;
  });
}

void repaired_optional_read() {
  std::optional<int> cached = 42;
  std::vector<int> out(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    out[i] = cached.value_or(0) + (cached ? *cached : i);
  });
}

void racy_optional_value() {
  std::optional<int> cached = 42;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: captured-mutation
    *cached += i; // race
  });
}

void lookalike_optional_items() {
  std::vector<std::optional<int>> items(2000);
  aether::par_for_each(items, [](std::optional<int> &o) { o.emplace(3); }); // safe
}

void racy_variant_get() {
  std::variant<int, std::string> v = 1;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: captured-mutation
    if (int *n = std::get_if<int>(&v))
      *n += i; // race
  });
}

void lookalike_variant_copy() {
  std::variant<int, std::string> v = 1;
  std::vector<int> out(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    auto mine = v;
    std::get<int>(mine) += i;
    out[i] = std::get<int>(mine);
  });
}

void racy_visit() {
  std::variant<int, double> v = 1;
  aether::par_for_each(std::views::iota(0, 2000), [&](int) { // unsafe: captured-mutation
    std::visit([](auto &x) { x += 1; }, v); // race
  });
}

void lookalike_visit_read() {
  std::variant<int, double> v = 1;
  std::vector<int> out(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    out[i] = std::visit(
        [](auto x) {
          x += 1;
          return static_cast<int>(x);
        },
        v);
  });
}

void racy_any_cast() {
  std::any box = 1;
  auto all = std::views::iota(0, 2000);
  auto add = [&](int i) {
    std::any_cast<int &>(box) += i; // race
  };
  aether::par_for_each(all, add); // unsafe: captured-mutation (today: unknown)
}

void lookalike_any_read() {
  std::any box = 1;
  std::vector<int> out(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    out[i] = std::any_cast<int>(box) + i;
  });
}

void lookalike_tuple_parts() {
  std::tuple<int, int> parts;
  aether::par_invoke([&] { std::get<0>(parts) = 1; }, [&] { std::get<1>(parts) = 2; }); // safe
}

void racy_tuple_part() {
  std::tuple<int, int> parts;
  aether::par_invoke([&] { std::get<1>(parts) = 1; }, [&] { std::get<1>(parts) = 2; }); // unsafe: captured-mutation
}

void racy_reference_wrapper() {
  int total = 0;
  auto wrapped = std::ref(total);
  aether::par_for_each(std::views::iota(0, 2000), [wrapped](int i) { // unsafe: captured-mutation
    wrapped.get() += i; // race
  });
}

void racy_exchange() {
  bool first = true;
  std::vector<int> out(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: captured-mutation
    if (std::exchange(first, false)) // race
      out[i] = 1;
  });
}

// A cache behind a const method.
class Circle {
public:
  explicit Circle(double r) : radius_(r) {}
  double area() const {
    if (area_ < 0)
      area_ = 3.14 * radius_ * radius_; // race
    return area_;
  }
  double area_once() const {
    std::call_once(once_, [this] { once_area_ = 3.14 * radius_ * radius_; });
    return once_area_;
  }

private:
  double radius_;
  mutable double area_ = -1;
  mutable double once_area_ = 0;
  mutable std::once_flag once_;
};

void racy_mutable_cache() {
  const Circle circle(2);
  std::vector<double> out(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: member-mutation
    out[i] = circle.area();
  });
}

void repaired_call_once() {
  const Circle circle(2);
  std::vector<double> out(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    out[i] = circle.area_once();
  });
}

class Meter {
public:
  int read() const { return ++const_cast<Meter *>(this)->reads_; } // race

private:
  int reads_ = 0;
};

void racy_const_cast() {
  Meter meter;
  const Meter &view = meter;
  std::vector<int> out(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: member-mutation
    out[i] = view.read();
  });
}

// A C library's way: the object travels as void *.
struct Job {
  int done = 0;
  int *total = nullptr;
};

static void run_job(void *data) {
  auto *job = static_cast<Job *>(data);
  job->done++;
  if (job->total)
    ++*job->total;
}

void racy_one_job() {
  Job job;
  std::thread a(run_job, &job); // unsafe: captured-mutation
  std::thread b(run_job, &job); // unsafe: captured-mutation
  a.join();
  b.join();
}

void lookalike_two_jobs() {
  Job one, two;
  std::thread a(run_job, &one); // safe
  std::thread b(run_job, &two); // safe
  a.join();
  b.join();
}

void racy_two_jobs_one_total() {
  int total = 0;
  Job one{0, &total}, two{0, &total};
  std::thread a(run_job, &one); // unsafe: captured-mutation
  std::thread b(run_job, &two); // unsafe: captured-mutation
  a.join();
  b.join();
}

void racy_through_integer() {
  int total = 0;
  auto address = reinterpret_cast<std::uintptr_t>(&total);
  aether::par_for_each(std::views::iota(0, 2000), [address](int i) { // unsafe: captured-mutation (today: unknown)
    *reinterpret_cast<int *>(address) += i; // race
  });
}

FAMILY({"racy_lazy_optional", racy_lazy_optional}, {"repaired_optional_read", repaired_optional_read}, {"racy_optional_value", racy_optional_value},
       {"lookalike_optional_items", lookalike_optional_items}, {"racy_variant_get", racy_variant_get}, {"lookalike_variant_copy", lookalike_variant_copy},
       {"racy_visit", racy_visit}, {"lookalike_visit_read", lookalike_visit_read}, {"racy_any_cast", racy_any_cast}, {"lookalike_any_read", lookalike_any_read},
       {"lookalike_tuple_parts", lookalike_tuple_parts}, {"racy_tuple_part", racy_tuple_part}, {"racy_reference_wrapper", racy_reference_wrapper},
       {"racy_mutable_cache", racy_mutable_cache}, {"repaired_call_once", repaired_call_once}, {"racy_const_cast", racy_const_cast}, {"racy_one_job", racy_one_job},
       {"lookalike_two_jobs", lookalike_two_jobs}, {"racy_two_jobs_one_total", racy_two_jobs_one_total}, {"racy_through_integer", racy_through_integer})
