//===- Verdicts.cpp - From the ledger to plain results --------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Context.h"
#include "Ledger.h"
#include "Messages.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/xxhash.h"

#include <algorithm>

using namespace aether::analysis;

namespace {

class Concluder {
public:
  Concluder(const Workspace &W, const Ledger &L) : W(W), P(W.P), L(L) {}
  Verdicts run();

private:
  using Place = std::tuple<std::string, unsigned, unsigned>;

  Position position(SourcePos Pos) const;
  Place placeOf(SiteId Id) const;
  const ParallelCall &call(SiteId Id) const {
    return P.Functions[Id.first].Parallels[Id.second];
  }
  bool callersDecide(FunctionIx Fn) const;
  AccessEvidence evidence(const RaceSide &S) const;
  void addSites();
  void addRaces();
  bool noLint(SourcePos Pos) const;
  void decide();
  std::string fingerprint(const Finding &F) const;

  const Workspace &W;
  const Program &P;
  const Ledger &L;
  Verdicts Out;
  std::map<Place, unsigned> Number;
  std::map<unsigned, std::set<Doubt>> Doubts;
  /// Assumptions, by who makes them. The user makes them for a call, or for
  /// single races of it.
  std::map<unsigned, std::set<std::string>> User, ForRaces, Model, Analysis;
  std::set<unsigned> Racy;
};

Position Concluder::position(SourcePos Pos) const {
  Position Out;
  if (Pos.Line == 0)
    return Out;
  Out.File = P.Files[Pos.File].Path;
  Out.Spelled = P.Files[Pos.File].Name;
  Out.Line = Pos.Line;
  Out.Column = Pos.Column;
  return Out;
}

/// Did the user silence a finding at \p Pos?
bool Concluder::noLint(SourcePos Pos) const {
  return Pos.Line != 0 &&
         llvm::any_of(P.Files[Pos.File].NoLint, [&](const LineRange &Lines) {
           return Lines.First <= Pos.Line && Pos.Line <= Lines.Last;
         });
}

Concluder::Place Concluder::placeOf(SiteId Id) const {
  const SourcePos Pos = call(Id).Pos;
  // Stages of a chain start at one place; the member tells them apart.
  const SourcePos Member =
      call(Id).MemberPos.Line ? call(Id).MemberPos : call(Id).Pos;
  const Position At = position(Pos);
  return {At.File + "\n" + std::to_string(Member.Line) + ":" +
              std::to_string(Member.Column),
          At.Line, At.Column};
}

/// Are all callers of \p Fn known, so that what only they know is theirs to
/// say?
bool Concluder::callersDecide(FunctionIx Fn) const {
  const FunctionSummary &F = P.Functions[Fn];
  if (W.CallersSeen[Fn] == 0 || W.Recursive[Fn])
    return false;
  if (F.IsLambda)
    return true;
  return (F.InternalLinkage || F.IsInstantiation) && !P.AddressTaken[Fn];
}

void Concluder::addSites() {
  std::map<Place, std::vector<SiteId>> Sites;
  for (FunctionIx Fn = 0; Fn != P.Functions.size(); ++Fn)
    for (std::uint32_t N = 0; N != P.Functions[Fn].Parallels.size(); ++N)
      Sites[placeOf({Fn, N})].push_back({Fn, N});
  std::vector<std::pair<Place, std::vector<SiteId>>> Sorted(Sites.begin(),
                                                            Sites.end());
  auto Key = [&](const auto &Entry) {
    const ParallelCall &Call = call(Entry.second.front());
    const Position At = position(Call.Pos);
    return std::make_tuple(At.File, At.Line, At.Column, Call.MemberPos.Line,
                           Call.MemberPos.Column);
  };
  llvm::sort(Sorted,
             [&](const auto &A, const auto &B) { return Key(A) < Key(B); });
  for (const auto &[Where, Ids] : Sorted) {
    const auto Index = static_cast<unsigned>(Out.CallSites.size());
    Number[Where] = Index;
    const ParallelCall &Call = call(Ids.front());
    CallSiteVerdict V;
    V.Pos = position(Call.Pos);
    V.MemberLine = Call.MemberPos.Line;
    V.MemberColumn = Call.MemberPos.Column;
    V.ParenLine = Call.ParenPos.Line;
    V.ParenColumn = Call.ParenPos.Column;
    V.MacroPos = position(Call.MacroPos);
    V.MacroEndLine = Call.MacroEndPos.Line;
    V.MacroEndColumn = Call.MacroEndPos.Column;
    V.Callee = P.string(Call.Callee);
    std::set<std::string> Units;
    for (const SiteId &Id : Ids) {
      Units.insert(P.UnitsOf[Id.first].begin(), P.UnitsOf[Id.first].end());
      for (StringId A : call(Id).UserAssumptions)
        User[Index].insert("the user says: " + P.string(A));
      for (StringId A : call(Id).ModelAssumptions)
        Model[Index].insert(P.string(A));
      auto It = L.Sites.find(Id);
      if (It == L.Sites.end())
        continue;
      Doubts[Index].insert(It->second.Doubts.begin(), It->second.Doubts.end());
      for (const auto &[Fn, Parametric] : It->second.FromCallers)
        if (!callersDecide(Fn))
          Doubts[Index].insert(Parametric.begin(), Parametric.end());
      Analysis[Index].insert(It->second.Assumptions.begin(),
                             It->second.Assumptions.end());
    }
    V.TranslationUnits.assign(Units.begin(), Units.end());
    Out.CallSites.push_back(std::move(V));
  }
}

AccessEvidence Concluder::evidence(const RaceSide &S) const {
  AccessEvidence Out;
  Out.Kind = S.Kind;
  Out.Variable = P.string(S.Spelling);
  Out.Pos = position(S.Pos);
  for (const Frame *F = S.Chain; F; F = F->Inner) {
    // Inside the library there is nothing for the user to see.
    if (!P.inUserCode(F->Pos))
      continue;
    Out.Chain.push_back(
        {P.string(P.Functions[F->Callee].Name), position(F->Pos)});
  }
  for (StringId Lock : S.Locks)
    Out.Locks.push_back(P.string(Lock));
  return Out;
}

std::string Concluder::fingerprint(const Finding &F) const {
  std::string Text = toString(F.Kind);
  auto Add = [&](llvm::StringRef S) {
    Text += '\n';
    Text += S;
  };
  const CallSiteVerdict &Site = Out.CallSites[F.CallSite];
  Add(llvm::sys::path::filename(Site.Pos.File));
  Add(Site.Callee);
  for (const AccessEvidence *A : {&F.First, &F.Second}) {
    Add(A->Variable);
    Add(toString(A->Kind));
    for (const ChainStep &Step : A->Chain)
      Add(Step.Function);
  }
  return llvm::toHex(llvm::ArrayRef<std::uint8_t>([&] {
                       std::array<std::uint8_t, 8> Bytes;
                       const std::uint64_t H = llvm::xxh3_64bits(Text);
                       for (unsigned I = 0; I != 8; ++I)
                         Bytes[I] =
                             static_cast<std::uint8_t>(H >> (56 - 8 * I));
                       return Bytes;
                     }()),
                     /*LowerCase=*/true);
}

void Concluder::addRaces() {
  auto At = [](const Position &Pos) {
    return std::tie(Pos.File, Pos.Line, Pos.Column);
  };
  struct Candidate : Finding {
    bool WithParent = false; ///< a task races with what started it
  };
  std::vector<Candidate> Found;
  // Which of two accesses is the first may depend on the way to them.
  auto Pair = [](const Race &R) {
    auto A = std::tie(R.First.Pos.File, R.First.Pos.Line, R.First.Pos.Column);
    auto B =
        std::tie(R.Second.Pos.File, R.Second.Pos.Line, R.Second.Pos.Column);
    using End = std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>;
    return std::pair<End, End>(std::min(A, B), std::max(A, B));
  };
  std::map<decltype(Pair(L.Races.front())), SourcePos> Silenced;
  for (const Race &R : L.Races)
    if (noLint(R.First.Pos))
      Silenced.emplace(Pair(R), R.First.Pos);
  for (const Race &R : L.Races) {
    std::vector<unsigned> Sites;
    for (const SiteId &Id : R.Sites)
      Sites.push_back(Number.at(placeOf(Id)));
    llvm::sort(Sites);
    // A user who vouches for a call vouches for what it does to others.
    llvm::erase_if(Sites, [&](unsigned S) { return !User[S].empty(); });
    if (Sites.empty())
      continue;
    if (auto It = Silenced.find(Pair(R)); It != Silenced.end()) {
      const Position At = position(It->second);
      for (unsigned S : Sites)
        ForRaces[S].insert("the user says: NOLINT at " +
                           llvm::sys::path::filename(At.File).str() + ":" +
                           std::to_string(At.Line));
      continue;
    }
    Racy.insert(Sites.begin(), Sites.end());
    Candidate F;
    F.Kind = R.Kind;
    F.WithParent = R.First.Parent || R.Second.Parent;
    F.First = evidence(R.First);
    F.Second = evidence(R.Second);
    if (F.First.Pos.Line == 0)
      F.First.Pos = Out.CallSites[Sites.back()].Pos;
    if (F.Second.Pos.Line == 0)
      F.Second.Pos = Out.CallSites[Sites.back()].Pos;
    F.CallSite = Sites.back();
    F.SharedHow = R.SharedHow;
    F.SharedPos = position(R.SharedPos);
    MessageParts Parts;
    Parts.Variable = F.First.Variable.empty() ? R.Variable : F.First.Variable;
    Parts.Callee = Out.CallSites[F.CallSite].Callee;
    Parts.First = &R.First;
    Parts.Second = &R.Second;
    F.Message = message(F, Parts);
    F.Repair = repair(F, Parts);
    Found.push_back(std::move(F));
  }
  // One race is one finding, whichever way led there. The shortest way and the
  // more specific pattern stay.
  auto Rank = [&](const Finding &F) {
    return std::make_tuple(At(F.First.Pos), At(F.Second.Pos), F.CallSite,
                           F.Kind, F.First.Chain.size() + F.Second.Chain.size(),
                           F.Message, F.First.Variable, F.Second.Variable);
  };
  llvm::stable_sort(Found, [&](const Finding &A, const Finding &B) {
    return Rank(A) < Rank(B);
  });
  // What happens inside an object that is bound to a thread is no race of its
  // own.
  std::set<std::tuple<std::string, unsigned, unsigned>> Bound;
  for (const Finding &F : Found)
    if (F.Kind == Pattern::ThreadBoundObject)
      for (const AccessEvidence *A : {&F.First, &F.Second})
        Bound.insert(At(A->Pos));
  llvm::erase_if(Found, [&](const Finding &F) {
    return F.Kind != Pattern::ThreadBoundObject &&
           llvm::any_of(F.First.Chain, [&](const ChainStep &Step) {
             return Bound.count(At(Step.Pos)) != 0;
           });
  });
  // Nor is the element that the same statement reaches through a container
  // whose structure changes.
  std::set<std::tuple<std::string, unsigned, unsigned>> Structures;
  for (const Finding &F : Found)
    if (F.Kind == Pattern::SharedContainer)
      Structures.insert({F.First.Pos.File, F.First.Pos.Line, F.CallSite});
  llvm::erase_if(Found, [&](const Finding &F) {
    return F.Kind == Pattern::OverlappingElements &&
           Structures.count({F.First.Pos.File, F.First.Pos.Line, F.CallSite}) !=
               0;
  });
  std::set<std::tuple<std::string, unsigned, unsigned, std::string, unsigned,
                      unsigned>>
      Seen;
  std::set<std::tuple<std::string, unsigned, unsigned, unsigned, Pattern,
                      std::string, bool>>
      Raced;
  // `++x` reads and writes: whichever of them an access of another line meets,
  // it is the same race. By the lines, the call and the pattern: the columns.
  std::map<std::tuple<std::string, unsigned, std::string, unsigned, unsigned,
                      Pattern>,
           std::set<std::pair<bool, unsigned>>>
      Lines;
  for (Candidate &F : Found) {
    using End = std::tuple<std::string, unsigned, unsigned>;
    End Low = At(F.First.Pos), High = At(F.Second.Pos);
    if (High < Low)
      std::swap(Low, High);
    // What else the same access meets is told with the first that it meets.
    if (!Seen.insert(std::tuple_cat(Low, High)).second ||
        !Raced
             .insert({F.First.Pos.File, F.First.Pos.Line, F.First.Pos.Column,
                      F.CallSite, F.Kind, F.First.Variable, F.WithParent})
             .second)
      continue;
    auto &Columns =
        Lines[{std::get<0>(Low), std::get<1>(Low), std::get<0>(High),
               std::get<1>(High), F.CallSite, F.Kind}];
    const bool OneLine = F.First.Pos.File == F.Second.Pos.File &&
                         F.First.Pos.Line == F.Second.Pos.Line;
    const bool Told = !OneLine && (Columns.count({false, std::get<2>(Low)}) ||
                                   Columns.count({true, std::get<2>(High)}));
    Columns.insert({false, std::get<2>(Low)});
    Columns.insert({true, std::get<2>(High)});
    if (!Told)
      Out.Findings.push_back(std::move(F));
  }
  std::map<std::string, unsigned> Uses;
  for (unsigned N = 0; N != Out.Findings.size(); ++N) {
    Finding &F = Out.Findings[N];
    F.Fingerprint = fingerprint(F);
    if (unsigned Repeat = ++Uses[F.Fingerprint]; Repeat > 1)
      F.Fingerprint += "#" + std::to_string(Repeat);
    Out.CallSites[F.CallSite].Findings.push_back(N);
  }
}

void Concluder::decide() {
  for (unsigned N = 0; N != Out.CallSites.size(); ++N) {
    CallSiteVerdict &V = Out.CallSites[N];
    auto Assume = [&](const std::set<std::string> &Texts, const char *Who) {
      for (const std::string &Text : Texts) {
        V.Assumptions.push_back(Text);
        V.AssumedBy.push_back(Who);
      }
    };
    if (!User[N].empty()) {
      V.Result = Verdict::Safe;
      Assume(User[N], "user");
      Assume(Model[N], "model");
      continue;
    }
    if (Racy.count(N)) {
      V.Result = Verdict::Unsafe;
      continue;
    }
    if (!Doubts[N].empty()) {
      V.Result = Verdict::Unknown;
      for (const Doubt &D : Doubts[N])
        V.Reasons.push_back(
            {D.Text.empty() ? "something was not understood" : D.Text,
             position(D.Pos)});
      continue;
    }
    V.Result = Verdict::Safe;
    Assume(ForRaces[N], "user");
    Assume(Model[N], "model");
    Assume(Analysis[N], "analysis");
  }
}

Verdicts Concluder::run() {
  addSites();
  addRaces();
  decide();
  return std::move(Out);
}

} // namespace

Verdicts aether::analysis::conclude(const Workspace &W, const Ledger &L) {
  return Concluder(W, L).run();
}
