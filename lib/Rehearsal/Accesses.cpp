//===- Accesses.cpp - Who has touched what --------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Two accesses to one byte race if one writes, not both are atomic, and what
// the one thread knows of the other's steps does not reach to the other access
// ([intro.races]). Release sequences are those of C++17, with the stores of
// one thread, so that nothing is told that one of the standards allows.
//
//===----------------------------------------------------------------------===//

#include "Machine.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Instructions.h"

#include <cstring>

using namespace llvm;
using namespace aether::analysis;
using namespace aether::analysis::rehearsal;

void Machine::addFrames(std::vector<RehearsedFrame> &To,
                        const llvm::Instruction *At,
                        std::uint32_t Calls) const {
  while (At) {
    RehearsedFrame &Now = To.emplace_back();
    Now.Function = At->getFunction()->getName().str();
    if (const DILocation *L = At->getDebugLoc().get()) {
      Now.File = L->getFilename().str();
      if (!L->getDirectory().empty() && !Now.File.starts_with('/'))
        Now.File = (L->getDirectory() + "/" + Now.File).str();
      Now.Line = L->getLine();
      Now.Column = L->getColumn();
    }
    while (isPlace(Calls))
      Calls = Nodes[Calls].Parent;
    At = Nodes[Calls].Call;
    Calls = Nodes[Calls].Parent;
  }
}

/// Thread \p Id and who has started it, and so on, the last first.
std::vector<std::uint32_t> Machine::ancestors(std::uint32_t Id) const {
  std::vector<std::uint32_t> Out{Id};
  while (Id != 0)
    Out.push_back(Id = Threads[Id].Parent);
  return Out;
}

/// What was done at \p R, as seen from thread \p Below's start, if any.
void Machine::describe(RehearsedAccess &To, const Record &R,
                       std::optional<std::uint32_t> Below) {
  To.Write = R.Write;
  To.Atomic = R.Atomic;
  addFrames(To.Stack, R.At, R.Calls);
  std::uint32_t Calls = R.Calls;
  for (std::uint32_t Id = R.Thread; Below && Id != *Below;
       Id = Threads[Id].Parent) {
    addFrames(To.Stack, Threads[Id].StartedAt, Threads[Id].StartedBy);
    Calls = Threads[Id].StartedBy;
  }
  if (!Below)
    return;
  if (const llvm::Instruction *Within = placeInRegion(Threads[*Below], Calls)) {
    addFrames(To.Start, Within, 0);
    To.StartsInRegion = true;
  }
  addFrames(To.Start, Threads[*Below].StartedAt, Threads[*Below].StartedBy);
}

RehearsedRace *Findings::add(Side A, Side B) {
  constexpr unsigned MaxOfPlaces = 8;
  if (std::less<>()(B, A))
    std::swap(A, B);
  auto &Starts = Seen[{A.first, B.first}];
  const std::pair Now(A.second, B.second);
  if (Starts.size() == MaxOfPlaces || is_contained(Starts, Now))
    return nullptr;
  Starts.push_back(Now);
  return &Races.emplace_back();
}

/// Of the calls that have led to the start of a thread.
std::size_t Machine::start(std::optional<std::uint32_t> Id) const {
  if (!Id)
    return 0;
  std::size_t Out = hash_value(Threads[*Id].StartedAt);
  for (std::uint32_t N = Threads[*Id].StartedBy; N != 0; N = Nodes[N].Parent)
    Out = hash_combine(Out, Nodes[N].Call);
  return Out;
}

