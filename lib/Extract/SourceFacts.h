//===- SourceFacts.h - What is known before the walk ------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What the walk over a function body is told by what looked at the whole of it
/// before.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_EXTRACT_SOURCEFACTS_H
#define AETHER_LIB_EXTRACT_SOURCEFACTS_H

#include "clang/AST/StmtCXX.h"

#include <cstdint>
#include <optional>

namespace aether::analysis {

/// What the prepass found out about a local variable.
struct VariableFacts {
  /// Set once, by its initialiser, and never changed or given away to someone
  /// who might.
  bool SetOnce = true;
  /// Named by a lambda, or its address or a reference to it taken: somebody
  /// else may reach it.
  bool Exposed = false;
  /// An object of which only member functions that keep its fields, and fields
  /// by themselves, are used otherwise than for reading; see KeptFields.h.
  bool FieldsKept = true;
  /// All uses are subscripts, or parts of their sums.
  bool OnlySubscripts = false;
  /// The counted loop whose variable this is.
  std::optional<unsigned> Loop;
};

/// A counted loop as found in the source; its bounds become terms when the
/// whole body has been visited.
struct CountedLoop {
  const clang::VarDecl *Variable = nullptr;
  const clang::Expr *Start = nullptr; ///< first value of the variable; null if
                                      ///< that was passed
  const clang::Expr *Bound = nullptr; ///< what it is compared with, if known
  const clang::Stmt *Body = nullptr;
  bool Inclusive = false;
  bool Downwards = false;
  bool Complete = false;
  bool MadeBefore = false; ///< the variable was declared before the loop
  std::int64_t Step = 1;   ///< 0: upwards by what is not known here,
  const clang::Expr *By = nullptr; ///< but by this each time,
  std::int64_t Factor = 0;         ///< or to so many times as much
};

/// And the increment that steps it.
struct FoundLoop {
  const clang::Stmt *Increment = nullptr;
  CountedLoop Counted;
};

/// What a variable that steps through a range was compared with.
struct CursorLimit {
  const clang::Expr *E = nullptr;
  bool Inclusive = false;
  std::int64_t Past = 0; ///< it may have stepped so far since
  friend bool operator==(const CursorLimit &, const CursorLimit &) = default;
};

/// It goes from \c First, included, up or down to one of \c Limits.
struct CursorRange {
  const clang::Expr *First = nullptr;
  llvm::SmallVector<CursorLimit, 2> Limits;
  bool Down = false;
  bool OneTest = false; ///< the same on all ways, in the same rounds
  /// Instead of limits: it goes on by no more than \c PerRound in each round of
  /// this counted loop, in which it is used, or behind which.
  std::optional<unsigned> Loop;
  std::int64_t PerRound = 0;
  bool Inside = false;
  bool Before = false; ///< before the round's step
};

/// A variable within limits of its own; or one that began with \c First, has
/// since gone on whenever one of \c Others did, and then \c Beyond.
struct Cursor {
  std::optional<CursorRange> Own;
  const clang::Expr *First = nullptr;
  std::vector<CursorRange> Others;
  std::int64_t Beyond = 0;
  bool Once = false; ///< no loop leads to this use again
};

/// May a round of the loop with the body \p S go on with the next before its
/// end?
bool continues(const clang::Stmt *S);

/// A place in the code that may change how many elements a container has.
struct Resize {
  const clang::Expr *Container = nullptr;
  clang::SourceLocation Begin, End;
  bool InLambda = false; ///< and so at any later time
};

} // namespace aether::analysis

#endif // AETHER_LIB_EXTRACT_SOURCEFACTS_H
