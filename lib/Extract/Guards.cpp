//===- Guards.cpp - Library locks over a user's lock type -----------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// std::lock_guard<T> locks what T::lock() locks, which may be nothing. Where T
// is no mutex of a model, the guard's constructor and destructor run T's own
// functions.
//
//===----------------------------------------------------------------------===//

#include "Function.h"

#include "clang/AST/DeclTemplate.h"

using namespace clang;

namespace aether::analysis {

static const CXXMethodDecl *findMethod(const CXXRecordDecl *RD,
                                       llvm::StringRef Name) {
  if (!RD || !RD->hasDefinition())
    return nullptr;
  RD = RD->getDefinition();
  for (const CXXMethodDecl *M : RD->methods())
    if (M->getIdentifier() && M->getName() == Name &&
        M->getMinRequiredArguments() == 0)
      return M;
  for (const CXXBaseSpecifier &Base : RD->bases())
    if (const CXXMethodDecl *M =
            findMethod(Base.getType()->getAsCXXRecordDecl(), Name))
      return M;
  return nullptr;
}

/// Whether objects of \p Type lock by code that the models do not describe.
bool FunctionExtractor::isUserLock(QualType Type) {
  const auto *RD = Type.isNull() ? nullptr : Type->getAsCXXRecordDecl();
  if (!RD)
    return false;
  const CXXMethodDecl *M = findMethod(RD, "lock");
  if (!M)
    M = findMethod(RD, "lock_shared");
  const TypeModel *Model = U.Models.type(U.modelName(M ? M->getParent() : RD));
  return !Model || (Model->K != TypeModel::Kind::Mutex &&
                    Model->K != TypeModel::Kind::Guard);
}

/// Calls `object.name()` as the body of a library function does.
void FunctionExtractor::callLockFunction(const CallSite &C, PlaceId Object,
                                         QualType Type, const Expr *Named,
                                         llvm::StringRef Name) {
  const CXXMethodDecl *M = findMethod(Type->getAsCXXRecordDecl(), Name);
  if (!M) {
    giveUp("`" + Name.str() + "` of a lock was not found", C.Range.getBegin());
    return;
  }
  CallSite Inner;
  Inner.Callee = M;
  Inner.Object = Object;
  Inner.ObjectType = Type;
  Inner.ObjectExpr = Named;
  Inner.Virtual = M->isVirtual();
  Inner.Range = C.Range;
  call(Inner);
}

/// A member function of a guard over a user's lock; returns whether \p C is
/// one.
bool FunctionExtractor::guardCall(CallSite &C) {
  const auto *Method = dyn_cast_or_null<CXXMethodDecl>(C.Callee);
  if (!Method || C.Object == None || U.inUserCode(Method))
    return false;
  const auto *Spec =
      dyn_cast<ClassTemplateSpecializationDecl>(Method->getParent());
  if (!Spec || Spec->getTemplateArgs().size() == 0 ||
      !U.modelName(Spec).starts_with("std::"))
    return false;
  const TypeModel *Model = U.Models.type(U.modelName(Spec));
  if (!Model || Model->K != TypeModel::Kind::Guard)
    return false;
  llvm::SmallVector<QualType, 2> Locks;
  for (const TemplateArgument &A : Spec->getTemplateArgs().asArray()) {
    if (A.getKind() == TemplateArgument::Type)
      Locks.push_back(A.getAsType());
    else if (A.getKind() == TemplateArgument::Pack)
      for (const TemplateArgument &P : A.pack_elements())
        if (P.getKind() == TemplateArgument::Type)
          Locks.push_back(P.getAsType());
  }
  if (llvm::none_of(Locks, [&](QualType L) { return isUserLock(L); }))
    return false;

  const bool Shared = U.modelName(Spec) == "std::shared_lock";
  const llvm::StringRef Lock = Shared ? "lock_shared" : "lock";
  const llvm::StringRef Unlock = Shared ? "unlock_shared" : "unlock";
  SourceLocation Loc = C.Range.getBegin();
  PlaceId Mutex = T.field(C.Object, U.str("mutex"));
  std::string Name = U.modelName(Spec).str();
  if (isa<CXXDestructorDecl>(Method)) {
    if (Locks.size() == 1)
      callLockFunction(C, T.deref(Mutex), Locks[0], C.ObjectExpr, Unlock);
    return true;
  }
  if (isa<CXXConstructorDecl>(Method)) {
    if (C.Args.empty()) {
      giveUp("`" + Name + "` over a user's lock that is given to it later",
             Loc);
      return true;
    }
    if (Locks.size() > 1) {
      // Which of them is locked first, and which is only tried, is open.
      giveUp("`" + Name + "` over several locks of a user's type", Loc);
      return true;
    }
    auto IsTag = [&](const Expr *Arg) {
      const auto *RD = Arg->getType()->getAsCXXRecordDecl();
      return RD && U.modelName(RD) == "std::adopt_lock_t";
    };
    const Expr *Named =
        IsTag(C.Args[0]) && C.Args.size() > 1 ? C.Args[1] : C.Args[0];
    if (U.typeName(Named->getType()) == U.typeName(C.ObjectType)) {
      giveUp("`" + Name + "` over a user's lock is moved", Loc);
      return true;
    }
    store(Mutex, T.addr(placeOf(Named)), Loc);
    if (llvm::any_of(C.Args, IsTag))
      return true;
    callLockFunction(C, placeOf(Named), Locks[0], Named, Lock);
    if (C.Args.size() > 1)
      giveUp("`" + Name + "` may not have locked a user's lock", Loc);
    return true;
  }
  if (!Method->getIdentifier() || Method->getName() == "owns_lock") {
    if (isa<CXXConversionDecl>(Method) || Method->getIdentifier()) {
      returnFresh(C);
      return true;
    }
  } else if (Method->getName() == "mutex") {
    return false;
  } else if (Method->getName() == "lock" || Method->getName() == "unlock") {
    callLockFunction(C, T.deref(Mutex), Locks[0], C.ObjectExpr,
                     Method->getName() == "lock" ? Lock : Unlock);
  }
  // Whether the destructor unlocks is open from here on.
  giveUp("`" + Name + "` over a user's lock is used by hand", Loc);
  returnFresh(C);
  return true;
}

} // namespace aether::analysis
