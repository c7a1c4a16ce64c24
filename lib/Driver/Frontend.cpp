//===- Frontend.cpp - Parsing one translation unit
//-------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Frontend.h"
#include "CommandLine.h"

#include "clang/AST/ASTConsumer.h"
#include "clang/AST/ASTContext.h"
#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Frontend/Utils.h"
#include "clang/Tooling/Tooling.h"
#include "llvm/Support/CrashRecoveryContext.h"
#include "llvm/Support/VirtualFileSystem.h"

using namespace clang;
using llvm::StringRef;

namespace aether::analysis {
namespace {

/// Keeps the first error.
class FirstError : public DiagnosticConsumer {
public:
  explicit FirstError(const UnitCommand &Command) : Command(Command) {}

  void HandleDiagnostic(DiagnosticsEngine::Level Level,
                        const Diagnostic &Info) override {
    DiagnosticConsumer::HandleDiagnostic(Level, Info);
    if (Level < DiagnosticsEngine::Error || !Text.empty())
      return;
    llvm::SmallString<128> Message;
    Info.FormatDiagnostic(Message);
    if (Info.getLocation().isValid() && Info.hasSourceManager()) {
      PresumedLoc At =
          Info.getSourceManager().getPresumedLoc(Info.getLocation());
      if (At.isValid())
        Text = absolutePath(At.getFilename(), Command.Directory) + ":" +
               std::to_string(At.getLine()) + ":" +
               std::to_string(At.getColumn()) + ": ";
    }
    // Some messages quote text that has several lines.
    for (char C : Message)
      Text += C == '\n' ? ' ' : C;
  }

  std::string Text;

private:
  const UnitCommand &Command;
};

/// All files read, system headers included.
class Dependencies : public DependencyCollector {
public:
  explicit Dependencies(const UnitCommand &Command) : Command(Command) {}

  bool needSystemDependencies() override { return true; }
  bool sawDependency(StringRef Name, bool, bool, bool IsModuleFile,
                     bool IsMissing) override {
    return !IsMissing && !IsModuleFile && !Name.starts_with("<");
  }
  std::vector<std::string> files() const {
    std::vector<std::string> Files;
    for (const std::string &Name : getDependencies())
      Files.push_back(absolutePath(Name, Command.Directory));
    return Files;
  }

private:
  const UnitCommand &Command;
};

class Action : public ASTFrontendAction {
public:
  Action(llvm::function_ref<void(ASTContext &)> Use,
         std::shared_ptr<Dependencies> Files)
      : Use(Use), Files(std::move(Files)) {}

  bool BeginInvocation(CompilerInstance &CI) override {
    CI.addDependencyCollector(Files);
    return true;
  }

  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &,
                                                 StringRef) override {
    struct Consumer : ASTConsumer {
      explicit Consumer(llvm::function_ref<void(ASTContext &)> Use)
          : Use(Use) {}
      void HandleTranslationUnit(ASTContext &Context) override {
        // After an error the AST has holes, and a hole is not a proof.
        if (!Context.getDiagnostics().hasErrorOccurred())
          Use(Context);
      }
      llvm::function_ref<void(ASTContext &)> Use;
    };
    return std::make_unique<Consumer>(Use);
  }

private:
  llvm::function_ref<void(ASTContext &)> Use;
  std::shared_ptr<Dependencies> Files;
};

} // namespace

ParsedUnit parseUnit(const UnitCommand &Command, StringRef ResourceDir,
                     llvm::function_ref<void(ASTContext &)> Use) {
  ParsedUnit Result;
  FirstError Diagnostics(Command);
  auto Files = std::make_shared<Dependencies>(Command);
  bool Ran = false;
  auto Parse = [&] {
    llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> FS =
        llvm::vfs::createPhysicalFileSystem();
    if (std::error_code EC =
            FS->setCurrentWorkingDirectory(Command.Directory)) {
      Diagnostics.Text =
          "cannot enter the folder " + Command.Directory + ": " + EC.message();
      return;
    }
    auto Manager =
        llvm::makeIntrusiveRefCnt<FileManager>(FileSystemOptions(), FS);
    tooling::ToolInvocation Invocation(analysisArguments(Command, ResourceDir),
                                       std::make_unique<Action>(Use, Files),
                                       Manager.get());
    Invocation.setDiagnosticConsumer(&Diagnostics);
    Ran = Invocation.run();
  };
  llvm::CrashRecoveryContext Recovery;
  if (!Recovery.RunSafely(Parse)) {
    Ran = false;
    if (Diagnostics.Text.empty())
      Diagnostics.Text = "the analysis of this file crashed (signal " +
                         std::to_string(Recovery.RetCode - 128) + ")";
  }
  Result.Compiled = Ran && Diagnostics.Text.empty();
  if (!Result.Compiled)
    Result.Error = Diagnostics.Text.empty() ? "the compiler's flags were not "
                                              "understood"
                                            : std::move(Diagnostics.Text);
  Result.Dependencies = Files->files();
  return Result;
}

} // namespace aether::analysis
