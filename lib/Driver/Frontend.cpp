//===- Frontend.cpp - Parsing one translation unit ------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Frontend.h"
#include "CommandLine.h"
#include "Lowering.h"
#include "OpenMPHeader.h"

#include "aether-analysis/Serial.h"

#include "clang/AST/ASTConsumer.h"
#include "clang/AST/ASTContext.h"
#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Frontend/Utils.h"
#include "clang/Tooling/Tooling.h"
#include "llvm/Support/CrashRecoveryContext.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/VirtualFileSystem.h"

#include <functional>
#include <map>

using namespace clang;
using llvm::ArrayRef;
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

/// All files looked at, system headers included, with those that were only
/// asked for by __has_include.
class Dependencies : public DependencyCollector {
public:
  bool needSystemDependencies() override { return true; }
  bool sawDependency(StringRef Name, bool, bool, bool IsModuleFile,
                     bool IsMissing) override {
    return !IsMissing && !IsModuleFile && !Name.starts_with("<");
  }
};

/// Lists what was read, with hashes.
std::vector<SourceFile> inputsOf(SourceManager &Sources,
                                 ArrayRef<std::string> Seen,
                                 const UnitCommand &Command,
                                 FileStamps *Stamps) {
  std::map<std::string, SourceFile> ByPath;
  auto Hash = [&](const std::string &Path,
                  std::optional<StringRef> Content) -> std::uint64_t {
    if (Stamps) {
      std::optional<FileStamp> Stamp = Stamps->stamp(Path);
      if (!Content || (Stamp && Stamps->unchangedSinceStart(*Stamp)))
        return Stamps->hash(Path).value_or(0);
    }
    return Content ? contentHash(*Content) : 0;
  };
  for (auto It = Sources.fileinfo_begin(); It != Sources.fileinfo_end(); ++It) {
    const SrcMgr::ContentCache &Cache = *It->second;
    if (It->first.getName() == OpenMPHeaderPath)
      continue; // It is a part of Aether.
    std::string Path = absolutePath(It->first.getName(), Command.Directory);
    SourceFile &File = ByPath[Path];
    File.Name = It->first.getName().str();
    File.Path = Path;
    File.ContentHash = Hash(Path, Cache.getBufferDataIfLoaded());
  }
  for (const std::string &Name : Seen) {
    if (Name == OpenMPHeaderPath)
      continue;
    std::string Path = absolutePath(Name, Command.Directory);
    auto [It, New] = ByPath.try_emplace(Path);
    if (New)
      It->second = {Name, Path, /*System=*/false, Hash(Path, std::nullopt)};
  }
  std::vector<SourceFile> Inputs;
  auto Main = ByPath.find(Command.File);
  if (Main != ByPath.end()) {
    Inputs.push_back(std::move(Main->second));
    ByPath.erase(Main);
  }
  for (auto &[Path, File] : ByPath)
    Inputs.push_back(std::move(File));
  return Inputs;
}

class Action : public ASTFrontendAction {
public:
  Action(std::function<void(ASTContext &, ArrayRef<std::string>)> Use,
         ParseRecord *Record)
      : Use(std::move(Use)), Record(Record),
        Files(std::make_shared<Dependencies>()) {}

  bool BeginInvocation(CompilerInstance &CI) override {
    CI.addDependencyCollector(Files);
    return true;
  }

  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &,
                                                 StringRef) override;

private:
  class Consumer;
  std::function<void(ASTContext &, ArrayRef<std::string>)> Use;
  ParseRecord *Record;
  std::shared_ptr<Dependencies> Files;
};

