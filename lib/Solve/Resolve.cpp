//===- Resolve.cpp - Where pointers lead, and what integers are -----------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Context.h"
#include "Paths.h"

#include "llvm/ADT/STLExtras.h"

#include <utility>

using namespace aether::analysis;

namespace {
constexpr unsigned MaxAlternatives = 8;
/// Of one pointer, and of all in a function: structures that point to each
/// other have no end of ways through them.
constexpr unsigned MaxSteps = 500, ManySteps = 100000, FewSteps = 50;
} // namespace

//===----------------------------------------------------------------------===//
// Pointers
//===----------------------------------------------------------------------===//

const Places &Context::resolve(PlaceId P) {
  if (auto It = Resolved.find(P); It != Resolved.end())
    return *It->second;
  if (ResolvingCells.empty()) {
    ResolveSteps = 0;
  } else if (++AllResolveSteps;
             ++ResolveSteps >
             (AllResolveSteps > ManySteps ? FewSteps : MaxSteps)) {
    Transient = {unknownPlace("a pointer leads more ways than are followed")};
    return Transient;
  }
  Places Out;
  auto TooMany = [&] { return Out.size() > MaxAlternatives; };
  auto Add = [&](PlaceId Q) {
    if (depth(Q) > W.Options.MaxPlaceDepth)
      Q = unknownPlace("a path of more than " +
                       std::to_string(W.Options.MaxPlaceDepth) +
                       " steps was not followed");
    if (!llvm::is_contained(Out, Q))
      Out.push_back(Q);
  };
  const PlaceNode N = T.place(P);
  if (N.Parent == None) {
    Add(P);
  } else if (N.Kind != PlaceKind::Deref) {
    const Places Parents = resolve(N.Parent);
    for (PlaceId Q : Parents)
      Add(step(T, Q, N));
  } else {
    const Places Cells = resolve(N.Parent);
    for (PlaceId Cell : Cells) {
      if (TooMany())
        break;
      // Elements differ, so one cannot say which of their contents it is.
      bool Element = false;
      for (PlaceId Q = Cell; Q != None; Q = T.place(Q).Parent) {
        const PlaceNode Step = T.place(Q);
        Element |= Step.Kind == PlaceKind::Elements ||
                   Step.Kind == PlaceKind::Offset ||
                   (Step.Kind == PlaceKind::Index &&
                    T.integer(Step.Arg).Kind != IntKind::Const);
      }
      if (Element || T.place(Cell).Kind == PlaceKind::Unknown) {
        const PlaceId Same = Element ? commonTarget(Cell) : None;
        Add(Same != None ? Same : T.deref(Cell));
        continue;
      }
      if (!ResolvingCells.insert(Cell).second) {
        // Variables that are copied to each other hold what was put into one of
        // them.
        if (!CopyChain.empty() && CopyChain.back() == Cell &&
            llvm::is_contained(llvm::ArrayRef(CopyChain).drop_back(), Cell))
          continue;
        Add(unknownPlace("`" + describe(Cell) + "` " + RoundACycle.str()));
        continue;
      }
      auto Apart = [&](auto &&Does) { // Not by copies alone.
        const auto Chain = std::exchange(CopyChain, {});
        auto Out = Does();
        CopyChain = Chain;
        return Out;
      };
      // Main sets a pointer that nobody else sets before it starts anything, or
      // looks at it: what it was before is gone.
      auto IsSetFirst = [&] {
        const PlaceId Root = rootOf(Cell);
        if (!W.P.isMain(Fn) || hasDeref(Cell) || !isOwnGlobal(Root))
          return false;
        auto First = Mentions.find(Root);
        return First != Mentions.end() &&
               llvm::any_of(AllStores, [&](const StoreEffect &S) {
                 if (S.To != Cell || S.Imported || S.Late || S.Block == None ||
                     First->second.first != S.Block)
                   return false;
                 auto IsLater = [&](std::uint32_t B, std::uint32_t I) {
                   return B == S.Block ? I > S.Event
                                       : Shape.dominates(S.Block, B);
                 };
                 for (std::uint32_t I = First->second.second; I < S.Event; ++I)
                   if (const auto *A =
                           std::get_if<Access>(&F.Blocks[S.Block].Events[I]);
                       !A || !isWrite(A->Kind) || A->Place != Cell)
                     return false;
                 for (std::uint32_t B : MentionBlocks[Root])
                   if (!IsLater(B, None))
                     return false;
                 for (std::uint32_t B = 0; B != F.Blocks.size(); ++B)
                   for (std::uint32_t I = 0; I != F.Blocks[B].Events.size();
                        ++I)
                     if (std::holds_alternative<Parallel>(
                             F.Blocks[B].Events[I]) &&
                         !IsLater(B, I))
                       return false;
                 return llvm::all_of(Calls, [&](const CallInstance &Call) {
                   return IsLater(Call.Block, Call.Event);
                 });
               });
      };
      const Content Held = Apart([&] { return contents(Cell); });
      bool Moves = false, InCycle = false;
      Places Targets;
      for (ValueId V : Held.Values) {
        const ValueNode Value = T.value(V);
        switch (Value.Kind) {
        case ValueKind::Addr: {
          // `p = p + n`: some element of what p pointed to before.
          PlaceId Base = Value.A;
          while (T.place(Base).Kind == PlaceKind::Offset)
            Base = T.place(Base).Parent;
          if (Base != Value.A && T.place(Base).Kind == PlaceKind::Deref &&
              (T.place(Base).Parent == Cell ||
               llvm::is_contained(Places(resolve(T.place(Base).Parent)),
                                  Cell))) {
            Moves = true;
            break;
          }
          for (PlaceId Q : Apart([&] { return Places(resolve(Value.A)); }))
            Targets.push_back(Q);
          break;
        }
        case ValueKind::Load: {
          auto To = [&] { return Places(resolve(T.deref(Value.A))); };
          auto IsVariable = [&](PlaceId Copied) {
            const PlaceKind K = T.place(Copied).Kind;
            return K == PlaceKind::Local || K == PlaceKind::Global;
          };
          if (!IsVariable(Cell) || !IsVariable(Value.A)) {
            for (PlaceId Q : Apart(To))
              Targets.push_back(Q);
            break;
          }
          const std::size_t Before = CopyChain.size();
          if (CopyChain.empty())
            CopyChain.push_back(Cell);
          CopyChain.push_back(Value.A);
          const Places Copied = To();
          CopyChain.truncate(Before);
          InCycle |= Copied.empty();
          Targets.append(Copied.begin(), Copied.end());
          break;
        }
        case ValueKind::Int:
          if (T.integer(Value.A).Kind != IntKind::Const ||
              T.integer(Value.A).Value != 0)
            Targets.push_back(unknownPlace("an integer is used as a pointer"));
          break; // A null pointer leads nowhere.
        case ValueKind::Unknown:
          Targets.push_back(T.root(PlaceKind::Unknown, Value.A));
          break;
        default:
          Targets.push_back(
              unknownPlace("`" + describe(Cell) + "` is not a pointer"));
        }
      }
      const bool Replaced = Held.Initial && !Targets.empty() && IsSetFirst();
      if ((Held.Initial && !Replaced) || (Targets.empty() && !InCycle))
        Targets.push_back(T.deref(Cell));
      for (PlaceId &Q : Targets)
        if (isOfEarlierRound(Cell, Q))
          Q = unknownPlace("`" + describe(Cell) +
                           "` may have been set in an earlier round");
      for (PlaceId Q : Targets)
        Add(Moves ? T.offset(Q, T.opaque(W.str("the pointer `" +
                                               describe(Cell) + "` moves")))
                  : Q);
      ResolvingCells.erase(Cell);
    }
  }
  if (TooMany()) {
    Out.clear();
    Out.push_back(
        unknownPlace("`" + describe(P) + "` may be one of too many objects"));
  }
  if (Out.empty() && CopyChain.empty())
    Out.push_back(unknownPlace("`" + describe(P) + "` is set by itself alone"));
  // Inside a cycle the answer is that of this way in only.
  if (!ResolvingCells.empty()) {
    Transient = std::move(Out);
    return Transient;
  }
  ResolvedPlaces.push_back(std::move(Out));
  Resolved[P] = &ResolvedPlaces.back();
  return ResolvedPlaces.back();
}

