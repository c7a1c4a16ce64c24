// Variables that end while a task may still use them.
#include <array>
#include <atomic>
#include <future>
#include <string>
#include <thread>
#include <utility>
#include <vector>

int seen;

//===--- Where the function returns ---------------------------------------===//

std::thread racyParameter(int n) {
  return std::thread([&n] { seen = n; }); // unsafe: captured-mutation
}
std::thread repairedParameter(int n) {
  return std::thread([n] { seen = n; }); // safe
}
std::thread racyObject(std::array<int, 4> a) {
  return std::thread([&] { seen = a[0]; }); // unsafe: overlapping-elements
}
std::thread notACopy(std::array<int, 4> &a) {
  return std::thread([&] { seen = a[0]; }); // safe
}
std::thread racyLocal() {
  int n = 3;
  return std::thread([&n] { seen = n; }); // unsafe: captured-mutation
}
void repairedLocal() {
  int n = 3;
  std::thread t([&n] { seen = n; }); // safe
  t.join();
}
std::future<std::size_t> length(const std::string &s) {
  auto size = [&s] { return s.size(); };
  return std::async(std::launch::async, size); // unsafe: captured-mutation
}
void callers() {
  std::array<int, 4> own{1, 2, 3, 4};
  racyParameter(1).join();
  repairedParameter(1).join();
  racyObject({1, 2, 3, 4}).join();
  notACopy(own).join();
  racyLocal().join();
  // The string has ended by now.
  auto size = length(std::string("abc"));
  seen = int(size.get());
}

struct Worker {
  std::thread thread;
  int steps = 0;
  void racyStart() {
    int own = 2;
    thread = std::thread([&] { seen = own; }); // unsafe: captured-mutation
  }
  void start() {
    thread = std::thread([&] { seen = steps; }); // safe
  }
  ~Worker() { thread.join(); }
};
void racyWorker() {
  Worker a;
  a.racyStart();
}
void repairedWorker() {
  Worker b;
  b.start();
}

//===--- Where a block ends -----------------------------------------------===//

void racyBlock() {
  std::vector<std::thread> threads;
  {
    int n = 1;
    threads.emplace_back([&] { seen = n; }); // unsafe: captured-mutation
  }
  for (std::thread &t : threads)
    t.join();
}
void repairedBlock() {
  std::vector<std::thread> threads;
  int n = 1;
  { threads.emplace_back([&] { seen = n; }); } // safe
  for (std::thread &t : threads)
    t.join();
}
void racyOrder() {
  std::jthread t;
  int n = 1;
  t = std::jthread([&] { seen = n; }); // unsafe: captured-mutation
}
void repairedOrder() {
  int n = 1;
  std::jthread t;
  t = std::jthread([&] { seen = n; }); // safe
}
void roundByRound() {
  for (int i = 0; i < 2; ++i) {
    int n = i;
    std::thread t([&n] { seen = n; }); // safe
    t.join();
  }
}

//===--- Nobody waits -----------------------------------------------------===//

void racyDetached() {
  int n = 1;
  std::thread([&] { seen = n; }).detach(); // unsafe: captured-mutation
}
void toldByAPromise() {
  int n = 1;
  std::promise<void> done;
  std::thread([&] { // safe
    seen = n;
    done.set_value();
  }).detach();
  done.get_future().wait();
}
void toldByAnAtomic() {
  std::atomic<bool> done{false};
  int n = 0;
  std::thread t([&] { // safe
    n = 1;
    done.store(true);
  });
  t.detach();
  while (!done.load())
    ;
}
void waitedForByAnother() {
  int n = 0;
  std::thread t([&] { n = 1; });                             // safe
  std::thread u([t = std::move(t)]() mutable { t.join(); }); // safe
  u.join();
}

struct GivesUp {
  std::thread thread;
  void stop() { thread.join(); }
  ~GivesUp() {
    if (thread.joinable())
      thread.detach();
  }
};
struct Waits {
  std::thread thread;
  ~Waits() { thread.join(); }
};
void racyGivenUpByItsGuard() {
  int n = 0;
  GivesUp guard{std::thread([&] { n = 1; })}; // unsafe: captured-mutation
}
void repairedGuardWaits() {
  int n = 0;
  Waits guard{std::thread([&] { n = 1; })}; // safe
}
void stoppedBefore() {
  int n = 0;
  GivesUp guard{std::thread([&] { n = 1; })}; // safe
  guard.stop();
}
