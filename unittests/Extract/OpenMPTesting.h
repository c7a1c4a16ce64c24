//===- OpenMPTesting.h - Snippets with directives ---------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef AETHER_UNITTESTS_EXTRACT_OPENMPTESTING_H
#define AETHER_UNITTESTS_EXTRACT_OPENMPTESTING_H

#include "ExtractTesting.h"

namespace aether::analysis::testing {

inline const Compiled OpenMP = {"", {"-fopenmp"}, true};

} // namespace aether::analysis::testing

#endif // AETHER_UNITTESTS_EXTRACT_OPENMPTESTING_H
