//===- IndexMeeting.cpp - Do two tasks certainly meet? --------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "IndexProblem.h"

#include "llvm/ADT/STLExtras.h"

#include <isl/aff.h>
#include <isl/ctx.h>

using namespace aether::analysis;

static constexpr const char *NotAffine =
    "index is not an affine function of the task's index";

/// So many tasks are more than a few. Who steps further than that may well step
/// from one part to the next, and have as many tasks as a part has elements.
static constexpr int FewTasks = 16;

/// Forgets the unknowns of these kinds. Their dimensions stay, free.
isl_set *IndexProblem::without(isl_set *S, std::initializer_list<Role> Kinds) {
  for (unsigned N = 0; N != Symbols.size(); ++N)
    if (llvm::is_contained(Kinds, Symbols[N].Kind))
      S = isl_set_eliminate(S, isl_dim_set, N, 1);
  return S;
}

/// Finds the first unknown of one of \p Kinds that \p In speaks of.
bool IndexProblem::blame(KnownAnswer &Out, isl_set *In,
                         std::initializer_list<Role> Kinds) {
  Out.Culprit = None;
  for (unsigned N = 0; N != Symbols.size(); ++N) {
    const Symbol &Sym = Symbols[N];
    if (!llvm::is_contained(Kinds, Sym.Kind) ||
        isl_set_involves_dims(In, isl_dim_set, N, 1) != isl_bool_true)
      continue;
    if (Out.Culprit == None || (Sym.InIndex && !Symbols[Out.Culprit].InIndex))
      Out.Culprit = N;
    Out.FromCaller |= fromCaller(Sym.Atom);
  }
  return Out.Culprit != None;
}

/// Why \p Known, an answer to this problem, is Maybe.
std::string IndexProblem::reason(const KnownAnswer &Known) const {
  if (Known.TooLong)
    return "the comparison of two indices took too long";
  if (Known.Inexact)
    return Why.empty() ? NotAffine : Why;
  if (Known.Culprit == None)
    return "whether the elements differ was not understood";
  const Symbol &Sym = Symbols[Known.Culprit];
  const std::string Name = "`" + C.describeInt(Sym.Atom) + "`";
  if (Sym.Kind == Role::Given)
    return "whether the elements differ depends on " + Name;
  return (Sym.InIndex ? "index " : "bound ") + Name +
         " is not an affine function of the task's index";
}

/// Is what the only unknown of \p S may be at most \p Most?
static bool isAtMost(isl_set *S, int Most) {
  S = isl_set_lower_bound_si(S, isl_dim_set, 0, Most + 1);
  const isl_bool Never = isl_set_is_empty(S);
  isl_set_free(S);
  return Never == isl_bool_true;
}

/// Is a remainder a part of \p I?
static bool hasRemainder(const Terms &T, IntId I) {
  const IntNode N = T.integer(I);
  return N.Kind == IntKind::Mod ||
         (N.isOperation() && (hasRemainder(T, N.A) || hasRemainder(T, N.B)));
}

/// Do they miss each other only where there are few tasks? If so, each part of
/// \p Escape limits a number of tasks that \p Meet does not, to a few: or to
/// those that a remainder tells apart, for it would not be taken of fewer.
/// Where no caller chooses how many there are, there may be no more than two.
bool IndexProblem::onlyFewTasks(isl_set *Escape, isl_set *Meet) {
  auto Only = [&](isl_set *S, unsigned Number) {
    const auto Count = static_cast<unsigned>(Symbols.size());
    S = isl_set_project_out(S, isl_dim_set, Number + 1, Count - Number - 1);
    return isl_set_project_out(S, isl_dim_set, 0, Number);
  };
  struct State {
    std::vector<std::pair<unsigned, bool>> Free; ///< input?
    decltype(Only) &Project;
    bool Wraps;
  } St{{}, Only, llvm::any_of(Q.Equal, [&](const auto &Pair) {
         return hasRemainder(T, Pair.first) || hasRemainder(T, Pair.second);
       })};
  for (auto [Number, Value] : Counts) {
    isl_set *Alone = Only(isl_set_copy(Meet), Number);
    if (isl_set_is_bounded(Alone) == isl_bool_false)
      St.Free.emplace_back(Number, isInput(C, Value));
    isl_set_free(Alone);
  }
  const isl_stat Done = isl_set_foreach_basic_set(
      Escape,
      [](isl_basic_set *Part, void *User) {
        auto &St = *static_cast<State *>(User);
        isl_set *S = isl_set_from_basic_set(Part);
        bool Few = false;
        for (auto [Number, IsInput] : St.Free) {
          isl_set *Alone = St.Project(isl_set_copy(S), Number);
          Few |= St.Wraps && IsInput
                     ? isl_set_is_bounded(Alone) == isl_bool_true
                     : isAtMost(isl_set_copy(Alone), IsInput ? FewTasks : 1);
          isl_set_free(Alone);
        }
        isl_set_free(S);
        return Few ? isl_stat_ok : isl_stat_error;
      },
      &St);
  return Done == isl_stat_ok;
}

