//===- Callbacks.cpp - User functions that a library calls ----------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Copy constructors, comparisons and hashes of user types run inside library
// functions that were never given them as callables.
//
//===----------------------------------------------------------------------===//

#include "CallbackSearch.h"
#include "ClangVersions.h"
#include "Deleters.h"
#include "Function.h"
#include "KeptCallables.h"

#include "clang/AST/DeclTemplate.h"

using namespace clang;

namespace aether::analysis {

/// Does \p Type go backwards through what goes backwards?
static bool isReversedTwice(Unit &U, QualType Type) {
  if (Type.isNull())
    return false;
  auto Reversed = [&](QualType Of) {
    const auto *Spec = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
        Of.getNonReferenceType()->getAsCXXRecordDecl());
    const TypeModel *Model = U.facts(Of.getNonReferenceType()).Model;
    return Spec && Model && Model->Backwards ? Spec : nullptr;
  };
  const ClassTemplateSpecializationDecl *Spec = Reversed(Type);
  return Spec && Spec->getTemplateArgs().size() != 0 &&
         Spec->getTemplateArgs()[0].getKind() == TemplateArgument::Type &&
         Reversed(Spec->getTemplateArgs()[0].getAsType());
}

/// Gives up where a library function goes through what range adaptors show, or
/// by iterators whose direction is not known.
void FunctionExtractor::lookThroughAdaptors(const CallSite &C) {
  const auto *Method = dyn_cast_or_null<CXXMethodDecl>(C.Callee);
  const auto *Ctor = dyn_cast_or_null<CXXConstructorDecl>(C.Callee);
  if (isa_and_nonnull<CXXDestructorDecl>(Method) ||
      (Ctor && Ctor->isCopyOrMoveConstructor()))
    return;
  if ((!Ctor && Method && isRangeAdaptor(U, C.ObjectType)) ||
      llvm::any_of(C.Args, [&](const Expr *Arg) {
        return isRangeAdaptor(U, Arg->getType());
      }))
    giveUp("range adaptors are not followed", C.Range.getBegin());
  if ((Method && !Method->isStatic() && isReversedTwice(U, C.ObjectType)) ||
      (C.E && isReversedTwice(U, C.E->getType())) ||
      llvm::any_of(C.Args, [&](const Expr *Arg) {
        return isReversedTwice(U, Arg->getType());
      }))
    giveUp("an iterator that is reversed twice is not followed",
           C.Range.getBegin());
}

void FunctionExtractor::callCallbacks(CallSite &C) {
  lookThroughAdaptors(C);
  for (const FunctionDecl *Callback : U.callbacks(C.Callee)) {
    if (!Callback) {
      if (!hasKnownDeleter(C))
        giveUp("`" + U.modelName(C.Callee).str() +
                   "` calls back functions that are not followed",
               C.Range.getBegin());
      continue;
    }
    // Whether it is asked for is between the library and the function.
    if (llvm::any_of(Callback->parameters(), [&](const ParmVarDecl *P) {
          return P->hasDefaultArg() && !P->hasUninstantiatedDefaultArg() &&
                 !P->hasUnparsedDefaultArg() &&
                 U.touchesOthers(P->getDefaultArg());
        }))
      giveUp("a default argument of `" + U.Out.string(U.displayName(Callback)) +
                 "` that does something",
             C.Range.getBegin());
    if (Callback == C.Makes || Callback == C.Called ||
        MadeCopies.contains(Callback->getCanonicalDecl()))
      continue; // has been called on the object itself
    // What they do to the elements is part of what the library does to them;
    // what else they do is not.
    CallableTarget Target;
    Target.Callee = Callback;
    Target.Object = T.addr(T.root(PlaceKind::Alloc, NextAlloc++));
    Target.Virtual = isVirtualEnd(Callback);
    std::vector<ValueId> Args(Callback->getNumParams());
    for (ValueId &Arg : Args)
      Arg = T.addr(T.root(PlaceKind::Alloc, NextAlloc++));
    callCallable(Target, Args, U.displayName(Callback), C.Range);
    if (mayHoldNothing(C, Callback))
      std::get<Call>(Events->back()).Perhaps = true;
  }
}

