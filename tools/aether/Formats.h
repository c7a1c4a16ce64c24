//===- Formats.h - The forms of a report ------------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef AETHER_TOOLS_AETHER_FORMATS_H
#define AETHER_TOOLS_AETHER_FORMATS_H

#include "aether-analysis/Report.h"

#include "llvm/Support/CommandLine.h"

namespace aether::tool {

enum class Format { Text, Json, Sarif, Html };

/// The values of an option --format.
inline llvm::cl::ValuesClass formatValues() {
  return llvm::cl::values(
      clEnumValN(Format::Text, "text", "for people (default)"),
      clEnumValN(Format::Json, "json", "for tools, version 1"),
      clEnumValN(Format::Sarif, "sarif", "for code review, 2.1.0"),
      clEnumValN(Format::Html, "html", "one page to look through"));
}

/// Prints \p Report in the form \p F.
void printReport(Format F, const analysis::ReportData &Report,
                 const analysis::TextOptions &Options, llvm::raw_ostream &OS);

} // namespace aether::tool

#endif // AETHER_TOOLS_AETHER_FORMATS_H
