//===- SchedulerTest.cpp - Tests of detail/scheduler.h, Pool.cpp ----------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Pool.h"
#include "RuntimeTest.h"

#include "aether/detail/fork_join.h"

#include <atomic>
#include <mutex>
#include <ranges>
#include <thread>
#include <vector>

#if __has_include(<sys/wait.h>)
#include <sys/wait.h>
#include <unistd.h>
#endif

using namespace aether;
using namespace aether::detail;
using namespace aether::test;

namespace {
template <class Fn>
RangeOutcome run(std::size_t count, const Fn &fn, RangeLimits limits) {
  return run_range(count,
                   {[](void *context, std::size_t begin, std::size_t end) {
                      (*static_cast<const Fn *>(context))(begin, end);
                    },
                    const_cast<Fn *>(&fn)},
                   limits);
}
} // namespace

TEST(Pool, CallsThatWereSharedInVainRunAloneForAWhile) {
  std::thread([] { // with a member of its own
    using std::chrono::microseconds;
    Member *const self = Pool::attach();
    ASSERT_NE(self, nullptr);
    const auto share = [&](int times, microseconds took) {
      while (times--)
        Pool::note_shared(*self, microseconds(8), took);
    };
    share(100, microseconds(5)); // faster
    EXPECT_EQ(self->worthwhile, microseconds(0));
    share(10, microseconds(8));
    share(1, microseconds(5)); // not in a row
    share(10, microseconds(8));
    EXPECT_EQ(self->worthwhile, microseconds(0));
    share(100, microseconds(80)); // such calls are shared in any case
    EXPECT_EQ(self->worthwhile, microseconds(0));
    share(100, microseconds(8));
    EXPECT_GT(self->worthwhile, microseconds(8));
    EXPECT_LE(self->worthwhile, microseconds(40));
  })
      .join();
}

TEST(Pool, ShortCallsInARowWakeAThread) {
  if (automatic_workers() == 1)
    GTEST_SKIP() << "there is one processor only";
  // The threads sleep by now, or will. The first of these calls run alone.
  const auto deadline =
      std::chrono::steady_clock::now() + std::chrono::seconds(20);
  std::vector<double> items(20000, 2);
  bool shared = false;
  while (!shared && std::chrono::steady_clock::now() < deadline)
    shared =
        par_for_each(items, [](double &x) { x = x / 1.0001 + 1; }).parallel;
  EXPECT_TRUE(shared);
}

TEST(Pool, DearItemsAtTheEndAreSharedNextTime) {
  if (automatic_workers() == 1)
    GTEST_SKIP() << "there is one processor only";
  std::vector<double> items(4000, 2);
  const auto some_microseconds = [](double &x) {
    for (int i = 0; i != 2000; ++i)
      x = x / 1.0001 + 1;
  };
  bool shared = false;
  for (int i = 0; i != 10 && !shared; ++i)
    shared = par_for_each(std::views::iota(0, 4000), [&](int item) {
               if (item >= 3000)
                 some_microseconds(items[static_cast<std::size_t>(item)]);
             }).parallel;
  EXPECT_TRUE(shared);
}

TEST(Pool, CountsEachChunkOnce) {
  std::atomic<int> done{0};
  for (int i = 0; i != 2000; ++i) {
    ParOptions options;
    options.grain = 1;
    options.max_workers = 3;
    const ParallelMetrics metrics =
        par_for_each(std::views::iota(0, 40), [&](int) { ++done; }, options);
    ASSERT_EQ(metrics.chunks, 40u);
    ASSERT_LE(metrics.workers, 3u);
  }
  EXPECT_EQ(done, 80000);
}

TEST(Scheduler, HasAWorker) { EXPECT_GE(automatic_workers(), 1u); }

