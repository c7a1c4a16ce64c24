//===- Import.cpp - A callee's terms in the caller's words ----------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Context.h"
#include "Paths.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

namespace {
constexpr unsigned MaxAlternatives = 8;
}

unsigned Import::elements(PlaceId P) const { return elementSteps(From.T, P); }

/// The places that pointer value \p V leads to, not yet followed.
Places Import::pointees(ValueId V) {
  Places Out;
  if (V == None) {
    Out.push_back(C.unknownPlace("an argument was not seen"));
    return Out;
  }
  const ValueNode N = C.T.value(V);
  switch (N.Kind) {
  case ValueKind::Addr:
    Out.push_back(N.A);
    break;
  case ValueKind::Load:
    Out.push_back(C.T.deref(N.A));
    break;
  case ValueKind::Choice:
    for (ValueId Option : std::vector<ValueId>(C.T.choice(N)))
      for (PlaceId P : pointees(Option))
        if (!llvm::is_contained(Out, P))
          Out.push_back(P);
    break;
  case ValueKind::Unknown:
    Out.push_back(C.T.root(PlaceKind::Unknown, N.A));
    break;
  case ValueKind::Int:
  case ValueKind::Range:
    // A temporary holds it, one of this call's own.
    Out.push_back(C.T.root(
        PlaceKind::Local,
        C.newLocal({0, 0, Call.Pos, Call.Strand, true, false, false})));
    break;
  }
  return Out;
}

PlaceId Import::object(PlaceKind Kind, std::uint32_t Number) {
  LocalInfo Info;
  bool Private = false;
  if (Kind == PlaceKind::Local) {
    Info = From.Locals[Number];
    Private = Info.Strand != None;
  } else if (Kind == PlaceKind::Alloc) {
    Info.Heap = true;
    Info.NonNull = llvm::is_contained(C.W.P.Functions[Callee].NonNull, Number);
  }
  const bool Tasks = Private && Lifting && !Info.Escapes;
  auto [It, New] =
      Objects.try_emplace({Kind, Number | (Tasks ? 0x80000000u : 0)}, None);
  if (!New)
    return It->second;
  Info.Callee = true;
  Info.Many |= Private && !Tasks;
  Info.Escapes = false;
  // Called in a loop, it is new in each round.
  Info.Many |= !C.Shape.around(Call.Block).empty() && Call.Strand == None;
  Info.MadeAt = Call.Strand == None ? Call.Block : None;
  Info.Strand = Tasks ? strand(Info.Strand) : Call.Strand;
  It->second = C.T.root(PlaceKind::Local, C.newLocal(Info));
  const PlaceId Object = It->second;
  if (Info.Heap && !Private && Call.Strand == None)
    C.MadeBy[Object] = {Call.Block, Call.Event};
  if (auto Node = From.Taken.find({Kind, Number}); Node != From.Taken.end()) {
    const Places Pointers = place(Node->second.From);
    C.E.Taken[{PlaceKind::Local, C.T.place(Object).Arg}] = {
        Pointers.size() == 1 ? Pointers.front()
                             : C.unknownPlace("a list that was not understood"),
        Node->second.Link};
  }
  return Object;
}

/// What a capture by reference of a copied callable leads to: the same as in
/// the original, if nothing in the body changes it.
PlaceId Import::captured(PlaceId P) {
  const PlaceNode N = From.T.place(P);
  if (Closure == None || N.Kind != PlaceKind::Deref)
    return None;
  const PlaceNode Capture = From.T.place(N.Parent);
  if (Capture.Kind != PlaceKind::Field)
    return None;
  const PlaceNode Object = From.T.place(Capture.Parent);
  if (Object.Kind != PlaceKind::Deref ||
      From.T.place(Object.Parent).Kind != PlaceKind::This)
    return None;
  for (const StoreEffect &S : From.Stores)
    if (S.To == N.Parent || S.To == Capture.Parent)
      return None;
  const PlaceId Cell = C.T.field(Closure, Capture.Arg);
  const Context::Content Held = C.contents(Cell);
  return Held.Initial || Held.Values.size() != 1 ? None : C.T.deref(Cell);
}

