//===- ContentionTest.cpp - Tests of contention.h -------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether/contention.h"
#include "aether/mutex.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <sstream>
#include <thread>

using namespace aether;

namespace {

/// Makes another thread wait for \p mutex once.
void contend(Mutex &mutex) {
  mutex.lock();
  std::atomic<detail::ThreadState *> state = nullptr;
  std::thread waiter([&] {
    state = &detail::this_thread_state();
    const std::lock_guard lock(mutex);
  });
  while (!state || state.load()->lock_wait_since.load() == 0)
    std::this_thread::yield();
  mutex.unlock();
  waiter.join();
}

const ObjectContention *find(const std::vector<ObjectContention> &objects,
                             const void *address) {
  const auto found =
      std::ranges::find(objects, address, &ObjectContention::address);
  return found == objects.end() ? nullptr : &*found;
}

} // namespace

TEST(Contention, Ratio) {
  EXPECT_EQ(ContentionCounts().ratio(), 0);
  EXPECT_EQ((ContentionCounts{8, 2, std::chrono::nanoseconds(1)}).ratio(),
            0.25);
}

TEST(Contention, MonitorCountsFromItsConstruction) {
  Mutex mutex;
  {
    const std::lock_guard lock(mutex);
  }
  const ContentionMonitor monitor;
  EXPECT_EQ(monitor.counts().acquisitions, 0u);
  contend(mutex); // its thread has ended when it is counted
  const ContentionCounts counts = monitor.counts();
  EXPECT_EQ(counts.acquisitions, 2u);
  EXPECT_EQ(counts.contended, 1u);
  EXPECT_GT(counts.waited.count(), 0);
}

TEST(Contention, ObjectsAreThoseThatWereWaitedFor) {
  Mutex quiet("quiet"), busy("busy");
  {
    const std::lock_guard lock(quiet);
  }
  contend(busy);
  const auto objects = ContentionMonitor::objects();
  EXPECT_EQ(find(objects, &quiet), nullptr);
  const ObjectContention *found = find(objects, &busy);
  ASSERT_TRUE(found);
  EXPECT_STREQ(found->name, "busy");
  EXPECT_EQ(found->counts.acquisitions, 2u);
  EXPECT_EQ(found->counts.contended, 1u);
  contend(busy); // is listed once
  EXPECT_EQ(std::ranges::count(ContentionMonitor::objects(), &busy,
                               &ObjectContention::address),
            1);
}

TEST(Contention, ObjectsLeaveTheListInAnyOrder) {
  std::unique_ptr<Mutex> mutexes[3];
  for (auto &mutex : mutexes)
    contend(*(mutex = std::make_unique<Mutex>("list")));
  const auto listed = [] {
    return std::ranges::count_if(ContentionMonitor::objects(),
                                 [](const ObjectContention &o) {
                                   return std::string_view(o.name) == "list";
                                 });
  };
  EXPECT_EQ(listed(), 3);
  mutexes[1].reset();
  EXPECT_EQ(listed(), 2);
  mutexes[0].reset();
  mutexes[2].reset();
  EXPECT_EQ(listed(), 0);
}

TEST(Contention, MostWaitedForComesFirst) {
  Mutex a("a"), b("b");
  contend(a);
  contend(b);
  const auto objects = ContentionMonitor::objects();
  EXPECT_TRUE(std::ranges::is_sorted(
      objects, std::ranges::greater{},
      [](const ObjectContention &o) { return o.counts.waited; }));
}

TEST(Contention, Text) {
  std::ostringstream text;
  text << ContentionCounts{120, 7, std::chrono::microseconds(420)};
  EXPECT_EQ(text.str(),
            "120 acquisitions, 7 contended (5.8 %), waited 0.42 ms");
  Mutex mutex("named");
  contend(mutex);
  std::ostringstream list;
  ContentionMonitor().print(list);
  EXPECT_NE(list.str().find("\n  named: 2 acquisitions, 1 contended (50 %)"),
            std::string::npos)
      << list.str();
}
