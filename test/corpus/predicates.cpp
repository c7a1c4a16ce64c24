// What a condition is that a thread waits for: read by a lambda, by a member
// function, or counted; and what the thread may touch when it has come true.
#include "family.h"

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

void racy_before_the_data() {
  std::mutex m;
  std::condition_variable c;
  bool done = false;
  int data = 0;
  std::thread t([&] { // unsafe: captured-mutation
    {
      std::lock_guard lock(m);
      done = true;
    }
    c.notify_one();
    data = 42; // race
  });
  {
    std::unique_lock lock(m);
    c.wait(lock, [&] { return done; });
  }
  data = 1;
  t.join();
}

void repaired_after_the_data() {
  std::mutex m;
  std::condition_variable c;
  bool done = false;
  int data = 0;
  std::thread t([&] { // safe
    data = 42;
    {
      std::lock_guard lock(m);
      done = true;
    }
    c.notify_one();
  });
  {
    std::unique_lock lock(m);
    c.wait(lock, [&] { return done; });
  }
  data = 1;
  t.join();
}

// It holds as long as nobody has done anything. (Not run: later it never does.)
void racy_the_opposite() {
  std::mutex m;
  std::condition_variable c;
  bool done = false;
  int data = 0;
  std::thread t([&] { // unsafe: captured-mutation
    data = 42;
    {
      std::lock_guard lock(m);
      done = true;
    }
    c.notify_one();
  });
  {
    std::unique_lock lock(m);
    c.wait(lock, [&] { return !done; });
  }
  data = 1;
  t.join();
}

void lookalike_set_to_false() {
  std::mutex m;
  std::condition_variable c;
  bool busy = true;
  int data = 0;
  std::thread t([&] { // safe
    data = 42;
    {
      std::lock_guard lock(m);
      busy = false;
    }
    c.notify_one();
  });
  {
    std::unique_lock lock(m);
    c.wait(lock, [&] { return !busy; });
  }
  data = 1;
  t.join();
}

// Nobody has set it when the time is over.
void racy_for_some_time() {
  std::mutex m;
  std::condition_variable c;
  bool done = false;
  int data = 0;
  std::thread t([&] { // unsafe: captured-mutation
    data = 42;
    {
      std::lock_guard lock(m);
      done = true;
    }
    c.notify_one();
  });
  {
    std::unique_lock lock(m);
    c.wait_for(lock, std::chrono::milliseconds(0), [&] { return done; });
  }
  data = 1;
  t.join();
}

void repaired_for_some_time() {
  std::mutex m;
  std::condition_variable c;
  bool done = false;
  int data = 0;
  std::thread t([&] { // safe
    data = 42;
    {
      std::lock_guard lock(m);
      done = true;
    }
    c.notify_one();
  });
  {
    std::unique_lock lock(m);
    if (c.wait_for(lock, std::chrono::milliseconds(1), [&] { return done; }))
      data = 1;
  }
  t.join();
}

// One of two is enough, and one of them has come before.
void racy_one_of_two() {
  std::mutex m;
  std::condition_variable c;
  bool done = false, late = true;
  int data = 0;
  std::thread t([&] { // unsafe: captured-mutation
    data = 42;
    {
      std::lock_guard lock(m);
      done = true;
    }
    c.notify_one();
  });
  {
    std::unique_lock lock(m);
    c.wait(lock, [&] { return done || late; });
  }
  data = 1;
  t.join();
}

void repaired_both() {
  std::mutex m;
  std::condition_variable c;
  bool done = false, early = true;
  int data = 0;
  std::thread t([&] { // safe
    data = 42;
    {
      std::lock_guard lock(m);
      done = true;
    }
    c.notify_one();
  });
  {
    std::unique_lock lock(m);
    c.wait(lock, [&] { return done && early; });
  }
  data = 1;
  t.join();
}

void lookalike_neither() {
  std::mutex m;
  std::condition_variable c;
  bool done = false, late = false;
  int data = 0;
  std::thread t([&] { // safe
    data = 42;
    {
      std::lock_guard lock(m);
      done = true;
    }
    c.notify_one();
  });
  {
    std::unique_lock lock(m);
    while (!done || late)
      c.wait(lock);
  }
  data = 1;
  t.join();
}

class Gate {
public:
  bool isOpen() const { return open; }
  void wait() {
    std::unique_lock lock(m);
    while (!isOpen())
      changed.wait(lock);
  }
  void waitByPredicate() {
    std::unique_lock lock(m);
    changed.wait(lock, [this] { return isOpen(); });
  }
  void pass() {
    std::unique_lock lock(m);
    if (!isOpen())
      changed.wait(lock);
  }
  void signal() {
    {
      std::lock_guard lock(m);
      open = true;
    }
    changed.notify_all();
  }

private:
  std::mutex m;
  std::condition_variable changed;
  bool open = false;
};

void repaired_by_a_member() {
  Gate gate;
  int data = 0;
  std::thread t([&] { // safe
    data = 42;
    gate.signal();
  });
  gate.wait();
  data = 1;
  t.join();
}

void repaired_by_a_member_in_a_predicate() {
  auto gate = std::make_shared<Gate>();
  int data = 0;
  std::thread t([&data, gate] { // safe
    data = 42;
    gate->signal();
  });
  gate->waitByPredicate();
  data = 1;
  t.join();
}

