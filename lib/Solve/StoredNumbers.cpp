//===- StoredNumbers.cpp - Which of several stores a cell has its value by ===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Tasks are told numbers in the members of objects. These are set once, or once
// more before the tasks begin; in one loop with their start, in a loop before
// it, or in a list in braces. And pointers, which all lead to one object.
//
//===----------------------------------------------------------------------===//

#include "Context.h"
#include "Paths.h"

#include "aether-analysis/ReturnedByTask.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

/// Is \p P one object, whichever round or task speaks of it? At most one
/// pointer, of the caller's, leads to it.
bool Context::isOneObject(PlaceId P) const {
  unsigned Pointers = 0;
  for (PlaceId Q = P; Q != None; Q = T.place(Q).Parent) {
    const PlaceNode N = T.place(Q);
    switch (N.Kind) {
    case PlaceKind::Field:
      break;
    case PlaceKind::Deref:
      if (T.place(N.Parent).Kind != PlaceKind::Param &&
          T.place(N.Parent).Kind != PlaceKind::This)
        return false;
      ++Pointers;
      break;
    case PlaceKind::Index:
      if (T.integer(N.Arg).Kind != IntKind::Const)
        return false;
      break;
    case PlaceKind::Param:
    case PlaceKind::This:
      return Pointers == 1;
    case PlaceKind::Global:
      return !isThreadLocal(Q);
    case PlaceKind::Local:
    case PlaceKind::Alloc: {
      // What a loop makes, it makes anew in each round.
      auto First = Mentions.find(Q);
      return First != Mentions.end() &&
             (N.Kind == PlaceKind::Alloc ||
              (N.Arg < F.Locals.size() && E.Locals[N.Arg].Strand == None)) &&
             Shape.around(First->second.first).empty();
    }
    default:
      return false;
    }
  }
  return false;
}

/// The one object that all pointers lead to which are ever put into \p Cell, a
/// member of whichever element of an array; None if there is not one. Who
/// follows the pointer finds one of them there.
PlaceId Context::commonTarget(PlaceId Cell) {
  if (T.place(Cell).Kind != PlaceKind::Field || hasDeref(Cell) ||
      !ResolvingCells.insert(Cell).second)
    return None;
  if (W.text(T.place(Cell).Arg) == ReturnedByTask) {
    const PlaceId Out = returnedTarget(Cell);
    ResolvingCells.erase(Cell);
    return Out;
  }
  const Content Held = contents(Cell);
  PlaceId Out = None;
  bool One = !Held.Initial && Held.Stores && !Exposed.count(rootOf(Cell));
  for (ValueId V : Held.Values) {
    const ValueNode Value = T.value(V);
    if (!One)
      break;
    if (Value.Kind == ValueKind::Int &&
        T.integer(Value.A).Kind == IntKind::Const &&
        T.integer(Value.A).Value == 0)
      continue; // A null pointer leads nowhere.
    if (Value.Kind != ValueKind::Addr && Value.Kind != ValueKind::Load) {
      One = false;
      break;
    }
    const Places To =
        resolve(Value.Kind == ValueKind::Addr ? Value.A : T.deref(Value.A));
    One = To.size() == 1 && (Out == None || Out == To.front()) &&
          isOneObject(To.front());
    if (One)
      Out = To.front();
  }
  ResolvingCells.erase(Cell);
  return One ? Out : None;
}

std::map<std::uint32_t, FunctionIx>
aether::analysis::globalWriters(const Program &P) {
  std::map<std::uint32_t, FunctionIx> Out;
  for (FunctionIx Fn = 0; Fn != P.Functions.size(); ++Fn) {
    const Terms &T = P.Functions[Fn].T;
    auto Note = [&](PlaceId Place) {
      if (Place == None)
        return;
      // What a pointer leads to is not the pointer.
      for (; T.place(Place).Parent != None; Place = T.place(Place).Parent)
        if (T.place(Place).Kind == PlaceKind::Deref)
          return;
      if (T.place(Place).Kind != PlaceKind::Global)
        return;
      auto [It, New] = Out.try_emplace(T.place(Place).Arg, Fn);
      if (!New && It->second != Fn)
        It->second = None;
    };
    for (const ValueNode &V : T.Values)
      if (V.Kind == ValueKind::Addr)
        Note(V.A);
    for (const Block &B : P.Functions[Fn].Blocks)
      for (const Event &Ev : B.Events) {
        if (const auto *A = std::get_if<Access>(&Ev); A && isWrite(A->Kind))
          Note(A->Place);
        else if (const auto *S = std::get_if<Store>(&Ev))
          Note(S->To);
      }
    for (const ParallelCall &Call : P.Functions[Fn].Parallels)
      for (const ParallelCall::Task &Task : Call.Tasks) {
        for (const Access &A : Task.Accesses)
          if (isWrite(A.Kind))
            Note(A.Place);
        for (const ParallelCall::Binding &Bound : Task.Bindings)
          Note(Bound.Cell);
      }
  }
  return Out;
}

