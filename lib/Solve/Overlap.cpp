//===- Overlap.cpp - May two accesses touch the same memory? --------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Overlap.h"
#include "Paths.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>

using namespace aether::analysis;

Overlap::Overlap(Context &C, Indices &I, const Writes &All, const Relation &R)
    : C(C), T(C.T), I(I), R(R), All(All) {
  for (std::uint32_t S : {R.A, R.B}) {
    const Strand &St = C.E.Strands[S];
    Blocking &= St.Group == None || C.E.Groups[St.Group].Blocking;
    for (std::uint32_t N : St.Accesses)
      if (isWrite(C.E.All[N].Kind))
        Written[C.rootOf(C.E.All[N].Place)].push_back(C.E.All[N].Place);
  }
}

//===----------------------------------------------------------------------===//
// Forms
//===----------------------------------------------------------------------===//

/// Follows both places from their common root.
Overlap::Walk Overlap::walk(PlaceId PA, PlaceId PB) const {
  Walk Out;
  const IntId Zero = T.constant(0);
  StepPairs S(T, PA, PB);
  for (; S.kind() != StepPairs::Kind::End; S.next())
    switch (S.kind()) {
    case StepPairs::Kind::OffsetOfA:
      Out.Rest.emplace_back(S.a().Arg, Zero);
      break;
    case StepPairs::Kind::OffsetOfB:
      Out.Rest.emplace_back(Zero, S.b().Arg);
      break;
    case StepPairs::Kind::Same:
      switch (S.a().Kind) {
      case PlaceKind::Index:
      case PlaceKind::Offset:
        Out.Rest.emplace_back(S.a().Arg, S.b().Arg);
        break;
      case PlaceKind::Elements:
        Out.Loose = true;
        break;
      case PlaceKind::Deref:
        Out.LastDeref = S.placeA();
        Out.Cell.insert(Out.Cell.end(), Out.Rest.begin(), Out.Rest.end());
        Out.Rest.clear();
        break;
      default:
        break;
      }
      break;
    case StepPairs::Kind::Elements:
      if (S.a().Kind != PlaceKind::Offset && S.b().Kind != PlaceKind::Offset) {
        Out.Loose = true;
        break;
      }
      Out.Alias = S.leadOn();
      Out.Odd = !Out.Alias;
      return Out;
    default:
      Out.Alias = S.leadOn();
      Out.Apart = !Out.Alias && (S.a().Kind == S.b().Kind ||
                                 S.a().Kind == PlaceKind::Structure ||
                                 S.b().Kind == PlaceKind::Structure);
      Out.Odd = !Out.Alias && !Out.Apart;
      return Out;
    }
  // One is the whole of which the other is a part, or a pointer leads away.
  Out.Alias = S.leadOn();
  return Out;
}

/// The scalar type named \p Text, signed or not, `*` for all pointers; empty if
/// it is none that has to be told from others.
static std::string scalar(std::string Text) {
  if (Text.rfind("unsigned ", 0) == 0)
    Text = Text.substr(9);
  static const char *const Known[] = {"short",       "int",   "long",
                                      "long long",   "float", "double",
                                      "long double", "bool",  "__int128"};
  for (const char *K : Known)
    if (Text == K)
      return Text;
  if (!Text.empty() && Text.back() == '*')
    return "*"; // Pointers alias pointers, whatever they point to.
  return "";
}

/// May objects of the two types be the same ([basic.lval]/11)?
bool Overlap::sameType(const AccessEffect &A, const AccessEffect &B) const {
  const std::string X = scalar(C.W.text(A.Type)), Y = scalar(C.W.text(B.Type));
  return X.empty() || Y.empty() || X == Y;
}

/// The member that \p P names; None if it names something else. What a pointer
/// owns is no member of it.
static PlaceId member(Context &C, PlaceId P) {
  const PlaceNode N = C.T.place(P);
  return N.Kind == PlaceKind::Field && C.W.text(N.Arg) != "owned" ? P : None;
}

/// Are they different members, of whichever classes? (The members of a union
/// have no places of their own.)
bool Overlap::areOtherMembers(PlaceId A, PlaceId B) const {
  const PlaceId X = member(C, A), Y = member(C, B);
  return X != None && Y != None && T.place(X).Arg != T.place(Y).Arg;
}

