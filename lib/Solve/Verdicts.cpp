//===- Verdicts.cpp - From accounts to plain results ----------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Account.h"
#include "Messages.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/xxhash.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

using namespace aether::analysis;

namespace {

class Concluder {
public:
  explicit Concluder(const std::vector<Account> &All) : All(All) {}
  Verdicts run();

private:
  /// Stages of a chain start at one place; the member tells them apart.
  using Place = std::tuple<std::string, unsigned, unsigned, unsigned, unsigned>;
  using Spot = std::tuple<std::string, unsigned, unsigned>;

  static Place placeOf(const CallSiteVerdict &V) {
    return {V.Pos.File, V.Pos.Line, V.Pos.Column,
            V.MemberLine ? V.MemberLine : V.Pos.Line,
            V.MemberLine ? V.MemberColumn : V.Pos.Column};
  }
  static Spot at(const Position &Pos) {
    return {Pos.File, Pos.Line, Pos.Column};
  }
  void addSites();
  void addRaces();
  void decide();
  std::string fingerprint(const Finding &F) const;

  struct DoubtOrder {
    bool operator()(const Reason &A, const Reason &B) const {
      auto Key = [](const Reason &R) {
        return std::tie(R.Pos.File, R.Pos.Line, R.Pos.Column, R.Text);
      };
      return Key(A) < Key(B);
    }
  };