/// Is \p Root a global that nobody else has to do with?
bool Context::isOwnGlobal(PlaceId Root) const {
  const PlaceNode N = T.place(Root);
  if (N.Kind != PlaceKind::Global || isThreadLocal(Root) || W.Recursive[Fn])
    return false;
  auto It = W.GlobalWriters.find(N.Arg);
  return It != W.GlobalWriters.end() && It->second == Fn;
}

/// \p Cell, a part of an object of this function's, has one store. Is that what
/// tasks find there, or callers if there are none? Else the object's beginnings
/// show through, or something that was written to the whole of it.
bool Context::holdsWhatIsStored(PlaceId Cell) {
  const PlaceKind Root = T.place(rootOf(Cell)).Kind;
  if (Root != PlaceKind::Local && Root != PlaceKind::Alloc &&
      Root != PlaceKind::Result)
    return true;
  if (T.place(Cell).Parent == None)
    return llvm::none_of(storesTo(Cell), [&](const auto &Store) {
      const StoreEffect &S = AllStores[Store.second];
      const ValueNode V = T.value(S.Value);
      const bool Same =
          V.Kind == ValueKind::Int && T.integer(V.A).Kind == IntKind::Const;
      return !Same && isSetBesideTasks(Cell, S);
    });
  const auto Stores = storesTo(Cell);
  if (Stores.size() != 1)
    return true; // copies of others, which have been looked at
  const StoreEffect &S = AllStores[Stores.front().second];
  if (S.Block == None || S.Late || (S.Imported && !S.Sure))
    return false;
  const auto Others = writesOf(Cell, /*Beside=*/true);
  return Others && isLastStore(Cell, S, *Others);
}

/// The number that \p Cell, a member of an object of this function's or a
/// global that nobody else has to do with, has been given by one of several
/// stores, or by that of another round; None if that is not known.
IntId Context::storedNumber(PlaceId Cell) {
  const PlaceKind Root = T.place(rootOf(Cell)).Kind;
  if ((T.place(Cell).Kind != PlaceKind::Field &&
       T.place(Cell).Kind != PlaceKind::Index &&
       T.place(Cell).Kind != PlaceKind::Alloc &&
       T.place(Cell).Kind != PlaceKind::Global) ||
      (Root != PlaceKind::Local && Root != PlaceKind::Alloc &&
       !isOwnGlobal(rootOf(Cell))))
    return None;
  // A pointer that is nobody's value, for the program begins with it, may lead
  // to a global.
  if (Root == PlaceKind::Global &&
      llvm::any_of(E.All, [&](const AccessEffect &A) {
        const PlaceNode To = T.place(A.Place), Of = T.place(Cell);
        return isWrite(A.Kind) && hasDeref(A.Place) &&
               (To.Kind != PlaceKind::Field || Of.Kind != PlaceKind::Field ||
                To.Arg == Of.Arg);
      }))
    return None;
  const auto Stores = storesTo(Cell);
  const auto Writes = writesOf(Cell, /*Beside=*/false);
  if (!Writes)
    return None;
  std::set<Spot> Others = *Writes;
  for (const auto &[To, Number] : Stores) {
    const StoreEffect &S = AllStores[Number];
    if (S.Block == None || S.Late || S.Imported)
      return None;
    Others.insert({S.Block, S.Event});
  }
  for (const auto &[To, Number] : Stores) {
    const StoreEffect S = AllStores[Number];
    if (T.value(S.Value).Kind != ValueKind::Int)
      continue;
    if (resolveIndices(To) == Cell && isLastStore(Cell, S, Others))
      return resolveInt(T.value(S.Value).A);
  }
  if (Stores.size() == 1)
    return ofAnotherRound(Cell, AllStores[Stores.front().second],
                          Stores.front().first);
  return listedNumber(Cell);
}

/// The limits of the variable or task's number \p At; None if it is neither.
std::pair<IntId, IntId> Context::limitsOf(IntId At) {
  const IntNode N = T.integer(At);
  if (N.Kind == IntKind::LoopVar)
    return {resolveInt(E.Loops[N.A].L.Lo), resolveInt(E.Loops[N.A].L.Hi)};
  if (N.Kind == IntKind::TaskIndex && N.B < E.Groups[N.A].Dimensions.size())
    return {resolveInt(E.Groups[N.A].Dimensions[N.B].Lo),
            resolveInt(E.Groups[N.A].Dimensions[N.B].Hi)};
  return {None, None};
}