/// Is \p P a variable that no pointer was told of, while a pointer that comes
/// from outside leads to \p Other?
bool Overlap::isHidden(PlaceId P, PlaceId Other) const {
  if (lastDeref(P) != None)
    return false;
  const PlaceId Root = C.rootOf(P);
  const PlaceKind K = T.place(Root).Kind;
  const bool Local =
      K == PlaceKind::Local || K == PlaceKind::Alloc || K == PlaceKind::Result;
  if (!Local || C.exposed().count(Root))
    return false;
  // The pointer must come from somewhere that cannot know the variable.
  const PlaceKind From = T.place(C.rootOf(Other)).Kind;
  return From == PlaceKind::Param || From == PlaceKind::This ||
         From == PlaceKind::Global;
}

IndexQuestion
Overlap::question(const AccessEffect &A, const AccessEffect &B,
                  std::vector<std::pair<IntId, IntId>> Equal) const {
  IndexQuestion Q;
  Q.R = &R;
  Q.Equal = std::move(Equal);
  Q.FactsA = &A.Facts;
  Q.FactsB = &B.Facts;
  Q.Stable = [this](PlaceId P) { return isStable(P); };
  return Q;
}

//===----------------------------------------------------------------------===//
// The comparison
//===----------------------------------------------------------------------===//

/// A sentence on two places: one for a pair, whatever the order, and another if
/// both have one name.
std::string Overlap::both(PlaceId A, PlaceId B, const char *Two,
                          const char *One) const {
  std::string X = C.describe(A), Y = C.describe(B);
  if (X == Y)
    return "`" + X + "` " + One;
  if (Y < X)
    std::swap(X, Y);
  return "`" + X + "` and `" + Y + "` " + Two;
}

std::string Overlap::sameObject(PlaceId A, PlaceId B) const {
  return both(A, B, "may be the same object",
              "may be the same object in several tasks");
}

