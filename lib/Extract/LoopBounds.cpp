//===- LoopBounds.cpp - The bounds of counted loops -----------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Function.h"

using namespace clang;

namespace aether::analysis {

/// What its variable holds before the first round of \p L.
ValueId FunctionExtractor::startOf(const CountedLoop &L) {
  return L.Start ? valueOf(L.Start)
                 : T.load(placeOfVariable(L.Variable, L.Bound));
}

/// For iterators that count integers.
void FunctionExtractor::boundIterator(const CountedLoop &L, Loop &Out) {
  const ValueNode From = T.value(valueOf(L.Start));
  Out.Lo = From.Kind == ValueKind::Range && keepsValue(From.A)
               ? From.A
               : opaque("the start of the loop over", L.Start);
  Out.Hi = opaque("the end of the loop over", L.Start);
  if (L.Bound && !L.Downwards && !L.Inclusive)
    if (const ValueNode To = T.value(valueOf(L.Bound));
        To.Kind == ValueKind::Range && keepsValue(To.A))
      Out.Hi = To.A;
}

/// For pointers, and iterators that are like them: the variable is the place of
/// the start moved by so many elements as there were rounds.
void FunctionExtractor::boundPointer(const CountedLoop &L, Loop &Out) {
  Out.Lo = T.constant(0);
  PlaceId From = pointee(startOf(L), "");
  if (auto Begin = VariableValue.find(L.Variable);
      Begin != VariableValue.end() && followsLinks(L.Variable->getType()))
    From = pointee(Begin->second, "");
  PlaceId To = pointee(valueOf(L.Bound), "");
  if (isBackwards(L.Variable->getType()))
    std::swap(From, To);
  const PlaceNode A = T.place(From), B = T.place(To);
  const bool Indexed =
      A.Kind == PlaceKind::Index || A.Kind == PlaceKind::Offset;
  const IntNode First =
      A.Kind == PlaceKind::Index ? T.integer(A.Arg) : IntNode{IntKind::Opaque};
  if (!L.Downwards && !L.Inclusive && B.Kind == PlaceKind::Elements &&
      First.Kind == IntKind::Cell &&
      T.place(First.A).Parent == T.structure(B.Parent)) {
    Out.Hi = linkedSize(L.Bound, B.Parent, "end");
    return;
  }
  // How far apart two elements of a chain are is not known from their names.
  if (L.Downwards || followsLinks(L.Variable->getType()) ||
      !keepsAddress(From) || !keepsAddress(To))
    Out.Hi = opaque("the end of the loop over", L.Bound);
  else if (A.Kind == B.Kind && Indexed && A.Parent == B.Parent)
    Out.Hi = T.sub(B.Arg, A.Arg);
  else if (B.Kind == PlaceKind::Offset && B.Parent == From)
    Out.Hi = B.Arg;
  else if (A.Kind != PlaceKind::Unknown && B.Kind != PlaceKind::Unknown)
    Out.Hi = T.distance(To, From);
  else
    Out.Hi = opaque("the end of the loop over", L.Bound);
  if (L.Inclusive)
    Out.Hi = T.add(Out.Hi, T.constant(1));
}

void FunctionExtractor::boundInteger(const CountedLoop &L, Loop &Out) {
  if (!L.Bound) {
    Out.Lo = intOf(L.Start);
    Out.Hi = opaque("the end of the loop that counts from", L.Start);
    return;
  }
  // Limits below zero are huge ones of unsigned loops: `i < n - 1`, and
  // `i >= 0` is always true.
  const bool Plain = countsElements(L);
  const IntId Start =
      Plain || !L.Downwards ? intOf(L.Start) : exactInt(L.Start);
  const IntId Bound = Plain || L.Downwards ? intOf(L.Bound) : exactInt(L.Bound);
  const std::optional<llvm::APSInt> Last = constantOf(L.Bound);
  if (!Plain && L.Downwards && L.Inclusive && Last && Last->isZero() &&
      L.Variable->getType()->isUnsignedIntegerType()) {
    Out.Lo = T.constant(0);
    Out.Hi = opaque("the end of the loop over", L.Start);
  } else if (L.Downwards) {
    Out.Lo = L.Inclusive ? Bound : T.add(Bound, T.constant(1));
    Out.Hi = T.add(Start, T.constant(1));
    // Steps count from Start downwards, and end before the limit.
    if (L.Step > 1)
      Out.Lo = T.add(Out.Lo, T.binary(IntKind::Mod, T.sub(Start, Out.Lo),
                                      T.constant(L.Step)));
  } else {
    Out.Lo = Start;
    Out.Hi = L.Inclusive ? T.add(Bound, T.constant(1)) : Bound;
  }
}

void FunctionExtractor::finishLoops() {
  // Terms made here may meet further loops' variables, but no new loops.
  std::vector<Event> Discarded;
  Events = &Discarded;
  for (const CountedLoop &L : Loops) {
    Loop Out;
    Out.Step = L.Step;
    Out.Complete = L.Complete;
    Out.Downwards = L.Downwards;
    Out.Variable = U.str(L.Variable->getName());
    const QualType Type = L.Variable->getType();
    if (countsIntegers(Type))
      boundIterator(L, Out);
    else if (U.facts(Type).IsPointer)
      boundPointer(L, Out);
    else
      boundInteger(L, Out);
    if (Out.Step == 0 && U.facts(Type).IsInteger) {
      Out.Factor = L.Factor;
      if (L.By)
        if (const IntId By = intOf(L.By); keepsValue(By))
          Out.By = By;
    }
    F.Loops.push_back(Out);
  }
  F.Loops.insert(F.Loops.end(), ModelLoops.begin(), ModelLoops.end());
  Events = nullptr;
}

} // namespace aether::analysis
