// Lists that are filled before main begins: by the constructor of a static object
// or an initialiser that calls a function.
#include "family.h"

#include <mutex>
#include <thread>

namespace {

std::mutex lock;
using Guard = std::lock_guard<std::mutex>;
struct Node {
  Node *next = nullptr;
  int value = 0;
};

Node *list, *kept;
struct Filler {
  Filler() {
    for (int i = 0; i < 9; ++i) {
      Node *n = new Node;
      n->next = list;
      list = n;
      kept = n;
    }
  }
} filler;
void take(Node *&from) {
  for (int i = 0; i < 9; ++i) {
    Node *n;
    {
      Guard guard(lock);
      n = from;
      if (n)
        from = n->next;
    }
    if (n)
      n->value++; // race
  }
}
void racy_filled_by_a_constructor() {
  std::thread takes([] { take(list); }); // unsafe: captured-mutation
  std::thread looks([] { // unsafe: captured-mutation
    Guard guard(lock);
    if (kept)
      kept->value++;
  });
  takes.join();
  looks.join();
}

Node *called, first;
Node *&begin() {
  called = &first;
  return called;
}
Node *&start = begin();
void racy_set_by_an_initialiser() {
  std::thread takes([] { take(called); }); // unsafe: captured-mutation
  std::thread looks([] { // unsafe: global-mutation
    Guard guard(lock);
    first.value++;
  });
  takes.join();
  looks.join();
}

} // namespace

FAMILY({"racy_filled_by_a_constructor", racy_filled_by_a_constructor},
       {"racy_set_by_an_initialiser", racy_set_by_an_initialiser})
