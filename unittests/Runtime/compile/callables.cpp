// What a callable must be is said in words, and said once.
// COMPILE:
// REFUSE: -DCASE=1 | the callable changes itself when called
// REFUSE: -DCASE=2 | the callable cannot be called with these items
// REFUSE: -DCASE=3 | returns nothing; use par_for_each
// REFUSE: -DCASE=4 | use map_reduce
// REFUSE: -DCASE=5 | the operation must take two values of the identity's type
// REFUSE: -DCASE=6 | par_invoke takes callables without parameters
// REFUSE: -DCASE=7 | a range without an end cannot be run in parallel
// REFUSE: -DCASE=8 | the callable cannot be called with these items
// REFUSE: -DCASE=9 | par_sort takes ranges of movable elements that stay
// REFUSE: -DCASE=10 | what is scanned must convert
// REFUSE: -DCASE=11 | the callable changes itself when called
#include <aether/aether.h>

#include <string>
#include <vector>

#ifndef CASE
#define CASE 0
#endif

void use(std::vector<int> &items, const std::vector<std::string> &texts) {
#if CASE == 1
  aether::par_for_each(items, [n = 0](int &x) mutable { x = n++; });
#elif CASE == 2
  aether::par_for_each(items, [](std::string &) {});
#elif CASE == 3
  aether::par_map(items, [](int) {});
#elif CASE == 4
  aether::par_reduce(texts, 0, [](int a, int b) { return a + b; });
#elif CASE == 5
  aether::par_reduce(items, 0, [](std::string a, int) { return a; });
#elif CASE == 6
  aether::par_invoke([] {}, [](int) {});
#elif CASE == 7
  aether::par_for_each(std::views::iota(0), [](int) {});
#elif CASE == 8
  aether::par_map(items, [](int &x) { return ++x; });
#elif CASE == 9
  std::vector<bool> bits(3);
  aether::par_sort(bits);
#elif CASE == 10
  aether::par_exclusive_scan(texts, 0, [](int a, int b) { return a + b; });
#elif CASE == 11
  aether::ParallelIterator(items).map([n = 0](int x) mutable { return x + n++; });
#endif
  aether::par_for_each(items, [](int &x) { ++x; });
  static_cast<void>(texts);
}
