//===- RandomIndices.cpp - Elements that numbers which were drawn name ----===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `++count[rand() % 10]`, and `++count[key[i]]` of keys that were drawn: two
// tasks that make the access in any case may both come by one number. Not where
// a test lets only some numbers through, nor where somebody has looked at the
// keys before the tasks began: he may have drawn them again until they differ.
//
//===----------------------------------------------------------------------===//

#include "Overlap.h"

#include "aether-analysis/RandomNumber.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

static bool isRandom(const Terms &T, const Workspace &W, IntId I) {
  const IntNode N = T.integer(I);
  return N.Kind == IntKind::Opaque &&
         llvm::StringRef(W.text(N.A)).starts_with(RandomNumber);
}

/// Is the access made in every round of the loops around it? It stands in the
/// function itself, or that of a task, for what is called may test more.
static bool isUntested(const AccessEffect &A, bool OfTask) {
  const Frame *Called = OfTask && A.Chain ? A.Chain->Inner : A.Chain;
  return A.Always || (A.Made == Rounds::All && !Called);
}

/// What the number is drawn by that every element of the array of \p Element
/// was drawn by, before the tasks began; None if there is not one.
StringId Overlap::heldNumber(PlaceId Element) const {
  const PlaceNode Of = T.place(Element);
  const PlaceId Root = C.rootOf(Element);
  const PlaceKind Kind = T.place(Root).Kind;
  if (Of.Kind != PlaceKind::Index || C.hasDeref(Element) ||
      isTaskPrivate(Root) || C.exposed().count(Root) != 0 ||
      (Kind != PlaceKind::Local && Kind != PlaceKind::Alloc &&
       !(Kind == PlaceKind::Global && C.W.P.isMain(C.Fn))))
    return None;
  auto IsElement = [&](PlaceId P) {
    const PlaceNode N = T.place(P);
    return N.Parent == Of.Parent &&
           (N.Kind == PlaceKind::Index || N.Kind == PlaceKind::Elements);
  };
  StringId Out = None;
  std::set<AtomicSites::Position> Drawn;
  for (const auto &[To, Number] : C.storesTo(Element)) {
    const StoreEffect &S = C.stores()[Number];
    const ValueNode V = T.value(S.Value);
    // The elements of a new container are all the same.
    if (V.Kind == ValueKind::Load && T.place(V.A).Parent == None)
      continue;
    if (!IsElement(To) || S.Late || V.Kind != ValueKind::Int ||
        !isRandom(T, C.W, V.A) || (Out != None && Out != T.integer(V.A).A))
      return None;
    Out = T.integer(V.A).A;
    Drawn.insert(AtomicSites::position(S.Pos));
  }
  for (std::uint32_t N = 0; Out != None && N != C.E.All.size(); ++N) {
    const AccessEffect &X = C.E.All[N];
    if (!C.mayOverlap(X.Place, Element) || !IsElement(X.Place))
      continue;
    if (isWrite(X.Kind) ? All.StrandOf[N] != None || !isUntested(X, false) ||
                              Drawn.count(AtomicSites::position(X.Pos)) == 0
                        : All.StrandOf[N] == None)
      return None;
  }
  return Out;
}

/// The elements that \p A's task reads as \p Spelling; None if there are none,
/// or those of several arrays.
PlaceId Overlap::readElement(const AccessEffect &A,
                             llvm::StringRef Spelling) const {
  PlaceId Out = None;
  for (std::uint32_t S : {R.A, R.B})
    for (std::uint32_t Number : C.E.Strands[S].Accesses) {
      const AccessEffect &X = C.E.All[Number];
      if (X.Kind != AccessKind::Read || X.Function != A.Function ||
          X.Chain != A.Chain || X.Approximate ||
          C.W.text(X.Spelling) != Spelling)
        continue;
      if (Out != None && T.place(Out).Parent != T.place(X.Place).Parent)
        return None;
      Out = X.Place;
    }
  return Out;
}

/// How the number is drawn that \p I, a part of an index of \p A, is; empty if
/// it was not drawn.
std::string Overlap::drawnBy(const AccessEffect &A, IntId I) const {
  const IntNode N = T.integer(I);
  if (N.isOperation()) {
    const bool Constant =
        N.Kind != IntKind::Select && T.integer(N.B).Kind == IntKind::Const;
    const std::string Left = Constant ? drawnBy(A, N.A) : "";
    return Left.empty() ? ""
                        : Left + " " + std::to_string(unsigned(N.Kind)) + " " +
                              std::to_string(T.integer(N.B).Value);
  }
  auto Held = [&](PlaceId Element) {
    const StringId By = Element == None ? None : heldNumber(Element);
    return By == None ? "" : C.W.text(By);
  };
  if (N.Kind == IntKind::Cell)
    return Held(N.A);
  if (N.Kind != IntKind::Opaque)
    return "";
  llvm::StringRef Name = C.W.text(N.A);
  if (Name.starts_with(RandomNumber))
    return Name.str();
  // What was read of an array that the task writes as well, for all it knows.
  return Name.consume_front("the changing value of `") && Name.consume_back("`")
             ? Held(readElement(A, Name))
             : "";
}

/// Do \p A and \p B meet for numbers that both may draw, whatever else their
/// indices \p Equal are?
bool Overlap::meetAtRandom(const AccessEffect &A, const AccessEffect &B,
                           const std::vector<std::pair<IntId, IntId>> &Equal) {
  // One of several mutexes may be that of the element.
  auto HoldsOneOf = [&](const AccessEffect &X) {
    return llvm::any_of(X.Locks, [&](const HeldLock &L) {
      for (PlaceId P = L.Mutex; P != None; P = T.place(P).Parent)
        if (const PlaceNode N = T.place(P);
            N.Kind == PlaceKind::Elements ||
            ((N.Kind == PlaceKind::Index || N.Kind == PlaceKind::Offset) &&
             T.integer(N.Arg).Kind != IntKind::Const))
          return true;
      return false;
    });
  };
  auto IsUntested = [&](const AccessEffect &X, std::uint32_t Strand) {
    return isUntested(X, !C.E.Strands[Strand].Parent);
  };
  if (!IsUntested(A, R.A) || !IsUntested(B, R.B) || HoldsOneOf(A) ||
      HoldsOneOf(B))
    return false;
  std::vector<std::pair<IntId, IntId>> Left;
  for (auto [X, Y] : Equal)
    if (const std::string By = drawnBy(A, X); By.empty() || By != drawnBy(B, Y))
      Left.emplace_back(X, Y);
  return Left.size() != Equal.size() &&
         I.ask(question(A, B, Left)).Result == Meeting::Meets;
}
