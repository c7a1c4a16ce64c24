//===- Program.cpp - All translation units as one -------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Program.h"

#include "aether-analysis/AtExit.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

using namespace aether::analysis;

StringId Program::intern(const std::string &S) {
  auto [It, New] = StringIndex.try_emplace(S, StringId(Strings.size()));
  if (New)
    Strings.push_back(S);
  return It->second;
}

namespace {

/// The numbers of one unit in terms of the program's.
struct Renumbering {
  std::vector<StringId> Strings;
  std::vector<std::uint32_t> Files;
  std::vector<std::uint32_t> Globals;

  void operator()(StringId &S) const { S = Strings[S]; }
  void operator()(SourcePos &P) const {
    if (P.Line != 0)
      P.File = Files[P.File];
    else
      P.File = 0;
  }
  void operator()(Terms &T) const;
  void operator()(Access &A) const {
    (*this)(A.Spelling), (*this)(A.Type), (*this)(A.Pos);
  }
  void operator()(Event &E) const;
  void operator()(ParallelCall &P) const;
  void operator()(FunctionSummary &F) const;
  void operator()(Witness &W) const;
};

void Renumbering::operator()(Terms &T) const {
  for (PlaceNode &N : T.Places)
    switch (N.Kind) {
    case PlaceKind::Function:
    case PlaceKind::Unknown:
    case PlaceKind::Field:
      N.Arg = Strings[N.Arg];
      break;
    case PlaceKind::Global:
      N.Arg = Globals[N.Arg];
      break;
    default:
      break;
    }
  for (IntNode &N : T.Ints)
    if (N.Kind == IntKind::Opaque)
      N.A = Strings[N.A];
  for (ValueNode &N : T.Values)
    if (N.Kind == ValueKind::Unknown)
      N.A = Strings[N.A];
  T.reindex();
}

void Renumbering::operator()(Event &E) const {
  struct Visitor {
    const Renumbering &R;
    void operator()(Access &A) const { R(A); }
    void operator()(Store &S) const { R(S.Pos); }
    void operator()(Call &C) const { R(C.Callee), R(C.Spelling), R(C.Pos); }
    void operator()(LockEvent &L) const { R(L.Spelling), R(L.Pos); }
    void operator()(Parallel &) const {}
    void operator()(Join &J) const { R(J.Pos); }
    void operator()(Return &Ret) const { R(Ret.Pos); }
    void operator()(Opaque &O) const { R(O.Reason), R(O.Pos); }
    void operator()(ScopeEnd &S) const { R(S.Spelling), R(S.Pos); }
  };
  std::visit(Visitor{*this}, E);
}

void Renumbering::operator()(ParallelCall &P) const {
  (*this)(P.Callee), (*this)(P.IfUnseen);
  for (SourcePos *Pos :
       {&P.Pos, &P.MemberPos, &P.ParenPos, &P.MacroPos, &P.MacroEndPos})
    (*this)(*Pos);
  for (ParallelCall::Task &T : P.Tasks) {
    (*this)(T.Callee);
    for (Access &A : T.Accesses)
      (*this)(A);
  }
  for (StringId &S : P.UserAssumptions)
    (*this)(S);
  for (StringId &S : P.ModelAssumptions)
    (*this)(S);
}

void Renumbering::operator()(FunctionSummary &F) const {
  (*this)(F.Key), (*this)(F.Name), (*this)(F.Pos);
  for (StringId &S : F.Overrides)
    (*this)(S);
  for (Parameter &P : F.Params)
    (*this)(P.Name), (*this)(P.Type);
  for (Local &L : F.Locals)
    (*this)(L.Name), (*this)(L.Type), (*this)(L.Pos);
  for (Loop &L : F.Loops)
    (*this)(L.Variable);
  for (ParallelCall &P : F.Parallels)
    (*this)(P);
  for (Block &B : F.Blocks)
    for (Event &E : B.Events)
      (*this)(E);
  (*this)(F.T);
}

void Renumbering::operator()(Witness &W) const {
  (*this)(W.Variable);
  for (WitnessAccess *A : {&W.First, &W.Second}) {
    (*this)(A->Spelling);
    for (auto *Frames : {&A->Stack, &A->Start})
      for (WitnessFrame &F : *Frames)
        (*this)(F.Function), (*this)(F.Start), (*this)(F.Pos);
  }
}

/// Functions that F may run or whose address it names.
std::vector<FunctionIx> callees(const Program &P, const FunctionSummary &F) {
  std::vector<FunctionIx> Out;
  auto Add = [&](StringId Key, bool Virtual) {
    if (FunctionIx G = P.find(Key); G != None)
      Out.push_back(G);
    if (Virtual)
      if (auto It = P.Candidates.find(Key); It != P.Candidates.end())
        Out.insert(Out.end(), It->second.begin(), It->second.end());
  };
  for (const Block &B : F.Blocks)
    for (const Event &E : B.Events)
      if (const auto *C = std::get_if<Call>(&E); C && C->Callee)
        Add(C->Callee, C->Virtual);
  for (const ParallelCall &Par : F.Parallels)
    for (const ParallelCall::Task &T : Par.Tasks)
      if (T.Callee)
        Add(T.Callee, true);
  for (const PlaceNode &N : F.T.Places)
    if (N.Kind == PlaceKind::Function)
      Add(N.Arg, true);
  std::sort(Out.begin(), Out.end());
  Out.erase(std::unique(Out.begin(), Out.end()), Out.end());
  return Out;
}

/// Tarjan's algorithm without recursion, for call graphs are deep.
void findComponents(Program &P) {
  const auto N = static_cast<FunctionIx>(P.Functions.size());
  std::vector<std::vector<FunctionIx>> &Edges = P.Callees;
  P.Callers.assign(N, 0);
  for (FunctionIx F = 0; F != N; ++F) {
    Edges.push_back(callees(P, P.Functions[F]));
    for (FunctionIx G : Edges[F])
      P.Callers[G] += G != F;
  }
  std::vector<std::uint32_t> Number(N, None), Low(N, 0);
  std::vector<bool> OnStack(N, false);
  std::vector<FunctionIx> Stack;
  std::vector<std::pair<FunctionIx, std::size_t>> Work;
  std::uint32_t Next = 0;
  for (FunctionIx Root = 0; Root != N; ++Root) {
    if (Number[Root] != None)
      continue;
    Work.emplace_back(Root, 0);
    while (!Work.empty()) {
      auto &[F, Edge] = Work.back();
      if (Edge == 0 && Number[F] == None) {
        Number[F] = Low[F] = Next++;
        Stack.push_back(F);
        OnStack[F] = true;
      }
      if (Edge != Edges[F].size()) {
        const FunctionIx G = Edges[F][Edge++];
        if (Number[G] == None)
          Work.emplace_back(G, 0);
        else if (OnStack[G])
          Low[F] = std::min(Low[F], Number[G]);
        continue;
      }
      const FunctionIx Done = F;
      Work.pop_back();
      if (!Work.empty())
        Low[Work.back().first] = std::min(Low[Work.back().first], Low[Done]);
      if (Low[Done] != Number[Done])
        continue;
      std::vector<FunctionIx> Component;
      for (FunctionIx G = None; G != Done;) {
        G = Stack.back();
        Stack.pop_back();
        OnStack[G] = false;
        Component.push_back(G);
      }
      std::sort(Component.begin(), Component.end());
      P.Components.push_back(std::move(Component));
    }
  }
}

void findOverriders(Program &P) {
  // Direct overriders first, then what overrides those.
  std::map<StringId, std::set<FunctionIx>> Direct;
  for (FunctionIx F = 0; F != P.Functions.size(); ++F)
    for (StringId Base : P.Functions[F].Overrides)
      Direct[Base].insert(F);
  auto Collect = [&](StringId Key, std::set<FunctionIx> &Out,
                     auto &&Self) -> void {
    auto It = Direct.find(Key);
    if (It == Direct.end())
      return;
    for (FunctionIx F : It->second)
      if (Out.insert(F).second)
        Self(P.Functions[F].Key, Out, Self);
  };
  std::set<StringId> Keys;
  for (const FunctionSummary &F : P.Functions)
    Keys.insert(F.Key);
  for (const auto &Entry : Direct)
    Keys.insert(Entry.first);
  for (StringId Key : Keys) {
    std::set<FunctionIx> Out;
    Collect(Key, Out, Collect);
    if (Out.empty())
      continue;
    if (FunctionIx Self = P.find(Key); Self != None)
      Out.insert(Self);
    P.Candidates[Key].assign(Out.begin(), Out.end());
  }
}

void findAddressTaken(Program &P) {
  P.AddressTaken.assign(P.Functions.size(), false);
  for (const FunctionSummary &F : P.Functions)
    for (const PlaceNode &N : F.T.Places)
      if (N.Kind == PlaceKind::Function)
        if (FunctionIx G = P.find(N.Arg); G != None)
          P.AddressTaken[G] = true;
}

/// What runs before main may have set the globals that it names.
void findEarlyWriters(Program &P) {
  std::vector<FunctionIx> Work;
  std::set<FunctionIx> Seen;
  auto Runs = [&](FunctionIx F) {
    if (F != None && Seen.insert(F).second)
      Work.push_back(F);
  };
  for (FunctionIx F = 0; F != P.Functions.size(); ++F)
    if (P.string(P.Functions[F].Key).starts_with(BeforeMain))
      Runs(F);
  while (!Work.empty()) {
    const FunctionIx F = Work.back();
    Work.pop_back();
    for (const PlaceNode &N : P.Functions[F].T.Places)
      if (N.Kind == PlaceKind::Global)
        P.Globals[N.Arg].StartsAtZero = false;
      else if (N.Kind == PlaceKind::Function)
        Runs(P.find(N.Arg));
    for (FunctionIx Callee : P.Callees[F])
      Runs(Callee);
  }
}

void addWitnesses(Program &P,
                  const std::vector<const TranslationUnitSummary *> &Units,
                  const std::vector<Renumbering> &Maps) {
  bool HasMain = false;
  for (FunctionIx F = 0; F != P.Functions.size() && !HasMain; ++F)
    HasMain = P.isMain(F);
  for (std::size_t U = 0; U != Units.size(); ++U)
    for (Witness W : Units[U]->Witnesses) {
      if (!W.FromMain && HasMain)
        continue;
      Maps[U](W);
      if (std::find(P.Witnesses.begin(), P.Witnesses.end(), W) ==
          P.Witnesses.end())
        P.Witnesses.push_back(std::move(W));
    }
}

/// Which of two summaries of one function to keep: one with a body; else the
/// larger, for it was the better understood; else that of the earlier unit.
bool better(const FunctionSummary &New, const FunctionSummary &Old) {
  if (New.Blocks.empty() != Old.Blocks.empty())
    return !New.Blocks.empty();
  if (New.Blocks.size() != Old.Blocks.size())
    return New.Blocks.size() > Old.Blocks.size();
  return New.T.Places.size() > Old.T.Places.size();
}

/// Brings together what the units do when the program ends; see AtExit.h.
void linkExits(Program &P) {
  auto Call = [&](FunctionIx Callee, std::uint32_t Result) {
    aether::analysis::Call Ev;
    Ev.Result = Result;
    Ev.Callee = P.Functions[Callee].Key;
    Ev.Spelling = P.Functions[Callee].Name;
    Ev.Pos = P.Functions[Callee].Pos;
    Ev.Perhaps = true;
    return Ev;
  };
  std::vector<FunctionIx> Handlers, Ends;
  bool Called = false;
  const StringId Exit = P.intern(ProgramExit);
  for (FunctionIx F = 0; F != P.Functions.size(); ++F) {
    const std::string &Key = P.string(P.Functions[F].Key);
    if (Key.rfind(HandlersAtExit, 0) == 0)
      Handlers.push_back(F);
    else if (Key.rfind(EndsAtExit, 0) == 0)
      Ends.push_back(F);
    for (const Block &B : P.Functions[F].Blocks)
      for (const Event &E : B.Events)
        if (const auto *C = std::get_if<aether::analysis::Call>(&E))
          Called |= C->Callee == Exit;
  }
  for (FunctionIx F = 0; !Handlers.empty() && F != P.Functions.size(); ++F) {
    if (!P.isMain(F))
      continue;
    std::uint32_t Result = 0;
    for (const Block &B : P.Functions[F].Blocks)
      for (const Event &E : B.Events)
        if (const auto *C = std::get_if<aether::analysis::Call>(&E))
          Result = std::max(Result, C->Result + 1);
    for (Block &B : P.Functions[F].Blocks)
      if (B.isExit())
        for (FunctionIx H : Handlers)
          B.Events.push_back(Call(H, Result++));
  }
  if (!Called)
    return;
  FunctionSummary All;
  All.Key = Exit;
  All.Name = P.intern("exit");
  All.Blocks.emplace_back();
  std::set<std::string> Units;
  for (FunctionIx F : Ends) {
    All.Blocks.front().Events.push_back(
        Call(F, std::uint32_t(All.Blocks.front().Events.size())));
    Units.insert(P.UnitsOf[F].begin(), P.UnitsOf[F].end());
  }
  P.Functions.push_back(std::move(All));
  P.UnitsOf.emplace_back(Units.begin(), Units.end());
  P.ByKey[Exit] = FunctionIx(P.Functions.size() - 1);
}

/// What was given to a function is its own business where its body was seen.
void dropSeen(Program &P) {
  for (FunctionSummary &F : P.Functions)
    for (ParallelCall &Call : F.Parallels)
      if (Call.IfUnseen != 0 && P.find(Call.IfUnseen) != None) {
        Call.Tasks.clear();
        Call.Blocking = true;
      }
}

} // namespace

