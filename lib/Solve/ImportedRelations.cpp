//===- ImportedRelations.cpp - Callees' tasks and relations ---------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What a callee could not decide by itself its caller tries again, in its own
// terms; and the tasks that a callee leaves running are followed on.
//
//===----------------------------------------------------------------------===//

#include "Context.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

/// Of one callee of a call.
class Context::RelationImport {
public:
  RelationImport(Context &C, CallInstance &Call, CallInstance::Resolved &R);
  void relation(const Relation &Old);
  void running(const Running &Old);

private:
  const Frame *chain(const Frame *Inner) const {
    return C.W.join(Call.Outer, C.W.frame(Callee, CallPos, Inner));
  }
  std::uint32_t bring(std::uint32_t S);
  bool isBlocking(std::uint32_t S) const {
    const std::uint32_t G = From.Strands[S].Group;
    return G == None || From.Groups[G].Blocking;
  }
  void leaveBeside(const LiveItem &Item);

  Context &C;
  CallInstance &Call;
  const FunctionIx Callee;
  Import &Map;
  const Effects &From;
  const SourcePos CallPos;
  std::vector<Fact> Facts;        ///< known where the call is made
  std::set<std::uint32_t> Filled; ///< strands that were brought
  const std::vector<HeldLock> NoLocks;
  const std::vector<PlaceId> NoneReleased;
};

Context::RelationImport::RelationImport(Context &C, CallInstance &Call,
                                        CallInstance::Resolved &R)
    : C(C), Call(Call), Callee(R.Function), Map(*R.Map), From(*R.From),
      CallPos(Call.Task ? C.W.P.Functions[R.Function].Pos : Call.Pos) {
  // The call may be one of a recursion that ends here.
  if (!C.W.Unrolling || (Call.Strand != None && Call.Strand >= C.OwnStrands))
    return;
  Facts = Call.Facts;
  Facts.insert(Facts.end(), C.FactsIn[Call.Block].begin(),
               C.FactsIn[Call.Block].end());
}

/// The caller's strand for the callee's strand \p S, with what that does.
std::uint32_t Context::RelationImport::bring(std::uint32_t S) {
  const std::uint32_t To = Map.strand(S);
  if (!Filled.insert(To).second)
    return To;
  const Strand Source = From.Strands[S];
  const Past Started = C.imported(Past{{}, Source.Waited, {}, {}}, Map);
  C.E.Strands[To].Waited = Started.Waited;
  auto Chain = [&](const Frame *Inner) { return chain(Inner); };
  for (std::uint32_t N : Source.Accesses)
    if (!C.isOwnThreads(From, N) || Call.Strand == None)
      C.importAccess(From.All[N], Map,
                     {Facts, NoLocks, NoneReleased, Started, Chain, To,
                      Call.Block, Call.Event});
  for (std::uint32_t N : Source.Opaques) {
    const OpaqueEffect &O = From.AllOpaque[N];
    C.addOpaque(O.Reason, O.Pos, chain(O.Chain), To, Call.Block, Call.Event);
  }
  return To;
}

void Context::RelationImport::relation(const Relation &Old) {
  Map.lift(true, isBlocking(Old.A) && isBlocking(Old.B));
  Relation New;
  New.A = bring(Old.A);
  New.B = bring(Old.B);
  New.Instances = Old.Instances;
  New.Doubtful = Old.Doubtful;
  New.Later = Old.Later;
  for (std::uint32_t L : Old.InstanceLoops)
    New.InstanceLoops.push_back(Map.loop(L));
  for (std::uint32_t L : Old.SharedLoops)
    New.SharedLoops.push_back(Map.loop(L));
  for (std::uint32_t G : Old.OuterGroups)
    New.OuterGroups.push_back(Map.group(G));
  if (Call.Strand != None && C.E.Strands[Call.Strand].Group != None)
    New.OuterGroups.push_back(C.E.Strands[Call.Strand].Group);
  C.Relations.push_back(std::move(New));
  Map.lift(false);
}