Places Import::root(const PlaceNode &N, PlaceId P) {
  switch (N.Kind) {
  case PlaceKind::Param:
  case PlaceKind::This: {
    const ValueId V = N.Kind == PlaceKind::This  ? This
                      : N.Arg < Call.Args.size() ? Call.Args[N.Arg]
                                                 : None;
    if (V != None && C.T.value(V).Kind == ValueKind::Load)
      return {C.T.value(V).A};
    // The parameter's own cell: known by what it holds.
    auto [It, New] = Objects.try_emplace({N.Kind, N.Arg}, None);
    if (New) {
      LocalInfo Info;
      Info.Strand = Call.Strand;
      Info.Callee = true;
      It->second = C.T.root(PlaceKind::Local, C.newLocal(Info));
      if (V != None)
        C.addStore({It->second, V, false, Call.Block, Call.Event, Call.Pos});
    }
    return {It->second};
  }
  case PlaceKind::Local:
  case PlaceKind::Alloc:
  case PlaceKind::Result:
    return {object(N.Kind, N.Arg)};
  default:
    return {C.T.root(N.Kind, N.Arg)};
  }
}

Places Import::place(PlaceId P) {
  Memo &M = memo();
  if (M.PlaceAt.empty())
    M.PlaceAt.resize(From.T.Places.size(), 0);
  if (const std::uint32_t At = M.PlaceAt[P])
    return M.OfPlace[At - 1];
  const PlaceNode N = From.T.place(P);
  Places Out;
  auto Add = [&](PlaceId Q) {
    if (!llvm::is_contained(Out, Q))
      Out.push_back(Q);
  };
  if (N.Parent == None) {
    Out = root(N, P);
  } else if (const PlaceNode Parent = From.T.place(N.Parent);
             N.Kind == PlaceKind::Deref && (Parent.Kind == PlaceKind::Param ||
                                            Parent.Kind == PlaceKind::This)) {
    const ValueId V = Parent.Kind == PlaceKind::This  ? This
                      : Parent.Arg < Call.Args.size() ? Call.Args[Parent.Arg]
                                                      : None;
    Out = pointees(V);
  } else if (const PlaceId Q = captured(P); Q != None) {
    Add(Q);
  } else {
    for (PlaceId Q : place(N.Parent))
      switch (N.Kind) {
      case PlaceKind::Field:
        Add(C.T.field(Q, N.Arg));
        break;
      case PlaceKind::Deref:
        Add(C.T.deref(Q));
        break;
      case PlaceKind::Index:
        Add(C.T.index(Q, integer(N.Arg)));
        break;
      case PlaceKind::Elements:
        Add(C.T.elements(Q));
        break;
      case PlaceKind::Offset:
        Add(C.T.offset(Q, integer(N.Arg)));
        break;
      case PlaceKind::Structure:
        Add(C.T.structure(Q));
        break;
      case PlaceKind::Owner:
        Add(C.T.owner(Q));
        break;
      default:
        break;
      }
  }
  if (Out.size() > MaxAlternatives) {
    Out.clear();
    Out.push_back(C.unknownPlace("an argument may be one of too many objects"));
  }
  M.OfPlace.push_back(Out);
  M.PlaceAt[P] = static_cast<std::uint32_t>(M.OfPlace.size());
  return Out;
}

