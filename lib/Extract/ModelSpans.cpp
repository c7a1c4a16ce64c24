//===- ModelSpans.cpp - Several elements at once in a model ---------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What the spans, views and byte counts of a modelled call cover.
//
//===----------------------------------------------------------------------===//

#include "Function.h"

using namespace clang;

namespace aether::analysis {

PlaceId FunctionExtractor::spanEnd(CallSite &C, const ModelTerm &Term) {
  return pointee(modelValue(C, Term),
                 "the range of `" +
                     (C.Callee ? U.modelName(C.Callee).str() : "a call") + "`");
}

/// The elements from \p First on, up to where nobody knows.
PlaceId FunctionExtractor::openSpan(CallSite &C, const ModelTerm &Term,
                                    PlaceId First) {
  const PlaceNode N = T.place(First);
  const bool Indexed = N.Kind == PlaceKind::Index;
  const bool Moved = N.Kind == PlaceKind::Offset;
  const Expr *Start = baseExpr(Term, C.ObjectExpr, C.Args, ArgShift);
  if ((!Indexed && !Moved && N.Kind != PlaceKind::Deref &&
       N.Kind != PlaceKind::Alloc) ||
      !Start || followsLinks(Start->getType()))
    return wholeRange(First);
  const IntId Lo = Indexed || Moved ? IntId(N.Arg) : T.constant(0);
  if (!keepsValue(Lo))
    return wholeRange(First);
  const PlaceId Base = Indexed || Moved ? N.Parent : First;
  if (isBackwards(Start->getType()))
    return someOf(First, Base);
  Loop Rounds;
  Rounds.Lo = Lo;
  const IntId At = T.atom(IntKind::LoopVar, Loops.size() + ModelLoops.size());
  ModelLoops.push_back(Rounds);
  return Indexed ? T.index(Base, At) : T.offset(Base, At);
}

/// The elements from \p First, which \p Pointer leads to, up to number \p Hi.
PlaceId FunctionExtractor::countedSpan(PlaceId First, IntId Hi,
                                       const Expr *Pointer, QualType Element) {
  const PlaceNode N = T.place(First);
  const bool Counted =
      N.Kind == PlaceKind::Index || N.Kind == PlaceKind::Offset;
  Loop Rounds;
  Rounds.Lo = Counted ? IntId(N.Arg) : T.constant(0);
  Rounds.Hi = Hi;
  const auto From = extentOf(Rounds.Lo), To = extentOf(Hi);
  const IntId At = T.atom(IntKind::LoopVar, Loops.size() + ModelLoops.size());
  ModelLoops.push_back(Rounds);
  if (N.Kind != PlaceKind::Index)
    return T.offset(Counted ? N.Parent : First, At);
  const PlaceId Out = T.index(N.Parent, At);
  if (!Pointer || Element.isNull() || !From || !To)
    return Out;
  return withinRow(Out, Pointer, Element,
                   Extent{From->Least, To->Greatest - 1});
}

static PlaceId nextElement(Terms &T, PlaceId P) {
  const PlaceNode N = T.place(P);
  const IntId One = T.constant(1);
  switch (N.Kind) {
  case PlaceKind::Elements:
  case PlaceKind::Unknown:
    return P;
  case PlaceKind::Index:
    return T.index(N.Parent, T.add(N.Arg, One));
  case PlaceKind::Offset:
    return T.offset(N.Parent, T.add(N.Arg, One));
  default:
    return T.offset(P, One);
  }
}

/// The elements from one iterator up to another: all, those that a variable
/// counts, or nobody knows which.
PlaceId FunctionExtractor::spanOf(CallSite &C, const ModelTerm &Term) {
  PlaceId First = spanEnd(C, Term.Operands[0]);
  if (T.place(First).Kind == PlaceKind::Unknown)
    return wholeRange(First);
  if (Term.Operands.size() < 2)
    return openSpan(C, Term, First);
  PlaceId Last = spanEnd(C, Term.Operands[1]);
  if (isBackwards(C, Term.Operands[0])) {
    std::swap(First, Last);
    for (PlaceId *End : {&First, &Last})
      *End = nextElement(T, *End);
  }
  auto Split = [&](PlaceId P) -> std::pair<PlaceId, IntId> {
    const PlaceNode N = T.place(P);
    if (N.Kind == PlaceKind::Index || N.Kind == PlaceKind::Offset)
      return {N.Parent, N.Arg};
    return {P, T.constant(0)};
  };
  const auto [Base, Lo] = Split(First);
  const auto [EndBase, Hi] = Split(Last);
  const PlaceKind Step = T.place(First).Kind;
  const bool Indexed = Step == PlaceKind::Index;
  // A single variable, or a pointer into what is not known here.
  if (Step == PlaceKind::Elements)
    return T.index(T.place(First).Parent,
                   T.opaque(U.str("the length of a range")));
  if (!Indexed && T.place(Base).Kind != PlaceKind::Deref &&
      T.place(Base).Kind != PlaceKind::Alloc)
    return wholeRange(First);
  if (Base == EndBase && Indexed == (T.place(Last).Kind == PlaceKind::Index)) {
    const IntNode End = T.integer(Hi);
    const bool FromStart = Lo == T.constant(0);
    // The end of a container is that of all elements whatever its size is.
    if (Indexed && FromStart &&
        ((End.Kind == IntKind::Cell && End.A == T.structure(Base)) ||
         (End.Kind == IntKind::Opaque &&
          End.A == U.str("the changing size of a container"))))
      return wholeRange(First);
    const Expr *Iterator = baseExpr(Term, C.ObjectExpr, C.Args, ArgShift);
    const bool Counts = !Iterator || !followsLinks(Iterator->getType());
    if (Counts && keepsValue(Lo) && keepsValue(Hi))
      return countedSpan(First, Hi, Iterator,
                         Iterator ? Iterator->getType()->getPointeeType()
                                  : QualType());
  }
  // As far as one iterator is from the other; callers know where both lead.
  if (const Expr *Iterator = baseExpr(Term, C.ObjectExpr, C.Args, ArgShift);
      Iterator && !followsLinks(Iterator->getType()) && keepsAddress(First) &&
      keepsAddress(Last) && T.place(Last).Kind != PlaceKind::Unknown &&
      T.place(Last).Kind != PlaceKind::Elements)
    return countedSpan(First, T.add(Lo, T.distance(Last, First)), nullptr,
                       QualType());
  return someOf(First, Base);
}

/// Elements of \p Base, which \p First is one of: nobody knows which.
PlaceId FunctionExtractor::someOf(PlaceId First, PlaceId Base) {
  const IntId At = T.opaque(U.str("the length of a range"));
  return T.place(First).Kind == PlaceKind::Index ? T.index(Base, At)
                                                 : T.offset(Base, At);
}

/// How far iterator \p To is from \p From, where one of them leads to nobody
/// knows where; None if they are something else.
IntId FunctionExtractor::modelDistance(CallSite &C, const ModelTerm &To,
                                       const ModelTerm &From) {
  PlaceId Ends[2] = {};
  bool Given = false;
  for (unsigned Side : {0u, 1u}) {
    const ModelTerm &Term = Side ? From : To;
    const Expr *Base = baseExpr(Term, C.ObjectExpr, C.Args, ArgShift);
    if ((Term.K != ModelTerm::Kind::Arg && Term.K != ModelTerm::Kind::This) ||
        !Base || !U.facts(Base->getType()).is(TypeModel::Kind::Iterator) ||
        isBackwards(C, Term) || countsIntegers(Base->getType()) ||
        followsLinks(Base->getType()))
      return None;
    const ValueId V = modelValue(C, Term);
    if (T.value(V).Kind != ValueKind::Load &&
        T.value(V).Kind != ValueKind::Addr)
      return None;
    Ends[Side] = pointee(V, "");
    const PlaceNode N = T.place(Ends[Side]);
    if (N.Kind != PlaceKind::Deref && N.Kind != PlaceKind::Offset)
      return None;
    Given |= T.value(V).Kind == ValueKind::Load;
  }
  return Given ? T.distance(Ends[0], Ends[1]) : None;
}

/// A place in \p Span, or its end, that a call finds once; None if its limits
/// are not known.
PlaceId FunctionExtractor::foundIn(CallSite &C, const ModelTerm &Span) {
  if (Span.Operands.size() != 2 || !WalkedBlock || comesAgain(WalkedBlock))
    return None;
  const PlaceNode Of = T.place(spanOf(C, Span));
  if (Of.Kind != PlaceKind::Index && Of.Kind != PlaceKind::Offset)
    return None;
  const IntNode At = T.integer(Of.Arg);
  if (At.Kind != IntKind::LoopVar || At.A < Loops.size())
    return None;
  Loop Range = ModelLoops[At.A - Loops.size()];
  if (Range.Lo == None || Range.Hi == None)
    return None;
  Range.Hi = T.add(Range.Hi, T.constant(1));
  Range.Once = true;
  Range.Variable = U.str("the position that `" +
                         U.Out.string(calleeSpelling(C)) + "` finds");
  const IntId Found =
      T.atom(IntKind::LoopVar, Loops.size() + ModelLoops.size());
  ModelLoops.push_back(Range);
  return Of.Kind == PlaceKind::Index ? T.index(Of.Parent, Found)
                                     : T.offset(Of.Parent, Found);
}

/// The first element that a span or string_view given as argument refers to.
PlaceId FunctionExtractor::firstOfView(CallSite &C, const ModelTerm &Term) {
  if (Term.K != ModelTerm::Kind::Arg)
    return None;
  std::size_t I = Term.Value + ArgShift;
  if (I >= C.Args.size() ||
      !U.facts(C.Args[I]->getType()).is(TypeModel::Kind::View))
    return None;
  return pointee(T.load(T.field(modelPlace(C, Term), U.str("data"))), "");
}

std::optional<llvm::SmallVector<PlaceId, 4>>
FunctionExtractor::bytesOf(CallSite &C, const ModelTerm &Term) {
  using Kind = ModelTerm::Kind;
  if (Term.K != Kind::Span || Term.Operands.size() != 2 ||
      Term.Operands[0].K != Kind::Arg || Term.Operands[1].K != Kind::Arg)
    return std::nullopt;
  const std::size_t First = Term.Operands[0].Value + ArgShift,
                    Count = Term.Operands[1].Value + ArgShift;
  if (First >= C.Args.size() || Count >= C.Args.size() ||
      !U.facts(C.Args[Count]->getType()).IsInteger)
    return std::nullopt;
  const QualType Type = pointeeBeforeVoid(C.Args[First]);
  if (Type.isNull() || Type->isIncompleteType() || Type->isFunctionType() ||
      C.Args[Count]->isValueDependent())
    return std::nullopt;
  const std::uint64_t Size = U.Ctx.getTypeSizeInChars(Type).getQuantity();
  if (Size == 0)
    return std::nullopt;
  const PlaceId From = pointee(modelValue(C, Term.Operands[0]),
                               "the pointer `" + text(C.Args[First]) + "`");
  llvm::SmallVector<PlaceId, 4> Out;
  const PlaceKind K = T.place(From).Kind;
  const bool FromStart = K == PlaceKind::Deref || K == PlaceKind::Alloc;
  const bool InArray =
      K == PlaceKind::Index || K == PlaceKind::Offset || FromStart;
  Expr::EvalResult Length;
  const bool Known = C.Args[Count]->EvaluateAsInt(Length, U.Ctx);
  const std::uint64_t Bytes = Known ? Length.Val.getInt().getLimitedValue() : 0;
  // Each element is an access of its own, which is worth it for a few; many
  // are counted by a variable.
  if (!Known || (InArray && Bytes > 16 * Size)) {
    const IntId Elements = Known ? T.constant((Bytes + Size - 1) / Size)
                                 : elementsIn(C.Args[Count], Size);
    if (!InArray || Elements == None)
      return std::nullopt;
    const IntId Lo = FromStart ? T.constant(0) : T.place(From).Arg;
    const IntId Hi = T.add(Lo, Elements);
    if (!keepsValue(Lo) || !keepsValue(Hi))
      return std::nullopt;
    Out.push_back(countedSpan(From, Hi, C.Args[First], Type));
    return Out;
  }
  for (std::uint64_t At = 0; At * Size < Bytes && (At == 0 || InArray); ++At) {
    const PlaceId Element = At == 0 ? From : T.offset(From, T.constant(At));
    std::optional<Extent> Has;
    if (const PlaceNode N = T.place(Element); N.Kind == PlaceKind::Index)
      Has = extentOf(N.Arg);
    Out.push_back(withinRow(Element, C.Args[First], Type, Has));
  }
  // More bytes than a member has are those of its neighbours.
  if (K == PlaceKind::Field && Bytes > Size)
    Out.push_back(T.pointee(
        unknown("what lies behind `" + text(C.Args[First]) + "`"), 0));
  return Out;
}

/// How many elements of \p Size bytes a length like `n * sizeof(T)` covers;
/// None if that was not understood.
IntId FunctionExtractor::elementsIn(const Expr *Length, std::uint64_t Size) {
  Length = Length->IgnoreParenImpCasts();
  if (Size == 1)
    return T.value(valueOf(Length)).Kind == ValueKind::Int ? intOf(Length)
                                                           : None;
  const auto *Product = dyn_cast<BinaryOperator>(Length);
  if (!Product || Product->getOpcode() != BO_Mul)
    return None;
  for (const auto &[Factor, Times] :
       {std::pair(Product->getLHS(), Product->getRHS()),
        std::pair(Product->getRHS(), Product->getLHS())}) {
    Expr::EvalResult Bytes;
    if (!Factor->EvaluateAsInt(Bytes, U.Ctx))
      continue;
    const std::uint64_t N = Bytes.Val.getInt().getLimitedValue();
    if (N % Size == 0 && N / Size <= 1u << 16)
      return T.mul(intOf(Times), T.constant(N / Size));
  }
  return None;
}

} // namespace aether::analysis
