//===- OpenMPLoops.cpp - Worksharing loops --------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which iterations a thread runs (11.5 to 11.6), as LLVM's runtime decides it
// where the specification leaves it open.
//
//===----------------------------------------------------------------------===//

#include "OpenMP.h"

using namespace llvm;
using namespace aether::analysis::rehearsal;

/// Kinds of schedules, by the numbers of Clang's calls.
enum : unsigned {
  StaticChunked = 33,
  Static = 34,
  Dynamic = 35,
  Guided = 36,
  Runtime = 37,
  Auto = 38,
  StaticSimd = 45,
  GuidedSimd = 46,
  RuntimeSimd = 47,
  // As the first six, with ordered regions.
  OrderedFirst = 65,
  DistributeChunked = 91,
  Distribute = 92,
};
static constexpr unsigned OrderedLast = 70;
static constexpr unsigned WithoutOrdered = OrderedFirst - StaticChunked;
/// monotonic and nonmonotonic.
static constexpr unsigned Modifiers = 3u << 29;

static std::int64_t widen(Word W, unsigned Bytes, bool Signed) {
  if (Bytes == 8)
    return static_cast<std::int64_t>(W);
  return Signed ? static_cast<std::int64_t>(static_cast<std::int32_t>(W))
                : static_cast<std::int64_t>(static_cast<std::uint32_t>(W));
}

/// Iterations from \p Low to \p Up by \p Step; none is left over in 64 bits.
static std::uint64_t countOf(std::int64_t Low, std::int64_t Up,
                             std::int64_t Step, bool Signed) {
  if (Step == 0)
    return 0;
  const bool Empty =
      Signed ? (Step > 0 ? Up < Low : Up > Low)
             : (Step > 0 ? static_cast<Word>(Up) < static_cast<Word>(Low)
                         : static_cast<Word>(Up) > static_cast<Word>(Low));
  if (Empty)
    return 0;
  const Word Distance =
      Step > 0 ? static_cast<Word>(Up) - Low : static_cast<Word>(Low) - Up;
  return Distance / static_cast<Word>(Step > 0 ? Step : -Step) + 1;
}

/// The part of \p Count that is \p Number's of \p Size, as even as can be.
static std::pair<std::uint64_t, std::uint64_t>
evenPart(std::uint64_t Count, std::uint64_t Number, std::uint64_t Size) {
  const std::uint64_t Small = Count / Size, Extra = Count % Size;
  return {Number * Small + std::min(Number, Extra), Small + (Number < Extra)};
}

/// `(location, thread, kind, last, lower, upper, stride, increment, chunk)`.
Machine::Status Machine::ompStaticLoop(Calling &C, unsigned Bytes,
                                       bool Signed) {
  OpenMP &P = openMP();
  const OpenMP::Task &K = P.current(C.T);
  if (!P.mayShareWork(K))
    return stop("work is shared in a task");
  P.beginConstruct(C.T, C.At.I);
  const unsigned Kind = C.arg(2) & ~Modifiers;
  const bool Distributed = Kind == DistributeChunked || Kind == Distribute;
  const bool Chunked = Kind == StaticChunked || Kind == DistributeChunked;
  if (!Chunked && Kind != Static && Kind != Distribute)
    return stop("a kind of schedule");
  const std::uint64_t Size = Distributed ? K.In->LeagueSize : K.In->Size;
  const std::uint64_t Number =
      Distributed ? K.In->LeagueNumber : P.numberOf(C.T).value_or(0);
  std::uint8_t *Last = Cells.bytes(C.arg(3), 4),
               *Lower = Cells.bytes(C.arg(4), Bytes),
               *Upper = Cells.bytes(C.arg(5), Bytes),
               *Stride = Cells.bytes(C.arg(6), Bytes);
  const std::int64_t Step = widen(C.arg(7), Bytes, true),
                     Chunk = std::max<std::int64_t>(
                         widen(C.arg(8), Bytes, true), 1);
  if (!Lower || !Upper || !Stride || Step == 0)
    return stop("a loop");
  const std::int64_t Low = widen(Cells.load(Lower, Bytes), Bytes, Signed),
                     Up = widen(Cells.load(Upper, Bytes), Bytes, Signed);
  const std::uint64_t Count = countOf(Low, Up, Step, Signed);
  auto Store = [&](Word NewLow, Word NewUp, Word By, bool IsLast) {
    Cells.store(Lower, NewLow, Bytes);
    Cells.store(Upper, NewUp, Bytes);
    Cells.store(Stride, By, Bytes);
    if (Last)
      Cells.store(Last, IsLast, 4);
    return Status::Done;
  };
  if (Count == 0)
    return Store(Low, Up, Step, false);
  if (Chunked) {
    const Word Span = static_cast<Word>(Chunk) * static_cast<Word>(Step),
               First = static_cast<Word>(Low) + Span * Number;
    return Store(First, First + Span - static_cast<Word>(Step), Span * Size,
                 Number == (Count - 1) / static_cast<Word>(Chunk) % Size);
  }
  const auto [First, Mine] = evenPart(Count, Number, Size);
  const Word By = static_cast<Word>(Step), End = static_cast<Word>(Up),
             Begin = static_cast<Word>(Low) + First * By;
  // (Where none are left, the lower bound is behind the upper.)
  return Store(
      Mine == 0 ? End + By : Begin, Mine == 0 ? End : Begin + (Mine - 1) * By,
      End - static_cast<Word>(Low) + By, Mine != 0 && First + Mine == Count);
}

