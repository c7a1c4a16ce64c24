#include "family.h"
#include <algorithm>
#include <atomic>
#include <execution>
#include <iterator>
#include <numeric>
#include <vector>

// Comparisons, sums and assignments of the elements run in tasks, though nobody
// passed them.
int compared = 0, summed = 0, assigned = 0, counted = 0;

struct Ranked {
  int rank;
  bool operator<(const Ranked &other) const {
    ++compared; // race
    return rank < other.rank;
  }
};

struct Amount {
  int value;
  friend Amount operator+(Amount a, Amount b) {
    ++summed; // race
    return {a.value + b.value};
  }
};

struct Noted {
  int value = 0;
  Noted() = default;
  Noted(const Noted &) = default;
  Noted &operator=(const Noted &other) {
    value = other.value;
    ++assigned; // race
    return *this;
  }
};

struct Named {
  int name;
  bool operator==(const Named &other) const {
    ++counted; // race
    return name == other.name;
  }
};

void racy_operators(std::vector<Ranked> &ranked, std::vector<Amount> &amounts,
                    std::vector<Noted> &from, std::vector<Noted> &to,
                    std::vector<Named> &named) {
  auto par = std::execution::par;
  std::sort(par, ranked.begin(), ranked.end()); // unsafe: global-mutation
  Amount none{0};
  (void)std::reduce(par, amounts.begin(), // unsafe: global-mutation
                    amounts.end(), none);
  auto out = to.begin();
  std::copy(par, from.begin(), from.end(), out); // unsafe: global-mutation
  Named one{1};
  (void)std::count(par, named.begin(), // unsafe: global-mutation
                   named.end(), one);
}

std::atomic<int> steps;

struct Counted {
  int rank;
  bool operator<(const Counted &other) const {
    ++steps;
    return rank < other.rank;
  }
};

void repaired_operators() {
  std::vector<Counted> items{{3}, {1}, {2}};
  std::sort(std::execution::par, items.begin(), items.end()); // safe
}

// They write what they are called on, which each task has for itself.
struct Swapped {
  int value = 0;
  Swapped() = default;
  Swapped(const Swapped &) = default;
  Swapped &operator=(const Swapped &other) {
    value = other.value;
    return *this;
  }
};

void lookalike_own_elements() {
  std::vector<Swapped> from(50), to(50);
  std::copy(std::execution::par, from.begin(), from.end(), to.begin()); // safe
}

// The operators of an iterator are the user's: these all lead to one object.
struct Same {
  using value_type = int;
  using difference_type = long;
  using pointer = int *;
  using reference = int &;
  using iterator_category = std::random_access_iterator_tag;
  int *object;
  long position;
  int &operator*() const { return *object; }
  int &operator[](long) const { return *object; }
  Same &operator++() { return ++position, *this; }
  Same operator++(int) { return {object, position++}; }
  Same &operator--() { return --position, *this; }
  Same operator--(int) { return {object, position--}; }
  Same &operator+=(long by) { return position += by, *this; }
  Same &operator-=(long by) { return position -= by, *this; }
  friend Same operator+(Same a, long by) { return {a.object, a.position + by}; }
  friend Same operator+(long by, Same a) { return a + by; }
  friend Same operator-(Same a, long by) { return {a.object, a.position - by}; }
  friend long operator-(Same a, Same b) { return a.position - b.position; }
  auto operator<=>(const Same &) const = default;
};

void racy_iterator_that_stays() {
  int sum = 0;
  Same first{&sum, 0}, last{&sum, 64};
  auto par = std::execution::par;
  std::for_each(par, first, last, // unsafe: captured-mutation (today: unknown)
                [](int &x) { ++x; }); // race
}

FAMILY({"repaired_operators", repaired_operators},
       {"lookalike_own_elements", lookalike_own_elements})
