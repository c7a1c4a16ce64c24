//===- Keepers.cpp - Who keeps an object alive? ---------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// An owner that gives up its share ends the object only if it is the last. An
// access through another owner, or through a pointer that was taken from it,
// comes before that one gives up its share, and so before the end: the count
// of owners puts them in order.
//
//===----------------------------------------------------------------------===//

#include "Keepers.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

/// Is \p Cell the pointer in a shared owner?
bool Context::isSharedOwner(PlaceId Cell) const {
  const PlaceNode N = T.place(Cell);
  return N.Kind == PlaceKind::Field && W.text(N.Arg) == "shared";
}

/// The pointer of the owner through which \p P was reached, perhaps long
/// before; None if there is none or if it is not known.
PlaceId Context::keeperOf(PlaceId P, unsigned Depth) {
  constexpr unsigned MaxDepth = 6;
  while (P != None && T.place(P).Kind != PlaceKind::Deref)
    P = T.place(P).Parent;
  if (P == None || Depth == MaxDepth)
    return None;
  const PlaceId Cell = T.place(P).Parent;
  const Places Cells = resolve(Cell);
  if (Cells.size() != 1)
    return None;
  if (isSharedOwner(Cell))
    return Cells.front();
  const Content Held = contents(Cells.front());
  if (Held.Initial || Held.Values.size() != 1)
    return None;
  const ValueNode V = T.value(Held.Values.front());
  if (V.Kind == ValueKind::Addr)
    return keeperOf(V.A, Depth + 1);
  return V.Kind == ValueKind::Load ? keeperOf(T.deref(V.A), Depth + 1) : None;
}

/// Has the owner whose pointer is \p Keeper its share still when something
/// happens at \p Here, as far as this function itself takes it away?
bool Context::keepsUntil(PlaceId Keeper, Spot Here) {
  const PlaceId Owner = T.place(Keeper).Parent;
  std::set<Spot> Made;
  for (const auto &[To, Number] : storesTo(Keeper))
    if (AllStores[Number].Block != None)
      Made.insert({AllStores[Number].Block, AllStores[Number].Event});
  for (std::uint32_t N = 0; N != E.All.size(); ++N) {
    const AccessEffect &A = E.All[N];
    if (!isWrite(A.Kind) || rootOf(A.Place) != rootOf(Owner) ||
        !mayOverlap(A.Place, Owner))
      continue;
    const Spot There = AccessSpot[N];
    auto It = AccessesAt.find(There);
    const bool Own =
        It != AccessesAt.end() && llvm::is_contained(It->second, N);
    if (!Own || There == Here || reaches(There, Here, Made))
      return false;
  }
  return true;
}

/// Accesses that an owner of the function's own keeps the object alive for, and
/// shares that such an owner gives up: callers need to know no more of it.
void Context::findKept() {
  for (std::uint32_t N = 0; N != E.All.size(); ++N) {
    AccessEffect &A = E.All[N];
    if (A.Keeper == None)
      continue;
    const PlaceId Root = rootOf(A.Keeper);
    E.All[N].KeptHere =
        T.place(Root).Kind == PlaceKind::Local && !hasDeref(A.Keeper) &&
        (givesUpShare(A) || keepsUntil(A.Keeper, AccessSpot[N]));
  }
}

/// Owners in the object \p P, by what was stored in it or in what it is a copy
/// of: where the pointers of shared ones are, and what unique ones own.
std::vector<PlaceId> Context::ownersIn(PlaceId P, unsigned Depth) {
  constexpr unsigned MaxDepth = 4;
  std::vector<PlaceId> Out;
  if (Depth == MaxDepth)
    return Out;
  for (const StoreEffect &S : std::vector<StoreEffect>(AllStores)) {
    if (rootOf(S.To) != rootOf(P) || hasDeref(S.To) ||
        rebase(S.To, P, P, false) == None)
      continue;
    const ValueNode V = T.value(S.Value);
    if (isSharedOwner(S.To) || ownedPart(S.To) == S.To)
      Out.push_back(S.To);
    else if (V.Kind == ValueKind::Load && !hasDeref(V.A))
      for (PlaceId Owner : ownersIn(V.A, Depth + 1))
        if (const PlaceId Own = rebase(Owner, V.A, S.To, false); Own != None)
          Out.push_back(Own);
  }
  llvm::sort(Out);
  Out.erase(std::unique(Out.begin(), Out.end()), Out.end());
  return Out;
}

/// A task with a copy of its callable ends what that owns.
void Context::endOwnCopy(PlaceId Copy, PlaceId Source, std::uint32_t Strand,
                         Spot Here, SourcePos Pos) {
  for (PlaceId Owner : ownersIn(Source)) {
    const PlaceId Own = rebase(Owner, Source, Copy, false);
    const bool Shared = isSharedOwner(Owner);
    Access A;
    A.Kind = Shared ? AccessKind::Read : AccessKind::Write;
    A.Nature = AccessNature::Released;
    A.Place = Shared ? T.deref(Own) : Own;
    A.Spelling = W.str(describe(T.place(Own).Parent));
    A.Pos = Pos;
    collectAccess(A, Here.first, Here.second, Strand);
  }
}

/// What the unique owner at \p P owns, if it is one that somebody speaks of;
/// else None.
PlaceId Context::ownedBy(PlaceId P) {
  for (; OwnersSeen != T.Places.size(); ++OwnersSeen)
    if (const PlaceNode N = T.place(OwnersSeen);
        N.Kind == PlaceKind::Field && W.text(N.Arg) == "owned")
      UniqueOwners[N.Parent] = OwnersSeen;
  auto It = UniqueOwners.find(P);
  return It == UniqueOwners.end() ? None : It->second;
}

