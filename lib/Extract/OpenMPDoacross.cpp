//===- OpenMPDoacross.cpp - Rounds that wait for rounds before them -------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What a round does between its wait for the rounds at some distances before it
// (`sink`) and its word to those after it (`source`) comes after what these did
// there (OpenMP 5.2, 15.9.7). Along a line in such a direction all rounds
// follow one another: as if they held a lock of that line. The same holds for
// sums of the directions. What is ordered in other ways yet is not told apart
// from what is not: there, a lock that is perhaps none keeps from saying more,
// unless two rounds show that something is not (OpenMPRoundOrder.cpp).
//
//===----------------------------------------------------------------------===//

#include "OpenMP.h"

#include "ClangVersions.h"

#include "clang/AST/OpenMPClause.h"
#include "clang/Basic/OpenMPKinds.h"

#include <cstdlib>
#include <numeric>
#include <vector>

using namespace clang;

namespace aether::analysis {

namespace {
using Distance = llvm::SmallVector<std::int64_t, 2>;

/// What an `ordered` directive says to other rounds.
struct Word {
  bool Waits = false, Gives = false;
  llvm::SmallVector<llvm::SmallVector<Expr *, 2>, 2> Sinks;
};
} // namespace

/// Nothing if \p S says nothing; an empty word if it is not understood.
static std::optional<Word> wordOf(Stmt *S) {
  auto *D = dyn_cast<OMPOrderedDirective>(S);
  if (!D || D->hasAssociatedStmt())
    return {};
  Word Out;
  auto Sink = [&](auto &&Variables) {
    Out.Waits = true;
    Out.Sinks.emplace_back(Variables.begin(), Variables.end());
  };
  for (OMPClause *C : D->clauses()) {
    if (auto *Depend = dyn_cast<OMPDependClause>(C)) {
      if (Depend->getDependencyKind() == OMPC_DEPEND_source)
        Out.Gives = true;
      else if (Depend->getDependencyKind() == OMPC_DEPEND_sink)
        Sink(variablesOf(Depend));
      else
        return Word();
    } else if (auto *Across = dyn_cast<OMPDoacrossClause>(C)) {
      if (Across->getDependenceType() == OMPC_DOACROSS_source ||
          Across->getDependenceType() == OMPC_DOACROSS_source_omp_cur_iteration)
        Out.Gives = true;
      else if (Across->getDependenceType() == OMPC_DOACROSS_sink)
        Sink(variablesOf(Across));
      else
        return Word();
    } else {
      return Word();
    }
  }
  return Out.Waits && Out.Gives ? Word() : Out;
}

/// How far before a round the one is that \p Sink names, in values of the loop
/// variables.
static std::optional<Distance> distanceOf(llvm::ArrayRef<Expr *> Sink,
                                          llvm::ArrayRef<VarDecl *> Variables,
                                          const ASTContext &Ctx) {
  if (Sink.size() != Variables.size())
    return {};
  Distance Out;
  for (auto [E, Variable] : llvm::zip(Sink, Variables)) {
    if (namedVariable(E) == Variable) {
      Out.push_back(0);
      continue;
    }
    auto *Op = dyn_cast<BinaryOperator>(E->IgnoreParenImpCasts());
    Expr::EvalResult By;
    if (!Op || (Op->getOpcode() != BO_Sub && Op->getOpcode() != BO_Add) ||
        namedVariable(Op->getLHS()) != Variable ||
        !Op->getRHS()->EvaluateAsInt(By, Ctx))
      return {};
    const std::int64_t Value = By.Val.getInt().getExtValue();
    if (std::abs(Value) > 1000)
      return {};
    Out.push_back(Op->getOpcode() == BO_Sub ? Value : -Value);
  }
  return Out;
}

/// The variables declared elsewhere that \p Code names.
static void noteNames(llvm::ArrayRef<Stmt *> Code,
                      llvm::SmallPtrSetImpl<const ValueDecl *> &Out,
                      bool &Leads) {
  for (Stmt *S : Code)
    forEachStmt(S, [&](Stmt *Inner) {
      if (auto *Name = dyn_cast<DeclRefExpr>(Inner)) {
        Out.insert(Name->getDecl());
        const QualType Type = Name->getDecl()->getType();
        Leads |= Type->isPointerType() || Type->isReferenceType();
      }
      Leads |= isa<CallExpr, CXXThisExpr, MemberExpr>(Inner);
      return true;
    });
}

/// The body \p Nest of \p Loops, \p Shared of which are shared out, and the
/// others run through by one thread; the locks are declared in \p Out.
Stmt *OpenMPLowering::inTurn(OMPLoopDirective *D, llvm::ArrayRef<Loop> Loops,
                             unsigned Shared, Stmt *Nest, FunctionDecl *In,
                             Region *Around, Statements &Out, bool Anew) {
  auto *Block = dyn_cast<CompoundStmt>(Nest);
  if (!Block || Loops.empty() || Loops.size() > 2)
    return nullptr;
  const SourceLocation Loc = Block->getBeginLoc();
  llvm::SmallVector<VarDecl *, 2> Variables;
  for (const Loop &L : Loops) {
    if (L.By || !L.Variable->getType()->isIntegerType())
      return nullptr;
    Variables.push_back(L.Variable);
  }
  // What comes before the waits, between them and the word, and after it.
  Statements Parts[3];
  llvm::SmallVector<Distance, 4> Far;
  unsigned Now = 0;
  std::vector<RoundPart> Each(1);
  unsigned Source = 0;
  for (Stmt *S : Block->body()) {
    const std::optional<Word> W = wordOf(S);
    if (!W) {
      bool Inside = false;
      forEachStmt(S, [&](Stmt *Inner) {
        Inside |= isa<OMPOrderedDirective, LabelStmt, GotoStmt>(Inner);
        return true;
      });
      if (Inside)
        return nullptr;
      Parts[Now].push_back(S);
      Each.back().Code.push_back(S);
      continue;
    }
    if ((!W->Waits && !W->Gives) || Now == 2)
      return nullptr;
    if (W->Gives) {
      if (Now == 0)
        return nullptr;
      Now = 2;
      Source = Each.size() - 1;
      Each.emplace_back();
      continue;
    }
    Each.emplace_back();
    // What stands between two waits is not known to come after the second.
    Parts[0].append(Parts[1]);
    Parts[1].clear();
    Now = 1;
    for (const auto &Sink : W->Sinks) {
      std::optional<Distance> Back = distanceOf(Sink, Variables, Ctx);
      if (!Back)
        return nullptr;
      // Where no round is, nobody waits.
      bool Is = llvm::any_of(*Back, [](std::int64_t By) { return By != 0; });
      for (auto [By, L] : llvm::zip(*Back, Loops))
        Is &= By % L.Step == 0;
      if (!Is)
        continue;
      Each.back().Waits.push_back(*Back);
      if (!llvm::is_contained(Far, *Back))
        Far.push_back(*Back);
    }
  }
  if (Now != 2)
    return nullptr;
  // One thread runs the inner rounds one after the other.
  if (Shared < Loops.size())
    if (const Distance Next = {0, Loops.back().Step};
        !llvm::is_contained(Far, Next))
      Far.push_back(Next);

  const bool Found =
      meetUnordered(D, Loops, Shared, Each, Source, Nest, Around);
  bool Partial = !Found && Far.size() > 1;
  if (Loops.size() == 1 && Far.size() > 1) {
    // The shortest way, if the others are made of it.
    const std::int64_t Least = std::abs(
        llvm::min_element(Far, [](const Distance &X, const Distance &Y) {
          return std::abs(X[0]) < std::abs(Y[0]);
        })->front());
    const bool Multiples =
        llvm::all_of(Far, [&](const Distance &D) { return D[0] % Least == 0; });
    Partial &= !Multiples;
    if (Multiples)
      Far = {Distance{Least}};
  }
  llvm::SmallVector<Distance, 4> Lines = Far;
  if (Loops.size() == 2)
    for (std::size_t I = 0; I != Far.size(); ++I)
      for (std::size_t J = 0; J != I; ++J)
        // The round between is one of the loops if both lead the same way.
        if (const Distance &X = Far[I], &Y = Far[J];
            X[0] * Y[0] >= 0 && X[1] * Y[1] >= 0)
          if (const Distance Sum = {X[0] + Y[0], X[1] + Y[1]};
              !llvm::is_contained(Lines, Sum))
            Lines.push_back(Sum);

  llvm::SmallPtrSet<const ValueDecl *, 16> Inside, Outside;
  bool Leads = false;
  noteNames(Parts[1], Inside, Leads);
  const bool Any = !Found && (!Parts[0].empty() || !Parts[2].empty());
  if (!Found && !Parts[0].empty() && !Parts[2].empty()) {
    // What comes before one round's word comes before what follows another's
    // waits, its last part as well: locks do not say that.
    llvm::SmallPtrSet<const ValueDecl *, 16> Before, After;
    bool Far = false;
    noteNames(Parts[0], Before, Far);
    noteNames(Parts[2], After, Far);
    if (Far || llvm::any_of(Before, [&](auto *VD) {
          return After.contains(VD) && !llvm::is_contained(Variables, VD);
        }))
      return nullptr;
  }
  for (const Statements *Part : {&Parts[0], &Parts[2]})
    noteNames(*Part, Outside, Leads);
  const bool Meet = Any && (Leads || llvm::any_of(Outside, [&](auto *VD) {
                              return Inside.contains(VD) &&
                                     !llvm::is_contained(Variables, VD);
                            }));

  const QualType Wide = Ctx.LongLongTy;
  auto Value = [&](unsigned Of) {
    return widened(Make.name(Variables[Of], Loc));
  };
  auto Times = [&](std::int64_t By, unsigned Of) {
    return Make.binary(BO_Mul, Make.number(By, Wide, Loc), Value(Of), Wide);
  };
  auto Rest = [&](unsigned Of, std::int64_t By) {
    // Of a negative number `%` gives another one than of those that follow.
    const Loop &L = Loops[Of];
    Expr *From = Value(Of);
    Expr::EvalResult First;
    if (L.Step < 0 || !L.Lower->EvaluateAsInt(First, Ctx) ||
        First.Val.getInt().isNegative()) {
      From = Make.binary(BO_Sub, From, widened(L.Lower), Wide);
      if (L.Step < 0)
        From = Make.binary(BO_Sub, Make.number(0, Wide, Loc), From, Wide);
    }
    return Make.binary(BO_Rem, From, Make.number(std::abs(By), Wide, Loc),
                       Wide);
  };
  Statements First, Last;
  auto Hold = [&](VarDecl *Locks, llvm::ArrayRef<Expr *> Numbers) {
    First.push_back(lockCall("omp::lock", Locks, Numbers, Loc));
    Last.push_back(lockCall("omp::unlock", Locks, Numbers, Loc));
  };
  for (const Distance &By : Lines) {
    llvm::SmallVector<Expr *, 2> Numbers;
    if (Loops.size() == 1) {
      Numbers = {Rest(0, By[0])};
    } else {
      const unsigned Of = By[0] ? 0 : 1;
      Numbers = {Make.binary(BO_Sub, Times(By[1], 0), Times(By[0], 1), Wide)};
      if (std::gcd(By[0], By[1]) != 1)
        Numbers.push_back(Rest(Of, By[Of]));
    }
    Hold(lockArray("line", Numbers.size(), In, Out, Loc, Anew), Numbers);
  }
  VarDecl *Order =
      Meet || Partial ? lockArray("order", 1, In, Out, Loc, Anew) : nullptr;
  auto Perhaps = [&](llvm::StringRef Does) {
    return lockCall(Does, Order, {Make.number(0, Ctx.IntTy, Loc)}, Loc);
  };
  if (Partial) {
    First.push_back(Perhaps("omp::perhaps_lock"));
    Last.push_back(Perhaps("omp::perhaps_unlock"));
  }
  if (Meet) {
    First.push_back(Perhaps("omp::one_side"));
    Last.push_back(Perhaps("omp::leave_one_side"));
  }
  Statements All;
  for (unsigned I = 0; I != 3; ++I) {
    if (Parts[I].empty())
      continue;
    if (I == 1)
      All.append(First);
    else if (Meet)
      All.push_back(Perhaps("omp::other_side"));
    All.append(Parts[I]);
    if (I == 1)
      All.append(Last);
    else if (Meet)
      All.push_back(Perhaps("omp::leave_other_side"));
  }
  return Make.block(All, Block->getSourceRange());
}

/// The body \p Nest of \p Shared with turns for its rounds, which \p Count
/// loops count: those that are inside are not shared out.
Stmt *OpenMPLowering::doacross(OMPLoopDirective *D, llvm::ArrayRef<Loop> Shared,
                               unsigned Count, Stmt *Nest, FunctionDecl *In,
                               Region *Around, Statements &Out, bool Anew) {
  llvm::SmallVector<Loop, 2> Loops(Shared);
  Stmt *Body = Nest;
  Stmt *Inner = nullptr;
  while (Loops.size() < Count) {
    Inner = Body;
    while (auto *Block = dyn_cast<CompoundStmt>(Inner))
      Inner = Block->size() == 1 ? Block->body_front() : nullptr;
    const std::optional<Loop> L = canonical(Body);
    if (!L || !isa_and_nonnull<ForStmt>(Inner))
      return nullptr;
    // The rounds fill a box.
    for (Expr *Bound : {L->Lower, L->Upper}) {
      bool Plain = true;
      forEachStmt(Bound, [&](Stmt *S) {
        Plain &= !isa<CallExpr, ArraySubscriptExpr, MemberExpr>(S);
        return Plain;
      });
      if (!Plain || llvm::any_of(Loops, [&](const Loop &Around) {
            return names(Bound, Around.Variable);
          }))
        return nullptr;
    }
    Body = L->Body;
    Loops.push_back(*L);
  }
  Stmt *Turn = inTurn(D, Loops, Shared.size(), Body, In, Around, Out, Anew);
  if (!Turn || !Inner)
    return Turn;
  for (Stmt *&Child : Inner->children())
    if (Child == Body)
      Make.replace(Child, Turn);
  return Nest;
}

} // namespace aether::analysis
