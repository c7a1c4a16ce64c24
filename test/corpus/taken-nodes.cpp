// Nodes of lists that threads take out under a lock, and use without.
#include "family.h"
#include <mutex>
#include <thread>

namespace {

struct Node {
  Node *next;
  int value;
};

class Stack {
public:
  void push(int value) {
    Node *n = new Node{nullptr, value};
    const std::lock_guard lock(m);
    n->next = head;
    head = n;
  }
  bool pop(int &value) {
    Node *n;
    {
      const std::lock_guard lock(m);
      n = head;
      if (!n)
        return false;
      head = n->next;
    }
    value = n->value;
    delete n;
    return true;
  }

private:
  Node *head = nullptr;
  std::mutex m;
};

void stack_of_nodes() {
  Stack s;
  std::thread a([&] { // safe
    for (int i = 0; i < 100; i++)
      s.push(i);
  });
  std::thread b([&] { // safe
    int value;
    for (int i = 0; i < 100; i++)
      s.pop(value);
  });
  std::thread c([&] { // safe
    int value;
    while (s.pop(value))
      ;
  });
  a.join(), b.join(), c.join();
}

// Two threads with copies of one lambda.
void taken_by_copies() {
  Stack s;
  for (int i = 0; i < 9; i++)
    s.push(i);
  auto take = [&] {
    int value;
    while (s.pop(value))
      ;
  };
  std::thread a(take); // safe
  std::thread b(take); // safe
  a.join(), b.join();
}

// The node is looked at once more when it is in the list.
class LateStack {
public:
  void push(int value) {
    Node *n = new Node{nullptr, 0};
    {
      const std::lock_guard lock(m);
      n->next = head;
      head = n;
    }
    n->value = value;
  }
  bool pop(int &value) {
    Node *n;
    {
      const std::lock_guard lock(m);
      n = head;
      if (!n)
        return false;
      head = n->next;
    }
    value = n->value;
    delete n;
    return true;
  }

private:
  Node *head = nullptr;
  std::mutex m;
};

void filled_when_in_the_stack() {
  LateStack s;
  std::thread a([&] { // unsafe: captured-mutation
    for (int i = 0; i < 100; i++)
      s.push(i);
  });
  std::thread b([&] { // unsafe: captured-mutation
    int value;
    for (int i = 0; i < 100; i++)
      s.pop(value);
  });
  a.join(), b.join();
}

// The first one may be looked at, and is taken out later.
class PeekingStack {
public:
  void push(int value) {
    Node *n = new Node{nullptr, value};
    const std::lock_guard lock(m);
    n->next = head;
    head = n;
  }
  int top() {
    Node *n;
    {
      const std::lock_guard lock(m);
      n = head;
    }
    return n ? n->value : 0;
  }
  void change() {
    Node *n;
    {
      const std::lock_guard lock(m);
      n = head;
      if (!n)
        return;
      head = n->next;
    }
    n->value = 0;
  }

private:
  Node *head = nullptr;
  std::mutex m;
};

void looked_at_and_taken() {
  PeekingStack s;
  for (int i = 0; i < 9; i++)
    s.push(i);
  std::thread a([&] { (void)s.top(); }); // unsafe: captured-mutation (today: unknown)
  std::thread b([&] { s.change(); }); // unsafe: captured-mutation (today: unknown)
  a.join(), b.join();
}

// The same with the lock held as long as it is looked at.
class WatchedStack {
public:
  void push(int value) {
    Node *n = new Node{nullptr, value};
    const std::lock_guard lock(m);
    n->next = head;
    head = n;
  }
  int sum() {
    const std::lock_guard lock(m);
    int out = 0;
    for (const Node *n = head; n; n = n->next)
      out += n->value;
    return out;
  }
  void change() {
    Node *n;
    {
      const std::lock_guard lock(m);
      n = head;
      if (!n)
        return;
      head = n->next;
    }
    n->value = 0;
    delete n;
  }

private:
  Node *head = nullptr;
  std::mutex m;
};

void summed_up_and_taken() {
  WatchedStack s;
  for (int i = 0; i < 9; i++)
    s.push(i);
  std::thread a([&] { (void)s.sum(); }); // safe
  std::thread b([&] { s.change(); }); // safe
  std::thread c([&] { s.change(); }); // safe
  a.join(), b.join(), c.join();
}

// An object keeps the first one, and looks at it later.
Node *listed;
std::mutex of_list;

void fill_list() {
  for (int i = 0; i < 9; i++)
    listed = new Node{listed, i};
}
void take_listed() {
  for (int i = 0; i < 9; i++) {
    Node *n;
    {
      const std::lock_guard lock(of_list);
      n = listed;
      if (n)
        listed = n->next;
    }
    if (n)
      n->value++;
  }
}

struct Cursor {
  Node *at;
  Cursor() {
    const std::lock_guard lock(of_list);
    at = listed;
  }
  void change() {
    const std::lock_guard lock(of_list);
    if (at)
      at->value++;
  }
};

void kept_by_an_object() {
  fill_list();
  std::thread a(take_listed); // unsafe: captured-mutation (today: unknown)
  std::thread b([] { Cursor().change(); }); // unsafe: captured-mutation (today: unknown)
  a.join(), b.join();
}

// Thrown, and caught by who changes it.
void thrown() {
  fill_list();
  std::thread a(take_listed); // unsafe: captured-mutation (today: unknown)
  std::thread b([] { // unsafe: captured-mutation (today: unknown)
    try {
      Node *n;
      {
        const std::lock_guard lock(of_list);
        n = listed;
      }
      throw n;
    } catch (Node *n) {
      const std::lock_guard lock(of_list);
      if (n)
        n->value++;
    }
  });
  a.join(), b.join();
}

} // namespace

FAMILY({"stack_of_nodes", stack_of_nodes},
       {"taken_by_copies", taken_by_copies},
       {"filled_when_in_the_stack", filled_when_in_the_stack},
       {"looked_at_and_taken", looked_at_and_taken},
       {"summed_up_and_taken", summed_up_and_taken},
       {"kept_by_an_object", kept_by_an_object}, {"thrown", thrown})
