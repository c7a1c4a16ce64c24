//===- Summary.cpp - What one translation unit does to memory -------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether-analysis/Summary.h"

using namespace aether::analysis;

StringId TranslationUnitSummary::intern(std::string_view S) {
  // Strings may have been filled from outside (the serial form).
  if (StringIndex.size() < Strings.size())
    for (std::size_t I = 0; I != Strings.size(); ++I)
      StringIndex.try_emplace(Strings[I], static_cast<StringId>(I));
  auto [It, New] = StringIndex.try_emplace(
      std::string(S), static_cast<StringId>(Strings.size()));
  if (New)
    Strings.emplace_back(S);
  return It->second;
}
