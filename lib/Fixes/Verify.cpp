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
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/CompilerInvocation.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Lex/HeaderSearch.h"
#include "clang/Lex/HeaderSearchOptions.h"
#include "clang/Lex/Preprocessor.h"
#include "clang/Lex/PreprocessorOptions.h"
#include "llvm/Support/MemoryBuffer.h"

#include <algorithm>
#include <map>
#include <optional>

using namespace clang;
using llvm::StringRef;

namespace aether::analysis {
namespace {

/// Parses and judges.
class Judge : public ASTFrontendAction {
public:
  Judge(const ModelSet &Models, std::optional<Verdicts> &Result)
      : Models(Models), Result(Result) {}

  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &,
                                                 StringRef) override {
    struct Consumer : ASTConsumer {
      explicit Consumer(Judge &J) : J(J) {}
      void HandleTranslationUnit(ASTContext &Context) override {
        if (Context.getDiagnostics().hasErrorOccurred())
          return;
        ExtractOptions Options;
        Options.ForOtherUnits = false;
        TranslationUnitSummary Unit = extract(Context, J.Models, Options);
        J.Result = solve({&Unit});
      }
      Judge &J;
    };
    return std::make_unique<Consumer>(*this);
  }

private:
  const ModelSet &Models;
  std::optional<Verdicts> &Result;
};

/// The verdicts on the main file of \p Parsed if its text were \p Code; nothing
/// if it does not compile.
std::optional<Verdicts> judge(Preprocessor &Parsed, const ModelSet &Models,
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
  // The text has changed, and with it all that was parsed ahead.
  Options.ImplicitPCHInclude.clear();
  Options.PrecompiledPreambleBytes = {0, false};
  Options.RetainRemappedFileBuffers = false;
  Options.clearRemappedFiles();
  Options.addRemappedFile(
      Main->getName(),
      llvm::MemoryBuffer::getMemBufferCopy(Code, Main->getName()).release());
  FileManager &Files = Sources.getFileManager();
  Invocation->getFileSystemOpts() = Files.getFileSystemOpts();
  FrontendOptions &Frontend = Invocation->getFrontendOpts();
  Frontend.ProgramAction = frontend::ParseSyntaxOnly;
  Frontend.Inputs = {FrontendInputFile(Main->getName(), Language::CXX)};

  CompilerInstance Compiler(Invocation);
  auto Engine = Files.getVirtualFileSystemPtr();
  Compiler.setVirtualFileSystem(Engine);
  IgnoringDiagConsumer Silent;
  Compiler.createDiagnostics(&Silent, /*ShouldOwnClient=*/false);
  std::optional<Verdicts> Result;
  Judge Action(Models, Result);
  if (!Compiler.ExecuteAction(Action) ||
      Compiler.getDiagnostics().hasErrorOccurred())
    return std::nullopt;
  return Result;
}

using Prints = std::map<std::string, int>;

Prints printsOf(const Verdicts &Result) {
  Prints Counted;
  for (const Finding &F : Result.Findings)
    ++Counted[F.Fingerprint];
  return Counted;
}

/// Whether exactly the findings of \p Fixes are gone, or more, and none came.
bool repaired(const Verdicts &Before, const Verdicts &After,
              const std::vector<Fix> &Fixes) {
  Prints Allowed = printsOf(Before);
  for (const Fix &F : Fixes)
    for (unsigned I : F.Findings)
      --Allowed[Before.Findings[I].Fingerprint];
  for (const auto &[Print, Count] : printsOf(After))
    if (auto It = Allowed.find(Print);
        It == Allowed.end() || Count > It->second)
      return false;
  return true;
}

} // namespace

std::vector<Fix> verifyFixes(Preprocessor &Parsed, const ModelSet &Models,
                             const Verdicts &Before,
                             const std::vector<Fix> &Proposed) {
  SourceManager &Sources = Parsed.getSourceManager();
  const std::string Code = Sources.getBufferData(Sources.getMainFileID()).str();
  auto Holds = [&](const std::vector<Fix> &Fixes) {
    std::optional<Verdicts> After =
        judge(Parsed, Models, applyFixes(Code, Fixes));
    return After && repaired(Before, *After, Fixes);
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
