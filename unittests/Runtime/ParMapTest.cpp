//===- ParMapTest.cpp - Tests of par_map.h --------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RuntimeTest.h"

#include <list>
#include <memory>

using namespace aether;
using namespace aether::test;

TEST(ParMap, KeepsOrder) {
  for (const ParOptions &options : ways_to_run())
    for (std::size_t size : Sizes) {
      const auto items = numbers(size);
      const std::vector<long> results =
          par_map(items, [](const int &x) { return 2L * x; }, options);
      ASSERT_EQ(results.size(), size);
      for (std::size_t i = 0; i != size; ++i)
        ASSERT_EQ(results[i], 2 * static_cast<long>(i));
    }
}

TEST(ParMap, ResultsNeedNoDefault) {
  struct Result {
    explicit Result(int value) : value(value) {}
    int value;
  };
  const auto results = par_map(numbers(1000), [](int x) { return Result(x); },
                               {.max_workers = Many});
  for (int i = 0; i != 1000; ++i)
    ASSERT_EQ(results[i].value, i);
}

TEST(ParMap, ResultsMayBeMoveOnly) {
  const auto results =
      par_map(numbers(1000), [](int x) { return std::make_unique<int>(x); },
              {.max_workers = Many});
  for (int i = 0; i != 1000; ++i)
    ASSERT_EQ(*results[i], i);

  const auto vetoed = par_map(
      numbers(3), [](int x) { return std::make_unique<int>(x); }, {},
      UnsafeSite);
  EXPECT_EQ(*vetoed[2], 2);
}

TEST(ParMap, ResultsOfBoolDoNotShareWords) {
  const std::vector<bool> results = par_map(
      numbers(30000), [](int x) { return x % 3 == 0; }, {.max_workers = Many});
  for (int i = 0; i != 30000; ++i)
    ASSERT_EQ(results[i], i % 3 == 0);
}

TEST(ParMap, ReferencesAreCopied) {
  const std::vector<std::string> names{"a", "b"};
  auto results = par_map(
      names, [](const std::string &s) -> const std::string & { return s; });
  static_assert(std::is_same_v<decltype(results), std::vector<std::string>>);
  EXPECT_EQ(results, names);
}

TEST(ParMap, ItemsAreConst) {
  std::vector<int> items{1, 2};
  par_map(items, [](auto &item) {
    static_assert(std::is_same_v<decltype(item), const int &>);
    return 0;
  });
  const std::list<int> list{1, 2, 3};
  EXPECT_THAT(par_map(list, [](const int &x) { return x + 1; }),
              testing::ElementsAre(2, 3, 4));
  EXPECT_THAT(
      par_map(std::vector<bool>{true, false}, [](bool b) { return !b; }),
      testing::ElementsAre(false, true));
  EXPECT_THAT(par_map(std::vector<bool>{true, false}, [](auto b) { return b; }),
              testing::ElementsAre(true, false));
  EXPECT_THAT(par_map(std::views::iota(0, 3), [](int i) { return i * i; }),
              testing::ElementsAre(0, 1, 4));
  const auto squares =
      items | std::views::transform([](int x) { return x * x; });
  EXPECT_THAT(par_map(squares, [](int x) { return x + 1; }),
              testing::ElementsAre(2, 5));
  EXPECT_THAT(par_map(std::list<int>{1, 2} |
                          std::views::transform([](int x) { return x * x; }),
                      [](const int &x) { return x + 1; }),
              testing::ElementsAre(2, 5));
}

TEST(ParMap, TakesMemberPointers) {
  struct Point {
    int x, y;
  };
  const std::vector<Point> points{{1, 2}, {3, 4}};
  EXPECT_THAT(par_map(points, &Point::y), testing::ElementsAre(2, 4));
}

TEST(ParMap, VetoedRunsInOrderHere) {
  std::vector<int> seen;
  const auto here = std::this_thread::get_id();
  const auto results = par_map(
      numbers(1000),
      [&](int x) {
        EXPECT_EQ(std::this_thread::get_id(), here);
        seen.push_back(x);
        return -x;
      },
      {}, UnsafeSite);
  EXPECT_EQ(seen, numbers(1000));
  EXPECT_EQ(results[999], -999);
  EXPECT_EQ(results.size(), 1000u);
}

TEST(ParMap, FirstExceptionIsThrownAndSiblingsStop) {
  std::atomic<int> calls = 0;
  try {
    par_map(numbers(100000),
            [&](int x) {
              ++calls;
              if (x == 10)
                throw std::runtime_error("ten");
              std::this_thread::sleep_for(10us);
              return x;
            },
            {.max_workers = Many});
    ADD_FAILURE() << "nothing was thrown";
  } catch (const std::runtime_error &error) {
    EXPECT_STREQ(error.what(), "ten");
  }
  EXPECT_LT(calls, 50000);
}

namespace {
struct Counted {
  static inline std::atomic<int> alive = 0;
  explicit Counted(int x) : x(x) { ++alive; }
  Counted(const Counted &other) : x(other.x) { ++alive; }
  ~Counted() { --alive; }
  int x;
};
} // namespace

TEST(ParMap, ExceptionsLeaveNothingBehind) {
  for (const CallSite &site : {CallSite(), UnsafeSite}) {
    EXPECT_THROW(par_map(
                     numbers(1000),
                     [&](int x) {
                       if (x == 700)
                         throw x;
                       return Counted(x);
                     },
                     {.max_workers = Many}, site),
                 int);
    EXPECT_EQ(Counted::alive, 0);
  }
}

TEST(ParMap, NestedExceptionsPassThrough) {
  EXPECT_THROW(par_map(numbers(8),
                       [](int x) {
                         return par_map(numbers(8),
                                        [x](int y) {
                                          if (x == 3 && y == 3)
                                            throw std::out_of_range("inner");
                                          return y;
                                        },
                                        {.max_workers = Many, .grain = 1});
                       },
                       {.max_workers = Many, .grain = 1}),
               std::out_of_range);
}
