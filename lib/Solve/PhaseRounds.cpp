//===- PhaseRounds.cpp - Meetings counted through loops -------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `for (k = 0; k < n; ++k) { work(k); barrier.wait(); }`: there were k meetings
// before the work of round k. Where each way through a loop meets the others as
// often as any other, that times the rounds before is how often it has done so;
// a loop that counts all its rounds has met them so many times in the end.
// Accesses of two threads that have met as often are made in rounds that are
// related by an equation.
//
//===----------------------------------------------------------------------===//

#include "Handover.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

/// What stands for the number of meetings at a barrier, of which it is a part.
static constexpr llvm::StringLiteral MeetingsSoFar = "(meetings so far)";

IntId aether::analysis::meetingsSoFar(const Terms &T, const Workspace &W,
                                      PlaceId P) {
  const PlaceNode N = T.place(P);
  if (N.Kind != PlaceKind::Index)
    return None;
  const PlaceNode Of = T.place(N.Parent);
  return Of.Kind == PlaceKind::Field && W.text(Of.Arg) == MeetingsSoFar ? N.Arg
                                                                        : None;
}

PlaceId Context::afterMeetings(PlaceId Barrier, IntId Count) {
  return T.index(T.field(Barrier, W.str(MeetingsSoFar.str())), Count);
}

namespace {

/// Meetings on the way from the first block of a loop, or of the function, to
/// where each other block begins: in the first rounds of loops inside.
struct Way {
  enum class Kind : std::uint8_t { None, Known, Unknown };
  Kind K = Kind::None;
  IntId Count = None;
};

class Counter {
public:
  Counter(Context &C, const std::vector<std::int64_t> &Here)
      : C(C), T(C.T), Here(Here), Each(C.Shape.Loops.size(), None) {}

  std::vector<IntId> run() {
    for (std::uint32_t L = 0; L != C.Shape.Loops.size(); ++L)
      walk(L);
    const std::vector<Way> All = walk(None);
    std::vector<IntId> Out(All.size(), None);
    for (std::uint32_t B : C.Shape.Order)
      if (All[B].K == Way::Kind::Known)
        Out[B] = withRounds(B, All[B].Count);
    return Out;
  }

private:
  bool isNumber(IntId I, std::int64_t Value) const {
    return I != None && T.integer(I).Kind == IntKind::Const &&
           T.integer(I).Value == Value;
  }
  bool isNumber(IntId I) const {
    return I != None && T.integer(I).Kind == IntKind::Const;
  }
  IntId inSteps(IntId Span, std::int64_t Step) {
    return Step == 1 ? Span : T.binary(IntKind::Div, Span, T.constant(Step));
  }
  const Loop *counted(std::uint32_t L) const {
    const std::uint32_t Counted = C.Shape.Loops[L].Counted;
    return Counted == None || C.F.Loops[Counted].Step <= 0
               ? nullptr
               : &C.F.Loops[Counted];
  }

  /// \p Count, and what the rounds before of the loops around \p B add.
  IntId withRounds(std::uint32_t B, IntId Count) {
    for (std::uint32_t L : C.Shape.around(B)) {
      if (isNumber(Each[L], 0))
        continue;
      const Loop *By = counted(L);
      const IntId First = !By ? None : By->Downwards ? By->Hi : By->Lo;
      if (!isNumber(Each[L]) || First == None)
        return None;
      const IntId Now = T.atom(IntKind::LoopVar, C.Shape.Loops[L].Counted);
      const IntId Gone = By->Downwards ? T.sub(T.sub(First, T.constant(1)), Now)
                                       : T.sub(Now, First);
      Count = T.add(Count, T.mul(Each[L], inSteps(Gone, By->Step)));
    }
    return Count;
  }

  /// What leaving loop \p L from \p B adds to a way through its first round;
  /// None if that is not known.
  IntId leaving(std::uint32_t L, std::uint32_t B) {
    if (isNumber(Each[L], 0))
      return Each[L];
    const Loop *By = counted(L);
    if (!By || !By->Complete || B != C.Shape.Loops[L].Test ||
        !isNumber(Each[L]) || By->Lo == None || By->Hi == None)
      return None;
    const IntId Span = T.sub(By->Hi, By->Lo);
    // There may be no round, which the difference does not say.
    return isNumber(Span) && T.integer(Span).Value >= 0
               ? T.mul(Each[L],
                       inSteps(T.add(Span, T.constant(By->Step - 1)), By->Step))
               : None;
  }