IntId Import::atom(IntId I, const IntNode &N) {
  switch (N.Kind) {
  case IntKind::Cell: {
    const PlaceNode P = From.T.place(N.A);
    if (P.Kind == PlaceKind::Param) {
      const ValueId V = P.Arg < Call.Args.size() ? Call.Args[P.Arg] : None;
      if (V != None) {
        const ValueNode Value = C.T.value(V);
        if (Value.Kind == ValueKind::Int)
          return Value.A;
        if (Value.Kind == ValueKind::Load)
          return C.T.cell(Value.A);
      }
    }
    // What an argument is, nobody writes to.
    if (P.Kind == PlaceKind::Field)
      if (const PlaceNode Cell = From.T.place(P.Parent);
          Cell.Kind == PlaceKind::Param && Cell.Arg < Call.Args.size() &&
          C.W.text(P.Arg) == Context::NullTest)
        if (const IntId Known = C.nullTestOf(Call.Args[Cell.Arg], P.Arg);
            Known != None)
          return Known;
    const Places Cells = place(N.A);
    if (Cells.size() == 1)
      return C.T.cell(Cells.front());
    return C.T.opaque(C.W.str("an argument may be one of several"));
  }
  case IntKind::LoopVar:
    return C.T.atom(IntKind::LoopVar, loop(N.A));
  case IntKind::TaskIndex:
  case IntKind::BlockBegin:
  case IntKind::BlockEnd: {
    if (Lifting)
      return C.T.atom(N.Kind, group(N.A), N.B);
    // To the caller, the index of an inner task is any of them.
    auto [It, New] = IndexLoops.try_emplace({N.Kind, {N.A, N.B}}, 0);
    if (New) {
      Loop L;
      const auto &Dims = From.Groups[N.A].Dimensions;
      if (N.B < Dims.size() && Dims[N.B].Lo != None)
        L.Lo = integer(Dims[N.B].Lo);
      if (N.B < Dims.size() && Dims[N.B].Hi != None)
        L.Hi = integer(Dims[N.B].Hi);
      if (N.Kind == IntKind::BlockEnd) {
        const IntId One = C.T.constant(1);
        L.Lo = L.Lo == None ? None : C.T.add(L.Lo, One);
        L.Hi = L.Hi == None ? None : C.T.add(L.Hi, One);
      }
      IndexLoops[{N.Kind, {N.A, N.B}}] = C.newLoop(L, LoopInfo::Role::Private);
    }
    return C.T.atom(IntKind::LoopVar, IndexLoops[{N.Kind, {N.A, N.B}}]);
  }
  case IntKind::Ticket: {
    const Places Counters = place(N.A);
    if (Counters.size() != 1)
      return C.T.opaque(C.W.str("an argument may be one of several"));
    const IntId New = C.T.ticket(Counters.front(), N.Value);
    auto It = From.Drawn.find(I);
    const std::uint32_t Owner =
        Lifting && It != From.Drawn.end() ? strand(It->second) : Call.Strand;
    if (Owner != None)
      C.E.Drawn[New] = Owner;
    return New;
  }
  case IntKind::Distance: {
    const Places To = place(N.A), Start = place(N.B);
    if (To.size() == 1 && Start.size() == 1)
      return C.T.distance(To.front(), Start.front());
    return C.T.opaque(C.W.str("an argument may be one of several"));
  }
  case IntKind::Opaque:
    return C.T.opaque(N.A);
  default:
    return C.T.opaque(0);
  }
}

IntId Import::integer(IntId I) {
  if (I == None)
    return None;
  Memo &M = memo();
  if (M.OfInt.empty())
    M.OfInt.resize(From.T.Ints.size());
  if (M.OfInt[I].first)
    return M.OfInt[I].second;
  const IntNode N = From.T.integer(I);
  IntId Out = None;
  if (N.Kind == IntKind::Const) {
    Out = C.T.constant(N.Value);
  } else if (N.isOperation()) {
    const IntId A = integer(N.A), B = integer(N.B);
    Out = C.T.binary(N.Kind, A, B);
  } else {
    Out = atom(I, N);
  }
  M.OfInt[I] = {true, Out};
  return Out;
}

