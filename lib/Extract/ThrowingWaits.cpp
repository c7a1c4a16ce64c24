//===- ThrowingWaits.cpp - Waits that an exception may come before --------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `try { stop(workers); } catch (...) {}`: in the handler, and behind it, the
// workers have been waited for only if nothing in `stop` throws before it does.
//
//===----------------------------------------------------------------------===//

#include "Function.h"

#include "clang/AST/DeclTemplate.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace clang;

namespace aether::analysis {

/// Of a function that may do anything, but give back a mutex of its caller's to
/// take it again.
static Unit::Leaving notSeen() {
  Unit::Leaving Out;
  Out.Throws = Out.Locks = true;
  return Out;
}

static const VarDecl *variableOf(const Expr *E) {
  const auto *Ref =
      dyn_cast_or_null<DeclRefExpr>(E ? E->IgnoreParenImpCasts() : nullptr);
  return Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
}

bool isPackagedTask(QualType Type) {
  const auto *RD = Type.isNull()
                       ? nullptr
                       : Type.getNonReferenceType()->getAsCXXRecordDecl();
  return RD && RD->isInStdNamespace() && RD->getIdentifier() &&
         RD->getName() == "packaged_task";
}

/// Is \p Type one of the standard library's whose end waits, gives back, or
/// ends the program?
static bool endsWell(QualType Type) {
  const auto *RD = Type->getAsCXXRecordDecl();
  if (!RD || !RD->isInStdNamespace() || !RD->getIdentifier())
    return false;
  const auto *Spec = dyn_cast<ClassTemplateSpecializationDecl>(RD);
  if (RD->getName() == "vector" && Spec && Spec->getTemplateArgs().size() != 0)
    return endsWell(Spec->getTemplateArgs()[0].getAsType());
  return RD->getName() == "thread" || RD->getName() == "jthread" ||
         RD->getName() == "unique_lock" || RD->getName() == "shared_lock";
}

namespace {

/// Adds up what the statements of a function do.
class LeavingSearch {
public:
  explicit LeavingSearch(Unit &U) : U(U) {}
  Unit::Leaving Out;

  void add(const Stmt *S) {
    if (!S || isa<LambdaExpr>(S))
      return;
    const Unit::Leaving Before = Out;
    if (const auto *Assign = dyn_cast<CXXOperatorCallExpr>(S);
        Assign && Assign->isAssignmentOp())
      if (const VarDecl *VD = variableOf(Assign->getArg(0));
          VD && !endsWell(VD->getType()))
        Own.erase(VD);
    if (const auto *Call = dyn_cast<CallExpr>(S))
      addCall(*Call);
    else if (const auto *Made = dyn_cast<CXXConstructExpr>(S))
      add(Made->getConstructor());
    Out.Throws |= isa<CXXThrowExpr, CXXNewExpr>(S);
    if (const auto *Decls = dyn_cast<DeclStmt>(S))
      for (const Decl *D : Decls->decls())
        declare(dyn_cast<VarDecl>(D));
    // `for (std::thread &t : own) t.join();`
    if (const auto *For = dyn_cast<CXXForRangeStmt>(S);
        For && isOwn(For->getRangeInit()))
      Own.insert(For->getLoopVariable());
    for (const Stmt *Child : S->children())
      add(Child);
    // In a loop it waits for several.
    if (Out.Waits != Before.Waits &&
        isa<ForStmt, WhileStmt, DoStmt, CXXForRangeStmt>(S))
      Out.Waits = Before.Waits + 2;
  }

  void declare(const VarDecl *VD) {
    if (VD && VD->hasLocalStorage() &&
        (endsWell(VD->getType()) || isOfAsync(VD)))
      Own.insert(VD);
  }

private:
  /// A future that std::async returned: its end waits ([futures.async]/5).
  bool isOfAsync(const VarDecl *VD) const {
    const auto *Call = dyn_cast_or_null<CallExpr>(
        VD->getInit() ? VD->getInit()->IgnoreUnlessSpelledInSource() : nullptr);
    const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
    return Callee && U.modelName(Callee) == "std::async";
  }
  void addCall(const CallExpr &Call) {
    const FunctionDecl *Callee = Call.getDirectCallee();
    const auto *Method = dyn_cast_or_null<CXXMethodDecl>(Callee);
    const auto *Member = dyn_cast<CXXMemberCallExpr>(&Call);
    const Unit::Leaving Before = Out;
    add(Method && Method->isVirtual() ? nullptr : Callee);
    if (Member && isOwn(Member->getImplicitObjectArgument())) {
      const bool Throws = Out.Throws, Later = Out.ThrowsAfter;
      Out = Before;
      Out.Throws = Throws;
      Out.ThrowsAfter = Later;
    }
  }

  /// Is it a variable that is declared here that \p Object names, or an element
  /// of one, which an exception ends as it should?
  bool isOwn(const Expr *Object) const {
    const VarDecl *VD = variableOf(Object);
    return VD && Own.contains(VD);
  }

