//===- PrintSummary.h - A summary as text -----------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Shows what Extract found, for tests and for whoever works on Aether. The
/// text is not read back; the serial form is Serial.h.
//===----------------------------------------------------------------------===//

#ifndef AETHER_ANALYSIS_PRINTSUMMARY_H
#define AETHER_ANALYSIS_PRINTSUMMARY_H

#include "aether-analysis/Summary.h"

#include <string>

namespace aether::analysis {

/// Terms in C-like notation: `*this.total`, `v[i + 1]`, `p->x`.
std::string print(const TranslationUnitSummary &U, const FunctionSummary &F,
                  PlaceId P);
std::string printInt(const TranslationUnitSummary &U, const FunctionSummary &F,
                     IntId I);
std::string printValue(const TranslationUnitSummary &U,
                       const FunctionSummary &F, ValueId V);

/// One function, an event a line. Complexity: linear in the size of the text.
std::string print(const TranslationUnitSummary &U, const FunctionSummary &F);
/// All functions of \p U.
std::string print(const TranslationUnitSummary &U);

} // namespace aether::analysis

#endif // AETHER_ANALYSIS_PRINTSUMMARY_H
