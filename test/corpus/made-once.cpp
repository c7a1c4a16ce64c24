// Objects that a function makes when it is called first and hands out again
// later, or that somebody is told of by an exception.
#include "family.h"

#include <exception>
#include <mutex>
#include <thread>

namespace {

std::mutex lock;
struct Node {
  int value = 0;
};
Node *shown;
void look() {
  std::lock_guard<std::mutex> guard(lock);
  if (shown)
    shown->value++;
}
void show(Node *n) {
  std::lock_guard<std::mutex> guard(lock);
  shown = n;
}

Node *once(Node *&kept) {
  if (!kept)
    kept = new Node;
  return kept;
}
void racy_kept_in_a_variable() {
  std::thread makes([] { // unsafe: captured-mutation
    Node *kept = nullptr;
    for (int i = 0; i < 3; ++i) {
      Node *n = once(kept);
      n->value++; // race
      show(n);
    }
  });
  std::thread looks(look); // unsafe: captured-mutation
  makes.join();
  looks.join();
}

Node *anew() {
  Node *n = new Node;
  return n;
}
void repaired_new_each_time() {
  std::thread makes([] { // safe
    for (int i = 0; i < 3; ++i) {
      Node *n = anew();
      n->value++;
      show(n);
    }
  });
  std::thread looks(look); // safe
  makes.join();
  looks.join();
}

struct Maker {
  Node *kept = nullptr;
  Node *get() {
    if (!kept)
      kept = new Node;
    return kept;
  }
  Node *other() { return new Node; }
};
void racy_kept_in_a_member() {
  std::thread makes([] { // unsafe: captured-mutation
    Maker maker;
    for (int i = 0; i < 3; ++i) {
      Node *n = maker.get();
      n->value++; // race
      show(n);
    }
  });
  std::thread looks(look); // unsafe: captured-mutation
  makes.join();
  looks.join();
}
void lookalike_another_member() {
  std::thread makes([] { // safe
    Maker maker;
    for (int i = 0; i < 3; ++i) {
      Node *n = maker.other();
      n->value++;
      show(n);
    }
  });
  std::thread looks(look); // safe
  makes.join();
  looks.join();
}

std::exception_ptr caught;
void racy_thrown() {
  std::thread makes([] { // unsafe: captured-mutation
    for (int i = 0; i < 9; ++i) {
      Node *n = new Node;
      {
        std::lock_guard<std::mutex> guard(lock);
        try {
          throw n;
        } catch (...) {
          caught = std::current_exception();
        }
      }
      n->value++; // race
    }
  });
  std::thread looks([] { // unsafe: captured-mutation
    std::lock_guard<std::mutex> guard(lock);
    try {
      if (caught)
        std::rethrow_exception(caught);
    } catch (Node *p) {
      p->value++;
    }
  });
  makes.join();
  looks.join();
}

} // namespace

FAMILY({"racy_kept_in_a_variable", racy_kept_in_a_variable},
       {"repaired_new_each_time", repaired_new_each_time},
       {"racy_kept_in_a_member", racy_kept_in_a_member},
       {"lookalike_another_member", lookalike_another_member}, {"racy_thrown", racy_thrown})
