//===- Scratch.cpp - Variables that carry nothing -------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Scratch.h"

#include "clang/AST/StmtOpenMP.h"

using namespace clang;

namespace aether::analysis::fixes {
namespace {

bool mentions(const Syntax &S, const Stmt *Part, const VarDecl *Var) {
  return Part && llvm::any_of(S.references(Var), [&](const Expr *Ref) {
           return S.isWithin(Ref, Part);
         });
}

class Uses {
public:
  Uses(const Syntax &S, const VarDecl *Var) : S(S), Var(Var) {}

  bool mentions(const Stmt *Part) const {
    return fixes::mentions(S, Part, Var);
  }

  FirstUse of(const Stmt *Part) const {
    if (!mentions(Part))
      return FirstUse::None;
    if (const auto *Block = dyn_cast<CompoundStmt>(Part)) {
      FirstUse Before = FirstUse::None;
      for (const Stmt *Child : Block->body())
        if (const FirstUse Use = of(Child); Use != FirstUse::None) {
          if (Use != FirstUse::Covered)
            return Use;
          Before = Use;
        }
      return Before;
    }
    if (const auto *For = dyn_cast<ForStmt>(Part)) {
      if (const FirstUse Use = of(For->getInit()); Use != FirstUse::None)
        return Use;
      const FirstUse Use = of(For->getBody());
      const bool Late = mentions(For->getInc()) && Use != FirstUse::Written;
      return mentions(For->getCond()) || Late ? FirstUse::Read : repeated(Use);
    }
    if (const auto *Range = dyn_cast<CXXForRangeStmt>(Part))
      return mentions(Range->getRangeInit()) ? FirstUse::Read
                                             : repeated(of(Range->getBody()));
    if (const auto *While = dyn_cast<WhileStmt>(Part))
      return mentions(While->getCond()) ? FirstUse::Read
                                        : repeated(of(While->getBody()));
    if (const auto *If = dyn_cast<IfStmt>(Part)) {
      const FirstUse Then = of(If->getThen()), Else = of(If->getElse());
      if (mentions(If->getInit()) ||
          mentions(If->getConditionVariableDeclStmt()) ||
          mentions(If->getCond()) || Then == FirstUse::Read)
        return FirstUse::Read;
      return Then == Else || Else == FirstUse::Read ? Else : FirstUse::Covered;
    }
    if (const auto *D = dyn_cast<OMPExecutableDirective>(Part))
      return namedByClause(D) || !D->hasAssociatedStmt()
                 ? FirstUse::Read
                 : repeated(of(D->getRawStmt()));
    const auto *E = dyn_cast<Expr>(Part);
    return E && assignmentTo(S, E, Var) ? FirstUse::Written : FirstUse::Read;
  }

private:
  /// What may be done any number of times, or not at all.
  static FirstUse repeated(FirstUse Use) {
    return Use == FirstUse::Written ? FirstUse::Covered : Use;
  }

  bool namedByClause(const OMPExecutableDirective *D) const {
    return llvm::any_of(S.references(Var), [&](const Expr *Ref) {
      return S.isWithin(Ref, D) &&
             !(D->hasAssociatedStmt() && S.isWithin(Ref, D->getRawStmt()));
    });
  }

  const Syntax &S;
  const VarDecl *Var;
};

} // namespace

const BinaryOperator *assignmentTo(const Syntax &S, const Expr *E,
                                   const VarDecl *Var) {
  const auto *Assign = dyn_cast_or_null<BinaryOperator>(plain(E));
  return Assign && Assign->getOpcode() == BO_Assign &&
                 named(Assign->getLHS()) == Var->getCanonicalDecl() &&
                 isa<DeclRefExpr>(plain(Assign->getLHS())) &&
                 !mentions(S, Assign->getRHS(), Var)
             ? Assign
             : nullptr;
}

FirstUse firstUse(const Syntax &S, const Stmt *Part, const VarDecl *Var) {
  return Uses(S, Var).of(Part);
}

bool isDeadAfter(const Syntax &S, const Stmt *Part, const VarDecl *Var) {
  const Uses All(S, Var);
  for (const Stmt *Up = S.parent(Part); Up; Part = Up, Up = S.parent(Up)) {
    if (const auto *Block = dyn_cast<CompoundStmt>(Up)) {
      const auto *At = llvm::find(Block->body(), Part);
      for (const Stmt *Next :
           llvm::make_range(std::next(At), Block->body_end())) {
        const FirstUse Use = All.of(Next);
        if (Use == FirstUse::Read)
          return false;
        if (Use == FirstUse::Written)
          return true;
      }
      continue;
    }
    if (const auto *For = dyn_cast<ForStmt>(Up)) {
      if (All.mentions(For->getInc()) || All.mentions(For->getCond()) ||
          All.of(For->getBody()) == FirstUse::Read)
        return false;
    } else if (const auto *Range = dyn_cast<CXXForRangeStmt>(Up)) {
      if (All.of(Range->getBody()) == FirstUse::Read)
        return false;
    } else if (const auto *While = dyn_cast<WhileStmt>(Up)) {
      if (All.mentions(While->getCond()) ||
          All.of(While->getBody()) == FirstUse::Read)
        return false;
    } else if (!isa<IfStmt, OMPExecutableDirective, CapturedStmt>(Up)) {
      return false;
    }
  }
  return true;
}

} // namespace aether::analysis::fixes