/// `shared_ptr<T> p(new T, f)`: f runs when the last owner goes, which is where
/// the pointer is made at the earliest.
void FunctionExtractor::callDeleter(CallSite &C) {
  if (!isa<CXXConstructorDecl>(C.Callee) || C.Args.size() < 2 ||
      C.ObjectType.isNull() ||
      !U.facts(C.ObjectType).is(TypeModel::Kind::Pointer) ||
      !C.Args[0]->getType()->isPointerType() ||
      !isCallable(C.Args[1]->getType()))
    return;
  for (CallableTarget &Target : callables(C.Args[1], 1)) {
    const std::size_t First = Events->size();
    invoke(Target, {{valueOf(C.Args[0]), false, C.Args[0]->getType()}},
           U.spelling(C.Args[1]->getSourceRange()),
           C.Args[1]->getSourceRange());
    for (std::size_t I = First; I < Events->size(); ++I)
      if (auto *Ev = std::get_if<Call>(&(*Events)[I]))
        Ev->Perhaps = true;
  }
}

/// Whether \p Callback is for an object that the one of \p C need not have.
bool FunctionExtractor::mayHoldNothing(const CallSite &C,
                                       const FunctionDecl *Callback) {
  const auto *M = dyn_cast<CXXMethodDecl>(C.Callee);
  if (!M || M->isStatic())
    return false;
  const TypeFacts &Owner = U.facts(canonicalTagType(U.Ctx, M->getParent()));
  const bool Ends = isa<CXXDestructorDecl>(Callback);
  if (Owner.is(TypeModel::Kind::Container))
    return Ends && Owner.Model->Name != "std::array";
  // Which of those that it might hold it does is not known.
  if (Owner.is(TypeModel::Kind::Callable) ||
      U.modelName(M->getParent()) == "std::any")
    return true;
  if (!Owner.is(TypeModel::Kind::Pointer))
    return Ends && (M->getParent()->hasMemberName(
                       DeclarationName(&U.Ctx.Idents.get("has_value"))));
  if (isa<CXXConstructorDecl>(M))
    return Ends;
  // A pointer that nobody changed still has what it was made with.
  const Expr *Made = C.Maker;
  if (const PlaceNode N =
          C.Object == None ? PlaceNode{PlaceKind::This} : T.place(C.Object);
      !Made && N.Kind == PlaceKind::Local && LocalDecls[N.Arg]) {
    auto It = Variables.find(LocalDecls[N.Arg]);
    if (It == Variables.end() || It->second.SetOnce)
      Made = LocalDecls[N.Arg]->getInit();
  }
  if (!Made || !isa<CXXDestructorDecl>(M))
    return true;
  Made = stripToMaker(Made, U);
  if (const auto *Call = dyn_cast<CallExpr>(Made))
    return !Call->getDirectCallee() ||
           !U.modelName(Call->getDirectCallee()).starts_with("std::make_");
  const auto *Ctor = dyn_cast<CXXConstructExpr>(Made);
  return !Ctor || Ctor->getNumArgs() == 0 ||
         !isa<CXXNewExpr>(Ctor->getArg(0)->IgnoreParenImpCasts());
}

/// Whether \p C ends an owner that still has the deleter it was made with,
/// which has been called there.
bool FunctionExtractor::hasKnownDeleter(const CallSite &C) {
  if (!isa<CXXDestructorDecl>(C.Callee) || C.Object == None)
    return false;
  const PlaceNode N = T.place(C.Object);
  const VarDecl *VD = N.Kind == PlaceKind::Local ? LocalDecls[N.Arg] : nullptr;
  const Expr *Made = VD ? VD->getInit() : nullptr;
  auto It = Variables.find(VD);
  if (!Made || (It != Variables.end() && !It->second.SetOnce))
    return false;
  const auto *Ctor = dyn_cast<CXXConstructExpr>(stripToMaker(Made, U));
  return Ctor && Ctor->getNumArgs() > 1 &&
         Ctor->getArg(0)->getType()->isPointerType() &&
         isCallable(Ctor->getArg(1)->getType());
}

/// The types of what this unit puts into objects of class \p Holder, which
/// holds callables of any type.
static llvm::SmallVector<const CXXRecordDecl *, 4>
heldTypes(const CXXRecordDecl *Holder) {
  llvm::SmallVector<const CXXRecordDecl *, 4> Out;
  for (const Decl *D : Holder->decls()) {
    const auto *Template = dyn_cast<FunctionTemplateDecl>(D);
    if (!Template || !isa<CXXConstructorDecl>(Template->getTemplatedDecl()))
      continue;
    for (const FunctionDecl *Made :
         const_cast<FunctionTemplateDecl *>(Template)->specializations()) {
      const TemplateArgumentList *Args = Made->getTemplateSpecializationArgs();
      if (!Args || Args->size() == 0 ||
          Args->get(0).getKind() != TemplateArgument::Type)
        continue;
      const auto *RD =
          Args->get(0).getAsType().getNonReferenceType()->getAsCXXRecordDecl();
      if (RD && RD->hasDefinition() && !llvm::is_contained(Out, RD))
        Out.push_back(RD);
    }
  }
  return Out;
}