/// What the elements that \p Cell may be have been given one by one; None if
/// these are not numbers.
IntId Context::listedNumber(PlaceId Cell) {
  constexpr std::int64_t Most = 64;
  // The one index that varies.
  PlaceId Element = None;
  for (PlaceId P = Cell; P != None; P = T.place(P).Parent) {
    const PlaceNode N = T.place(P);
    if (N.Kind != PlaceKind::Index || T.integer(N.Arg).Kind == IntKind::Const)
      continue;
    if (Element != None)
      return None;
    Element = P;
  }
  if (Element == None)
    return None;
  const PlaceNode At = T.place(Element);
  const auto [Lo, Hi] = limitsOf(At.Arg);
  if (Lo == None || Hi == None || T.integer(Lo).Kind != IntKind::Const ||
      T.integer(Hi).Kind != IntKind::Const)
    return None;
  const std::int64_t First = T.integer(Lo).Value, End = T.integer(Hi).Value;
  if (First < 0 || End <= First || End > Most)
    return None;
  std::vector<std::int64_t> Numbers(First, 0); // Nobody asks for these.
  for (std::int64_t K = First; K != End; ++K) {
    const PlaceId One = rebase(Cell, Element, T.index(At.Parent, T.constant(K)),
                               /*ThroughDeref=*/false);
    const IntId Held = One == None ? None : resolveInt(T.cell(One));
    if (Held == None || T.integer(Held).Kind != IntKind::Const)
      return None;
    Numbers.push_back(T.integer(Held).Value);
  }
  return T.binary(IntKind::Select, At.Arg, T.list(Numbers));
}

/// \p I with \p By in place of \p Variable.
IntId Context::replaced(IntId I, IntId Variable, IntId By) {
  if (I == Variable)
    return By;
  const IntNode N = T.integer(I);
  if (N.Kind == IntKind::Cell) {
    const PlaceId P = replacedIn(N.A, Variable, By);
    return P == None ? None : T.cell(P);
  }
  if (N.Kind == IntKind::Const || N.Kind == IntKind::List ||
      N.Kind == IntKind::LoopVar)
    return I;
  if (!N.isOperation())
    return None;
  const IntId A = replaced(N.A, Variable, By), B = replaced(N.B, Variable, By);
  return A == None || B == None ? None : T.binary(N.Kind, A, B);
}

PlaceId Context::replacedIn(PlaceId P, IntId Variable, IntId By) {
  const PlaceNode N = T.place(P);
  if (N.Parent == None)
    return P;
  const PlaceId Parent = replacedIn(N.Parent, Variable, By);
  if (Parent == None)
    return None;
  if (N.Kind != PlaceKind::Index && N.Kind != PlaceKind::Offset)
    return step(T, Parent, N);
  const IntId At = replaced(N.Arg, Variable, By);
  if (At == None)
    return None;
  return N.Kind == PlaceKind::Index ? T.index(Parent, At)
                                    : T.offset(Parent, At);
}

/// What a loop that is over, which fills element after element by \p S alone,
/// has put into \p Cell, one of these elements or a member of one.
IntId Context::ofAnotherRound(PlaceId Cell, const StoreEffect &S, PlaceId To) {
  const ValueNode V = T.value(S.Value);
  const auto Around = Shape.around(S.Block);
  if (V.Kind != ValueKind::Int || Around.size() != 1)
    return None;
  const NaturalLoop &L = Shape.Loops[Around.front()];
  if (L.Counted == None || !llvm::all_of(L.Latches, [&](std::uint32_t Latch) {
        return Shape.dominates(S.Block, Latch);
      }))
    return None;
  const Loop Filling = F.Loops[L.Counted];
  const IntId Variable = T.atom(IntKind::LoopVar, L.Counted);
  if (!Filling.Complete || Filling.Step != 1 || Filling.Lo == None ||
      Filling.Hi == None)
    return None;
  // One index differs: there the loop's variable, here one that has the same
  // values.
  IntId At = None;
  for (StepPairs Pair(T, resolveIndices(To), Cell);
       Pair.kind() != StepPairs::Kind::End; Pair.next()) {
    if (Pair.kind() != StepPairs::Kind::Same)
      return None;
    const PlaceNode A = Pair.a(), B = Pair.b();
    if (A.Kind != PlaceKind::Index || A.Arg == B.Arg)
      continue;
    if (A.Arg != Variable || At != None)
      return None;
    At = B.Arg;
  }
  if (At == None)
    return None;
  const auto [Lo, Hi] = limitsOf(At);
  if (Lo == None || Lo != resolveInt(Filling.Lo) ||
      Hi != resolveInt(Filling.Hi))
    return None;
  // All of it is over when somebody looks, and nobody writes but this store.
  const Spot Stored{S.Block, S.Event};
  const std::set<Spot> Ends = lookedAt(S);
  const auto Writes = writesOf(Cell, /*Beside=*/false);
  if (!Writes || !llvm::all_of(Ends, [&](const Spot &End) {
        return !L.Contains[End.first] && Shape.dominates(L.Header, End.first);
      }))
    return None;
  // What else is written is what the store replaces.
  for (const Spot &Where : *Writes)
    if ((Where.first != Stored.first || Where > Stored) &&
        reaches(Stored, Where, {}))
      return None;
  const IntId Held = resolveInt(V.A);
  return hasUnknown(Held) ? None : replaced(Held, Variable, At);
}

bool Context::hasUnknown(IntId I) const {
  return T.anyOperand(I, [](const IntNode &N) {
    return N.Kind == IntKind::Opaque || N.Kind == IntKind::Ticket;
  });
}