  /// Follows all ways inside loop \p L, or the function, and finds what each of
  /// its rounds adds.
  std::vector<Way> walk(std::uint32_t L) {
    const std::size_t N = C.F.Blocks.size();
    std::vector<Way> Ways(N);
    auto IsInside = [&](std::uint32_t B) {
      return L == None || C.Shape.Loops[L].Contains[B];
    };
    auto Merge = [&](Way &Into, Way From) {
      if (Into.K == Way::Kind::None)
        Into = From;
      else if (From.K == Way::Kind::Unknown ||
               (Into.K == Way::Kind::Known &&
                !isNumber(T.sub(Into.Count, From.Count), 0)))
        Into = {Way::Kind::Unknown, None};
    };
    const std::uint32_t First = L == None ? 0 : C.Shape.Loops[L].Header;
    Ways[First] = {Way::Kind::Known, T.constant(0)};
    Way Round;
    for (std::uint32_t B : C.Shape.Order) {
      if (!IsInside(B) || Ways[B].K == Way::Kind::None)
        continue;
      for (std::uint32_t S : C.F.Blocks[B].Successors) {
        if (!IsInside(S))
          continue;
        Way Next = Ways[B];
        if (Next.K == Way::Kind::Known)
          Next.Count = T.add(Next.Count, T.constant(Here[B]));
        bool IsBack = false;
        for (std::uint32_t M : C.Shape.around(B)) {
          if (M == L)
            break;
          IsBack |= S == C.Shape.Loops[M].Header;
          if (C.Shape.Loops[M].Contains[S] || Next.K != Way::Kind::Known)
            continue;
          const IntId Add = leaving(M, B);
          Next = Add == None ? Way{Way::Kind::Unknown, None}
                             : Way{Way::Kind::Known, T.add(Next.Count, Add)};
        }
        if (IsBack)
          continue;
        Merge(L != None && S == First ? Round : Ways[S], Next);
      }
    }
    if (L != None && Round.K == Way::Kind::Known)
      Each[L] = Round.Count;
    return Ways;
  }

  Context &C;
  Terms &T;
  const std::vector<std::int64_t> &Here;
  std::vector<IntId> Each; ///< by loop: what a round adds; None: not known
};

} // namespace

/// By block: how many meetings come before it, of which \p Here has so many in
/// each; None where that is not known.
std::vector<IntId>
Context::meetingsBefore(const std::vector<std::int64_t> &Here) {
  return Counter(*this, Here).run();
}

/// The numbers of meetings before \p A and \p B at one barrier, if both are
/// known.
std::optional<MeetingCounts> Overlap::meetings(const AccessEffect &A,
                                               const AccessEffect &B) const {
  for (const HeldLock &X : A.Locks)
    if (const IntId OfA = meetingsSoFar(T, C.W, X.Mutex); OfA != None)
      for (const HeldLock &Y : B.Locks)
        if (const IntId OfB = meetingsSoFar(T, C.W, Y.Mutex);
            OfB != None && T.place(X.Mutex).Parent == T.place(Y.Mutex).Parent)
          return MeetingCounts{T.place(T.place(X.Mutex).Parent).Parent, OfA,
                               OfB};
  return std::nullopt;
}

/// Whether two accesses, which meet as \p M says, do so after as many meetings.
Meeting Overlap::afterAsMany(const AccessEffect &A, const AccessEffect &B,
                             const Match &M,
                             const MeetingCounts &Counts) const {
  std::vector<std::pair<IntId, IntId>> Equal = M.Equal;
  Equal.emplace_back(Counts.OfA, Counts.OfB);
  return I.ask(question(A, B, std::move(Equal))).Result;
}

/// Are the two never made after as many meetings at a barrier of all threads
/// that meet there?
bool Handover::isInOtherRound(const AccessEffect &A, const AccessEffect &B,
                              const Match &M) {
  const std::optional<MeetingCounts> Counts = O.meetings(A, B);
  return Counts && countsThreads(Counts->Barrier) &&
         O.afterAsMany(A, B, M, *Counts) == Meeting::Disjoint;
}