/// What \p M, of a class that holds what is of any type, runs of it: a
/// copy copies what is held, whatever ends or replaces it ends it.
static void findHeld(const CXXMethodDecl *M,
                     llvm::SmallVectorImpl<const FunctionDecl *> &Out) {
  const auto *Ctor = dyn_cast<CXXConstructorDecl>(M);
  const bool Copies =
      M->isCopyAssignmentOperator() || (Ctor && Ctor->isCopyConstructor());
  const bool Ends = isa<CXXDestructorDecl>(M) ||
                    M->getOverloadedOperator() == OO_Equal ||
                    (M->getIdentifier() && M->getName() == "reset");
  if (!Copies && !Ends)
    return;
  for (const CXXRecordDecl *RD : heldTypes(M->getParent())) {
    if (Ends && RD->getDestructor())
      Out.push_back(RD->getDestructor());
    for (const CXXConstructorDecl *Copy : RD->ctors())
      if (Copies && Copy->isCopyConstructor() && !Copy->isDeleted())
        Out.push_back(Copy);
  }
}

/// The call operators of lambda \p RD: of a generic one those that are there.
static llvm::SmallVector<const CXXMethodDecl *, 2>
callOperators(const CXXRecordDecl *RD) {
  llvm::SmallVector<const CXXMethodDecl *, 2> Out;
  if (const FunctionTemplateDecl *Generic =
          RD->getDependentLambdaCallOperator()) {
    for (const FunctionDecl *Fn :
         const_cast<FunctionTemplateDecl *>(Generic)->specializations())
      Out.push_back(cast<CXXMethodDecl>(Fn));
  } else if (const CXXMethodDecl *M = RD->getLambdaCallOperator()) {
    Out.push_back(M);
  }
  return Out;
}

/// Whether \p FD is a constructor that nobody wrote, of a class whose members
/// are initialised by more than constants.
bool Unit::initialisesByCode(const FunctionDecl *FD) {
  const auto *Ctor = dyn_cast<CXXConstructorDecl>(FD);
  return Ctor && !Ctor->isCopyOrMoveConstructor() &&
         llvm::any_of(Ctor->getParent()->fields(), [&](const FieldDecl *F) {
           return touchesOthers(F->getInClassInitializer());
         });
}

/// Whether \p S, which stands for a value that nobody wrote down where it is
/// asked for, may have to do with more than that value.
bool Unit::touchesOthers(const Stmt *S) {
  if (!S)
    return false;
  if (const auto *Ref = dyn_cast<DeclRefExpr>(S))
    if (const auto *VD = dyn_cast<VarDecl>(Ref->getDecl());
        VD && VD->hasGlobalStorage() && !isConstantGlobal(VD))
      return true;
  if (const auto *Call = dyn_cast<CallExpr>(S)) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (!Callee || !Callee->isConstexpr())
      return true;
  }
  if (const auto *Made = dyn_cast<CXXConstructExpr>(S))
    if (!Made->getConstructor()->isTrivial() &&
        !Made->getConstructor()->isInStdNamespace() &&
        !Made->getConstructor()->isConstexpr())
      return true;
  return llvm::any_of(S->children(),
                      [&](const Stmt *Child) { return touchesOthers(Child); });
}

/// Whether \p Fn is not the library's. Of what stands in system headers,
/// classes and namespaces of libraries without a model count; the rest is the C
/// library.
bool Unit::isOwn(const FunctionDecl *Fn) {
  return inUserCode(Fn) ||
         (isFollowed(Fn) && !Fn->isExternC() &&
          !Fn->getDeclContext()->getRedeclContext()->isTranslationUnit());
}

