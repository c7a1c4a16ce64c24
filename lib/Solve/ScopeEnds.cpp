//===- ScopeEnds.cpp - Variables that end beside tasks --------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Context.h"
#include "Flow.h"
#include "WrittenHandles.h"

#include "llvm/ADT/STLExtras.h"

#include <deque>

using namespace aether::analysis;

/// The variables and parameters that lead to a handle which is waited for after
/// \p Here.
std::set<PlaceId> Context::joinedAfter(Spot Here) {
  std::set<PlaceId> Out;
  std::vector<bool> Seen(F.Blocks.size());
  std::deque<Spot> Work{{Here.first, Here.second + 1}};
  while (!Work.empty()) {
    const auto [B, First] = Work.front();
    Work.pop_front();
    for (std::uint32_t I = First; I < F.Blocks[B].Events.size(); ++I)
      if (const auto *J = std::get_if<Join>(&F.Blocks[B].Events[I]);
          J && !testsStart(F, B, I))
        for (PlaceId P : Places(resolve(J->Handle)))
          Out.insert(rootOf(P));
    for (std::uint32_t Next : F.Blocks[B].Successors)
      if (!Seen[Next]) {
        Seen[Next] = true;
        Work.push_back({Next, 0});
      }
  }
  // What was put there, or returned, had another name before.
  for (std::size_t Before = 0; Before != Out.size();) {
    Before = Out.size();
    for (const StoreEffect &S : stores())
      if (S.Value != None && T.value(S.Value).Kind == ValueKind::Load &&
          Out.count(rootOf(S.To)))
        Out.insert(rootOf(T.value(S.Value).A));
  }
  return Out;
}

/// Is \p Root, a variable of the function's own, named by anything but the
/// start of the tasks that it stands for?
bool Context::isNamedAgain(PlaceId Root) {
  bool Found = false;
  auto OnPlace = [&](PlaceId P) { Found |= P != None && rootOf(P) == Root; };
  auto OnValue = [&](ValueId V) {
    if (V != None && (T.value(V).Kind == ValueKind::Addr ||
                      T.value(V).Kind == ValueKind::Load))
      OnPlace(T.value(V).A);
  };
  for (const Block &B : F.Blocks)
    for (const Event &Ev : B.Events)
      if (!std::holds_alternative<Parallel>(Ev) &&
          !std::holds_alternative<ScopeEnd>(Ev))
        forEachTerm(Ev, OnPlace, OnValue);
  return Found;
}

/// May the function wait for tasks whose handles are no variables of its own?
/// Those of \p Root may be among them, or may be copied for that.
bool Context::mayWaitForOthers(PlaceId Root) {
  for (const CallInstance &Call : Calls)
    if (Call.Strand == None &&
        (llvm::any_of(Call.Args,
                      [&](ValueId V) {
                        if (V == None)
                          return false;
                        const ValueNode N = T.value(V);
                        // (In C handles are numbers.)
                        return N.Kind == ValueKind::Int
                                   ? T.integer(N.A).Kind != IntKind::Const
                                   : N.Kind == ValueKind::Load &&
                                         rootOf(N.A) == Root;
                      }) ||
         llvm::any_of(Call.Callees, [](const CallInstance::Resolved &To) {
           return !To.From || !To.From->Joined.empty() ||
                  !To.From->MayJoin.empty();
         })))
      return true;
  for (const Block &B : F.Blocks)
    for (const Event &Ev : B.Events)
      if (const auto *J = std::get_if<Join>(&Ev))
        for (PlaceId P : Places(resolve(J->Handle)))
          if (T.place(rootOf(P)).Kind != PlaceKind::Local)
            return true;
  return false;
}

