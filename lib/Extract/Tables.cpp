//===- Tables.cpp - Arrays whose numbers are known ------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// An index that is read from an array of constants is one of them: which one is
// known where the subscript is. The array is const, or all that is done with it
// after it was made is to read its elements; before that it may be filled, by
// one loop that is run whenever the array is there.
//
//===----------------------------------------------------------------------===//

#include "Tables.h"

#include "ClangVersions.h"

#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace aether::analysis {

/// Larger tables are made by programs, and would take long to look at.
static constexpr std::int64_t MostEntries = 1024;

const VarDecl *variableIn(const Expr *E) {
  const auto *Ref = dyn_cast<DeclRefExpr>(E->IgnoreParenImpCasts());
  return Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
}

bool isLibraryArray(QualType T, llvm::StringRef Only) {
  const auto *RD = T->getAsCXXRecordDecl();
  return RD && RD->isInStdNamespace() && RD->getIdentifier() &&
         (Only.empty() ? RD->getName() == "array" || RD->getName() == "vector"
                       : RD->getName() == Only);
}

QualType elementType(const ASTContext &Ctx, QualType T) {
  QualType Out;
  if (const ArrayType *Array = Ctx.getAsArrayType(T))
    Out = Array->getElementType();
  else if (isLibraryArray(T))
    if (const auto *Class =
            dyn_cast<ClassTemplateSpecializationDecl>(T->getAsCXXRecordDecl()))
      Out = Class->getTemplateArgs().get(0).getAsType();
  // Those of std::vector<bool> are no numbers.
  return !Out.isNull() && Out->isIntegralOrEnumerationType() &&
                 !(Out->isBooleanType() && isLibraryArray(T, "vector")) &&
                 !Out.isVolatileQualified()
             ? Out
             : QualType();
}

std::pair<const VarDecl *, const Expr *> Tables::element(const Expr *E) {
  E = E->IgnoreParens();
  const Expr *Array = nullptr, *At = nullptr;
  if (const auto *Sub = dyn_cast<ArraySubscriptExpr>(E)) {
    Array = Sub->getBase();
    At = Sub->getIdx();
  } else if (const auto *Op = dyn_cast<CXXOperatorCallExpr>(E);
             Op && Op->getOperator() == OO_Subscript && Op->getNumArgs() == 2) {
    Array = Op->getArg(0);
    At = Op->getArg(1);
  } else if (const auto *Call = dyn_cast<CXXMemberCallExpr>(E);
             Call && Call->getNumArgs() == 1 && Call->getMethodDecl() &&
             Call->getMethodDecl()->getIdentifier() &&
             Call->getMethodDecl()->getName() == "at") {
    Array = Call->getImplicitObjectArgument();
    At = Call->getArg(0);
  }
  const VarDecl *VD = Array ? variableIn(Array) : nullptr;
  if (!VD || (!VD->getType()->isArrayType() && !isLibraryArray(VD->getType())))
    return {nullptr, nullptr};
  return {VD, At};
}

