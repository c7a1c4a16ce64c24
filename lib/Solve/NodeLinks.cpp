//===- NodeLinks.cpp - Who may have a pointer to a node that was taken ----===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A node that is linked from one place only, at any time, is its thread's alone
// once it was taken out of there: whoever reads that place later finds another
// one. Who has read it before, without synchronising since, was there first,
// for in a program without races one step comes before the other. So all stores
// that may put nodes somewhere have to keep each of them linked from one place,
// and whoever else touches nodes has to have read the pointer anew.
//
//===----------------------------------------------------------------------===//

#include "LinkForms.h"
#include "Overlap.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

/// What tells apart the places where pointers are kept: the member, or the
/// global.
std::pair<PlaceKind, std::uint32_t> Context::linkKey(PlaceId P) const {
  const PlaceNode N = T.place(P);
  return {N.Kind, N.Kind == PlaceKind::Field || N.Parent == None ? N.Arg : 0};
}

/// May \p P be, or be reached through, one of the nodes?
bool Context::mayBeNode(const NodeLinks &All, PlaceId P) const {
  const PlaceId Root = rootOf(P);
  if (T.place(Root).Kind == PlaceKind::Unknown || All.Nodes.count(Root))
    return true;
  for (; T.place(P).Parent != None; P = T.place(P).Parent)
    if (T.place(P).Kind == PlaceKind::Deref) {
      const PlaceKind Cell = T.place(T.place(P).Parent).Kind;
      // A pointer in an array may be any.
      if ((Cell != PlaceKind::Field &&
           T.place(T.place(P).Parent).Parent != None) ||
          All.Keys.count(linkKey(T.place(P).Parent)))
        return true;
    }
  return false;
}

/// Does a function name \p Global that is none of those whose accesses are seen
/// here?
bool Context::isNamedElsewhere(PlaceId Global) const {
  if (W.P.isMain(Fn))
    return false;
  std::set<FunctionIx> Seen{Fn};
  for (const AccessEffect &A : E.All) {
    Seen.insert(A.Function);
    for (const Frame *Step = A.Chain; Step; Step = Step->Inner)
      Seen.insert(Step->Callee);
  }
  const PlaceNode Root = T.place(Global);
  for (FunctionIx Other = 0; Other != W.P.Functions.size(); ++Other)
    if (!Seen.count(Other) &&
        llvm::is_contained(W.P.Functions[Other].T.Places, Root))
      return true;
  return false;
}

/// Where the lists begin that nodes are taken out of.
static Places listsOf(Context &C) {
  Places Out;
  for (const auto &[Object, Node] : C.E.Taken)
    Out.append(Places(C.resolve(Node.From)));
  return Out;
}