//===----------------------------------------------------------------------===//
// Integers
//===----------------------------------------------------------------------===//

PlaceId Context::resolveIndices(PlaceId P) {
  const PlaceNode N = T.place(P);
  if (N.Parent == None)
    return P;
  const PlaceId Parent = resolveIndices(N.Parent);
  if (N.Kind == PlaceKind::Index)
    return T.index(Parent, resolveInt(N.Arg));
  if (N.Kind == PlaceKind::Offset)
    return T.offset(Parent, resolveInt(N.Arg));
  return step(T, Parent, N);
}

static bool hasOpaque(const Terms &T, IntId I) {
  return T.anyOperand(
      I, [](const IntNode &N) { return N.Kind == IntKind::Opaque; });
}

/// Tickets in \p I, which \p Cell holds, are known by who drew them: a cell
/// that others may look into does not tell who that is.
bool Context::passesTickets(IntId I, PlaceId Cell) const {
  const IntNode &N = T.integer(I);
  switch (N.Kind) {
  case IntKind::Ticket: {
    const PlaceNode Root = T.place(rootOf(Cell));
    if (hasDeref(Cell))
      return false;
    auto It = E.Drawn.find(I);
    const std::uint32_t By = It == E.Drawn.end() ? None : It->second;
    if (Root.Kind == PlaceKind::Result)
      return By == None;
    return Root.Kind == PlaceKind::Local && E.Locals[Root.Arg].Strand == By;
  }
  default:
    return !N.isOperation() ||
           (passesTickets(N.A, Cell) && passesTickets(N.B, Cell));
  }
}

