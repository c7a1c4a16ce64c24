//===- Variants.h - One access after different signals ----------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What a function does may be done again and again, each time after other
/// things: after each mutex that was released with something changed under it,
/// say. Callers of callers would be told of all combinations.
///
///     Context ──export──▶ Effects ──[ mergeVariants ]──▶ callers
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_SOLVE_VARIANTS_H
#define AETHER_LIB_SOLVE_VARIANTS_H

#include "Effects.h"

namespace aether::analysis {

/// Do \p A and \p B differ in nothing that matters to callers but, perhaps, in
/// what was signalled or waited for before?
bool isAlikeButForSignals(const AccessEffect &A, const AccessEffect &B);

} // namespace aether::analysis

#endif // AETHER_LIB_SOLVE_VARIANTS_H
