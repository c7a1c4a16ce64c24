//===- Account.cpp - What the ledger says, as plain data ------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Account.h"

#include "Context.h"
#include "Witnesses.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

namespace {

class Accountant {
public:
  Accountant(const Workspace &W, const Ledger &L, const Group &Of)
      : W(W), P(W.P), L(L), Of(Of) {}
  Account run();

private:
  Position position(SourcePos Pos) const { return plainPosition(P, Pos); }
  void addWitnessed(Account &Out) const;
  bool callersDecide(FunctionIx Fn) const;
  SiteEntry site(SiteId Id) const;
  SideEntry side(const RaceSide &S) const;
  RaceEntry race(const Race &R) const;

  const Workspace &W;
  const Program &P;
  const Ledger &L;
  const Group &Of;
  std::map<SiteId, std::uint32_t> Number;
};

bool Accountant::callersDecide(FunctionIx Fn) const {
  const FunctionSummary &F = P.Functions[Fn];
  if (W.CallersSeen[Fn] == 0 || W.Recursive[Fn] || P.AddressTaken[Fn])
    return false;
  return F.IsLambda || F.InternalLinkage || F.IsInstantiation;
}

SiteEntry Accountant::site(SiteId Id) const {
  const ParallelCall &Call = P.Functions[Id.first].Parallels[Id.second];
  SiteEntry Out;
  CallSiteVerdict &V = Out.Call;
  V.Pos = position(Call.Pos);
  V.MemberLine = Call.MemberPos.Line;
  V.MemberColumn = Call.MemberPos.Column;
  V.ParenLine = Call.ParenPos.Line;
  V.ParenColumn = Call.ParenPos.Column;
  V.MacroPos = position(Call.MacroPos);
  V.MacroEndLine = Call.MacroEndPos.Line;
  V.MacroEndColumn = Call.MacroEndPos.Column;
  V.Callee = P.string(Call.Callee);
  V.TranslationUnits = P.UnitsOf[Id.first];
  for (StringId A : Call.UserAssumptions)
    Out.User.push_back("the user says: " + P.string(A));
  for (StringId A : Call.ModelAssumptions)
    Out.Model.push_back(P.string(A));
  auto It = L.Sites.find(Id);
  if (It == L.Sites.end())
    return Out;
  auto Add = [&](const std::set<Doubt> &Doubts) {
    for (const Doubt &D : Doubts)
      Out.Doubts.push_back({D.Text, position(D.Pos)});
  };
  Add(It->second.Doubts);
  for (const auto &[Fn, Parametric] : It->second.FromCallers)
    if (!callersDecide(Fn))
      Add(Parametric);
  Out.Analysis.assign(It->second.Assumptions.begin(),
                      It->second.Assumptions.end());
  return Out;
}

SideEntry Accountant::side(const RaceSide &S) const {
  SideEntry Out;
  Out.Parent = S.Parent;
  AccessEvidence &A = Out.Access;
  A.Kind = S.Kind;
  A.Variable = P.string(S.Spelling);
  A.Pos = position(S.Pos);
  for (const Frame *F = S.Chain; F; F = F->Inner) {
    // Inside the library there is nothing for the user to see.
    if (!P.inUserCode(F->Pos))
      continue;
    A.Chain.push_back(
        {P.string(P.Functions[F->Callee].Name), position(F->Pos)});
  }
  for (StringId Lock : S.Locks)
    A.Locks.push_back(P.string(Lock));
  return Out;
}

RaceEntry Accountant::race(const Race &R) const {
  RaceEntry Out;
  Out.Kind = R.Kind;
  Out.Rehearsed = R.Rehearsed;
  Out.First = side(R.First);
  Out.Second = side(R.Second);
  Out.Silenced = isSilenced(P, R.First.Pos);
  Out.Variable = R.Variable;
  Out.SharedHow = R.SharedHow;
  Out.SharedPos = position(R.SharedPos);
  for (const SiteId &Id : R.Sites)
    Out.Sites.push_back(Number.at(Id));
  return Out;
}

/// Races of calls of which Judge has nothing that they could be.
void Accountant::addWitnessed(Account &Out) const {
  if (W.Witnesses.empty())
    return;
  std::set<std::uint32_t> Told;
  for (const RaceEntry &R : Out.Races)
    Told.insert(R.Sites.begin(), R.Sites.end());
  for (const AttributedWitness &Seen : W.Witnesses) {
    std::vector<std::uint32_t> Sites;
    for (const SiteId &Id : Seen.Sites)
      if (auto It = Number.find(Id); It != Number.end())
        Sites.push_back(It->second);
    llvm::erase_if(Sites, [&](std::uint32_t S) { return Told.count(S) != 0; });
    if (Sites.empty())
      continue;
    if (std::optional<RaceEntry> R = raceOf(P, Seen)) {
      R->Sites = std::move(Sites);
      Out.Races.push_back(std::move(*R));
    }
  }
}

Account Accountant::run() {
  Account Out;
  for (FunctionIx Fn : Of.Functions)
    for (std::uint32_t N = 0; N != P.Functions[Fn].Parallels.size(); ++N) {
      Number[{Fn, N}] = static_cast<std::uint32_t>(Out.Sites.size());
      Out.Sites.push_back(site({Fn, N}));
    }
  for (const Race &R : L.Races)
    if (Number.count(R.Sites.front()) &&
        !(R.Rehearsed &&
          (isSilenced(P, R.First.Pos) || isSilenced(P, R.Second.Pos))))
      Out.Races.push_back(race(R));
  addWitnessed(Out);
  return Out;
}

} // namespace

Account aether::analysis::accountOf(const Workspace &W, const Ledger &L,
                                    const Group &Of) {
  Account Out = Accountant(W, L, Of).run();
  putInOrder(Out.Races);
  return Out;
}
