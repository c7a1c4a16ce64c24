//===- ReturnedTargets.cpp - Where the results of tasks lead --------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A loop starts thread number i, whose handle is `t[i]` and which returns
// `&results[i]`: who joins `t[j]` has a pointer to `results[j]`.
//
//===----------------------------------------------------------------------===//

#include "Context.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

/// Is \p P a part of one variable, or of one object that was allocated outside
/// of loops, at places that no number but \p Variable chooses?
bool Context::isChosenBy(PlaceId P, IntId Variable) const {
  for (PlaceId Q = P; Q != None; Q = T.place(Q).Parent) {
    const PlaceNode N = T.place(Q);
    switch (N.Kind) {
    case PlaceKind::Field:
      break;
    case PlaceKind::Index:
    case PlaceKind::Offset:
      if (T.anyOperand(N.Arg, [&](const IntNode &I) {
            return I.Kind != IntKind::Const && !(I == T.integer(Variable));
          }))
        return false;
      break;
    default:
      return N.Parent == None && isOneObject(Q);
    }
  }
  return false;
}

/// Where the result of a task leads to whose handle is an element, that
/// \p Cell is a part of; None if the element does not tell.
PlaceId Context::returnedTarget(PlaceId Cell) {
  const PlaceNode Of = T.place(T.place(Cell).Parent);
  if (Of.Kind != PlaceKind::Index)
    return None;
  const PlaceNode Array = T.place(Of.Parent);
  if (Array.Parent != None || Exposed.count(Of.Parent))
    return None;
  PlaceId Out = None;
  for (const auto &[To, Number] : storesTo(Cell)) {
    const ValueNode Value = T.value(AllStores[Number].Value);
    if (Value.Kind == ValueKind::Int &&
        T.integer(Value.A).Kind == IntKind::Const &&
        T.integer(Value.A).Value == 0)
      continue; // A null pointer leads nowhere.
    const PlaceNode Handle = T.place(T.place(To).Parent);
    if (T.place(To).Kind != PlaceKind::Field ||
        T.place(To).Arg != T.place(Cell).Arg ||
        Handle.Kind != PlaceKind::Index || Handle.Parent != Of.Parent ||
        T.integer(Handle.Arg).Kind != IntKind::LoopVar ||
        (Value.Kind != ValueKind::Addr && Value.Kind != ValueKind::Load))
      return None;
    const Places Targets =
        resolve(Value.Kind == ValueKind::Addr ? Value.A : T.deref(Value.A));
    if (Targets.size() != 1)
      return None;
    const PlaceId Chosen = resolveIndices(Targets.front());
    if (!isChosenBy(Chosen, Handle.Arg))
      return None;
    const PlaceId Target = replacedIn(Chosen, Handle.Arg, Of.Arg);
    if (Target == None || (Out != None && Out != Target))
      return None;
    Out = Target;
  }
  return Out;
}
