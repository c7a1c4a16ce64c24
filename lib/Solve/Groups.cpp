//===- Groups.cpp - Calls that are judged together ------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Groups.h"

#include "Context.h"
#include "Unrolled.h"

#include "aether-analysis/Digest.h"

#include "llvm/ADT/EquivalenceClasses.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/xxhash.h"

#include <map>
#include <tuple>

using namespace aether::analysis;

namespace {

/// Does it have parallel calls, or lead to some?
std::vector<bool> leadToTasks(const Program &P) {
  std::vector<bool> Out(P.Functions.size());
  for (const std::vector<FunctionIx> &Component : P.Components) {
    const bool Leads = llvm::any_of(Component, [&](FunctionIx Fn) {
      return !P.Functions[Fn].Parallels.empty() ||
             llvm::any_of(P.Callees[Fn],
                          [&](FunctionIx G) { return bool(Out[G]); });
    });
    if (Leads)
      for (FunctionIx Fn : Component)
        Out[Fn] = true;
  }
  return Out;
}

/// A sequence of hashes that becomes one.
class Mix {
public:
  void add(std::uint64_t X) { All.push_back(X); }
  void add(llvm::StringRef Text) { add(llvm::xxh3_64bits(Text)); }
  /// In no order, and each once.
  void addSet(std::vector<std::uint64_t> X) {
    llvm::sort(X);
    X.erase(std::unique(X.begin(), X.end()), X.end());
    add(X.size());
    All.insert(All.end(), X.begin(), X.end());
  }
  std::uint64_t result() const {
    return llvm::xxh3_64bits(llvm::ArrayRef(
        reinterpret_cast<const std::uint8_t *>(All.data()), 8 * All.size()));
  }

private:
  std::vector<std::uint64_t> All;
};

/// What summaries refer to, with what the whole program says of it.
class MeaningFinder {
public:
  explicit MeaningFinder(const Workspace &W) : W(W), P(W.P) {}
  Meanings run();

private:
  std::uint64_t file(const SourceFile &F) const;
  std::uint64_t position(const SourcePos &Pos) const;
  std::uint64_t uses(PlaceKind Kind, std::uint32_t Of) const;
  std::uint64_t string(StringId S) const;
  std::uint64_t global(std::uint32_t G) const;

  const Workspace &W;
  const Program &P;
  Meanings Out;
  std::vector<std::vector<std::uint64_t>> NamedBy; ///< functions, by global
};

std::uint64_t MeaningFinder::file(const SourceFile &F) const {
  Mix M;
  M.add(F.Path);
  M.add(F.Name);
  M.add(F.System);
  for (const LineRange &Lines : F.NoLint) {
    M.add(Lines.First);
    M.add(Lines.Last);
  }
  return M.result();
}

std::uint64_t MeaningFinder::position(const SourcePos &Pos) const {
  Mix M;
  M.add(Pos.Line);
  if (Pos.Line != 0) {
    M.add(Pos.Column);
    M.add(Out.Files[Pos.File]);
  }
  return M.result();
}

/// Who else writes it, if it is an atomic, and whether anybody reads it if not.
std::uint64_t MeaningFinder::uses(PlaceKind Kind, std::uint32_t Of) const {
  Mix M;
  M.add(W.PlainlyRead.count({Kind, Of}) != 0);
  M.add(W.Atomics.mayBePointedTo(Kind, Of));
  std::vector<std::uint64_t> Sites;
  for (const auto &[File, Line, Column] : W.Atomics.writesOf(Kind, Of))
    Sites.push_back(position({File, Line, Column}));
  for (FunctionIx Fn : W.Atomics.passedBy(Kind, Of))
    M.add(P.string(P.Functions[Fn].Key));
  M.addSet(std::move(Sites));
  return M.result();
}

/// It may be the key of a function, or a member's name.
std::uint64_t MeaningFinder::string(StringId S) const {
  Mix M;
  M.add(P.string(S));
  M.add(P.find(S) != None);
  if (auto It = P.Candidates.find(S); It != P.Candidates.end())
    for (FunctionIx Fn : It->second)
      M.add(P.string(P.Functions[Fn].Key));
  M.add(uses(PlaceKind::Field, S));
  return M.result();
}

std::uint64_t MeaningFinder::global(std::uint32_t G) const {
  const GlobalVariable &V = P.Globals[G];
  Mix M;
  for (StringId S : {V.Key, V.Name, V.Type})
    M.add(P.string(S));
  M.add(position(V.Pos));
  for (bool Flag : {V.ThreadLocal, V.Constant, V.StartsAtZero})
    M.add(Flag);
  if (auto It = W.GlobalWriters.find(G); It != W.GlobalWriters.end())
    M.add(It->second == None ? "several"
                             : P.string(P.Functions[It->second].Key));
  M.add(uses(PlaceKind::Global, G));
  // Who else may know of a list (isNamedElsewhere).
  if (W.TakesNodes && !V.Constant && V.Pos.Line != 0)
    M.addSet(NamedBy[G]);
  return M.result();
}

Meanings MeaningFinder::run() {
  NamedBy.resize(P.Globals.size());
  for (const FunctionSummary &F : P.Functions)
    for (const PlaceNode &N : F.T.Places)
      if (W.TakesNodes && N.Kind == PlaceKind::Global)
        NamedBy[N.Arg].push_back(llvm::xxh3_64bits(P.string(F.Key)));
  for (const SourceFile &F : P.Files)
    Out.Files.push_back(file(F));
  for (StringId S = 0; S != P.Strings.size(); ++S)
    Out.Strings.push_back(string(S));
  for (std::uint32_t G = 0; G != P.Globals.size(); ++G)
    Out.Globals.push_back(global(G));
  return std::move(Out);
}

/// Of each function, with all that it may run.
std::vector<std::uint64_t> digests(const Workspace &W) {
  const Program &P = W.P;
  const Meanings Known = MeaningFinder(W).run();
  const std::vector<bool> NearTasks = nearTasks(P);
  std::vector<std::uint64_t> Out(P.Functions.size());
  for (const std::vector<FunctionIx> &Component : P.Components) {
    // What has none yet is a part of it: callees come first.
    std::vector<std::uint64_t> Own, Below;
    for (FunctionIx Fn : Component) {
      const FunctionSummary &F = P.Functions[Fn];
      Mix M;
      M.add(digest(F, Known));
      M.add(bool(P.AddressTaken[Fn]));
      M.add(bool(NearTasks[Fn]));
      if (!F.Parallels.empty()) // Verdicts name them.
        for (const std::string &Unit : P.UnitsOf[Fn])
          M.add(Unit);
      Own.push_back(M.result());
      for (FunctionIx Callee : P.Callees[Fn])
        Below.push_back(Out[Callee]);
    }
    Mix M;
    M.addSet(std::move(Own));
    M.addSet(std::move(Below));
    for (FunctionIx Fn : Component)
      Out[Fn] = M.result();
  }
  return Out;
}

} // namespace

