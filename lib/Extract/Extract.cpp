//===- Extract.cpp - From Clang's AST to a summary ------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether-analysis/Extract.h"
#include "aether-analysis/AtExit.h"

#include "OpenMP.h"
#include "Requirements.h"
#include "SharedHolders.h"
#include "Unit.h"

#include "clang/Basic/SourceManager.h"

#include <map>

using namespace clang;

namespace aether::analysis {

/// The globals that destructors run for.
static std::map<std::uint32_t, const VarDecl *> endingGlobals(Unit &U) {
  std::map<std::uint32_t, const VarDecl *> Ending;
  for (const auto &[VD, Number] : U.globals())
    if (VD->needsDestruction(U.Ctx) == QualType::DK_cxx_destructor &&
        !VD->getType()->isReferenceType() && !U.Out.Globals[Number].Constant &&
        !U.Out.Globals[Number].ThreadLocal &&
        !U.facts(VD->getType()).is(TypeModel::Kind::Synchronized))
      Ending[Number] = VD;
  return Ending;
}

/// When \c main, which is \p F, has returned, they end, whoever still uses
/// them.
static void endGlobals(Unit &U, FunctionSummary &F, SourceLocation Loc) {
  const std::map<std::uint32_t, const VarDecl *> Ending = endingGlobals(U);
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

/// What runs where other units, or this one, end the program: see AtExit.h.
static void summariseExit(Unit &U, bool HasMain) {
  const std::map<std::uint32_t, const VarDecl *> Ending = endingGlobals(U);
  auto Begin = [&](const char *Key) {
    FunctionSummary F;
    F.Key = U.str(Key + U.Out.MainFile);
    F.Name = U.str("what runs at exit");
    F.InternalLinkage = true;
    F.Blocks.emplace_back();
    callExitHandlers(U, F, SourceLocation());
    return F;
  };
  // Its own are called by main itself.
  if (!HasMain && !U.ExitHandlers.empty())
    U.Out.Functions.push_back(Begin(HandlersAtExit));
  if (U.ExitHandlers.empty() && Ending.empty())
    return;
  FunctionSummary F = Begin(EndsAtExit);
  for (const auto &[Number, VD] : Ending) {
    Access End;
    End.Kind = AccessKind::Write;
    End.Nature = AccessNature::Released;
    End.Place = F.T.root(PlaceKind::Global, Number);
    End.Spelling = U.str(VD->getName());
    End.Pos = U.pos(VD->getLocation());
    F.Blocks.front().Events.push_back(std::move(End));
  }
  U.Out.Functions.push_back(std::move(F));
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
  bool HasMain = false;
  for (const auto &[FD, At] : Number)
    if (FD->isMain()) {
      HasMain = true;
      callExitHandlers(U, Out.Functions[At], FD->getEndLoc());
      endGlobals(U, Out.Functions[At], FD->getEndLoc());
    }
  summariseExit(U, HasMain);
  return Out;
}

} // namespace aether::analysis
