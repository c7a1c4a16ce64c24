//===- Indices.cpp - Can two element accesses meet? -----------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "IndexProblem.h"
#include "IndexTrial.h"

#include "llvm/ADT/STLExtras.h"

#include <isl/aff.h>
#include <isl/ctx.h>
#include <isl/options.h>

using namespace aether::analysis;

/// What most questions need and more.
static constexpr unsigned long FirstAttempt = 4096;

static bool known(CompareOp Op, std::int64_t X, std::int64_t Y) {
  switch (Op) {
  case CompareOp::Less:
    return X < Y;
  case CompareOp::LessEqual:
    return X <= Y;
  case CompareOp::Equal:
    return X == Y;
  case CompareOp::NotEqual:
    return X != Y;
  }
  return true;
}

IndexAnswer IndexProblem::ask() {
  IndexAnswer Out;
  CollectingIndex = true;
  for (auto [X, Y] : Q.Equal) {
    collect(SideA, X);
    collect(SideB, Y);
    collect(SideA, multiplied(X));
    collect(SideB, multiplied(Y));
  }
  CollectingIndex = false;
  collectTasks();
  collectFacts();
  countTasks();
  if (isRefuted()) {
    Out.Result = Meeting::Disjoint;
    return Out;
  }
  const bool NoIndex = Q.Equal.empty();
  if (NoIndex && Facts.empty() && !Inexact) {
    // Nothing can keep them apart but that there is one task only.
    Out.Result = Meeting::Meets;
    return Out;
  }

  KnownAnswer Answer;
  IndexBudget &Budget = I.budget(*Q.R);
  if (Budget.isExhausted()) {
    Answer.TooLong = true;
  } else {
    const std::string Form = form();
    if (const KnownAnswer *Known =
            Form.empty() ? nullptr : C.W.IndexAnswers.find(Form)) {
      Answer = *Known;
    } else {
      const bool WasInexact = Inexact;
      const unsigned long Operations = attempt([&] {
        Equal.clear();
        Inexact = WasInexact;
        Answer = solve();
      });
      // Conditions that could not be written down are missing in a meeting.
      if (Answer.Result != Meeting::Disjoint &&
          isl_ctx_last_error(Ctx) == isl_error_quota) {
        Answer = KnownAnswer();
        Answer.TooLong = true;
      }
      Answer.Operations = Operations;
      if (Answer.Result != Meeting::Disjoint)
        tryNumbers(Answer);
      if (!Form.empty())
        C.W.IndexAnswers.add(Form, Answer);
    }
    if (Form.empty())
      Budget.charge(Answer.Operations);
    else
      Budget.charge(Form, Answer.Operations);
  }
  Out.Result = Answer.Result;
  switch (Answer.Result) {
  case Meeting::Disjoint:
    Out.Distinct = shareIndices() && !NoIndex;
    Out.Tickets = Tickets;
    break;
  case Meeting::Maybe:
    Out.Reason = reason(Answer);
    Out.FromCaller = Answer.Inexact ? FromCaller : Answer.FromCaller;
    break;
  case Meeting::Meets:
    break;
  }
  return Out;
}

void IndexProblem::tryNumbers(KnownAnswer &Answer) {
  IndexTrial Trial(*this);
  // To isl, a test of a square lets some task pass, whichever that is.
  const bool Tested = Trial.testsNumbers();
  if (Answer.Result == Meeting::Meets ? !Tested : !Trial.isOdd())
    return;
  const IndexTrial::Outcome Tried = Trial.run();
  const unsigned long Operations = Answer.Operations + Tried.Operations;
  if (Tried.Result != Meeting::Maybe || Answer.Result == Meeting::Meets) {
    Answer = KnownAnswer();
    Answer.Result = Tried.Result;
  }
  Answer.Operations = Operations;
}

bool IndexProblem::isRefuted() {
  auto Differ = [&](const std::pair<IntId, IntId> &Pair) {
    const IntNode X = T.integer(Pair.first), Y = T.integer(Pair.second);
    return X.Kind == IntKind::Const && Y.Kind == IntKind::Const &&
           X.Value != Y.Value;
  };
  if (llvm::any_of(Q.Equal, Differ))
    return true;
  bool False = false;
  llvm::erase_if(Facts, [&](const std::pair<Side, Fact> &Known) {
    const IntNode X = T.integer(Known.second.Lhs),
                  Y = T.integer(Known.second.Rhs);
    if (X.Kind != IntKind::Const || Y.Kind != IntKind::Const)
      return false;
    const bool Holds = known(Known.second.Op, X.Value, Y.Value);
    False |= !Holds;
    return Holds;
  });
  return False;
}

