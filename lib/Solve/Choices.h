//===- Choices.h - Do two sides choose the same? ----------------*- C++ -*-===//
//-*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Of several objects, or rounds of a loop, either side of a race means one:
///
///     Judge ──▶ [ Choices ]: is it the same choice?
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_SOLVE_CHOICES_H
#define AETHER_LIB_SOLVE_CHOICES_H

#include "Context.h"

namespace aether::analysis {

/// The variable that decides what \p Via leads to, which may be copied into
/// the object of a task.
PlaceId chosenBy(Context &C, PlaceId Via);

/// Does each of two loops pick some of its rounds for what access \p NA, or
/// \p NB, does to that round's element? Then the one may pick those that the
/// other leaves out.
bool arePickedApart(const Context &C, const Relation &R, std::uint32_t NA,
                    std::uint32_t NB);

/// Do only some of the rounds that start a task give it the pointer that \p A
/// goes through?
bool dependsOnRound(Context &C, const Relation &R, const AccessEffect &A);

} // namespace aether::analysis

#endif // AETHER_LIB_SOLVE_CHOICES_H
