//===- ParFindTest.cpp - Tests of par_find.h ------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RuntimeTest.h"

#include <forward_list>
#include <list>
#include <sstream>

using namespace aether;
using namespace aether::test;

namespace {
struct Person {
  std::string name;
  int age;
};
} // namespace

TEST(ParFind, FindsTheFirst) {
  for (const ParOptions &options : ways_to_run())
    for (std::size_t size : Sizes) {
      const auto items = numbers(size);
      for (int from : {0, 1, 63, 500, 30000}) {
        const auto is_late = [&](int x) { return x >= from; };
        ASSERT_EQ(par_find_if(items, is_late, options),
                  std::ranges::find_if(items, is_late));
        ASSERT_EQ(par_find_if(items, is_late, options, UnsafeSite),
                  std::ranges::find_if(items, is_late));
      }
    }
}

TEST(ParFind, TestsNothingMuchBehindWhatWasFound) {
  std::atomic<std::size_t> calls = 0;
  const auto found = par_find_if(std::views::iota(0, 100'000'000),
                                 [&](int x) {
                                   ++calls;
                                   return x >= 10;
                                 },
                                 {.max_workers = Many});
  EXPECT_EQ(*found, 10);
  EXPECT_LT(calls, 50'000'000u);
}

TEST(ParFind, TakesEveryKindOfRange) {
  const auto even = [](int x) { return x % 2 == 0; };
  std::list<int> list{1, 3, 4, 6};
  EXPECT_EQ(par_find_if(list, even), std::next(list.begin(), 2));
  *par_find_if(list, even) = 7;
  EXPECT_EQ(par_find_if(list, even), std::next(list.begin(), 3));
  const std::forward_list<int> odd{1, 3};
  EXPECT_EQ(par_find_if(odd, even), odd.end());
  static_assert(std::is_same_v<decltype(par_find_if(numbers(3), even)),
                               std::ranges::dangling>);
  std::istringstream in("1 3 5");
  EXPECT_TRUE(par_none_of(std::views::istream<int>(in), even));
  EXPECT_TRUE(par_any_of(std::vector<bool>{false, true}, std::identity()));
}

TEST(ParFind, AnyAllNoneCount) {
  for (const CallSite &site : {CallSite(), UnsafeSite})
    for (const ParOptions &options : ways_to_run())
      for (std::size_t size : Sizes) {
        const auto items = numbers(size);
        const auto end = static_cast<int>(size);
        const auto last = [=](int x) { return x == end - 1; };
        const auto beyond = [=](int x) { return x == end; };
        ASSERT_EQ(par_any_of(items, last, options, site), size != 0);
        ASSERT_FALSE(par_any_of(items, beyond, options, site));
        ASSERT_EQ(par_none_of(items, last, options, site), size == 0);
        ASSERT_TRUE(par_none_of(items, beyond, options, site));
        ASSERT_TRUE(par_all_of(items, std::not_fn(beyond), options, site));
        ASSERT_EQ(par_all_of(items, std::not_fn(last), options, site),
                  size == 0);
        ASSERT_EQ(par_count_if(
                      items, [](int x) { return x % 2 == 0; }, options, site),
                  (size + 1) / 2);
      }
}

TEST(ParFind, Projections) {
  const std::vector<Person> people{{"Ada", 36}, {"Bob", 12}, {"Cleo", 81}};
  const auto adult = [](int age) { return age >= 18; };
  EXPECT_EQ(par_find_if(people, std::not_fn(adult), &Person::age)->name, "Bob");
  EXPECT_EQ(par_count_if(people, adult, &Person::age), 2u);
  EXPECT_TRUE(par_any_of(people, adult, &Person::age, {.max_workers = 2}));
  EXPECT_FALSE(par_all_of(people, adult, &Person::age));
  EXPECT_FALSE(par_none_of(people, adult, &Person::age));
  EXPECT_THAT(par_map(
                  people, [](int age) { return 2 * age; }, &Person::age),
              testing::ElementsAre(72, 24, 162));
  EXPECT_EQ(par_filter(people, adult, &Person::age, {.max_workers = 2})[1].name,
            "Cleo");
  const ParOptions options;
  EXPECT_EQ(par_count_if(people, adult, &Person::age, options), 2u);
}

TEST(ParFind, ACutSearchThrows) {
  std::stop_source source;
  const auto stopping = [&](int x) {
    if (x == 500)
      source.request_stop();
    if (x > 500) // the others do not get far meanwhile
      std::this_thread::sleep_for(10us);
    return false;
  };
  EXPECT_THROW(par_any_of(numbers(100000), stopping,
                          {.grain = 1, .stop = source.get_token()}),
               Cancelled);
  EXPECT_THROW(
      par_find_if(numbers(1000), stopping, {.stop = source.get_token()}),
      Cancelled);
  EXPECT_THROW(par_any_of(numbers(1000), stopping, {.stop = source.get_token()},
                          UnsafeSite),
               Cancelled);
  const auto items = numbers(1000);
  EXPECT_THROW(par_count_if(items, stopping,
                            {.deadline = std::chrono::steady_clock::now()}),
               DeadlineExceeded);
  EXPECT_THROW(par_all_of(items,
                          [](int x) {
                            if (x == 700)
                              throw std::runtime_error("x");
                            return true;
                          },
                          {.max_workers = Many}),
               std::runtime_error);
}

TEST(ParFind, VetoedStopsAtTheFirst) {
  int calls = 0;
  EXPECT_TRUE(par_any_of(
      numbers(100), [&](int x) { return ++calls, x == 5; }, {}, UnsafeSite));
  EXPECT_EQ(calls, 6);
}
