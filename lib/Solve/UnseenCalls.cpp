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
// other files may name. So may one that is called through a pointer which
// nobody can follow.
//
//===----------------------------------------------------------------------===//

#include "Context.h"

using namespace aether::analysis;

/// \p Call runs a function whose body was not seen, or one that may call such.
void Context::noteUnseen(const CallInstance &Call) {
  E.CallsUnseen = true;
  UnseenAt[{Call.Block, Call.Event}] |= isLate(Call);
}

/// \p Call runs a function whose body was not seen, or which could not be
/// resolved, or which only a caller knows. Returns true if that is new.
bool Context::addUnseen(CallInstance &Call) {
  if (Call.Unseen)
    return false;
  Call.Unseen = true;
  // What a caller gave to be called, it brings in itself.
  const bool Open = !Call.Callee && Call.Waiting && Call.Reasons.empty();
  if (!Open)
    noteUnseen(Call);
  const ValueId What =
      T.unknown(W.str("`" + W.text(Call.Spelling) +
                      (Open ? "`, which a caller knows, may set it"
                            : "`, whose body was not seen, may set it")));
  bool Stores = false;
  auto Sets = [&](PlaceId To) {
    const PlaceKind Root = T.place(rootOf(To)).Kind;
    if (Root == PlaceKind::Function || (Open && Root != PlaceKind::Local))
      return;
    StoreEffect Put{To, What, false, Call.Block, Call.Event, Call.Pos};
    // It may as well leave what is there.
    Put.Imported = true;
    Put.Late = Call.Strand != None;
    addStore(Put);
    Stores = true;
  };
  // What it is given, and what is found from there: a lambda's captures, what
  // a reference_wrapper refers to.
  constexpr std::size_t MostGiven = 64;
  std::vector<ValueId> Given = Call.Args;
  if (!Open)
    Given.push_back(Call.This);
  std::set<PlaceId> Found;
  auto Reaches = [&](PlaceId To) {
    Sets(To);
    const PlaceId Root = rootOf(To);
    if (T.place(Root).Kind != PlaceKind::Local || !Found.insert(Root).second)
      return;
    if (auto It = StoresByRoot.find(Root); It != StoresByRoot.end())
      for (const IndexedStore &S : It->second)
        Given.push_back(AllStores[S.Store].Value);
  };
  for (std::size_t I = 0; I != Given.size() && I != MostGiven; ++I) {
    const ValueId V = Given[I];
    if (V == None)
      continue;
    std::vector<ValueId> Options{V};
    if (T.value(V).Kind == ValueKind::Choice)
      Options = T.choice(T.value(V));
    for (ValueId Option : Options) {
      const ValueNode N = T.value(Option);
      if (N.Kind == ValueKind::Addr)
        Reaches(N.A);
      else if (N.Kind == ValueKind::Load)
        for (PlaceId To : Places(resolve(T.deref(N.A))))
          if (T.place(rootOf(To)).Kind == PlaceKind::Local)
            Reaches(To);
    }
  }
  return Stores || !Open;
}

/// Brings in what those calls may set that nothing more is found of. Returns
/// true if that is new.
bool Context::addOpenCalls() {
  bool Changed = false;
  for (std::size_t I = 0; I != Calls.size(); ++I)
    if (!Calls[I].Callee && (Calls[I].Waiting || !Calls[I].Reasons.empty()))
      Changed |= addUnseen(Calls[I]);
  return Changed;
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