Machine::Status Machine::ompStatic4(Calling &C) {
  return ompStaticLoop(C, 4, true);
}
Machine::Status Machine::ompStatic4u(Calling &C) {
  return ompStaticLoop(C, 4, false);
}
Machine::Status Machine::ompStatic8(Calling &C) {
  return ompStaticLoop(C, 8, true);
}
Machine::Status Machine::ompStatic8u(Calling &C) {
  return ompStaticLoop(C, 8, false);
}

//===----------------------------------------------------------------------===//
// Loops whose chunks are handed out
//===----------------------------------------------------------------------===//

/// `(location, thread, kind, lower, upper, stride, chunk)`.
Machine::Status Machine::ompDispatch(Calling &C, unsigned Bytes, bool Signed) {
  OpenMP &P = openMP();
  OpenMP::Task &K = P.current(C.T);
  if (!P.mayShareWork(K))
    return stop("work is shared in a task");
  unsigned Kind = C.arg(2) & ~Modifiers;
  if (Kind >= OrderedFirst && Kind <= OrderedLast)
    Kind -= WithoutOrdered;
  if (Kind < StaticChunked || (Kind > Auto && Kind < StaticSimd) ||
      Kind > RuntimeSimd)
    return stop("a kind of schedule");
  auto [It, New] = K.In->Loops.try_emplace(K.Loops++);
  OpenMP::Loop &L = It->second;
  if (New) {
    L.First = widen(C.arg(3), Bytes, Signed);
    L.Step = widen(C.arg(5), Bytes, true);
    L.Count = countOf(static_cast<std::int64_t>(L.First),
                      widen(C.arg(4), Bytes, Signed), L.Step, Signed);
    L.Chunk = std::max<std::int64_t>(widen(C.arg(6), Bytes, true), 1);
    L.Kind = Kind;
    if (Kind == Runtime || Kind == RuntimeSimd) {
      static constexpr unsigned Kinds[] = {Static, Dynamic, Guided, Auto};
      L.Kind = Kinds[P.ScheduleKind - 1];
      L.Chunk = std::max(P.ScheduleChunk, 1u);
      if (L.Kind == Static && P.ScheduleChunk != 0)
        L.Kind = StaticChunked;
    }
    // Whatever the implementation chooses.
    if (L.Kind == Auto) {
      L.Kind = Dynamic;
      L.Chunk = 1;
    }
  }
  P.beginConstruct(C.T, C.At.I);
  K.Inside = &L;
  K.Chunks = 0;
  K.HadTurn = false;
  return Status::Done;
}

Machine::Status Machine::ompDispatch4(Calling &C) {
  return ompDispatch(C, 4, true);
}
Machine::Status Machine::ompDispatch4u(Calling &C) {
  return ompDispatch(C, 4, false);
}
Machine::Status Machine::ompDispatch8(Calling &C) {
  return ompDispatch(C, 8, true);
}
Machine::Status Machine::ompDispatch8u(Calling &C) {
  return ompDispatch(C, 8, false);
}

/// `(location, thread, last, lower, upper, stride)`: whether there is a chunk.
Machine::Status Machine::ompNext(Calling &C, unsigned Bytes) {
  OpenMP &P = openMP();
  OpenMP::Task &K = P.current(C.T);
  if (!K.Inside)
    return stop("a loop that has not begun");
  // The others may come first.
  if (K.In->Size != 1 && K.Step == 0) {
    K.Step = 1;
    return Status::Blocked;
  }
  K.Step = 0;
  TurnOver = true;
  OpenMP::Loop &L = *K.Inside;
  const std::uint64_t Size = K.In->Size, Number = K.Number.value_or(0);
  std::uint64_t First = 0, Count = 0;
  if (L.Kind == Static) {
    if (K.Chunks == 0)
      std::tie(First, Count) = evenPart(L.Count, Number, Size);
  } else {
    if (L.Kind == StaticChunked || L.Kind == StaticSimd)
      First = (K.Chunks * Size + Number) * L.Chunk;
    else
      First = L.Next;
    Count = L.Chunk;
    if ((L.Kind == Guided || L.Kind == GuidedSimd) && First < L.Count)
      Count = std::max(Count, (L.Count - First + 2 * Size - 1) / (2 * Size));
    Count = First < L.Count ? std::min(Count, L.Count - First) : 0;
    L.Next = std::max(L.Next, First + Count);
  }
  ++K.Chunks;
  K.At = First;
  C.Result = Count != 0;
  if (Count == 0) {
    K.Inside = nullptr;
    P.beginPart(C.T, C.At.I);
    return Status::Done;
  }
  auto Store = [&](Address To, Word W, unsigned Size) {
    if (std::uint8_t *At = Cells.bytes(To, Size))
      Cells.store(At, W, Size);
  };
  Store(C.arg(2), First + Count == L.Count, 4);
  Store(C.arg(3), L.First + First * static_cast<Word>(L.Step), Bytes);
  Store(C.arg(4), L.First + (First + Count - 1) * static_cast<Word>(L.Step),
        Bytes);
  Store(C.arg(5), static_cast<Word>(L.Step), Bytes);
  return Status::Done;
}

