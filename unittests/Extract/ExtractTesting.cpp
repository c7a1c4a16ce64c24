//===- ExtractTesting.cpp - Summaries of snippets of C++ ------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExtractTesting.h"

#include "aether-analysis/Extract.h"
#include "aether-analysis/PrintSummary.h"

#include "clang/Basic/Diagnostic.h"
#include "clang/Frontend/ASTUnit.h"
#include "clang/Tooling/Tooling.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringRef.h"

#include <deque>
#include <map>
#include <regex>
#include <set>

namespace aether::analysis::testing {

TranslationUnitSummary summarise(const std::string &Code,
                                 const Compiled &With) {
  ModelSet Models = ModelSet::builtin();
  if (!With.Models.empty()) {
    llvm::Expected<ModelSet> More = Models.withText(With.Models, "test.yaml");
    if (!More) {
      ADD_FAILURE() << llvm::toString(More.takeError());
      return {};
    }
    Models = *More;
  }
  std::vector<std::string> Args{"-std=c++20", "-resource-dir",
                                AETHER_RESOURCE_DIR, "-w"};
  Args.insert(Args.end(), With.Flags.begin(), With.Flags.end());
  std::unique_ptr<clang::ASTUnit> AST =
      clang::tooling::buildASTFromCodeWithArgs(
          Code, Args, "input.cc", "aether-test",
          std::make_shared<clang::PCHContainerOperations>(),
          clang::tooling::getClangStripDependencyFileAdjuster(),
          {{"/tiny.h", TinyDeclarations}});
  if (!AST || AST->getDiagnostics().hasErrorOccurred()) {
    ADD_FAILURE() << "the snippet does not compile";
    return {};
  }
  ExtractOptions Options;
  Options.ForOtherUnits = With.ForOtherUnits;
  return extract(AST->getASTContext(), Models, Options);
}

bool has(const TranslationUnitSummary &U, const std::string &Function) {
  return std::any_of(
      U.Functions.begin(), U.Functions.end(),
      [&](const FunctionSummary &F) { return U.string(F.Name) == Function; });
}

/// `.S::x` is member x of a class S or of one derived from it.
static std::string withoutClasses(llvm::StringRef Line) {
  static const std::regex Member(R"(\.(?:[A-Za-z_]\w*(?:<[^`]*?>)?::)+)");
  return std::regex_replace(Line.str(), Member, ".");
}

Lines events(const TranslationUnitSummary &U, const std::string &Function) {
  Lines Out;
  bool Found = false;
  for (const FunctionSummary &F : U.Functions) {
    if (U.string(F.Name) != Function)
      continue;
    Found = true;
    std::string Text = print(U, F);
    llvm::SmallVector<llvm::StringRef, 32> Parts;
    llvm::StringRef(Text).split(Parts, '\n', -1, /*KeepEmpty=*/false);
    for (llvm::StringRef Part : llvm::drop_begin(Parts))
      Out.push_back(withoutClasses(Part.trim()));
  }
  if (!Found)
    ADD_FAILURE() << "no summary of `" << Function << "`";
  return Out;
}

Lines events(const std::string &Code, const std::string &Function,
             const Compiled &With) {
  return events(summarise(Code, With), Function);
}

Lines withoutNumbers(Lines L) {
  for (std::string &Line : L) {
    std::string Clean;
    for (llvm::StringRef Rest = Line; !Rest.empty();) {
      llvm::StringRef Word =
          Rest.take_while([](char C) { return llvm::isAlnum(C) || C == '_'; });
      if (Word.empty()) {
        Clean += Rest.front();
        Rest = Rest.drop_front();
        continue;
      }
      Rest = Rest.drop_front(Word.size());
      llvm::StringRef Stem = Word.rtrim("0123456789");
      Clean +=
          Stem == "tmp" || Stem == "result" || Stem == "alloc" ? Stem : Word;
    }
    Line = Clean;
  }
  return L;
}

static bool isBlockHead(llvm::StringRef Line) {
  return Line.starts_with("block ") && Line.contains("->");
}

Lines blockOf(const Lines &All, const std::string &Line) {
  Lines Block;
  bool Found = false;
  for (const std::string &L : All) {
    if (isBlockHead(L)) {
      if (Found)
        break;
      Block.clear();
    }
    Block.push_back(L);
    Found |= L == Line;
  }
  return Found ? Block : Lines();
}

bool isReachable(const Lines &All, const std::string &Line) {
  std::map<unsigned, std::vector<unsigned>> Successors;
  auto Number = [](llvm::StringRef Text) {
    unsigned N = 0;
    Text.getAsInteger(10, N);
    return N;
  };
  for (llvm::StringRef L : All) {
    if (!isBlockHead(L))
      continue;
    auto [Head, Tail] = L.split(" ->");
    llvm::SmallVector<llvm::StringRef, 4> Words;
    Tail.split(" if ").first.split(Words, ' ', -1, /*KeepEmpty=*/false);
    std::vector<unsigned> &Out = Successors[Number(Head.drop_front(6))];
    for (llvm::StringRef Word : Words)
      Out.push_back(Number(Word));
  }
  std::set<unsigned> Seen{0};
  std::deque<unsigned> Work{0};
  while (!Work.empty()) {
    unsigned B = Work.front();
    Work.pop_front();
    for (unsigned S : Successors[B])
      if (Seen.insert(S).second)
        Work.push_back(S);
  }
  Lines Block = blockOf(All, Line);
  return !Block.empty() &&
         Seen.count(Number(llvm::StringRef(Block.front())
                               .drop_front(6)
                               .take_until([](char C) { return C == ' '; })));
}

//===----------------------------------------------------------------------===//
// A library of one page
//===----------------------------------------------------------------------===//

const char *const TinyModels = R"(format: 1
types:
  - name: Mutex
    is: mutex
    methods:
      - name: lock
        do: acquire this
      - name: unlock
        do: release this
      - name: try_lock
        do: try-acquire this
      - name: lock_shared
        do: acquire this shared
      - name: unlock_shared
        do: release this
  - name: Guard
    is: guard
    methods:
      - name: constructor
        do: acquire arg0 under this
      - name: destructor
        do: release-guard this
  - name: Queue
    is: synchronized
  - name: Pool
    is: value
    methods:
      - name: submit
        parallel:
          tasks: [{call: arg0, with: [rest], copy: own, many: false}]
          blocking: false
          handle: this
      - name: wait
        do: join this
  - name: Counter
    is: atomic
    methods:
      - name: load
        do: [atomic-read this, return this]
      - name: store
        do: atomic-write this
functions:
  - name: run
    parallel:
      dimensions: [{from: arg0, to: arg1}]
      tasks: [{call: arg2, with: [index]}]
  - name: each
    parallel:
      tasks: [{call: arg0, each-argument: true, many: false}]
  - name: items
    parallel:
      dimensions: [{from: 0, to: arg1}]
      tasks: [{call: arg2, with: ["&arg0.pointee[+index]"]}]
)";

const char *const TinyDeclarations = R"(
struct Mutex { void lock(); void unlock(); bool try_lock();
               void lock_shared(); void unlock_shared(); };
struct Guard { explicit Guard(Mutex &); ~Guard(); };
struct Queue { void push(const int &); bool pop(int &);
               template <class F> void consume(F f) { f(1); } };
struct Counter { int load() const; void store(int); };
struct Pool { template <class F, class... A> void submit(F, A...) {}
              void wait(); };
template <class F> void run(int, int, F) {}
template <class T, class F> void items(T *, int, F) {}
template <class... F> void each(F...) {}
)";

TranslationUnitSummary tiny(const std::string &Code) {
  Compiled With;
  With.Models = TinyModels;
  With.Flags = {"-include", "/tiny.h"};
  return summarise(Code, With);
}

Lines tinyEvents(const std::string &Code, const std::string &Function) {
  return events(tiny(Code), Function);
}

} // namespace aether::analysis::testing
