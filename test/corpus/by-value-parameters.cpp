#include "family.h"
#include <aether/aether.h>
#include <atomic>
#include <future>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

// Parameters that are passed by value are made and ended in the task.
int copies = 0, ends = 0;

struct Copied {
  int value = 0;
  Copied() = default;
  Copied(const Copied &other) : value(other.value) {
    ++copies; // race
  }
};

struct Ended {
  int value = 0;
  ~Ended() {
    ++ends; // race
  }
};

void racy_copies(std::vector<Copied> &items) {
  auto read = [](Copied item) { return item.value; };
  (void)aether::par_map(items, read); // unsafe: global-mutation
}

void racy_ends(std::vector<Ended> &items) {
  auto read = [](Ended item) { return item.value; };
  (void)aether::par_map(items, read); // unsafe: global-mutation
}

// The string is made in the thread, from a pointer.
void racy_conversion() {
  char text[9] = "abc";
  auto read = [](std::string s) { (void)s.size(); };
  std::thread reader(read, text); // unsafe: overlapping-elements
  text[0] = 'x';                  // race
  reader.join();
}

std::atomic<int> counted;

struct Counted {
  int value = 0;
  Counted() = default;
  Counted(const Counted &other) : value(other.value) { ++counted; }
  ~Counted() { --counted; }
};

void repaired_copies() {
  std::vector<Counted> items(50);
  auto read = [](Counted item) { return item.value; };
  (void)aether::par_map(items, read); // safe
}

void lookalike_by_reference() {
  std::vector<Copied> items(50);
  auto read = [](const Copied &item) { return item.value; };
  (void)aether::par_map(items, read); // safe
}

// Copied by the thread that starts the other, before it does.
void lookalike_copied_before() {
  char text[9] = "abc";
  auto read = [](std::string s) { (void)s.size(); };
  std::thread reader(read, std::string(text)); // safe
  text[0] = 'x';
  reader.join();
}

// What a thread is given, it converts when it calls.
int made = 0;

struct Tallied {
  int value;
  Tallied(int from) : value(from) {
    made++; // race
  }
};

struct Kept {
  int value;
  Kept(int from) : value(from) {}
};

struct Numbered {
  operator int() const {
    return made++; // race
  }
};

struct Plain {
  operator int() const { return 3; }
};

void racy_made_in_the_thread() {
  auto use = [](Tallied c) { return c.value; };
  std::thread t(use, 3); // unsafe: global-mutation
  made++;
  t.join();
}

void repaired_made_before() {
  auto use = [](Tallied c) { return c.value; };
  std::thread t(use, Tallied(3)); // safe
  made++;
  t.join();
}

void lookalike_counts_nothing() {
  auto use = [](Kept c) { return c.value; };
  std::thread t(use, 3); // safe
  made++;
  t.join();
}

void racy_made_for_a_reference() {
  auto use = [](const Tallied &c) { return c.value; };
  auto f = std::async(std::launch::async, use, 3); // unsafe: global-mutation
  made++;
  f.get();
}

void racy_converted_in_the_thread() {
  auto use = [](int) {};
  std::thread t(use, Numbered()); // unsafe: global-mutation
  made++;
  t.join();
}

void lookalike_converts_and_no_more() {
  auto use = [](int) {};
  std::thread t(use, Plain()); // safe
  made++;
  t.join();
}

void racy_made_by_apply() {
  auto use = [](Tallied c) { return c.value; };
  std::thread t([&] { std::apply(use, std::make_tuple(3)); }); // unsafe: global-mutation
  made++;
  t.join();
}

FAMILY({"made_in_thread", racy_made_in_the_thread},
       {"made_before", repaired_made_before},
       {"counts_nothing", lookalike_counts_nothing},
       {"made_for_reference", racy_made_for_a_reference},
       {"converted", racy_converted_in_the_thread},
       {"converts_only", lookalike_converts_and_no_more},
       {"made_by_apply", racy_made_by_apply},
       {"repaired_copies", repaired_copies},
       {"lookalike_by_reference", lookalike_by_reference},
       {"lookalike_copied_before", lookalike_copied_before})
