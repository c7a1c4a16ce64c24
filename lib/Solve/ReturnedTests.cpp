//===- ReturnedTests.cpp - Tests that called functions make ---------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `while (!isOpen()) wait(c, m);`, `c.wait(l, [&] { return left == 0; });`:
// what a branch on the result of a call tests is what the function returns.
//
//===----------------------------------------------------------------------===//

#include "Context.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

static Condition opposite(Condition C) {
  switch (C.Op) {
  case CompareOp::Equal:
    C.Op = CompareOp::NotEqual;
    return C;
  case CompareOp::NotEqual:
    C.Op = CompareOp::Equal;
    return C;
  case CompareOp::Less:
    C.Op = CompareOp::LessEqual;
    break;
  case CompareOp::LessEqual:
    C.Op = CompareOp::Less;
    break;
  }
  std::swap(C.Lhs, C.Rhs);
  std::swap(C.LhsAt, C.RhsAt);
  return C;
}

/// The last call before the end of \p Block, if the result \p P is its own.
/// (Any call may end a block.)
const CallInstance *Context::callFor(PlaceId P, std::uint32_t Block) const {
  if (T.place(P).Kind != PlaceKind::Result)
    return nullptr;
  for (unsigned Steps = 0; Steps != 4; ++Steps) {
    const auto &Events = F.Blocks[Block].Events;
    for (auto I = static_cast<std::uint32_t>(Events.size()); I-- > 0;) {
      const auto *Read = std::get_if<Access>(&Events[I]);
      if ((Read && !isWrite(Read->Kind)) ||
          std::holds_alternative<Return>(Events[I]))
        continue;
      auto It = CallsAt.find({Block, I});
      if (It == CallsAt.end() || It->second.size() != 1)
        return nullptr;
      const CallInstance *Call = It->second.front();
      return Call->Strand == None && Call->Result == P ? Call : nullptr;
    }
    if (Shape.Predecessors[Block].size() != 1)
      return nullptr;
    Block = Shape.Predecessors[Block].front();
  }
  return nullptr;
}

/// What \p C, which is tested at the end of \p Block, is of variables of this
/// function, or of its callers.
Condition Context::followed(const Condition &C, std::uint32_t Block) {
  if (C.Kind != Condition::Kind::Compare || C.Lhs == None || C.Rhs == None ||
      (C.Op != CompareOp::Equal && C.Op != CompareOp::NotEqual) ||
      T.integer(C.Lhs).Kind != IntKind::Cell ||
      T.integer(C.Rhs).Kind != IntKind::Const || T.integer(C.Rhs).Value != 0)
    return C;
  const CallInstance *Call = callFor(T.integer(C.Lhs).A, Block);
  if (!Call || Call->uncertain() || Call->Callees.size() != 1)
    return C;
  const CallInstance::Resolved &Callee = Call->Callees.front();
  if (!Callee.Map || !Callee.From ||
      Callee.From->Test.Kind != Condition::Kind::Compare)
    return C;
  Condition Out = Callee.From->Test;
  for (PlaceId *At : {&Out.LhsAt, &Out.RhsAt})
    if (*At != None) {
      const Places To = Callee.Map->place(*At);
      if (To.size() != 1)
        return C;
      *At = To.front();
    }
  for (IntId *Side : {&Out.Lhs, &Out.Rhs})
    *Side = Callee.Map->integer(*Side);
  return C.Op == CompareOp::Equal ? opposite(Out) : Out;
}

/// What callers are told of the result.
void Context::exportTest() {
  const Return *Only = nullptr;
  std::uint32_t Block = 0;
  for (std::uint32_t B : Shape.Order)
    for (const Event &Ev : F.Blocks[B].Events)
      if (const auto *R = std::get_if<Return>(&Ev)) {
        if (Only)
          return;
        Only = R;
        Block = B;
      }
  if (!Only || Only->Test.Kind != Condition::Kind::Compare)
    return;
  Condition Test = followed(Only->Test, Block);
  for (const auto &[Side, At] :
       {std::pair(&Test.Lhs, &Test.LhsAt), std::pair(&Test.Rhs, &Test.RhsAt)}) {
    if (*At == None && *Side != None && T.integer(*Side).Kind == IntKind::Cell)
      *At = T.integer(*Side).A;
    if (*At != None) {
      const Places To = resolve(*At);
      if (To.size() != 1 || !leaves(To.front()))
        return;
      *At = To.front();
      *Side = None;
    } else if (*Side == None || T.integer(*Side).Kind != IntKind::Const) {
      return;
    }
  }
  E.Test = Test;
}
