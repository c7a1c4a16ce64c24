//===- Invocations.cpp - What is run around a callable --------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What a library calls later, a thread or a std::function, it calls in a
// function whose address it keeps, or that is virtual. Its instantiated body
// tells what is copied, converted and ended around the call.
//
//===----------------------------------------------------------------------===//

#include "CallbackSearch.h"
#include "Deleters.h"
#include "Function.h"

#include "clang/AST/DeclTemplate.h"

using namespace clang;

namespace aether::analysis {

namespace {

/// Looks for the functions that a call keeps for later and that call a callable
/// of class \p Callable, or by a pointer if that is null.
class InvocationSearch {
public:
  InvocationSearch(Unit &U, const CXXRecordDecl *Callable)
      : U(U), Callable(Callable) {}

  Invocation run(const FunctionDecl *Given);

private:
  static constexpr std::size_t MaxFunctions = 400;

  /// Code of a library that was made for these types.
  bool isMadeForThem(const FunctionDecl *Fn) {
    if (U.isOwn(Fn))
      return false;
    if (Fn->isTemplateInstantiation())
      return true;
    for (const DeclContext *In = Fn->getParent(); In; In = In->getParent()) {
      const auto *RD = dyn_cast<CXXRecordDecl>(In);
      if (RD && (isa<ClassTemplateSpecializationDecl>(RD) || RD->isLambda()))
        return true;
    }
    return false;
  }
  /// Whether \p Fn does something to what may not be there.
  bool mayHoldNone(const FunctionDecl *Fn) {
    const auto *RD = dyn_cast<CXXRecordDecl>(Fn->getParent());
    if (!RD)
      return false;
    const TypeFacts &Facts = U.facts(canonicalTagType(U.Ctx, RD));
    return Facts.is(TypeModel::Kind::Container) ||
           ((Facts.is(TypeModel::Kind::Pointer) ||
             Facts.is(TypeModel::Kind::Callable) ||
             U.modelName(RD) == "std::any") &&
            !isa<CXXConstructorDecl>(Fn));
  }
  void findKept(const FunctionDecl *Given);
  void keep(const FunctionDecl *Fn) {
    if (isMadeForThem(Fn) && !llvm::is_contained(Kept, Fn))
      Kept.push_back(Fn);
  }
  /// What \p Kept runs, if it calls the callable.
  std::optional<Invocation> follow(const FunctionDecl *Fn);

  Unit &U;
  const CXXRecordDecl *Callable;
  llvm::SmallVector<const FunctionDecl *, 8> Kept;
};

} // namespace

void InvocationSearch::findKept(const FunctionDecl *Given) {
  llvm::DenseSet<const FunctionDecl *> Visited;
  llvm::SmallVector<const FunctionDecl *, 16> Work{Given};
  while (!Work.empty() && Visited.size() < MaxFunctions) {
    const FunctionDecl *Fn = Work.pop_back_val()->getCanonicalDecl();
    if (!Visited.insert(Fn).second || !isMadeForThem(Fn))
      continue;
    // A virtual function is found in the object's class.
    if (const auto *Ctor = dyn_cast<CXXConstructorDecl>(Fn);
        Ctor && Ctor->getParent()->isPolymorphic())
      for (const CXXMethodDecl *M : Ctor->getParent()->methods())
        if (M->isVirtual() && !isa<CXXDestructorDecl>(M))
          keep(M);
    const FunctionDecl *Def = U.definition(Fn);
    if (!Def)
      continue;
    CallbackSearch S;
    S.search(Def);
    for (const FunctionDecl *Taken : S.Taken)
      keep(Taken);
    Work.append(S.Found.begin(), S.Found.end());
  }
}

std::optional<Invocation> InvocationSearch::follow(const FunctionDecl *Kept) {
  Invocation Out;
  llvm::DenseSet<const FunctionDecl *> Visited;
  // What is surely done first.
  llvm::SmallVector<const FunctionDecl *, 16> Work{Kept}, Perhaps;
  while (!Work.empty() || !Perhaps.empty()) {
    if (Visited.size() > MaxFunctions)
      return std::nullopt;
    const bool Sure = !Work.empty();
    const FunctionDecl *Fn =
        (Sure ? Work : Perhaps).pop_back_val()->getCanonicalDecl();
    if (!Visited.insert(Fn).second)
      continue;
    CallbackSearch S;
    if (isa<CXXDestructorDecl>(Fn)) {
      const auto *RD = cast<CXXRecordDecl>(Fn->getParent());
      for (const CXXBaseSpecifier &Base : RD->bases())
        S.destroyed(Base.getType());
      for (const FieldDecl *Field : RD->fields())
        S.destroyed(Field->getType());
    }
    if (const FunctionDecl *Def = U.definition(Fn))
      S.search(Def);
    Out.Found |= S.CallsPointer && !Callable;
    auto &Next = Sure && !mayHoldNone(Fn) ? Work : Perhaps;
    S.Found.append(S.Taken.begin(), S.Taken.end());
    for (const FunctionDecl *Callee : S.Found) {
      const auto *M = dyn_cast<CXXMethodDecl>(Callee);
      if (M && M->getOverloadedOperator() == OO_Call && Callable &&
          declaresSameEntity(M->getParent(), Callable)) {
        Out.Found = true;
        continue;
      }
      if (!U.isOwn(Callee)) {
        if (isMadeForThem(Callee))
          Next.push_back(Callee);
        continue;
      }
      if (Callee->isTrivial() ||
          (M && M->getParent()->isLambda() &&
           !isa<CXXConstructorDecl, CXXDestructorDecl>(M)))
        continue;
      if (Callee->isDefaulted() && !isVirtualEnd(Callee) &&
          !U.initialisesByCode(Callee)) {
        Next.push_back(Callee);
        continue;
      }
      if (llvm::is_contained(Out.Runs, Callee))
        continue;
      Out.Runs.push_back(Callee);
      Out.Sure.push_back(&Next == &Work);
    }
  }
  return Out.Found ? std::optional(Out) : std::nullopt;
}

Invocation InvocationSearch::run(const FunctionDecl *Given) {
  Invocation Out;
  findKept(Given);
  for (const FunctionDecl *Fn : Kept) {
    const std::optional<Invocation> More = follow(Fn);
    if (!More)
      continue;
    Out.Found = true;
    for (const auto &[Callee, Sure] : llvm::zip(More->Runs, More->Sure))
      if (!llvm::is_contained(Out.Runs, Callee)) {
        Out.Runs.push_back(Callee);
        Out.Sure.push_back(Sure);
      }
  }
  return Out;
}

/// What runs around a callable of type \p Type when a library calls it that a
/// call of \p Given gave it to.
const Invocation &Unit::invocation(const FunctionDecl *Given, QualType Type) {
  const auto *RD = Type.isNull()
                       ? nullptr
                       : Type.getNonReferenceType()->getAsCXXRecordDecl();
  Given = Given->getCanonicalDecl();
  auto [It, New] = Invocations.try_emplace({Given, RD});
  if (New)
    It->second =
        std::make_unique<Invocation>(InvocationSearch(*this, RD).run(Given));
  return *It->second;
}

} // namespace aether::analysis
