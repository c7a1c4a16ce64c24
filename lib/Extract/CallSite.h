//===- CallSite.h - A call while it is looked at ----------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The forms in which calls, their arguments and what they run are handed on.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_EXTRACT_CALLSITE_H
#define AETHER_LIB_EXTRACT_CALLSITE_H

#include "aether-analysis/Summary.h"

#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/SmallVector.h"

#include <optional>

namespace aether::analysis {

/// A call in whatever form: its callee, object and arguments.
struct CallSite {
  const clang::Expr *E = nullptr; ///< null for a destructor
  const clang::FunctionDecl *Callee = nullptr;
  const clang::Expr *CalleeExpr = nullptr;
  const clang::Expr *ObjectExpr = nullptr;
  PlaceId Object = None; ///< of a member function
  clang::QualType ObjectType;
  llvm::SmallVector<const clang::Expr *, 4> Args;
  bool Virtual = false;
  /// Of a temporary's destructor: what made the object.
  const clang::Expr *Maker = nullptr;
  clang::SourceRange Range;
  /// The elements that its model has found so far: in which container, with
  /// which argument for a key, and which one.
  struct FoundElement {
    PlaceId Container;
    const clang::Expr *Key;
    PlaceId Element;
  };
  llvm::SmallVector<FoundElement, 1> Found;
  /// Of `std::make_unique` and the like: what makes the object, if that is
  /// known, and the first of the arguments that it gets.
  const clang::CXXConstructorDecl *Makes = nullptr;
  unsigned MakesFrom = 0;
  /// The class of an element that the library makes: `Args` are for one of its
  /// constructors, not for `Callee`.
  const clang::CXXRecordDecl *MadeClass = nullptr;
  /// A function of the user that the library calls, and whose call is there.
  const clang::FunctionDecl *Called = nullptr;
};

/// An argument as a model states it: the address of an object to be passed by
/// reference or copied from, or a value.
struct Passed {
  ValueId Value = None;
  bool IsAddress = false;
  clang::QualType Type = {}; ///< of the object; null if nobody knows
  bool Own = false;          ///< the task's, to be moved from
};

/// What runs when a callable is called.
struct CallableTarget {
  const clang::FunctionDecl *Callee = nullptr; ///< null: indirect
  ValueId Object = None;     ///< what is called: object address or function
  clang::QualType Signature; ///< of a function pointer or member pointer
  const clang::FunctionProtoType *Wrapped = nullptr; ///< std::function's
  ValueId Member = None; ///< the object of an indirect member function
  bool Virtual = false;
};

/// The class of what std::bind and the like return.
struct Binder {
  enum class Kind : std::uint8_t {
    Front,  ///< bound arguments, then those of the call
    Back,   ///< the other way round
    Places, ///< placeholders tell where those of the call go
  } K = Kind::Front;
  clang::QualType Target;
  llvm::SmallVector<clang::QualType, 4> Bound;
};

/// A function of the user that runs without having been given as a callable.
struct Callback {
  const clang::FunctionDecl *Callee = nullptr;
  bool Perhaps = false;         ///< there may be nothing to call it for
  bool Virtual = false;         ///< or one that overrides it
  const char *Reason = nullptr; ///< of no Callee: why it is not known
};

/// What by-value parameters run before and after the call.
struct Copied {
  llvm::SmallVector<Callback, 4> Before, After;
  llvm::SmallVector<unsigned, 2> FromPointers; ///< and read through these
};

/// How a library comes to call a callable.
struct Keeper {
  const clang::FunctionDecl *Given = nullptr; ///< whose call gave it away
  clang::QualType Callable = {};
  clang::QualType Result = {}; ///< what is made of the result, if not the same
  bool Wraps = false;          ///< others call it, by a wrapper
};

/// A destructor that runs when a task is over, for what the task owns.
struct TaskEnding {
  Callback Runs;
  std::optional<unsigned> Argument;    ///< whose part ends; else the callable's
  llvm::SmallVector<StringId, 2> Path; ///< the fields that lead to the part
  bool Whole = true; ///< that part and nothing else ends; else who knows what
};

} // namespace aether::analysis

#endif // AETHER_LIB_EXTRACT_CALLSITE_H
