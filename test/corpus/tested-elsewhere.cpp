// Atomics whose value is tested somewhere else than where it is read: by a
// caller, by a switch, by a loop over the variable that it was put into.
#include "family.h"
#include <atomic>
#include <cstdio>
#include <thread>

class Stage {
public:
  bool isReady() const { return State.load() == 1; }
  int state() const { return State; }
  void get(int &out) const { out = State.load(); }
  void announce() { State = 1; }

private:
  std::atomic<int> State{0};
};

void lookalike_asked_by_a_function() {
  Stage stage;
  int x = 0;
  std::thread t([&] { // safe (today: unknown)
    while (!stage.isReady())
      std::this_thread::yield();
    ++x;
  });
  ++x;
  stage.announce();
  t.join();
}

void racy_touched_after_the_announcement() {
  Stage stage;
  int x = 0;
  std::thread t([&] { // unsafe: captured-mutation
    while (!stage.isReady())
      std::this_thread::yield();
    ++x; // race
  });
  stage.announce();
  ++x; // race
  t.join();
}

void racy_touched_before_it_asks() {
  Stage stage;
  int x = 0;
  std::thread t([&] { // unsafe: captured-mutation
    ++x; // race
    while (!stage.isReady())
      std::this_thread::yield();
  });
  ++x; // race
  stage.announce();
  t.join();
}

void lookalike_a_switch() {
  std::atomic<int> state{0};
  int x = 0;
  std::thread t([&] { // safe (today: unknown)
    for (;;)
      switch (state.load()) {
      case 1:
        ++x;
        return;
      default:
        std::this_thread::yield();
      }
  });
  ++x;
  state = 1;
  t.join();
}

void lookalike_put_into_a_variable() {
  std::atomic<bool> ready{false};
  int x = 0;
  std::thread t([&] { // safe
    bool on = false;
    while (!on)
      on = ready;
    ++x;
  });
  ++x;
  ready = true;
  t.join();
}

void lookalike_by_a_reference() {
  Stage stage;
  int x = 0;
  std::thread t([&] { // safe (today: unknown)
    int now;
    do
      stage.get(now);
    while (now != 1);
    ++x;
  });
  ++x;
  stage.announce();
  t.join();
}

static void touchIf(int state, int &x) {
  if (state == 1)
    ++x;
}

void lookalike_tested_by_who_is_called() {
  std::atomic<int> state{0};
  int x = 0;
  std::thread t([&] { // safe (today: unknown)
    for (int i = 0; i < 1000; ++i)
      touchIf(state.load(), x);
  });
  ++x;
  state = 1;
  t.join();
}

class Claim {
public:
  bool take() { return !Taken.exchange(true); }

private:
  std::atomic<bool> Taken{false};
};

void lookalike_only_one_gets_it() {
  Claim claim;
  int x = 0;
  auto work = [&] {
    if (claim.take())
      ++x;
  };
  std::thread a(work); // safe (today: unknown)
  std::thread b(work); // safe (today: unknown)
  a.join();
  b.join();
}

void racy_looked_at_and_not_tested() {
  std::atomic<int> done{0};
  int x = 0;
  std::thread t([&] { // unsafe: captured-mutation
    const int now = done.load();
    std::printf("%d\n", now * 2);
    ++x; // race
  });
  ++x; // race
  t.join();
}

FAMILY({"lookalike_asked_by_a_function", lookalike_asked_by_a_function},
       {"racy_touched_after_the_announcement", racy_touched_after_the_announcement},
       {"racy_touched_before_it_asks", racy_touched_before_it_asks}, {"lookalike_a_switch", lookalike_a_switch},
       {"lookalike_put_into_a_variable", lookalike_put_into_a_variable},
       {"lookalike_by_a_reference", lookalike_by_a_reference},
       {"lookalike_tested_by_who_is_called", lookalike_tested_by_who_is_called},
       {"lookalike_only_one_gets_it", lookalike_only_one_gets_it},
       {"racy_looked_at_and_not_tested", racy_looked_at_and_not_tested})
