//===- NullTests.cpp - Is a pointer null? ---------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A branch on a pointer tests a number, a part of the pointer's cell, that is
// zero if it is null. Where all that the cell may hold is known, one way out of
// the branch is not taken. Elsewhere such a test decides nothing.
//
//===----------------------------------------------------------------------===//

#include "Context.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

bool Context::isNullTest(IntId I) const {
  const IntNode N = T.integer(I);
  if (N.Kind != IntKind::Cell)
    return false;
  const PlaceNode P = T.place(N.A);
  return P.Kind == PlaceKind::Field && W.text(P.Arg) == NullTest;
}

/// The same for a pointer that holds \p V; \p Part is the part of a cell that
/// is tested. None if nobody knows.
IntId Context::nullTestOf(ValueId V, StringId Part) {
  if (V == None)
    return None;
  const ValueNode N = T.value(V);
  switch (N.Kind) {
  case ValueKind::Addr: {
    // A variable or global has an address, and so has what `new` made; what
    // malloc returned, or is part of what a pointer leads to, may have none.
    const PlaceNode Root = T.place(rootOf(N.A));
    const bool Exists =
        Root.Kind == PlaceKind::Global ||
        (Root.Kind == PlaceKind::Alloc &&
         llvm::is_contained(F.NonNull, Root.Arg)) ||
        (Root.Kind == PlaceKind::Local &&
         (!E.Locals[Root.Arg].Heap || E.Locals[Root.Arg].NonNull));
    return !hasDeref(N.A) && Exists ? T.constant(1) : None;
  }
  case ValueKind::Int:
    return N.A;
  case ValueKind::Load:
    return T.cell(T.field(N.A, Part));
  default:
    return None;
  }
}

/// 1 or 0 if the pointer is known to lead to an object or to be null; the number
/// that it was made of.
IntId Context::resolveNullTest(IntId I) {
  const PlaceNode P = T.place(T.integer(I).A);
  const Places Cells = resolve(P.Parent);
  if (Cells.size() != 1)
    return I;
  const PlaceId Tested = T.field(Cells.front(), P.Arg);
  IntId Out = T.cell(Tested);
  // Bytes may be written there, or what a function puts there that has the
  // address and is not followed.
  const PlaceId Cell = Cells.front();
  const auto Writes = llvm::count_if(E.All, [&](const AccessEffect &A) {
    return isWrite(A.Kind) && rootOf(A.Place) == rootOf(Cell) &&
           mayOverlap(A.Place, Cell);
  });
  const bool GivenAway = llvm::any_of(Calls, [&](const CallInstance &Call) {
    return (Call.Waiting || !Call.Reasons.empty()) &&
           llvm::any_of(Call.Args, [&](ValueId V) {
             return V != None && T.value(V).Kind == ValueKind::Addr &&
                    rootOf(T.value(V).A) == rootOf(Cell);
           });
  });
  const Content Held = contents(Cell);
  if (!Held.Stores || Held.Initial || Held.Weak || Held.Values.empty() ||
      GivenAway || Escaped.count(rootOf(Cell)) != 0 ||
      std::size_t(Writes) > storesTo(Cell).size() ||
      !ResolvingInts.insert(Tested).second)
    return Out;
  std::set<IntId> All;
  for (ValueId V : Held.Values) {
    const IntId Known = nullTestOf(V, P.Arg);
    All.insert(Known == None ? None : resolveInt(Known));
  }
  ResolvingInts.erase(Tested);
  // A number that is kept as a pointer is null where it is zero.
  auto IsNumber = [&](IntId Number) {
    const IntKind K = T.integer(Number).Kind;
    return K == IntKind::Const || K == IntKind::LoopVar || K == IntKind::Add ||
           K == IntKind::Mul;
  };
  if (All.size() == 1 && *All.begin() != None &&
      (isNullTest(*All.begin()) || IsNumber(*All.begin())))
    Out = *All.begin();
  return Out;
}

/// Keeps of the tests of \p A those that are false, or that a caller may
/// decide.
void Context::dropNullTests(AccessEffect &A) const {
  llvm::erase_if(A.Facts, [&](const Fact &Known) {
    if (!isNullTest(Known.Lhs))
      return false;
    const PlaceKind Root = T.place(rootOf(T.integer(Known.Lhs).A)).Kind;
    return Root != PlaceKind::Param && Root != PlaceKind::This &&
           Root != PlaceKind::Global;
  });
}
