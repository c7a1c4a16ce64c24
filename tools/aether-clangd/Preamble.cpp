//===- Preamble.cpp - Headers as the analysis needs them
//--------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// clangd parses the headers of a file once, into a preamble, and leaves out the
// bodies of functions there. What a task may do is then not known, so the
// bodies of the user's own headers are kept. Those of system headers are left
// out as ever: models speak for most of them, and a body left out is Unknown.
//
//===----------------------------------------------------------------------===//

#include "Wrap.h"

#include "aether-analysis/Extract.h"
#include "aether-analysis/Models.h"

#include "clang/AST/Decl.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/CompilerInvocation.h"
#include "clang/Frontend/PrecompiledPreamble.h"
#include "clang/Lex/PPCallbacks.h"
#include "clang/Lex/PreprocessorOptions.h"

#include <string>
#include <vector>

using namespace clang;

namespace clang::clangd {
struct ParseInputs;
} // namespace clang::clangd

namespace aether {

//===----------------------------------------------------------------------===//
// Flags
//===----------------------------------------------------------------------===//

#define INVOCATION                                                             \
  "_ZN5clang6clangd23buildCompilerInvocationERKNS0_11ParseInputsERNS_"         \
  "18DiagnosticConsumerEPSt6vectorINSt7__cxx1112basic_stringIcSt11char_"       \
  "traitsIcESaIcEEESaISC_EE"

std::unique_ptr<CompilerInvocation>
invocationOfClangd(const clangd::ParseInputs &, DiagnosticConsumer &,
                   std::vector<std::string> *) AETHER_WRAPPED(INVOCATION);
std::unique_ptr<CompilerInvocation> invocation(const clangd::ParseInputs &,
                                               DiagnosticConsumer &,
                                               std::vector<std::string> *)
    AETHER_WRAPPER(INVOCATION);

/// As in `aether check`, `__AETHER_ANALYZER__` is defined.
std::unique_ptr<CompilerInvocation>
invocation(const clangd::ParseInputs &Inputs, DiagnosticConsumer &Diagnostics,
           std::vector<std::string> *Args) {
  std::unique_ptr<CompilerInvocation> Result =
      invocationOfClangd(Inputs, Diagnostics, Args);
  if (Result)
    Result->getPreprocessorOpts().addMacroDef("__AETHER_ANALYZER__=1");
  return Result;
}

//===----------------------------------------------------------------------===//
// Bodies
//===----------------------------------------------------------------------===//

#define BUILD                                                                  \
  "_ZN5clang19PrecompiledPreamble5BuildERKNS_18CompilerInvocationEPKN4llvm12"  \
  "MemoryBufferENS_14PreambleBoundsENS4_18IntrusiveRefCntPtrINS_"              \
  "17DiagnosticsEngineEEENS9_INS4_3vfs10FileSystemEEESt10shared_ptrINS_"       \
  "22PCHContainerOperationsEEbNS4_9StringRefERNS_17PreambleCallbacksE"

llvm::ErrorOr<PrecompiledPreamble>
buildOfClang(const CompilerInvocation &, const llvm::MemoryBuffer *,
             PreambleBounds, llvm::IntrusiveRefCntPtr<DiagnosticsEngine>,
             llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem>,
             std::shared_ptr<PCHContainerOperations>, bool, llvm::StringRef,
             PreambleCallbacks &) AETHER_WRAPPED(BUILD);
llvm::ErrorOr<PrecompiledPreamble>
build(const CompilerInvocation &, const llvm::MemoryBuffer *, PreambleBounds,
      llvm::IntrusiveRefCntPtr<DiagnosticsEngine>,
      llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem>,
      std::shared_ptr<PCHContainerOperations>, bool, llvm::StringRef,
      PreambleCallbacks &) AETHER_WRAPPER(BUILD);

/// clangd's callbacks, but for the bodies.
class WithBodies final : public PreambleCallbacks {
public:
  explicit WithBodies(PreambleCallbacks &Others) : Others(Others) {}

  void BeforeExecute(CompilerInstance &CI) override {
    Sources = &CI.getSourceManager();
    Others.BeforeExecute(CI);
  }
  void AfterExecute(CompilerInstance &CI) override { Others.AfterExecute(CI); }
  void AfterPCHEmitted(ASTWriter &Writer) override {
    Others.AfterPCHEmitted(Writer);
  }
  void HandleTopLevelDecl(DeclGroupRef Group) override {
    Others.HandleTopLevelDecl(Group);
  }
  std::unique_ptr<PPCallbacks> createPPCallbacks() override {
    return Others.createPPCallbacks();
  }
  CommentHandler *getCommentHandler() override {
    return Others.getCommentHandler();
  }
  bool shouldSkipFunctionBody(Decl *D) override {
    return !isNeeded(D) && Others.shouldSkipFunctionBody(D);
  }

private:
  bool isNeeded(const Decl *D) const {
    if (!Sources ||
        Sources->isInSystemHeader(Sources->getExpansionLoc(D->getLocation())))
      return false;
    const FunctionDecl *FD = D->getAsFunction();
    return FD && analysis::ModelSet::builtin()
                     .functions(analysis::qualifiedName(FD))
                     .empty();
  }

  PreambleCallbacks &Others;
  SourceManager *Sources = nullptr;
};

llvm::ErrorOr<PrecompiledPreamble>
build(const CompilerInvocation &Invocation, const llvm::MemoryBuffer *Buffer,
      PreambleBounds Bounds,
      llvm::IntrusiveRefCntPtr<DiagnosticsEngine> Diagnostics,
      llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Files,
      std::shared_ptr<PCHContainerOperations> Containers, bool InMemory,
      llvm::StringRef Folder, PreambleCallbacks &Callbacks) {
  WithBodies Ours(Callbacks);
  return buildOfClang(Invocation, Buffer, Bounds, std::move(Diagnostics),
                      std::move(Files), std::move(Containers), InMemory, Folder,
                      Ours);
}

} // namespace aether
