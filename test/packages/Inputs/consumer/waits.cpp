// Items that wait, for which more threads than processors pay.
#include <aether/aether.h>

#include <chrono>
#include <ranges>
#include <thread>

void wait_for_all() {
  aether::par_for_each(std::views::iota(0, 40), [](int) {
    std::this_thread::sleep_for(std::chrono::milliseconds(4));
  });
}
