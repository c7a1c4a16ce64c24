//===- DrainedLoops.cpp - Handles that are waited for till none is left ---===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `while (!threads.empty()) { threads.back().join(); threads.pop_back(); }`:
// each round waits for the element that it takes away, and nothing is left
// behind. Who comes out has waited for all. So has who applies a member
// function that waits to each.
//
//===----------------------------------------------------------------------===//

#include "Function.h"

#include "clang/AST/DeclTemplate.h"
#include "clang/Analysis/CFG.h"

using namespace clang;

namespace aether::analysis {

namespace {

const CXXMemberCallExpr *plainCallOf(const Expr *E) {
  const auto *Call =
      dyn_cast<CXXMemberCallExpr>(E->IgnoreUnlessSpelledInSource());
  return Call && Call->getNumArgs() == 0 && Call->getMethodDecl() &&
                 Call->getMethodDecl()->getIdentifier() &&
                 !Call->getImplicitObjectArgument()->getType()->isPointerType()
             ? Call
             : nullptr;
}

/// A variable, or a member of the object itself.
const ValueDecl *variableOf(const Expr *E) {
  E = E->IgnoreUnlessSpelledInSource();
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E))
    return isa<VarDecl>(Ref->getDecl()) ? Ref->getDecl() : nullptr;
  const auto *Member = dyn_cast<MemberExpr>(E);
  return Member && isa<CXXThisExpr>(
                       Member->getBase()->IgnoreUnlessSpelledInSource())
             ? dyn_cast<FieldDecl>(Member->getMemberDecl())
             : nullptr;
}

/// The object of a call of member function \p Name.
const Expr *objectOfCall(const Expr *E, llvm::StringRef Name) {
  const CXXMemberCallExpr *Call = plainCallOf(E);
  return Call && Call->getMethodDecl()->getName() == Name
             ? Call->getImplicitObjectArgument()
             : nullptr;
}

/// The container of which \p Test says that something is in it.
const Expr *filledBy(const Expr *Test) {
  Test = Test->IgnoreParenImpCasts();
  if (const auto *Not = dyn_cast<UnaryOperator>(Test);
      Not && Not->getOpcode() == UO_LNot)
    return objectOfCall(Not->getSubExpr(), "empty");
  if (const auto *Op = dyn_cast<BinaryOperator>(Test)) {
    const auto *Zero =
        dyn_cast<IntegerLiteral>(Op->getRHS()->IgnoreParenImpCasts());
    return Zero && Zero->getValue() == 0 &&
                   (Op->getOpcode() == BO_GT || Op->getOpcode() == BO_NE)
               ? objectOfCall(Op->getLHS(), "size")
               : nullptr;
  }
  return objectOfCall(Test, "size");
}

/// Does member function \p M wait for the task of its object?
bool waitsForObject(Unit &U, const CXXMethodDecl *M) {
  return llvm::any_of(U.models(M), [](const FunctionModel &Model) {
    return llvm::any_of(Model.Effects, [](const ModelEffect &Each) {
      return Each.K == ModelEffect::Kind::Join &&
             Each.Operands[0].K == ModelTerm::Kind::This;
    });
  });
}

/// The one round of a loop that takes elements out of a container.
class Round {
public:
  Round(Unit &U, const ValueDecl *Container) : U(U), Container(Container) {}
  bool takesWhatItWaitedFor(const Stmt *Body);
  bool AsksFirst = false; ///< whether there is a task to wait for

private:
  bool isElement(const Expr *E);
  bool waits(const Expr *E);
  bool step(const Stmt *S);
  bool keepsOff(const Stmt *S) const;

  Unit &U;
  const ValueDecl *Container;
  const VarDecl *Named = nullptr; ///< an element, by reference or moved out
  bool Moved = false, Waited = false, Taken = false;
  llvm::StringRef End; ///< where the element is: `back`, `front` or `top`
};

/// Is \p E the element that the round is about?
bool Round::isElement(const Expr *E) {
  E = E->IgnoreUnlessSpelledInSource();
  if (Named)
    if (const auto *Ref = dyn_cast<DeclRefExpr>(E))
      return Ref->getDecl() == Named;
  const CXXMemberCallExpr *Call = plainCallOf(E);
  if (!Call || Taken || Moved ||
      variableOf(Call->getImplicitObjectArgument()) != Container)
    return false;
  const llvm::StringRef Name = Call->getMethodDecl()->getName();
  if ((Name != "back" && Name != "front" && Name != "top") ||
      (!End.empty() && End != Name) ||
      !U.facts(E->getType()).is(TypeModel::Kind::Handle))
    return false;
  End = Name;
  return true;
}

