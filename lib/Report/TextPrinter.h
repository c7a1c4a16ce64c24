//===- TextPrinter.h - The pieces of what people read -----------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_REPORT_TEXTPRINTER_H
#define AETHER_LIB_REPORT_TEXTPRINTER_H

#include "Paths.h"
#include "aether-analysis/Report.h"

#include "llvm/ADT/Twine.h"
#include "llvm/Support/raw_ostream.h"

#include <string>

namespace aether::analysis {

/// The colour that stands for \p V everywhere.
llvm::raw_ostream::Colors colorOf(Verdict V);

/// `N word` or `N words`.
std::string plural(std::size_t Count, llvm::StringRef Word);

/// Prints calls and findings of one set of verdicts in the compilers' style.
class TextPrinter {
public:
  TextPrinter(const Verdicts &Result, const TextOptions &Options,
              llvm::raw_ostream &OS)
      : Result(Result), Options(Options), OS(OS) {
    OS.enable_colors(Options.Color);
  }

  void callLine(const CallSiteVerdict &Site);
  /// All of them, or as many of a kind as a reader takes in.
  void reasons(const CallSiteVerdict &Site, bool All);
  void assumptions(const CallSiteVerdict &Site);
  void finding(const Finding &F);
  void summary(); ///< parallel calls by verdict, without an end of line
  void snippet(const Position &Pos);
  void colored(llvm::raw_ostream::Colors Color, bool Bold,
               const llvm::Twine &Text);

private:
  void position(const Position &Pos);

  const Verdicts &Result;
  const TextOptions &Options;
  llvm::raw_ostream &OS;
  SourceLines Lines;
};

} // namespace aether::analysis

#endif // AETHER_LIB_REPORT_TEXTPRINTER_H
