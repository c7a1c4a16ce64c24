//===- ModelCalls.cpp - Calls that a model describes ----------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What a modelled call does: the effects of its entry, in order, as events.
//
//===----------------------------------------------------------------------===//

#include "Function.h"

#include "clang/AST/DeclTemplate.h"

using namespace clang;

namespace aether::analysis {

/// By how many elements a call makes its container larger, if that is one: `end
/// this.some, write this` takes one out, `take arg0, store this.some = arg0`
/// puts one in.
static int itemStep(const FunctionModel &M, const FunctionDecl &Callee,
                    llvm::ArrayRef<const Expr *> Args) {
  using Kind = ModelTerm::Kind;
  auto IsItem = [](const ModelTerm &Term) {
    return (Term.K == Kind::Some || Term.K == Kind::Index ||
            Term.K == Kind::Elements) &&
           Term.Operands[0].K == Kind::This;
  };
  bool Takes = false, Puts = false;
  for (const ModelEffect &E : M.Effects) {
    if (E.K == ModelEffect::Kind::End && IsItem(E.Operands[0]))
      // A number says how many stay, a range which of them go.
      return Args.empty() ||
                     (Args.size() == 1 && !Args[0]->getType()->isIntegerType())
                 ? -1
                 : 0;
    Takes |= E.K == ModelEffect::Kind::Take;
    Puts |= (E.K == ModelEffect::Kind::Store ||
             E.K == ModelEffect::Kind::Construct) &&
            IsItem(E.Operands[0]);
  }
  // (A set or a map may have had it.)
  const QualType Result = Callee.getReturnType();
  return Takes && Puts && !Callee.isOverloadedOperator() &&
         (Result->isVoidType() || Result->isReferenceType());
}

/// Does \p C take memory for a container, or give it back, from a resource that
/// others may have as well, and that need not synchronise itself?
static bool usesResource(Unit &U, const CallSite &C) {
  const auto *Method = dyn_cast_or_null<CXXMethodDecl>(C.Callee);
  const auto *Spec = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      Method && !Method->isConst() && !C.ObjectType.isNull()
          ? C.ObjectType.getNonReferenceType()->getAsCXXRecordDecl()
          : nullptr);
  // What begins empty takes none, and who looks at elements changes none.
  if (!Spec || !U.facts(C.ObjectType).is(TypeModel::Kind::Container) ||
      (isa<CXXConstructorDecl>(Method) && C.Args.empty()) ||
      (Method->getOverloadedOperator() == OO_Subscript &&
       !U.facts(C.ObjectType).Model->Associative) ||
      (Method->getIdentifier() &&
       llvm::is_contained({"begin", "end", "rbegin", "rend", "data", "front",
                           "back", "at", "find"},
                          Method->getName())))
    return false;
  return llvm::any_of(
      Spec->getTemplateArgs().asArray(), [&](const TemplateArgument &A) {
        const auto *RD = A.getKind() == TemplateArgument::Type
                             ? A.getAsType()->getAsCXXRecordDecl()
                             : nullptr;
        return RD && U.modelName(RD) == "std::pmr::polymorphic_allocator";
      });
}

void FunctionExtractor::modelledCall(CallSite &C, const FunctionModel &M) {
  bool HasReturn = false;
  bool Outer = ModelStores;
  ModelStores = llvm::any_of(M.Effects, [](const ModelEffect &E) {
    return E.K == ModelEffect::Kind::Store;
  });
  const std::size_t First = Events->size();
  findMaker(C, M);
  for (const ModelEffect &E : M.Effects)
    HasReturn |= effect(C, E);
  ModelStores = Outer;
  if (const int Step = C.Callee ? itemStep(M, *C.Callee, C.Args) : 0)
    for (std::size_t I = First; I < Events->size(); ++I)
      if (auto *A = std::get_if<Access>(&(*Events)[I]);
          A && A->Kind == AccessKind::Write &&
          A->Nature == AccessNature::Container)
        A->Step = Step;
  spinLock(C, First);
  callCallbacks(C);
  callDeleter(C);
  if (callsStoredLambda(C))
    giveUp("`" + U.modelName(C.Callee).str() +
               "` may call a lambda that the object holds",
           C.Range.getBegin());
  if (usesResource(U, C))
    giveUp("the memory resource of a container is not followed",
           C.Range.getBegin());
  if (HasReturn || !C.E || isa<CXXConstructExpr>(C.E))
    return;
  QualType Type = C.E->getType();
  if (C.E->isGLValue() && C.Object != None &&
      U.typeName(Type) == U.typeName(C.ObjectType))
    remember(C.E, T.addr(C.Object)); // Assignments return their object.
  else if (!Type->isVoidType() && (C.E->isGLValue() || U.facts(Type).IsPointer))
    remember(C.E, unknown("what `" + U.modelName(C.Callee).str() +
                          "` returns is not described by its model"));
  else
    returnFresh(C);
}

bool FunctionExtractor::joinsWhenDestroyed(QualType Type) {
  const auto *RD = Type->getAsCXXRecordDecl();
  const CXXDestructorDecl *D =
      RD && RD->hasDefinition() ? RD->getDestructor() : nullptr;
  return D && llvm::any_of(U.models(D), [](const FunctionModel &M) {
           return llvm::any_of(M.Effects, [](const ModelEffect &E) {
             return E.K == ModelEffect::Kind::Join;
           });
         });
}

} // namespace aether::analysis
