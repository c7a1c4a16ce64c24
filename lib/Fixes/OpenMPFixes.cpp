//===- OpenMPFixes.cpp - Clauses that are missing -------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `private` for what carries nothing from one iteration to the next, nor out
// of the construct, and `reduction` for what is only accumulated (OpenMP 5.2,
// 5.4.3 and 5.5.8).
//
//===----------------------------------------------------------------------===//

#include "Accumulation.h"
#include "Draft.h"
#include "Makers.h"
#include "Scratch.h"

#include "clang/AST/StmtOpenMP.h"
#include "clang/Basic/OpenMPKinds.h"

using namespace clang;
using llvm::StringRef;

namespace aether::analysis::fixes {
namespace {

struct Clause {
  const OMPExecutableDirective *Of = nullptr;
  const VarDecl *Var = nullptr;
  StringRef Operator; ///< of the reduction; empty for private
  friend bool operator==(const Clause &, const Clause &) = default;
};

/// The innermost construct around \p Ref that may have a clause of \p Kind.
const OMPExecutableDirective *constructAround(const Syntax &S, const Stmt *Ref,
                                              OpenMPClauseKind Kind) {
  for (; Ref; Ref = S.parent(Ref))
    if (const auto *D = dyn_cast<OMPExecutableDirective>(Ref);
        D && D->hasAssociatedStmt() &&
        isAllowedClauseForDirective(D->getDirectiveKind(), Kind,
                                    S.language().OpenMP))
      return D;
  return nullptr;
}

/// Whether an iteration or a thread of \p D begins by writing \p Var.
bool writesFirst(const Syntax &S, const OMPExecutableDirective *D,
                 const VarDecl *Var) {
  const Stmt *Part = D->getRawStmt();
  if (isOpenMPLoopDirective(D->getDirectiveKind()))
    if (const auto *For = dyn_cast<ForStmt>(Part)) {
      // The counter of the loop is private as it is.
      for (const Stmt *Head :
           {For->getInit(), static_cast<const Stmt *>(For->getCond()),
            static_cast<const Stmt *>(For->getInc())})
        if (firstUse(S, Head, Var) != FirstUse::None)
          return false;
      Part = For->getBody();
    }
  const FirstUse Use = firstUse(S, Part, Var);
  return Use == FirstUse::Written || Use == FirstUse::Covered;
}

/// Whether \p Var is a variable of \p In that is read and written there, by its
/// name, and nowhere else. Jumps are not followed.
bool isUsedByNameIn(const Syntax &S, const VarDecl *Var, const Body &In) {
  return Var->getDeclContext() == In.Function &&
         llvm::all_of(
             S.references(Var),
             [&](const Expr *Use) {
               return S.bodyOf(Use) == &In &&
                      (isPlainUse(S, Use) ||
                       isa_and_nonnull<OMPExecutableDirective>(S.parent(Use)));
             }) &&
         !contains(In.Root, [](const Stmt *Part) {
           return isa<LabelStmt, SwitchStmt>(Part);
         });
}

std::optional<Clause> privateFor(const Syntax &S, const Expr *Ref,
                                 const VarDecl *Var) {
  const OMPExecutableDirective *D =
      constructAround(S, Ref, llvm::omp::OMPC_private);
  if (!D || !writesFirst(S, D, Var) || !isDeadAfter(S, D, Var))
    return std::nullopt;
  for (const Expr *Use : S.references(Var))
    if (S.isWithin(Use, D) && !S.isWithin(Use, D->getRawStmt()))
      return std::nullopt;
  return Clause{D, Var, ""};
}

std::optional<Clause> reductionFor(const Syntax &S, const Expr *Ref,
                                   const VarDecl *Var) {
  const std::optional<Accumulation> First = accumulationOf(S, Ref);
  const OMPExecutableDirective *D =
      constructAround(S, Ref, llvm::omp::OMPC_reduction);
  if (!First || !D || operatorOf(First->Kind).empty() ||
      plain(First->Target) != First->Target || !isa<DeclRefExpr>(First->Target))
    return std::nullopt;
  // What a function does to a variable that it knows, it does not do to a copy.
  if (!Var->hasLocalStorage() &&
      contains(D->getRawStmt(), [](const Stmt *Part) {
        return isa<CallExpr, CXXConstructExpr>(Part);
      }))
    return std::nullopt;
  for (const Expr *Use : S.references(Var)) {
    if (!S.isWithin(Use, D))
      continue;
    const std::optional<Accumulation> A = accumulationOf(S, Use);
    if (!A || A->Kind != First->Kind)
      return std::nullopt;
  }
  return Clause{D, Var, operatorOf(First->Kind)};
}

std::optional<Clause> clauseFor(const Syntax &S, const Finding &F) {
  for (const Position *Pos : {&F.First.Pos, &F.Second.Pos})
    for (const Expr *E : S.at(*Pos)) {
      const auto *Ref = dyn_cast<DeclRefExpr>(E);
      const auto *Var = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
      const Body *In = Var ? S.bodyOf(Ref) : nullptr;
      if (!In || !Var->getType()->isScalarType() ||
          Var->getType().isVolatileQualified() || S.isSeenElsewhere(Var) ||
          (Var->hasLocalStorage() && !isUsedByNameIn(S, Var, *In)))
        continue;
      if (Var->hasLocalStorage())
        if (std::optional<Clause> C = privateFor(S, Ref, Var))
          return C;
      if (std::optional<Clause> C = reductionFor(S, Ref, Var))
        return C;
    }
  return std::nullopt;
}

/// Where the line of a directive ends, comments apart.
std::optional<unsigned> endOfLine(const Syntax &S,
                                  const OMPExecutableDirective *D) {
  const std::optional<TextRange> Begin = S.range(D->getBeginLoc());
  if (!Begin)
    return std::nullopt;
  std::size_t End = S.code().find('\n', Begin->Begin);
  while (End != StringRef::npos && S.code()[End - 1] == '\\')
    End = S.code().find('\n', End + 1);
  const StringRef Line = S.code().slice(Begin->Begin, End).rtrim();
  if (Line.contains("//") || Line.contains("/*"))
    return std::nullopt;
  return Begin->Begin + Line.size();
}

} // namespace

std::optional<Fix> addClause(const Request &R) {
  const Syntax &S = R.S;
  if (!S.language().OpenMP)
    return std::nullopt;
  const std::optional<Clause> Here = clauseFor(S, R.F);
  if (!Here)
    return std::nullopt;
  // One edit for all that the construct lacks, for they share a line.
  std::vector<Clause> All;
  for (const Finding &F : R.Result.Findings)
    if (std::optional<Clause> C = clauseFor(S, F);
        C && C->Of == Here->Of && !llvm::is_contained(All, *C))
      All.push_back(*C);
  std::string Text;
  for (std::size_t I = 0; I != All.size(); ++I) {
    const StringRef Operator = All[I].Operator;
    auto Same = [&](const Clause &C) { return C.Operator == Operator; };
    if (std::any_of(All.begin(), All.begin() + I, Same))
      continue;
    Text +=
        Operator.empty() ? " private(" : " reduction(" + Operator.str() + ":";
    StringRef Separator = "";
    for (const Clause &C : All)
      if (Same(C)) {
        Text += Separator.str() + C.Var->getName().str();
        Separator = ", ";
      }
    Text += ")";
  }
  const std::optional<unsigned> End = endOfLine(S, Here->Of);
  if (!End)
    return std::nullopt;
  Draft D(S, "add" + Text);
  D.insert(*End, Text);
  return D.take();
}

} // namespace aether::analysis::fixes
