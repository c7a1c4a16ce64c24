//===- OpenMPTaskOrder.cpp - Tasks of loops that nothing puts in order ----===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One thread makes tasks in loops, and a third task may order two of them that
// have nothing in common. The thread's code is gone through with some numbers,
// its first rounds at least: which tasks come before which (OpenMP 5.2, 15.9.5)
// is known of those then, for tasks that are made later put none of them in
// order. Two that nothing orders and that touch one element are a witness.
//
//===----------------------------------------------------------------------===//

#include "ClangVersions.h"
#include "OpenMP.h"
#include "OpenMPRehearsal.h"

#include "clang/AST/OpenMPClause.h"

using namespace clang;

namespace aether::analysis {

namespace {

/// The thread that makes tasks, and these.
class MakerOfTasks {
public:
  MakerOfTasks(const ASTContext &Ctx,
               llvm::function_ref<bool(const VarDecl *)> Steady,
               std::int64_t Given, bool Choice)
      : Ctx(Ctx), Steady(Steady), Now(Ctx, Steady, Given), Choice(Choice) {
    Last = Order.add(nullptr);
  }

  /// False: what comes then is not known.
  bool run(Stmt *S);

  /// Would other numbers, or another choice, make a difference?
  bool hasGuessed() const { return Now.Guessed; }
  bool hasChosen() const { return Chosen.has_value(); }

  StepOrder Order;

private:
  using Kind = OpenMPDependClauseKind;
  struct Dependence {
    unsigned Task;
    Kind How;
  };

  bool make(OMPExecutableDirective *D);
  bool depend(OMPExecutableDirective *D, unsigned Task);
  void work(OMPExecutableDirective *D, unsigned Task);
  bool choose(const Expr *If, bool &Holds);
  void touch(const std::vector<ConcreteAccess> &All);
  void joinAll(unsigned From);

  static constexpr std::size_t MaxSteps = 2000;

