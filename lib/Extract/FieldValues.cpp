//===- FieldValues.cpp - What members of objects hold ---------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `part[i].from = i * n; part[i].to = part[i].from + n;`: what a member was
// given is what is read of it, as long as nothing in between may change it. It
// is known along the blocks of the walk, up to the heads of loops. Where the
// two ways of an `if` meet, its test chooses, and the member is stored anew,
// for whoever looks for what the object holds from there on.
//
//===----------------------------------------------------------------------===//

#include "Function.h"

#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace aether::analysis {

/// Whether \p Loc lies in the body of \p Loop.
static bool isInside(const CountedLoop &Loop, SourceLocation Loc,
                     const SourceManager &SM) {
  if (!Loop.Body)
    return false;
  Loc = SM.getExpansionLoc(Loc);
  const SourceLocation Begin = SM.getExpansionLoc(Loop.Body->getBeginLoc()),
                       End = SM.getExpansionLoc(Loop.Body->getEndLoc());
  return !SM.isBeforeInTranslationUnit(Loc, Begin) &&
         !SM.isBeforeInTranslationUnit(End, Loc);
}

/// Whether the variables of loops that \p I speaks of are those of the rounds
/// that \p Loc stands in.
bool FunctionExtractor::inRoundsOf(IntId I, SourceLocation Loc) {
  const IntNode N = T.integer(I);
  switch (N.Kind) {
  case IntKind::LoopVar:
    return N.A < Loops.size() &&
           isInside(Loops[N.A], Loc, U.Ctx.getSourceManager());
  case IntKind::Cell:
    return placeInRoundsOf(N.A, Loc);
  case IntKind::List:
    return true;
  case IntKind::Const:
    return true;
  default:
    return N.isOperation() && inRoundsOf(IntId(N.A), Loc) &&
           inRoundsOf(IntId(N.B), Loc);
  }
}

/// A pool numbers places and integers alike.
static bool isStep(PlaceKind Kind) {
  return Kind == PlaceKind::Index || Kind == PlaceKind::Offset;
}

bool FunctionExtractor::placeInRoundsOf(PlaceId P, SourceLocation Loc) {
  for (; P != None; P = T.place(P).Parent) {
    const PlaceNode N = T.place(P);
    if (isStep(N.Kind) && !inRoundsOf(IntId(N.Arg), Loc))
      return false;
  }
  return true;
}

/// \p I is what member \p P has been given.
void FunctionExtractor::noteField(PlaceId P, IntId I) {
  if (keepsAddress(P) && keepsValue(I))
    FieldValues[P] = I;
}

/// Forgets what \p Ev may change, and learns what it says.
void FunctionExtractor::settleField(const Event &Ev) {
  auto ForgetMember = [&](StringId Name) {
    std::erase_if(FieldValues, [&](const auto &Known) {
      return T.place(Known.first).Arg == Name;
    });
  };
  // `object.*member = x` writes the object, for all that is known.
  auto ForgetInside = [&](PlaceId Object) {
    const bool Anywhere = T.place(Object).Kind == PlaceKind::Unknown;
    std::erase_if(FieldValues, [&](const auto &Known) {
      for (PlaceId P = T.place(Known.first).Parent; P != None;
           P = T.place(P).Parent)
        if (P == Object)
          return true;
      return Anywhere;
    });
  };
  auto IsMember = [&](PlaceId P) {
    return T.place(P).Kind == PlaceKind::Field;
  };
  if (const auto *A = std::get_if<Access>(&Ev)) {
    if (isAtomic(A->Kind) || A->Nature != AccessNature::Plain) {
      FieldValues.clear(); // Others may have their say.
    } else if (A->Kind == AccessKind::Write) {
      const PlaceNode N = T.place(A->Place);
      const llvm::StringRef Type = U.Out.string(A->Type);
      ForgetInside(A->Place);
      // A scalar of another type is no integer.
      if (A->Type != 0 && (Type == "double" || Type == "float" ||
                           Type.ends_with("*") || N.Parent == None))
        return;
      if (A->Type != 0 && IsMember(A->Place))
        ForgetMember(N.Arg);
      else
        FieldValues.clear();
    }
    return;
  }
  if (const auto *S = std::get_if<Store>(&Ev)) {
    const ValueNode V = T.value(S->Value);
    const bool Scalar = V.Kind == ValueKind::Int || V.Kind == ValueKind::Addr;
    const PlaceNode N = T.place(S->To);
    ForgetInside(S->To);
    if (V.Kind == ValueKind::Load) {
      // A copy of a whole object, or of a pointer.
      std::vector<std::pair<PlaceId, IntId>> Copies;
      for (const auto &[Member, Known] : FieldValues)
        if (T.place(Member).Parent == V.A)
          Copies.emplace_back(T.field(S->To, T.place(Member).Arg), Known);
      std::erase_if(FieldValues, [&](const auto &Known) {
        if (N.Parent != None)
          return true;
        for (PlaceId P = Known.first; P != None; P = T.place(P).Parent)
          if (P == S->To || T.place(P).Kind == PlaceKind::Deref)
            return true;
        return false;
      });
      for (const auto &[Member, Known] : Copies)
        noteField(Member, Known);
    } else if (!Scalar) {
      FieldValues.clear();
    } else if (IsMember(S->To)) {
      ForgetMember(N.Arg);
      if (V.Kind == ValueKind::Int && !T.anyOperand(V.A, [](const IntNode &I) {
            return I.Kind == IntKind::Opaque || I.Kind == IntKind::Ticket;
          }))
        noteField(S->To, V.A);
    } else if (N.Parent != None && N.Kind != PlaceKind::Structure) {
      if (V.Kind == ValueKind::Int)
        FieldValues.clear();
    }
    return;
  }
  FieldValues.clear();
}