void Machine::report(Thread &T, const Record &Before, const Record &Now,
                     const Object &O) {
  // Where the two have parted.
  std::vector<std::uint32_t> A = ancestors(Before.Thread),
                             B = ancestors(Now.Thread);
  while (!A.empty() && !B.empty() && A.back() == B.back()) {
    A.pop_back();
    B.pop_back();
  }
  auto Last = [](const std::vector<std::uint32_t> &Ids) {
    return Ids.empty() ? std::nullopt : std::optional(Ids.back());
  };
  RehearsedRace *R =
      Out.add({Before.At, start(Last(A))}, {Now.At, start(Last(B))});
  if (!R)
    return;
  describe(R->First, Before, Last(A));
  describe(R->Second, Now, Last(B));
  R->Kind = O.Kind;
  if (O.Origin && !isa<CallBase>(O.Origin))
    R->Name = O.Origin->getName().str();
}

void Machine::record(Thread &T, Object &O, std::uint32_t Offset,
                     std::uint64_t Size, bool Write, bool Atomic,
                     const llvm::Instruction *At) {
  if (O.Cells.empty())
    O.Cells.resize((O.Bytes.size() + Object::CellSize - 1) / Object::CellSize);
  Record Now{T.Id, T.Now.at(T.Id), At, T.Frames.back().Calls, 0, Write, Atomic};
  const std::uint64_t Last = Offset + Size;
  for (std::uint64_t From = Offset; From < Last;) {
    const std::uint64_t Number = From / Object::CellSize;
    const std::uint64_t To = std::min(Last, (Number + 1) * Object::CellSize);
    const unsigned Low = From % Object::CellSize;
    Now.Bytes = static_cast<std::uint8_t>(((1u << (To - From)) - 1) << Low);
    Object::Cell &Cell = O.Cells[Number];
    for (const Record &Before : Cell)
      if (Before.Thread != T.Id && (Before.Bytes & Now.Bytes) != 0 &&
          (Write || Before.Write) && !(Atomic && Before.Atomic) &&
          !T.Now.covers(Before.Thread, Before.Time))
        report(T, Before, Now, O);
    // Whatever meets an earlier one meets this one as well.
    llvm::erase_if(Cell, [&](const Record &Before) {
      return (Before.Bytes & ~Now.Bytes) == 0 && Write >= Before.Write &&
             Atomic <= Before.Atomic &&
             (Before.Thread == T.Id ||
              T.Now.covers(Before.Thread, Before.Time));
    });
    Cell.push_back(Now);
    From = To;
  }
}

/// \p A, or what the thread has in its place.
Address Machine::own(Thread &T, Address A) {
  const Object *Image = Cells.find(A);
  if (!Image || !Image->PerThread)
    return A;
  if (isAnyThread(T)) {
    stop("a thread's own variable in a task");
    return 0;
  }
  Address &Own = T.Own[Memory::numberOf(A)];
  if (Own == 0) {
    const std::uint64_t Size = Image->Bytes.size();
    Own = Cells.make(Size, RehearsedRace::Memory::Global, Image->Origin);
    std::memcpy(Cells.bytes(Own, Size), Cells.bytes(A, Size), Size);
    Cells.find(Own)->Unknown = Image->Unknown;
  }
  return Own + Memory::offsetOf(A);
}

/// False if the program may not do that.
bool Machine::access(Thread &T, Address A, std::uint64_t Size, bool Write,
                     bool Atomic, const llvm::Instruction *At) {
  Object *O = Cells.find(A);
  const std::uint32_t Offset = Memory::offsetOf(A);
  if (!O || Offset + Size > O->Bytes.size()) {
    stop("an address outside of all objects");
    return false;
  }
  if (!O->Alive) {
    if (O->End && O->End->Thread != T.Id &&
        !T.Now.covers(O->End->Thread, O->End->Time))
      report(
          T, *O->End,
          {T.Id, T.Now.at(T.Id), At, T.Frames.back().Calls, 0, Write, Atomic},
          *O);
    stop("an object that has ended");
    return false;
  }
  if (O->Constant) {
    if (Write)
      stop("a constant is written");
    return !Write;
  }
  if (O->Unknown) {
    stop(("a variable that is defined elsewhere: " + O->Origin->getName())
             .str());
    return false;
  }
  if (O->Unset && Write) {
    O->Unset = false;
  } else if (O->Unset && restsOnOthers(At)) {
    stop("a variable that others may have set");
    return false;
  }
  if (Unjoined != 0 && Size != 0)
    record(T, *O, Offset, Size, Write, Atomic, At);
  return true;
}