// One that wakes up for nothing does not look again. (That is rare: not run.)
void racy_no_second_look() {
  Gate gate;
  int data = 0;
  std::thread t([&] { // unsafe: captured-mutation
    data = 42;
    gate.signal();
  });
  gate.pass();
  data = 1;
  t.join();
}

// Another's gate.
void racy_two_gates() {
  Gate mine, yours;
  int data = 0;
  std::thread t([&] { // unsafe: captured-mutation
    mine.signal();
    data = 42; // race
    yours.signal();
  });
  mine.wait();
  data = 1;
  t.join();
}

class CountDown {
public:
  explicit CountDown(int count) : left(count) {}
  void come() {
    std::lock_guard lock(m);
    if (--left == 0)
      all.notify_all();
  }
  void wait() {
    std::unique_lock lock(m);
    all.wait(lock, [this] { return left <= 0; });
  }

private:
  std::mutex m;
  std::condition_variable all;
  int left;
};

void repaired_all_have_come() {
  CountDown down(4);
  int part[4] = {};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&, i] { // safe
      part[i] = i;
      down.come();
    });
  down.wait();
  int sum = 0;
  for (int x : part)
    sum += x;
  part[3] = sum;
  for (std::thread &t : threads)
    t.join();
}

void racy_one_has_come() {
  CountDown down(1);
  int part[4] = {};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&, i] { // unsafe: overlapping-elements
      part[i] = i;
      down.come();
    });
  down.wait();
  int sum = 0;
  for (int x : part)
    sum += x;
  part[3] = sum;
  for (std::thread &t : threads)
    t.join();
}

void repaired_counted_up() {
  std::mutex m;
  std::condition_variable c;
  int done = 0, part[3] = {};
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i)
    threads.emplace_back([&, i] { // safe
      part[i] = i;
      std::lock_guard lock(m);
      ++done;
      c.notify_one();
    });
  {
    std::unique_lock lock(m);
    c.wait(lock, [&] { return done > 2; });
  }
  part[0] = part[1] + part[2];
  for (std::thread &t : threads)
    t.join();
}

// The counter begins at one.
void racy_counted_from_one() {
  std::mutex m;
  std::condition_variable c;
  int done = 1, part[3] = {};
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i)
    threads.emplace_back([&, i] { // unsafe: overlapping-elements
      part[i] = i;
      std::lock_guard lock(m);
      ++done;
      c.notify_one();
    });
  {
    std::unique_lock lock(m);
    c.wait(lock, [&] { return done > 2; });
  }
  part[0] = part[1] + part[2];
  for (std::thread &t : threads)
    t.join();
}

// Steps that somebody else makes as well.
void racy_counted_by_another() {
  std::mutex m;
  std::condition_variable c;
  int done = 0, part[3] = {};
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i)
    threads.emplace_back([&, i] { // unsafe: overlapping-elements
      part[i] = i;
      std::lock_guard lock(m);
      ++done;
      c.notify_one();
    });
  {
    std::unique_lock lock(m);
    ++done;
    c.wait(lock, [&] { return done > 2; });
  }
  part[0] = part[1] + part[2];
  for (std::thread &t : threads)
    t.join();
}

// Each counts before it is done.
void racy_counted_too_early() {
  std::mutex m;
  std::condition_variable c;
  int done = 0, part[3] = {};
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i)
    threads.emplace_back([&, i] { // unsafe: overlapping-elements
      {
        std::lock_guard lock(m);
        ++done;
        c.notify_one();
      }
      part[i] = i; // race
    });
  {
    std::unique_lock lock(m);
    c.wait(lock, [&] { return done > 2; });
  }
  part[0] = part[1] + part[2];
  for (std::thread &t : threads)
    t.join();
}

// The flag begins at zero, and is set by the thread that clears it.
void racy_set_and_cleared() {
  std::mutex m;
  std::condition_variable c;
  bool busy = false;
  int data = 0;
  std::thread t([&] { // unsafe: captured-mutation
    {
      std::lock_guard lock(m);
      busy = true;
    }
    data = 42;
    {
      std::lock_guard lock(m);
      busy = false;
    }
    c.notify_one();
  });
  {
    std::unique_lock lock(m);
    c.wait(lock, [&] { return !busy; });
  }
  data = 1;
  t.join();
}

FAMILY({"racy_before_the_data", racy_before_the_data},
       {"repaired_after_the_data", repaired_after_the_data},
       {"lookalike_set_to_false", lookalike_set_to_false},
       {"racy_for_some_time", racy_for_some_time},
       {"repaired_for_some_time", repaired_for_some_time},
       {"racy_one_of_two", racy_one_of_two},
       {"repaired_both", repaired_both},
       {"lookalike_neither", lookalike_neither},
       {"repaired_by_a_member", repaired_by_a_member},
       {"repaired_by_a_member_in_a_predicate", repaired_by_a_member_in_a_predicate},
       {"racy_two_gates", racy_two_gates},
       {"repaired_all_have_come", repaired_all_have_come},
       {"racy_one_has_come", racy_one_has_come},
       {"repaired_counted_up", repaired_counted_up},
       {"racy_counted_from_one", racy_counted_from_one},
       {"racy_counted_by_another", racy_counted_by_another},
       {"racy_counted_too_early", racy_counted_too_early},
       {"racy_set_and_cleared", racy_set_and_cleared})
