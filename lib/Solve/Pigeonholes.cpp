//===- Pigeonholes.cpp - More tasks than objects --------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Where every task touches one of a few objects and there are more tasks than
// objects, two tasks meet in one, however they choose.
//
//===----------------------------------------------------------------------===//

#include "Judge.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>

using namespace aether::analysis;

/// May the object be one of several that are made in one place?
bool Judge::isMany(PlaceId P) {
  const PlaceId Root = C.rootOf(P);
  const PlaceNode N = T.place(Root);
  bool Many = N.Kind == PlaceKind::Local && E.Locals[N.Arg].Many;
  if (auto It = C.Mentions.find(Root);
      N.Kind == PlaceKind::Alloc && It != C.Mentions.end())
    Many |= !C.Shape.around(It->second.first).empty();
  return Many;
}

/// Does every task make the access, and are there more tasks than \p Objects?
bool Judge::isMadeByMoreThan(std::int64_t Objects, const Relation &R,
                             const AccessEffect &A, bool IsCounted) {
  const Strand &St = E.Strands[R.A];
  if (R.A != R.B || R.Instances || !St.Many || St.Parent || St.Group == None ||
      !A.Certain || !A.Locks.empty())
    return false;
  // Where callers say how many there are, there may well be more than a few.
  const auto &Dimensions = E.Groups[St.Group].Dimensions;
  std::int64_t Tasks = 1;
  bool Known = true, Limited = false;
  for (const ParallelCall::Dimension &D : Dimensions) {
    if (D.IsBlock)
      return false; // Perhaps as few as there are threads.
    const bool Counted = D.Lo != None && D.Hi != None &&
                         T.integer(D.Lo).Kind == IntKind::Const &&
                         T.integer(D.Hi).Kind == IntKind::Const;
    Known &= Counted;
    Limited |= D.Hi != None && !isInput(C, D.Hi);
    if (Counted && Tasks <= Objects)
      Tasks *= std::clamp<std::int64_t>(
          T.integer(D.Hi).Value - T.integer(D.Lo).Value, 0, Objects + 1);
  }
  return !Dimensions.empty() && Tasks != 0 &&
         (Known ? Tasks > Objects
                : !IsCounted && !Limited && Objects <= std::int64_t(MaxOneOf));
}

/// Is \p P one object that all tasks have in common?
bool Judge::isCommon(Overlap &O, const Relation &R, PlaceId P) {
  const PlaceNode Root = T.place(C.rootOf(P));
  return !C.isThreadLocal(C.rootOf(P)) && Root.Kind != PlaceKind::Unknown &&
         Root.Kind != PlaceKind::Function && O.isShared(P) && !isMany(P) &&
         !C.perInstance(R, P);
}

/// Every task makes the access to one of a few objects that all of them share,
/// and there are more tasks than objects: two meet in one, however they choose.
bool Judge::meetsInOneOf(Overlap &O, const Relation &R, const AccessEffect &A) {
  return !A.OneOf.empty() &&
         isMadeByMoreThan(static_cast<std::int64_t>(A.OneOf.size()), R, A) &&
         llvm::all_of(A.OneOf, [&](PlaceId P) { return isCommon(O, R, P); });
}

/// The same for one of the elements of an array whose type says how many it
/// has.
bool Judge::meetsInArray(Overlap &O, const Relation &R, const AccessEffect &A) {
  const PlaceNode N = T.place(A.Place);
  if (A.Approximate || N.Kind != PlaceKind::Index ||
      T.place(N.Parent).Kind != PlaceKind::Local)
    return false;
  const std::uint32_t Local = T.place(N.Parent).Arg;
  const std::int64_t Elements =
      Local < C.F.Locals.size()
          ? elementsOfType(C.W.text(C.F.Locals[Local].Type))
          : 0;
  return Elements > 0 && isMadeByMoreThan(Elements, R, A) && O.isGiven(N.Arg) &&
         isCommon(O, R, N.Parent);
}

/// The same for one of a few elements, for its index has few values: that of
/// `++count[key % 10]`, of `++seen[letter]`.
bool Judge::meetsInElements(Overlap &O, const Relation &R,
                            const AccessEffect &A) {
  if (A.Approximate || !isWrite(A.Kind))
    return false;
  PlaceId P = A.Place;
  while (P != None && (T.place(P).Kind == PlaceKind::Field ||
                       T.place(P).Kind == PlaceKind::Structure))
    P = T.place(P).Parent;
  if (P == None || T.place(P).Kind != PlaceKind::Index)
    return false;
  const PlaceNode Element = T.place(P);
  auto Meets = [&](std::int64_t Values, bool IsCounted) {
    return Values > 0 && isMadeByMoreThan(Values, R, A, IsCounted) &&
           isCommon(O, R, Element.Parent);
  };
  // Who has an array of few elements may well start no more tasks.
  if (Meets(A.Values, true))
    return true;
  IntNode At = T.integer(Element.Arg);
  while (At.Kind == IntKind::Add && T.integer(At.B).Kind == IntKind::Const)
    At = T.integer(At.A);
  if (At.Kind != IntKind::Mod || T.integer(At.B).Kind != IntKind::Const)
    return false;
  // A remainder may be negative.
  const std::int64_t By = T.integer(At.B).Value;
  return By > 0 && By < (std::int64_t(1) << 32) && O.isGiven(Element.Arg) &&
         Meets(2 * By - 1, false);
}