Match Overlap::compare(const AccessEffect &A, const AccessEffect &B) {
  const PlaceId RootA = C.rootOf(A.Place), RootB = C.rootOf(B.Place);
  if (C.isTaken(RootA) || C.isTaken(RootB)) {
    // Made, and told of later.
    auto IsNew = [&](const AccessEffect &X, PlaceId Root) {
      return X.Unshared && !C.isTaken(Root) && !C.passesPointersByAtomics();
    };
    if (IsNew(A, RootA) || IsNew(B, RootB) || isTakenApart(A, B) ||
        isTakenApart(B, A) || liesApart(A, B, A.Place, B.Place))
      return Match::apart();
    return Match::perhaps(sameObject(A.Place, B.Place), C.links().FromCaller);
  }
  // Not if the other's pointer may have been an integer, or nobody knows what.
  auto IsFollowed = [&](PlaceId Root) {
    const PlaceNode N = T.place(Root);
    return N.Kind != PlaceKind::Unknown ||
           llvm::StringRef(C.W.text(N.Arg)).ends_with(RoundACycle);
  };
  if (((A.Unshared && IsFollowed(RootB)) ||
       (B.Unshared && IsFollowed(RootA))) &&
      !C.passesPointersByAtomics())
    return Match::apart();
  if (mayBeHandedOn(A.Place, B.Place))
    return Match::perhaps(sameObject(A.Place, B.Place), false);
  if (areExchanged(A, B))
    return Match::apart();
  if (std::string Moved = movedAlong(A, B); !Moved.empty())
    return Match::perhaps(std::move(Moved), false);
  if (mayHaveGoneOn(A, B))
    return Match::perhaps(both(A.Place, B.Place,
                               "may be one object, which was moved on while "
                               "pointers to it were kept",
                               "may have been moved on while pointers to it "
                               "were kept"),
                          false);
  auto Own = [&](const AccessEffect &X, PlaceId Root) {
    return isTaskPrivate(Root) && !C.escaped().count(Root) &&
           !C.hasDeref(X.Place);
  };
  if (Own(A, RootA) || Own(B, RootB))
    return Match::apart();
  for (PlaceId Root : {RootA, RootB})
    if (T.place(Root).Kind == PlaceKind::Unknown) {
      if (givesUpShare(A) || givesUpShare(B))
        return Match::apart();
      // Whatever it is, it has a type, and may be a member.
      if (liesApart(A, B, A.Place, B.Place))
        return Match::apart();
      const std::string &Text = C.W.text(T.place(Root).Arg);
      return Match::perhaps(
          Text.empty() ? "a pointer was not understood" : Text, false);
    }
  // No pointer leads to what stands for how a library tells its threads.
  auto IsToldBy = [&](const AccessEffect &X, PlaceId Root) {
    const PlaceNode N = T.place(Root);
    return X.Nature == AccessNature::Signal && X.Place == Root &&
           N.Kind == PlaceKind::Global &&
           llvm::StringRef(C.W.text(C.W.P.Globals[N.Arg].Key))
               .starts_with("state:");
  };
  if (RootA != RootB && (IsToldBy(A, RootA) || IsToldBy(B, RootB)))
    return Match::apart();
  // A variable by its name is none that has another.
  auto IsNamed = [&](PlaceId Root, PlaceId P) {
    const PlaceKind K = T.place(Root).Kind;
    return (K == PlaceKind::Local || K == PlaceKind::Alloc ||
            K == PlaceKind::Global) &&
           !C.hasDeref(P);
  };
  if (RootA != RootB && IsNamed(RootA, A.Place) && IsNamed(RootB, B.Place))
    return alias(A, B, A.Place, B.Place, 0);
  if (isTaskPrivate(RootA) && !C.hasDeref(A.Place) && !givesUpShare(A) &&
      !givesUpShare(B))
    return Match::perhaps(
        "the address of `" + C.describe(A.Place) +
            "`, which belongs to one task, is known elsewhere",
        false);
  if (RootA != RootB)
    return alias(A, B, A.Place, B.Place, 0);
  if (!C.hasDeref(A.Place) && !C.hasDeref(B.Place) &&
      C.isOfAnotherRound(R, RootA))
    return Match::apart();

  Walk W = walk(A.Place, B.Place);
  if (W.Apart)
    return Match::apart();
  if (W.Alias)
    return alias(A, B, A.Place, B.Place, 0);
  if (W.Odd)
    return Match::perhaps(both(A.Place, B.Place,
                               "name parts of one object in "
                               "different ways",
                               "is a part of an object in several ways"),
                          false);
  if (!isShared(A.Place) && mayOwnAnothers(A.Place))
    return Match::perhaps(sameObject(A.Place, B.Place), false);
  // Neighbours in one word are written together.
  if ((A.Nature == AccessNature::PackedBit ||
       B.Nature == AccessNature::PackedBit) &&
      !W.Rest.empty())
    W.Rest.pop_back();

  Match Out;
  std::vector<std::pair<IntId, IntId>> All = W.Cell;
  All.insert(All.end(), W.Rest.begin(), W.Rest.end());
  IndexAnswer Answer = I.ask(question(A, B, All));
  if (Answer.Result == Meeting::Maybe) {
    IndexQuestion Bounded = question(A, B, All);
    boundByArray(Bounded, A.Place, B.Place);
    if (!Bounded.Bounds.empty())
      if (IndexAnswer Known = I.ask(Bounded); Known.Result == Meeting::Meets)
        Answer = std::move(Known);
  }
  if (Answer.Result == Meeting::Maybe && meetAtRandom(A, B, All)) {
    Answer = IndexAnswer();
    Answer.Result = Meeting::Meets;
  }
  Out.Result = Answer.Result;
  Out.Reason = Answer.Reason;
  Out.FromCaller = Answer.FromCaller;
  Out.Distinct = Answer.Distinct;
  Out.Tickets = Answer.Tickets;
  Out.Equal = All;
  // Who changes a container as a whole moves the pointers in it, and not always
  // what these own: that of an inner container as well.
  auto IsOwned = [&](PlaceId P, unsigned Below) {
    const PlaceNode N = T.place(P);
    if (N.Kind == PlaceKind::Field)
      return C.W.text(N.Arg) == "owned";
    return (N.Kind == PlaceKind::Index || N.Kind == PlaceKind::Elements) &&
           Below > 1 && C.isContainer(N.Parent);
  };
  for (const auto &[Whole, Part] : {std::pair(&A, &B), std::pair(&B, &A)})
    if (Whole->Nature == AccessNature::Container &&
        Out.Result != Meeting::Disjoint) {
      PlaceId P = Part->Place;
      const unsigned Top = C.depth(Whole->Place);
      for (unsigned Depth = C.depth(P); Depth > Top;
           --Depth, P = T.place(P).Parent)
        if (IsOwned(P, Depth - Top))
          return Match::perhaps("what `" + C.describe(Whole->Place) +
                                    "` owns may change with it",
                                false);
    }
  if (Out.Result != Meeting::Disjoint)
    for (const auto &[Whole, Part] : {std::pair(&A, &B), std::pair(&B, &A)})
      if (holds(Whole->Place, Part->Place, isWrite(Whole->Kind)) &&
          isGivenAway(Whole->Place))
        return Match::perhaps("what `" + C.describe(Whole->Place) +
                                  "` held may live on in another object",
                              false);
  if (W.LastDeref == None)
    return Out;

  // The same path, but is it the same pointer?
  const PlaceId Cell = T.place(W.LastDeref).Parent;
  const bool OneCell = isShared(Cell) && isStable(Cell);
  if (OneCell)
    return Out;
  bool Varies = W.Loose || isIndexedByTask(Cell);
  if (isTaskPrivate(RootA) || !Varies) {
    return Match::perhaps(isTaskPrivate(RootA)
                              ? "where `" + C.describe(A.Place) +
                                    "` is stored was not understood"
                              : "the pointer to `" + C.describe(A.Place) +
                                    "` changes while tasks run",
                          isFromCaller(A.Place));
  }
  if (Out.Result == Meeting::Meets && !W.Loose)
    return Out;
  Match Items = items(A, B, W.Rest);
  if (Items.Result != Meeting::Disjoint)
    return Items;
  return W.Loose ? Match::perhaps("whether `" + C.describe(A.Place) +
                                      "` belongs to one task was not "
                                      "understood",
                                  isFromCaller(A.Place))
                 : Out;
}