  static constexpr unsigned Unlisted = ~0u;
  const std::vector<Account> &All;
  Verdicts Out;
  std::vector<std::vector<unsigned>> Number; ///< by account and site there
  std::map<unsigned, std::set<Reason, DoubtOrder>> Doubts;
  /// Assumptions, by who makes them. The user makes them for a call, or for
  /// single races of it.
  std::map<unsigned, std::set<std::string>> User, ForRaces, Model, Analysis;
  std::set<unsigned> Racy;
};

void Concluder::addSites() {
  std::map<Place, std::vector<const SiteEntry *>> Sites;
  for (const Account &A : All)
    for (const SiteEntry &S : A.Sites)
      if (!S.Call.Callee.empty())
        Sites[placeOf(S.Call)].push_back(&S);
  std::map<Place, unsigned> NumberAt;
  for (const auto &[Where, Entries] : Sites) {
    const auto Index = static_cast<unsigned>(Out.CallSites.size());
    NumberAt[Where] = Index;
    CallSiteVerdict V = Entries.front()->Call;
    std::set<std::string> Units;
    for (const SiteEntry *S : Entries) {
      Units.insert(S->Call.TranslationUnits.begin(),
                   S->Call.TranslationUnits.end());
      User[Index].insert(S->User.begin(), S->User.end());
      Model[Index].insert(S->Model.begin(), S->Model.end());
      Analysis[Index].insert(S->Analysis.begin(), S->Analysis.end());
      Doubts[Index].insert(S->Doubts.begin(), S->Doubts.end());
    }
    V.TranslationUnits.assign(Units.begin(), Units.end());
    Out.CallSites.push_back(std::move(V));
  }
  for (const Account &A : All) {
    std::vector<unsigned> &Here = Number.emplace_back();
    for (const SiteEntry &S : A.Sites)
      Here.push_back(S.Call.Callee.empty() ? Unlisted
                                           : NumberAt.at(placeOf(S.Call)));
  }
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
  struct Candidate : Finding {
    bool WithParent = false; ///< a task races with what started it
  };
  std::vector<Candidate> Found;
  // Which of two accesses is the first may depend on the way to them.
  auto Pair = [](const RaceEntry &R) {
    const Spot A = at(R.First.Access.Pos), B = at(R.Second.Access.Pos);
    return std::pair<Spot, Spot>(std::min(A, B), std::max(A, B));
  };
  std::map<std::pair<Spot, Spot>, Position> Silenced;
  for (const Account &A : All)
    for (const RaceEntry &R : A.Races)
      if (R.Silenced)
        Silenced.emplace(Pair(R), R.First.Access.Pos);
  std::set<unsigned> Rehearsed;
  auto Look = [&](const RaceEntry &R, const std::vector<unsigned> &NumberOf) {
    std::vector<unsigned> Sites;
    for (std::uint32_t S : R.Sites)
      if (NumberOf[S] != Unlisted)
        Sites.push_back(NumberOf[S]);
    llvm::sort(Sites);
    // A user who vouches for a call vouches for what it does to others.
    llvm::erase_if(Sites, [&](unsigned S) { return !User[S].empty(); });
    // A witness speaks where nothing else is known.
    if (R.Rehearsed)
      llvm::erase_if(Sites, [&](unsigned S) {
        return Racy.count(S) != 0 || Doubts[S].empty();
      });
    if (Sites.empty())
      return;
    if (auto It = Silenced.find(Pair(R)); It != Silenced.end()) {
      const Position &At = It->second;
      for (unsigned S : Sites)
        ForRaces[S].insert("the user says: NOLINT at " +
                           llvm::sys::path::filename(At.File).str() + ":" +
                           std::to_string(At.Line));
      return;
    }
    (R.Rehearsed ? Rehearsed : Racy).insert(Sites.begin(), Sites.end());
    Candidate F;
    F.Kind = R.Kind;
    F.Rehearsed = R.Rehearsed;
    F.WithParent = R.First.Parent || R.Second.Parent;
    F.First = R.First.Access;
    F.Second = R.Second.Access;
    if (F.First.Pos.Line == 0)
      F.First.Pos = Out.CallSites[Sites.back()].Pos;
    if (F.Second.Pos.Line == 0)
      F.Second.Pos = Out.CallSites[Sites.back()].Pos;
    F.CallSite = Sites.back();
    F.SharedHow = R.SharedHow;
    F.SharedPos = R.SharedPos;
    MessageParts Parts;
    Parts.Variable = F.First.Variable.empty() ? R.Variable : F.First.Variable;
    Parts.Callee = Out.CallSites[F.CallSite].Callee;
    Parts.First = &R.First;
    Parts.Second = &R.Second;
    F.Message = message(F, Parts);
    F.Repair = repair(F, Parts);
    Found.push_back(std::move(F));
  };
  for (const bool OfWitnesses : {false, true})
    for (std::size_t N = 0; N != All.size(); ++N)
      for (const RaceEntry &R : All[N].Races)
        if (R.Rehearsed == OfWitnesses)
          Look(R, Number[N]);
  Racy.insert(Rehearsed.begin(), Rehearsed.end());
  // One race is one finding, whichever way led there. The shortest way and the
  // more specific pattern stay.
  auto Rank = [&](const Finding &F) {
    return std::make_tuple(at(F.First.Pos), at(F.Second.Pos), F.CallSite,
                           F.Kind, F.First.Chain.size() + F.Second.Chain.size(),
                           F.Message, F.First.Variable, F.Second.Variable);
  };
  llvm::stable_sort(Found, [&](const Finding &A, const Finding &B) {
    return Rank(A) < Rank(B);
  });
  // What happens inside an object that is bound to a thread is no race of its
  // own.
  std::set<Spot> Bound;
  for (const Finding &F : Found)
    if (F.Kind == Pattern::ThreadBoundObject)
      for (const AccessEvidence *A : {&F.First, &F.Second})
        Bound.insert(at(A->Pos));
  llvm::erase_if(Found, [&](const Finding &F) {
    return F.Kind != Pattern::ThreadBoundObject &&
           llvm::any_of(F.First.Chain, [&](const ChainStep &Step) {
             return Bound.count(at(Step.Pos)) != 0;
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
    Spot Low = at(F.First.Pos), High = at(F.Second.Pos);
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
      for (const Reason &D : Doubts[N])
        V.Reasons.push_back(
            {D.Text.empty() ? "something was not understood" : D.Text, D.Pos});
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

Verdicts aether::analysis::conclude(const std::vector<Account> &All) {
  return Concluder(All).run();
}
