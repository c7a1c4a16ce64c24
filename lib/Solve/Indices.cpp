//===- Indices.cpp - Can two element accesses meet? -----------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "IndexProblem.h"

#include <isl/aff.h>
#include <isl/ctx.h>
#include <isl/options.h>

using namespace aether::analysis;

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
  const bool NoIndex = Q.Equal.empty();
  if (NoIndex && Facts.empty() && !Inexact) {
    // Nothing can keep them apart but that there is one task only.
    Out.Result = Meeting::Meets;
    return Out;
  }

  KnownAnswer Answer;
  const std::string Form = form();
  if (const KnownAnswer *Known =
          Form.empty() ? nullptr : C.W.IndexAnswers.find(Form)) {
    Answer = *Known;
  } else {
    Answer = solve();
    if (!Form.empty())
      C.W.IndexAnswers.add(Form, Answer);
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

/// The answer of isl, in terms of the problem's symbols.
KnownAnswer IndexProblem::solve() {
  KnownAnswer Out;
  isl_set *Domain = domain();
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
  const isl_bool Empty = isl_set_is_empty(Meet);
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

bool IndexProblem::implies(const std::vector<std::pair<IntId, IntId>> &Then) {
  for (const auto *List : {&Q.Equal, &Then})
    for (auto [X, Y] : *List) {
      collect(SideA, X);
      collect(SideB, Y);
      collect(SideA, multiplied(X));
      collect(SideB, multiplied(Y));
    }
  collectTasks();
  collectFacts();
  isl_set *Domain = domain();
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
  bool Holds = true;
  for (auto [X, Y] : Then) {
    isl_pw_aff *L = affine(SideA, multiplied(X));
    isl_pw_aff *R = affine(SideB, multiplied(Y));
    if (!L || !R) {
      isl_pw_aff_free(L);
      isl_pw_aff_free(R);
      Holds = false;
      break;
    }
    isl_set *Apart =
        isl_set_intersect(isl_pw_aff_ne_set(L, R), isl_set_copy(Meet));
    Holds = isl_set_is_empty(Apart) == isl_bool_true;
    isl_set_free(Apart);
    if (!Holds)
      break;
  }
  isl_set_free(Meet);
  return Holds;
}

isl_ctx *Indices::context() {
  if (!Ctx) {
    Ctx = isl_ctx_alloc();
    isl_options_set_on_error(Ctx, ISL_ON_ERROR_CONTINUE);
    isl_ctx_set_max_operations(Ctx, C.W.Options.MaxIslOperations);
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

bool Indices::implies(const IndexQuestion &Q,
                      const std::vector<std::pair<IntId, IntId>> &Then) {
  return IndexProblem(C, *this, Q).implies(Then);
}
