//===- RuntimeStress.cpp - Random trees of nested parallel calls ----------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
//     runtime-stress [SECONDS [SEED]]
//
// Runs random trees of nested calls, from several threads at once: forks, loops
// with and without hints, reductions; leaves that compute, sleep or throw;
// calls made while a lock is held, calls that are stopped; and a forked child
// that runs a tree of its own meanwhile. What a tree does depends on the seed
// and the round only, never on the schedule, so it is known before what has to
// come out.
//
// Ends with status 1 at the first wrong result, and by a watchdog if a round
// hangs.
//
//===----------------------------------------------------------------------===//

#include "aether/aether.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <numeric>
#include <ranges>
#include <thread>
#include <vector>

#if __has_include(<sys/wait.h>)
#include <sys/wait.h>
#include <unistd.h>
#endif

using namespace aether;
using namespace std::chrono_literals;

#if defined(__SANITIZE_THREAD__)
static constexpr bool MayFork = false; // the sanitizer's own threads
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
static constexpr bool MayFork = false;
#else
static constexpr bool MayFork = true;
#endif
#else
static constexpr bool MayFork = true;
#endif

namespace {

/// SplitMix64 (G. Steele, D. Lea, C. Flood, OOPSLA 2014).
struct Random {
  std::uint64_t state;
  std::uint64_t next() {
    std::uint64_t z = (state += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  unsigned below(unsigned bound) {
    return static_cast<unsigned>(next() % bound);
  }
};

struct Failure {};

[[noreturn]] void wrong(const char *what, std::uint64_t seed) {
  std::fprintf(stderr, "runtime-stress: %s, tree %llu\n", what,
               static_cast<unsigned long long>(seed));
  std::_Exit(1);
}

/// One tree. A node is known by its number, which says all about it.
class Tree {
public:
  Tree(std::uint64_t seed, bool throws) : seed(seed), throws(throws) {}

  void run() {
    const Expected expected = expect(seed, 0, false);
    bool failed = false;
    try {
      node(seed, 0, false);
    } catch (const Failure &) {
      failed = true;
    } catch (const Cancelled &) {
      wrong("the root was cancelled", seed);
    }
    if (failed != expected.fails)
      wrong(failed ? "a failure came from nowhere" : "a failure got lost",
            seed);
    if (!failed && leaves != expected.leaves)
      wrong("leaves were left out or ran twice", seed);
    if (running != 0)
      wrong("something still runs", seed);
  }

private:
  struct Expected {
    std::uint64_t leaves = 0;
    bool fails = false;
  };
  /// What a node does: its kind, and how many children it has.
  struct Plan {
    enum Kind { Leaf, Throw, Fork, Loop, Reduce, Locked, Stopped } kind;
    unsigned children;
    Random random;
  };

  Plan plan(std::uint64_t id, unsigned depth, bool locked) const {
    Random random{id};
    if (depth == 7 || random.below(8) < depth) {
      const bool fails = throws && random.below(60) == 0;
      return {fails ? Plan::Throw : Plan::Leaf, 0, random};
    }
    switch (random.below(10)) {
    case 0:
    case 1:
    case 2:
    case 3:
      return {Plan::Fork, 2, random};
    case 4:
      return {Plan::Reduce, 2 + random.below(40), random};
    case 5:
      if (!locked)
        return {Plan::Locked, 1, random};
      [[fallthrough]];
    case 6:
      if (random.below(3) == 0)
        return {Plan::Stopped, 0, random};
      [[fallthrough]];
    default:
      return {Plan::Loop, 1 + random.below(6), random};
    }
  }

  static std::uint64_t child(std::uint64_t id, unsigned i) {
    return Random{id ^ (i + 1) * 0xd6e8feb86659fd93}.next();
  }

  Expected expect(std::uint64_t id, unsigned depth, bool locked) const {
    const Plan p = plan(id, depth, locked);
    if (p.kind == Plan::Leaf)
      return {1, false};
    if (p.kind == Plan::Throw)
      return {0, true};
    Expected sum;
    if (p.kind != Plan::Reduce)
      for (unsigned i = 0; i != p.children; ++i) {
        const Expected e =
            expect(child(id, i), depth + 1, locked || p.kind == Plan::Locked);
        sum.leaves += e.leaves;
        sum.fails |= e.fails;
      }
    return sum;
  }

  void node(std::uint64_t id, unsigned depth, bool locked) {
    Plan p = plan(id, depth, locked);
    const auto go = [&](unsigned i) {
      node(child(id, i), depth + 1, locked || p.kind == Plan::Locked);
    };
    switch (p.kind) {
    case Plan::Leaf:
      leaf(p.random);
      break;
    case Plan::Throw:
      throw Failure();
    case Plan::Fork:
      par_invoke([&] { go(0); }, [&] { go(1); });
      break;
    case Plan::Loop:
      par_for_each(std::views::iota(0u, p.children), go, options(p.random));
      break;
    case Plan::Reduce:
      reduce(p);
      break;
    case Plan::Locked: {
      // A waiter that takes foreign work comes here again.
      const std::lock_guard lock(mutexes[p.random.below(4)]);
      go(0);
      break;
    }
    case Plan::Stopped:
      stopped(p);
      break;
    }
  }

  static ParOptions options(Random &random) {
    switch (random.below(6)) {
    case 0:
      return {.max_workers = 1 + random.below(6), .grain = 1};
    case 1:
      return {.max_workers = 2};
    case 2:
      return {.grain = 1 + random.below(3)};
    default:
      return {};
    }
  }

  void leaf(Random &random) {
    running.fetch_add(1);
    switch (random.below(12)) {
    case 0:
      std::this_thread::sleep_for(std::chrono::microseconds(random.below(300)));
      break;
    case 1:
      std::this_thread::yield();
      break;
    default: {
      volatile unsigned work = 0;
      for (unsigned i = random.below(2000); i; --i)
        work = work + i;
    }
    }
    leaves.fetch_add(1, std::memory_order_relaxed);
    running.fetch_sub(1);
  }

  void reduce(Plan &p) {
    const unsigned count = p.children * p.children;
    try {
      const std::uint64_t sum = map_reduce(
          std::views::iota(0u, count),
          [](unsigned i) { return std::uint64_t{i}; }, std::plus<>(),
          std::uint64_t{0}, options(p.random));
      if (sum != std::uint64_t{count} * (count - 1) / 2)
        wrong("a sum is wrong", seed);
    } catch (const Cancelled &) {
      if (!throws)
        throw; // nobody cancelled it
    }
  }

  void stopped(Plan &p) {
    std::stop_source source;
    std::atomic<unsigned> calls = 0;
    bool was_cancelled = false;
    const unsigned last = 10 + p.random.below(30);
    try {
      par_for_each(
          std::views::iota(0, 1000000),
          [&](int) {
            if (++calls == last)
              source.request_stop();
            std::this_thread::yield();
          },
          {.max_workers = p.random.below(4), .stop = source.get_token()});
    } catch (const Cancelled &) {
      was_cancelled = true;
    }
    if (!was_cancelled)
      wrong("a stop went unnoticed", seed);
  }

  const std::uint64_t seed;
  const bool throws;
  std::atomic<std::uint64_t> leaves{0};
  std::atomic<int> running{0};
  std::mutex mutexes[4];
};

std::atomic<std::uint64_t> rounds_done{0};

void run_round(Random random) {
  const unsigned callers = 1 + random.below(5);
  const bool forks = MayFork && random.below(8) == 0;
  std::vector<std::thread> threads;
  for (unsigned i = 1; i < callers; ++i)
    threads.emplace_back(
        [seed = random.next()] { Tree(seed, seed % 3 == 0).run(); });
  [[maybe_unused]] const std::uint64_t seed = random.next();
#if __has_include(<sys/wait.h>)
  if (forks) {
    const pid_t child = fork();
    if (child == 0) {
      alarm(60);
      Tree(seed, false).run();
      _exit(0);
    }
    int status = 0;
    if (child > 0 && (waitpid(child, &status, 0) != child || status != 0))
      wrong("the forked child failed", seed);
  }
#endif
  Tree(seed, seed % 3 == 1).run();
  for (std::thread &thread : threads)
    thread.join();
}

} // namespace

int main(int argc, char **argv) {
  const double seconds = argc > 1 ? std::atof(argv[1]) : 2;
  const std::uint64_t seed = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1;
  const auto end =
      std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
  std::jthread watchdog([](std::stop_token token) {
    std::uint64_t last = ~std::uint64_t{0};
    for (unsigned quiet = 0; !token.stop_requested();) {
      std::this_thread::sleep_for(50ms);
      const std::uint64_t now = rounds_done;
      quiet = now == last ? quiet + 1 : 0;
      last = now;
      if (quiet == 20 * 120) {
        std::fprintf(stderr, "runtime-stress: round %llu hangs\n",
                     static_cast<unsigned long long>(now));
        std::abort();
      }
    }
  });
  Random random{seed};
  do {
    run_round(Random{random.next()});
    ++rounds_done;
  } while (std::chrono::steady_clock::now() < end);
  std::printf("runtime-stress: %llu rounds, seed %llu\n",
              static_cast<unsigned long long>(rounds_done.load()),
              static_cast<unsigned long long>(seed));
}
