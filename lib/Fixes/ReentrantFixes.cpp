//===- ReentrantFixes.cpp - Functions that keep a state of their own ------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// POSIX.1-2017 has a re-entrant sibling of each: the caller brings the memory.
// What the old function returned pointed into memory that lives for ever, so
// the new memory must live as long as the pointer is used.
//
//===----------------------------------------------------------------------===//

#include "Draft.h"
#include "Makers.h"

using namespace clang;
using llvm::StringRef;

namespace aether::analysis::fixes {
namespace {

struct Sibling {
  const char *Name; ///< without std::
  const char *NewName;
  const char *Type;     ///< of the memory
  const char *Suffix;   ///< after its name
  const char *Variable; ///< how it is called
  bool ByAddress;
  const char *Header; ///< that declares the type, or null
};

constexpr Sibling Siblings[] = {
    {"localtime", "localtime_r", "std::tm ", "{}", "calendar", true, "ctime"},
    {"gmtime", "gmtime_r", "std::tm ", "{}", "calendar", true, "ctime"},
    // The longest result and its end: POSIX asks for 26 bytes.
    {"asctime", "asctime_r", "char ", "[26]", "timeText", false, nullptr},
    {"ctime", "ctime_r", "char ", "[26]", "timeText", false, nullptr},
    {"strtok", "strtok_r", "char *", " = nullptr", "tokenState", true, nullptr},
};

StringRef withoutStd(StringRef Name) {
  Name.consume_front("std::");
  return Name;
}

const Sibling *siblingOf(const CallExpr *Call) {
  std::string Name = calleeName(Call);
  for (const Sibling &Known : Siblings)
    if (withoutStd(Name) == Known.Name)
      return &Known;
  return nullptr;
}

/// Whether the pointer that \p E yields is not used after the block of \p E.
bool staysInBlock(const Syntax &S, const Expr *E);

/// Whether all uses of the pointer \p Var stay in its block.
bool staysInBlock(const Syntax &S, const VarDecl *Var) {
  return !S.isSeenElsewhere(Var) &&
         llvm::all_of(S.references(Var), [&](const Expr *Ref) {
           const Body *B = S.bodyOf(Ref);
           return B && B->Function == Var->getDeclContext() &&
                  staysInBlock(S, Ref);
         });
}

bool staysInBlock(const Syntax &S, const Expr *E) {
  const Stmt *Up = S.parent(E);
  while (isa_and_nonnull<ParenExpr, ImplicitCastExpr>(Up)) {
    if (const auto *Cast = dyn_cast<ImplicitCastExpr>(Up))
      if (Cast->getCastKind() == CK_PointerToBoolean)
        return true;
    Up = S.parent(Up);
  }
  if (const auto *Member = dyn_cast_or_null<MemberExpr>(Up)) {
    // A number in it, not its address.
    const auto *Read = dyn_cast_or_null<ImplicitCastExpr>(S.parent(Member));
    return Member->getType()->isArithmeticType() &&
           ((Read && Read->getCastKind() == CK_LValueToRValue) ||
            isa_and_nonnull<BinaryOperator>(S.meaningfulParent(Member)));
  }
  if (const auto *Unary = dyn_cast_or_null<UnaryOperator>(Up)) {
    if (Unary->getOpcode() == UO_LNot)
      return true;
    if (Unary->getOpcode() != UO_Deref)
      return false;
    const Stmt *User = S.meaningfulParent(Unary);
    if (const auto *Copy = dyn_cast_or_null<CXXConstructExpr>(User))
      return Copy->getConstructor()->isCopyOrMoveConstructor();
    return isa_and_nonnull<MemberExpr>(User) &&
           cast<MemberExpr>(User)->getType()->isArithmeticType();
  }
  if (const auto *Compare = dyn_cast_or_null<BinaryOperator>(Up))
    return Compare->isComparisonOp();
  if (const auto *Call = dyn_cast_or_null<CallExpr>(Up)) {
    const FunctionDecl *F = Call->getDirectCallee();
    if (!F ||
        !S.context().getSourceManager().isInSystemHeader(F->getLocation()))
      return false;
    // std::put_time keeps the pointer until the expression ends.
    return (!Call->getType()->isPointerType() &&
            !Call->getType()->isRecordType()) ||
           calleeName(Call) == "std::put_time" ||
           calleeName(Call) == "std::operator<<";
  }
  if (const auto *Made = dyn_cast_or_null<CXXConstructExpr>(Up)) {
    const CXXRecordDecl *Type = Made->getConstructor()->getParent();
    return Type->isInStdNamespace() && Type->getIdentifier() &&
           Type->getName() == "basic_string";
  }
  if (const auto *Declares = dyn_cast_or_null<DeclStmt>(Up)) {
    const auto *Var = Declares->isSingleDecl()
                          ? dyn_cast<VarDecl>(Declares->getSingleDecl())
                          : nullptr;
    return Var && Var->hasLocalStorage() && Var->getType()->isPointerType() &&
           isa_and_nonnull<CompoundStmt>(S.parent(Declares)) &&
           staysInBlock(S, Var);
  }
  return false;
}

/// Whether \p Call runs whenever \p Statement does, before the rest of it.
bool isUnconditional(const Syntax &S, const Stmt *Call, const Stmt *Statement) {
  for (const Stmt *Child = Call; Child != Statement; Child = S.parent(Child)) {
    const Stmt *Up = S.parent(Child);
    if (const auto *For = dyn_cast<ForStmt>(Up)) {
      if (For->getInit() != Child)
        return false;
    } else if (const auto *Binary = dyn_cast<BinaryOperator>(Up)) {
      if (Binary->isLogicalOp() && Binary->getLHS() != Child)
        return false;
    } else if (!isa<DeclStmt>(Up) &&
               (!isa<Expr>(Up) || isa<AbstractConditionalOperator>(Up))) {
      return false;
    }
  }
  return true;
}

bool startsAnew(const Syntax &S, const CallExpr *Strtok) {
  return !Strtok->getArg(0)->isNullPointerConstant(
      S.context(), Expr::NPC_ValueDependentIsNotNull);
}

/// All calls of \p F by the bodies of the file, in their order.
llvm::SmallVector<const CallExpr *, 4> callsOf(const Syntax &S,
                                               const FunctionDecl *F) {
  llvm::SmallVector<const CallExpr *, 4> Calls;
  for (const Expr *Use : S.uses(F))
    if (const auto *Call = dyn_cast_or_null<CallExpr>(S.meaningfulParent(Use)))
      if (plain(Call->getCallee()) == Use)
        Calls.push_back(Call);
  return Calls;
}

void rename(const Syntax &S, Draft &D, const CallExpr *Call, const Sibling &To,
            const std::string &Memory) {
  D.replace(Call->getCallee()->getSourceRange(), To.NewName);
  std::optional<TextRange> End = S.range(Call->getRParenLoc());
  if (!End)
    return D.fail();
  D.insert(End->Begin, ", " + Memory);
}

std::string declaration(const Sibling &To, const std::string &Name) {
  return std::string(To.Type) + Name + To.Suffix + ";";
}

/// All of strtok's calls in a body share one state.
std::optional<Fix> callStrtokR(const Syntax &S, const CallExpr *Racing,
                               const Sibling &To) {
  const Body *Here = S.bodyOf(Racing);
  llvm::SmallVector<const CallExpr *, 4> Mine;
  const Body *Last = nullptr;
  unsigned Bodies = 0, Index = 0;
  for (const CallExpr *Call : callsOf(S, Racing->getDirectCallee())) {
    const Body *B = S.bodyOf(Call);
    // What goes on with another body's string shares the state with it.
    if (B != Last && !startsAnew(S, Call))
      return std::nullopt;
    Bodies += B != Last;
    Last = B;
    if (B != Here)
      continue;
    if (Mine.empty())
      Index = Bodies - 1;
    Mine.push_back(Call);
  }
  const Stmt *Statement = Mine.empty() ? nullptr : S.statementOf(Mine.front());
  if (!Statement || !isUnconditional(S, Mine.front(), Statement))
    return std::nullopt;
  for (const CallExpr *Call : Mine)
    if (!S.isWithin(Call, S.parent(Statement)))
      return std::nullopt;
  Draft D(S, std::string("call ") + To.NewName);
  std::string Name = S.freeName(To.Variable, Index);
  D.insertLine(Statement, declaration(To, Name));
  for (const CallExpr *Call : Mine)
    rename(S, D, Call, To, "&" + Name);
  return D.take();
}

} // namespace

std::optional<Fix> callReentrant(const Request &R) {
  const Syntax &S = R.S;
  if (R.F.Kind != Pattern::NonReentrantCall)
    return std::nullopt;
  for (const Expr *E : S.at(R.F.First.Pos)) {
    const auto *Racing = dyn_cast<CallExpr>(E);
    const Sibling *To = Racing ? siblingOf(Racing) : nullptr;
    if (!To)
      continue;
    if (StringRef(To->Name) == "strtok")
      return callStrtokR(S, Racing, *To);
    const Stmt *Statement = S.statementOf(Racing);
    if (!Statement || !staysInBlock(S, Racing) ||
        S.bodyOf(Statement) != S.bodyOf(Racing))
      return std::nullopt;
    unsigned Index = 0;
    for (const Sibling &Other : Siblings)
      if (StringRef(Other.Variable) == To->Variable)
        for (const Body &B : S.bodies())
          contains(B.Root, [&](const Stmt *Part) {
            const auto *Call = dyn_cast<CallExpr>(Part);
            Index += Call && siblingOf(Call) == &Other &&
                     S.bodyOf(Call) == &B &&
                     S.context().getSourceManager().isBeforeInTranslationUnit(
                         Call->getBeginLoc(), Racing->getBeginLoc());
            return false;
          });
    Draft D(S, std::string("call ") + To->NewName);
    std::string Name = S.freeName(To->Variable, Index);
    D.insertLine(Statement, declaration(*To, Name));
    rename(S, D, Racing, *To, (To->ByAddress ? "&" : "") + Name);
    if (To->Header)
      D.include(To->Header);
    return D.take();
  }
  return std::nullopt;
}

} // namespace aether::analysis::fixes
