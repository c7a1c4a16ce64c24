//===- SerialFields.h - The fields of a function's summary ------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Each structure has one function `io` that serves all archives (see
/// SerialArchive.h), so that they cannot drift apart. It takes the structure
/// apart with a structured binding: a member added to Summary.h and forgotten
/// here does not compile.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_SUMMARY_SERIALFIELDS_H
#define AETHER_LIB_SUMMARY_SERIALFIELDS_H

#include "SerialArchive.h"

namespace aether::analysis::serial {

template <typename Ar, typename T>
using Ref = std::conditional_t<Ar::Reading, T &, const T &>;

template <typename Ar> void ioStrings(Ar &A, Ref<Ar, std::vector<StringId>> X) {
  A.list(X, 1, [&](auto &S) { A.string(S); });
}

template <typename Ar> void ioValues(Ar &A, Ref<Ar, std::vector<ValueId>> X) {
  A.list(X, 1, [&](auto &V) { A.optional(V, A.Values); });
}

//===----------------------------------------------------------------------===//
// Terms
//===----------------------------------------------------------------------===//

template <typename Ar>
void io(Ar &A, Ref<Ar, PlaceNode> X, std::uint32_t Number) {
  auto &[Kind, Parent, Arg] = X;
  A.enumerator(Kind, PlaceKind::Owner);
  if (Kind >= PlaceKind::Field)
    A.below(Parent, Number);
  switch (Kind) {
  case PlaceKind::This:
  case PlaceKind::Deref:
  case PlaceKind::Elements:
  case PlaceKind::Structure:
  case PlaceKind::Owner:
    break;
  case PlaceKind::Param:
    A.id(Arg, A.Params);
    break;
  case PlaceKind::Local:
    A.id(Arg, A.Locals);
    break;
  case PlaceKind::Global:
    A.global(Arg);
    break;
  case PlaceKind::Alloc:
  case PlaceKind::Result:
    A.label(Arg);
    break;
  case PlaceKind::Function:
  case PlaceKind::Unknown:
  case PlaceKind::Field:
    A.string(Arg);
    break;
  case PlaceKind::Index:
  case PlaceKind::Offset:
    A.id(Arg, A.Ints);
    break;
  }
}

template <typename Ar>
void io(Ar &A, Ref<Ar, IntNode> X, std::uint32_t Number) {
  auto &[Kind, Value, Lhs, Rhs] = X;
  A.enumerator(Kind, IntKind::Opaque);
  switch (Kind) {
  case IntKind::Const:
    A.signedNumber(Value);
    break;
  case IntKind::Cell:
    A.id(Lhs, A.Places);
    break;
  case IntKind::LoopVar:
    A.id(Lhs, A.Loops);
    break;
  case IntKind::TaskIndex:
  case IntKind::BlockBegin:
  case IntKind::BlockEnd:
    A.id(Lhs, static_cast<std::uint32_t>(A.Dimensions.size()));
    A.id(Rhs, A.dimensionsOf(Lhs));
    break;
  case IntKind::Add:
  case IntKind::Mul:
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
    A.below(Lhs, Number);
    A.below(Rhs, Number);
    break;
  case IntKind::List:
    A.below(Lhs, Number);
    A.below(Rhs, Number);
    A.signedNumber(Value);
    break;
  case IntKind::Ticket:
    A.id(Lhs, A.Places);
    A.label(Rhs);
    A.signedNumber(Value);
    break;
  case IntKind::Distance:
    A.id(Lhs, A.Places);
    A.id(Rhs, A.Places);
    break;
  case IntKind::Opaque:
    A.string(Lhs);
    A.label(Rhs);
    break;
  }
}

template <typename Ar> void io(Ar &A, Ref<Ar, ValueNode> X) {
  auto &[Kind, Lhs, Rhs] = X;
  A.enumerator(Kind, ValueKind::Choice);
  switch (Kind) {
  case ValueKind::Unknown:
    A.string(Lhs);
    break;
  case ValueKind::Int:
    A.id(Lhs, A.Ints);
    break;
  case ValueKind::Addr:
  case ValueKind::Load:
    A.id(Lhs, A.Places);
    break;
  case ValueKind::Range:
    A.id(Lhs, A.Ints);
    A.id(Rhs, A.Ints);
    break;
  case ValueKind::Choice:
    A.id(Lhs, A.Choices);
    break;
  }
}

template <typename Ar> void ioTerms(Ar &A, Ref<Ar, Terms> T) {
  // All sizes first: the pools refer to each other.
  A.Places = A.size(T.Places, 1);
  A.Ints = A.size(T.Ints, 2);
  A.Values = A.size(T.Values, 2);
  A.Choices = A.size(T.Choices, 1);
  std::uint32_t Number = 0;
  for (auto &P : T.Places)
    io(A, P, Number++);
  Number = 0;
  for (auto &I : T.Ints)
    io(A, I, Number++);
  for (auto &V : T.Values)
    io(A, V);
  for (auto &Options : T.Choices)
    A.list(Options, 1, [&](auto &V) { A.id(V, A.Values); });
}

//===----------------------------------------------------------------------===//
// Events
//===----------------------------------------------------------------------===//

template <typename Ar> void io(Ar &A, Ref<Ar, Access> X) {
  auto &[Kind, Nature, Place, Spelling, Type, Pos, Step, Values, Sources] = X;
  A.enumerator(Kind, AccessKind::AtomicWrite);
  A.enumerator(Nature, AccessNature::Released);
  A.id(Place, A.Places);
  A.string(Spelling);
  A.string(Type);
  A.position(Pos);
  A.signedNumber(Step);
  A.signedNumber(Values);
  A.list(Sources, 1, [&](auto &S) { A.id(S, A.Places); });
}

template <typename Ar> void io(Ar &A, Ref<Ar, Store> X) {
  auto &[To, Value, Pos] = X;
  A.id(To, A.Places);
  A.optional(Value, A.Values);
  A.position(Pos);
}

template <typename Ar> void io(Ar &A, Ref<Ar, Call> X) {
  auto &[Callee, Target, This, Args, Result, Virtual, Perhaps, Repeated,
         Spelling, Pos] = X;
  A.string(Callee);
  A.optional(Target, A.Values);
  A.optional(This, A.Values);
  ioValues(A, Args);
  A.label(Result);
  A.flags(Virtual, Perhaps, Repeated);
  A.string(Spelling);
  A.position(Pos);
}

template <typename Ar> void io(Ar &A, Ref<Ar, LockEvent> X) {
  auto &[Op, Mode, Mutex, Guard, From, Spelling, Pos] = X;
  A.enumerator(Op, LockOp::Use);
  A.enumerator(Mode, LockMode::After);
  A.optional(Mutex, A.Places);
  A.optional(Guard, A.Places);
  A.optional(From, A.Places);
  A.string(Spelling);
  A.position(Pos);
}

template <typename Ar> void io(Ar &A, Ref<Ar, Parallel> X) {
  auto &[Index] = X;
  A.id(Index, static_cast<std::uint32_t>(A.Dimensions.size()));
}

template <typename Ar> void io(Ar &A, Ref<Ar, Join> X) {
  auto &[Handle, IfFalse, Pos] = X;
  A.optional(Handle, A.Places);
  A.flags(IfFalse);
  A.position(Pos);
}

template <typename Ar> void ioComparison(Ar &A, Ref<Ar, Condition> X) {
  auto &[Kind, Op, Negated, Lhs, Rhs, LhsAt, RhsAt] = X;
  A.enumerator(Op, CompareOp::NotEqual);
  A.optional(Lhs, A.Ints);
  A.optional(Rhs, A.Ints);
  A.optional(LhsAt, A.Places);
  A.optional(RhsAt, A.Places);
}

template <typename Ar> void ioTest(Ar &A, Ref<Ar, Condition> X) {
  bool Compares = X.Kind == Condition::Kind::Compare;
  A.flags(Compares);
  if constexpr (Ar::Reading)
    X.Kind = Compares ? Condition::Kind::Compare : Condition::Kind::None;
  if (Compares)
    ioComparison(A, X);
}

template <typename Ar> void io(Ar &A, Ref<Ar, Return> X) {
  auto &[Value, Pos, Tests, AnyOf] = X;
  A.optional(Value, A.Values);
  A.position(Pos);
  A.list(Tests, 1, [&](auto &Test) { ioTest(A, Test); });
  A.flags(AnyOf);
}

template <typename Ar> void io(Ar &A, Ref<Ar, Opaque> X) {
  auto &[Reason, Pos] = X;
  A.string(Reason);
  A.position(Pos);
}

template <typename Ar> void io(Ar &A, Ref<Ar, ScopeEnd> X) {
  auto &[Object, Spelling, Pos] = X;
  A.id(Object, A.Places);
  A.string(Spelling);
  A.position(Pos);
}

/// Makes \p E hold a default event of alternative number \p Tag.
template <std::size_t I = 0> void emplace(Event &E, std::size_t Tag) {
  if constexpr (I < std::variant_size_v<Event>) {
    if (I == Tag)
      E.emplace<I>();
    else
      emplace<I + 1>(E, Tag);
  }
}

template <typename Ar> void ioEvent(Ar &A, Ref<Ar, Event> E) {
  std::uint32_t Tag = static_cast<std::uint32_t>(E.index());
  A.id(Tag, static_cast<std::uint32_t>(std::variant_size_v<Event>));
  if constexpr (Ar::Reading)
    emplace(E, Tag);
  std::visit([&](auto &X) { io(A, X); }, E);
}

template <typename Ar> void io(Ar &A, Ref<Ar, Block> X) {
  auto &[Events, Successors, Branch] = X;
  A.list(Events, 2, [&](auto &E) { ioEvent(A, E); });
  A.list(Successors, 1, [&](auto &S) { A.id(S, A.Blocks); });
  auto &[Kind, Op, Negated, Lhs, Rhs, LhsAt, RhsAt] = Branch;
  A.enumerator(Kind, Condition::Kind::Never);
  if (Kind == Condition::Kind::None || Kind == Condition::Kind::Never)
    return;
  if (Kind == Condition::Kind::Compare) {
    ioComparison(A, Branch);
    return;
  }
  A.enumerator(Op, CompareOp::NotEqual);
  A.flags(Negated);
  A.id(Lhs, static_cast<std::uint32_t>(Events.size()));
  if constexpr (Ar::Reading) {
    const Event *Tested = A.failed() ? nullptr : &Events[Lhs];
    const auto *Lock = Tested ? std::get_if<LockEvent>(Tested) : nullptr;
    const auto *Tasks = Tested ? std::get_if<Join>(Tested) : nullptr;
    if (Kind == Condition::Kind::TryLock
            ? !Lock || (Lock->Op != LockOp::TryAcquire &&
                        Lock->Op != LockOp::TryWait)
            : !Tasks || !Tasks->IfFalse)
      A.fail("a branch on something that is not tested");
  }
}

//===----------------------------------------------------------------------===//
// Functions
//===----------------------------------------------------------------------===//

template <typename Ar> void io(Ar &A, Ref<Ar, Loop> X) {
  auto &[Lo, Hi, Step, By, Factor, Complete, Downwards, Once, Variable] = X;
  A.optional(Lo, A.Ints);
  A.optional(Hi, A.Ints);
  A.signedNumber(Step);
  A.optional(By, A.Ints);
  A.signedNumber(Factor);
  A.flags(Complete, Downwards, Once);
  A.string(Variable);
}

template <typename Ar> void io(Ar &A, Ref<Ar, Local> X) {
  auto &[Name, Type, Pos, IsParam, Param] = X;
  A.string(Name);
  A.string(Type);
  A.position(Pos);
  A.flags(IsParam);
  if (IsParam)
    A.id(Param, A.Params);
}

template <typename Ar> void io(Ar &A, Ref<Ar, ParallelCall::Task> X) {
  auto &[Callee, Callable, Args, Bindings, Accesses, Many, OwnCopy,
         SharesIndices, Sequential] = X;
  A.string(Callee);
  A.optional(Callable, A.Values);
  ioValues(A, Args);
  A.list(Bindings, 2, [&](auto &B) {
    auto &[Cell, Value] = B;
    A.optional(Cell, A.Places);
    A.optional(Value, A.Values);
  });
  A.list(Accesses, 7, [&](auto &B) { io(A, B); });
  A.flags(Many, OwnCopy, SharesIndices, Sequential);
}

template <typename Ar> void io(Ar &A, Ref<Ar, ParallelCall> X) {
  auto &[Callee, Pos, MemberPos, ParenPos, MacroPos, MacroEndPos, Dimensions,
         Tasks, Blocking, Handle, IfUnseen, Unsequenced, UserAssumptions,
         ModelAssumptions] = X;
  A.string(Callee);
  A.position(Pos);
  A.position(MemberPos);
  A.position(ParenPos);
  A.position(MacroPos);
  A.position(MacroEndPos);
  for (auto &Dimension : Dimensions) { // their number is known already
    auto &[IsBlock, Lo, Hi] = Dimension;
    A.flags(IsBlock);
    A.optional(Lo, A.Ints);
    A.optional(Hi, A.Ints);
  }
  A.list(Tasks, 6, [&](auto &T) { io(A, T); });
  A.flags(Blocking, Unsequenced);
  A.optional(Handle, A.Places);
  A.string(IfUnseen);
  ioStrings(A, UserAssumptions);
  ioStrings(A, ModelAssumptions);
}

template <typename Ar> void io(Ar &A, Ref<Ar, FunctionSummary> X) {
  auto &[Key, Name, Pos, InUserCode, InternalLinkage, IsLambda, IsInstantiation,
         Overrides, IsFinal, Params, Locals, NonNull, Loops, Parallels, Blocks,
         T] = X;
  A.startFunction();
  A.string(Key);
  A.string(Name);
  A.position(Pos);
  A.flags(InUserCode, InternalLinkage, IsLambda, IsInstantiation, IsFinal);
  ioStrings(A, Overrides);
  A.Params = A.size(Params, 2);
  for (auto &P : Params) {
    auto &[ParamName, Type] = P;
    A.string(ParamName);
    A.string(Type);
  }
  A.Locals = A.size(Locals, 4);
  for (auto &L : Locals)
    io(A, L);

  A.list(NonNull, 1, [&](auto &N) { A.label(N); });

  // What terms refer to by number, then the terms, then what refers to them.
  A.Loops = A.size(Loops, 5);
  A.size(Parallels, 12);
  for (auto &P : Parallels)
    A.Dimensions.push_back(A.size(P.Dimensions, 3));
  A.Blocks = A.size(Blocks, 3);
  ioTerms(A, T);
  for (auto &L : Loops)
    io(A, L);
  for (auto &P : Parallels)
    io(A, P);
  for (auto &B : Blocks)
    io(A, B);
}

//===----------------------------------------------------------------------===//
// Witnesses
//===----------------------------------------------------------------------===//

template <typename Ar> void io(Ar &A, Ref<Ar, WitnessFrame> X) {
  auto &[Function, Start, Pos] = X;
  A.string(Function);
  A.position(Start);
  A.position(Pos);
}

template <typename Ar> void io(Ar &A, Ref<Ar, WitnessAccess> X) {
  auto &[Kind, Form, Spelling, Stack, Start] = X;
  A.enumerator(Kind, AccessKind::AtomicWrite);
  A.enumerator(Form, WitnessForm::Container);
  A.string(Spelling);
  A.list(Stack, 3, [&](auto &F) { io(A, F); });
  A.list(Start, 3, [&](auto &F) { io(A, F); });
}

template <typename Ar> void io(Ar &A, Ref<Ar, Witness> X) {
  auto &[First, Second, Memory, Variable, FromMain] = X;
  A.startFunction(); // No position is told by those of functions.
  io(A, First);
  io(A, Second);
  A.enumerator(Memory, WitnessMemory::Heap);
  A.string(Variable);
  A.flags(FromMain);
}

} // namespace aether::analysis::serial

#endif // AETHER_LIB_SUMMARY_SERIALFIELDS_H