  void add(const FunctionDecl *Callee) {
    const Unit::Leaving Of = Callee ? U.leavingOf(Callee) : notSeen();
    Out.Throws |= Of.Throws;
    Out.ThrowsAfter |= Of.ThrowsAfter;
    Out.Locks |= Of.Locks;
    Out.Unlocks |= Of.Unlocks;
    Out.Waits = std::min(Out.Waits + Of.Waits, 2U);
  }

  Unit &U;
  llvm::SmallPtrSet<const VarDecl *, 4> Own;
};

} // namespace

static bool isNothrow(const FunctionDecl *FD) {
  const auto *Type = FD->getType()->getAs<FunctionProtoType>();
  // An implicit member that nobody has looked at yet.
  return Type && (Type->getExceptionSpecType() == EST_Unevaluated ||
                  (!isUnresolvedExceptionSpec(Type->getExceptionSpecType()) &&
                   Type->isNothrow()));
}

Unit::Leaving Unit::leavingOf(const FunctionDecl *FD) {
  FD = FD->getCanonicalDecl();
  // A recursive call adds nothing to the first.
  auto [It, New] = Leavings.try_emplace(FD);
  if (!New)
    return It->second;
  Leaving Out;
  const llvm::ArrayRef<FunctionModel> Entries = models(FD);
  auto Has = [&](std::initializer_list<ModelEffect::Kind> Kinds) {
    return llvm::any_of(Entries, [&](const FunctionModel &M) {
      return llvm::any_of(M.Effects, [&](const ModelEffect &E) {
        return llvm::is_contained(Kinds, E.K);
      });
    });
  };
  using Kind = ModelEffect::Kind;
  // What a variable takes, it gives back on all ways.
  if (!isa<CXXConstructorDecl, CXXDestructorDecl>(FD)) {
    Out.Locks = Has({Kind::Acquire, Kind::TryAcquire, Kind::MoveGuard,
                     Kind::Wait, Kind::WaitIfTrue, Kind::JoinIfFalse});
    Out.Unlocks = Has({Kind::Release, Kind::ReleaseGuard});
  }
  if (Has({Kind::Join}) && !isa<CXXDestructorDecl>(FD)) {
    Out.Waits = 1;
    // `get` throws what the task has, when that is over.
    Out.ThrowsAfter = FD->getIdentifier() && FD->getName() == "get";
  } else if (const FunctionDecl *Def =
                 Entries.empty() && isFollowed(FD) ? definition(FD) : nullptr) {
    LeavingSearch Search(*this);
    for (const ParmVarDecl *P : Def->parameters())
      Search.declare(P);
    Search.add(Def->getBody());
    Out = Search.Out;
  } else if (Entries.empty() && isFollowed(FD)) {
    Out = notSeen();
  } else {
    // What takes a mutex has nothing to throw, but what it calls may.
    const bool Calls = Has({Kind::Call, Kind::Until, Kind::Answer, Kind::Once});
    Out.Throws = (!Out.Locks && !Out.Unlocks) || Calls;
    Out.Locks |= Calls;
  }
  if (isNothrow(FD))
    Out.Throws = Out.ThrowsAfter = false;
  return Leavings[FD] = Out;
}

/// May an exception end \p Task before it has waited for all that it waits for?
bool FunctionExtractor::mayEndEarly(const FunctionDecl *Task) {
  const Unit::Leaving Of = U.leavingOf(Task);
  return (Of.Throws && Of.Waits != 0) || (Of.ThrowsAfter && Of.Waits > 1);
}

/// Does an exception that leaves \p S find another state than that before it?
bool FunctionExtractor::leavesWithWaits(const Stmt *S) {
  LeavingSearch Search(U);
  Search.add(S);
  return Search.Out.Waits != 0 || Search.Out.Locks;
}

/// May an object be made by \p S that throws instead?
bool FunctionExtractor::mayFailToMake(const Stmt *S) {
  if (const auto *New = dyn_cast<CXXNewExpr>(S))
    return New->getOperatorNew() && !isNothrow(New->getOperatorNew());
  const auto *Made = dyn_cast<CXXConstructExpr>(S);
  return Made && U.leavingOf(Made->getConstructor()).Throws;
}

/// Is it a call of what keeps an exception, to throw it where its result is
/// asked for?
static bool keepsExceptions(const CFGBlock &B) {
  const std::optional<CFGStmt> Last =
      B.empty() ? std::nullopt : B.back().getAs<CFGStmt>();
  const auto *Call =
      Last ? dyn_cast<CXXOperatorCallExpr>(Last->getStmt()) : nullptr;
  return Call && Call->getOperator() == OO_Call &&
         isPackagedTask(Call->getArg(0)->getType());
}

/// If an exception may lead out of what the last element of \p B calls, before
/// this has waited for all that it waits for, and somebody catches it: the
/// call.
std::optional<FunctionExtractor::ThrowingCall>
FunctionExtractor::throwsBeforeWaits(const CFGBlock &B, bool IsCaught) {
  if (B.empty())
    return std::nullopt;
  const std::optional<CFGStmt> Last = B.back().getAs<CFGStmt>();
  const auto *Call = Last ? dyn_cast<CallExpr>(Last->getStmt()) : nullptr;
  if (!Call)
    return std::nullopt;
  ThrowingCall Out;
  Out.At = Call->getBeginLoc();
  if (keepsExceptions(B)) {
    Out.Kept = true;
    return Out;
  }
  if (!IsCaught)
    return std::nullopt;
  const FunctionDecl *Callee = Call->getDirectCallee();
  const auto *Method = dyn_cast_or_null<CXXMethodDecl>(Callee);
  const Unit::Leaving Of = Callee && !(Method && Method->isVirtual())
                               ? U.leavingOf(Callee)
                               : notSeen();
  if (!(Of.Throws && (Of.Waits != 0 || Of.Locks)) &&
      !(Of.ThrowsAfter && Of.Waits > 1))
    return std::nullopt;
  Out.Waits = Of.Waits != 0;
  Out.Relocks = Of.Locks && Of.Unlocks;
  return Out;
}

/// The rest of block \p Number from event \p At on, in a block of its own that
/// has no predecessor yet.
std::uint32_t FunctionExtractor::cutBlock(std::uint32_t Number,
                                          std::size_t At) {
  const auto Rest = static_cast<std::uint32_t>(F.Blocks.size());
  F.Blocks.emplace_back();
  Block &Whole = F.Blocks[Number], &After = F.Blocks[Rest];
  const auto Cut = Whole.Events.begin() + static_cast<std::ptrdiff_t>(At);
  After.Events.assign(std::make_move_iterator(Cut),
                      std::make_move_iterator(Whole.Events.end()));
  Whole.Events.erase(Cut, Whole.Events.end());
  After.Successors.swap(Whole.Successors);
  After.Branch = std::exchange(Whole.Branch, Condition());
  // These are about an event, by its number.
  if (After.Branch.Kind == Condition::Kind::TryLock ||
      After.Branch.Kind == Condition::Kind::Running)
    After.Branch.Lhs -= static_cast<std::uint32_t>(At);
  for (Assumption &A : Assumptions)
    if (A.Block == Number && A.Events >= At) {
      A.Block = Rest;
      A.Events -= At;
    }
  return Rest;
}

/// The ways out of the block by an exception begin where nothing is known of
/// what the call has waited for or locked: before it, or behind it.
void FunctionExtractor::splitBeforeCall(const ThrowingCall &Call) {
  const std::uint32_t Rest = cutBlock(Call.Block, Call.Events);
  if (Call.Kept) {
    F.Blocks[Call.Block].Successors = {Rest, F.Blocks[Rest].Successors.front()};
    return;
  }
  const auto Out = static_cast<std::uint32_t>(F.Blocks.size());
  F.Blocks.emplace_back();
  Block &After = F.Blocks[Rest], &Thrown = F.Blocks[Out];
  Thrown.Successors.assign(After.Successors.begin() + 1,
                           After.Successors.end());
  After.Successors = {After.Successors.front(), Out};
  F.Blocks[Call.Block].Successors = {Rest, Out};
  // Of several tasks, it has waited for some.
  if (Call.Waits)
    Thrown.Events.push_back(
        Join{T.pointee(unknown("what is waited for before an exception"), 0),
             false, U.pos(Call.At)});
  // It may have thrown between giving a mutex back and taking it again.
  if (Call.Relocks) {
    const PlaceId Any =
        T.pointee(unknown("what is given back before an exception"), 0);
    LockEvent L;
    L.Pos = U.pos(Call.At);
    L.Op = LockOp::Release;
    L.Mutex = Any;
    Thrown.Events.push_back(L);
    L.Op = LockOp::ReleaseGuard;
    L.Mutex = None;
    L.Guard = Any;
    Thrown.Events.push_back(L);
  }
}

/// What makes an object in the middle of a block may throw, too.
void FunctionExtractor::splitBeforeMaking(const ThrowingMaker &Maker,
                                          std::uint32_t Handlers) {
  const std::uint32_t Rest = cutBlock(Maker.Block, Maker.Events);
  const auto Out = static_cast<std::uint32_t>(F.Blocks.size());
  F.Blocks.emplace_back();
  F.Blocks[Out].Successors = {Handlers};
  F.Blocks[Maker.Block].Successors = {Rest, Out};
  Events = &F.Blocks[Out].Events;
  // That is seldom seen to happen.
  Events->push_back(
      Join{T.pointee(unknown("what is waited for before an exception"), 0),
           false, U.pos(Maker.Try->getBeginLoc())});
  unwind(Maker.Variables);
}

} // namespace aether::analysis
