// What the C++ library and exceptions do decides whether a program comes to a
// race.
#include <atomic>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace {
int counted, counted2;
void count() { counted++; }
void nothing() {}
void (*const what[2])() = {count, nothing};
void count2() { counted2++; } // race
void (*const what2[2])() = {count2, nothing};
} // namespace

// Which handler takes an exception: bases that are virtual or not public, a
// second base, pointers.
struct Base {
  int number = 5;
  virtual ~Base() = default;
};
struct Middle : virtual Base {};
struct Both : Middle {};
struct First {
  int number = 4;
  virtual ~First() = default;
};
struct Two : First, Base {};
struct Hidden : private Base {};

int takesVirtual() {
  try {
    throw Both();
  } catch (const Base &b) {
    return b.number == 5;
  } catch (...) {
    return 0;
  }
}
int takesSecond() {
  try {
    throw Two();
  } catch (const Base &b) {
    return b.number == 5;
  }
}
int takesHidden() {
  try {
    throw Hidden();
  } catch (const Base &) {
    return 0;
  } catch (...) {
    return 1;
  }
}
int takesPointer() {
  static Two object;
  try {
    throw &object;
  } catch (Base *b) {
    return b->number == 5;
  } catch (...) {
    return 0;
  }
}
int takesText() {
  try {
    throw "text";
  } catch (const char *text) {
    return text[0] == 't';
  }
}
void handlers() {
  auto run = [] {
    what[takesVirtual()]();
    what[takesSecond()]();
    what[takesHidden()]();
    what[takesText()]();
    what[takesPointer()]();
  };
  std::thread a(run); // safe (today: unknown)
  std::thread b(run); // safe (today: unknown)
  a.join();
  b.join();
}
void handlersThatMiss() {
  auto run = [] { what2[takesHidden() == 0](); };
  std::thread a(run); // unsafe: global-mutation
  std::thread b(run); // unsafe: global-mutation
  a.join();
  b.join();
}

// A flag that each round has for itself.
void rounds() {
  for (int r = 0; r != 3; ++r) {
    std::once_flag flag;
    bool ready = false;
    auto run = [&] {
      std::call_once(flag, [&] { ready = true; });
      what[ready]();
    };
    std::thread a(run); // safe (today: unknown)
    std::thread b(run); // safe (today: unknown)
    a.join();
    b.join();
  }
}

// What is left of a background thread when the unit's function returns: its
// globals have not ended.
namespace {
std::thread background; // unknown: could not be resolved
std::vector<int> items;
std::mutex lock;
std::atomic<bool> over;
} // namespace
void start() {
  background = std::thread([] { // safe
    while (!over) {
      bool any = false;
      {
        std::lock_guard<std::mutex> held(lock);
        items.push_back(1);
        any = !items.empty();
      }
      what[any]();
    }
  });
}
void stop() {
  over = true;
  background.join();
}

// An object that hands out shared pointers to itself reads only where its count
// is.
class Session : public std::enable_shared_from_this<Session> {
public:
  void start(std::vector<std::thread> &threads) {
    for (int i = 0; i != 3; ++i)
      threads.emplace_back([self = shared_from_this()] { // safe
        self->served++;
      });
  }
  void startRacy(std::vector<std::thread> &threads) {
    for (int i = 0; i != 3; ++i)
      threads.emplace_back([self = shared_from_this()] { // unsafe: captured-mutation
        self->plain++; // race
      });
  }

private:
  std::atomic<int> served{0};
  int plain = 0;
};
void serve() {
  std::vector<std::thread> threads;
  auto session = std::make_shared<Session>();
  session->start(threads);
  for (std::thread &t : threads)
    t.join();
}
void serveRacy() {
  std::vector<std::thread> threads;
  auto session = std::make_shared<Session>();
  session->startRacy(threads);
  for (std::thread &t : threads)
    t.join();
}

// Of an atomic shared pointer, what one thread loads another may replace.
void replaces() {
  std::atomic<std::shared_ptr<int>> current(std::make_shared<int>(1));
  auto reads = [&] {
    for (int i = 0; i != 20; ++i)
      what[*current.load() >= 0]();
  };
  std::thread a(reads); // safe
  std::thread b([&] { // safe
    for (int i = 0; i != 20; ++i)
      current.store(std::make_shared<int>(i));
  });
  a.join();
  b.join();
}
