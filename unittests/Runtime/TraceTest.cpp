//===- TraceTest.cpp - Tests of trace.h
//------------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RuntimeTest.h"

#include <sstream>

using namespace aether;
using namespace aether::test;

TEST(Trace, RecordsTheChunksOfCalls) {
  const auto before = numbers(10);
  par_map(before, [](int x) { return x; });
  const Trace trace;
  EXPECT_THAT(trace.chunks(), testing::IsEmpty());
  constexpr CallSite site("dir/\"x\".cpp", 7, 3, Verdict::Safe);
  par_map(
      numbers(100), [](int x) { return x; }, {.max_workers = 2, .grain = 10},
      site);
  const auto chunks = trace.chunks();
  ASSERT_EQ(chunks.size(), 10u);
  std::vector<bool> seen(100);
  for (const Trace::Chunk &chunk : chunks) {
    EXPECT_STREQ(chunk.function, "par_map");
    EXPECT_EQ(chunk.line, 7u);
    EXPECT_LE(0, chunk.start);
    EXPECT_LE(chunk.start, chunk.stop);
    EXPECT_LT(chunk.thread, 2u);
    for (std::size_t i = chunk.begin; i != chunk.end; ++i)
      seen[i] = true;
  }
  EXPECT_THAT(seen, testing::Each(true));
  std::ostringstream out;
  trace.write(out);
  EXPECT_THAT(out.str(), testing::StartsWith("{\"displayTimeUnit\": \"ns\", "
                                             "\"traceEvents\": [\n"
                                             "  {\"name\": \"par_map\", "
                                             "\"ph\": \"X\", \"pid\": 1, "));
  EXPECT_THAT(
      out.str(),
      testing::HasSubstr("\"file\": \"dir/\\\"x\\\".cpp\", \"line\": 7}},\n"));
  EXPECT_THAT(out.str(), testing::EndsWith("}}\n]}\n"));
}

TEST(Trace, RecordsAllPassesAndChunksThatThrow) {
  const Trace trace;
  auto items = numbers(100000);
  par_sort(items, std::greater<>(), {.max_workers = 2});
  EXPECT_GT(trace.chunks().size(), 8u);
  for (const Trace::Chunk &chunk : trace.chunks())
    EXPECT_STREQ(chunk.function, "par_sort");
  const std::size_t sorted = trace.chunks().size();
  EXPECT_THROW(par_for_each(items, [](int &) { throw std::runtime_error("x"); },
                            {.max_workers = 1}),
               std::runtime_error);
  EXPECT_EQ(trace.chunks().size(), sorted + 1);
}

TEST(Trace, ThereIsOne) {
  {
    const Trace trace;
    EXPECT_THROW(Trace(), std::logic_error);
    par_map(numbers(10), [](int x) { return x; });
    EXPECT_FALSE(trace.chunks().empty());
  }
  const Trace another;
  EXPECT_TRUE(another.chunks().empty());
}