/// Is \p Part what an owner or, if \p Elements, a container holds that is
/// \p Whole or a part of it? It keeps its address when another one takes it
/// over. A copy of a container reads the elements, and an owner has no copies.
bool Overlap::holds(PlaceId Whole, PlaceId Part, bool Elements) const {
  const unsigned Top = C.depth(Whole);
  bool Held = false;
  for (unsigned Depth = C.depth(Part); Depth > Top;
       --Depth, Part = T.place(Part).Parent) {
    const PlaceNode N = T.place(Part);
    if (N.Kind == PlaceKind::Field)
      Held |= C.W.text(N.Arg) == "owned";
    else if (N.Kind == PlaceKind::Index || N.Kind == PlaceKind::Elements)
      Held |= Elements && C.isContainer(N.Parent);
  }
  return Held && Part == Whole;
}

/// Does another object get what \p Owner, or what that is a part of, holds?
bool Overlap::isGivenAway(PlaceId Owner) const {
  const StringId Owned = C.W.str("owned");
  return llvm::any_of(C.stores(), [&](const StoreEffect &S) {
    const ValueNode V = T.value(S.Value);
    if (C.mayOverlap(S.To, Owner))
      return false;
    if (V.Kind == ValueKind::Addr) // `std::shared_ptr<T> p = std::move(unique)`
      return C.isSharedOwner(S.To) &&
             C.rebase(V.A, Owner, Owner, false) != None;
    return V.Kind == ValueKind::Load &&
           (V.A == T.elements(Owner) || V.A == T.field(Owner, Owned) ||
            C.rebase(Owner, V.A, V.A, false) != None);
  });
}

/// Can two accesses that come by different ways not meet for what they are
/// accesses to?
bool Overlap::liesApart(const AccessEffect &A, const AccessEffect &B,
                        PlaceId PA, PlaceId PB) {
  if (!sameType(A, B) ||
      (!scalar(C.W.text(A.Type)).empty() && !scalar(C.W.text(B.Type)).empty() &&
       areOtherMembers(PA, PB)))
    return true;
  // What a container keeps for itself has no number of somebody else in it.
  auto InStructure = [&](PlaceId P) {
    return T.place(P).Kind == PlaceKind::Structure;
  };
  const bool KeptA = InStructure(PA), KeptB = InStructure(PB);
  if ((KeptA && !KeptB && !scalar(C.W.text(B.Type)).empty()) ||
      (KeptB && !KeptA && !scalar(C.W.text(A.Type)).empty()))
    return true;
  // Nor another container.
  if (KeptA && KeptB && areOtherMembers(T.place(PA).Parent, T.place(PB).Parent))
    return true;
  // A container's elements lie in a buffer of its own: none is a member of
  // some class. (An element of an array may be.)
  auto InBuffer = [&](PlaceId P, StringId Type) {
    if (Type == 0) // Perhaps a class object, with members of its own.
      return false;
    const PlaceId D = lastDeref(P);
    for (PlaceId Q = P; Q != None && Q != D; Q = T.place(Q).Parent)
      if ((T.place(Q).Kind == PlaceKind::Index ||
           T.place(Q).Kind == PlaceKind::Elements) &&
          C.isContainer(T.place(Q).Parent))
        return Q == P;
    return false;
  };
  auto IsMember = [&](PlaceId P, const AccessEffect &X) {
    return X.IsField || T.place(P).Kind == PlaceKind::Field;
  };
  return (InBuffer(PA, A.Type) && IsMember(PB, B)) ||
         (InBuffer(PB, B.Type) && IsMember(PA, A));
}

