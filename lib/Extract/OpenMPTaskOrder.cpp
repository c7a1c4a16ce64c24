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
               llvm::function_ref<bool(const VarDecl *)> Steady, Stmt *Code,
               std::int64_t Given, bool Choice)
      : Ctx(Ctx), Steady(Steady), Code(Code), Now(Ctx, Steady, Given),
        Choice(Choice) {
    Last = Order.add(nullptr);
  }

  /// How \p S, which is executed, ends; Lost: what comes then is not known.
  enum class Flow { On, Break, Continue, Lost };
  Flow run(Stmt *S);

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

  Flow runLoop(Expr *Cond, Stmt *Body, Expr *Inc);
  bool make(OMPExecutableDirective *D);
  bool depend(OMPExecutableDirective *D, unsigned Task);
  void work(OMPExecutableDirective *D, unsigned Task);
  bool choose(Expr *Test, bool &Holds);
  void touch(const std::vector<ConcreteAccess> &All);
  void joinAll(unsigned From);

  static constexpr std::size_t MaxSteps = 2000;

  const ASTContext &Ctx;
  llvm::function_ref<bool(const VarDecl *)> Steady;
  Stmt *const Code;
  Rehearsal Now;
  /// What a test that is not known comes out as, and which one.
  bool Choice;
  std::optional<llvm::FoldingSetNodeID> Chosen;
  /// The thread's last step; no task was made since it began?
  unsigned Last;
  bool Doing = true;
  std::vector<unsigned> Tasks;
  std::map<ConcreteElement, std::vector<Dependence>> On;
  llvm::SmallPtrSet<const VarDecl *, 8> Bases; ///< of these
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
      // A pointer that may lead to anything may lead to any of the others.
      if (Bases.insert(At->first).second && Bases.size() > 1 &&
          llvm::any_of(Bases, [&](const VarDecl *Base) {
            return Now.Unknown.contains(Base);
          }))
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
  // Its first statements, so that many tasks get their turn.
  const unsigned Most = std::min(Now.Budget, 600U);
  Inside.Budget = Most;
  Inside.run(D->getRawStmt(), All);
  Now.Budget -= Most - Inside.Budget;
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

/// Does \p Test hold? There is one that nobody knows, which holds or not each
/// time, if nothing here has a say in that.
bool MakerOfTasks::choose(Expr *Test, bool &Holds) {
  if (const std::optional<std::int64_t> Known = Now.value(Test)) {
    Holds = *Known;
    return true;
  }
  llvm::FoldingSetNodeID Id;
  const Expr *If = Test->IgnoreParenImpCasts();
  bool Negated = false;
  for (const auto *Op = dyn_cast<UnaryOperator>(If);
       Op && Op->getOpcode() == UO_LNot; Op = dyn_cast<UnaryOperator>(If)) {
    Negated = !Negated;
    If = Op->getSubExpr()->IgnoreParenImpCasts();
  }
  If->Profile(Id, Ctx, /*Canonical=*/true);
  if (Chosen ? *Chosen != Id : answersDepend(Test, Code))
    return false;
  Chosen = Id;
  Holds = Choice != Negated;
  return true;
}

/// May \p S make tasks or wait for some, by what it calls as well, or leave the
/// loop around it?
static bool hasTasks(const ASTContext &Ctx, Stmt *S) {
  if (leavesLoop(S))
    return true;
  bool Found = false;
  llvm::SmallPtrSet<const FunctionDecl *, 8> Met;
  llvm::SmallVector<Stmt *, 8> Open{S};
  bool InCallee = false;
  for (; !Open.empty() && !Found; InCallee = true)
    forEachStmt(Open.pop_back_val(), [&](Stmt *Inner) {
      Found |= isa<OMPExecutableDirective>(Inner) ||
               (!InCallee && isa<ReturnStmt, GotoStmt, LabelStmt>(Inner));
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

MakerOfTasks::Flow MakerOfTasks::run(Stmt *S) {
  if (!S)
    return Flow::On;
  if (!Now.Budget)
    return Flow::Lost;
  --Now.Budget;
  auto OnIf = [](bool Known) { return Known ? Flow::On : Flow::Lost; };
  if (auto *Captured = dyn_cast<CapturedStmt>(S))
    return run(Captured->getCapturedStmt());
  if (auto *D = dyn_cast<OMPExecutableDirective>(S)) {
    if (makesTask(D))
      return OnIf(make(D));
    if (isa<OMPTaskwaitDirective>(D)) {
      if (!D->clauses().empty())
        return OnIf(make(D));
      joinAll(0);
      Tasks.clear();
      return Flow::On;
    }
    if (isa<OMPTaskgroupDirective>(D)) {
      const unsigned From = Tasks.size();
      if (run(D->getRawStmt()) != Flow::On || From > Tasks.size())
        return Flow::Lost;
      joinAll(From);
      Tasks.resize(From);
      return Flow::On;
    }
    return Flow::Lost;
  }
  if (isa<BreakStmt>(S))
    return Flow::Break;
  if (isa<ContinueStmt>(S))
    return Flow::Continue;
  if (!hasTasks(Ctx, S)) {
    std::vector<ConcreteAccess> All;
    Now.run(S, All);
    touch(All);
    return Flow::On;
  }
  if (auto *Block = dyn_cast<CompoundStmt>(S)) {
    for (Stmt *Child : Block->body())
      if (const Flow Then = run(Child); Then != Flow::On)
        return Then;
    return Flow::On;
  }
  if (auto *If = dyn_cast<IfStmt>(S); If && !If->getInit()) {
    std::vector<ConcreteAccess> All;
    Now.accesses(If->getCond(), All);
    touch(All);
    bool Holds = false;
    if (!choose(If->getCond(), Holds))
      return Flow::Lost;
    Now.execute(If->getCond());
    return run(Holds ? If->getThen() : If->getElse());
  }
  if (auto *For = dyn_cast<ForStmt>(S); For && For->getCond() && For->getInc())
    return run(For->getInit()) == Flow::On
               ? runLoop(For->getCond(), For->getBody(), For->getInc())
               : Flow::Lost;
  if (auto *While = dyn_cast<WhileStmt>(S);
      While && !While->getConditionVariable())
    return runLoop(While->getCond(), While->getBody(), nullptr);
  return Flow::Lost;
}

MakerOfTasks::Flow MakerOfTasks::runLoop(Expr *Cond, Stmt *Body, Expr *Inc) {
  while (true) {
    std::vector<ConcreteAccess> All;
    Now.accesses(Cond, All);
    touch(All);
    const std::optional<std::int64_t> Goes = Now.value(Cond);
    Now.execute(Cond);
    if (!Goes || !*Goes)
      return Goes ? Flow::On : Flow::Lost;
    switch (run(Body)) {
    case Flow::Lost:
      return Flow::Lost;
    case Flow::Break:
      return Flow::On;
    case Flow::On:
    case Flow::Continue:
      break;
    }
    if (run(Inc) != Flow::On)
      return Flow::Lost;
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
      MakerOfTasks Maker(Ctx, Steady, Code, Given, Choice);
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