/// Searches the instantiated body of a library function, and what it calls in
/// the library, for functions of the user, or of libraries without a model.
/// Only templates over such types can call any.
llvm::ArrayRef<const FunctionDecl *> Unit::callbacks(const FunctionDecl *FD) {
  FD = FD->getCanonicalDecl();
  if (auto It = Callbacks.find(FD); It != Callbacks.end())
    return It->second;
  Callbacks[FD]; // Ends recursion.

  const KeptCallables Kept(*this, FD);
  auto HoldsAnything = [&](const CXXRecordDecl *RD) {
    return !inUserCode(RD) &&
           (facts(canonicalTagType(Ctx, RD)).is(TypeModel::Kind::Callable) ||
            modelName(RD) == "std::any");
  };
  // What an owner ends may be of another class than its type says.
  llvm::DenseMap<const CXXRecordDecl *, OwnerEnds> Owners;
  auto EndsOf = [&](const CXXRecordDecl *RD) -> const OwnerEnds & {
    auto It = Owners.find(RD);
    if (It == Owners.end())
      It = Owners.try_emplace(RD, ownerEnds(*this, RD)).first;
    return It->second;
  };
  auto RunsMore = [&](const CXXRecordDecl *RD) {
    const OwnerEnds &Ends = EndsOf(RD);
    return Ends.Unknown || !Ends.Deleters.empty() ||
           llvm::any_of(Ends.Objects, [&](const CXXRecordDecl *Object) {
             return isFollowed(Object);
           });
  };
  auto NamesUserType = [&](const TemplateArgumentList *Args) {
    if (!Args)
      return false;
    std::function<bool(QualType, unsigned)> IsUser;
    auto Any = [&](llvm::ArrayRef<TemplateArgument> List, unsigned Depth) {
      auto Names = [&](const TemplateArgument &A) {
        return A.getKind() == TemplateArgument::Type &&
               IsUser(A.getAsType(), Depth);
      };
      return llvm::any_of(List, [&](const TemplateArgument &A) {
        return A.getKind() == TemplateArgument::Pack
                   ? llvm::any_of(A.pack_elements(), Names)
                   : Names(A);
      });
    };
    IsUser = [&](QualType Ty, unsigned Depth) {
      Ty = Ty.getNonReferenceType();
      if (Kept.anyPointers() &&
          (Ty->isFunctionPointerType() || Ty->isMemberFunctionPointerType()))
        return true;
      while (Ty->isPointerType() || Ty->isArrayType())
        Ty = Ty->isPointerType() ? Ty->getPointeeType()
                                 : Ctx.getBaseElementType(Ty);
      if (Depth > 4)
        return false;
      auto Calls = [&](const FunctionProtoType *Proto) {
        return IsUser(Proto->getReturnType(), Depth + 1) ||
               llvm::any_of(Proto->param_types(), [&](QualType Param) {
                 return IsUser(Param, Depth + 1);
               });
      };
      if (const auto *Proto = Ty->getAs<FunctionProtoType>())
        return Calls(Proto);
      const auto *RD = Ty->getAsCXXRecordDecl();
      if (!RD)
        return false;
      // What it takes and returns is converted.
      if (Kept.contains(RD) || (Kept.anyPointers() && Kept.isAny(RD)))
        return true;
      if (RD->isLambda())
        return llvm::any_of(RD->fields(),
                            [&](const FieldDecl *Capture) {
                              return !Capture->getType()->isReferenceType() &&
                                     !Capture->getType()->isPointerType() &&
                                     IsUser(Capture->getType(), Depth + 1);
                            }) ||
               llvm::any_of(callOperators(RD), [&](const CXXMethodDecl *M) {
                 return Calls(M->getType()->castAs<FunctionProtoType>());
               });
      if (isFollowed(RD))
        return true;
      if (HoldsAnything(RD) &&
          llvm::any_of(heldTypes(RD), [&](const CXXRecordDecl *Held) {
            return IsUser(canonicalTagType(Ctx, Held), Depth + 1);
          }))
        return true;
      if (RunsMore(RD))
        return true;
      for (const DeclContext *In = RD; In; In = In->getParent())
        if (const auto *Spec = dyn_cast<ClassTemplateSpecializationDecl>(In);
            Spec && Any(Spec->getTemplateArgs().asArray(), Depth + 1))
          return true;
      return false;
    };
    return Any(Args->asArray(), 0);
  };
  auto Eligible = [&](const FunctionDecl *Fn) {
    if (isOwn(Fn))
      return Fn->isDefaulted() || Fn->isImplicit();
    // A lambda of a function that is.
    if (const auto *M = dyn_cast<CXXMethodDecl>(Fn);
        M && M->getParent()->isLambda())
      return true;
    if (NamesUserType(Fn->getTemplateSpecializationArgs()))
      return true;
    // A class inside of a template is one over the same types, and so is a
    // friend that stands in one.
    for (const DeclContext *First : {Fn->getParent(), Fn->getLexicalParent()})
      for (const DeclContext *In = First; In; In = In->getParent())
        if (const auto *Spec = dyn_cast<ClassTemplateSpecializationDecl>(In);
            Spec && (NamesUserType(&Spec->getTemplateArgs()) || RunsMore(Spec)))
          return true;
    return false;
  };

  // A promise has the shared state call what puts the value there.
  const auto *Root = dyn_cast<CXXMethodDecl>(FD);
  const bool HandsOn = Root && modelName(Root->getParent()) == "std::promise";

  std::vector<const FunctionDecl *> Out;
  llvm::DenseSet<const FunctionDecl *> Visited;
  llvm::SmallVector<const FunctionDecl *, 16> Work{FD};
  while (!Work.empty()) {
    if (Visited.size() > 400) {
      if (!llvm::is_contained(Out, nullptr))
        Out.push_back(nullptr);
      break;
    }
    const FunctionDecl *Fn = Work.pop_back_val()->getCanonicalDecl();
    if (!Visited.insert(Fn).second)
      continue;
    CallbackSearch S;
    const auto *Member = dyn_cast<CXXMethodDecl>(Fn);
    if (Member && HoldsAnything(Member->getParent()))
      findHeld(Member, S.Found);
    if (S.Found.empty() && !Eligible(Fn))
      continue;
    const FunctionDecl *Def = definition(Fn);
    // Members and bases go without anybody saying so.
    if (isa<CXXDestructorDecl>(Fn)) {
      const auto *RD = cast<CXXRecordDecl>(Fn->getParent());
      for (const CXXBaseSpecifier &Base : RD->bases())
        S.destroyed(Base.getType());
      for (const FieldDecl *Field : RD->fields())
        S.destroyed(Field->getType());
    }
    // Whoever owns an object may end its life, by ways that are not in sight.
    if (const auto *M = dyn_cast<CXXMethodDecl>(Fn);
        M && !M->isConst() && !isa<CXXConstructorDecl>(M))
      if (const auto *Owner =
              dyn_cast<ClassTemplateSpecializationDecl>(M->getParent());
          Owner && Owner->getTemplateArgs().size() > 0 &&
          Owner->getTemplateArgs()[0].getKind() == TemplateArgument::Type)
        if (const TypeModel *Model = Models.type(modelName(Owner));
            Model && Model->K == TypeModel::Kind::Pointer) {
          S.destroyed(Owner->getTemplateArgs()[0].getAsType());
          const OwnerEnds Ends = EndsOf(Owner);
          for (const CXXRecordDecl *Object : Ends.Objects)
            S.destroyed(canonicalTagType(Ctx, Object));
          for (const FunctionDecl *Deleter : Ends.Deleters)
            if (!llvm::is_contained(Out, Deleter))
              Out.push_back(Deleter);
          if (Ends.Unknown && !llvm::is_contained(Out, nullptr))
            Out.push_back(nullptr);
        }
    if (!Def) {
      if (!isa<CXXDestructorDecl>(Fn))
        continue;
      Def = Fn;
    }
    S.search(Def);
    if (HandsOn)
      S.Found.append(S.Taken.begin(), S.Taken.end());
    if (((Kept.anyPointers() && S.CallsPointer) ||
         llvm::any_of(S.Found,
                      [&](const FunctionDecl *Callee) {
                        return Kept.isUnclear(Callee);
                      })) &&
        !llvm::is_contained(Out, nullptr))
      Out.push_back(nullptr);
    for (const FunctionDecl *Callee : S.Found) {
      bool User = isOwn(Callee);
      const auto *M = dyn_cast<CXXMethodDecl>(Callee);
      if (User && M && M->getParent()->isLambda() &&
          !isa<CXXConstructorDecl, CXXDestructorDecl>(M) &&
          !Kept.contains(M->getParent()))
        continue; // Given as a callable.
      // One that overrides it may have been written.
      const bool Virtual = M && isa<CXXDestructorDecl>(M) && M->isVirtual() &&
                           !M->getParent()->isEffectivelyFinal();
      if (User && !Callee->isTrivial() &&
          (!Callee->isDefaulted() || Virtual || initialisesByCode(Callee))) {
        if (!llvm::is_contained(Out, Callee))
          Out.push_back(Callee);
      } else if (!User || Callee->isDefaulted()) {
        Work.push_back(Callee);
      }
    }
  }
  return Callbacks[FD] = std::move(Out);
}

} // namespace aether::analysis