/// Elements of two containers that are reached in different ways. These are one
/// container or have no memory in common, so it is enough that the elements
/// are apart if it is one.
Match Overlap::elements(const AccessEffect &A, const AccessEffect &B,
                        PlaceId PA, PlaceId PB) {
  auto IsWhole = [&](PlaceId P) {
    return P != None && C.isContainer(P) && isShared(T.place(P).Parent) &&
           isStable(T.place(P).Parent);
  };
  const PlaceId DA = lastDeref(PA), DB = lastDeref(PB);
  // An object of a class may be a container that the other lies in.
  if (!IsWhole(DA) || !IsWhole(DB) || A.Type != B.Type || A.Type == 0 ||
      A.Nature != AccessNature::Plain || B.Nature != AccessNature::Plain)
    return Match();
  std::vector<std::pair<IntId, IntId>> Equal;
  for (; PA != DA && PB != DB;
       PA = T.place(PA).Parent, PB = T.place(PB).Parent) {
    const PlaceNode &NA = T.place(PA), &NB = T.place(PB);
    if (NA.Kind != NB.Kind ||
        (NA.Kind == PlaceKind::Field && NA.Arg != NB.Arg) ||
        (NA.Kind != PlaceKind::Field && NA.Kind != PlaceKind::Index))
      return Match();
    if (NA.Kind == PlaceKind::Index)
      Equal.emplace_back(NA.Arg, NB.Arg);
  }
  if (PA != DA || PB != DB || Equal.empty())
    return Match();
  const IndexAnswer Answer = I.ask(question(A, B, Equal));
  Match Out;
  Out.Result = Answer.Result;
  Out.Distinct = Answer.Distinct;
  Out.Tickets = Answer.Tickets;
  return Out;
}

/// Places that are reached in different ways.
Match Overlap::alias(const AccessEffect &A, const AccessEffect &B, PlaceId PA,
                     PlaceId PB, unsigned Depth) {
  const PlaceId DA = lastDeref(PA), DB = lastDeref(PB);
  if (DA == None && DB == None)
    return Match::apart(); // Two variables.
  if (liesApart(A, B, PA, PB))
    return Match::apart();
  if (isHidden(PA, PB) || isHidden(PB, PA))
    return Match::apart();

  // A pointer kept in a container leads where the stores into it say.
  if (Depth < 3)
    for (int Which = 0; Which != 2; ++Which) {
      const PlaceId D = Which == 0 ? DA : DB;
      const PlaceId P = Which == 0 ? PA : PB;
      if (D == None)
        continue;
      const PlaceId Cell = T.place(D).Parent;
      const Context::Content Held = C.contents(Cell);
      if (Held.Initial || Held.Values.empty() ||
          C.exposed().count(C.rootOf(Cell)))
        continue;
      Places Targets;
      bool Known = true;
      for (ValueId V : Held.Values) {
        const ValueNode N = T.value(V);
        if (N.Kind == ValueKind::Load && C.isBlank(N.A))
          continue; // A null pointer.
        if (N.Kind == ValueKind::Addr)
          Targets.append(C.resolve(N.A));
        else if (N.Kind == ValueKind::Load)
          Targets.append(C.resolve(T.deref(N.A)));
        else
          Known &= N.Kind == ValueKind::Int;
      }
      if (!Known)
        continue;
      Match Worst = Match::apart();
      for (PlaceId Q : Targets) {
        const PlaceId Moved = C.rebase(P, D, Q, true);
        const PlaceId X = Which == 0 ? Moved : PA;
        const PlaceId Y = Which == 0 ? PB : Moved;
        Match M;
        if (T.place(C.rootOf(Q)).Kind == PlaceKind::Unknown ||
            C.rootOf(X) == C.rootOf(Y)) {
          M = Match::perhaps(sameObject(PA, PB), false);
          if (C.rootOf(X) == C.rootOf(Y)) {
            const Walk W = walk(X, Y);
            if (W.Apart)
              M = Match::apart();
          }
        } else {
          M = alias(A, B, X, Y, Depth + 1);
        }
        if (M.Result != Meeting::Disjoint)
          Worst = M;
      }
      return Worst;
    }
  if (const Match M = elements(A, B, PA, PB); M.Result == Meeting::Disjoint)
    return M;
  // Who hands on a pointer keeps what it leads to.
  if (givesUpShare(A) || givesUpShare(B))
    return Match::apart();
  return Match::perhaps(sameObject(PA, PB),
                        isFromCaller(PA) || isFromCaller(PB));
}