Program
aether::analysis::link(const std::vector<const TranslationUnitSummary *> &In) {
  std::vector<const TranslationUnitSummary *> Units = In;
  std::sort(Units.begin(), Units.end(), [](const auto *A, const auto *B) {
    if (A->MainFile != B->MainFile)
      return A->MainFile < B->MainFile;
    if (A->Functions.size() != B->Functions.size())
      return A->Functions.size() < B->Functions.size();
    return A->Strings < B->Strings;
  });

  Program P;
  P.intern("");
  std::unordered_map<std::string, std::uint32_t> FileByPath;
  std::unordered_map<StringId, std::uint32_t> GlobalByKey;
  std::vector<Renumbering> Maps(Units.size());
  struct Chosen {
    const FunctionSummary *F;
    std::size_t Unit;
    std::set<std::string> Units;
  };
  std::map<std::string, Chosen> ByKeyText;

  // Units of several programs may come together: each has a `main`, and other
  // functions of one name that are defined in different places. Those are
  // different functions, so all but the first go by their unit's name as well.
  using Site = std::tuple<std::string, std::uint32_t, std::uint32_t>;
  std::unordered_map<std::string, Site> DefinedAt;

  for (std::size_t U = 0; U != Units.size(); ++U) {
    const TranslationUnitSummary &Unit = *Units[U];
    Renumbering &R = Maps[U];
    R.Strings.reserve(Unit.Strings.size());
    for (const std::string &S : Unit.Strings)
      R.Strings.push_back(P.intern(S));
    for (const FunctionSummary &F : Unit.Functions) {
      if (F.Blocks.empty())
        continue;
      Site At{Unit.Files.empty() ? std::string() : Unit.Files[F.Pos.File].Path,
              F.Pos.Line, F.Pos.Column};
      auto [It, New] = DefinedAt.try_emplace(Unit.string(F.Key), At);
      if (!New && It->second != At)
        R.Strings[F.Key] = P.intern(Unit.string(F.Key) + "@" + Unit.MainFile);
    }
    for (const SourceFile &F : Unit.Files) {
      auto [It, New] = FileByPath.try_emplace(F.Path, P.Files.size());
      if (New)
        P.Files.push_back(F);
      R.Files.push_back(It->second);
    }
    for (GlobalVariable G : Unit.Globals) {
      R(G.Key), R(G.Name), R(G.Type), R(G.Pos);
      auto [It, New] = GlobalByKey.try_emplace(G.Key, P.Globals.size());
      if (New) {
        P.Globals.push_back(G);
      } else {
        // Only what all units agree on can be relied on.
        P.Globals[It->second].Constant &= G.Constant;
        P.Globals[It->second].StartsAtZero |= G.StartsAtZero;
        P.Globals[It->second].ThreadLocal &= G.ThreadLocal;
      }
      R.Globals.push_back(It->second);
    }
    for (const FunctionSummary &F : Unit.Functions) {
      auto [It, New] =
          ByKeyText.try_emplace(P.string(R.Strings[F.Key]), Chosen{&F, U, {}});
      It->second.Units.insert(Unit.MainFile);
      if (!New && better(F, *It->second.F)) {
        It->second.F = &F;
        It->second.Unit = U;
      }
    }
  }
  if (P.Files.empty())
    P.Files.emplace_back();

  P.Functions.reserve(ByKeyText.size());
  for (const auto &[Key, C] : ByKeyText) {
    P.Functions.push_back(*C.F);
    Maps[C.Unit](P.Functions.back());
    P.UnitsOf.emplace_back(C.Units.begin(), C.Units.end());
    if (!C.F->Blocks.empty())
      P.ByKey[P.Functions.back().Key] = FunctionIx(P.Functions.size() - 1);
  }
  addWitnesses(P, Units, Maps);
  linkExits(P);
  dropSeen(P);
  findOverriders(P);
  findAddressTaken(P);
  findComponents(P);
  findEarlyWriters(P);
  return P;
}
