// One of several threads wins an atomic, and what tells that it has is a
// variable, or what a function returns.
#include "family.h"

#include <atomic>
#include <optional>
#include <thread>

static std::atomic<bool> taken{false};
static std::atomic_flag flag = ATOMIC_FLAG_INIT;
static int data = 0;

void repaired_remembered_in_a_variable() {
  auto work = [] {
    bool mine = false;
    if (!taken.exchange(true))
      mine = true;
    if (mine)
      data = 1;
  };
  std::thread other(work); // safe (today: unknown)
  work();
  other.join();
}

void repaired_initialised_with_the_outcome() {
  auto work = [] {
    bool mine = !flag.test_and_set();
    if (mine)
      data = 1;
  };
  std::thread other(work); // safe (today: unknown)
  work();
  other.join();
}

enum class Outcome { Won, Lost };
void repaired_outcome_of_its_own() {
  auto work = [] {
    Outcome outcome = Outcome::Lost;
    if (!taken.exchange(true))
      outcome = Outcome::Won;
    if (outcome == Outcome::Won)
      data = 1;
  };
  std::thread other(work); // safe (today: unknown)
  work();
  other.join();
}

static std::optional<int> take() {
  if (taken.exchange(true))
    return std::nullopt;
  return 4;
}
void repaired_returned() {
  auto work = [] {
    if (auto number = take())
      data = *number;
  };
  std::thread other(work); // safe (today: unknown)
  work();
  other.join();
}

void racy_nobody_asks() {
  auto work = [] {
    taken.exchange(true);
    data = 1; // race
  };
  std::thread other(work); // unsafe: global-mutation
  work();
  other.join();
}

void racy_asks_for_something_else() {
  static int wins[2];
  auto work = [](int *won) {
    if (!taken.exchange(true))
      *won = 1;
    data = *won; // race
  };
  std::thread other(work, &wins[1]); // unsafe: global-mutation
  work(&wins[0]);
  other.join();
}

void lookalike_before_it_is_told() {
  auto work = [] {
    data = 1; // race
    bool mine = !taken.exchange(true);
    if (mine)
      data = 2;
  };
  std::thread other(work); // unsafe: global-mutation
  work();
  other.join();
}

FAMILY({"repaired_remembered_in_a_variable", repaired_remembered_in_a_variable},
       {"repaired_initialised_with_the_outcome", repaired_initialised_with_the_outcome},
       {"repaired_outcome_of_its_own", repaired_outcome_of_its_own},
       {"repaired_returned", repaired_returned},
       {"racy_nobody_asks", racy_nobody_asks},
       {"racy_asks_for_something_else", racy_asks_for_something_else},
       {"lookalike_before_it_is_told", lookalike_before_it_is_told})