/// Does \p E wait for the task of the element?
bool Round::waits(const Expr *E) {
  const CXXMemberCallExpr *Call = plainCallOf(E);
  return Call && isElement(Call->getImplicitObjectArgument()) &&
         waitsForObject(U, Call->getMethodDecl());
}

/// Does \p S touch neither the container nor the element, and call nobody who
/// might?
bool Round::keepsOff(const Stmt *S) const {
  if (!S)
    return true;
  if (isa<BreakStmt, ContinueStmt, ReturnStmt, GotoStmt, CXXThrowExpr,
          CXXTryStmt, LabelStmt, LambdaExpr, CoroutineSuspendExpr>(S))
    return false;
  if (const auto *E = dyn_cast<Expr>(S)) {
    const ValueDecl *Variable = variableOf(E);
    if (Variable && (Variable == Container || Variable == Named))
      return false;
    if (const auto *Call = dyn_cast<CallExpr>(E);
        Call &&
        (!Call->getDirectCallee() || U.inUserCode(Call->getDirectCallee())))
      return false;
    if (const auto *Made = dyn_cast<CXXConstructExpr>(E);
        Made && U.inUserCode(Made->getConstructor()))
      return false;
  }
  return llvm::all_of(S->children(),
                      [&](const Stmt *Child) { return keepsOff(Child); });
}

bool Round::step(const Stmt *S) {
  if (const auto *Decl = dyn_cast<DeclStmt>(S); Decl && !Named) {
    const auto *VD = Decl->isSingleDecl()
                         ? dyn_cast<VarDecl>(Decl->getSingleDecl())
                         : nullptr;
    const Expr *Init = VD ? VD->getInit() : nullptr;
    const Expr *From = Init ? Init->IgnoreUnlessSpelledInSource() : nullptr;
    if (const auto *Made = dyn_cast_or_null<CXXConstructExpr>(From);
        Made && Made->getNumArgs() == 1)
      From = Made->getArg(0)->IgnoreUnlessSpelledInSource();
    const auto *Call = dyn_cast_or_null<CallExpr>(From);
    const bool Moves = Call && Call->isCallToStdMove();
    if (Moves)
      From = Call->getArg(0);
    if (From && Moves != VD->getType()->isReferenceType() && isElement(From)) {
      Named = VD;
      Moved = Moves;
      return true;
    }
    return keepsOff(S);
  }
  // `if (threads.back().joinable()) threads.back().join();`
  if (const auto *If = dyn_cast<IfStmt>(S)) {
    const Stmt *Then = If->getThen();
    if (const auto *Block = dyn_cast<CompoundStmt>(Then);
        Block && Block->size() == 1)
      Then = Block->body_front();
    const Expr *Tested = objectOfCall(If->getCond(), "joinable");
    const auto *Waiting = dyn_cast<Expr>(Then);
    if (Tested && Waiting && !If->getElse() && !If->getInit() &&
        !If->getConditionVariable() && isElement(Tested) && waits(Waiting)) {
      Waited = AsksFirst = true;
      return true;
    }
    return keepsOff(S);
  }
  if (const auto *E = dyn_cast<Expr>(S)) {
    if (waits(E)) {
      Waited = true;
      return true;
    }
    const CXXMemberCallExpr *Call = plainCallOf(E);
    if (Call && (Waited || Moved) && !Taken &&
        variableOf(Call->getImplicitObjectArgument()) == Container) {
      const llvm::StringRef Name = Call->getMethodDecl()->getName();
      Taken = Name == "pop" ? End != "back" : Name == ("pop_" + End).str();
      // Another element is there from now on.
      if (!Moved)
        Named = nullptr;
      return Taken;
    }
  }
  return keepsOff(S);
}

bool Round::takesWhatItWaitedFor(const Stmt *Body) {
  const auto *Block = dyn_cast<CompoundStmt>(Body);
  return Block &&
         llvm::all_of(Block->body(), [&](const Stmt *S) { return step(S); }) &&
         Waited && Taken;
}

/// Does \p S give up a task that nobody waits for then?
bool detaches(const Stmt *S) {
  if (!S)
    return false;
  const auto *Call = dyn_cast<CXXMemberCallExpr>(S);
  const CXXMethodDecl *M = Call ? Call->getMethodDecl() : nullptr;
  return (M && M->getIdentifier() && M->getName() == "detach") ||
         llvm::any_of(S->children(), detaches);
}

} // namespace

