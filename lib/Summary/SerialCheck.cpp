//===- SerialCheck.cpp - Whether a summary read back is consistent --------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SerialArchive.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/StringSet.h"

#include <tuple>

using namespace aether::analysis;

namespace {

/// Places contain integers and the other way round. The builders made each term
/// after its parts, so taking the next of either pool as soon as its parts are
/// there must reach the end of both; it does not if there is a cycle.
bool isWellFounded(const Terms &T) {
  std::size_t P = 0, I = 0;
  for (bool Progress = true; Progress;) {
    Progress = false;
    for (; P != T.Places.size(); ++P, Progress = true) {
      const PlaceNode &N = T.Places[P];
      if ((N.Kind == PlaceKind::Index || N.Kind == PlaceKind::Offset) &&
          N.Arg >= I)
        break;
    }
    for (; I != T.Ints.size(); ++I, Progress = true)
      if ((T.Ints[I].Kind == IntKind::Cell ||
           T.Ints[I].Kind == IntKind::Ticket) &&
          T.Ints[I].A >= P)
        break;
      else if (T.Ints[I].Kind == IntKind::Distance &&
               (T.Ints[I].A >= P || T.Ints[I].B >= P))
        break;
  }
  if (P != T.Places.size() || I != T.Ints.size())
    return false;
  for (std::size_t V = 0; V != T.Values.size(); ++V)
    if (T.Values[V].Kind == ValueKind::Choice)
      for (ValueId Option : T.Choices[T.Values[V].A])
        if (Option >= V)
          return false;
  return true;
}

/// Equal terms have equal ids: Solve would miss a conflict otherwise.
bool isConsed(const Terms &T) {
  llvm::DenseSet<std::tuple<unsigned, std::int64_t, unsigned, unsigned>> Seen;
  const unsigned Ints = 64, Values = 128; // tell the pools' kinds apart
  Seen.reserve(T.Places.size() + T.Ints.size() + T.Values.size());
  for (const PlaceNode &N : T.Places)
    if (!Seen.insert({unsigned(N.Kind), 0, N.Parent, N.Arg}).second)
      return false;
  for (const IntNode &N : T.Ints)
    if (!Seen.insert({Ints + unsigned(N.Kind), N.Value, N.A, N.B}).second)
      return false;
  for (const ValueNode &N : T.Values)
    if (!Seen.insert({Values + unsigned(N.Kind), 0, N.A, N.B}).second)
      return false;
  return true;
}

} // namespace

const char *serial::inconsistency(const TranslationUnitSummary &Unit) {
  llvm::StringSet<> Seen;
  if (Unit.Strings.empty() || !Unit.Strings.front().empty())
    return "the first string is not the empty one";
  for (const std::string &S : Unit.Strings)
    if (!Seen.insert(S).second)
      return "a string occurs twice";
  for (const FunctionSummary &F : Unit.Functions) {
    if (!isWellFounded(F.T))
      return "a term contains itself";
    if (!isConsed(F.T))
      return "a term occurs twice";
  }
  for (const Witness &W : Unit.Witnesses)
    if (W.First.Stack.empty() || W.Second.Stack.empty())
      return "a witness of nothing";
  return nullptr;
}
