//===- Extract.cpp - From Clang's AST to a summary ------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether-analysis/Extract.h"

#include "OpenMP.h"
#include "Unit.h"

#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace aether::analysis {

TranslationUnitSummary extract(ASTContext &Context, const ModelSet &Models,
                               const ExtractOptions &Options) {
  TranslationUnitSummary Out;
  Unit U(Context, Models, Options, Out);
  const OpenMPLowering Directives(Context);
  findRoots(U);
  while (const FunctionDecl *FD = U.nextNeeded())
    Out.Functions.push_back(summarise(U, FD));
  return Out;
}

} // namespace aether::analysis
