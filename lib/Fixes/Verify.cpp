//===- Verify.cpp - Judging a file with its fixes applied -----------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether-analysis/Extract.h"
#include "aether-analysis/Fixes.h"

#include "clang/AST/ASTConsumer.h"
#include "clang/AST/ASTContext.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Basic/TargetInfo.h"
#include "clang/Basic/Version.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/CompilerInvocation.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Lex/HeaderSearch.h"
#include "clang/Lex/HeaderSearchOptions.h"
#include "clang/Lex/Preprocessor.h"
#include "clang/Lex/PreprocessorOptions.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MemoryBuffer.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

using namespace clang;
using llvm::StringRef;

namespace aether::analysis {
namespace {

using OtherSummaries = std::vector<const TranslationUnitSummary *>;

struct Judged {
  Verdicts Result;
  std::string MainFile;
};

/// Parses and judges.
class Judge : public ASTFrontendAction {
public:
  Judge(const ModelSet &Models, const OtherSummaries &Others,
        std::optional<Judged> &Result)
      : Models(Models), Others(Others), Result(Result) {}

  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &,
                                                 StringRef) override {
    struct Consumer : ASTConsumer {
      explicit Consumer(Judge &J) : J(J) {}
      void HandleTranslationUnit(ASTContext &Context) override {
        if (Context.getDiagnostics().hasErrorOccurred())
          return;
        ExtractOptions Options;
        Options.ForOtherUnits = !J.Others.empty();
        TranslationUnitSummary Unit = extract(Context, J.Models, Options);
        OtherSummaries All = J.Others;
        All.push_back(&Unit);
        J.Result = {solve(All), Unit.MainFile};
      }
      Judge &J;
    };
    return std::make_unique<Consumer>(*this);
  }

private:
  const ModelSet &Models;
  const OtherSummaries &Others;
  std::optional<Judged> &Result;
};

/// The verdicts on the main file of \p Parsed if its text were \p Code; nothing
/// if it does not compile.
std::optional<Judged> judge(Preprocessor &Parsed, const ModelSet &Models,
                            const OtherSummaries &Others,
                            const std::string &Code) {
  SourceManager &Sources = Parsed.getSourceManager();
  OptionalFileEntryRef Main =
      Sources.getFileEntryRefForID(Sources.getMainFileID());
  if (!Main)
    return std::nullopt;
  auto Invocation = std::make_shared<CompilerInvocation>();
  Invocation->getLangOpts() = Parsed.getLangOpts();
  Invocation->getTargetOpts() = Parsed.getTargetInfo().getTargetOpts();
  Invocation->getHeaderSearchOpts() =
      Parsed.getHeaderSearchInfo().getHeaderSearchOpts();
  PreprocessorOptions &Options = Invocation->getPreprocessorOpts();
  Options = Parsed.getPreprocessorOpts();
  Options.RetainRemappedFileBuffers = false;
  Options.clearRemappedFiles();
  Options.addRemappedFile(
      Main->getName(),
      llvm::MemoryBuffer::getMemBufferCopy(Code, Main->getName()).release());
  // An editor adds what the preamble lacks by a file of its own.
  for (const auto &[Name, Buffer] :
       Parsed.getPreprocessorOpts().RemappedFileBuffers)
    if (llvm::is_contained(Options.Includes, Name))
      Options.addRemappedFile(
          Name, llvm::MemoryBuffer::getMemBufferCopy(Buffer->getBuffer(), Name)
                    .release());
  FileManager &Files = Sources.getFileManager();
  Invocation->getFileSystemOpts() = Files.getFileSystemOpts();
  FrontendOptions &Frontend = Invocation->getFrontendOpts();
  Frontend.ProgramAction = frontend::ParseSyntaxOnly;
  Frontend.Inputs = {FrontendInputFile(Main->getName(), Language::CXX)};

  IgnoringDiagConsumer Silent;
#if CLANG_VERSION_MAJOR >= 22
  CompilerInstance Compiler(Invocation);
  Compiler.setVirtualFileSystem(Files.getVirtualFileSystemPtr());
  Compiler.createDiagnostics(&Silent, /*ShouldOwnClient=*/false);
#else
  CompilerInstance Compiler;
  Compiler.setInvocation(Invocation);
  Compiler.createDiagnostics(&Silent, /*ShouldOwnClient=*/false);
  Compiler.createFileManager(Files.getVirtualFileSystemPtr());
#endif
  std::optional<Judged> Result;
  Judge Action(Models, Others, Result);
  if (!Compiler.ExecuteAction(Action) ||
      Compiler.getDiagnostics().hasErrorOccurred())
    return std::nullopt;
  return Result;
}

/// \p Fixes, with what they include behind the \p Size bytes that an editor has
/// parsed ahead: these need not be parsed again, which is most of the work.
std::vector<Fix> behindPreamble(std::vector<Fix> Fixes, unsigned Size) {
  for (Fix &F : Fixes)
    for (Edit &E : F.Includes)
      E.Offset = std::max(E.Offset, Size);
  return Fixes;
}

/// The lines of \p Code that the edits of \p Fixes are on, once it has them.
std::set<unsigned> editedLines(const std::string &Code,
                               const std::vector<Fix> &Fixes) {
  std::set<unsigned> Lines;
  unsigned Line = 1, Done = 0;
  auto Newlines = [](StringRef Text) { return unsigned(Text.count('\n')); };
  for (const Edit &E : editsOf(Fixes)) {
    Line += Newlines(StringRef(Code).slice(Done, E.Offset));
    Lines.insert(Line);
    for (unsigned I = Newlines(E.Text); I != 0; --I)
      Lines.insert(++Line);
    Done = E.Offset + E.Length;
  }
  return Lines;
}

} // namespace

