// `<` that is made of `<=>`.
#include "family.h"
#include <compare>
#include <string>
#include <thread>
#include <vector>

namespace {

struct Version {
  int major = 0, minor = 0;
  auto operator<=>(const Version &) const = default;
};

struct Length {
  int metres = 0;
  std::strong_ordering operator<=>(const Length &Other) const {
    return metres <=> Other.metres;
  }
  bool operator==(const Length &) const = default;
};

struct Counted {
  int value = 0;
  static inline int compared = 0;
  std::strong_ordering operator<=>(const Counted &Other) const {
    ++compared;
    return value <=> Other.value;
  }
};

void repaired_versions() {
  const Version a{1, 2}, b{1, 3};
  bool first = false, second = false;
  std::thread t([&] { first = a < b; }); // safe
  second = b < a;
  t.join();
}

void racy_version_is_changed() {
  Version a{1, 2};
  const Version b{1, 3};
  bool less = false;
  std::thread t([&] { less = a < b; }); // unsafe: member-mutation
  a.minor = 4;
  t.join();
}

void repaired_lengths() {
  const Length a{1}, b{2};
  bool less = false, more = false;
  std::thread t([&] { less = a < b; }); // safe
  more = a > b;
  t.join();
}

void racy_length_is_changed() {
  Length a{1}, b{2};
  bool less = false;
  std::thread t([&] { less = a < b; }); // unsafe: captured-mutation
  b.metres = 0;
  t.join();
}

void racy_comparisons_are_counted() {
  const Counted a{1}, b{2};
  bool less = false, more = false;
  std::thread t([&] { less = a < b; }); // unsafe: global-mutation
  more = a > b;
  t.join();
}

void repaired_strings() {
  const std::string a = "one", b = "two";
  bool less = false, more = false;
  std::thread t([&] { less = a < b; }); // safe
  more = a > b;
  t.join();
}

void racy_string_grows() {
  std::string a = "one", b = "two";
  bool less = false;
  std::thread t([&] { less = a < b; }); // unsafe: shared-container
  b += "more";
  t.join();
}

void repaired_iterators() {
  std::vector<int> v(100);
  std::thread t([&] { // safe
    for (auto i = v.begin(); i < v.begin() + 50; ++i)
      *i = 1;
  });
  for (auto i = v.begin() + 50; i < v.end(); ++i)
    *i = 2;
  t.join();
}

void racy_iterators() {
  std::vector<int> v(100);
  std::thread t([&] { // unsafe: overlapping-elements
    for (auto i = v.begin(); i <= v.begin() + 50; ++i)
      *i = 1;
  });
  for (auto i = v.begin() + 50; i < v.end(); ++i)
    *i = 2;
  t.join();
}

void lookalike_the_end_moves() {
  std::vector<int> v(100);
  long steps = 0;
  std::thread t([&] { // unsafe: shared-container
    for (auto i = v.begin(); i < v.end(); ++i)
      ++steps;
  });
  v.push_back(2);
  t.join();
}

} // namespace

FAMILY({"repaired_versions", repaired_versions},
       {"racy_version_is_changed", racy_version_is_changed},
       {"repaired_lengths", repaired_lengths},
       {"racy_length_is_changed", racy_length_is_changed},
       {"racy_comparisons_are_counted", racy_comparisons_are_counted},
       {"repaired_strings", repaired_strings},
       {"racy_string_grows", racy_string_grows},
       {"repaired_iterators", repaired_iterators},
       {"racy_iterators", racy_iterators},
       {"lookalike_the_end_moves", lookalike_the_end_moves})
