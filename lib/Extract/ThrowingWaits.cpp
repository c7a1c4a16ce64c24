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

#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace aether::analysis {

namespace {

/// Adds up what the statements of a function do.
class LeavingSearch {
public:
  explicit LeavingSearch(Unit &U) : U(U) {}
  Unit::Leaving Out;

  void add(const Stmt *S) {
    if (!S || isa<LambdaExpr>(S))
      return;
    if (const auto *Call = dyn_cast<CallExpr>(S))
      add(Call->getDirectCallee());
    else if (const auto *Made = dyn_cast<CXXConstructExpr>(S))
      add(Made->getConstructor());
    Out.Throws |= isa<CXXThrowExpr, CXXNewExpr>(S);
    const unsigned Before = Out.Waits;
    for (const Stmt *Child : S->children())
      add(Child);
    // In a loop it waits for several.
    if (Out.Waits != Before &&
        isa<ForStmt, WhileStmt, DoStmt, CXXForRangeStmt>(S))
      Out.Waits = Before + 2;
  }

private:
  void add(const FunctionDecl *Callee) {
    const Unit::Leaving Of = Callee ? U.leavingOf(Callee) : Unit::Leaving{true};
    Out.Throws |= Of.Throws;
    Out.ThrowsAfter |= Of.ThrowsAfter;
    Out.Waits = std::min(Out.Waits + Of.Waits, 2U);
  }

  Unit &U;
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
  const bool Waits = llvm::any_of(Entries, [](const FunctionModel &M) {
    return llvm::any_of(M.Effects, [](const ModelEffect &E) {
      return E.K == ModelEffect::Kind::Join || E.K == ModelEffect::Kind::Wait;
    });
  });
  if (Waits && !isa<CXXDestructorDecl>(FD)) {
    Out.Waits = 1;
    // `get` throws what the task has, when that is over.
    Out.ThrowsAfter = FD->getIdentifier() && FD->getName() == "get";
  } else if (const FunctionDecl *Def =
                 Entries.empty() && isFollowed(FD) ? definition(FD) : nullptr) {
    LeavingSearch Search(*this);
    Search.add(Def->getBody());
    Out = Search.Out;
  } else {
    Out.Throws = true;
  }
  if (isNothrow(FD))
    Out.Throws = Out.ThrowsAfter = false;
  return Leavings[FD] = Out;
}

/// May an exception lead out of what the last element of \p B calls, before
/// this has waited for all that it waits for?
bool FunctionExtractor::mayThrowBeforeWaits(const CFGBlock &B) {
  if (B.empty())
    return false;
  const std::optional<CFGStmt> Last = B.back().getAs<CFGStmt>();
  const auto *Call = Last ? dyn_cast<CallExpr>(Last->getStmt()) : nullptr;
  const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  if (!Callee)
    return false;
  const Unit::Leaving Of = U.leavingOf(Callee);
  return (Of.Throws && Of.Waits != 0) || (Of.ThrowsAfter && Of.Waits > 1);
}

/// The ways out of the block by an exception begin where it has not waited yet.
/// What may be over there all the same is not known.
void FunctionExtractor::splitBeforeCall(const ThrowingCall &Call) {
  const auto Rest = static_cast<std::uint32_t>(F.Blocks.size());
  F.Blocks.resize(Rest + 2);
  Block &Whole = F.Blocks[Call.Block], &After = F.Blocks[Rest],
        &Thrown = F.Blocks[Rest + 1];
  const auto Cut =
      Whole.Events.begin() + static_cast<std::ptrdiff_t>(Call.Events);
  After.Events.assign(std::make_move_iterator(Cut),
                      std::make_move_iterator(Whole.Events.end()));
  Whole.Events.erase(Cut, Whole.Events.end());
  for (Assumption &A : Assumptions)
    if (A.Block == Call.Block && A.Events >= Call.Events) {
      A.Block = Rest;
      A.Events -= Call.Events;
    }
  After.Successors = {Whole.Successors.front()};
  Thrown.Successors.assign(Whole.Successors.begin() + 1,
                           Whole.Successors.end());
  Whole.Successors = {Rest, Rest + 1};
  // Some of them.
  Thrown.Events.push_back(
      Join{T.pointee(unknown("what is waited for before an exception"), 0),
           false, U.pos(Call.At)});
}

} // namespace aether::analysis