/// The object at \p A ends.
void Machine::end(Thread &T, Address A, const llvm::Instruction *At) {
  Object *O = Cells.find(A);
  if (!O || !O->Alive)
    return;
  if (Unjoined != 0) {
    if (!O->Cells.empty())
      record(T, *O, 0, O->Bytes.size(), true, false, At);
    O->End = std::make_unique<Record>(Record{
        T.Id, T.Now.at(T.Id), At, T.Frames.back().Calls, 0, true, false});
  }
  O->Alive = false;
}

/// (Some libraries read two atomics at once.)
void Machine::readAtomic(Thread &T, Address A, std::uint64_t Size,
                         AtomicOrdering O) {
  constexpr Address Most = 8;
  for (auto It = Syncs.lower_bound(A - std::min(A, Most - 1));
       It != Syncs.end() && It->first < A + Size; ++It) {
    if (It->first + std::max<Address>(It->second.Size, 1) <= A)
      continue;
    if (isAcquireOrStronger(O))
      acquire(T, It->second);
    else
      T.Seen.join(It->second.Released);
  }
}

/// A store ends the release sequences of other threads.
void Machine::writeAtomic(Thread &T, Address A, std::uint64_t Size,
                          AtomicOrdering O, bool Update) {
  Sync &S = Syncs[A];
  S.Size = static_cast<std::uint8_t>(Size);
  if (!Update && !llvm::is_contained(S.Heads, T.Id)) {
    S.Released = Clock();
    S.Heads.clear();
  }
  if (!llvm::is_contained(S.Heads, T.Id))
    S.Heads.push_back(T.Id);
  if (isReleaseOrStronger(O))
    release(T, S);
  else
    S.Released.join(T.Fenced);
}

void Machine::fence(Thread &T, AtomicOrdering O) {
  if (isAcquireOrStronger(O))
    T.Now.join(T.Seen);
  if (isReleaseOrStronger(O)) {
    T.Fenced = T.Now;
    T.Now.tick(T.Id);
  }
}

/// A lock or its like is used at \p A.
bool Machine::mark(Calling &C, Address A) {
  TurnOver = true;
  return access(C.T, A, 1, true, true, C.At.I);
}

Machine::Status Machine::load(Thread &T, const Operation &At) {
  const auto &L = *cast<LoadInst>(At.I);
  Frame &F = T.Frames.back();
  const Address A = own(T, *get(F, At.Operands[0]));
  if (!access(T, A, At.Number, false, L.isAtomic(), At.I))
    return Status::Stop;
  const std::uint8_t *From = Cells.bytes(A, At.Number);
  for (std::size_t N = 0; N != At.Leaves.size(); ++N) {
    const Leaf &Part = At.Leaves[N];
    Word W = Cells.load(From + Part.Offset, Part.Bytes);
    if (Part.Bits == 1)
      W &= 1;
    F.Registers[At.To + N] = W;
  }
  if (L.isAtomic()) {
    readAtomic(T, A, At.Number, L.getOrdering());
    TurnOver = true;
  }
  return Status::Done;
}

Machine::Status Machine::store(Thread &T, const Operation &At) {
  const auto &S = *cast<StoreInst>(At.I);
  Frame &F = T.Frames.back();
  const Address A = own(T, *get(F, At.Operands[0]));
  if (!access(T, A, At.Number, true, S.isAtomic(), At.I))
    return Status::Stop;
  const Word *From = get(F, At.Operands[1]);
  std::uint8_t *To = Cells.bytes(A, At.Number);
  for (std::size_t N = 0; N != At.Leaves.size(); ++N)
    Cells.store(To + At.Leaves[N].Offset, From[N], At.Leaves[N].Bytes);
  if (S.isAtomic()) {
    writeAtomic(T, A, At.Number, S.getOrdering(), false);
    TurnOver = true;
  }
  return Status::Done;
}