/// The handles that whoever leaves block \p B by its second edge, the way out
/// of a loop, has waited for; else None.
PlaceId FunctionExtractor::drainedBehind(const CFGBlock &B) {
  const auto *While = dyn_cast_or_null<WhileStmt>(B.getTerminatorStmt());
  const Expr *From = While && !While->getConditionVariable()
                         ? filledBy(While->getCond())
                         : nullptr;
  const ValueDecl *Container = From ? variableOf(From) : nullptr;
  if (!Container || !U.facts(From->getType()).is(TypeModel::Kind::Container))
    return None;
  Round R(U, Container);
  return R.takesWhatItWaitedFor(While->getBody()) &&
                 !(R.AsksFirst && detaches(FD->getBody()))
             ? T.elements(placeOf(From))
             : None;
}

/// The container whose elements \p Args begin with: it, or where it begins and
/// ends.
static const Expr *wholeContainer(llvm::ArrayRef<const Expr *> Args,
                                  bool IsRange) {
  if (IsRange)
    return Args[0];
  auto Of = [](const Expr *E, llvm::StringRef Name) -> const Expr * {
    E = E->IgnoreUnlessSpelledInSource();
    if (const Expr *Object = objectOfCall(E, Name))
      return Object;
    const auto *Call = dyn_cast<CallExpr>(E);
    const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
    return Callee && Callee->isInStdNamespace() && Callee->getIdentifier() &&
                   Callee->getName() == Name && Call->getNumArgs() == 1
               ? Call->getArg(0)
               : nullptr;
  };
  const Expr *First = Of(Args[0], "begin"), *Last = Of(Args[1], "end");
  return First && Last && variableOf(First) &&
                 variableOf(First) == variableOf(Last)
             ? First
             : nullptr;
}

/// The member function that \p E names: `&C::f`, or `std::mem_fn(&C::f)`.
static const CXXMethodDecl *namedMember(const Expr *E) {
  E = E->IgnoreUnlessSpelledInSource();
  if (const auto *Call = dyn_cast<CallExpr>(E)) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (!Callee || !Callee->isInStdNamespace() || !Callee->getIdentifier() ||
        Callee->getName() != "mem_fn" || Call->getNumArgs() != 1)
      return nullptr;
    E = Call->getArg(0)->IgnoreUnlessSpelledInSource();
  }
  const auto *AddrOf = dyn_cast<UnaryOperator>(E);
  const auto *Ref =
      AddrOf && AddrOf->getOpcode() == UO_AddrOf
          ? dyn_cast<DeclRefExpr>(AddrOf->getSubExpr()->IgnoreParens())
          : nullptr;
  return Ref ? dyn_cast<CXXMethodDecl>(Ref->getDecl()) : nullptr;
}

/// `std::for_each(threads.begin(), threads.end(), std::mem_fn(&std::thread::
/// join));`
bool FunctionExtractor::waitForEach(CallSite &C) {
  if (!C.E || U.inUserCode(C.Callee))
    return false;
  const llvm::StringRef Name = U.modelName(C.Callee);
  const bool IsRange = Name == "std::ranges::for_each" && C.Args.size() > 1 &&
                       !U.facts(C.Args[0]->getType()).IsPointer;
  if (!IsRange && (Name != "std::for_each" || C.Args.size() != 3))
    return false;
  // A projection would lead elsewhere.
  if (IsRange && (C.Args.size() > 3 ||
                  (C.Args.size() == 3 && !isa<CXXDefaultArgExpr>(C.Args[2]))))
    return false;
  const CXXMethodDecl *Member = namedMember(C.Args[IsRange ? 1 : 2]);
  const Expr *Container = wholeContainer(C.Args, IsRange);
  if (!Member || !Container || !variableOf(Container) ||
      !U.facts(Container->getType()).is(TypeModel::Kind::Container) ||
      !waitsForObject(U, Member) ||
      !U.facts(canonicalTagType(U.Ctx, Member->getParent()))
           .is(TypeModel::Kind::Handle))
    return false;
  const auto *Spec = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      Container->getType()->getAsCXXRecordDecl());
  if (!Spec || Spec->getTemplateArgs().size() == 0 ||
      Spec->getTemplateArgs()[0].getKind() != TemplateArgument::Type ||
      Spec->getTemplateArgs()[0].getAsType()->getAsCXXRecordDecl() !=
          Member->getParent()->getCanonicalDecl())
    return false;
  const PlaceId All = T.elements(placeOf(Container));
  access(AccessKind::Read, T.structure(placeOf(Container)), QualType(),
         Container->getSourceRange(), AccessNature::Container);
  access(AccessKind::Write, All, QualType(), Container->getSourceRange());
  Events->push_back(Join{All, /*IfFalse=*/false, U.pos(C.Range.getBegin())});
  return true;
}

} // namespace aether::analysis