bool areRepaired(const Verdicts &Before, const Verdicts &After, StringRef File,
                 const std::string &Code, const std::vector<Fix> &Fixes) {
  // Those that are alike are numbered, and one less numbers them anew.
  auto KindOf = [](const Finding &F) {
    return StringRef(F.Fingerprint).split('#').first;
  };
  std::map<StringRef, int> Allowed;
  for (const Finding &F : Before.Findings)
    ++Allowed[KindOf(F)];
  for (const Fix &F : Fixes)
    for (unsigned I : F.Findings)
      --Allowed[KindOf(Before.Findings[I])];
  const std::set<unsigned> Edited = editedLines(Code, Fixes);
  auto IsEdited = [&](const Position &Pos) {
    return Pos.File == File && Edited.count(Pos.Line);
  };
  for (const Finding &F : After.Findings) {
    auto It = Allowed.find(KindOf(F));
    if (It == Allowed.end()) {
      if (IsEdited(F.First.Pos) || IsEdited(F.Second.Pos))
        return false;
    } else if (--It->second < 0) {
      return false;
    }
  }
  return true;
}

std::vector<Fix> verifyFixes(Preprocessor &Parsed, const ModelSet &Models,
                             const Verdicts &Before,
                             const std::vector<Fix> &Proposed,
                             const OtherSummaries &Others) {
  SourceManager &Sources = Parsed.getSourceManager();
  const std::string Code = Sources.getBufferData(Sources.getMainFileID()).str();
  const unsigned Ahead =
      Parsed.getPreprocessorOpts().PrecompiledPreambleBytes.first;
  auto Holds = [&](const std::vector<Fix> &Proposed) {
    const std::vector<Fix> Fixes = behindPreamble(Proposed, Ahead);
    std::optional<Judged> After =
        judge(Parsed, Models, Others, applyFixes(Code, Fixes));
    return After &&
           areRepaired(Before, After->Result, After->MainFile, Code, Fixes);
  };
  if (Proposed.empty() || Holds(Proposed))
    return Proposed;
  std::vector<Fix> Kept;
  if (Proposed.size() == 1)
    return Kept;
  for (const Fix &F : Proposed) {
    Kept.push_back(F);
    if (!Holds(Kept))
      Kept.pop_back();
  }
  return Kept;
}

} // namespace aether::analysis
