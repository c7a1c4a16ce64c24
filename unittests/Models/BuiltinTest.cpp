//===- BuiltinTest.cpp - Tests ----------------------------------------*- C++
//-*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Builtin.h"
#include "FileReader.h"
#include "Layer.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include "gtest/gtest.h"

#include <chrono>

using namespace aether::analysis;
using namespace aether::analysis::models;
using llvm::StringRef;
using llvm::toString;

namespace {

class BuiltinFiles : public testing::TestWithParam<BuiltinFile> {};

TEST_P(BuiltinFiles, Parse) {
  const BuiltinFile &F = GetParam();
  auto File = readModelFile({F.Text, F.Name.str(), 1});
  ASSERT_TRUE(bool(File)) << toString(File.takeError());
}

TEST_P(BuiltinFiles, TheIndexFindsWhatTheWholeFileHas) {
  const BuiltinFile &F = GetParam();
  auto File = readModelFile({F.Text, F.Name.str(), 1});
  ASSERT_TRUE(bool(File)) << toString(File.takeError());
  Layer Whole(std::move(*File));
  auto Names = readModelFile({F.Text, F.Name.str(), 1});
  ASSERT_TRUE(bool(Names));
  llvm::StringSet<> Seen;
  for (const FunctionModel &Entry : Names->Functions) {
    if (!Seen.insert(Entry.Name).second)
      continue;
    Layer Lazy(F.Text, F.Name); // anew, so that nothing else has been read
    std::vector<FunctionModel> Expected, Found;
    Whole.functions(Entry.Name, Expected);
    Lazy.functions(Entry.Name, Found);
    ASSERT_EQ(Found.size(), Expected.size()) << Entry.Name;
    for (std::size_t I = 0; I < Found.size(); ++I)
      EXPECT_EQ(Found[I].Line, Expected[I].Line) << Entry.Name;
    if (Seen.size() > 60)
      break; // enough; each look-up indexes the file
  }
  Layer Lazy(F.Text, F.Name);
  for (const TypeModel &Entry : Names->Types) {
    ASSERT_TRUE(Lazy.type(Entry.Name)) << Entry.Name;
    EXPECT_EQ(Lazy.type(Entry.Name)->Line, Entry.Line) << Entry.Name;
  }
  EXPECT_EQ(Lazy.size(), Whole.size());
}

INSTANTIATE_TEST_SUITE_P(Models, BuiltinFiles,
                         testing::ValuesIn(builtinFiles().vec()),
                         [](const testing::TestParamInfo<BuiltinFile> &Info) {
                           std::string Name =
                               Info.param.Name.drop_back(5).str();
                           std::replace(Name.begin(), Name.end(), '-', '_');
                           return Name;
                         });

TEST(Builtin, NoTypeHasTwoEntries) {
  llvm::StringMap<StringRef> Seen;
  for (const BuiltinFile &F : builtinFiles()) {
    auto File = readModelFile({F.Text, F.Name.str(), 1});
    ASSERT_TRUE(bool(File)) << toString(File.takeError());
    for (const TypeModel &T : File->Types)
      EXPECT_TRUE(Seen.try_emplace(T.Name, F.Name).second)
          << T.Name << " in " << F.Name.str() << " and " << Seen[T.Name].str();
  }
}

TEST(Builtin, Speed) {
  using Clock = std::chrono::steady_clock;
  auto Microseconds = [](Clock::time_point Since) {
    return std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() -
                                                                 Since)
        .count();
  };
  auto Start = Clock::now();
  const ModelSet &M = ModelSet::builtin();
  auto Load = Microseconds(Start);
  Start = Clock::now();
  for (const char *Name :
       {"std::vector::push_back", "std::vector::operator[]", "std::mutex::lock",
        "std::lock_guard::lock_guard", "std::map::operator[]", "printf",
        "std::atomic::load", "std::thread::thread", "aether::par_map"})
    EXPECT_LE(M.functions(Name).size(), 100u);
  auto Few = Microseconds(Start);
  Start = Clock::now();
  unsigned Size = M.size();
  auto All = Microseconds(Start);
  std::cout << "[   TIME   ] index " << Load << " us, a few entries " << Few
            << " us, all " << Size << " entries " << All << " us\n";
}

const FunctionModel *first(StringRef Name) {
  llvm::ArrayRef<FunctionModel> List = ModelSet::builtin().functions(Name);
  return List.empty() ? nullptr : &List.front();
}

/// Some entry for \p Name has an effect of kind \p K.
bool has(StringRef Name, ModelEffect::Kind K) {
  return llvm::any_of(
      ModelSet::builtin().functions(Name), [&](const FunctionModel &F) {
        return llvm::any_of(F.Effects,
                            [&](const ModelEffect &E) { return E.K == K; });
      });
}