Machine::Status Machine::exchange(Thread &T, const Operation &At) {
  const auto &X = *cast<AtomicCmpXchgInst>(At.I);
  Frame &F = T.Frames.back();
  const Address A = own(T, *get(F, At.Operands[0]));
  std::uint8_t *Bytes = Cells.bytes(A, At.Number);
  const bool Equal =
      Bytes && Cells.load(Bytes, At.Number) == *get(F, At.Operands[1]);
  if (!access(T, A, At.Number, Equal, true, At.I))
    return Status::Stop;
  F.Registers[At.To] = Cells.load(Bytes, At.Number);
  F.Registers[At.To + 1] = Equal;
  if (Equal) {
    readAtomic(T, A, At.Number, X.getSuccessOrdering());
    Cells.store(Bytes, *get(F, At.Operands[2]), At.Number);
    writeAtomic(T, A, At.Number, X.getSuccessOrdering(), true);
  } else {
    readAtomic(T, A, At.Number, X.getFailureOrdering());
  }
  TurnOver = true;
  return Status::Done;
}

Machine::Status Machine::update(Thread &T, const Operation &At) {
  const auto &U = *cast<AtomicRMWInst>(At.I);
  Frame &F = T.Frames.back();
  const Address A = own(T, *get(F, At.Operands[0]));
  if (!access(T, A, At.Number, true, true, At.I))
    return Status::Stop;
  std::uint8_t *Bytes = Cells.bytes(A, At.Number);
  const Word Old = Cells.load(Bytes, At.Number), By = *get(F, At.Operands[1]);
  const unsigned Shift = 64 - At.Bits;
  const auto X = static_cast<std::int64_t>(Old << Shift),
             Y = static_cast<std::int64_t>(By << Shift);
  Word New = 0;
  switch (U.getOperation()) {
  case AtomicRMWInst::Xchg:
    New = By;
    break;
  case AtomicRMWInst::Add:
    New = Old + By;
    break;
  case AtomicRMWInst::Sub:
    New = Old - By;
    break;
  case AtomicRMWInst::And:
    New = Old & By;
    break;
  case AtomicRMWInst::Nand:
    New = ~(Old & By);
    break;
  case AtomicRMWInst::Or:
    New = Old | By;
    break;
  case AtomicRMWInst::Xor:
    New = Old ^ By;
    break;
  case AtomicRMWInst::Max:
    New = X > Y ? Old : By;
    break;
  case AtomicRMWInst::Min:
    New = X < Y ? Old : By;
    break;
  case AtomicRMWInst::UMax:
    New = std::max(Old, By);
    break;
  case AtomicRMWInst::UMin:
    New = std::min(Old, By);
    break;
  case AtomicRMWInst::FAdd:
  case AtomicRMWInst::FSub: {
    const double Sign = U.getOperation() == AtomicRMWInst::FAdd ? 1.0 : -1.0;
    if (At.Bits == 64)
      New = bit_cast<Word>(bit_cast<double>(Old) + Sign * bit_cast<double>(By));
    else
      New = bit_cast<std::uint32_t>(
          bit_cast<float>(static_cast<std::uint32_t>(Old)) +
          static_cast<float>(Sign) *
              bit_cast<float>(static_cast<std::uint32_t>(By)));
    break;
  }
  default:
    return stop("an atomic operation that is not followed");
  }
  F.Registers[At.To] = Old;
  readAtomic(T, A, At.Number, U.getOrdering());
  Cells.store(Bytes, New, At.Number);
  writeAtomic(T, A, At.Number, U.getOrdering(), true);
  TurnOver = true;
  return Status::Done;
}
