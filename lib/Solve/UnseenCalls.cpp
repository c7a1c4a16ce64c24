//===- UnseenCalls.cpp - What functions without a body may store ----------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `int *p, *q; int main() { setup(); ... }`: a function whose body was not seen
// may put anything into what it has the address of, and into the globals that
// other files may name.
//
//===----------------------------------------------------------------------===//

#include "Context.h"

using namespace aether::analysis;

/// \p Call runs a function whose body was not seen, or one that may call such.
void Context::noteUnseen(const CallInstance &Call) {
  E.CallsUnseen = true;
  UnseenAt[{Call.Block, Call.Event}] |= isLate(Call);
}

/// \p Call runs a function whose body was not seen. Returns true if that is
/// new.
bool Context::addUnseen(CallInstance &Call) {
  if (Call.Unseen)
    return false;
  Call.Unseen = true;
  noteUnseen(Call);
  const ValueId What = T.unknown(W.str(
      "`" + W.text(Call.Spelling) + "`, whose body was not seen, may set it"));
  std::vector<ValueId> Given = Call.Args;
  Given.push_back(Call.This);
  for (ValueId V : Given) {
    if (V == None)
      continue;
    std::vector<ValueId> Options{V};
    if (T.value(V).Kind == ValueKind::Choice)
      Options = T.choice(T.value(V));
    for (ValueId Option : Options) {
      const ValueNode N = T.value(Option);
      if (N.Kind != ValueKind::Addr || T.place(N.A).Kind == PlaceKind::Function)
        continue;
      StoreEffect Put{N.A, What, false, Call.Block, Call.Event, Call.Pos};
      // It may as well leave what is there.
      Put.Imported = true;
      Put.Late = Call.Strand != None;
      addStore(Put);
    }
  }
  return true;
}

/// May a function that was not seen have set the global \p Cell is a part of
/// before \p At, where \p Over are all the places that set it?
bool Context::isSetUnseen(PlaceId Cell, const CallInstance *At,
                          const std::set<Spot> &Over) const {
  if (UnseenAt.empty())
    return false;
  const PlaceNode Root = T.place(rootOf(Cell));
  // What only one file may name has no name that all understand.
  if (Root.Kind != PlaceKind::Global || W.P.Globals[Root.Arg].Constant ||
      W.text(W.P.Globals[Root.Arg].Key).rfind("c:@", 0) != 0)
    return false;
  if (!At || Over.empty() || isLate(*At))
    return true;
  return std::any_of(UnseenAt.begin(), UnseenAt.end(), [&](const auto &Unseen) {
    const auto &[Where, Late] = Unseen;
    return Late || reaches(Where, {At->Block, At->Event}, Over);
  });
}