TEST(Builtin, FactsAboutContainers) {
  using K = ModelEffect::Kind;
  EXPECT_TRUE(has("std::vector::push_back", K::Write));
  EXPECT_TRUE(has("std::vector::operator[]", K::Return));
  EXPECT_FALSE(has("std::vector::operator[]", K::Write));
  EXPECT_TRUE(has("std::map::operator[]", K::Write));
  EXPECT_FALSE(has("std::map::at", K::Write));
  EXPECT_FALSE(has("std::map::find", K::Write));
  EXPECT_FALSE(has("std::unordered_map::contains", K::Write));
  EXPECT_TRUE(has("std::list::push_front", K::Write));
  EXPECT_TRUE(ModelSet::builtin().type("std::vector<bool>")->PackedBits);
  EXPECT_FALSE(ModelSet::builtin().type("std::vector")->PackedBits);
  EXPECT_TRUE(ModelSet::builtin().type("std::map")->Associative);
  EXPECT_EQ(ModelSet::builtin().type("std::span")->K, TypeModel::Kind::View);
}

TEST(Builtin, FactsAboutThreads) {
  using K = ModelEffect::Kind;
  EXPECT_TRUE(has("std::mutex::lock", K::Acquire));
  EXPECT_TRUE(has("std::shared_mutex::lock_shared", K::Acquire));
  EXPECT_TRUE(has("std::lock_guard::~lock_guard", K::ReleaseGuard));
  EXPECT_TRUE(has("std::jthread::~jthread", K::Join));
  EXPECT_TRUE(has("std::call_once", K::Once));
  EXPECT_TRUE(has("std::atomic::fetch_add", K::AtomicWrite));
  EXPECT_TRUE(has("std::atomic::operator int", K::AtomicRead));
  for (const char *Name : {"std::thread::thread", "std::jthread::jthread"}) {
    const FunctionModel &Start = ModelSet::builtin().functions(Name).back();
    ASSERT_TRUE(Start.IsParallel);
    EXPECT_FALSE(Start.Parallel.Blocking);
    EXPECT_TRUE(Start.Parallel.Tasks[0].OwnCopy);
    EXPECT_FALSE(Start.Parallel.Tasks[0].Many);
    EXPECT_EQ(Start.Parallel.Tasks[0].Args[0].K, ModelTerm::Kind::Rest);
    EXPECT_EQ(Start.Parallel.Tasks[0].Args[0].Value, 1);
  }
  ASSERT_TRUE(first("std::async"));
  EXPECT_EQ(first("std::async")->Parallel.Handle.K, ModelTerm::Kind::Result);
}

TEST(Builtin, FactsAboutHiddenState) {
  using K = ModelEffect::Kind;
  for (const char *Name :
       {"rand", "std::rand", "strtok", "localtime", "std::localtime", "asctime",
        "setlocale", "strerror", "getpwnam", "gethostbyname", "getopt",
        "inet_ntoa", "lgamma", "drand48", "ttyname", "system"})
    EXPECT_TRUE(has(Name, K::State)) << Name;
  for (const char *Name : {"rand_r", "strtok_r", "localtime_r", "strlen",
                           "memcpy", "printf", "sin", "std::memcpy"})
    EXPECT_FALSE(has(Name, K::State)) << Name;
  // Those that share a state name it alike.
  EXPECT_EQ(first("rand")->Effects[0].Text, first("srand")->Effects[0].Text);
  EXPECT_EQ(first("gmtime")->Effects[0].Text, first("ctime")->Effects[0].Text);
  // The environment may be read by many at once.
  EXPECT_EQ(first("getenv")->Effects[0].K, K::Read);
  EXPECT_EQ(first("setenv")->Effects[0].K, K::Write);
  EXPECT_EQ(first("getenv")->Effects[0].Operands[0].Name,
            first("setenv")->Effects[0].Operands[0].Name);
}

TEST(Builtin, FactsAboutStreams) {
  ASSERT_TRUE(ModelSet::builtin().variable("std::cout"));
  EXPECT_EQ(ModelSet::builtin().variable("std::cout")->K,
            VariableModel::Kind::Synchronized);
  EXPECT_FALSE(ModelSet::builtin().variable("user::cout"));
  EXPECT_TRUE(has("std::operator<<", ModelEffect::Kind::Write));
}