/// What a write to \p P, an owner or what \p HoldsOwners, may end although it
/// bears the name of another: what was moved there from unique ones.
std::vector<PlaceId> Context::movedInto(PlaceId P, bool HoldsOwners) {
  std::vector<PlaceId> Out;
  const bool IsOwner = ownedBy(P) != None;
  if (UniqueOwners.empty() || (!HoldsOwners && !IsOwner))
    return Out;
  for (const StoreEffect &S : AllStores) {
    const ValueNode V = T.value(S.Value);
    if (V.Kind != ValueKind::Load || rootOf(S.To) != rootOf(P) ||
        rootOf(V.A) == rootOf(P) || hasDeref(V.A) || !mayOverlap(S.To, P))
      continue;
    const PlaceNode From = T.place(V.A);
    const bool Inner =
        From.Kind == PlaceKind::Field && W.text(From.Arg) == "owned";
    if (const PlaceId Owned = ownedBy(Inner ? From.Parent : V.A); Owned != None)
      Out.push_back(Owned);
  }
  llvm::sort(Out);
  Out.erase(std::unique(Out.begin(), Out.end()), Out.end());
  return Out;
}

//===----------------------------------------------------------------------===//
// What Judge asks
//===----------------------------------------------------------------------===//

/// A shared owner of a variable has a deleter that leaves it as it is. What
/// `this` or a parameter is is for callers to say.
bool Keepers::mayEnd(const AccessEffect &Release) const {
  const PlaceNode N = T.place(Release.Place);
  if (N.Kind == PlaceKind::Deref)
    return C.isSharedOwner(N.Parent);
  const PlaceNode Root = T.place(C.rootOf(Release.Place));
  return Root.Kind == PlaceKind::Alloc ||
         (Root.Kind == PlaceKind::Local && C.E.Locals[Root.Arg].Heap);
}

bool Keepers::keeps(const AccessEffect &Use, const AccessEffect &Release,
                    std::uint32_t UsedBy) {
  if (Use.Kept)
    return true;
  auto IsOther = [&](PlaceId Keeper) {
    if (Release.Kept)
      return true;
    if (Release.Keeper == None)
      return false;
    AccessEffect A = Use, B = Release;
    A.Place = Keeper;
    B.Place = Release.Keeper;
    A.Nature = B.Nature = AccessNature::Plain;
    A.Type = B.Type = 0;
    return O.compare(A, B).Result == Meeting::Disjoint;
  };
  const auto Number = static_cast<std::uint32_t>(&Use - C.E.All.data());
  if (Use.Keeper != None && C.keepsUntil(Use.Keeper, C.spotOf(Number)) &&
      IsOther(Use.Keeper))
    return true;
  // A task may have a share besides the pointer that it uses, which it gives up
  // when it is over.
  return llvm::any_of(C.E.Strands[UsedBy].Accesses, [&](std::uint32_t N) {
    const AccessEffect &Own = C.E.All[N];
    if (!givesUpShare(Own) || Own.Keeper == None || Own.Kept ||
        C.rootOf(Own.Place) != C.rootOf(Release.Place))
      return false;
    const PlaceNode Root = T.place(C.rootOf(Own.Keeper));
    return Root.Kind == PlaceKind::Local && !C.hasDeref(Own.Keeper) &&
           C.E.Locals[Root.Arg].Strand == UsedBy &&
           C.keepsUntil(Own.Keeper, C.spotOf(N));
  });
}

bool Keepers::isLast(const AccessEffect &Release) const {
  if (Release.Kept || Release.Keeper == None)
    return false;
  const PlaceId Object = C.rootOf(Release.Place);
  auto LeadsThere = [&](ValueId V) {
    const ValueNode N = T.value(V);
    return (N.Kind == ValueKind::Addr || N.Kind == ValueKind::Load) &&
           llvm::any_of(Places(C.resolve(
                            N.Kind == ValueKind::Addr ? N.A : T.deref(N.A))),
                        [&](PlaceId P) { return C.rootOf(P) == Object; });
  };
  auto IsTemporary = [&](PlaceId P) {
    const PlaceNode Root = T.place(C.rootOf(P));
    return Root.Kind == PlaceKind::Result ||
           (Root.Kind == PlaceKind::Local && Root.Arg < C.F.Locals.size() &&
            C.E.Locals[Root.Arg].Strand == None &&
            C.W.text(C.F.Locals[Root.Arg].Name).empty());
  };
  // All that has ever held it, and copies of what holds that.
  std::set<PlaceId> Owners{Release.Keeper};
  for (const StoreEffect &S : C.stores())
    if (C.isSharedOwner(S.To) && LeadsThere(S.Value))
      for (PlaceId P : Places(C.resolve(S.To)))
        Owners.insert(P);
  std::vector<PlaceId> Work(Owners.begin(), Owners.end());
  constexpr std::size_t Enough = 16;
  while (!Work.empty()) {
    const PlaceId Owner = Work.back();
    Work.pop_back();
    if ((Owner != Release.Keeper && !IsTemporary(Owner)) ||
        Owners.size() > Enough)
      return false;
    for (const StoreEffect &S : C.stores()) {
      const ValueNode V = T.value(S.Value);
      if (V.Kind != ValueKind::Load)
        continue;
      const PlaceId Copy = C.rebase(Owner, V.A, S.To, false);
      if (Copy != None && C.isSharedOwner(Copy) &&
          C.rootOf(V.A) == C.rootOf(Owner) && Owners.insert(Copy).second)
        Work.push_back(Copy);
    }
  }
  return true;
}
