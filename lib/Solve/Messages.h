//===- Messages.h - What a finding says -------------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The sentences of findings, by pattern.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_SOLVE_MESSAGES_H
#define AETHER_LIB_SOLVE_MESSAGES_H

#include "Account.h"

namespace aether::analysis {

struct MessageParts {
  std::string Variable; ///< as the user wrote it
  std::string Callee;   ///< the parallel call
  const SideEntry *First = nullptr, *Second = nullptr;
};

/// What is written, by whom, and why it races: one sentence.
std::string message(const Finding &F, const MessageParts &P);
/// How to repair it: one sentence.
std::string repair(const Finding &F, const MessageParts &P);

} // namespace aether::analysis

#endif // AETHER_LIB_SOLVE_MESSAGES_H