Machine::Status Machine::ompNext4(Calling &C) { return ompNext(C, 4); }
Machine::Status Machine::ompNext8(Calling &C) { return ompNext(C, 8); }

/// Ordered regions follow each other as the iterations would (15.10.2).
Machine::Status Machine::ompOrdered(Calling &C) {
  OpenMP &P = openMP();
  OpenMP::Task &K = P.current(C.T);
  if (!K.Inside)
    return stop("an ordered region outside of a loop");
  if (K.Inside->Turn != K.At)
    return Status::Blocked;
  C.T.Now.join(K.Inside->Ordered);
  P.flush(C.T);
  return Status::Done;
}

Machine::Status Machine::ompEndOrdered(Calling &C) {
  OpenMP &P = openMP();
  OpenMP::Task &K = P.current(C.T);
  if (!K.Inside || K.HadTurn)
    return stop("an ordered region outside of a loop");
  K.Inside->Ordered.join(C.T.Now);
  ++K.Inside->Turn;
  K.HadTurn = true;
  P.flush(C.T);
  return Status::Done;
}

/// Of a loop with ordered regions.
Machine::Status Machine::ompEndIteration(Calling &C) {
  OpenMP::Task &K = openMP().current(C.T);
  if (!K.Inside)
    return stop("an iteration outside of a loop");
  if (!K.HadTurn) {
    if (K.Inside->Turn != K.At)
      return Status::Blocked;
    ++K.Inside->Turn;
  }
  K.HadTurn = false;
  ++K.At;
  return Status::Done;
}

//===----------------------------------------------------------------------===//
// Iterations that wait for each other (15.9.6)
//===----------------------------------------------------------------------===//

/// `(location, thread, count, dimensions)`.
Machine::Status Machine::ompDoacross(Calling &C) {
  OpenMP &P = openMP();
  OpenMP::Task &K = P.current(C.T);
  if (!P.mayShareWork(K))
    return stop("work is shared in a task");
  auto [It, New] = K.In->Doacrosses.try_emplace(K.Doacrosses++);
  K.Across = &It->second;
  const std::uint64_t Count = C.arg(2) & 0xffffffff;
  const std::uint8_t *From = Cells.bytes(C.arg(3), Count * 24);
  if (!From)
    return stop("the dimensions of a loop");
  for (std::uint64_t N = 0; New && N != Count; ++N, From += 24)
    It->second.Dimensions.push_back(
        {static_cast<std::int64_t>(Cells.load(From, 8)),
         static_cast<std::int64_t>(Cells.load(From + 8, 8)),
         static_cast<std::int64_t>(Cells.load(From + 16, 8))});
  return Status::Done;
}

/// The iteration that the indices at \p At name; null: there is none.
Machine::OpenMP::Iteration *Machine::OpenMP::iterationAt(Task &K, Address At) {
  const std::uint8_t *From =
      K.Across ? M.Cells.bytes(At, K.Across->Dimensions.size() * 8) : nullptr;
  if (!From) {
    M.stop("an iteration outside of a loop");
    return nullptr;
  }
  SmallVector<std::int64_t, 2> Key;
  for (const Doacross::Dimension &D : K.Across->Dimensions) {
    const auto Index = static_cast<std::int64_t>(M.Cells.load(From, 8));
    From += 8;
    // (Clang counts from 0, and gives the number of iterations.)
    if (Index < D.Low || Index >= D.Up)
      return nullptr;
    Key.push_back(Index);
  }
  return &K.Across->Iterations[Key];
}

Machine::Status Machine::ompPost(Calling &C) {
  OpenMP &P = openMP();
  if (OpenMP::Iteration *At = P.iterationAt(P.current(C.T), C.arg(2))) {
    P.flush(C.T);
    At->Posted = true;
    At->At.join(C.T.Now);
    C.T.Now.tick(C.T.Id);
  }
  return Finished ? Status::Stop : Status::Done;
}

Machine::Status Machine::ompWaitPost(Calling &C) {
  OpenMP &P = openMP();
  if (OpenMP::Iteration *At = P.iterationAt(P.current(C.T), C.arg(2))) {
    if (!At->Posted)
      return Status::Blocked;
    C.T.Now.join(At->At);
    P.flush(C.T);
  }
  return Finished ? Status::Stop : Status::Done;
}
