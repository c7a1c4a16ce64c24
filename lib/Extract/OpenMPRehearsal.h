//===- OpenMPRehearsal.h - Code as it runs with some numbers ----*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Evaluates integers of a program, round by round of its loops, and notes
/// which elements code certainly touches then. Numbers that are not known get
/// some value, pointers that are not known lead to different objects: what is
/// seen happens in some run of the program, and proves nothing about all of
/// them.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_EXTRACT_OPENMPREHEARSAL_H
#define AETHER_LIB_EXTRACT_OPENMPREHEARSAL_H

#include "OpenMP.h"

#include "clang/AST/Expr.h"
#include "clang/AST/Stmt.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallVector.h"

#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace aether::analysis {

/// An element of a variable, or of what a pointer variable leads to.
using ConcreteElement =
    std::pair<const clang::VarDecl *, std::vector<std::int64_t>>;

struct ConcreteAccess {
  ConcreteElement Element;
  bool Writes;
};

class Rehearsal {
public:
  /// \p Steady: does a variable keep its value all the time? \p Given: the
  /// value of integers that are not known.
  Rehearsal(const clang::ASTContext &Ctx,
            llvm::function_ref<bool(const clang::VarDecl *)> Steady,
            std::int64_t Given)
      : Ctx(Ctx), Steady(Steady), Given(Given) {}

  /// What integer variables hold now; nothing: nobody knows.
  llvm::DenseMap<const clang::VarDecl *, std::optional<std::int64_t>> Values;
  /// Variables that nobody else sees.
  llvm::SmallPtrSet<const clang::VarDecl *, 8> Own;
  /// So many statements are still looked at.
  unsigned Budget = 30000;
  bool Guessed = false; ///< a number that is not known was asked for
  /// Pointers of which nobody knows where they lead.
  llvm::SmallPtrSet<const clang::VarDecl *, 4> Unknown;

  std::optional<std::int64_t> value(const clang::Expr *E);
  std::optional<ConcreteElement> element(const clang::Expr *E);
  /// What the values are after \p E, which is executed once.
  void execute(clang::Expr *E);
  void declare(const clang::DeclStmt *S);
  /// The values of what \p S may change are not known any more.
  void forget(clang::Stmt *S);
  /// What \p E certainly touches.
  void accesses(const clang::Expr *E, std::vector<ConcreteAccess> &Out);
  /// Executes \p S and notes what it certainly touches.
  void run(clang::Stmt *S, std::vector<ConcreteAccess> &Out);

private:
  const Origin &origin(const clang::VarDecl *VD);
  void callAccesses(const clang::CallExpr *Call,
                    std::vector<ConcreteAccess> &Out);
  void touch(const clang::Expr *E, bool Reads, bool Writes,
             std::vector<ConcreteAccess> &Out);

  const clang::ASTContext &Ctx;
  llvm::function_ref<bool(const clang::VarDecl *)> Steady;
  std::int64_t Given;
  llvm::DenseMap<const clang::VarDecl *, Origin> Origins;
};

/// Steps of threads and what they come after: these are added first.
class StepOrder {
public:
  unsigned add(const void *Of, llvm::ArrayRef<unsigned> After = {});
  /// What no two steps do at once that have such an element in common.
  void exclude(unsigned Step, ConcreteElement E);
  void putAfter(unsigned Later, unsigned Earlier);
  bool isAfter(unsigned Later, unsigned Earlier);
  /// Notes what step \p Step touches.
  void touch(unsigned Step, const ConcreteAccess &A);
  const void *of(unsigned Step) const { return Steps[Step].Of; }
  std::size_t size() const { return Steps.size(); }

  /// Two steps that are in no order, touch one element, and one of them writes.
  std::vector<std::pair<const void *, const void *>> Races;

private:
  struct Step {
    const void *Of;
    llvm::SmallVector<unsigned, 4> After;
    std::vector<ConcreteElement> Locks = {};
    unsigned Seen = 0;
  };
  struct Touch {
    unsigned Step;
    bool Writes;
  };
  std::vector<Step> Steps;
  std::map<ConcreteElement, std::vector<Touch>> Touches;
  unsigned Asked = 0;
  unsigned long Budget = 500000;
};

} // namespace aether::analysis

#endif // AETHER_LIB_EXTRACT_OPENMPREHEARSAL_H