/// The number that \p E has where a variable has a known value.
std::optional<std::int64_t>
Tables::evaluate(const Expr *E, const Binding &Known, unsigned Depth) {
  if (Depth > 16 || E->isValueDependent())
    return std::nullopt;
  E = E->IgnoreParens();
  Expr::EvalResult Constant;
  if (E->isPRValue() && E->getType()->isIntegralOrEnumerationType() &&
      E->EvaluateAsInt(Constant, Ctx))
    return Constant.Val.getInt().isRepresentableByInt64()
               ? std::optional(Constant.Val.getInt().getExtValue())
               : std::nullopt;
  /// What does not fit would wrap.
  auto Fitting =
      [&](std::optional<std::int64_t> Value) -> std::optional<std::int64_t> {
    const QualType T = E->getType();
    if (!Value || !T->isIntegralOrEnumerationType())
      return std::nullopt;
    const unsigned Width = Ctx.getIntWidth(T);
    const bool Signed = T->isSignedIntegerOrEnumerationType();
    if (!Signed && *Value < 0)
      return std::nullopt;
    if (const unsigned Bits = Signed ? Width - 1 : Width; Bits < 63)
      if (*Value >= (std::int64_t(1) << Bits) ||
          *Value < -(std::int64_t(1) << Bits))
        return std::nullopt;
    return Value;
  };
  if (const auto *Cast = dyn_cast<CastExpr>(E)) {
    if (Cast->getCastKind() == CK_LValueToRValue) {
      const auto *Ref =
          dyn_cast<DeclRefExpr>(Cast->getSubExpr()->IgnoreParens());
      const auto *VD = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
      if (!VD)
        return std::nullopt;
      if (VD == Known.first)
        return Known.second;
      // A variable that nobody changes.
      if (!VD->hasLocalStorage() || isa<ParmVarDecl>(VD) || !VD->getInit() ||
          VD->getType().isVolatileQualified())
        return std::nullopt;
      const Uses *Of = uses(VD);
      return Of && Of->Others ? std::nullopt
                              : evaluate(VD->getInit(), {}, Depth + 1);
    }
    if (Cast->getCastKind() == CK_IntegralCast ||
        Cast->getCastKind() == CK_NoOp)
      return Fitting(evaluate(Cast->getSubExpr(), Known, Depth + 1));
    return std::nullopt;
  }
  if (const auto *Minus = dyn_cast<UnaryOperator>(E);
      Minus && Minus->getOpcode() == UO_Minus) {
    const auto Value = evaluate(Minus->getSubExpr(), Known, Depth + 1);
    return Value ? Fitting(Terms::compute(IntKind::Mul, *Value, -1))
                 : std::nullopt;
  }
  const auto *B = dyn_cast<BinaryOperator>(E);
  if (!B)
    return std::nullopt;
  const auto X = evaluate(B->getLHS(), Known, Depth + 1);
  const auto Y = evaluate(B->getRHS(), Known, Depth + 1);
  if (!X || !Y)
    return std::nullopt;
  auto Of = [&](IntKind Kind, std::int64_t Second) {
    return Fitting(Terms::compute(Kind, *X, Second));
  };
  switch (B->getOpcode()) {
  case BO_Add:
    return Of(IntKind::Add, *Y);
  case BO_Sub:
    return *Y == INT64_MIN ? std::nullopt : Of(IntKind::Add, -*Y);
  case BO_Mul:
    return Of(IntKind::Mul, *Y);
  case BO_Div:
    return Of(IntKind::Div, *Y);
  case BO_Rem:
    return Of(IntKind::Mod, *Y);
  case BO_And:
    return Of(IntKind::And, *Y);
  case BO_Or:
    return Of(IntKind::Or, *Y);
  case BO_Xor:
    return Of(IntKind::Xor, *Y);
  case BO_Shl:
    return Of(IntKind::Shl, *Y);
  case BO_Shr:
    return Of(IntKind::Shr, *Y);
  default:
    return std::nullopt;
  }
}