ValueId Import::value(ValueId V) {
  if (V == None)
    return None;
  const ValueNode N = From.T.value(V);
  auto Argument = [&](PlaceId P) -> ValueId {
    const PlaceNode Node = From.T.place(P);
    if (Node.Kind == PlaceKind::This)
      return This;
    if (Node.Kind == PlaceKind::Param)
      return Node.Arg < Call.Args.size() ? Call.Args[Node.Arg] : None;
    return None;
  };
  switch (N.Kind) {
  case ValueKind::Unknown:
    return C.T.unknown(N.A);
  case ValueKind::Int:
    return C.T.integerValue(integer(N.A));
  case ValueKind::Range: {
    const IntId Lo = integer(N.A), Hi = integer(N.B);
    return C.T.range(Lo, Hi);
  }
  case ValueKind::Addr:
  case ValueKind::Load: {
    if (N.Kind == ValueKind::Load) {
      if (ValueId Arg = Argument(N.A); Arg != None)
        return Arg;
      // A range of integers has no memory; it is passed as what it is.
      const PlaceNode P = From.T.place(N.A);
      if (P.Kind == PlaceKind::Deref)
        if (ValueId Arg = Argument(P.Parent);
            Arg != None && C.T.value(Arg).Kind == ValueKind::Range)
          return Arg;
    }
    std::vector<ValueId> Options;
    for (PlaceId P : place(N.A))
      Options.push_back(N.Kind == ValueKind::Addr ? C.T.addr(P) : C.T.load(P));
    return C.T.choice(std::move(Options));
  }
  case ValueKind::Choice: {
    std::vector<ValueId> Options;
    for (ValueId Option : From.T.choice(N))
      Options.push_back(value(Option));
    return C.T.choice(std::move(Options));
  }
  }
  return None;
}

std::uint32_t Import::loop(std::uint32_t L) {
  const LoopInfo &Source = From.Loops[L];
  auto &Map = Lifting && !Source.L.Once ? LiftedLoops : PlainLoops;
  // What a function finds once is one number for each call of it.
  const bool Once = Source.L.Once && Call.Strand == None && !Call.Repeated &&
                    C.Shape.around(Call.Block).empty();
  // Tasks of a blocking call share the variables of the loops around it.
  LoopInfo::Role Role = LoopInfo::Role::Private;
  if (Source.L.Once
          ? Once
          : Lifting && (Source.Kind == LoopInfo::Role::Shared ||
                        (Source.Kind == LoopInfo::Role::Own && LiftBlocking)))
    Role = LoopInfo::Role::Shared;
  const std::uint32_t Key = L * 2 + (Lifting && LiftBlocking && !Source.L.Once);
  auto [It, New] = Map.try_emplace(Key, 0);
  if (!New)
    return It->second;
  const std::uint32_t Number = C.newLoop(Loop(), Role);
  Map[Key] = Number;
  C.E.Loops[Number].Footprint = Source.Footprint;
  Loop Out = Source.L;
  Out.Once = Once;
  Out.Lo = integer(Source.L.Lo);
  Out.Hi = integer(Source.L.Hi);
  Out.By = integer(Source.L.By);
  C.E.Loops[Number].L = Out;
  return Number;
}

std::uint32_t Import::group(std::uint32_t G) {
  auto [It, New] = Groups.try_emplace(G, 0);
  if (!New)
    return It->second;
  const auto Number = static_cast<std::uint32_t>(C.E.Groups.size());
  Groups[G] = Number;
  GroupInfo Info = From.Groups[G];
  C.E.Groups.push_back(Info);
  for (ParallelCall::Dimension &D : Info.Dimensions) {
    D.Lo = integer(D.Lo);
    D.Hi = integer(D.Hi);
  }
  C.E.Groups[Number] = Info;
  return Number;
}

std::uint32_t Import::strand(std::uint32_t S) {
  auto [It, New] = Strands.try_emplace(S, 0);
  if (!New)
    return It->second;
  Strand Out;
  Out.Parent = From.Strands[S].Parent;
  Out.Many = From.Strands[S].Many;
  Out.SharesIndices = From.Strands[S].SharesIndices;
  Out.Sequential = From.Strands[S].Sequential;
  const auto Number = static_cast<std::uint32_t>(C.E.Strands.size());
  Strands[S] = Number;
  C.E.Strands.push_back(Out);
  if (From.Strands[S].Group != None) {
    const std::uint32_t G = group(From.Strands[S].Group);
    C.E.Strands[Number].Group = G;
  }
  return Number;
}
