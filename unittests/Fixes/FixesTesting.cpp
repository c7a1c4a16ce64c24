//===- FixesTesting.cpp - Fixes of snippets of C++ -----------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FixesTesting.h"

#include "aether-analysis/Extract.h"

#include "clang/Basic/Diagnostic.h"
#include "clang/Tooling/Tooling.h"

namespace aether::analysis::testing {
namespace {

const clang::tooling::FileContentMappings Headers = {
    {"/small/thread", R"(#pragma once
namespace std {
struct thread {
  thread();
  thread(thread &&);
  thread &operator=(thread &&);
  template <class F, class... A> explicit thread(F &&, A &&...) {}
  void join();
  ~thread();
};
})"},
    {"/small/mutex", R"(#pragma once
namespace std {
struct mutex { void lock(); void unlock(); };
template <class M> struct lock_guard {
  explicit lock_guard(M &);
  lock_guard(const lock_guard &) = delete;
  ~lock_guard();
};
})"},
    {"/small/shared_mutex", R"(#pragma once
namespace std {
struct shared_mutex { void lock(); void unlock(); void lock_shared(); void unlock_shared(); };
template <class M> struct shared_lock { explicit shared_lock(M &); ~shared_lock(); };
template <class M> struct unique_lock { explicit unique_lock(M &); ~unique_lock(); };
})"},
    {"/small/atomic", R"(#pragma once
namespace std {
template <class T> struct atomic_ref {
  explicit atomic_ref(T &);
  T operator+=(T) const; T operator-=(T) const; T operator|=(T) const;
  T operator++() const; T operator--() const;
  void store(T) const;
};
template <class T> struct atomic {
  atomic(T);
  operator T() const;
  T operator=(T); T operator+=(T); T operator++();
};
})"},
    {"/small/ctime", R"(#pragma once
extern "C" { struct tm { int tm_hour; };
tm *localtime(const long *); tm *localtime_r(const long *, tm *); }
namespace std { using ::tm; using ::localtime; })"},
    {"/small/cstring", R"(#pragma once
extern "C" { char *strtok(char *, const char *);
char *strtok_r(char *, const char *, char **); })"},
    {"/small/cstdlib", R"(#pragma once
#define RAND_MAX 2147483647
extern "C" { int rand(); void srand(unsigned); long time(long *); })"},
    {"/small/random", R"(#pragma once
namespace std {
struct random_device { unsigned operator()(); };
template <class T, unsigned A> struct linear_congruential_engine {
  explicit linear_congruential_engine(unsigned);
  T operator()();
};
using minstd_rand = linear_congruential_engine<unsigned, 48271>;
using mt19937 = linear_congruential_engine<unsigned, 48272>;
template <class T> struct uniform_int_distribution {
  uniform_int_distribution(T, T);
  template <class E> T operator()(E &);
};
})"},
    {"/small/vector", R"(#pragma once
namespace std {
template <class T> struct vector {
  vector();
  vector(const vector &);
  ~vector();
  void push_back(const T &);
  void reserve(unsigned long);
  unsigned long size() const;
  T *begin(); T *end(); const T *begin() const; const T *end() const;
  void insert(T *, const T *, const T *);
  T &operator[](unsigned long);
};
})"},
    {"/small/algorithm", "#pragma once\n"},
    {"/small/functional", R"(#pragma once
namespace std { template <class T> struct plus { T operator()(T, T) const; }; })"},
    {"/small/aether/aether.h", R"(#pragma once
#include <vector>
namespace aether {
struct ParOptions {};
template <class R, class F> void par_for_each(R &&, const F &, const ParOptions & = {}) {}
template <class R, class F> auto par_map(R &&, const F &f, const ParOptions & = {}) {
  return std::vector<int>();
}
template <class R, class F> auto par_filter(R &&, const F &, const ParOptions & = {}) {
  return std::vector<int>();
}
template <class R, class M, class O, class T>
T map_reduce(R &&, const M &, const O &, T t, const ParOptions & = {}) { return t; }
})"}};

std::string fixed(const std::string &Code, const std::vector<Fix> &Fixes) {
  return Fixes.empty() ? "" : applyFixes(Code, Fixes);
}

} // namespace

std::unique_ptr<clang::ASTUnit> parse(const std::string &Code,
                                      const std::string &Standard) {
  std::vector<std::string> Args{"-std=" + Standard, "-nostdinc", "-isystem",
                                "/small",           "-fopenmp",  "-w"};
  std::unique_ptr<clang::ASTUnit> Unit =
      clang::tooling::buildASTFromCodeWithArgs(
          Code, Args, "input.cc", "aether-test",
          std::make_shared<clang::PCHContainerOperations>(),
          clang::tooling::getClangStripDependencyFileAdjuster(), Headers);
  EXPECT_TRUE(Unit && !Unit->getDiagnostics().hasErrorOccurred())
      << "the snippet does not compile";
  return Unit;
}

Verdicts judge(clang::ASTUnit &Unit) {
  ExtractOptions Options;
  Options.ForOtherUnits = false;
  TranslationUnitSummary Summary =
      extract(Unit.getASTContext(), ModelSet::builtin(), Options);
  return solve({&Summary});
}

std::string proposed(const std::string &Code, const std::string &Standard) {
  std::unique_ptr<clang::ASTUnit> Unit = parse(Code, Standard);
  Verdicts Result = judge(*Unit);
  EXPECT_FALSE(Result.Findings.empty()) << "nothing to repair";
  return fixed(Code, proposeFixes(Unit->getASTContext(), Result));
}

std::string verified(const std::string &Code) {
  std::unique_ptr<clang::ASTUnit> Unit = parse(Code);
  Verdicts Result = judge(*Unit);
  EXPECT_FALSE(Result.Findings.empty()) << "nothing to repair";
  return fixed(Code,
               verifyFixes(Unit->getPreprocessor(), ModelSet::builtin(), Result,
                           proposeFixes(Unit->getASTContext(), Result)));
}

const clang::Expr *mention(const fixes::Syntax &S, const std::string &Name,
                           unsigned Index) {
  const clang::Expr *Found = nullptr;
  for (const fixes::Body &B : S.bodies())
    fixes::contains(B.Root, [&](const clang::Stmt *Part) {
      const auto *E = llvm::dyn_cast<clang::DeclRefExpr>(Part);
      if (E && S.bodyOf(E) == &B && E->getDecl()->getNameAsString() == Name &&
          Index-- == 0)
        Found = E;
      return Found != nullptr;
    });
  EXPECT_TRUE(Found) << "nobody mentions " << Name;
  return Found;
}

} // namespace aether::analysis::testing