/// What \p VD holds when it was made: none if that is not known, and with less
/// than all entries if the rest has to be filled.
std::optional<Tables::Numbers> Tables::initial(const VarDecl *VD,
                                               const Expr *Init) {
  const QualType T = VD->getType();
  std::int64_t Size = -1;
  if (const auto *Array = Ctx.getAsConstantArrayType(T)) {
    Size = std::int64_t(Array->getSize().getLimitedValue(MostEntries + 1));
  } else if (isLibraryArray(T, "array")) {
    const auto *Class =
        cast<ClassTemplateSpecializationDecl>(T->getAsCXXRecordDecl());
    Size = std::int64_t(
        Class->getTemplateArgs().get(1).getAsIntegral().getLimitedValue(
            MostEntries + 1));
  } else if (const auto *Array = Ctx.getAsVariableArrayType(T)) {
    const auto Has = Array->getSizeExpr() ? evaluate(Array->getSizeExpr(), {})
                                          : std::nullopt;
    Size = Has.value_or(-1);
  }
  const bool Listed = !isLibraryArray(T, "vector");
  if (Size > MostEntries || (Listed && Size < 1))
    return std::nullopt;
  Numbers Out;
  if (!Init) {
    // Static objects begin with zeros.
    if (VD->hasGlobalStorage() && Listed)
      Out.assign(Size, 0);
    return Listed ? std::optional(Out) : std::nullopt;
  }
  const InitListExpr *List = nullptr;
  for (const Expr *E = Init;;) {
    E = E->IgnoreParenImpCasts();
    if (const auto *Full = dyn_cast<FullExpr>(E)) {
      E = Full->getSubExpr();
    } else if (const auto *Temp = dyn_cast<MaterializeTemporaryExpr>(E)) {
      E = Temp->getSubExpr();
    } else if (const auto *Bind = dyn_cast<CXXBindTemporaryExpr>(E)) {
      E = Bind->getSubExpr();
    } else if (const auto *Std = dyn_cast<CXXStdInitializerListExpr>(E)) {
      E = Std->getSubExpr();
    } else if (const auto *Braces = dyn_cast<InitListExpr>(E)) {
      List = Braces;
      if (!isLibraryArray(Braces->getType(), "array"))
        break;
      if (Braces->getNumInits() == 0) {
        Out.assign(Size, 0);
        return Out;
      }
      E = Braces->getInit(0);
      List = nullptr;
    } else if (const auto *Make = dyn_cast<CXXConstructExpr>(E)) {
      if (!isLibraryArray(Make->getType()))
        return std::nullopt;
      if (Make->getNumArgs() == 0) // Nothing is said of an array's numbers.
        return Listed ? std::optional(Out) : std::nullopt;
      if (Make->isStdInitListInitialization() ||
          Make->getConstructor()->isCopyOrMoveConstructor()) {
        E = Make->getArg(0);
        continue;
      }
      // `std::vector<int> v(n)`: zeros, to be filled.
      const Expr *Count = Make->getArg(0);
      if (Listed || !Count->getType()->isIntegralOrEnumerationType() ||
          (Make->getNumArgs() > 1 &&
           Make->getArg(1)->getType()->isIntegralOrEnumerationType()))
        return std::nullopt;
      const auto Has = evaluate(Count, {});
      if (!Has || *Has < 1 || *Has > MostEntries)
        return std::nullopt;
      Out.assign(*Has, 0);
      return Out;
    } else {
      return std::nullopt;
    }
  }
  if (!Ctx.getAsConstantArrayType(List->getType()))
    return std::nullopt;
  if (Size < 0)
    Size = List->getNumInits();
  if (Size > MostEntries || Size < std::int64_t(List->getNumInits()))
    return std::nullopt;
  for (const Expr *Number : List->inits()) {
    if (isa<DesignatedInitUpdateExpr>(Number))
      return std::nullopt;
    Expr::EvalResult Value;
    if (isa<ImplicitValueInitExpr>(Number))
      Out.push_back(0);
    else if (!Number->isValueDependent() && Number->EvaluateAsInt(Value, Ctx) &&
             Value.Val.getInt().isRepresentableByInt64())
      Out.push_back(Value.Val.getInt().getExtValue());
    else
      return std::nullopt;
  }
  Out.resize(Size, 0);
  return Out;
}

namespace {

/// Looks for what may have a loop that fills an array pass over an element, or
/// be passed over itself.
class FillingBreaker : public DynamicRecursiveASTVisitor {
public:
  explicit FillingBreaker(const VarDecl *Counter) : Counter(Counter) {}
  bool Found = false;

