//===- DatabaseError.h - Why a veto database cannot be used -----*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The error that all functions of VetoDatabase.h return: one line for the
/// user, and a kind for programs.
//===----------------------------------------------------------------------===//

#ifndef AETHER_ANALYSIS_DATABASEERROR_H
#define AETHER_ANALYSIS_DATABASEERROR_H

#include "llvm/Support/Error.h"

#include <string>
#include <utility>

namespace aether::analysis {

/// Why a database cannot be used. message() says so in one line.
class DatabaseError : public llvm::ErrorInfo<DatabaseError> {
public:
  enum class Kind {
    Missing,      ///< no such file, or nothing in it yet
    NotADatabase, ///< something else
    Damaged,      ///< contents that contradict themselves
    Newer,        ///< of a later format than DatabaseFormat
    Older,        ///< of an earlier one, which is not read any more
    ReadOnly,     ///< file or folder cannot be written
    Full,         ///< no space left; nothing was changed
    Busy,         ///< another process kept it locked for too long
    Failed,       ///< anything else: input/output error, out of memory
  };
  static char ID;

  DatabaseError(Kind K, std::string Message)
      : K(K), Message(std::move(Message)) {}
  Kind kind() const { return K; }
  void log(llvm::raw_ostream &OS) const override;
  std::error_code convertToErrorCode() const override;

private:
  Kind K;
  std::string Message;
};

} // namespace aether::analysis

#endif // AETHER_ANALYSIS_DATABASEERROR_H
