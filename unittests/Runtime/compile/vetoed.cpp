// A vetoed call is the plain loop: nothing of the scheduler is left in the program.
// COMPILE: -O2 -DAETHER_VETO_TABLE="\"vetoed.inc\""
// NO-SYMBOL: aether::detail::run(
// NO-SYMBOL: run_steps
// NO-SYMBOL: run_range
// NO-SYMBOL: fork_join
// NO-SYMBOL: invoke_branches
// NO-SYMBOL: ReductionTree
// NO-SYMBOL: std::function
#include <aether/aether.h>

#include <list>
#include <string>
#include <vector>

// clang-format off
#line 100 "vetoed.cpp"
void for_each(std::vector<int> &items, long &sum) { aether::par_for_each(items, [&](int &x) { sum += x; }); }
void for_each_in_list(std::list<int> &items, long &sum) { aether::par_for_each(items, [&](int &x) { sum += x; }); }
void indices(std::vector<int> &items) { aether::par_for_each(std::views::iota(1ul, items.size()), [&](std::size_t i) { items[i] += items[i - 1]; }); }
std::vector<int> map(const std::vector<int> &items) { return aether::par_map(items, [](int x) { return x + 1; }); }
std::vector<std::string> filter(const std::vector<std::string> &items) { return aether::par_filter(items, [](const std::string &s) { return !s.empty(); }); }
double reduce(const std::vector<double> &items) { return aether::par_reduce(items, 0.0, [](double a, double b) { return a + b; }); }
long map_reduce(const std::vector<int> &items) { return aether::map_reduce(items, [](int x) { return 2L * x; }, [](long a, long b) { return a + b; }, 0L); }
void invoke(int &a) { aether::par_invoke([&] { ++a; }, [&] { a += 2; }); aether::par_invoke([&] { ++a; }, [&] { a += 2; }, [&] { a += 3; }); }
void with_options(std::vector<int> &items, long &sum, std::stop_token stop) { aether::par_for_each(items, [&](int &x) { sum += x; }, {.max_workers = 4, .stop = stop}); }
// clang-format on
