//===- Places.cpp - The forms of places -----------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Context.h"
#include "Paths.h"

using namespace aether::analysis;

PlaceId Context::rootOf(PlaceId P) const {
  while (T.place(P).Parent != None)
    P = T.place(P).Parent;
  return P;
}

bool Context::hasDeref(PlaceId P) const {
  for (; P != None; P = T.place(P).Parent)
    if (T.place(P).Kind == PlaceKind::Deref ||
        T.place(P).Kind == PlaceKind::Owner)
      return true;
  return false;
}

PlaceId Context::ownedPart(PlaceId P) const {
  for (; P != None && T.place(P).Kind != PlaceKind::Deref;
       P = T.place(P).Parent)
    if (T.place(P).Kind == PlaceKind::Field &&
        W.text(T.place(P).Arg) == "owned")
      return P;
  return None;
}

bool Context::isContainer(PlaceId P) {
  // Only a container has a structure apart from its elements.
  for (; ContainersSeen != T.Places.size(); ++ContainersSeen)
    if (T.place(ContainersSeen).Kind == PlaceKind::Structure)
      Containers.insert(T.place(ContainersSeen).Parent);
  return Containers.count(P) != 0;
}

unsigned Context::depth(PlaceId P) const {
  unsigned N = 0;
  for (P = T.place(P).Parent; P != None; P = T.place(P).Parent)
    ++N;
  return N;
}

PlaceId Context::unknownPlace(const std::string &Reason) {
  return T.root(PlaceKind::Unknown, W.str(Reason));
}

PlaceId Context::rebase(PlaceId From, PlaceId Base, PlaceId To,
                        bool ThroughDeref) {
  if (From == Base)
    return To;
  const PlaceNode N = T.place(From);
  if (N.Parent == None || (N.Kind == PlaceKind::Deref && !ThroughDeref))
    return None;
  const PlaceId Parent = rebase(N.Parent, Base, To, ThroughDeref);
  return Parent == None ? None : step(T, Parent, N);
}

std::uint32_t Context::newLocal(LocalInfo Info) {
  E.Locals.push_back(Info);
  return static_cast<std::uint32_t>(E.Locals.size() - 1);
}

std::uint32_t Context::newLoop(Loop L, LoopInfo::Role Kind) {
  E.Loops.push_back(LoopInfo{L, Kind});
  return static_cast<std::uint32_t>(E.Loops.size() - 1);
}

bool Context::isPrivate(PlaceId P, std::uint32_t Strand) const {
  const PlaceId Root = rootOf(P);
  return T.place(Root).Kind == PlaceKind::Local &&
         E.Locals[T.place(Root).Arg].Strand == Strand && Strand != None;
}

/// Are they in different members of one object? These are apart, wherever the
/// pointers that they hold may lead.
bool Context::isOtherMember(PlaceId A, PlaceId B) const {
  StepPairs Pair(T, A, B);
  while (Pair.kind() == StepPairs::Kind::Same)
    Pair.next();
  return Pair.kind() == StepPairs::Kind::Different &&
         Pair.a().Kind == PlaceKind::Field && Pair.b().Kind == PlaceKind::Field;
}

/// Are \p A and \p B two elements, by their numbers, of one variable that is an
/// array? (What a container has under a number may move to another one.)
bool Context::areApartInArray(const PlaceNode &A, const PlaceNode &B) const {
  if (A.Kind != PlaceKind::Index || B.Kind != PlaceKind::Index)
    return false;
  const IntNode X = T.integer(A.Arg), Y = T.integer(B.Arg);
  const PlaceNode Root = T.place(A.Parent);
  const StringId Type = Root.Kind == PlaceKind::Local ? E.Locals[Root.Arg].Type
                        : Root.Kind == PlaceKind::Global
                            ? W.P.Globals[Root.Arg].Type
                            : 0;
  return X.Kind == IntKind::Const && Y.Kind == IntKind::Const &&
         X.Value != Y.Value && llvm::StringRef(W.text(Type)).ends_with("]");
}

/// Does \p P stand for tasks of directives? No pointer of a program leads to
/// what has a name that no program spells.
bool Context::isTaskGroup(PlaceId P) const {
  auto IsGroup = [&](StringId Name) {
    return llvm::StringRef(W.text(Name)).starts_with("omp ");
  };
  for (; P != None; P = T.place(P).Parent) {
    const PlaceNode N = T.place(P);
    if (N.Kind == PlaceKind::Field ? IsGroup(N.Arg)
        : N.Kind == PlaceKind::Local
            ? IsGroup(E.Locals[N.Arg].Name)
            : N.Kind == PlaceKind::Global && IsGroup(W.P.Globals[N.Arg].Name))
      return true;
  }
  return false;
}

bool Context::mayOverlap(PlaceId A, PlaceId B) {
  const bool Group = isTaskGroup(A);
  if (Group != isTaskGroup(B))
    return false;
  const PlaceId RootA = rootOf(A), RootB = rootOf(B);
  if (RootA != RootB) {
    auto Unknown = [&](PlaceId P, PlaceId Root) {
      return T.place(Root).Kind == PlaceKind::Unknown || hasDeref(P) ||
             isTaken(Root);
    };
    return Unknown(A, RootA) || Unknown(B, RootB);
  }
  for (StepPairs S(T, A, B); S.kind() != StepPairs::Kind::End; S.next()) {
    if (S.kind() == StepPairs::Kind::Same) {
      if (areApartInArray(S.a(), S.b()))
        return S.leadOn();
      continue;
    }
    auto IsElement = [](PlaceKind K) {
      return K == PlaceKind::Index || K == PlaceKind::Elements;
    };
    if (S.kind() == StepPairs::Kind::Elements && IsElement(S.a().Kind) &&
        IsElement(S.b().Kind))
      continue; // perhaps the same one
    auto Parts = [](PlaceKind A, PlaceKind B) {
      return A == PlaceKind::Structure &&
             (B == PlaceKind::Index || B == PlaceKind::Elements);
    };
    // Other parts, unless pointers lead on from there.
    if (Group && S.kind() == StepPairs::Kind::Different)
      return false;
    if (S.kind() == StepPairs::Kind::Different &&
        (S.a().Kind == S.b().Kind || Parts(S.a().Kind, S.b().Kind) ||
         Parts(S.b().Kind, S.a().Kind)))
      return S.leadOn();
    return true;
  }
  return true;
}
