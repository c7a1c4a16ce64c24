// Items that wait, a race that runs in order, and a short loop. With an
// argument: ends with that status.
#include <aether/aether.h>

#include <chrono>
#include <cstdlib>
#include <ranges>
#include <thread>

int main(int argc, char **argv) {
  int sum = 0;
  aether::par_for_each(std::views::iota(0, 40), [](int) {
    std::this_thread::sleep_for(std::chrono::milliseconds(4));
  });
  aether::par_for_each(std::views::iota(0, 40), [&](int i) { sum += i; });
  return argc > 1 ? std::atoi(argv[1]) : sum != 780;
}
