//===- Choices.cpp - Do two sides choose the same? ------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Choices.h"

#include "llvm/ADT/STLExtras.h"

#include <tuple>

using namespace aether::analysis;

/// Does \p Variable keep what \p Copy takes of it for as long as the copy is
/// used? Within one expression, it may be set before or after.
static bool staysAsCopied(Context &C, PlaceId Variable,
                          const StoreEffect &Copy) {
  const Effects &E = C.E;
  const Terms &T = C.T;
  if (Copy.Block == None || Copy.Late)
    return false;
  const Context::Spot Here{Copy.Block, Copy.Event};
  const PlaceNode Root = T.place(C.rootOf(Variable));
  const bool Named = Root.Kind != PlaceKind::Local ||
                     !C.W.text(E.Locals[Root.Arg].Name).empty();
  auto IsLater = [&](Context::Spot At, SourcePos Pos) {
    return C.reaches(Here, At, {Here}) ||
           (Named && At.first == Here.first && Pos.File == Copy.Pos.File &&
            std::tie(Copy.Pos.Line, Copy.Pos.Column) <=
                std::tie(Pos.Line, Pos.Column));
  };
  for (const auto &[To, Number] : C.storesTo(Variable))
    if (const StoreEffect &S = C.stores()[Number];
        &S != &Copy &&
        (S.Block == None || S.Late || IsLater({S.Block, S.Event}, S.Pos)))
      return false;
  for (std::uint32_t N = 0; N != E.All.size(); ++N)
    if (const AccessEffect &A = E.All[N];
        isWrite(A.Kind) && C.rootOf(A.Place) == C.rootOf(Variable) &&
        C.mayOverlap(A.Place, Variable) && IsLater(C.spotOf(N), A.Pos))
      return false;
  return true;
}

/// The variable that decides what \p Via leads to, which may be copied into
/// the object of a task.
PlaceId aether::analysis::chosenBy(Context &C, PlaceId Via) {
  Terms &T = C.T;
  PlaceId Last = Via;
  while (Last != None && T.place(Last).Kind != PlaceKind::Deref)
    Last = T.place(Last).Parent;
  if (Last == None)
    return Via;
  const Places Cells = C.resolve(T.place(Last).Parent);
  if (Cells.size() != 1 ||
      T.place(C.rootOf(Cells.front())).Kind != PlaceKind::Local)
    return Via;
  const Context::Content Held = C.contents(Cells.front());
  const auto Stores = C.storesTo(Cells.front());
  if (Held.Initial || Held.Weak || !Held.Stores || Stores.size() != 1)
    return Via;
  // Not what the variable that is copied may hold, but which one it is.
  ValueNode V = T.value(C.stores()[Stores.front().second].Value);
  if (Stores.front().first != Cells.front()) {
    const auto Member = C.copiedMember(Cells.front(), Stores.front().first, V);
    if (!Member)
      return Via;
    V.A = Member->first;
  }
  return V.Kind == ValueKind::Load &&
                 staysAsCopied(C, V.A, C.stores()[Stores.front().second])
             ? chosenBy(C, C.rebase(Via, Last, T.deref(V.A), true))
             : Via;
}

/// Does each of two loops pick some of its rounds for what is done to that
/// round's element? Then the one may pick those that the other leaves out.
bool aether::analysis::arePickedApart(const Context &C, const Relation &R,
                                      std::uint32_t NA, std::uint32_t NB) {
  auto Picks = [&](std::uint32_t N) -> std::uint32_t {
    const std::uint32_t Block = C.spotOf(N).first;
    const auto Around = C.Shape.around(Block);
    std::set<std::uint32_t> Named;
    collectLoops(C.T, C.E.All[N].Place, Named);
    if (Around.empty() || !Named.count(C.Shape.Loops[Around.front()].Counted) ||
        llvm::all_of(C.Shape.Loops[Around.front()].Latches,
                     [&](std::uint32_t Latch) {
                       return C.Shape.dominates(Block, Latch);
                     }))
      return None;
    return Around.front();
  };
  if (R.A == R.B)
    return false;
  const std::uint32_t InA = Picks(NA), InB = Picks(NB);
  return InA != None && InB != None && InA != InB;
}

