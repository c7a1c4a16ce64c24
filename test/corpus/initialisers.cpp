// Functions and objects whose addresses initialisers at namespace scope keep:
// who reads the variables may call the ones and change the others.
#include "aether/aether.h"
#include "family.h"

#include <atomic>
#include <functional>
#include <map>
#include <string>
#include <thread>
#include <vector>

namespace {

std::vector<int> items(64);
int wide[256], narrow[256];

int number(const int &item) { return static_cast<int>(&item - items.data()); }

// Seen with a stride of 2 only; called with 0 by way of a table.
void spread(int *to, int stride) {
  aether::par_for_each(items, [=](const int &x) { // unsafe: overlapping-elements
    to[number(x) * stride] = 1;
  });
}

std::map<std::string, std::function<void(int *, int)>> commands = {
    {"spread", spread}};

void racy_called_by_a_table() {
  spread(wide, 2);
  commands["spread"](narrow, 0);
}

void spreadTwice(int *to, int stride) {
  aether::par_for_each(items, [=](const int &x) { // safe
    to[number(x) * stride] = 1;
  });
}

void repaired_called_by_name() {
  spreadTwice(wide, 2);
  spreadTwice(narrow, 1);
}

// The table is there, but it holds another function.
void spreadThrice(int *to, int stride) {
  aether::par_for_each(items, [=](const int &x) { // safe
    to[number(x) * stride] = 1;
  });
}

void none(int *, int) {}

std::map<std::string, std::function<void(int *, int)>> others = {
    {"none", none}};

void lookalike_another_function_is_kept() {
  spreadThrice(wide, 2);
  others["none"](narrow, 0);
}

// A lock that somebody else can open.
std::atomic_flag taken;
struct Door {
  std::atomic_flag *lock;
} door = {&taken};
int count;

void step() {
  while (taken.test_and_set())
    ;
  ++count;
  taken.clear();
}

void open() { door.lock->clear(); }

void racy_a_lock_that_others_open() {
  std::thread other(open); // safe
  aether::par_for_each(items, [](int &) { step(); }); // unsafe: wrong-lock
  other.join();
}

std::atomic_flag held;
int total;

void add() {
  while (held.test_and_set())
    ;
  ++total;
  held.clear();
}

void repaired_a_lock_of_its_own() {
  aether::par_for_each(items, [](int &) { add(); }); // safe
}

// What an initialiser reads is not given away.
std::atomic<bool> busy{false};
bool atFirst = busy;
int sum;

void addMore(int n) {
  while (busy.exchange(true))
    ;
  sum += n;
  busy = false;
}

void lookalike_read_by_an_initialiser() {
  aether::par_for_each(items, [](int &x) { addMore(x + atFirst); }); // safe
}

} // namespace

FAMILY({"racy_called_by_a_table", racy_called_by_a_table},
       {"repaired_called_by_name", repaired_called_by_name},
       {"lookalike_another_function_is_kept",
        lookalike_another_function_is_kept},
       {"racy_a_lock_that_others_open", racy_a_lock_that_others_open},
       {"repaired_a_lock_of_its_own", repaired_a_lock_of_its_own},
       {"lookalike_read_by_an_initialiser", lookalike_read_by_an_initialiser})
