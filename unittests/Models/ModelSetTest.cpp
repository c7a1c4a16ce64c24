//===- ModelSetTest.cpp - Tests ---------------------------------------*- C++
//-*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether-analysis/Models.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"

#include <thread>

using namespace aether::analysis;
using llvm::StringRef;
using llvm::toString;

namespace {

ModelSet with(StringRef Text) {
  auto Set = ModelSet::builtin().withText(Text, "user.yaml");
  if (!Set) {
    ADD_FAILURE() << toString(Set.takeError());
    return ModelSet::builtin();
  }
  return std::move(*Set);
}

TEST(ModelSet, NamesOfImplementationsAreTheirPublicNames) {
  const ModelSet &M = ModelSet::builtin();
  EXPECT_EQ(M.canonicalName("std::__cxx11::basic_string::push_back"),
            "std::basic_string::push_back");
  EXPECT_EQ(M.canonicalName("std::__1::vector::vector"), "std::vector::vector");
  EXPECT_EQ(M.canonicalName("std::__1::__wrap_iter::operator*"),
            "__gnu_cxx::__normal_iterator::operator*");
  EXPECT_EQ(M.canonicalName("std::__detail::_Node_const_iterator::operator->"),
            "std::_Node_iterator::operator->");
  EXPECT_EQ(M.canonicalName("__pstl::execution::v1::parallel_policy"),
            "std::execution::parallel_policy");
  EXPECT_EQ(M.canonicalName("user::f"), "user::f");
  EXPECT_EQ(M.canonicalName("f"), "f");
  EXPECT_EQ(M.canonicalName(""), "");
  // Constructors and destructors take the new name with their class.
  EXPECT_EQ(M.canonicalName("std::_Vector_base::_Vector_base"),
            "std::vector::vector");
  EXPECT_EQ(M.canonicalName("std::_Vector_base::~_Vector_base"),
            "std::vector::~vector");
  EXPECT_EQ(M.canonicalName("std::atomic::operator int"),
            "std::atomic::conversion");
  EXPECT_EQ(M.canonicalName("user::T::operator new"), "user::T::operator new");
  EXPECT_EQ(M.canonicalName("a::operator<"), "a::operator<");
}

TEST(ModelSet, PatternsRenameWholeNames) {
  ModelSet M = with("format: 1\nrename:\n  \"my::impl_*::run\": \"my::*\"\n"
                    "  my::impl: my::pub\n");
  EXPECT_EQ(M.canonicalName("my::impl_sort::run"), "my::sort");
  EXPECT_EQ(M.canonicalName("my::impl_sort::run2"), "my::impl_sort::run2");
  EXPECT_EQ(M.canonicalName("my::impl_a::b::run"), "my::impl_a::b::run");
  EXPECT_EQ(M.canonicalName("my::impl::x"), "my::pub::x");
  EXPECT_EQ(M.canonicalName("std::ranges::__for_each_fn::operator()"),
            "std::ranges::for_each");
  EXPECT_EQ(M.canonicalName("std::__1::ranges::__sort::__fn::operator()"),
            "std::ranges::sort");
  EXPECT_EQ(M.canonicalName("__builtin_memcpy"), "memcpy");
}

TEST(ModelSet, RenamesInACircleEnd) {
  ModelSet M = with("format: 1\nrename: {a: b, b: a}\n");
  EXPECT_FALSE(M.canonicalName("a::f").empty());
}

TEST(ModelSet, LookUpsTakeNamesOfImplementations) {
  const ModelSet &M = ModelSet::builtin();
  EXPECT_FALSE(M.functions("std::__cxx11::basic_string::push_back").empty());
  ASSERT_TRUE(M.type("std::__cxx11::list"));
  EXPECT_EQ(M.type("std::__cxx11::list")->K, TypeModel::Kind::Container);
  EXPECT_EQ(M.rule("std::__cxx11::stoi"), NamespaceRule::StandardLibrary);
}

TEST(ModelSet, TheInnermostNamespaceRules) {
  ModelSet M = with("format: 1\nnamespaces: [{name: std::mine, rule: none}]\n");
  EXPECT_EQ(M.rule("std::f"), NamespaceRule::StandardLibrary);
  EXPECT_EQ(M.rule("std::ranges::f"), NamespaceRule::StandardLibrary);
  EXPECT_EQ(M.rule("std::mine::f"), NamespaceRule::None);
  EXPECT_EQ(M.rule("f"), NamespaceRule::None);
  EXPECT_EQ(M.rule("user::std::f"), NamespaceRule::None);
}

TEST(ModelSet, AUsersEntryGoesFirst) {
  ModelSet M = with("format: 1\nfunctions:\n  - name: std::vector::push_back\n"
                    "    do: []\ntypes: [{name: std::vector, is: value}]\n");
  llvm::ArrayRef<FunctionModel> List = M.functions("std::vector::push_back");
  ASSERT_GE(List.size(), 2u);
  EXPECT_EQ(List[0].File, "user.yaml");
  EXPECT_EQ(List[0].Line, 3u);
  EXPECT_NE(List[1].File, "user.yaml");
  EXPECT_EQ(M.type("std::vector")->K, TypeModel::Kind::Value);
  // The set it was made from is as before.
  EXPECT_EQ(ModelSet::builtin().type("std::vector")->K,
            TypeModel::Kind::Container);
}

TEST(ModelSet, StarStandsForMembersWithoutAnEntry) {
  ModelSet M = with(R"(format: 1
types:
  - name: my::View
    is: value
    methods:
      - name: size
        do: read this
      - name: "*"
        do: unknown not described
)");
  EXPECT_EQ(M.functions("my::View::size").size(), 1u);
  ASSERT_EQ(M.functions("my::View::begin").size(), 1u);
  EXPECT_EQ(M.functions("my::View::begin")[0].Effects[0].K,
            ModelEffect::Kind::Unknown);
  EXPECT_TRUE(M.functions("my::View::~View").empty());
  EXPECT_TRUE(M.functions("my::Other::begin").empty());
}

TEST(ModelSet, VersionsDifferWhereEntriesDo) {
  ModelSet A = with("format: 1\n"), B = with("format: 1\nfunctions: []\n");
  EXPECT_NE(A.version(), ModelSet::builtin().version());
  EXPECT_NE(A.version(), B.version());
  EXPECT_EQ(A.version(), with("format: 1\n").version());
}

TEST(ModelSet, Files) {
  llvm::SmallString<128> Path;
  int Descriptor = 0;
  ASSERT_FALSE(
      llvm::sys::fs::createTemporaryFile("model", "yaml", Descriptor, Path));
  {
    llvm::raw_fd_ostream OS(Descriptor, /*shouldClose=*/true);
    OS << "format: 1\nfunctions:\n  - name: my::f\n    do: write arg9x\n";
  }
  auto Bad = ModelSet::builtin().withFile(Path);
  ASSERT_FALSE(Bad);
  std::string Message = toString(Bad.takeError());
  EXPECT_TRUE(StringRef(Message).starts_with((Path + ":4:15: found").str()))
      << Message;
  llvm::sys::fs::remove(Path);
  auto Missing = ModelSet::builtin().withFile(Path);
  ASSERT_FALSE(Missing);
  EXPECT_EQ(toString(Missing.takeError()),
            (Path + ": found no readable file (No such file or directory), "
                    "expected a YAML file with models; check the path given to "
                    "--models")
                .str());
}

/// A user's model in a few lines, for each shape of parallel interface.
TEST(ModelSet, AFreeFunctionWithOneSharedCallable) {
  ModelSet M = with(R"(format: 1
functions:
  - name: my::parallel_loop
    parallel:
      dimensions: [{from: arg0, to: arg1}]
      tasks: [{call: arg2, with: [index]}]
)");
  llvm::ArrayRef<FunctionModel> F = M.functions("my::parallel_loop");
  ASSERT_EQ(F.size(), 1u);
  ASSERT_TRUE(F[0].IsParallel);
  EXPECT_TRUE(F[0].Parallel.Blocking);
  EXPECT_FALSE(F[0].Parallel.Tasks[0].OwnCopy);
  EXPECT_TRUE(F[0].Parallel.Tasks[0].Many);
  EXPECT_EQ(F[0].Parallel.Tasks[0].Args[0].K, ModelTerm::Kind::TaskIndex);
}

TEST(ModelSet, AMemberFunctionOfAnObjectBuiltEarlier) {
  ModelSet M = with(R"(format: 1
types:
  - name: my::Pool
    is: handle
    methods:
      - name: submit
        parallel:
          tasks: [{call: arg0, with: [rest], copy: own, many: false}]
          blocking: false
          handle: this
      - name: [wait, destructor]
        do: join this
)");
  const FunctionModel &Submit = M.functions("my::Pool::submit")[0];
  EXPECT_FALSE(Submit.Parallel.Blocking);
  EXPECT_EQ(Submit.Parallel.Handle.K, ModelTerm::Kind::This);
  EXPECT_TRUE(Submit.Parallel.Tasks[0].OwnCopy);
  ASSERT_EQ(M.functions("my::Pool::~Pool").size(), 1u);
  EXPECT_EQ(M.functions("my::Pool::~Pool")[0].Effects[0].K,
            ModelEffect::Kind::Join);
  EXPECT_EQ(M.type("my::Pool")->K, TypeModel::Kind::Handle);
}

TEST(ModelSet, AConstructorThatStartsATask) {
  ModelSet M = with(R"(format: 1
functions:
  - name: my::Worker::Worker
    parallel:
      tasks: [{call: arg0, copy: own, many: false}]
      blocking: false
      handle: this
  - name: my::Worker::stop
    do: join this
)");
  ASSERT_EQ(M.functions("my::Worker::Worker").size(), 1u);
  EXPECT_TRUE(M.functions("my::Worker::Worker")[0].IsParallel);
}

/// The entries of the table in docs/models.md.
TEST(ModelSet, OneLineEntries) {
  ModelSet M = with(R"(format: 1
functions:
  - {name: "my::Pool::submit", parallel: {tasks: [{call: arg0, with: [rest], copy: own, many: false}], blocking: false, handle: this}}
  - {name: "my::Pool::wait", do: join this}
  - {name: "my::Worker::Worker", parallel: {tasks: [{call: arg0, copy: own, many: false}], blocking: false, handle: this}}
  - {name: "my::start", parallel: {tasks: [{call: arg0, copy: own, many: false}], blocking: false, handle: result}}
  - {name: "my::Job::get", do: join this}
  - {name: "my::all_of_these", parallel: {tasks: [{call: arg0, each-argument: true, many: false}]}}
  - {name: "my::for_each", parallel: {dimensions: [{from: 0, to: size(arg0)}], tasks: [{call: arg1, with: ["&arg0[index]"]}]}}
  - {name: "my::chunks", parallel: {dimensions: [{blocks: true, from: 0, to: arg0}], tasks: [{call: arg1, with: [block_begin, block_end]}]}}
)");
  for (const char *Name :
       {"my::Pool::submit", "my::Worker::Worker", "my::start",
        "my::all_of_these", "my::for_each", "my::chunks"}) {
    ASSERT_EQ(M.functions(Name).size(), 1u) << Name;
    EXPECT_TRUE(M.functions(Name)[0].IsParallel) << Name;
  }
  EXPECT_EQ(M.functions("my::Job::get").size(), 1u);
}

TEST(ModelSet, LookUpsFromSeveralThreads) {
  ModelSet M = with("format: 1\n");
  const char *const Names[] = {"std::vector::push_back", "std::mutex::lock",
                               "std::map::operator[]",   "std::atomic::load",
                               "std::thread::thread",    "aether::par_map"};
  std::vector<std::thread> Threads;
  std::atomic<unsigned> Found = 0;
  for (unsigned T = 0; T < 4; ++T)
    Threads.emplace_back([&] {
      for (const char *Name : Names)
        Found += !M.functions(Name).empty();
    });
  for (std::thread &T : Threads)
    T.join();
  EXPECT_EQ(Found, 24u);
}

} // namespace
