//===- Completions.cpp - Meetings at barriers ---------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A barrier may have been given a function that runs each time all have arrived
// and before anybody goes on, in one of the threads that arrive
// ([thread.barrier.class]). It is as if they met twice, and each ran it in
// between, one after the other.
//
//===----------------------------------------------------------------------===//

#include "Function.h"

#include "clang/AST/DeclTemplate.h"

using namespace clang;

namespace aether::analysis {

/// Those who call \p C signal \p Barrier and wait for all who do so. Each place
/// in the source where threads meet, or \p Part of it, is a rendezvous of its
/// own.
void FunctionExtractor::meet(const CallSite &C, PlaceId Barrier,
                             llvm::StringRef Part, StringId Spelling) {
  const SourcePos Here = U.pos(C.Range.getBegin());
  const PlaceId Site =
      T.field(Barrier, U.str("phase " + std::to_string(Here.File) + ":" +
                             std::to_string(Here.Line) + ":" +
                             std::to_string(Here.Column) + Part.str()));
  for (PlaceId P : {Barrier, Site}) {
    Access A;
    A.Kind = AccessKind::AtomicWrite;
    A.Nature = AccessNature::Signal;
    A.Place = P;
    A.Spelling = Spelling;
    A.Pos = Here;
    Events->push_back(A);
  }
  for (LockOp Op : {LockOp::Signal, LockOp::Wait})
    for (PlaceId P : {Barrier, Site}) {
      LockEvent L;
      L.Op = Op;
      L.Mutex = P;
      L.Spelling = Spelling;
      L.Pos = Here;
      Events->push_back(L);
    }
}

/// The class of the completion function of \p Barrier, a type; null if it has
/// none, or one that is not of a class.
static const CXXRecordDecl *completionOf(Unit &U, QualType Barrier,
                                         bool &HasOne) {
  HasOne = false;
  const auto *Spec = Barrier.isNull()
                         ? nullptr
                         : dyn_cast_or_null<ClassTemplateSpecializationDecl>(
                               Barrier->getAsCXXRecordDecl());
  if (!Spec || U.modelName(Spec) != "std::barrier" ||
      Spec->getTemplateArgs().size() == 0 ||
      Spec->getTemplateArgs()[0].getKind() != TemplateArgument::Type)
    return nullptr;
  const CXXRecordDecl *RD =
      Spec->getTemplateArgs()[0].getAsType()->getAsCXXRecordDecl();
  HasOne = !RD || RD->isLambda() || !RD->isInStdNamespace() ||
           !RD->getName().ends_with("empty_completion");
  return HasOne ? RD : nullptr;
}

/// May \p C make the completion function of a barrier run?
bool FunctionExtractor::mayComplete(const CallSite &C) {
  bool HasOne = false;
  completionOf(U, C.ObjectType, HasOne);
  return HasOne;
}

/// Runs the completion function of \p Barrier; false if it is not known.
bool FunctionExtractor::complete(CallSite &C, PlaceId Barrier) {
  bool HasOne = false;
  const CXXRecordDecl *RD = completionOf(U, C.ObjectType, HasOne);
  const CXXMethodDecl *Runs = nullptr;
  if (RD && RD->hasDefinition() && (RD->isLambda() || U.isFollowed(RD)))
    for (const CXXMethodDecl *M : RD->methods())
      if (M->getOverloadedOperator() == OO_Call && M->getNumParams() == 0) {
        if (Runs) {
          Runs = nullptr;
          break;
        }
        Runs = M;
      }
  // What it has for itself lies in the barrier, which all change.
  if (Runs && llvm::any_of(RD->fields(), [](const FieldDecl *Field) {
        return !Field->getType()->isReferenceType();
      }))
    C.Called = std::exchange(Runs, nullptr);
  if (!Runs) {
    giveUp("the completion function of a barrier is not followed",
           C.Range.getBegin());
    return false;
  }
  const PlaceId Object = T.field(Barrier, U.str("completion"));
  LockEvent Turn;
  Turn.Mutex = T.field(Barrier, U.str("completing"));
  Turn.Pos = U.pos(C.Range.getBegin());
  Events->push_back(Turn);
  CallableTarget Target;
  Target.Callee = Runs;
  Target.Object = T.addr(Object);
  callCallable(Target, {}, U.displayName(Runs), C.Range);
  Turn.Op = LockOp::Release;
  Events->push_back(Turn);
  C.Called = Runs;
  return true;
}

} // namespace aether::analysis
