//===- ModelLocks.cpp - Locks and waits that models state -----------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The effects of models that hold threads back: locks, what is waited for and
// who signals it, meetings, what runs once, joins.
//
//===----------------------------------------------------------------------===//

#include "Function.h"

using namespace clang;

namespace aether::analysis {

void FunctionExtractor::lockEffect(CallSite &C, const ModelEffect &E,
                                   LockOp Op) {
  // std::lock and the like may lock a user's type as they wish.
  if (const ModelTerm &Locked = E.Operands[0];
      Locked.K == ModelTerm::Kind::Arg &&
      U.modelName(C.Callee).starts_with("std::") &&
      isUserLock(modelType(C, Locked))) {
    giveUp("`" + U.modelName(C.Callee).str() + "` over a user's lock",
           C.Range.getBegin());
    return;
  }
  LockEvent L;
  L.Op = Op;
  L.Mode = E.Shared ? LockMode::Shared : LockMode::Exclusive;
  const ModelTerm &First = E.Operands[0];
  L.Spelling = U.spelling(termRange(C, First));
  L.Pos = U.pos(C.Range.getBegin());
  if (Op == LockOp::ReleaseGuard || Op == LockOp::MoveGuard) {
    L.Guard = modelPlace(C, First);
    if (Op == LockOp::MoveGuard)
      L.From = modelPlace(C, E.Operands[1]);
  } else {
    L.Mutex = modelPlace(C, First);
    if (E.Operands.size() > 1)
      L.Guard = modelPlace(C, E.Operands[1]);
  }
  if (Op == LockOp::TryAcquire && C.E) {
    Tests.insert_or_assign(C.E->IgnoreParenImpCasts(), L);
    if (E.IfZero)
      ZeroSucceeds.insert(C.E->IgnoreParenImpCasts());
    if (E.ElseBusy)
      ElseBusy.insert(C.E->IgnoreParenImpCasts());
    if (L.Guard == None && !Uses.isDiscarded(FD->getBody(), C.E))
      L.From = L.Mutex;
  }
  Events->push_back(L);
  L.From = None;
  // Who gets a permit may have waited for who gave it.
  if (Op != LockOp::TryAcquire)
    return;
  if (const PlaceNode N = T.place(L.Mutex);
      N.Kind == PlaceKind::Field && N.Arg == U.str("permit")) {
    L.Op = LockOp::MayWait;
    L.Mutex = N.Parent;
    Events->push_back(L);
  }
}

void FunctionExtractor::handover(CallSite &C, const ModelTerm &Term,
                                 LockOp Op) {
  LockEvent L;
  L.Op = Op;
  L.Mutex = modelPlace(C, Term);
  L.Spelling = U.spelling(termRange(C, Term));
  L.Pos = U.pos(C.Range.getBegin());
  // Who returns nothing may have waited for something else.
  if (Op == LockOp::TryWait && C.E && C.E->getType()->isVoidType()) {
    L.Op = LockOp::MayWait;
    Events->push_back(L);
    return;
  }
  if (Op == LockOp::TryWait && C.E)
    Tests.insert_or_assign(C.E->IgnoreParenImpCasts(), L);
  Events->push_back(L);
  if (Op == LockOp::TryWait && C.E &&
      Uses.mayBeTestedElsewhere(FD->getBody(), C.E)) {
    L.Op = LockOp::MayWait;
    Events->push_back(L);
  }
}

void FunctionExtractor::phaseEffect(CallSite &C, const ModelTerm &Term) {
  const PlaceId All = modelPlace(C, Term);
  const SourcePos Here = U.pos(C.Range.getBegin());
  meet(C, All, "", U.spelling(termRange(C, Term)));
  if (mayComplete(C) && complete(C, All))
    meet(C, All, " done", U.spelling(termRange(C, Term)));

  // One of those who meet is told that it is the one.
  if (C.E && !C.E->getType()->isVoidType() &&
      !Uses.isDiscarded(FD->getBody(), C.E)) {
    LockEvent L;
    L.Op = LockOp::MayWait;
    L.Mutex = T.field(All, U.str("chosen"));
    L.Pos = Here;
    Events->push_back(L);
  }
}

void FunctionExtractor::onceEffect(CallSite &C, const ModelEffect &E) {
  LockEvent L;
  L.Mutex = modelPlace(C, E.Operands[0]);
  L.Spelling = U.spelling(termRange(C, E.Operands[0]));
  L.Pos = U.pos(C.Range.getBegin());
  Events->push_back(L);
  callOperand(C, E, 1);
  L.Op = LockOp::Release;
  Events->push_back(L);
  L.Op = LockOp::Acquire;
  L.Mode = LockMode::After;
  Events->push_back(L);
}

/// \p P, but one element wherever it is of all of them.
PlaceId FunctionExtractor::oneOfAll(CallSite &C, PlaceId P) {
  const PlaceNode N = T.place(P);
  const PlaceId Of = N.Parent == None ? None : oneOfAll(C, N.Parent);
  switch (N.Kind) {
  case PlaceKind::Elements:
    return someElement(C, Of);
  case PlaceKind::Field:
    return T.field(Of, StringId(N.Arg));
  case PlaceKind::Deref:
    return T.deref(Of);
  case PlaceKind::Index:
    return T.index(Of, IntId(N.Arg));
  case PlaceKind::Offset:
    return T.offset(Of, IntId(N.Arg));
  default:
    return P;
  }
}

void FunctionExtractor::joinIfFalse(CallSite &C, const ModelEffect &E) {
  Join Test{oneOfAll(C, modelPlace(C, E.Operands[0])), true,
            U.pos(C.Range.getBegin())};
  if (C.E)
    Tests.insert_or_assign(C.E->IgnoreParenImpCasts(), Test);
  if (C.E && E.IfZero)
    ZeroSucceeds.insert(C.E->IgnoreParenImpCasts());
  if (!E.IfZero)
    Events->push_back(Test);
}

void FunctionExtractor::joinEffect(CallSite &C, const ModelTerm &Term) {
  // Guards that go let go of what they hold: those of a container all
  // together, since nobody knows which of them held what.
  if (QualType Type = modelType(C, Term);
      !Type.isNull() && U.facts(Type).is(TypeModel::Kind::Guard)) {
    PlaceId Guards = modelPlace(C, Term);
    if (T.place(Guards).Kind == PlaceKind::Index)
      Guards = T.elements(T.place(Guards).Parent);
    LockEvent L;
    L.Op = LockOp::ReleaseGuard;
    L.Guard = Guards;
    L.Spelling = U.spelling(termRange(C, Term));
    L.Pos = U.pos(C.Range.getBegin());
    Events->push_back(L);
    return;
  }
  // The elements of a container that are no handles are nobody to wait for,
  // and those that do not wait when they go must be over by then.
  if (QualType Type = modelType(C, Term);
      (Term.K == ModelTerm::Kind::Elements ||
       Term.K == ModelTerm::Kind::Index) &&
      !Type.isNull() &&
      (!U.facts(Type).is(TypeModel::Kind::Handle) ||
       (!isa<CXXDestructorDecl>(C.Callee) && !joinsWhenDestroyed(Type))))
    return;
  if (Term.K == ModelTerm::Kind::Index) {
    Events->push_back(
        Join{T.pointee(unknown("which elements of `" +
                               U.Out.string(U.spelling(objectRange(C))) +
                               "` are gone"),
                       0),
             false, U.pos(C.Range.getBegin())});
    return;
  }
  // What `front` and the iterators of a list lead to is one element. What a
  // container does with its own, and a destructor, is about each.
  const bool Each =
      Term.K == ModelTerm::Kind::Elements || isa<CXXDestructorDecl>(C.Callee);
  const PlaceId Handle = modelPlace(C, Term);
  Events->push_back(Join{Each ? Handle : oneOfAll(C, Handle), false,
                         U.pos(C.Range.getBegin())});
}

} // namespace aether::analysis
