//===- OptionsTest.cpp - Tests of options.h, Region.cpp, Watch.cpp --------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RuntimeTest.h"

using namespace aether;
using namespace aether::test;

namespace {
/// Stop, deadline and progress work alike in a parallel, a sequential and a
/// vetoed call.
struct OptionsTest : testing::TestWithParam<std::pair<std::size_t, CallSite>> {
  std::vector<int> items = numbers(20000);
  ParOptions options{.max_workers = GetParam().first};
  CallSite site = GetParam().second;
};
} // namespace

INSTANTIATE_TEST_SUITE_P(AllWays, OptionsTest,
                         testing::Values(std::pair(Many, CallSite()),
                                         std::pair(std::size_t{1}, CallSite()),
                                         std::pair(Many, UnsafeSite)));

TEST_P(OptionsTest, StopEndsTheCall) {
  std::stop_source source;
  std::atomic<int> calls = 0;
  options.stop = source.get_token();
  EXPECT_THROW(par_for_each(
                   items,
                   [&](int &) {
                     if (++calls == 100)
                       source.request_stop();
                     std::this_thread::sleep_for(10us);
                   },
                   options, site),
               Cancelled);
  EXPECT_GE(calls, 100);
  EXPECT_LT(calls, 10000);
}

TEST_P(OptionsTest, StoppedBeforeItBegins) {
  std::stop_source source;
  source.request_stop();
  options.stop = source.get_token();
  EXPECT_THROW(par_for_each(
                   items, [](int &) { ADD_FAILURE(); }, options, site),
               Cancelled);
  EXPECT_THROW(par_map(items, [](int) { return 0; }, options, site), Cancelled);
  EXPECT_THROW(
      par_filter(items, [](int) { return true; }, options, site), Cancelled);
  EXPECT_THROW(par_reduce(items, 0, std::plus<>(), options, site), Cancelled);
}

TEST_P(OptionsTest, StopAfterTheEndIsTooLate) {
  std::stop_source source;
  options.stop = source.get_token();
  par_for_each(items, [](int &x) { ++x; }, options, site);
  source.request_stop();
  EXPECT_EQ(items.back(), 20000);
  items.clear();
  EXPECT_NO_THROW(par_for_each(items, [](int &) {}, options, site));
}

TEST_P(OptionsTest, DeadlineEndsTheCall) {
  std::atomic<int> calls = 0;
  options.deadline = std::chrono::steady_clock::now() + 5ms;
  EXPECT_THROW(par_for_each(
                   items,
                   [&](int &) {
                     ++calls;
                     std::this_thread::sleep_for(100us);
                   },
                   options, site),
               DeadlineExceeded);
  EXPECT_LT(calls, 20000);

  options.deadline = std::chrono::steady_clock::now() + 1h;
  EXPECT_NO_THROW(par_for_each(items, [](int &) {}, options, site));
  options.deadline = std::chrono::steady_clock::now() - 1s;
  EXPECT_THROW(par_for_each(
                   items, [](int &) { ADD_FAILURE(); }, options, site),
               Cancelled);
}

TEST_P(OptionsTest, ProgressRisesToTheEnd) {
  std::vector<std::size_t> told; // not synchronised: calls must not overlap
  options.progress = [&](std::size_t done, std::size_t total) {
    EXPECT_EQ(total, 20000u);
    told.push_back(done);
  };
  par_for_each(
      items, [](int &) { std::this_thread::sleep_for(1us); }, options, site);
  ASSERT_FALSE(told.empty());
  EXPECT_EQ(told.back(), 20000u);
  EXPECT_EQ(
      std::adjacent_find(told.begin(), told.end(), std::greater_equal<>()),
      told.end());

  told.clear();
  par_reduce(items, 0, std::plus<>(), options, site);
  ASSERT_FALSE(told.empty());
  EXPECT_EQ(told.back(), 20000u);
  EXPECT_EQ(
      std::adjacent_find(told.begin(), told.end(), std::greater_equal<>()),
      told.end());
}

TEST_P(OptionsTest, ProgressMayThrow) {
  options.progress = [](std::size_t, std::size_t) { throw 5; };
  EXPECT_THROW(par_for_each(items, [](int &) {}, options, site), int);
}

