//===- Alternatives.cpp - What one of several callees does ----------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Context.h"

#include "llvm/ADT/Hashing.h"
#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

std::size_t Context::commonKey(const AccessEffect &A) {
  return llvm::hash_combine(A.Place, unsigned(A.Kind), unsigned(A.Nature));
}

/// What all that may run in place of one another do, whichever it is.
void Context::findCommon(CallInstance &Call) {
  if (Call.Waiting || Call.Callees.size() < 2)
    return;
  for (std::size_t I = 0; I != Call.Callees.size(); ++I) {
    CallInstance::Resolved &R = Call.Callees[I];
    std::set<std::size_t> Keys;
    if (R.Map)
      for (std::uint32_t N : R.From->Accesses) {
        const AccessEffect &A = R.From->All[N];
        if (A.Approximate || !A.Locks.empty() || !A.Facts.empty() ||
            !A.Dispatches.empty())
          continue;
        const Places Named = R.Map->place(A.Place);
        if (Named.size() != 1)
          continue;
        const Places To = resolve(Named.front());
        if (To.size() != 1)
          continue;
        AccessEffect Moved = A;
        Moved.Place = To.front();
        Keys.insert(commonKey(Moved));
      }
    if (I == 0)
      Call.Common = std::move(Keys);
    else
      std::erase_if(Call.Common,
                    [&](std::size_t Key) { return !Keys.count(Key); });
  }
}

/// Whichever of several runs, it writes to some object for certain: one for
/// each of them; nothing if that is not known.
std::vector<PlaceId> Context::oneForEach(CallInstance &Call) {
  std::vector<PlaceId> Out;
  if (Call.Waiting || Call.Perhaps || Call.Callees.size() < 2 || Call.Outer ||
      !Call.Reasons.empty())
    return {};
  for (CallInstance::Resolved &R : Call.Callees) {
    PlaceId Object = None;
    if (R.Map && !W.InProgress[R.Function])
      for (std::uint32_t N : R.From->Accesses) {
        const AccessEffect &A = R.From->All[N];
        if (A.Kind != AccessKind::Write || !A.Certain || A.Approximate ||
            !A.Locks.empty() || !A.Facts.empty() || !A.Dispatches.empty())
          continue;
        const Places Named = R.Map->place(A.Place);
        const Places To = Named.size() == 1 ? resolve(Named.front()) : Places();
        if (To.size() != 1)
          continue;
        Object = To.front();
        break;
      }
    if (Object == None)
      return {};
    if (!llvm::is_contained(Out, Object))
      Out.push_back(Object);
  }
  return Out.size() <= MaxOneOf ? Out : std::vector<PlaceId>();
}

/// Do the tasks that make the call find the functions that it may run in one
/// and the same place? Then whichever they find, all of them do.
bool Context::isOneForAll(const CallInstance &Call) {
  constexpr unsigned MaxSteps = 4;
  if (Call.Strand == None || !E.Strands[Call.Strand].Many || Call.Waiting ||
      Call.Perhaps || !Call.Reasons.empty() || Call.Target == None)
    return false;
  auto IsOne = [&](auto &&Self, PlaceId P, unsigned Steps) -> bool {
    if (T.place(rootOf(P)).Kind == PlaceKind::Function)
      return true;
    return Steps != MaxSteps &&
           llvm::all_of(Places(resolve(P)), [&](PlaceId Q) {
             for (PlaceId At = Q; At != None; At = T.place(At).Parent) {
               const PlaceNode N = T.place(At);
               if (N.Kind == PlaceKind::Elements ||
                   N.Kind == PlaceKind::Offset ||
                   N.Kind == PlaceKind::Unknown ||
                   (N.Kind == PlaceKind::Index &&
                    T.integer(N.Arg).Kind != IntKind::Const))
                 return false;
             }
             if (isPrivate(Q, Call.Strand) || isThreadLocal(rootOf(Q)))
               return false;
             return llvm::all_of(contents(Q, &Call).Values, [&](ValueId V) {
               const ValueNode N = T.value(V);
               return N.Kind == ValueKind::Int ||
                      ((N.Kind == ValueKind::Addr ||
                        N.Kind == ValueKind::Load) &&
                       Self(Self, N.A, Steps + 1));
             });
           });
  };
  const ValueNode V = T.value(Call.Target);
  return (V.Kind == ValueKind::Addr || V.Kind == ValueKind::Load) &&
         IsOne(IsOne, V.A, 0);
}
