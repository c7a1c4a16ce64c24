//===- OpenMPClauses.cpp - What the clauses have computed -----------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Whoever meets a construct computes what its clauses ask: how many threads,
// how large a chunk, whether at all; and reads what each thread begins with.
//
//===----------------------------------------------------------------------===//

#include "OpenMP.h"

#include "ClangVersions.h"

#include "clang/AST/DeclOpenMP.h"
#include "clang/AST/OpenMPClause.h"
#include "clang/Basic/OpenMPKinds.h"

using namespace clang;

namespace aether::analysis {

/// What the program has written for \p E, of which Clang may have made a
/// variable.
static Expr *written(Expr *E) {
  while (const VarDecl *VD = namedVariable(E)) {
    const auto *Asked = dyn_cast<OMPCapturedExprDecl>(VD);
    if (!Asked)
      break;
    E = const_cast<Expr *>(Asked->getInit());
  }
  return E;
}

/// Puts out what the thread that meets \p D reads for its clauses.
void OpenMPLowering::asked(OMPExecutableDirective *D, Statements &Out) {
  const SourceLocation Loc = D->getBeginLoc();
  auto Read = [&](Expr *Named) {
    VarDecl *VD = namedVariable(Named);
    if (!VD || isa<OMPCapturedExprDecl>(VD))
      return;
    const QualType Type = VD->getType().getNonReferenceType();
    if (Type->isScalarType())
      Out.push_back(Make.value(Make.name(VD, Loc)));
    else if (Type->isArrayType())
      Out.push_back(Make.call(Make.function("omp::copied", Loc),
                              Make.name(VD, Loc), Loc));
  };
  for (OMPClause *C : D->clauses()) {
    switch (C->getClauseKind()) {
    case llvm::omp::OMPC_if:
    case llvm::omp::OMPC_final:
    case llvm::omp::OMPC_priority:
    case llvm::omp::OMPC_num_threads:
    case llvm::omp::OMPC_num_teams:
    case llvm::omp::OMPC_thread_limit:
    case llvm::omp::OMPC_schedule:
    case llvm::omp::OMPC_dist_schedule:
    case llvm::omp::OMPC_grainsize:
    case llvm::omp::OMPC_num_tasks:
    case llvm::omp::OMPC_device:
      for (Stmt *Child : C->children()) {
        auto *E = dyn_cast_or_null<Expr>(Child);
        E = E ? written(E) : nullptr;
        Expr::EvalResult Constant;
        if (E && !E->isValueDependent() && !E->EvaluateAsInt(Constant, Ctx))
          Out.push_back(E);
      }
      break;
    case llvm::omp::OMPC_firstprivate:
      if (!C->isImplicit())
        for (Expr *Named : variablesOf(cast<OMPFirstprivateClause>(C)))
          Read(Named);
      break;
    case llvm::omp::OMPC_linear:
      for (Expr *Named : variablesOf(cast<OMPLinearClause>(C)))
        Read(Named);
      break;
    default:
      break;
    }
  }
}

} // namespace aether::analysis