/// Of a loop in unknown steps, or to an end that nobody knows, only the first
/// round is certain.
isl_set *IndexProblem::firstRounds(isl_set *S) {
  for (unsigned Number = 0; Number != Symbols.size(); ++Number) {
    const Symbol &Sym = Symbols[Number];
    if (Sym.Kind == Role::Count || Sym.InGuard ||
        T.integer(Sym.Atom).Kind != IntKind::LoopVar)
      continue;
    const Loop &L = C.E.Loops[T.integer(Sym.Atom).A].L;
    if ((L.Step != 0 && L.Hi != None) || L.Lo == None)
      continue;
    isl_pw_aff *First =
        Rebased.count(Sym.Atom)
            ? constant(0)
            : affine(Sym.Of == Both ? SideA : Sym.Of, multiplied(L.Lo));
    if (First)
      S = isl_set_intersect(S, isl_pw_aff_eq_set(variable(Number), First));
    if (Rounds.count(Sym.Atom))
      if (isl_pw_aff *Grown =
              grown(Sym.Atom, Sym.Of == Both ? SideA : Sym.Of, Number))
        S = isl_set_intersect(S, isl_pw_aff_eq_set(Grown, constant(0)));
  }
  return S;
}

/// What of the unknowns that are the same for all makes two tasks meet at any
/// rate, of those that \p Domain allows and that meet in \p Meet.
isl_set *IndexProblem::sure(isl_set *Domain, isl_set *Meet) {
  isl_set *Miss =
      without(isl_set_subtract(isl_set_copy(Domain), Meet), {Role::Unclear});
  Domain = without(Domain, {Role::Unclear});
  return without(isl_set_subtract(Domain, Miss), {Role::Task});
}

/// In which rounds of a loop that may be left a task is, or of which it is one,
/// is not for the demonstration to choose.
void IndexProblem::doubtRounds() {
  for (Symbol &Sym : Symbols)
    if (Sym.Of != Both && Sym.Kind != Role::Count && !Sym.InGuard &&
        T.integer(Sym.Atom).Kind == IntKind::LoopVar &&
        mayBeLeft(C, C.E.Loops[T.integer(Sym.Atom).A].L))
      Sym.Kind = Role::Unclear;
}

/// Of tasks to an end that is not understood and no caller's, only the first
/// two are sure to be there.
isl_set *IndexProblem::firstTasks(isl_set *S) {
  for (unsigned Number = 0; Number != Symbols.size(); ++Number) {
    const Symbol &Sym = Symbols[Number];
    if (Sym.Kind != Role::Task || Sym.Of == Both)
      continue;
    const IntNode N = T.integer(Sym.Atom);
    IntId Lo = None, Hi = None;
    std::int64_t Step = 1;
    if (N.Kind == IntKind::LoopVar) {
      const Loop &L = C.E.Loops[N.A].L;
      Lo = L.Lo;
      Hi = L.Hi;
      Step = L.Step;
    } else if (N.Kind == IntKind::TaskIndex &&
               N.B < C.E.Groups[N.A].Dimensions.size()) {
      Lo = C.E.Groups[N.A].Dimensions[N.B].Lo;
      Hi = C.E.Groups[N.A].Dimensions[N.B].Hi;
    }
    if (Lo == None || Hi == None || shared(Hi, Sym.Of) || isInput(C, Hi))
      continue;
    isl_pw_aff *First =
        Rebased.count(Sym.Atom) ? constant(0) : affine(Sym.Of, multiplied(Lo));
    if (First)
      S = isl_set_intersect(
          S, isl_pw_aff_le_set(variable(Number),
                               isl_pw_aff_add(First, constant(Step))));
  }
  return S;
}

/// Let D be what allows two tasks at all, P what makes two of them meet,
/// whatever the values that were not understood. It is a demonstration if D
/// without P is empty, or just a matter of too few tasks.
KnownAnswer IndexProblem::meeting(isl_set *Domain, isl_set *Meet) {
  KnownAnswer Out;
  doubtRounds();
  Domain = without(isl_set_copy(Domain), {Role::Inner});
  Meet = without(firstTasks(firstRounds(isl_set_copy(Meet))), {Role::Inner});
  isl_set *Blamed = isl_set_union(isl_set_copy(Domain), isl_set_copy(Meet));
  isl_set *Sure = sure(isl_set_copy(Domain), isl_set_copy(Meet));
  // Of the first two tasks more is known.
  for (bool Later : {false, true}) {
    isl_set *First = numbered(SideA, Later), *Next = numbered(SideB, !Later);
    if (First && Next) {
      isl_set *Two = isl_set_intersect(isl_set_copy(First), isl_set_copy(Next));
      isl_set *Met = isl_set_intersect(isl_set_copy(Two), isl_set_copy(Meet));
      Two = isl_set_intersect(Two, isl_set_copy(Domain));
      Sure = isl_set_union(Sure, sure(Two, Met));
    }
    isl_set_free(First);
    isl_set_free(Next);
  }
  Domain = without(Domain, {Role::Unclear});
  Domain = without(Domain, {Role::Task});
  isl_set *Escape = isl_set_coalesce(
      isl_set_subtract(isl_set_copy(Domain), isl_set_copy(Sure)));
  const isl_bool Never = isl_set_is_empty(Sure);
  const isl_bool Always = isl_set_is_empty(Escape);
  if (Always == isl_bool_true ||
      (Always == isl_bool_false && Never == isl_bool_false &&
       onlyFewTasks(Escape, Sure))) {
    Out.Result = Meeting::Meets;
  } else if (Always == isl_bool_error || Never == isl_bool_error) {
    Out.TooLong = true;
  } else if (!blame(Out, Blamed, {Role::Unclear}) &&
             !blame(Out, Escape, {Role::Given})) {
    blame(Out, Blamed, {Role::Given});
  }
  isl_set_free(Blamed);
  isl_set_free(Sure);
  isl_set_free(Escape);
  isl_set_free(Meet);
  isl_set_free(Domain);
  return Out;
}