std::vector<Group> aether::analysis::findGroups(const Workspace &W) {
  const Program &P = W.P;
  const std::vector<bool> Leads = leadToTasks(P);
  llvm::EquivalenceClasses<FunctionIx> Together;
  // Instances of a template are one call to the user.
  std::map<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>, FunctionIx>
      At;
  for (FunctionIx Fn = 0; Fn != P.Functions.size(); ++Fn) {
    if (!Leads[Fn])
      continue;
    Together.insert(Fn);
    for (FunctionIx Callee : P.Callees[Fn])
      if (Leads[Callee])
        Together.unionSets(Fn, Callee);
    for (const ParallelCall &Call : P.Functions[Fn].Parallels)
      Together.unionSets(
          Fn,
          At.try_emplace({Call.Pos.File, Call.Pos.Line, Call.Pos.Column}, Fn)
              .first->second);
  }
  std::map<FunctionIx, std::size_t> Number; // by leader
  std::vector<Group> Out;
  for (FunctionIx Fn = 0; Fn != P.Functions.size(); ++Fn) {
    if (!Leads[Fn])
      continue;
    auto [It, New] =
        Number.try_emplace(Together.getLeaderValue(Fn), Out.size());
    if (New)
      Out.emplace_back();
    Out[It->second].Functions.push_back(Fn);
  }
  return Out;
}

void aether::analysis::addDigests(const Workspace &W, std::uint64_t Salt,
                                  std::vector<Group> &All) {
  const std::vector<std::uint64_t> Of = digests(W);
  for (Group &G : All) {
    std::vector<std::uint64_t> Parts;
    for (FunctionIx Fn : G.Functions)
      Parts.push_back(Of[Fn]);
    for (const AttributedWitness &A : W.Witnesses)
      if (llvm::any_of(A.Sites, [&](const SiteId &Id) {
            return llvm::is_contained(G.Functions, Id.first);
          }))
        Parts.push_back(A.Digest);
    Mix M;
    M.add(Salt);
    M.addSet(std::move(Parts));
    G.Digest = M.result();
  }
}

void aether::analysis::addCallees(const Program &P, const Group &Of,
                                  std::vector<bool> &Out) {
  std::vector<FunctionIx> Work;
  auto Add = [&](FunctionIx Fn) {
    if (!Out[Fn]) {
      Out[Fn] = true;
      Work.push_back(Fn);
    }
  };
  for (FunctionIx Fn : Of.Functions)
    Add(Fn);
  while (!Work.empty()) {
    const FunctionIx Fn = Work.back();
    Work.pop_back();
    for (FunctionIx Callee : P.Callees[Fn])
      Add(Callee);
  }
}