/// A task that the callee leaves running.
void Context::RelationImport::running(const Running &Old) {
  Map.lift(true, false);
  LiveItem Item;
  Item.By = &Call;
  Item.Block = Call.Block;
  Item.Event = Call.Event;
  Item.Doubtful = Old.Doubtful;
  Item.Several = Old.Several || Call.Repeated || Call.Callees.size() > 1;
  for (std::uint32_t S : Old.Strands)
    Item.Strands.push_back(bring(S));
  for (PlaceId H : Old.Handles) {
    if (H == None) {
      Item.Handles.push_back(None);
      continue;
    }
    for (PlaceId Q : Map.place(H))
      for (PlaceId P : Places(C.resolve(Q)))
        Item.Handles.push_back(P);
  }
  Map.lift(false);
  if (Call.Strand != None) {
    leaveBeside(Item);
    return;
  }
  C.ItemsAt[{Call.Block, Call.Event}].push_back(
      static_cast<std::uint32_t>(C.Items.size()));
  C.Items.push_back(std::move(Item));
}

/// A task of this call starts others and does not wait for them: they run
/// beside more than is known here, unless somebody has kept their handles.
void Context::RelationImport::leaveBeside(const LiveItem &Item) {
  Effects &E = C.E;
  const StringId Why = C.W.str("starts tasks that outlive it");
  C.addOpaque(Why, Call.Pos, Call.Outer, Call.Strand, Call.Block, Call.Event);
  auto IsKept = [&](PlaceId H) {
    const PlaceNode Root =
        H == None ? PlaceNode{PlaceKind::Unknown} : C.T.place(C.rootOf(H));
    return Root.Kind != PlaceKind::Unknown &&
           !(Root.Kind == PlaceKind::Local && E.Locals[Root.Arg].Callee);
  };
  if (llvm::all_of(Item.Handles, IsKept))
    return;
  for (std::uint32_t S : Item.Strands) {
    auto IsOwn = [&](std::uint32_t N) {
      const PlaceNode Root = C.T.place(C.rootOf(E.All[N].Place));
      return Root.Kind == PlaceKind::Local && E.Locals[Root.Arg].Strand == S;
    };
    if (E.Strands[S].Opaques.empty() && E.Strands[S].Pendings.empty() &&
        llvm::all_of(E.Strands[S].Accesses, IsOwn))
      continue;
    Strand Beside;
    Beside.Parent = true;
    Beside.Group = E.Strands[S].Group;
    Relation R;
    R.A = S;
    R.B = static_cast<std::uint32_t>(E.Strands.size());
    R.Doubtful = true;
    E.Strands.push_back(std::move(Beside));
    C.addOpaque(Why, Call.Pos, Call.Outer, R.B, Call.Block, Call.Event);
    C.addRelation(std::move(R));
  }
}

/// The callee's relations that its own context could not decide.
void Context::importRelations() {
  // What is called twice with the same arguments does the same twice, unless
  // it runs a callable that is found by the place of the call.
  using Made = std::tuple<FunctionIx, ValueId, PlaceId, std::vector<ValueId>,
                          std::uint32_t, std::vector<std::uint32_t>>;
  std::set<Made> Known;
  const std::size_t Count = Calls.size();
  for (std::size_t I = 0; I != Count; ++I)
    for (CallInstance::Resolved &R : Calls[I].Callees) {
      if (!R.Map || W.InProgress[R.Function])
        continue;
      CallInstance &Call = Calls[I];
      const Effects &From = *R.From;
      RelationImport To(*this, Call, R);
      ++W.CallersSeen[R.Function];
      const bool Plain = llvm::none_of(From.Relations, [&](const Relation &Q) {
        return !From.Strands[Q.A].Pendings.empty() ||
               !From.Strands[Q.B].Pendings.empty();
      });
      const bool Again =
          Plain && !Known
                        .insert({R.Function, R.This, R.Closure, Call.Args,
                                 Call.Strand, Shape.around(Call.Block)})
                        .second;
      if (!Again)
        for (const Relation &Old : From.Relations)
          To.relation(Old);
      for (const Running &Old : From.Live)
        To.running(Old);
    }
}
