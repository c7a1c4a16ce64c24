#include "family.h"
#include <aether/aether.h>
#include <atomic>
#include <string>
#include <thread>
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

FAMILY({"repaired_copies", repaired_copies},
       {"lookalike_by_reference", lookalike_by_reference},
       {"lookalike_copied_before", lookalike_copied_before})