class Action::Consumer : public ASTConsumer {
public:
  explicit Consumer(Action &A) : A(A) {}
  void HandleTranslationUnit(ASTContext &Context) override {
    // After an error the AST has holes, and a hole is not a proof.
    if (!Context.getDiagnostics().hasErrorOccurred())
      A.Use(Context, A.Files->getDependencies());
  }
  bool HandleTopLevelDecl(DeclGroupRef D) override {
    return add(Kind::TopLevel, D.getAsOpaquePtr());
  }
  void HandleInlineFunctionDefinition(FunctionDecl *D) override {
    add(Kind::InlineFunction, D);
  }
  void HandleTagDeclDefinition(TagDecl *D) override { add(Kind::Tag, D); }
  void HandleTagDeclRequiredDefinition(const TagDecl *D) override {
    add(Kind::RequiredTag, D);
  }
  void HandleCXXImplicitFunctionInstantiation(FunctionDecl *D) override {
    add(Kind::ImplicitInstantiation, D);
  }
  void CompleteTentativeDefinition(VarDecl *D) override {
    add(Kind::TentativeDefinition, D);
  }
  void CompleteExternalDeclaration(DeclaratorDecl *D) override {
    add(Kind::ExternalDeclaration, D);
  }
  void HandleCXXStaticMemberVarInstantiation(VarDecl *D) override {
    add(Kind::StaticMember, D);
  }
  void AssignInheritanceModel(CXXRecordDecl *D) override {
    add(Kind::Inheritance, D);
  }
  void HandleVTable(CXXRecordDecl *D) override { add(Kind::VTable, D); }

private:
  using Kind = ParseRecord::Kind;
  bool add(Kind K, const void *What) {
    if (A.Record)
      A.Record->add(K, What);
    return true;
  }
  Action &A;
};

std::unique_ptr<ASTConsumer> Action::CreateASTConsumer(CompilerInstance &,
                                                       StringRef) {
  return std::make_unique<Consumer>(*this);
}

llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem>
overlay(llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Disk,
        const FileTexts *Texts) {
  auto Memory = llvm::makeIntrusiveRefCnt<llvm::vfs::InMemoryFileSystem>();
  Memory->addFile(
      OpenMPHeaderPath, 0,
      llvm::MemoryBuffer::getMemBuffer(OpenMPHeaderText, OpenMPHeaderPath));
  if (Texts)
    for (const auto &[Path, Text] : *Texts)
      Memory->addFile(Path, 0, llvm::MemoryBuffer::getMemBuffer(Text, Path));
  auto Both =
      llvm::makeIntrusiveRefCnt<llvm::vfs::OverlayFileSystem>(std::move(Disk));
  Both->pushOverlay(std::move(Memory));
  return Both;
}

} // namespace

ParsedUnit parseUnit(const UnitCommand &Command, StringRef ResourceDir,
                     FileStamps *Stamps,
                     llvm::function_ref<void(ASTContext &)> Use,
                     const FileTexts *Texts, ParseRecord *Record) {
  ParsedUnit Result;
  FirstError Diagnostics(Command);
  bool Ran = false;
  auto Parse = [&] {
    llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> FS =
        llvm::vfs::createPhysicalFileSystem();
    const std::vector<std::string> Arguments =
        analysisArguments(Command, ResourceDir);
    if (Texts || llvm::is_contained(Arguments, OpenMPHeaderFolder))
      FS = overlay(std::move(FS), Texts);
    if (std::error_code EC =
            FS->setCurrentWorkingDirectory(Command.Directory)) {
      Diagnostics.Text =
          "cannot enter the folder " + Command.Directory + ": " + EC.message();
      return;
    }
    auto Manager =
        llvm::makeIntrusiveRefCnt<FileManager>(FileSystemOptions(), FS);
    auto OnUnit = [&](ASTContext &Context, ArrayRef<std::string> Seen) {
      Result.Inputs =
          inputsOf(Context.getSourceManager(), Seen, Command, Stamps);
      Use(Context);
    };
    tooling::ToolInvocation Invocation(
        Arguments, std::make_unique<Action>(OnUnit, Record), Manager.get());
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
  return Result;
}

} // namespace aether::analysis
