// Completion functions that have something for themselves.
#include <barrier>
#include <thread>

static int Last;
struct Counts {
  int Rounds = 0;
  void operator()() noexcept { Last = ++Rounds; }
};

void repaired_counted_by_the_barrier() {
  std::barrier<Counts> B(2);
  std::thread T([&] { B.arrive_and_wait(); }); // safe (today: unknown)
  std::thread U([&] { B.arrive_and_wait(); }); // safe (today: unknown)
  T.join();
  U.join();
}

void repaired_counted_by_a_lambda() {
  std::barrier B(2, [Round = 0]() mutable noexcept { ++Round; });
  std::thread T([&] { B.arrive_and_wait(); }); // safe (today: unknown)
  std::thread U([&] { B.arrive_and_wait(); }); // safe (today: unknown)
  T.join();
  U.join();
}
