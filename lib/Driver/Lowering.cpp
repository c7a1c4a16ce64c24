//===- Lowering.cpp - From a parsed unit to LLVM's IR ---------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Lowering.h"

#include "clang/AST/ASTConsumer.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclGroup.h"
#include "clang/Basic/CodeGenOptions.h"
#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/SourceManager.h"
#include "clang/CodeGen/ModuleBuilder.h"
#include "clang/Lex/HeaderSearchOptions.h"
#include "clang/Lex/PreprocessorOptions.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"

using namespace clang;

namespace aether::analysis {

struct LoweredUnit::Impl {
  HeaderSearchOptions Headers;
  PreprocessorOptions Preprocessor;
  CodeGenOptions Options;
  llvm::LLVMContext Context;
  std::unique_ptr<CodeGenerator> Generator; ///< refers to all of the above
};

namespace {

/// Clang's remarks on code that it cannot lower are nobody's business.
class Silence {
public:
  explicit Silence(DiagnosticsEngine &Of)
      : Of(Of), Owned(Of.takeClient()),
        Client(Owned ? nullptr : Of.getClient()) {
    Of.setClient(new IgnoringDiagConsumer, /*ShouldOwnClient=*/true);
  }
  ~Silence() {
    if (Owned)
      Of.setClient(Owned.release(), /*ShouldOwnClient=*/true);
    else
      Of.setClient(Client, /*ShouldOwnClient=*/false);
  }
  Silence(const Silence &) = delete;
  Silence &operator=(const Silence &) = delete;

private:
  DiagnosticsEngine &Of;
  std::unique_ptr<DiagnosticConsumer> Owned;
  DiagnosticConsumer *Client;
};

CodeGenOptions optionsFor() {
  CodeGenOptions Out;
  // No pass is run, but bodies that another unit has are made as well.
  Out.OptimizationLevel = 1;
  Out.RelaxedAliasing = true;
  Out.DiscardValueNames = false;
  Out.setDebugInfo(llvm::codegenoptions::DebugLineTablesOnly);
  Out.DebugColumnInfo = true;
  Out.DebugInfoMacroExpansionLoc = true; // Summaries name the same place.
  return Out;
}

} // namespace

void ParseRecord::replay(ASTConsumer &To) const {
  for (const auto &[K, What] : All) {
    void *P = const_cast<void *>(What);
    switch (K) {
    case Kind::TopLevel:
      To.HandleTopLevelDecl(DeclGroupRef::getFromOpaquePtr(P));
      break;
    case Kind::InlineFunction:
      To.HandleInlineFunctionDefinition(static_cast<FunctionDecl *>(P));
      break;
    case Kind::Tag:
      To.HandleTagDeclDefinition(static_cast<TagDecl *>(P));
      break;
    case Kind::RequiredTag:
      To.HandleTagDeclRequiredDefinition(static_cast<TagDecl *>(P));
      break;
    case Kind::ImplicitInstantiation:
      To.HandleCXXImplicitFunctionInstantiation(static_cast<FunctionDecl *>(P));
      break;
    case Kind::TentativeDefinition:
      To.CompleteTentativeDefinition(static_cast<VarDecl *>(P));
      break;
    case Kind::ExternalDeclaration:
      To.CompleteExternalDeclaration(static_cast<DeclaratorDecl *>(P));
      break;
    case Kind::StaticMember:
      To.HandleCXXStaticMemberVarInstantiation(static_cast<VarDecl *>(P));
      break;
    case Kind::Inheritance:
      To.AssignInheritanceModel(static_cast<CXXRecordDecl *>(P));
      break;
    case Kind::VTable:
      To.HandleVTable(static_cast<CXXRecordDecl *>(P));
      break;
    }
  }
}

LoweredUnit::LoweredUnit() : I(std::make_unique<Impl>()) {}
LoweredUnit::~LoweredUnit() = default;

llvm::Module &LoweredUnit::module() { return *I->Generator->GetModule(); }

const Decl *LoweredUnit::declaration(llvm::StringRef Mangled) {
  return I->Generator->GetDeclForMangledName(Mangled);
}

std::unique_ptr<LoweredUnit> lower(ASTContext &Context,
                                   const ParseRecord &Record) {
  DiagnosticsEngine &Diagnostics = Context.getDiagnostics();
  if (Diagnostics.hasErrorOccurred())
    return nullptr;
  const Silence Quiet(Diagnostics);
  auto Out = std::make_unique<LoweredUnit>();
  LoweredUnit::Impl &I = *Out->I;
  I.Options = optionsFor();
  I.Context.setDiscardValueNames(false);
  I.Generator = CreateLLVMCodeGen(
      Diagnostics, "rehearsal",
      Context.getSourceManager().getFileManager().getVirtualFileSystemPtr(),
      I.Headers, I.Preprocessor, I.Options, I.Context);
  I.Generator->Initialize(Context);
  Record.replay(*I.Generator);
  I.Generator->HandleTranslationUnit(Context);
  if (!I.Generator->GetModule())
    return nullptr;
  return Out;
}

} // namespace aether::analysis
