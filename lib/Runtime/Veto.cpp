//===- Veto.cpp - Text of vetoes ------------------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether/veto.h"

#include <ostream>

using namespace aether;

std::ostream &aether::operator<<(std::ostream &out, const Explanation &text) {
  return out << text.view();
}

std::ostream &aether::operator<<(std::ostream &out, const SafetyVeto &veto) {
  out << to_string(veto.reason);
  if (!veto.explanation.empty())
    out << ": " << veto.explanation;
  // What the analyser found is no measurement; its threshold is zero.
  if (veto.reason != VetoReason::GilUnsafePattern)
    out << " (measured " << veto.measured << ", threshold " << veto.threshold
        << ')';
  return out;
}
