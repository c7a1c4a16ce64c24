//===- AtomicOperation.h - Operations on atomics ----------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// One form for the operations on atomics that C, C++ and compilers have, and
/// what they mean for a lock.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_EXTRACT_ATOMICOPERATION_H
#define AETHER_LIB_EXTRACT_ATOMICOPERATION_H

#include "aether-analysis/Summary.h"

#include "clang/AST/Expr.h"

#include <cstdint>
#include <optional>

namespace aether::analysis {

/// An operation on an atomic object, in whichever form C has it.
struct AtomicOperation {
  enum class Kind : std::uint8_t {
    Load,
    Store,
    Exchange,
    CompareExchange,
    Modify
  };
  Kind K = Kind::Load;
  bool Acquires = true, Releases = true;
  bool ReturnsOld = false;
  PlaceId Object = None;
  clang::QualType Type; ///< of the value
  clang::SourceRange Range;
  const clang::Expr *E = nullptr;     ///< what yields the result
  const clang::Expr *Value = nullptr; ///< what is stored or added
  std::optional<std::int64_t> Stored;
  const clang::Expr *Expected = nullptr; ///< by a compare-exchange
  const clang::Expr *ExpectedPointer = nullptr;
  std::int64_t Step = 0;
};

/// What an operation on an atomic means for the lock that this may be.
struct LockByAtomic {
  enum class Kind : std::uint8_t {
    Store,
    Exchange,
    CompareExchange,
    Increase,
    Change
  };
  Kind K = Kind::Change;
  bool Acquires = true, Releases = true;
  bool FindsOld = false; ///< yields what it found, not whether it succeeded
  bool ExpectsZero = false;
  std::optional<std::int64_t> Stored;
  LockEvent Event;
  const clang::Expr *E = nullptr;
  std::size_t First = 0; ///< number of the operation's first event
};

} // namespace aether::analysis

#endif // AETHER_LIB_EXTRACT_ATOMICOPERATION_H
