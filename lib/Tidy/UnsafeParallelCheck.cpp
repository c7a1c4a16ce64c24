//===- UnsafeParallelCheck.cpp - The clang-tidy check ---------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "UnsafeParallelCheck.h"

#include "aether-analysis/Extract.h"
#include "aether-analysis/Report.h"

#include "clang/AST/ASTContext.h"
#include "clang/ASTMatchers/ASTMatchFinder.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Preprocessor.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/YAMLParser.h"

using namespace clang;
using namespace clang::ast_matchers;
using llvm::StringRef;

namespace aether::analysis {
namespace {

/// Invalid if \p Pos is in no file of this translation unit.
SourceLocation locate(const Position &Pos, SourceManager &Sources) {
  if (Pos.Line == 0)
    return {};
  OptionalFileEntryRef File =
      Sources.getFileManager().getOptionalFileRef(Pos.File);
  if (!File)
    File = Sources.getFileManager().getOptionalFileRef(Pos.Spelled);
  if (!File)
    return {};
  return Sources.translateFileLineCol(*File, Pos.Line,
                                      std::max(1u, Pos.Column));
}

/// \p Option is where the user gave the names of \p Files.
llvm::Expected<ModelSet> loadModels(StringRef Files, StringRef Option) {
  ModelSet Models = ModelSet::builtin();
  llvm::SmallVector<StringRef, 4> Names;
  Files.split(Names, ';', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  for (StringRef Name : Names) {
    Name = Name.trim();
    auto Buffer = llvm::MemoryBuffer::getFile(Name, /*IsText=*/true);
    if (!Buffer)
      return llvm::createStringError(
          "'" + Name + "' cannot be read as a file with models (" +
          Buffer.getError().message() + "); check the path given to " + Option);
    llvm::Expected<ModelSet> More =
        Models.withText((*Buffer)->getBuffer(), Name);
    if (!More)
      return More.takeError();
    Models = std::move(*More);
  }
  return Models;
}

} // namespace

UnsafeParallelCheck::UnsafeParallelCheck(StringRef Name,
                                         tidy::ClangTidyContext *Context)
    : ClangTidyCheck(Name, Context),
      ReportUnknown(boolOption("ReportUnknown", false)),
      OfferFixes(boolOption("Fixes", true)),
      VerifyFixes(boolOption("VerifyFixes", true)),
      ModelFiles(Options.get("Models", "")) {
  llvm::Expected<ModelSet> Loaded =
      loadModels(ModelFiles, (Name + ".Models").str());
  if (Loaded)
    Models = std::move(*Loaded);
  else
    configurationDiag("%0", DiagnosticIDs::Error)
        << toString(Loaded.takeError());
}

// OptionsView's templates for booleans and integers have names that GCC mangles
// differently from Clang, which clang-tidy is compiled with.
bool UnsafeParallelCheck::boolOption(StringRef Name, bool Default) const {
  std::optional<StringRef> Text = Options.get(Name);
  if (!Text || Text->empty())
    return Default;
  if (std::optional<bool> Value = llvm::yaml::parseBool(*Text))
    return *Value;
  configurationDiag("option %0 is neither true nor false but '%1'",
                    DiagnosticIDs::Error)
      << Name << *Text;
  return Default;
}

void UnsafeParallelCheck::storeOptions(
    tidy::ClangTidyOptions::OptionMap &Opts) {
  Options.store(Opts, "ReportUnknown", ReportUnknown ? "true" : "false");
  Options.store(Opts, "Fixes", OfferFixes ? "true" : "false");
  Options.store(Opts, "VerifyFixes", VerifyFixes ? "true" : "false");
  Options.store(Opts, "Models", ModelFiles);
}

void UnsafeParallelCheck::registerPPCallbacks(const SourceManager &,
                                              Preprocessor *PP,
                                              Preprocessor *) {
  Parsed = PP;
}

void UnsafeParallelCheck::registerMatchers(MatchFinder *Finder) {
  Finder->addMatcher(translationUnitDecl(), this);
}

void UnsafeParallelCheck::check(const MatchFinder::MatchResult &Result) {
  // After an error the AST has holes; the compiler's message says enough.
  if (!Models || Result.Context->getDiagnostics().hasErrorOccurred())
    return;
  ExtractOptions ExtractOpts;
  ExtractOpts.ForOtherUnits = false;
  TranslationUnitSummary Unit = extract(*Result.Context, *Models, ExtractOpts);
  Verdicts V = solve({&Unit});
  std::vector<Fix> Fixes = fixesFor(*Result.Context, V);
  for (unsigned I = 0; I != V.Findings.size(); ++I) {
    auto Mine = llvm::find_if(
        Fixes, [I](const Fix &F) { return F.Findings.front() == I; });
    report(V.Findings[I], Mine == Fixes.end() ? nullptr : &*Mine, V,
           *Result.SourceManager);
  }
  if (!ReportUnknown)
    return;
  for (const CallSiteVerdict &Site : V.CallSites)
    if (Site.Result == Verdict::Unknown)
      reportUnknown(Site, *Result.SourceManager);
}

/// Where a warning about \p F is seen. An editor shows those of the file that is
/// open: one about a line elsewhere stands at the second access or at the call,
/// if these are here, and is left for the file that it is about if not.
SourceLocation UnsafeParallelCheck::place(const Finding &F,
                                          const Verdicts &Result,
                                          SourceManager &Sources) const {
  SourceLocation Racing = locate(F.First.Pos, Sources);
  if (!areDiagsSelfContained() || Racing.isInvalid() ||
      Sources.isInMainFile(Racing))
    return Racing;
  for (const Position *Pos : {&F.Second.Pos, &Result.CallSites[F.CallSite].Pos})
    if (SourceLocation Loc = locate(*Pos, Sources);
        Loc.isValid() && Sources.isInMainFile(Loc))
      return Loc;
  return {};
}

std::vector<Fix> UnsafeParallelCheck::fixesFor(ASTContext &Context,
                                               const Verdicts &Result) {
  if (!OfferFixes)
    return {};
  std::vector<Fix> Fixes = proposeFixes(Context, Result);
  if (VerifyFixes && Parsed)
    Fixes = verifyFixes(*Parsed, *Models, Result, Fixes);
  if (areDiagsSelfContained())
    return Fixes;
  // All are applied: what several need is included once.
  std::vector<Edit> Known;
  for (Fix &F : Fixes)
    llvm::erase_if(F.Includes, [&](const Edit &E) {
      if (llvm::is_contained(Known, E))
        return true;
      Known.push_back(E);
      return false;
    });
  return Fixes;
}

void UnsafeParallelCheck::report(const Finding &F, const Fix *Repair,
                                 const Verdicts &Result,
                                 SourceManager &Sources) {
  SourceLocation Racing = locate(F.First.Pos, Sources);
  SourceLocation Loc = place(F, Result, Sources);
  if (Loc.isInvalid())
    return;
  {
    DiagnosticBuilder Warning = diag(Loc, "%0 (%1)")
                                << F.Message << analysis::toString(F.Kind);
    SourceLocation Start =
        Sources.getLocForStartOfFile(Sources.getMainFileID());
    auto Add = [&](const Edit &E) {
      SourceLocation Begin = Start.getLocWithOffset(E.Offset);
      Warning << FixItHint::CreateReplacement(
          CharSourceRange::getCharRange(Begin,
                                        Begin.getLocWithOffset(E.Length)),
          E.Text);
    };
    if (Repair) {
      llvm::for_each(Repair->Includes, Add);
      llvm::for_each(Repair->Edits, Add);
    }
  }
  if (Loc != Racing)
    diag(Racing, "the racing access is here", DiagnosticIDs::Note);
  for (const Note &N : notesFor(F, Result))
    if (SourceLocation At = locate(N.Pos, Sources); At.isValid())
      diag(At, "%0", DiagnosticIDs::Note) << N.Text;
}

void UnsafeParallelCheck::reportUnknown(const CallSiteVerdict &Site,
                                        SourceManager &Sources) {
  SourceLocation Loc = locate(Site.Pos, Sources);
  if (Loc.isInvalid())
    return;
  diag(Loc, "cannot tell whether the tasks of `%0` race") << Site.Callee;
  for (const Reason &R : Site.Reasons) {
    SourceLocation At = locate(R.Pos, Sources);
    diag(At.isValid() ? At : Loc, "because %0", DiagnosticIDs::Note) << R.Text;
  }
}

} // namespace aether::analysis