/// Is \p Result what a call has read in a variable whose address was taken?
/// Others than those that store a number there may have written it.
bool Context::readsTold(PlaceId Result, IntId Value) {
  return T.place(Result).Kind == PlaceKind::Result &&
         T.anyOperand(Value, [&](const IntNode &N) {
           return N.Kind == IntKind::Cell &&
                  llvm::any_of(Places(resolve(N.A)), [&](PlaceId P) {
                    return AddressTaken.count(rootOf(P)) != 0;
                  });
         });
}

/// A cell's value may stand for the cell only if nothing else changes it.
IntId Context::resolveInt(IntId I) {
  if (I == None)
    return I;
  if (auto It = ResolvedInts.find(I); It != ResolvedInts.end())
    return It->second;
  const IntNode N = T.integer(I);
  IntId Out = I;
  switch (N.Kind) {
  case IntKind::Add:
    Out = T.add(resolveInt(N.A), resolveInt(N.B));
    break;
  case IntKind::Mul:
    Out = T.mul(resolveInt(N.A), resolveInt(N.B));
    break;
  case IntKind::Div:
  case IntKind::Mod:
  case IntKind::Min:
  case IntKind::Max:
  case IntKind::And:
  case IntKind::Or:
  case IntKind::Xor:
  case IntKind::Shl:
  case IntKind::Shr:
  case IntKind::Select:
    Out = T.binary(N.Kind, resolveInt(N.A), resolveInt(N.B));
    break;
  case IntKind::Cell: {
    if (isNullTest(I)) {
      Out = resolveNullTest(I);
      break;
    }
    if (!CountedWrites) {
      CountedWrites = true;
      for (const AccessEffect &A : E.All)
        if (isWrite(A.Kind))
          ++WriteCount[A.Place];
    }
    const Places Cells = resolve(N.A);
    if (Cells.size() != 1) {
      Out = T.opaque(W.str("the value of `" + describe(N.A) + "`"));
      break;
    }
    const PlaceId Cell = resolveIndices(Cells.front());
    Out = T.cell(Cell);
    if (!ResolvingInts.insert(Cell).second)
      break;
    const Content Held = contents(Cell);
    auto It = WriteCount.find(Cell);
    const unsigned Writes = It == WriteCount.end() ? 0 : It->second;
    // The variable of a loop is stepped as well.
    const bool Counts = [&] {
      if (Held.Values.size() != 1)
        return false;
      const ValueNode V = T.value(Held.Values.front());
      if (V.Kind != ValueKind::Int)
        return false;
      const IntNode &Var = T.integer(V.A);
      return Var.Kind == IntKind::LoopVar &&
             E.Loops[Var.A].Kind == LoopInfo::Role::Own;
    }();
    if (Held.Stores && !Held.Initial && !Held.Weak && Held.Values.size() == 1 &&
        Writes <= (Counts ? 2 : 1) && holdsWhatIsStored(Cell)) {
      const ValueNode V = T.value(Held.Values.front());
      if (V.Kind == ValueKind::Int && readsTold(Cell, V.A))
        Out = T.opaque(W.str("the value of `" + describe(N.A) + "`"));
      else if (V.Kind == ValueKind::Int)
        Out = resolveInt(V.A);
      else if (V.Kind == ValueKind::Load)
        Out = resolveInt(T.cell(V.A));
    } else if (Held.Stores && (!Held.Initial || (isOwnGlobal(rootOf(Cell)) &&
                                                 !hasDeref(Cell)))) {
      if (const IntId Stored = storedNumber(Cell); Stored != None)
        Out = Stored;
    }
    // What is not understood is best known by where it is.
    if (hasOpaque(T, Out) || !passesTickets(Out, Cell))
      Out = T.cell(Cell);
    ResolvingInts.erase(Cell);
    break;
  }
  case IntKind::Distance: {
    const Places To = resolve(N.A), From = resolve(N.B);
    Out = To.size() == 1 && From.size() == 1
              ? T.distance(resolveIndices(To.front()),
                           resolveIndices(From.front()))
              : T.opaque(W.str("the value of `" + describeInt(I) + "`"));
    break;
  }
  case IntKind::Ticket: {
    const Places Counters = resolve(N.A);
    auto Drawn = E.Drawn.find(I);
    const std::uint32_t By = Drawn == E.Drawn.end() ? None : Drawn->second;
    if (Counters.size() != 1)
      Out = T.opaque(W.str("the value of `" + describe(N.A) + "`"));
    else if (PlaceId Counter = resolveIndices(Counters.front()); Counter != N.A)
      Out = T.ticket(Counter, N.Value);
    if (By != None && T.integer(Out).Kind == IntKind::Ticket)
      E.Drawn[Out] = By;
    break;
  }
  default:
    break;
  }
  return ResolvedInts[I] = Out;
}
