//===- Overriders.cpp - What a virtual call runs --------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// All overriders of a virtual function are followed. Their accesses remember
// which object decides between them, until a function knows how that was made.
//
//===----------------------------------------------------------------------===//

#include "Context.h"

#include "aether-analysis/Overriders.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

/// Is \p P what a smart pointer owns, or a part of that? A store into it may be
/// that of another object in its place, and is not a copy into the first.
static bool isOwned(const Context &C, PlaceId P) {
  for (; P != None; P = C.T.place(P).Parent)
    if (C.T.place(P).Kind == PlaceKind::Field &&
        C.W.text(C.T.place(P).Arg) == "owned")
      return true;
  return false;
}

/// The functions that \p Slot may name; nothing if not all of them are known.
/// An object is of the class that it was made as, whatever is copied into it
/// later. Where only copies are seen it may have been made by copying a base of
/// another (an element by a library, say), and nobody says so: then only whole
/// objects are trusted, variables and what pointers own. An object that another
/// has taken the place of before the call \p Before is none of them.
std::optional<std::set<FunctionIx>>
Context::overriders(PlaceId Slot, const CallInstance *Before) {
  std::set<FunctionIx> Out;
  std::set<PlaceId> Seen;
  const StringId Part = T.place(Slot).Arg;
  auto Follow = [&](auto &&Self, PlaceId At) -> bool {
    if (!Seen.insert(At).second)
      return true;
    // What it is a copy of may have been replaced since that was copied.
    const CallInstance *Now = Seen.size() == 1 ? Before : nullptr;
    return llvm::all_of(Places(resolve(At)), [&](PlaceId Cell) {
      const PlaceId Object = T.place(Cell).Parent;
      if (Object == None)
        return false;
      const PlaceNode N = T.place(Object);
      const bool Pointed = N.Kind == PlaceKind::Deref;
      if (!Pointed && !isOwned(*this, Object)) {
        const Content Made = contents(Cell);
        bool Known = false;
        for (ValueId V : Made.Values)
          if (const ValueNode Value = T.value(V);
              Value.Kind == ValueKind::Unknown) {
            const FunctionIx Fn = W.P.find(Value.A);
            if (Fn == None)
              return false;
            Out.insert(Fn);
            Known = true;
          }
        if (Known)
          return !Made.Initial;
      }
      if (!Pointed && N.Kind != PlaceKind::Local &&
          N.Kind != PlaceKind::Alloc && N.Kind != PlaceKind::Result &&
          !(N.Kind == PlaceKind::Field && W.text(N.Arg) == "owned"))
        return false;
      const Content Held = contents(Pointed ? N.Parent : Cell, Now);
      if (Held.Initial || Held.Values.empty())
        return false;
      return llvm::all_of(Held.Values, [&](ValueId V) {
        const ValueNode Value = T.value(V);
        if (Pointed) {
          if (Value.Kind == ValueKind::Int) // A null pointer leads nowhere.
            return T.integer(Value.A).Kind == IntKind::Const;
          if (Value.Kind != ValueKind::Addr && Value.Kind != ValueKind::Load)
            return false;
          return Self(Self,
                      T.field(Value.Kind == ValueKind::Addr ? Value.A
                                                            : T.deref(Value.A),
                              Part));
        }
        if (Value.Kind == ValueKind::Load)
          return Self(Self, Value.A);
        const FunctionIx Fn =
            Value.Kind == ValueKind::Unknown ? W.P.find(Value.A) : None;
        if (Fn == None)
          return false;
        Out.insert(Fn);
        return true;
      });
    });
  };
  if (!Follow(Follow, Slot) || Out.empty())
    return std::nullopt;
  return Out;
}

/// Where the object that \p Call is made for says what runs; None if it is not
/// virtual, or nobody knows the object.
PlaceId Context::slotOf(const CallInstance &Call) {
  if (!Call.Virtual || !Call.Callee || Call.This == None)
    return None;
  const ValueKind K = T.value(Call.This).Kind;
  if (K != ValueKind::Addr && K != ValueKind::Load)
    return None;
  return T.field(T.pointee(Call.This, 0),
                 W.str(overriderPart(W.text(Call.Callee))));
}

/// Takes out what calls for objects that are known do not run.
void Context::dropOverriders() {
  for (CallInstance &Call : Calls) {
    const PlaceId Slot = Call.Callees.size() > 1 ? slotOf(Call) : None;
    if (Slot == None)
      continue;
    if (const auto Known = overriders(Slot, &Call))
      llvm::erase_if(Call.Callees, [&](const CallInstance::Resolved &R) {
        return !Known->count(R.Function);
      });
  }
}

/// The choice \p Made in a callee, as it is here: true if it is made for
/// certain, false if it is not, nothing if a caller may know; \p Made says then
/// what of.
std::optional<bool> Context::imported(Dispatch &Made, Import &Map) {
  if (Made.Slot == None || W.InProgress[Map.Callee]) {
    Made.Slot = None;
    return std::nullopt;
  }
  const Places Slots = Map.place(Made.Slot);
  bool Always = !Slots.empty(), Ever = Slots.empty();
  for (PlaceId Slot : Slots) {
    const auto Known = overriders(Slot, &Map.Call);
    Always &= Known && Known->size() == 1 && Known->count(Made.Runs);
    Ever |= !Known || Known->count(Made.Runs);
  }
  Made.Slot = None;
  // A closure of this function's is none that callers know.
  if (Slots.size() == 1)
    if (const Places Known = resolve(Slots.front()); Known.size() == 1)
      Made.Slot = Known.front();
  if (!Ever || Always)
    return Ever;
  return std::nullopt;
}