TEST(Scheduler, PiecesMakeUpTheRange) {
  for (std::size_t workers : {0, 1, 2, 5})
    for (std::size_t grain : {0, 1, 3, 1000000})
      for (std::size_t size : Sizes) {
        std::vector<std::atomic<int>> hits(size);
        const RangeOutcome outcome =
            run(size,
                [&](std::size_t begin, std::size_t end) {
                  ASSERT_LT(begin, end);
                  for (; begin != end; ++begin)
                    ++hits[begin];
                },
                {.max_workers = workers, .grain = grain});
        for (const auto &hit : hits)
          ASSERT_EQ(hit, 1);
        EXPECT_EQ(outcome.chunks == 0, size == 0);
      }
}

TEST(Scheduler, HugeRangesDoNotOverflow) {
  constexpr std::size_t huge = ~std::size_t{0};
  std::atomic<std::size_t> sum = 0;
  run(huge, [&](std::size_t begin, std::size_t end) { sum += end - begin; },
      {.max_workers = Many, .grain = huge / 10});
  EXPECT_EQ(sum, huge);
}

TEST(Scheduler, OrdersMemory) {
  // Plain writes of the tasks are seen by the caller, and those of the caller
  // by the tasks: the sanitizers' builds of this test are the point.
  std::vector<int> data(1000);
  for (int round = 0; round != 100; ++round) {
    for (int &x : data)
      ++x;
    run(data.size(),
        [&](std::size_t begin, std::size_t end) {
          for (; begin != end; ++begin)
            ++data[begin];
        },
        {.max_workers = Many, .grain = 50});
  }
  EXPECT_THAT(data, testing::Each(200));
}

TEST(Scheduler, WaitersDoNotTakeForeignWork) {
  // The task that runs while another is waited for must not be one that takes
  // the lock its waiter holds.
  std::mutex mutex;
  std::atomic<int> sections = 0;
  run(64,
      [&](std::size_t, std::size_t) {
        const std::lock_guard lock(mutex);
        run(4,
            [&](std::size_t, std::size_t) {
              std::this_thread::sleep_for(10us);
              ++sections;
            },
            {.max_workers = Many, .grain = 1});
      },
      {.max_workers = Many, .grain = 1});
  EXPECT_EQ(sections, 256);
}

TEST(Scheduler, MoreThreadsThanProcessors) {
  std::atomic<int> inside = 0;
  const RangeOutcome outcome =
      run(16,
          [&](std::size_t, std::size_t) {
            ++inside;
            EXPECT_TRUE(eventually([&] { return inside == 16; }));
          },
          {.max_workers = 16, .grain = 1});
  EXPECT_EQ(outcome.workers, 16u);
}

TEST(Scheduler, ForkJoin) {
  int a = 0, b = 0;
  fork_join([&] { a = 1; }, [&] { b = 2; });
  EXPECT_EQ(a, 1);
  EXPECT_EQ(b, 2);
}

TEST(Scheduler, PostedJobsRunInOrderOfPosting) {
  struct Counting : Job {
    std::atomic<int> *done;
  };
  std::atomic<int> done = 0;
  std::vector<Counting> jobs(100);
  for (Counting &job : jobs) {
    job.done = &done;
    job.run = [](Job *self) noexcept {
      ++*static_cast<Counting *>(self)->done;
    };
    ASSERT_TRUE(post(job));
  }
  EXPECT_TRUE(eventually([&] { return done == 100; }));
}

#if __has_include(<sys/wait.h>) && !defined(__SANITIZE_THREAD__)
TEST(Scheduler, ForkedChildHasAPoolOfItsOwn) {
  run(100, [](std::size_t, std::size_t) {}, {.max_workers = Many, .grain = 1});
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    std::atomic<int> inside = 0;
    bool together = true;
    run(2,
        [&](std::size_t, std::size_t) {
          ++inside;
          if (!eventually([&] { return inside == 2; }))
            together = false;
        },
        {.max_workers = 2, .grain = 1});
    _exit(together ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}
#endif
