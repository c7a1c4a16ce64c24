// Tests of what is no number: of strings, of fractions, of what holds a value.
// Two of one variable that nobody changes let one side through only.
#include "family.h"
#include <cstring>
#include <optional>
#include <string>
#include <thread>
#include <vector>

static bool coin(int i) { return i % 3 != 0; }

static void by_name(const std::string &name) {
  int x = 0;
  std::thread t([&] { // safe (today: unknown)
    if (name == "left")
      x = 1;
  });
  if (name != "left")
    x = 2;
  t.join();
}
void repaired_by_name() { by_name(coin(1) ? "left" : "right"); }

static void by_two_names(const std::string &name, const std::string &other) {
  int x = 0;
  std::thread t([&] { // unsafe: captured-mutation
    if (name == "left")
      x = 1; // race
  });
  if (other != "left")
    x = 2;
  t.join();
}
void racy_by_two_names() { by_two_names("left", "right"); }

static void by_the_same_name(const std::string &name) {
  int x = 0;
  std::thread t([&] { // unsafe: captured-mutation
    if (name == "left")
      x = 1; // race
  });
  if (name == "left")
    x = 2;
  t.join();
}
void racy_by_the_same_name() { by_the_same_name("left"); }

// These two go together.
static void by_mode(const std::string &mode) {
  int x = 0;
  std::thread t([&] { // unsafe: captured-mutation
    if (mode != "quiet")
      x = 1; // race
  });
  if (mode == "full")
    x = 2;
  t.join();
}
void racy_by_mode() { by_mode("full"); }

static void by_emptiness(const std::vector<int> &v) {
  int x = 0;
  std::thread t([&] { // safe (today: unknown)
    if (v.empty())
      x = 1;
  });
  if (!v.empty())
    x = 2;
  t.join();
}
void repaired_by_emptiness() { by_emptiness(std::vector<int>(3)); }

static void by_level(double level) {
  int x = 0;
  std::thread t([&] { // safe (today: unknown)
    if (level > 0.5)
      x = 1;
  });
  if (level < 0.1)
    x = 2;
  t.join();
}
void repaired_by_level() { by_level(0.7); }

static void by_word(const char *word) {
  int x = 0;
  std::thread t([&] { // safe (today: unknown)
    if (!std::strcmp(word, "left"))
      x = 1;
  });
  if (std::strcmp(word, "left"))
    x = 2;
  t.join();
}
void repaired_by_word() { by_word("left"); }

static void by_value(const std::optional<int> &o) {
  int x = 0;
  std::thread t([&] { // safe (today: unknown)
    if (o)
      x = 1;
  });
  if (!o.has_value())
    x = 2;
  t.join();
}
void repaired_by_value() { by_value(3); }

// What is tested is what they change.
void racy_tested_and_changed() {
  std::vector<int> v;
  std::thread t([&] { // unsafe: shared-container
    if (v.empty())
      v.push_back(1); // race
  });
  if (v.size() < 2)
    v.push_back(2);
  t.join();
}

// Each has a role.
void repaired_roles() {
  int x = 0, y = 0;
  auto f = [&](const std::string &role) {
    if (role == "x")
      ++x;
    else
      ++y;
  };
  std::thread t(f, "x"); // safe (today: unknown)
  std::thread u(f, "y"); // safe (today: unknown)
  t.join();
  u.join();
}

// Both have something to do.
static void count(const std::string &text, int &lines) {
  if (text.empty())
    return;
  ++lines; // race
}
void racy_texts() {
  int lines = 0;
  std::thread t([&] { count("one", lines); }); // unsafe: captured-mutation
  std::thread u([&] { count("two", lines); }); // unsafe: captured-mutation
  t.join();
  u.join();
}

// Only one thread is this one.
void repaired_this_thread() {
  int x = 0;
  const std::thread::id me = std::this_thread::get_id();
  auto f = [&] {
    if (std::this_thread::get_id() == me)
      ++x;
  };
  std::thread t(f); // safe (today: unknown)
  f();
  t.join();
}

void racy_all_but_this_thread() {
  int x = 0;
  const std::thread::id me = std::this_thread::get_id();
  auto f = [&] {
    if (std::this_thread::get_id() != me)
      ++x; // race
  };
  std::thread t(f); // unsafe: captured-mutation
  std::thread u(f); // unsafe: captured-mutation
  t.join();
  u.join();
}

FAMILY({"repaired_by_name", repaired_by_name}, {"racy_by_two_names", racy_by_two_names},
       {"racy_by_the_same_name", racy_by_the_same_name}, {"racy_by_mode", racy_by_mode}, {"repaired_by_emptiness", repaired_by_emptiness},
       {"repaired_by_level", repaired_by_level}, {"repaired_by_word", repaired_by_word},
       {"repaired_by_value", repaired_by_value}, {"racy_tested_and_changed", racy_tested_and_changed},
       {"repaired_roles", repaired_roles}, {"racy_texts", racy_texts},
       {"repaired_this_thread", repaired_this_thread}, {"racy_all_but_this_thread", racy_all_but_this_thread})