/// Is each of the nodes linked from one place only, at any time?
bool Context::isKept(NodeLinks &Out) {
  // Whoever is not seen here must not know of the list.
  for (const auto &[Object, Node] : E.Taken) {
    Out.Nodes.insert(T.root(Object.first, Object.second));
    Out.Keys.insert(linkKey(Node.From));
    if (Node.Link != 0)
      Out.Keys.insert({PlaceKind::Field, Node.Link});
    for (PlaceId List : Places(resolve(Node.From))) {
      const PlaceId Root = rootOf(List);
      const PlaceKind Kind = T.place(Root).Kind;
      // By a pointer that is not followed.
      if (hasDeref(List) && Kind != PlaceKind::Param && Kind != PlaceKind::This)
        return false;
      switch (Kind) {
      case PlaceKind::Param:
      case PlaceKind::This:
        Out.FromCaller = true;
        return false;
      case PlaceKind::Global:
        if (isThreadLocal(Root) || isNamedElsewhere(Root) ||
            !W.P.Globals[T.place(Root).Arg].StartsAtZero)
          return false;
        break;
      case PlaceKind::Local:
      case PlaceKind::Alloc:
        // One of a task's own may have been filled from another list.
        if (Kind == PlaceKind::Local && T.place(Root).Arg >= F.Locals.size())
          return false;
        if (Exposed.count(Root) && !W.P.isMain(Fn))
          return false;
        break;
      default:
        return false;
      }
    }
  }
  auto Targets = [&](ValueId V) {
    Places To;
    std::vector<ValueId> Options{V};
    if (T.value(V).Kind == ValueKind::Choice)
      Options = T.choice(T.value(V));
    for (ValueId Option : Options) {
      const ValueNode N = T.value(Option);
      if (N.Kind == ValueKind::Addr || N.Kind == ValueKind::Load)
        To.append(resolve(N.Kind == ValueKind::Addr ? N.A : T.deref(N.A)));
      else if (N.Kind == ValueKind::Unknown)
        To.push_back(T.root(PlaceKind::Unknown, N.A));
    }
    return To;
  };
  // Where nodes are put, and what else is put there.
  for (std::size_t Known = 0; Known != Out.Nodes.size() + Out.Keys.size();) {
    Known = Out.Nodes.size() + Out.Keys.size();
    for (std::size_t N = 0; N != AllStores.size(); ++N) {
      const StoreEffect S = AllStores[N];
      if (S.Form != LinkForm::Keeps)
        continue;
      const Places Objects = objectsOf(*this, S.Value);
      if (!Out.Keys.count(linkKey(S.To)) &&
          llvm::none_of(Objects,
                        [&](PlaceId P) { return Out.Nodes.count(P) != 0; }))
        continue;
      Out.Keys.insert(linkKey(S.To));
      for (PlaceId P : Objects)
        if (T.place(P).Parent == None)
          Out.Nodes.insert(P);
    }
  }
  for (const auto &[Object, Node] : E.Taken)
    for (PlaceId List : Places(resolve(Node.From)))
      if (mayBeNode(Out, List))
        return false;
  const Places Lists = listsOf(*this);
  // Where an unknown pointer leads, there may be one.
  auto MayBe = [&](PlaceId P) { return hasDeref(P) || mayBeNode(Out, P); };
  auto IsOther = [&](PlaceId P) {
    return !llvm::is_contained(Lists, P) && MayBe(P);
  };
  // One member links them, and no other.
  StringId Link = 0;
  for (const auto &[Object, Node] : E.Taken) {
    if (Node.Link != 0 && Link != 0 && Node.Link != Link)
      return false;
    Link = std::max(Link, Node.Link);
  }
  for (std::size_t N = 0; N != AllStores.size(); ++N) {
    const StoreEffect S = AllStores[N];
    const PlaceId Root = rootOf(S.To);
    const PlaceKind Kind = T.place(Root).Kind;
    if (S.Value == None || T.value(S.Value).Kind == ValueKind::Int ||
        isHeldBefore(S) || (!hasDeref(S.To) && Kind == PlaceKind::Result))
      continue;
    // A variable of somebody's own: what is reached through it, if only by a
    // function that has its address, is not anew from a list.
    if (!hasDeref(S.To) && Kind == PlaceKind::Local &&
        !llvm::is_contained(Lists, S.To) &&
        (S.To == Root || !Out.Keys.count(linkKey(S.To))) &&
        !E.Locals[T.place(Root).Arg].Heap && !AddressTaken.count(Root) &&
        !Exposed.count(Root) && !Escaped.count(Root))
      continue;
    if (S.Form == LinkForm::Keeps) {
      // What it was linked to before, it is not any more.
      for (PlaceId Object : objectsOf(*this, S.Value)) {
        const TakenNode *Node =
            T.place(Object).Parent == None ? takenNode(Object) : nullptr;
        if (Node && (S.Imported || !TakesOut.count({S.Block, S.Event})) &&
            (Node->Link == 0 || !llvm::is_contained(S.Reset, Node->Link)))
          return false;
      }
      const PlaceNode To = T.place(S.To);
      if (To.Kind == PlaceKind::Field && To.Arg != Link &&
          llvm::any_of(Places(resolve(S.To)), IsOther))
        return false;
      continue;
    }
    if (Out.Keys.count(linkKey(S.To)) || llvm::any_of(Targets(S.Value), MayBe))
      return false;
    // An object as a whole.
    if (T.value(S.Value).Kind == ValueKind::Load &&
        llvm::any_of(Places(resolve(T.value(S.Value).A)),
                     [&](PlaceId P) { return Out.Nodes.count(P) != 0; }))
      return false;
    if (llvm::any_of(Places(resolve(S.To)),
                     [&](PlaceId P) { return Out.Nodes.count(P) != 0; }))
      return false;
  }
  // What is not followed may put them anywhere.
  for (const CallInstance &Call : Calls)
    if (Call.Waiting || !Call.Reasons.empty())
      for (ValueId V : Call.Args)
        if (V != None && llvm::any_of(Targets(V), MayBe))
          return false;
  return !E.StoresAnywhere;
}

const Context::NodeLinks &Context::links() {
  if (!Links) {
    NodeLinks Out;
    Out.Kept = isKept(Out);
    Links = std::move(Out);
  }
  return *Links;
}

/// Is \p Own made to a node that its thread has taken out, and told nobody of
/// since, and \p Other not to the same one at that time?
bool Overlap::isTakenApart(const AccessEffect &Own, const AccessEffect &Other) {
  if (!C.isTaken(C.rootOf(Own.Place)) || !Own.Unshared ||
      C.hasDeref(Own.Place) || C.passesPointersByAtomics())
    return false;
  const Context::NodeLinks &Known = C.links();
  if (!Known.Kept)
    return false;
  const bool Named = !C.hasDeref(Other.Place);
  if (Named) {
    const PlaceKind Kind = C.T.place(C.rootOf(Other.Place)).Kind;
    const bool IsKnown = Kind == PlaceKind::Global ||
                         Kind == PlaceKind::Local || Kind == PlaceKind::Alloc;
    if (Other.Unshared || (IsKnown && !C.mayBeNode(Known, Other.Place)))
      return true;
  }
  // Anew from a list, or from the object that it is part of. A pointer that is
  // kept elsewhere may be outdated, or not be known at all.
  const Places Lists = listsOf(C);
  auto IsListed = [&](PlaceId P) {
    return llvm::any_of(Lists, [&](PlaceId List) {
      for (; List != None; List = C.T.place(List).Parent)
        if (List == P)
          return true;
      return false;
    });
  };
  return Other.Anew && !Other.Bases.empty() &&
         llvm::all_of(Other.Bases, [&](PlaceId Base) {
           const Places Meant(C.resolve(Base));
           return !Meant.empty() && llvm::all_of(Meant, IsListed);
         });
}