TEST(Builtin, FactsAboutAlgorithms) {
  using K = ModelEffect::Kind;
  EXPECT_TRUE(has("std::sort", K::Write));
  EXPECT_FALSE(has("std::find_if", K::Write));
  EXPECT_TRUE(has("std::find_if", K::Call));
  EXPECT_TRUE(has("std::ranges::__sort_fn::operator()", K::Write));
  // With a parallel policy first, it starts tasks; with another, it does not.
  for (const char *Name :
       {"std::for_each", "std::transform", "std::reduce", "std::sort",
        "std::transform_reduce", "std::inclusive_scan", "std::copy_if",
        "std::find_if", "std::fill", "std::merge", "std::min_element"}) {
    llvm::ArrayRef<FunctionModel> List = ModelSet::builtin().functions(Name);
    ASSERT_GE(List.size(), 3u) << Name;
    EXPECT_TRUE(List.front().IsParallel) << Name;
    EXPECT_EQ(List.front().Where[0].Is, "parallel-policy") << Name;
    EXPECT_TRUE(llvm::any_of(List, [](const FunctionModel &F) {
      return !F.IsParallel && !F.Where.empty() &&
             F.Where[0].Is == "sequential-policy";
    })) << Name;
    EXPECT_FALSE(List.back().IsParallel) << Name;
  }
}

TEST(Builtin, EveryParallelAlgorithmOfTheStandardIsThere) {
  for (const char *Name : {"adjacent_difference",
                           "adjacent_find",
                           "all_of",
                           "any_of",
                           "copy",
                           "copy_if",
                           "copy_n",
                           "count",
                           "count_if",
                           "destroy",
                           "destroy_n",
                           "equal",
                           "exclusive_scan",
                           "fill",
                           "fill_n",
                           "find",
                           "find_end",
                           "find_first_of",
                           "find_if",
                           "find_if_not",
                           "for_each",
                           "for_each_n",
                           "generate",
                           "generate_n",
                           "includes",
                           "inclusive_scan",
                           "inplace_merge",
                           "is_heap",
                           "is_heap_until",
                           "is_partitioned",
                           "is_sorted",
                           "is_sorted_until",
                           "lexicographical_compare",
                           "max_element",
                           "merge",
                           "min_element",
                           "minmax_element",
                           "mismatch",
                           "move",
                           "none_of",
                           "nth_element",
                           "partial_sort",
                           "partial_sort_copy",
                           "partition",
                           "partition_copy",
                           "reduce",
                           "remove",
                           "remove_copy",
                           "remove_copy_if",
                           "remove_if",
                           "replace",
                           "replace_copy",
                           "replace_copy_if",
                           "replace_if",
                           "reverse",
                           "reverse_copy",
                           "rotate",
                           "rotate_copy",
                           "search",
                           "search_n",
                           "set_difference",
                           "set_intersection",
                           "set_symmetric_difference",
                           "set_union",
                           "shift_left",
                           "shift_right",
                           "sort",
                           "stable_partition",
                           "stable_sort",
                           "swap_ranges",
                           "transform",
                           "transform_exclusive_scan",
                           "transform_inclusive_scan",
                           "transform_reduce",
                           "uninitialized_copy",
                           "uninitialized_copy_n",
                           "uninitialized_default_construct",
                           "uninitialized_default_construct_n",
                           "uninitialized_fill",
                           "uninitialized_fill_n",
                           "uninitialized_move",
                           "uninitialized_move_n",
                           "uninitialized_value_construct",
                           "uninitialized_value_construct_n",
                           "unique",
                           "unique_copy"})
    EXPECT_TRUE(
        llvm::any_of(ModelSet::builtin().functions(std::string("std::") + Name),
                     [](const FunctionModel &F) { return F.IsParallel; }))
        << Name;
}

TEST(Builtin, FactsAboutTbb) {
  for (const char *Name :
       {"parallel_for", "parallel_for_each", "parallel_reduce",
        "parallel_deterministic_reduce", "parallel_scan", "parallel_invoke",
        "parallel_sort", "parallel_pipeline", "task_group::run"}) {
    const FunctionModel *F = first(std::string("tbb::detail::d1::") + Name);
    ASSERT_TRUE(F) << Name;
    EXPECT_TRUE(F->IsParallel) << Name;
    EXPECT_EQ(F->Line, first(std::string("tbb::") + Name)->Line) << Name;
  }
  EXPECT_TRUE(has("tbb::spin_mutex::scoped_lock::scoped_lock",
                  ModelEffect::Kind::Acquire));
  EXPECT_TRUE(has("tbb::detail::d2::concurrent_vector::push_back",
                  ModelEffect::Kind::AtomicWrite));
}

TEST(Builtin, FactsAboutAether) {
  for (const char *Name :
       {"par_map", "par_filter", "par_reduce", "map_reduce", "par_for_each",
        "par_invoke", "safe_par_map", "par_map_with_regression_analysis",
        "DataParallel::map", "DataParallel::for_each", "ParallelIterator::map",
        "ParallelIterator::for_each"}) {
    const FunctionModel *F = first(std::string("aether::") + Name);
    ASSERT_TRUE(F) << Name;
    EXPECT_TRUE(F->IsParallel) << Name;
  }
}

} // namespace
