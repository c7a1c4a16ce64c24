//===- Import.h - Calls and the terms of callees ----------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A call as it is met in a context, and what brings the terms of whom it calls
/// into the function's own.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_SOLVE_IMPORT_H
#define AETHER_LIB_SOLVE_IMPORT_H

#include "Workspace.h"

#include "llvm/ADT/SmallVector.h"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace aether::analysis {

using Places = llvm::SmallVector<PlaceId, 2>;

class Context;

/// A call as met in this context: in the body, as a task, or handed on by a
/// callee that did not know whom it calls.
struct CallInstance {
  std::uint32_t Strand = None; ///< None: the body itself
  std::uint32_t Block = 0, Event = 0;
  StringId Callee = 0;
  ValueId Target = None, This = None;
  std::vector<ValueId> Args;
  PlaceId Result = None;
  bool Virtual = false, Task = false;
  StringId Spelling = 0;
  SourcePos Pos;
  const Frame *Outer = nullptr; ///< frames before this call
  std::vector<HeldLock> Locks;  ///< held since those frames
  std::vector<PlaceId> Released;
  Past Before;
  std::vector<Fact> Facts;
  /// Result of resolving: who runs, with which object.
  struct Resolved {
    FunctionIx Function = None;
    ValueId This = None;
    PlaceId Closure = None; ///< what This is a copy of
    const Effects *From = nullptr;
    std::unique_ptr<class Import> Map;
  };
  std::vector<Resolved> Callees;
  std::set<PlaceId> HeldIn; ///< objects in which the target was found
  bool Waiting = false;     ///< for a caller who knows the target
  bool Perhaps = false;     ///< there may be nothing to call it for
  bool Repeated = false;    ///< perhaps several times in a row
  bool Unseen = false;      ///< of a function whose body was not seen
  bool Forwarded = false;   ///< made by a callee, which did not know the target
  /// Not known to be reached with the callable that was found: the accesses are
  /// those of one of several, or none.
  bool uncertain() const { return Waiting || Perhaps || Callees.size() > 1; }
  std::set<std::string> Reasons; ///< why (part of) the call is not understood
  std::set<std::string> Limits;  ///< the same, for what is looked at only once
  /// Of several callees: the accesses that each of them makes.
  std::set<std::size_t> Common;
};

/// Replaces a callee's roots by the values of one call.
class Import {
public:
  Import(Context &C, FunctionIx Callee, const Effects &From, CallInstance &Call,
         ValueId This, PlaceId Closure)
      : Callee(Callee), C(C), From(From), Call(Call), This(This),
        Closure(Closure) {}

  const FunctionIx Callee;
  const Effects &from() const { return From; }
  unsigned depth(PlaceId P) const {
    unsigned N = 0;
    for (P = From.T.place(P).Parent; P != None; P = From.T.place(P).Parent)
      ++N;
    return N;
  }
  /// Steps of \p P that lead to some element of a container.
  unsigned elements(PlaceId P) const;

  Places place(PlaceId P);
  IntId integer(IntId I);
  ValueId value(ValueId V);
  /// For relations of the callee, which keep their groups and shared loops.
  std::uint32_t group(std::uint32_t G);
  std::uint32_t strand(std::uint32_t S);
  std::uint32_t loop(std::uint32_t L);
  /// That it is this callee that the call runs.
  std::optional<Dispatch> Chosen;
  void lift(bool On, bool Blocking = true) {
    Lifting = On;
    LiftBlocking = Blocking;
    Lifted = Memo();
  }

private:
  /// Known answers, by the callee's ids.
  struct Memo {
    std::vector<std::uint32_t> PlaceAt; ///< 0: not yet; else 1 + its number
    std::vector<Places> OfPlace;
    std::vector<std::pair<bool, IntId>> OfInt;
  };
  Memo &memo() { return Lifting ? Lifted : Plain; }
  Places root(const PlaceNode &N, PlaceId P);
  Places pointees(ValueId V);
  PlaceId object(PlaceKind Kind, std::uint32_t Number);
  PlaceId captured(PlaceId P);
  IntId atom(IntId I, const IntNode &N);

  Context &C;
  const Effects &From;
  CallInstance &Call;
  ValueId This;
  PlaceId Closure;
  bool Lifting = false, LiftBlocking = true;
  Memo Plain, Lifted;
  std::map<std::pair<PlaceKind, std::uint32_t>, PlaceId> Objects;
  std::map<std::size_t, IntId> Ranges; ///< of footprints: some element
  std::map<std::uint32_t, std::uint32_t> LiftedLoops, PlainLoops, Groups,
      Strands;
  std::map<std::pair<IntKind, std::pair<std::uint32_t, std::uint32_t>>,
           std::uint32_t>
      IndexLoops;
  friend class Context;
};

} // namespace aether::analysis

#endif // AETHER_LIB_SOLVE_IMPORT_H
