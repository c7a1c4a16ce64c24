//===- Options.cpp - Callbacks in the options of a parallel call ----------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// aether::ParOptions may hold two callables, which run as part of the call:
// `custom_veto` once before the tasks start, in the caller's thread; `progress`
// beside the tasks, by any of their threads, though never by two at once.
//
//===----------------------------------------------------------------------===//

#include "ClangVersions.h"
#include "Function.h"

#include "clang/AST/DeclTemplate.h"

using namespace clang;

namespace aether::analysis {

/// \p E without casts, temporaries and copies of the whole.
static const Expr *stripCopies(const Expr *E) {
  for (;;) {
    E = E->IgnoreParens();
    if (const auto *Cast = dyn_cast<CastExpr>(E)) {
      E = Cast->getSubExpr();
      continue;
    }
    if (const auto *Full = dyn_cast<FullExpr>(E)) {
      E = Full->getSubExpr();
      continue;
    }
    if (const auto *Temp = dyn_cast<MaterializeTemporaryExpr>(E)) {
      E = Temp->getSubExpr();
      continue;
    }
    if (const auto *Bind = dyn_cast<CXXBindTemporaryExpr>(E)) {
      E = Bind->getSubExpr();
      continue;
    }
    const auto *Made = dyn_cast<CXXConstructExpr>(E);
    if (!Made || Made->getNumArgs() != 1 ||
        !Made->getConstructor()->isCopyOrMoveConstructor())
      return E;
    E = Made->getArg(0);
  }
}

/// Whether \p Body may change \p Field of variable \p Options.
static bool mayChange(const Stmt *Body, const VarDecl *Options,
                      const FieldDecl *Field) {
  class Finder : public DynamicRecursiveASTVisitor {
  public:
    Finder(const VarDecl *Options, const FieldDecl *Field)
        : Options(Options), Field(Field) {
      ShouldVisitImplicitCode = true;
    }
    unsigned All = 0, Harmless = 0;
    bool VisitDeclRefExpr(DeclRefExpr *E) override {
      All += E->getDecl() == Options;
      return true;
    }
    bool VisitMemberExpr(MemberExpr *E) override {
      Harmless += E->getMemberDecl() != Field && names(E->getBase());
      return true;
    }
    bool VisitImplicitCastExpr(ImplicitCastExpr *E) override {
      Harmless += E->getCastKind() == CK_NoOp &&
                  E->getType().isConstQualified() && names(E->getSubExpr());
      return true;
    }

  private:
    bool names(const Expr *E) const {
      const auto *Ref = dyn_cast<DeclRefExpr>(E->IgnoreParens());
      return Ref && Ref->getDecl() == Options;
    }
    const VarDecl *Options;
    const FieldDecl *Field;
  } Find(Options, Field);
  Find.TraverseStmt(const_cast<Stmt *>(Body));
  return Find.All != Find.Harmless;
}

/// The callable in \p Field of \p Options: null if there is none, nothing if
/// that is not known.
std::optional<const Expr *>
FunctionExtractor::callbackOf(const Expr *Options, const FieldDecl *Field,
                              unsigned Depth) {
  if (Depth > 8)
    return std::nullopt;
  const Expr *E = stripCopies(Options);
  if (isa<CXXDefaultArgExpr, CXXDefaultInitExpr, ImplicitValueInitExpr>(E))
    return nullptr;
  if (const auto *Made = dyn_cast<CXXConstructExpr>(E)) {
    // The options, or what the field holds, made of nothing or of a callable.
    if (Made->getNumArgs() == 0)
      return nullptr;
    return Made->getConstructor()->getPrimaryTemplate()
               ? std::optional(Made->getArg(0))
               : std::nullopt;
  }
  if (const auto *List = dyn_cast<InitListExpr>(E)) {
    if (const InitListExpr *Semantic = List->getSemanticForm())
      List = Semantic;
    if (List->getNumInits() == 0)
      return nullptr;
    const auto *RD = List->getType()->getAsRecordDecl();
    if (RD == Field->getParent())
      return Field->getFieldIndex() < List->getNumInits()
                 ? callbackOf(List->getInit(Field->getFieldIndex()), Field,
                              Depth + 1)
                 : nullptr;
    return List->getNumInits() == 1
               ? callbackOf(List->getInit(0), Field, Depth + 1)
               : std::nullopt;
  }
  const auto *Ref = dyn_cast<DeclRefExpr>(E);
  const auto *VD = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  if (!VD || !VD->isLocalVarDecl() || VD->getType()->isReferenceType() ||
      Captures.contains(VD) || !VD->getInit() ||
      mayChange(FD->getBody(), VD, Field))
    return std::nullopt;
  return callbackOf(VD->getInit(), Field, Depth + 1);
}

/// Whether this unit puts a callable into an object of class \p Holder.
static bool isMadeOfCallables(const CXXRecordDecl *Holder) {
  for (const Decl *D : Holder->decls())
    if (const auto *Template = dyn_cast<FunctionTemplateDecl>(D);
        Template && isa<CXXConstructorDecl>(Template->getTemplatedDecl()) &&
        !Template->specializations().empty())
      return true;
  return false;
}

/// Adds what the options among the arguments of \p C run to parallel call
/// \p Index, which has no tasks yet.
void FunctionExtractor::optionCallbacks(CallSite &C, std::uint32_t Index) {
  auto Number = [&] {
    return Passed{T.integerValue(T.opaque(U.str("a number of items"))), false,
                  U.Ctx.getSizeType()};
  };
  for (const Expr *Arg : C.Args) {
    const auto *RD = Arg->getType()->getAsCXXRecordDecl();
    if (!RD || !RD->hasDefinition() || U.modelName(RD) != "aether::ParOptions")
      continue;
    for (const FieldDecl *Field : RD->fields()) {
      const bool Progress = Field->getName() == "progress";
      const auto *Holder = Field->getType()->getAsCXXRecordDecl();
      if ((!Progress && Field->getName() != "custom_veto") || !Holder)
        continue;
      std::optional<const Expr *> Callback = callbackOf(Arg, Field);
      if (Callback && !*Callback)
        continue;
      if (!Callback) {
        if (isMadeOfCallables(Holder))
          F.Parallels[Index].Tasks.emplace_back().Callable =
              unknown("what `" + text(Arg) + "` has in `" +
                      Field->getName().str() + "` is not known");
        continue;
      }
      std::vector<Passed> Args(Progress ? 2 : 1, Number());
      auto Targets = callables(*Callback, Args.size());
      if (!Progress && llvm::all_of(Targets, [](const CallableTarget &Target) {
            return !Target.Callee;
          })) {
        Args.clear();
        Targets = callables(*Callback, 0);
      }
      for (CallableTarget &Target : Targets) {
        if (!Progress) {
          invoke(Target, Args, U.spelling((*Callback)->getSourceRange()),
                 (*Callback)->getSourceRange());
          continue;
        }
        ParallelCall::Task &Now = F.Parallels[Index].Tasks.emplace_back();
        Now.Many = false;
        std::vector<PlaceId> Reads;
        std::vector<ValueId> Values = adaptArguments(Target, Args, Reads);
        Now.Args = std::move(Values);
        Now.Callable = Target.Object;
        if (Target.Callee) {
          const FunctionDecl *Def = U.definition(Target.Callee);
          Now.Callee = U.key(Def ? Def : Target.Callee);
          U.need(Target.Callee);
        }
      }
    }
  }
}

} // namespace aether::analysis
