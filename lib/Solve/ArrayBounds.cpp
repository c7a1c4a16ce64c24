//===- ArrayBounds.cpp - Indices lie within their array -------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Who walks over the whole of an array meets whoever touches any element of it,
// whichever that may be ([expr.add]/4: there are no others).
//
//===----------------------------------------------------------------------===//

#include "Overlap.h"

using namespace aether::analysis;

std::int64_t aether::analysis::elementsOfType(llvm::StringRef Type) {
  std::int64_t N = 0;
  if (Type.consume_front("std::array<") && Type.consume_back(">")) {
    llvm::StringRef Count = Type.rsplit(',').second.trim();
    return Count.consumeInteger(10, N) || !Count.empty() ? 0 : N;
  }
  // The first of several dimensions is that of the array itself.
  while (Type.consume_back("]")) {
    auto [Rest, Count] = Type.rsplit('[');
    if (Count.consumeInteger(10, N) || !Count.empty())
      return 0;
    Type = Rest;
  }
  return N;
}

/// Where both places lead into one variable that is an array, says so of the
/// two indices.
void Overlap::boundByArray(IndexQuestion &Q, PlaceId PA, PlaceId PB) const {
  const PlaceNode Root = T.place(C.rootOf(PA));
  std::int64_t Elements = 0;
  if (Root.Kind == PlaceKind::Global)
    Elements = elementsOfType(C.W.text(C.W.P.Globals[Root.Arg].Type));
  else if (Root.Kind == PlaceKind::Local)
    Elements = elementsOfType(C.W.text(C.E.Locals[Root.Arg].Type));
  if (Elements <= 0)
    return;
  auto First = [&](PlaceId P) {
    while (T.place(T.place(P).Parent).Parent != None)
      P = T.place(P).Parent;
    return T.place(P).Kind == PlaceKind::Index ? IntId(T.place(P).Arg) : None;
  };
  if (T.place(PA).Parent == None || T.place(PB).Parent == None)
    return;
  const IntId X = First(PA), Y = First(PB);
  if (X != None && Y != None)
    Q.Bounds = {{false, X, Elements}, {true, Y, Elements}};
}
