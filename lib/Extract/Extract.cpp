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
#include "SharedHolders.h"
#include "Unit.h"

#include "clang/Basic/SourceManager.h"

#include <map>

using namespace clang;

namespace aether::analysis {

/// When \c main, which is \p F, has returned, the globals that destructors run
/// for end, whoever still uses them.
static void endGlobals(Unit &U, FunctionSummary &F, SourceLocation Loc) {
  std::map<std::uint32_t, const VarDecl *> Ending;
  for (const auto &[VD, Number] : U.globals())
    if (VD->needsDestruction(U.Ctx) == QualType::DK_cxx_destructor &&
        !VD->getType()->isReferenceType() && !U.Out.Globals[Number].Constant &&
        !U.Out.Globals[Number].ThreadLocal &&
        !U.facts(VD->getType()).is(TypeModel::Kind::Synchronized))
      Ending[Number] = VD;
  for (Block &B : F.Blocks)
    for (const auto &[Number, VD] : Ending)
      if (B.isExit())
        B.Events.push_back(ScopeEnd{F.T.root(PlaceKind::Global, Number),
                                    U.str(VD->getName()), U.pos(Loc)});
}

/// Then it calls what was given to \c atexit, if it came that far.
static void callExitHandlers(Unit &U, FunctionSummary &F, SourceLocation Loc) {
  std::uint32_t Result = 0;
  for (const Block &B : F.Blocks)
    for (const Event &Ev : B.Events)
      if (const auto *Made = std::get_if<Call>(&Ev))
        Result = std::max(Result, Made->Result + 1);
  for (Block &B : F.Blocks)
    for (StringId Handler : U.ExitHandlers)
      if (B.isExit()) {
        Call Ev;
        Ev.Result = Result++;
        Ev.Callee = Handler;
        Ev.Spelling = U.str("a function given to `atexit`");
        Ev.Pos = U.pos(Loc);
        Ev.Perhaps = true;
        B.Events.push_back(std::move(Ev));
      }
}

TranslationUnitSummary extract(ASTContext &Context, const ModelSet &Models,
                               const ExtractOptions &Options) {
  TranslationUnitSummary Out;
  Unit U(Context, Models, Options, Out);
  const OpenMPLowering Directives(Context);
  Requirements Tests(U);
  SharedHolders Counts(U);
  findRoots(U);
  for (const CXXConstructorDecl *Ctor : U.Unmade)
    Out.Functions.push_back(summariseLifetime(U, Ctor));
  llvm::DenseMap<const FunctionDecl *, std::size_t> Number;
  while (const FunctionDecl *FD = U.nextNeeded()) {
    Tests.rewrite(FD);
    Counts.rewrite(FD);
    FunctionSummary S = summarise(U, FD);
    auto [It, New] = Number.try_emplace(FD, Out.Functions.size());
    if (New)
      Out.Functions.push_back(std::move(S));
    else
      Out.Functions[It->second] = std::move(S);
  }
  for (const auto &[FD, At] : Number)
    if (FD->isMain()) {
      callExitHandlers(U, Out.Functions[At], FD->getEndLoc());
      endGlobals(U, Out.Functions[At], FD->getEndLoc());
    }
  return Out;
}

} // namespace aether::analysis
