//===- TaskEndings.cpp - What a task owns ends with it --------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A thread has copies of its callable and of its arguments, which end when it
// does ([thread.thread.constr]/6): it is the thread that runs their
// destructors. What holds a result, as the state of a future does, may live on.
//
//===----------------------------------------------------------------------===//

#include "Function.h"

using namespace clang;

namespace aether::analysis {

/// Adds the destructors that run when an object of type \p Type ends, which is
/// part \p Where of the callable or of an argument. An owner ends objects that
/// are not followed, and need not have any.
void FunctionExtractor::findTaskEndings(
    QualType Type, TaskEnding Where, llvm::SmallVectorImpl<TaskEnding> &Out) {
  constexpr unsigned MaxDepth = 6;
  while (const ArrayType *Array = U.Ctx.getAsArrayType(Type)) {
    Where.Whole = false;
    Type = Array->getElementType();
  }
  const auto *RD = Type->getAsCXXRecordDecl();
  if (!RD || !RD->hasDefinition() || RD->hasTrivialDestructor())
    return;
  const CXXDestructorDecl *D = RD->getDestructor();
  const bool Written = D && !D->isDefaulted();
  const bool Followed = RD->isLambda() || U.isFollowed(RD);
  if (!Followed || Written || Where.Path.size() == MaxDepth) {
    llvm::SmallVector<Callback, 4> Runs;
    addCallbacks(D, Runs);
    Where.Whole &= Followed && Written;
    for (const Callback &C : Runs) {
      Out.push_back(Where);
      Out.back().Runs = C;
    }
    return;
  }
  for (const CXXBaseSpecifier &Base : RD->bases())
    findTaskEndings(Base.getType(), Where, Out);
  for (const FieldDecl *Field : RD->fields()) {
    TaskEnding Part = Where;
    if (!RD->isLambda()) {
      Part.Path.push_back(U.fieldName(Field));
    } else if (const LambdaCapture &Capture =
                   RD->captures_begin()[Field->getFieldIndex()];
               Capture.capturesVariable()) {
      Part.Path.push_back(captureName(RD, Capture.getCapturedVar()));
    } else {
      Part.Whole = false; // a copy of *this
    }
    findTaskEndings(Field->getType(), std::move(Part), Out);
  }
}

/// What a task ends that has a callable of type \p Object and has been given
/// \p Args for parameters of types \p Params.
llvm::SmallVector<TaskEnding, 2>
FunctionExtractor::taskEndings(QualType Object, llvm::ArrayRef<Passed> Args,
                               llvm::ArrayRef<QualType> Params) {
  llvm::SmallVector<TaskEnding, 2> Out;
  if (!Object.isNull())
    findTaskEndings(Object.getNonReferenceType(), TaskEnding(), Out);
  for (unsigned I = 0; I < Args.size(); ++I) {
    if (!Args[I].Own || Args[I].Type.isNull())
      continue;
    const QualType Type = Args[I].Type.getNonReferenceType();
    TaskEnding Where;
    Where.Argument = I;
    if (I >= Params.size() ||
        !U.Ctx.hasSameUnqualifiedType(Params[I].getNonReferenceType(), Type))
      Where.Whole = false;
    else if (!Params[I]->isReferenceType())
      continue; // The parameter is made from it and does the same again.
    findTaskEndings(Type, Where, Out);
  }
  return Out;
}

/// The call of what runs at \p E, in the function \p S that runs the task:
/// \p Object is what is called, and \p First the parameter for the first
/// argument.
Call FunctionExtractor::endInTask(FunctionSummary &S, const TaskEnding &E,
                                  PlaceId Object, std::uint32_t First,
                                  std::uint32_t &NextFresh) {
  Call Ev = callOnFresh(S, E.Runs, NextFresh);
  if (!E.Whole)
    return Ev;
  PlaceId P = E.Argument
                  ? S.T.deref(S.T.root(PlaceKind::Param, First + *E.Argument))
                  : Object;
  for (StringId Name : E.Path)
    P = S.T.field(P, Name);
  Ev.This = S.T.addr(P);
  return Ev;
}

} // namespace aether::analysis