  bool VisitLabelStmt(LabelStmt *) override { return stop(); }
  bool VisitLambdaExpr(LambdaExpr *E) override {
    for (const LambdaCapture &Capture : E->captures())
      if (Capture.capturesVariable() && Capture.getCapturedVar() == Counter &&
          Capture.getCaptureKind() == LCK_ByRef)
        return stop();
    return true;
  }
  // Before and behind the loop the counter may be counted with.
  bool TraverseUnaryOperator(UnaryOperator *Op) override {
    return (Op->isIncrementDecrementOp() &&
            variableIn(Op->getSubExpr()) == Counter) ||
           DynamicRecursiveASTVisitor::TraverseUnaryOperator(Op);
  }
  bool TraverseBinaryOperator(BinaryOperator *Op) override {
    return Op->getOpcode() == BO_Assign && variableIn(Op->getLHS()) == Counter
               ? TraverseStmt(Op->getRHS())
               : DynamicRecursiveASTVisitor::TraverseBinaryOperator(Op);
  }
  bool TraverseImplicitCastExpr(ImplicitCastExpr *Cast) override {
    return (Cast->getCastKind() == CK_LValueToRValue &&
            variableIn(Cast->getSubExpr()) == Counter) ||
           DynamicRecursiveASTVisitor::TraverseImplicitCastExpr(Cast);
  }
  bool VisitDeclRefExpr(DeclRefExpr *Ref) override {
    return Ref->getDecl() != Counter || stop();
  }

private:
  bool stop() {
    Found = true;
    return false;
  }
  const VarDecl *Counter;
};

} // namespace

/// Whether a switch around \p S jumps into it.
static bool hasCase(const Stmt *S) {
  if (!S || isa<SwitchStmt>(S))
    return false;
  return isa<SwitchCase>(S) || llvm::any_of(S->children(), hasCase);
}

/// Adds what the loop \p By writes; false if that is not known.
bool Tables::fill(const VarDecl *VD, const Filling &By, const Uses &Of,
                  Numbers &Out) {
  const SourceManager &SM = Ctx.getSourceManager();
  const ForStmt *Loop = By.Loop;
  // It is run before any element is read, whenever the array is there.
  const auto *Body = dyn_cast<CompoundStmt>(By.Function->getBody());
  if (VD->hasGlobalStorage()) {
    if (By.Block != Body || Of.Readers.size() > 1 ||
        !Of.Readers.contains(By.Function))
      return false;
  } else {
    bool Declared = false;
    for (const Stmt *S : By.Block->body()) {
      if (S == Loop)
        break;
      if (const auto *D = dyn_cast<DeclStmt>(S))
        for (const Decl *Each : D->decls())
          Declared |= Each == VD;
    }
    if (!Declared)
      return false;
  }
  if (!Of.FirstRead || !SM.isBeforeInTranslationUnit(
                           Loop->getEndLoc(), Of.FirstRead->getBeginLoc()))
    return false;
  // Nothing in it leaves the loop, or a round, early.
  auto Simple = [](auto &&Self, const Stmt *S) -> bool {
    if (isa<BreakStmt, ContinueStmt, ReturnStmt, GotoStmt, LabelStmt,
            CXXThrowExpr, LambdaExpr>(S))
      return false;
    for (const Stmt *Child : S->children())
      if (Child && !Self(Self, Child))
        return false;
    return true;
  };
  if (!Loop->getInit() || !Loop->getCond() || !Loop->getInc() ||
      !Simple(Simple, Loop->getBody()))
    return false;
  const VarDecl *Counter = nullptr;
  const Expr *First = nullptr;
  if (const auto *D = dyn_cast<DeclStmt>(Loop->getInit());
      D && D->isSingleDecl()) {
    Counter = dyn_cast<VarDecl>(D->getSingleDecl());
    First = Counter ? Counter->getInit() : nullptr;
  } else if (const auto *Set = dyn_cast<BinaryOperator>(Loop->getInit());
             Set && Set->getOpcode() == BO_Assign) {
    Counter = variableIn(Set->getLHS());
    First = Set->getRHS();
  }
  const auto *Test = dyn_cast<BinaryOperator>(Loop->getCond());
  const auto *Inc = dyn_cast<UnaryOperator>(Loop->getInc());
  if (!Counter || !First || !Test || !Inc || !Inc->isIncrementOp() ||
      variableIn(Inc->getSubExpr()) != Counter ||
      variableIn(Test->getLHS()) != Counter ||
      (Test->getOpcode() != BO_LT && Test->getOpcode() != BO_LE &&
       Test->getOpcode() != BO_NE))
    return false;
  // The counter is only stepped.
  auto Changes = [&](auto &&Self, const Stmt *S) -> bool {
    if (const auto *Cast = dyn_cast<ImplicitCastExpr>(S);
        Cast && Cast->getCastKind() == CK_LValueToRValue &&
        variableIn(Cast->getSubExpr()))
      return false;
    if (const auto *Ref = dyn_cast<DeclRefExpr>(S))
      return Ref->getDecl() == Counter;
    for (const Stmt *Child : S->children())
      if (Child && Self(Self, Child))
        return true;
    return false;
  };
  if (!Counter->hasLocalStorage() || Changes(Changes, Loop->getBody()))
    return false;
  FillingBreaker Breaker(Counter);
  Breaker.TraverseStmt(By.Function->getBody());
  if (Breaker.Found || hasCase(By.Block))
    return false;
  const auto Lo = evaluate(First, {});
  auto Hi = evaluate(Test->getRHS(), {});
  // `i < v.size()`.
  const Expr *Bound = Test->getRHS()->IgnoreParenImpCasts();
  if (const auto *Call = dyn_cast<CXXMemberCallExpr>(Bound);
      Call && variableIn(Call->getImplicitObjectArgument()) == VD &&
      Call->getMethodDecl() && Call->getMethodDecl()->getIdentifier() &&
      Call->getMethodDecl()->getName() == "size")
    Hi = std::int64_t(Out.size());
  if (!Lo || !Hi)
    return false;
  const std::int64_t End = *Hi + (Test->getOpcode() == BO_LE);
  if (*Lo < 0 || End - *Lo > MostEntries)
    return false;
  const bool Known = !Out.empty();
  const Expr *At = element(By.Assignment->getLHS()).second;
  std::vector<bool> Written(MostEntries);
  std::int64_t Count = 0;
  for (std::int64_t I = *Lo; I < End; ++I) {
    const auto Where = evaluate(At, {Counter, I});
    const auto Number = evaluate(By.Assignment->getRHS(), {Counter, I});
    if (!Where || !Number || *Where < 0 || *Where >= MostEntries ||
        (Known && *Where >= std::int64_t(Out.size())))
      return false;
    if (*Where >= std::int64_t(Out.size()))
      Out.resize(*Where + 1, 0);
    Out[*Where] = *Number;
    Count += !Written[*Where];
    Written[*Where] = true;
  }
  // What was not there before is there now, without gaps.
  return Known || Count == std::int64_t(Out.size());
}