/// Is it plain that the tasks of \p Task are not all waited for when the
/// variable of \p End ends? Who waits in a way that is not understood (in a
/// called function, by another task, by the destructor of a container) has done
/// so as a rule: that much is expected of a handle that ends with the function.
bool Context::outlives(std::uint32_t Task, const AccessEffect &End) {
  const auto After = JoinedAfter.find(End.Place);
  for (const LiveItem &Item : Items)
    if (llvm::is_contained(Item.Strands, Task) && After != JoinedAfter.end() &&
        llvm::any_of(Item.Handles, [&](PlaceId H) {
          return H != None && After->second.count(rootOf(H)) != 0;
        }))
      return true;
  auto IsReturned = [&](PlaceId Root) {
    return llvm::any_of(E.Returns, [&](ValueId V) {
      return V != None &&
             (T.value(V).Kind == ValueKind::Addr ||
              T.value(V).Kind == ValueKind::Load) &&
             rootOf(T.value(V).A) == Root;
    });
  };
  // Who has a handle for its scope, and does not wait when that ends, has given
  // the task up.
  auto IsGivenUp = [&](PlaceId Root) {
    bool Ends = false, Elsewhere = false;
    auto IsOf = [&](ValueId V) {
      return V != None &&
             (T.value(V).Kind == ValueKind::Addr ||
              T.value(V).Kind == ValueKind::Load) &&
             rootOf(T.value(V).A) == Root;
    };
    for (const Block &B : F.Blocks)
      for (const Event &Ev : B.Events) {
        if (const auto *J = std::get_if<Join>(&Ev))
          Elsewhere |= rootOf(J->Handle) == Root;
        if (const auto *St = std::get_if<Store>(&Ev))
          Elsewhere |= IsOf(St->Value);
        if (const auto *R = std::get_if<Return>(&Ev))
          Elsewhere |= IsOf(R->Value);
        if (const auto *Made = std::get_if<aether::analysis::Call>(&Ev))
          Elsewhere |= llvm::any_of(Made->Args, IsOf);
      }
    if (Elsewhere)
      return false;
    for (const CallInstance &Call : Calls) {
      if (Call.This == None || T.value(Call.This).Kind != ValueKind::Addr ||
          rootOf(T.value(Call.This).A) != Root)
        continue;
      if (Call.Strand != None || !Call.Reasons.empty())
        return false;
      for (const CallInstance::Resolved &To : Call.Callees) {
        const llvm::StringRef Name =
            llvm::StringRef(W.text(W.P.Functions[To.Function].Name))
                .rsplit("::")
                .second;
        if (!To.From || !To.From->Joined.empty() || !To.From->MayJoin.empty())
          return false;
        Ends |= Name.starts_with("~");
      }
    }
    return Ends;
  };
  auto Remains = [&](PlaceId H) {
    if (H == None)
      return true;
    const PlaceId Root = rootOf(H);
    return !W.P.isMain(Fn) &&
           (T.place(Root).Kind != PlaceKind::Local
                ? !mayWaitForOthers(Root)
                : IsReturned(Root) || !isNamedAgain(Root) || IsGivenUp(Root));
  };
  auto IsScopes = [&](PlaceId H) {
    return H != None && T.place(rootOf(H)).Kind == PlaceKind::Local &&
           IsGivenUp(rootOf(H));
  };
  return llvm::any_of(E.Live, [&](const Running &Still) {
    if (!llvm::is_contained(Still.Strands, Task))
      return false;
    return (!Still.Doubtful && (llvm::is_contained(Still.Handles, None) ||
                                llvm::all_of(Still.Handles, Remains))) ||
           (!W.P.isMain(Fn) && llvm::any_of(Still.Handles, IsScopes));
  });
}

/// The ends of variables that tasks of this function use: reads that nobody may
/// make beside another access, for to the function itself they change nothing.
/// To callers they are nothing at all: what ends here is in no call of theirs.
void Context::collectScopeEnds() {
  std::set<PlaceId> Used;
  for (const Strand &S : E.Strands)
    if (!S.Parent)
      for (std::uint32_t N : S.Accesses)
        Used.insert(rootOf(E.All[N].Place));
  if (Used.empty())
    return;
  for (std::uint32_t B : Shape.Order)
    for (std::uint32_t I = 0; I != F.Blocks[B].Events.size(); ++I) {
      const auto *End = std::get_if<ScopeEnd>(&F.Blocks[B].Events[I]);
      if (!End || !Used.count(rootOf(End->Object)))
        continue;
      AccessEffect Out;
      Out.Place = Out.Via = End->Object;
      Out.EndsScope = true;
      JoinedAfter[Out.Place].merge(joinedAfter({B, I}));
      Out.Made = roundsOf(B);
      Out.Always = !Shape.Exits.empty() && everyRun(B);
      Out.Certain = !E.TakesLocks && Out.Always;
      Out.Spelling = End->Spelling;
      Out.Pos = End->Pos;
      Out.Function = Fn;
      Out.Facts = FactsIn[B];
      if (auto It = LocksAt.find({B, I}); It != LocksAt.end()) {
        Out.Locks = It->second.Held;
        Out.Released = It->second.Released;
        Out.Before = It->second.Before;
        addCases(Out, casesOf(It->second.Perhaps), None, B, I);
      } else {
        addAccess(std::move(Out), None, B, I);
      }
    }
}
