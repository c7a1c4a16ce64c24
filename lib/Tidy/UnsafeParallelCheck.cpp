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

#include <map>
#include <mutex>

using namespace clang;
using namespace clang::ast_matchers;
using llvm::StringRef;

namespace aether::analysis {
namespace {

/// Invalid if \p Pos is in no file of this translation unit and the file is not
/// to be \p Opened to show it.
SourceLocation locate(const Position &Pos, SourceManager &Sources,
                      bool Opened = false) {
  if (Pos.Line == 0)
    return {};
  OptionalFileEntryRef File =
      Sources.getFileManager().getOptionalFileRef(Pos.File);
  if (!File)
    File = Sources.getFileManager().getOptionalFileRef(Pos.Spelled);
  if (!File)
    return {};
  if (Opened)
    Sources.getOrCreateFileID(*File, SrcMgr::C_User);
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

/// Of the database at \p Path. An editor makes a new check for each keystroke:
/// what was read stays.
OtherUnits &othersFrom(const std::string &Path) {
  static std::mutex Mutex;
  static std::map<std::string, OtherUnits> Databases;
  std::lock_guard Lock(Mutex);
  return Databases.try_emplace(Path, Path).first->second;
}

} // namespace

UnsafeParallelCheck::UnsafeParallelCheck(StringRef Name,
                                         tidy::ClangTidyContext *Context)
    : ClangTidyCheck(Name, Context),
      ReportUnknown(boolOption("ReportUnknown", false)),
      OfferFixes(boolOption("Fixes", true)),
      VerifyFixes(boolOption("VerifyFixes", true)),
      ModelFiles(Options.get("Models", "")),
      DatabasePath(Options.get("VetoDatabase", "")) {
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
  Options.store(Opts, "VetoDatabase", DatabasePath);
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
  ExtractOpts.ForOtherUnits = !DatabasePath.empty();
  TranslationUnitSummary Unit = extract(*Result.Context, *Models, ExtractOpts);
  MainFile = Unit.MainFile;
  LinkedUnits Linked;
  if (!DatabasePath.empty())
    Linked = otherUnits(Unit, *Result.SourceManager);
  std::vector<const TranslationUnitSummary *> Others, All{&Unit};
  for (const auto &Other : Linked.Units)
    Others.push_back(Other.get());
  All.insert(All.end(), Others.begin(), Others.end());
  Verdicts V = solve(All);
  std::vector<Fix> Fixes = fixesFor(*Result.Context, V, Others);
  for (unsigned I = 0; I != V.Findings.size(); ++I) {
    const Finding &F = V.Findings[I];
    if (!concerns(V.CallSites[F.CallSite], &F))
      continue;
    auto Mine = llvm::find_if(
        Fixes, [I](const Fix &F) { return F.Findings.front() == I; });
    report(F, Mine == Fixes.end() ? nullptr : &*Mine, V, *Result.SourceManager);
  }
  if (!ReportUnknown)
    return;
  for (const CallSiteVerdict &Site : V.CallSites)
    if (Site.Result == Verdict::Unknown && concerns(Site, nullptr))
      reportUnknown(Site, *Result.SourceManager);
}

/// What the database knows of others; tells if that is not all.
LinkedUnits UnsafeParallelCheck::otherUnits(const TranslationUnitSummary &Unit,
                                            SourceManager &Sources) {
  LinkedUnits Linked = othersFrom(DatabasePath).of(Unit);
  if (!Linked.Warning.empty())
    diag(Sources.getLocForStartOfFile(Sources.getMainFileID()),
         "what other files do is not known: %0")
        << Linked.Warning;
  return Linked;
}

/// Races that have nothing to do with the main file are told where they are.
bool UnsafeParallelCheck::concerns(const CallSiteVerdict &Site,
                                   const Finding *F) const {
  return llvm::is_contained(Site.TranslationUnits, MainFile) ||
         (F &&
          (F->First.Pos.File == MainFile || F->Second.Pos.File == MainFile));
}

/// Where a warning about \p F is seen: at the racing line, if that is in this
/// unit. An editor shows those of the file that is open. One about a line
/// elsewhere stands at the second access or at the call, if these are here, and
/// is left for the file that it is about if not.
SourceLocation UnsafeParallelCheck::place(const Finding &F,
                                          const Verdicts &Result,
                                          SourceManager &Sources) const {
  SourceLocation Racing = locate(F.First.Pos, Sources);
  if (Racing.isValid() &&
      (!areDiagsSelfContained() || Sources.isInMainFile(Racing)))
    return Racing;
  for (const Position *Pos : {&F.Second.Pos, &Result.CallSites[F.CallSite].Pos})
    if (SourceLocation Loc = locate(*Pos, Sources);
        Loc.isValid() && Sources.isInMainFile(Loc))
      return Loc;
  return {};
}

std::vector<Fix> UnsafeParallelCheck::fixesFor(
    ASTContext &Context, const Verdicts &Result,
    const std::vector<const TranslationUnitSummary *> &Others) {
  if (!OfferFixes)
    return {};
  std::vector<Fix> Fixes = proposeFixes(Context, Result);
  if (VerifyFixes && Parsed)
    Fixes = verifyFixes(*Parsed, *Models, Result, Fixes, Others);
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
  SourceLocation Loc = place(F, Result, Sources);
  if (Loc.isInvalid())
    return;
  SourceLocation Racing = locate(F.First.Pos, Sources, /*Opened=*/true);
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
    if (SourceLocation At = locate(N.Pos, Sources, /*Opened=*/true);
        At.isValid())
      diag(At, "%0", DiagnosticIDs::Note) << N.Text;
}

void UnsafeParallelCheck::reportUnknown(const CallSiteVerdict &Site,
                                        SourceManager &Sources) {
  SourceLocation Loc = locate(Site.Pos, Sources);
  if (Loc.isInvalid())
    return;
  diag(Loc, "cannot tell whether the tasks of `%0` race") << Site.Callee;
  for (const Reason &R : Site.Reasons) {
    SourceLocation At = locate(R.Pos, Sources, /*Opened=*/true);
    diag(At.isValid() ? At : Loc, "because %0", DiagnosticIDs::Note) << R.Text;
  }
}

} // namespace aether::analysis