std::optional<Tables::Numbers> Tables::find(const VarDecl *VD) {
  VD = VD->getDefinition(Ctx) ? VD->getDefinition(Ctx) : VD;
  if (isa<ParmVarDecl>(VD) || VD->getType()->isReferenceType() ||
      VD->getType()->isDependentType() || VD->getType().isVolatileQualified() ||
      VD->getTSCSpec() != TSCS_unspecified)
    return std::nullopt;
  const QualType Type = elementType(Ctx, VD->getType());
  if (Type.isNull())
    return std::nullopt;
  const bool Const = Ctx.getBaseElementType(VD->getType()).isConstQualified() ||
                     VD->getType().isConstQualified();
  const VarDecl *Initialised = nullptr;
  const Expr *Init = VD->getAnyInitializer(Initialised);
  if (Const) {
    std::optional<Numbers> Out = Init ? initial(VD, Init) : std::nullopt;
    return Out && !Out->empty() ? Out : std::nullopt;
  }
  const Uses *Known = uses(VD);
  if (!Known)
    return std::nullopt;
  const Uses Of = *Known;
  if (Of.Others || Of.Written != Of.Filled.size() || Of.Written > 1 ||
      !Of.FirstRead)
    return std::nullopt;
  std::optional<Numbers> Out = initial(VD, Init);
  if (Out && !Of.Filled.empty() && !fill(VD, Of.Filled.front(), Of, *Out))
    return std::nullopt;
  return Out && !Out->empty() ? Out : std::nullopt;
}

const Tables::Numbers *Tables::of(const VarDecl *VD) {
  auto It = Found.find(VD);
  if (It == Found.end()) {
    std::optional<Numbers> Out = find(VD);
    It = Found.try_emplace(VD, std::move(Out)).first;
  }
  return It->second ? &*It->second : nullptr;
}

} // namespace aether::analysis
