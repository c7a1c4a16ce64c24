//===- Extract.cpp - From Clang's AST to a summary ------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether-analysis/Extract.h"

#include "OpenMP.h"
#include "Requirements.h"
#include "Unit.h"

#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace aether::analysis {

TranslationUnitSummary extract(ASTContext &Context, const ModelSet &Models,
                               const ExtractOptions &Options) {
  TranslationUnitSummary Out;
  Unit U(Context, Models, Options, Out);
  const OpenMPLowering Directives(Context);
  Requirements Tests(U);
  findRoots(U);
  for (const CXXConstructorDecl *Ctor : U.Unmade)
    Out.Functions.push_back(summariseLifetime(U, Ctor));
  llvm::DenseMap<const FunctionDecl *, std::size_t> Number;
  while (const FunctionDecl *FD = U.nextNeeded()) {
    Tests.rewrite(FD);
    FunctionSummary S = summarise(U, FD);
    auto [It, New] = Number.try_emplace(FD, Out.Functions.size());
    if (New)
      Out.Functions.push_back(std::move(S));
    else
      Out.Functions[It->second] = std::move(S);
  }
  return Out;
}

} // namespace aether::analysis