/// Do the rounds of \p L put now an address and now none into \p Cell, or into
/// what that is a copy of?
static bool isSometimesNull(Context &C, const NaturalLoop &L, PlaceId Cell,
                            unsigned Copies = 0) {
  constexpr unsigned MaxCopies = 4;
  const Terms &T = C.T;
  bool Null = false, Object = false;
  for (const auto &[To, Number] : C.storesTo(Cell)) {
    const StoreEffect &S = C.stores()[Number];
    if (S.Block == None || !L.Contains[S.Block])
      continue;
    ValueNode V = T.value(S.Value);
    std::vector<ValueId> Options{S.Value};
    if (V.Kind == ValueKind::Choice)
      Options = T.choice(V);
    for (ValueId Option : Options)
      (T.value(Option).Kind == ValueKind::Int ? Null : Object) = true;
    if (V.Kind != ValueKind::Load || Copies == MaxCopies)
      continue;
    if (To != Cell) {
      const auto Member = C.copiedMember(Cell, To, V);
      if (!Member)
        continue;
      V.A = Member->first;
    }
    if (isSometimesNull(C, L, V.A, Copies + 1))
      return true;
  }
  return Null && Object;
}

/// Does each round of \p L set the variable that \p Known is about to what does
/// not pass it? `bool first = true; for (...) { start(first); first = false; }`
static bool isForFirstRound(Context &C, const NaturalLoop &L,
                            const Fact &Known) {
  const Terms &T = C.T;
  if (Known.Op != CompareOp::Equal && Known.Op != CompareOp::NotEqual)
    return false;
  const IntNode By = T.integer(Known.Rhs);
  IntNode Of = T.integer(C.resolveInt(Known.Lhs));
  // What the task has is a copy.
  if (Of.Kind == IntKind::Cell)
    if (const auto Copies = C.storesTo(Of.A); Copies.size() == 1)
      if (const ValueNode V = T.value(C.stores()[Copies.front().second].Value);
          V.Kind == ValueKind::Int)
        Of = T.integer(V.A);
  llvm::StringRef Name;
  if (Of.Kind == IntKind::Opaque)
    Name = C.W.text(Of.A);
  if (By.Kind != IntKind::Const ||
      !Name.consume_front("the changing value of `") || !Name.consume_back("`"))
    return false;
  PlaceId Variable = None;
  bool Always = false;
  for (const StoreEffect &S : C.stores()) {
    const PlaceNode N = T.place(S.To);
    if (N.Kind != PlaceKind::Local || N.Arg >= C.F.Locals.size() ||
        C.W.text(C.F.Locals[N.Arg].Name) != Name || S.Block == None ||
        !L.Contains[S.Block])
      continue;
    const ValueNode Put = T.value(S.Value);
    if ((Variable != None && Variable != S.To) || Put.Kind != ValueKind::Int ||
        T.integer(Put.A).Kind != IntKind::Const ||
        (T.integer(Put.A).Value == By.Value) == (Known.Op == CompareOp::Equal))
      return false;
    Variable = S.To;
    Always |= llvm::all_of(L.Latches, [&](std::uint32_t Latch) {
      return C.Shape.dominates(S.Block, Latch);
    });
  }
  return Always;
}

/// Do only some of the rounds that start a task give it what lets it come to
/// \p A, or the pointer that \p A goes through? `p = i == 0 ? &n : nullptr;`
bool aether::analysis::dependsOnRound(Context &C, const Relation &R,
                                      const AccessEffect &A) {
  const Terms &T = C.T;
  const auto Start = C.startOf(R.A);
  if (!R.Instances || !Start)
    return false;
  const auto Around = C.Shape.around(Start->first);
  if (!Around.empty() && llvm::any_of(A.Facts, [&](const Fact &Known) {
        return isForFirstRound(C, C.Shape.Loops[Around.front()], Known);
      }))
    return true;
  PlaceId Last = A.Via;
  while (Last != None && T.place(Last).Kind != PlaceKind::Deref)
    Last = T.place(Last).Parent;
  return !Around.empty() && Last != None &&
         llvm::any_of(
             Places(C.resolve(T.place(Last).Parent)), [&](PlaceId Cell) {
               return isSometimesNull(C, C.Shape.Loops[Around.front()], Cell);
             });
}
