//===- BackendTest.cpp - Tests of detail/backend.h, Join.cpp -------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RuntimeTest.h"

#include "aether/detail/backend.h"
#include "aether/detail/fork_join.h"

#include <cstring>
#include <mutex>

using namespace aether;
using namespace aether::detail;
using namespace aether::test;

namespace {
/// What is promised whatever runs the calls.
struct BackendTest : testing::TestWithParam<const Backend *> {
  BackendTest() { use_backend(*GetParam()); }
  ~BackendTest() override { use_backend(pool_backend()); }
};
} // namespace

INSTANTIATE_TEST_SUITE_P(All, BackendTest,
                         testing::Values(&pool_backend(), &sequential_backend()
#ifdef AETHER_HAS_TBB
                                                              ,
                                         &tbb_backend()
#endif
                                             ),
                         [](const auto &info) {
                           return std::string(info.param->name);
                         });

TEST_P(BackendTest, RunsEachItemOnce) {
  EXPECT_GE(automatic_workers(), 1u);
  for (const ParOptions &options : ways_to_run())
    for (std::size_t size : Sizes) {
      auto items = numbers(size);
      par_for_each(items, [](int &x) { x += 5; }, options);
      for (std::size_t i = 0; i != size; ++i)
        ASSERT_EQ(items[i], static_cast<int>(i) + 5);
    }
}

TEST_P(BackendTest, ReductionsHaveTheSameBits) {
  std::vector<double> items(30001);
  for (std::size_t i = 0; i != items.size(); ++i)
    items[i] = 1.0 / static_cast<double>(3 * i + 1) * (i % 2 ? 1e9 : 1e-9);
  const double here = par_reduce(items, 0.1, std::plus<>());
  use_backend(sequential_backend());
  const double expected = par_reduce(items, 0.1, std::plus<>());
  EXPECT_EQ(std::memcmp(&here, &expected, sizeof here), 0);
}

TEST_P(BackendTest, ThrowsWhatATaskThrew) {
  EXPECT_THROW(par_for_each(std::views::iota(0, 1000),
                            [](int i) {
                              if (i == 500)
                                throw 5;
                            }),
               int);
  EXPECT_THROW(par_invoke([] { throw 5; }, [] {}), int);
  EXPECT_THROW(par_invoke([] {}, [] { throw 5; }), int);
}

TEST_P(BackendTest, StopsNestedCalls) {
  std::stop_source source;
  std::atomic<int> calls = 0;
  EXPECT_THROW(par_for_each(std::views::iota(0, 4),
                            [&](int) {
                              par_for_each(std::views::iota(0, 10'000'000),
                                           [&](int) {
                                             if (++calls == 50)
                                               source.request_stop();
                                             std::this_thread::sleep_for(10us);
                                           });
                            },
                            {.grain = 1, .stop = source.get_token()}),
               Cancelled);
  EXPECT_LT(calls, 1'000'000);
}

TEST_P(BackendTest, WaitersDoNotTakeForeignWork) {
  // The lock is held while nested work is waited for.
  std::mutex mutex;
  std::atomic<int> sections = 0;
  const auto section = [&] {
    const std::lock_guard lock(mutex);
    par_invoke([&] { ++sections; },
               [&] {
                 std::this_thread::sleep_for(10us);
                 ++sections;
               });
  };
  par_for_each(std::views::iota(0, 200),
               [&](int) { par_invoke(section, section); }, {.grain = 1});
  EXPECT_EQ(sections, 800);
}

TEST_P(BackendTest, PostedJobsRun) {
  struct Counting : Job {
    std::atomic<bool> done = false;
  } job;
  job.run = [](Job *self) noexcept {
    static_cast<Counting *>(self)->done = true;
  };
  ASSERT_TRUE(post(job));
  EXPECT_TRUE(eventually([&] { return job.done.load(); }));
}

TEST(ForkJoin, TheStolenSideThrows) {
  if (automatic_workers() == 1)
    GTEST_SKIP() << "nobody steals";
  std::atomic<bool> second_began = false;
  EXPECT_THROW(
      fork_join(
          [&] { EXPECT_TRUE(eventually([&] { return second_began.load(); })); },
          [&] {
            second_began = true;
            throw 5;
          }),
      int);
}

TEST(ForkJoin, TheFirstFailureIsThrown) {
  if (automatic_workers() == 1)
    GTEST_SKIP() << "nobody steals";
  std::atomic<bool> began = false, may_end = false;
  try {
    fork_join(
        [&] {
          EXPECT_TRUE(eventually([&] { return began.load(); }));
          may_end = true;
          throw std::runtime_error("first");
        },
        [&] {
          began = true;
          // Cut short by the failure of the other side.
          par_for_each(std::views::iota(0, 10'000'000),
                       [&](int) { std::this_thread::sleep_for(10us); });
        });
    ADD_FAILURE();
  } catch (const std::runtime_error &error) {
    EXPECT_STREQ(error.what(), "first");
  }
  EXPECT_TRUE(may_end);
}

TEST(ForkJoin, DeeperThanTheDeque) {
  struct Deep {
    static int run(int depth) {
      if (depth == 0)
        return 0;
      int a = 0, b = 0;
      fork_join([&] { a = run(depth - 1); }, [&] { b = 1; });
      return a + b;
    }
  };
  constexpr int depth = Worker::Capacity + 1000;
  EXPECT_EQ(Deep::run(depth), depth);
}

TEST(ForkJoin, ThreadsThatComeAndGo) {
  std::atomic<int> sum = 0;
  for (int round = 0; round != 50; ++round) {
    std::thread a([&] { fork_join([&] { ++sum; }, [&] { ++sum; }); });
    std::thread b([&] { fork_join([&] { ++sum; }, [&] { ++sum; }); });
    a.join();
    b.join();
  }
  EXPECT_EQ(sum, 200);
}
