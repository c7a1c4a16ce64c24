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
  if (C.Op == CompareOp::Less || C.Op == CompareOp::LessEqual)
    std::swap(C.LhsAt, C.RhsAt);
  const Fact Not = negated({C.Op, C.Lhs, C.Rhs});
  C.Op = Not.Op;
  C.Lhs = Not.Lhs;
  C.Rhs = Not.Rhs;
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

/// Adds to \p Out what \p C, which holds at the end of \p Block, says of
/// variables of this function, or of its callers. (That one of several things
/// holds says nothing of any.)
void Context::follow(const Condition &C, std::uint32_t Block,
                     std::vector<Condition> &Out) {
  auto IsResult = [&] {
    return C.Kind == Condition::Kind::Compare && C.Lhs != None &&
           C.Rhs != None &&
           (C.Op == CompareOp::Equal || C.Op == CompareOp::NotEqual) &&
           T.integer(C.Lhs).Kind == IntKind::Cell &&
           T.integer(C.Rhs).Kind == IntKind::Const &&
           T.integer(C.Rhs).Value == 0;
  };
  const CallInstance *Call =
      IsResult() ? callFor(T.integer(C.Lhs).A, Block) : nullptr;
  if (!Call || Call->uncertain() || Call->Callees.size() != 1 ||
      !Call->Callees.front().Map || !Call->Callees.front().From ||
      Call->Callees.front().From->Tests.empty()) {
    Out.push_back(C);
    return;
  }
  Import &Map = *Call->Callees.front().Map;
  const Effects &From = *Call->Callees.front().From;
  const bool Zero = C.Op == CompareOp::Equal;
  if (From.AnyOf != Zero && From.Tests.size() > 1)
    return;
  for (Condition Test : From.Tests) {
    for (PlaceId *At : {&Test.LhsAt, &Test.RhsAt})
      if (*At != None) {
        const Places To = Map.place(*At);
        *At = To.size() == 1 ? To.front() : None;
        if (*At == None)
          Test.Kind = Condition::Kind::None;
      }
    for (IntId *Side : {&Test.Lhs, &Test.Rhs})
      *Side = Map.integer(*Side);
    Out.push_back(Zero && Test.Kind == Condition::Kind::Compare ? opposite(Test)
                                                                : Test);
  }
}

/// What holds on edge number \p Edge out of \p Block: comparisons, or None for
/// what is not understood.
std::vector<Condition> Context::known(std::uint32_t Block, std::uint32_t Edge) {
  std::vector<Condition> Out;
  const Condition &Branch = F.Blocks[Block].Branch;
  follow(Edge == 1 && Branch.Kind == Condition::Kind::Compare ? opposite(Branch)
                                                              : Branch,
         Block, Out);
  return Out;
}

/// What callers are told of the result.
void Context::exportTests() {
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
  if (!Only)
    return;
  for (const Condition &Given : Only->Tests) {
    std::vector<Condition> Inner;
    if (Given.Kind == Condition::Kind::Compare)
      follow(Given, Block, Inner);
    Condition Test = Inner.size() == 1 ? Inner.front() : Condition();
    for (const auto &[Side, At] : {std::pair(&Test.Lhs, &Test.LhsAt),
                                   std::pair(&Test.Rhs, &Test.RhsAt)}) {
      if (*At == None && *Side != None &&
          T.integer(*Side).Kind == IntKind::Cell)
        *At = T.integer(*Side).A;
      if (*At != None) {
        const Places To = resolve(*At);
        *At = To.size() == 1 && leaves(To.front()) ? To.front() : None;
        *Side = None;
      }
      if (*At == None &&
          (*Side == None || T.integer(*Side).Kind != IntKind::Const)) {
        Test = Condition();
        break;
      }
    }
    E.Tests.push_back(Test);
  }
  E.AnyOf = Only->AnyOf;
}