/// The answer of isl, in terms of the problem's symbols.
KnownAnswer IndexProblem::solve() {
  KnownAnswer Out;
  isl_set *Domain = sameParts(rounds(domain()));
  for (auto [X, Y] : Q.Equal) {
    Polynomial P = multiplied(X), R = multiplied(Y);
    if (!separate(P, R, Domain, 0))
      Equal.emplace_back(P, R);
  }
  isl_set *Meet = isl_set_copy(Domain);
  for (const auto &[X, Y] : Equal) {
    isl_pw_aff *L = affine(SideA, X);
    isl_pw_aff *R = affine(SideB, Y);
    if (!L || !R) {
      isl_pw_aff_free(L);
      isl_pw_aff_free(R);
      Inexact = true;
      continue;
    }
    Meet = isl_set_intersect(Meet, isl_pw_aff_eq_set(L, R));
  }
  isl_bool Empty = isl_set_is_empty(Meet);
  if (Empty == isl_bool_false && hasProducts()) {
    isl_set *Possible = sizes(isl_set_copy(Meet));
    Empty = isl_set_is_empty(Possible);
    isl_set_free(Possible);
  }
  if (Empty == isl_bool_true) {
    Out.Result = Meeting::Disjoint;
  } else if (Empty == isl_bool_error) {
    Out.TooLong = true;
  } else if (Inexact) {
    Out.Inexact = true;
  } else {
    Domain = drawn(Domain);
    Meet = drawn(Meet);
    Out = meeting(Domain, Meet);
  }
  isl_set_free(Meet);
  isl_set_free(Domain);
  return Out;
}

/// isl tells whether its operations sufficed, but not how many it took: so \p
/// Do begins with few. Returns with how many it was done, or given up.
unsigned long IndexProblem::attempt(llvm::function_ref<void()> Do) {
  const unsigned long Most = C.W.Options.MaxIslOperations;
  isl_ctx *Isl = I.context();
  for (unsigned long Limit = std::min(FirstAttempt, Most);;
       Limit = std::min(Limit * 4, Most)) {
    isl_ctx_set_max_operations(Isl, Limit);
    Do();
    if (Limit == Most || isl_ctx_last_error(Isl) != isl_error_quota)
      return Limit;
  }
}

Implied
IndexProblem::implies(const std::vector<std::pair<IntId, IntId>> &Then) {
  IndexBudget &Budget = I.budget(*Q.R);
  if (Budget.isExhausted())
    return Implied::TooLong;
  for (const auto *List : {&Q.Equal, &Then})
    for (auto [X, Y] : *List) {
      collect(SideA, X);
      collect(SideB, Y);
      collect(SideA, multiplied(X));
      collect(SideB, multiplied(Y));
    }
  collectTasks();
  collectFacts();
  Implied Out = Implied::TooLong;
  Budget.charge(attempt([&] {
    Equal.clear();
    Out = follows(Then);
  }));
  // Those who meet for certain may be others than those who differ.
  if (Out != Implied::Yes)
    if (IndexTrial Trial(*this, Then); Trial.isOdd()) {
      const IndexTrial::Outcome Tried = Trial.run();
      Budget.charge(Tried.Operations);
      Out = Tried.Same;
    }
  return Out;
}

Implied
IndexProblem::follows(const std::vector<std::pair<IntId, IntId>> &Then) {
  isl_set *Domain = sameParts(rounds(domain()));
  for (auto [X, Y] : Q.Equal)
    if (Polynomial P = multiplied(X), R = multiplied(Y);
        !separate(P, R, Domain, 0))
      Equal.emplace_back(P, R);
  isl_set *Meet = Domain;
  for (const auto &[X, Y] : Equal) {
    isl_pw_aff *L = affine(SideA, X);
    isl_pw_aff *R = affine(SideB, Y);
    if (L && R) {
      Meet = isl_set_intersect(Meet, isl_pw_aff_eq_set(L, R));
    } else {
      isl_pw_aff_free(L);
      isl_pw_aff_free(R);
    }
  }
  Implied Out = Implied::Yes;
  for (auto [X, Y] : Then) {
    isl_pw_aff *L = affine(SideA, multiplied(X));
    isl_pw_aff *R = affine(SideB, multiplied(Y));
    if (!L || !R) {
      isl_pw_aff_free(L);
      isl_pw_aff_free(R);
      Out = Implied::No;
      break;
    }
    isl_set *Apart =
        isl_set_intersect(isl_pw_aff_ne_set(L, R), isl_set_copy(Meet));
    const isl_bool Empty = isl_set_is_empty(Apart);
    isl_set_free(Apart);
    if (Empty != isl_bool_true) {
      Out = Empty == isl_bool_error ? Implied::TooLong : Implied::No;
      break;
    }
  }
  isl_set_free(Meet);
  return Out;
}

isl_ctx *Indices::context() {
  if (!Ctx) {
    Ctx = isl_ctx_alloc();
    isl_options_set_on_error(Ctx, ISL_ON_ERROR_CONTINUE);
  }
  return Ctx;
}

Indices::~Indices() {
  if (Ctx)
    isl_ctx_free(Ctx);
}

IndexAnswer Indices::ask(const IndexQuestion &Q) {
  return IndexProblem(C, *this, Q).ask();
}

IndexBudget &Indices::budget(const Relation &R) {
  const std::uint32_t Group =
      std::max(C.E.Strands[R.A].Group, C.E.Strands[R.B].Group);
  return Budgets.try_emplace(Group, C.W.Options.MaxIslOperationsOfCall)
      .first->second;
}

Implied Indices::implies(const IndexQuestion &Q,
                         const std::vector<std::pair<IntId, IntId>> &Then) {
  return IndexProblem(C, *this, Q).implies(Then);
}
