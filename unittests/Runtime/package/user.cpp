#include <aether/aether.h>

#include <ranges>

int main() {
  const auto squares =
      aether::par_map(std::views::iota(0, 100), [](int x) { return x * x; },
                      {.max_workers = 4});
  return aether::par_reduce(squares, 0, std::plus<>()) == 328350 ? 0 : 1;
}