/// Takes the events of the block that is being walked into account.
void FunctionExtractor::settleFields() {
  for (; FieldEvents < Events->size(); ++FieldEvents)
    settleField(Event((*Events)[FieldEvents]));
}

/// At the beginning of \p B.
void FunctionExtractor::enterBlock(const CFGBlock &B) {
  FieldEvents = 0;
  FieldValues.clear();
  llvm::SmallVector<const CFGBlock *, 2> Before;
  for (const CFGBlock::AdjacentBlock &Edge : B.preds()) {
    const CFGBlock *P = Edge.getReachableBlock();
    if (!P)
      P = Edge.getPossiblyUnreachableBlock();
    if (!P || !FieldsAfter.contains(P))
      return; // The head of a loop, or code that nobody knows a way to.
    Before.push_back(P);
  }
  const Stmt *Label = B.getLabel();
  if (Before.empty() || (Label && !isa<SwitchCase>(Label)))
    return;
  FieldValues = FieldsAfter.find(Before.front())->second;
  for (const CFGBlock *P : llvm::drop_begin(Before)) {
    const auto &There = FieldsAfter.find(P)->second;
    std::erase_if(FieldValues, [&](const auto &Known) {
      auto It = There.find(Known.first);
      return It == There.end() || It->second != Known.second;
    });
  }
  if (Before.size() != 2)
    return;
  // The two ways of an if.
  auto Only = [](const CFGBlock *Of) -> const CFGBlock * {
    return Of->pred_size() == 1 ? Of->pred_begin()->getReachableBlock()
                                : nullptr;
  };
  const CFGBlock *First = Before[0], *Second = Before[1];
  const CFGBlock *Test = Only(First) == Second         ? Second
                         : Only(Second) == First       ? First
                         : Only(First) == Only(Second) ? Only(First)
                                                       : nullptr;
  const auto *If =
      Test ? dyn_cast_or_null<IfStmt>(Test->getTerminatorStmt()) : nullptr;
  if (!If || Test->succ_size() != 2)
    return;
  const CFGBlock *True = Test->succ_begin()->getReachableBlock();
  if (True != First && True != Second)
    return;
  const CFGBlock *False = True == First ? Second : First;
  const auto &OfTrue = FieldsAfter.find(True)->second;
  const auto &OfFalse = FieldsAfter.find(False)->second;
  for (const auto &[Member, Yes] : OfTrue) {
    auto It = OfFalse.find(Member);
    if (It == OfFalse.end() || It->second == Yes)
      continue;
    const IntId Either = chosen(If->getCond(), Yes, It->second);
    if (Either != None && keepsValue(Either) &&
        inRoundsOf(Either, If->getEndLoc()) &&
        placeInRoundsOf(Member, If->getEndLoc()))
      store(Member, T.integerValue(Either), If->getEndLoc());
  }
}

/// \p E, which is a member, is read here.
void FunctionExtractor::noteFieldRead(const Expr *E) {
  E = E->IgnoreParenNoopCasts(U.Ctx);
  settleFields();
  if (FieldValues.empty() || !isa<MemberExpr>(E) ||
      !U.facts(E->getType()).IsInteger || E->getType().isVolatileQualified())
    return;
  const PlaceId P = placeOf(E);
  auto It = FieldValues.find(P);
  if (It != FieldValues.end() && placeInRoundsOf(P, E->getBeginLoc()) &&
      inRoundsOf(It->second, E->getBeginLoc()))
    FieldReads[E] = It->second;
}

} // namespace aether::analysis