TEST(Options, ProgressIsNotToldTooOften) {
  std::vector<std::size_t> told;
  const Progress progress = [&](std::size_t done, std::size_t) {
    told.push_back(done);
  };
  const auto start = std::chrono::steady_clock::now();
  for (std::size_t i = 0; i != 1000; ++i)
    progress(i, 1000);
  progress(1000, 1000);
  const auto took = std::chrono::steady_clock::now() - start;
  EXPECT_EQ(told.front(), 0u);
  EXPECT_EQ(told.back(), 1000u);
  EXPECT_LE(told.size(), static_cast<std::size_t>(took / 10ms) + 2);
}

TEST(Options, GrainIsRespected) {
  std::vector<int> items(1000);
  EXPECT_EQ(
      par_for_each(items, [](int &) {}, {.max_workers = Many, .grain = 10})
          .chunks,
      100u);
  EXPECT_EQ(par_for_each(items, [](int &) {}, {.max_workers = 1, .grain = 999})
                .chunks,
            2u);
}

TEST(Options, MinItemsVetoes) {
  std::vector<int> items(10);
  const auto nothing = [](int &) {};
  auto metrics =
      par_for_each(items, nothing, {.max_workers = 2, .min_items = 11});
  ASSERT_TRUE(metrics.veto);
  EXPECT_EQ(metrics.veto->reason, VetoReason::TooSmall);
  EXPECT_EQ(metrics.veto->measured, 10);
  EXPECT_EQ(metrics.veto->threshold, 11);
  EXPECT_FALSE(metrics.parallel);
  EXPECT_EQ(metrics.workers, 1u);

  metrics = par_for_each(items, nothing, {.max_workers = 2, .min_items = 10});
  EXPECT_FALSE(metrics.veto);
  EXPECT_TRUE(metrics.parallel);
  metrics = par_for_each(items, nothing,
                         {.max_workers = 2, .min_items = 11, .veto = false});
  EXPECT_FALSE(metrics.veto);
  EXPECT_TRUE(metrics.parallel);

  items.resize(1);
  EXPECT_EQ(par_for_each(items, nothing, {.max_workers = 2}).veto->threshold,
            2);
}

TEST(Options, CustomVeto) {
  std::vector<int> items(10);
  const auto nothing = [](int &) {};
  const auto reason = [&](CustomVeto veto) -> std::string {
    const auto metrics =
        par_for_each(items, nothing, {.max_workers = 2, .custom_veto = veto});
    EXPECT_EQ(metrics.parallel, !metrics.veto);
    return metrics.veto ? metrics.veto->explanation.str() : "";
  };
  EXPECT_EQ(reason([] { return false; }), "");
  EXPECT_EQ(reason([] { return true; }), "the caller's own veto");
  EXPECT_EQ(reason([](std::size_t n) { return n != 10; }), "");
  EXPECT_EQ(reason([](std::size_t n) -> std::optional<SafetyVeto> {
              return SafetyVeto{VetoReason::Custom, static_cast<double>(n), 5,
                                "battery " + std::string("low")};
            }),
            "battery low");
}

TEST(Options, FailureStopsNestedCalls) {
  std::atomic<bool> inner_began = false;
  std::atomic<int> inner_calls = 0;
  try {
    par_invoke(
        [&] {
          EXPECT_TRUE(eventually([&] { return inner_began.load(); }));
          throw std::runtime_error("outer");
        },
        [&] {
          par_for_each(std::views::iota(0, 10'000'000), [&](int) {
            inner_began = true;
            ++inner_calls;
            std::this_thread::sleep_for(10us);
          });
        });
    ADD_FAILURE();
  } catch (const std::runtime_error &error) {
    // Which branch ran first decides whether the other was begun at all.
    EXPECT_STREQ(error.what(), "outer");
  }
  EXPECT_LT(inner_calls, 10'000'000);
}

TEST(Options, StopReachesNestedCalls) {
  std::stop_source source;
  EXPECT_THROW(
      par_for_each(
          std::views::iota(0, 4),
          [&](int) {
            par_for_each(std::views::iota(0, 10'000'000), [&](int i) {
              if (i == 50)
                source.request_stop();
              std::this_thread::sleep_for(10us);
            });
          },
          {.max_workers = Many, .grain = 1, .stop = source.get_token()}),
      Cancelled);
}