  const ASTContext &Ctx;
  llvm::function_ref<bool(const VarDecl *)> Steady;
  Rehearsal Now;
  /// What a test that is not known comes out as, and which one.
  bool Choice;
  std::optional<llvm::FoldingSetNodeID> Chosen;
  /// The thread's last step; no task was made since it began?
  unsigned Last;
  bool Doing = true;
  std::vector<unsigned> Tasks;
  std::map<ConcreteElement, std::vector<Dependence>> On;
};

} // namespace

void MakerOfTasks::touch(const std::vector<ConcreteAccess> &All) {
  if (All.empty())
    return;
  if (!Doing)
    Last = Order.add(nullptr, Last);
  Doing = true;
  for (const ConcreteAccess &A : All)
    Order.touch(Last, A);
}

/// The tasks since \p From are waited for.
void MakerOfTasks::joinAll(unsigned From) {
  llvm::SmallVector<unsigned, 16> After(Tasks.begin() + From, Tasks.end());
  After.push_back(Last);
  Last = Order.add(nullptr, After);
}

static bool bothAre(OpenMPDependClauseKind A, OpenMPDependClauseKind B,
                    OpenMPDependClauseKind Kind) {
  return A == Kind && B == Kind;
}

bool MakerOfTasks::depend(OMPExecutableDirective *D, unsigned Task) {
  for (OMPClause *C : D->clauses()) {
    auto *Depend = dyn_cast<OMPDependClause>(C);
    if (!Depend)
      continue;
    const Kind How = Depend->getDependencyKind();
    if (!isFollowed(Depend))
      return false;
    for (Expr *E : variablesOf(Depend)) {
      std::optional<ConcreteElement> At = Now.element(E);
      if (!At)
        return false;
      if (How == OMPC_DEPEND_mutexinoutset)
        Order.exclude(Task, *At);
      auto &Before = On[*At];
      for (const Dependence &B : Before)
        if (B.Task != Task && !bothAre(B.How, How, OMPC_DEPEND_in) &&
            !bothAre(B.How, How, OMPC_DEPEND_mutexinoutset))
          Order.putAfter(Task, B.Task);
      if (How == OMPC_DEPEND_out || How == OMPC_DEPEND_inout)
        Before.clear();
      Before.push_back({Task, How});
    }
  }
  return true;
}

/// What \p Task does with the values that it was made with.
void MakerOfTasks::work(OMPExecutableDirective *D, unsigned Task) {
  Rehearsal Inside(Now);
  llvm::SmallPtrSet<const VarDecl *, 8> Copied;
  auto Keep = [&](auto *Clause, bool Copies) {
    if (Clause)
      for (const Expr *E : variablesOf(Clause))
        if (const VarDecl *VD = namedVariable(const_cast<Expr *>(E))) {
          Inside.Own.insert(VD);
          if (Copies)
            Copied.insert(VD);
        }
  };
  for (OMPClause *C : D->clauses()) {
    Keep(dyn_cast<OMPFirstprivateClause>(C), true);
    Keep(dyn_cast<OMPPrivateClause>(C), false);
  }
  // What it shares it reads later.
  for (auto &[VD, Value] : Inside.Values)
    if (!Copied.contains(VD) && !Steady(VD))
      Value.reset();
  // Variables of the thread alone are the task's if it shares them.
  for (const VarDecl *VD : Now.Own)
    if (!Copied.contains(VD) && VD->hasLocalStorage())
      Inside.Own.insert(VD);
  std::vector<ConcreteAccess> All;
  Inside.run(D->getRawStmt(), All);
  Now.Budget = Inside.Budget;
  Now.Guessed |= Inside.Guessed;
  for (const ConcreteAccess &A : All)
    Order.touch(Task, A);
}

bool MakerOfTasks::make(OMPExecutableDirective *D) {
  if (Order.size() > MaxSteps)
    return false;
  bool Waits = false;
  for (OMPClause *C : D->clauses())
    if (auto *If = dyn_cast<OMPIfClause>(C)) {
      const std::optional<std::int64_t> Holds = Now.value(If->getCondition());
      Waits |= Holds && !*Holds;
    }
  const unsigned Task = Order.add(D, Last);
  if (!depend(D, Task))
    return false;
  if (!isa<OMPTaskwaitDirective>(D))
    work(D, Task);
  if (Waits || isa<OMPTaskwaitDirective>(D))
    Last = Order.add(nullptr, {Last, Task});
  else
    Tasks.push_back(Task);
  Doing = false;
  return true;
}

/// Does test \p If hold? There is one that nobody knows, which holds or not.
bool MakerOfTasks::choose(const Expr *If, bool &Holds) {
  if (const std::optional<std::int64_t> Known = Now.value(If)) {
    Holds = *Known;
    return true;
  }
  llvm::FoldingSetNodeID Id;
  If = If->IgnoreParenImpCasts();
  bool Negated = false;
  for (const auto *Op = dyn_cast<UnaryOperator>(If);
       Op && Op->getOpcode() == UO_LNot; Op = dyn_cast<UnaryOperator>(If)) {
    Negated = !Negated;
    If = Op->getSubExpr()->IgnoreParenImpCasts();
  }
  If->Profile(Id, Ctx, /*Canonical=*/true);
  if (Chosen && *Chosen != Id)
    return false;
  Chosen = Id;
  Holds = Choice != Negated;
  return true;
}

/// May \p S make tasks or wait for some, by what it calls as well?
static bool hasTasks(const ASTContext &Ctx, Stmt *S) {
  bool Found = false;
  llvm::SmallPtrSet<const FunctionDecl *, 8> Met;
  llvm::SmallVector<Stmt *, 8> Open{S};
  while (!Open.empty() && !Found)
    forEachStmt(Open.pop_back_val(), [&](Stmt *Inner) {
      Found |= isa<OMPExecutableDirective>(Inner);
      const auto *Call = dyn_cast<CallExpr>(Inner);
      const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
      const FunctionDecl *Def = nullptr;
      if (!Call || (Callee && Ctx.getSourceManager().isInSystemHeader(
                                  Callee->getLocation())))
        return !Found;
      if (!Callee || !Callee->hasBody(Def))
        Found = true;
      else if (Met.insert(Def).second)
        Open.push_back(Def->getBody());
      return !Found;
    });
  return Found;
}

bool MakerOfTasks::run(Stmt *S) {
  if (!S)
    return true;
  if (!Now.Budget)
    return false;
  --Now.Budget;
  if (auto *Captured = dyn_cast<CapturedStmt>(S))
    return run(Captured->getCapturedStmt());
  if (auto *D = dyn_cast<OMPExecutableDirective>(S)) {
    if (makesTask(D))
      return make(D);
    if (isa<OMPTaskwaitDirective>(D)) {
      if (D->clauses().empty()) {
        joinAll(0);
        Tasks.clear();
        return true;
      }
      return make(D);
    }
    if (isa<OMPTaskgroupDirective>(D)) {
      const unsigned From = Tasks.size();
      if (!run(D->getRawStmt()) || From > Tasks.size())
        return false;
      joinAll(From);
      Tasks.resize(From);
      return true;
    }
    return false;
  }
  if (!hasTasks(Ctx, S)) {
    std::vector<ConcreteAccess> All;
    Now.run(S, All);
    touch(All);
    return true;
  }
  if (auto *Block = dyn_cast<CompoundStmt>(S))
    return llvm::all_of(Block->body(), [&](Stmt *Child) { return run(Child); });
  if (auto *If = dyn_cast<IfStmt>(S); If && !If->getInit()) {
    std::vector<ConcreteAccess> All;
    Now.accesses(If->getCond(), All);
    touch(All);
    bool Holds = false;
    return choose(If->getCond(), Holds) &&
           run(Holds ? If->getThen() : If->getElse());
  }
  auto *For = dyn_cast<ForStmt>(S);
  if (!For || !For->getCond() || !For->getInc() || !run(For->getInit()))
    return false;
  while (true) {
    std::vector<ConcreteAccess> All;
    Now.accesses(For->getCond(), All);
    touch(All);
    const std::optional<std::int64_t> Goes = Now.value(For->getCond());
    if (!Goes || !*Goes)
      return Goes.has_value();
    if (!run(For->getBody()) || !run(For->getInc()))
      return false;
  }
}

void OpenMPLowering::findUnordered(Stmt *Code, Region &R) {
  auto Steady = [&](const VarDecl *VD) { return isSteady(VD, R); };
  auto Note = [&](const void *D) {
    return static_cast<const OMPExecutableDirective *>(D);
  };
  // What happens for few may not happen for many, and the other way round.
  for (const std::int64_t Given : {6, 200, 1, 0})
    for (const bool Choice : {false, true}) {
      MakerOfTasks Maker(Ctx, Steady, Given, Choice);
      Maker.run(Code);
      for (auto [A, B] : Maker.Order.Races) {
        R.Unordered.insert({Note(A), Note(B)});
        R.Unordered.insert({Note(B), Note(A)});
      }
      if (!Maker.hasGuessed() && !Maker.hasChosen())
        return;
      if (!Maker.hasChosen())
        break;
    }
}

} // namespace aether::analysis
