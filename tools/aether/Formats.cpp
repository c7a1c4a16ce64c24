//===- Formats.cpp - The forms of a report --------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Formats.h"

using namespace aether::analysis;

namespace aether::tool {

void printReport(Format F, const ReportData &Report, const TextOptions &Options,
                 llvm::raw_ostream &OS) {
  const PageOptions Page{Options.BaseDir, Options.Strict};
  switch (F) {
  case Format::Json:
    return printJson(Report, OS);
  case Format::Sarif:
    return printSarif(Report, Page, OS);
  case Format::Html:
    return printHtml(Report, Page, OS);
  case Format::Text:
    return printText(Report, Options, OS);
  }
}

} // namespace aether::tool
