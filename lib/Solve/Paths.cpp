//===- Paths.cpp - The steps of places, one or two at a time --------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Paths.h"

#include <algorithm>

using namespace aether::analysis;

Path aether::analysis::pathOf(const Terms &T, PlaceId P) {
  Path Out;
  for (; T.place(P).Parent != None; P = T.place(P).Parent)
    Out.push_back(P);
  std::reverse(Out.begin(), Out.end());
  return Out;
}

unsigned aether::analysis::elementSteps(const Terms &T, PlaceId P) {
  unsigned N = 0;
  for (; P != None; P = T.place(P).Parent)
    N += T.place(P).Kind == PlaceKind::Elements;
  return N;
}

PlaceId aether::analysis::step(Terms &T, PlaceId Parent, PlaceNode N) {
  switch (N.Kind) {
  case PlaceKind::Field:
    return T.field(Parent, N.Arg);
  case PlaceKind::Deref:
    return T.deref(Parent);
  case PlaceKind::Index:
    return T.index(Parent, N.Arg);
  case PlaceKind::Elements:
    return T.elements(Parent);
  case PlaceKind::Offset:
    return T.offset(Parent, N.Arg);
  case PlaceKind::Structure:
    return T.structure(Parent);
  case PlaceKind::Owner:
    return T.owner(Parent);
  default:
    return Parent;
  }
}

StepPairs::StepPairs(const Terms &T, PlaceId A, PlaceId B)
    : T(T), PathA(pathOf(T, A)), PathB(pathOf(T, B)) {}

static bool isElement(PlaceKind K) {
  return K == PlaceKind::Index || K == PlaceKind::Elements;
}

StepPairs::Kind StepPairs::kind() const {
  const bool MovesA = !endsA() && a().Kind == PlaceKind::Offset;
  const bool MovesB = !endsB() && b().Kind == PlaceKind::Offset;
  if (MovesA != MovesB) {
    if (MovesA && (endsB() || !isElement(b().Kind)))
      return Kind::OffsetOfA;
    if (MovesB && (endsA() || !isElement(a().Kind)))
      return Kind::OffsetOfB;
    return Kind::Elements;
  }
  if (endsA() || endsB())
    return Kind::End;
  const PlaceNode &NA = a(), &NB = b();
  if (NA.Kind == NB.Kind)
    return NA.Kind == PlaceKind::Field && NA.Arg != NB.Arg ? Kind::Different
                                                           : Kind::Same;
  return isElement(NA.Kind) && isElement(NB.Kind) ? Kind::Elements
                                                  : Kind::Different;
}

void StepPairs::next() {
  const Kind K = kind();
  AtA += K != Kind::OffsetOfB;
  AtB += K != Kind::OffsetOfA;
}

bool StepPairs::leadOn() const {
  auto Leads = [&](const Path &P, std::size_t From) {
    return std::any_of(P.begin() + From, P.end(), [&](PlaceId Q) {
      return T.place(Q).Kind == PlaceKind::Deref ||
             T.place(Q).Kind == PlaceKind::Owner;
    });
  };
  return Leads(PathA, AtA) || Leads(PathB, AtB);
}

bool aether::analysis::hasIndex(const PlaceNode &N) {
  return N.Kind == PlaceKind::Index || N.Kind == PlaceKind::Offset;
}

/// Is \p P the place \p Whole, or the same of one element where \p Whole is
/// that of all elements?
static bool coversSame(const Terms &T, PlaceId Whole, PlaceId P) {
  if (Whole == P)
    return true;
  const PlaceNode &W = T.place(Whole);
  const PlaceNode &N = T.place(P);
  if (W.Kind == PlaceKind::Elements)
    return (N.Kind == PlaceKind::Elements || hasIndex(N)) &&
           W.Parent == N.Parent;
  return W.Kind == PlaceKind::Field && N.Kind == PlaceKind::Field &&
         W.Arg == N.Arg && coversSame(T, W.Parent, N.Parent);
}

bool aether::analysis::covers(const Terms &T, PlaceId Whole, PlaceId P) {
  if (P == None)
    return false;
  return coversSame(T, Whole, P) || (T.place(P).Kind == PlaceKind::Field &&
                                     covers(T, Whole, T.place(P).Parent));
}
