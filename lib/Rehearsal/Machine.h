//===- Machine.h - A program in rehearsal -----------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// One run: threads of frames, whose turn it is, and who has touched what. A
/// thread that has to wait stays where it is and tries again at its next turn.
///
//===----------------------------------------------------------------------===//

#ifndef AETHER_REHEARSAL_MACHINE_H
#define AETHER_REHEARSAL_MACHINE_H

#include "Clock.h"
#include "Code.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/Support/AtomicOrdering.h"

#include <deque>
#include <map>
#include <set>

namespace aether::analysis::rehearsal {

struct Frame {
  /// What follows when it returns.
  enum class After : std::uint8_t {
    /// Its caller goes on behind the call.
    Return,
    /// Its caller tries the call again.
    Again,
    /// A region or task of OpenMP is over.
    Region,
    /// The thread has run what it had to, or goes on with what is left.
    End
  };

  const Code *C = nullptr;
  std::uint32_t Pc = 0;
  std::uint32_t Block = 0;
  /// The calls that led here, see Machine::Nodes.
  std::uint32_t Calls = 0;
  After Then = After::Return;
  llvm::SmallVector<Word, 32> Registers;
  llvm::SmallVector<Address, 4> Locals;
  /// The arguments behind the last parameter.
  llvm::SmallVector<Word, 0> Rest;
};

struct Thread {
  std::uint32_t Id = 0;
  std::deque<Frame> Frames;
  Clock Now;
  /// What relaxed loads have seen, for a fence that acquires.
  Clock Seen;
  /// What a fence has released, for relaxed stores behind it.
  Clock Fenced;
  /// Exceptions on their way.
  unsigned Uncaught = 0;
  bool Over = false;
  bool Joined = false;
  bool Detached = false;
  Word Result = 0;
  /// The thread's own variables, by the number of their image.
  llvm::DenseMap<std::uint32_t, Address> Own;
  std::map<Word, Word> Keys;
  /// Where it was started, and by which.
  std::uint32_t Parent = 0;
  const llvm::Instruction *StartedAt = nullptr;
  std::uint32_t StartedBy = 0;
  /// How far an operation of several steps has come, and what woke it.
  unsigned Step = 0;
  bool Woken = false;
  /// Threads that it waits for before it goes on.
  llvm::SmallVector<std::uint32_t, 4> Awaited;
  /// Since when it sleeps, or waits with a limit; 0: neither.
  std::uint64_t Asleep = 0;
  bool Held = false;
  /// What was thrown, and what is being handled.
  Address Thrown = 0;
  llvm::SmallVector<Address, 2> Caught;
  /// Functions still to be called, the last first.
  std::vector<std::pair<Address, llvm::SmallVector<Word, 2>>> AtEnd;
  /// Those behind them, that end the thread's own variables.
  std::vector<std::pair<Address, llvm::SmallVector<Word, 2>>> OwnEnds;
};

/// What threads synchronise by at one address.
struct Sync {
  Clock Released;
  /// Of an atomic: how many bytes were written, and the threads whose release
  /// sequences go on.
  std::uint8_t Size = 0;
  llvm::SmallVector<std::uint32_t, 2> Heads;
  /// The thread that holds it, and how often.
  std::uint32_t Holder = ~0u;
  std::uint32_t Depth = 0;
  /// Threads that share it.
  std::multiset<std::uint32_t> Sharers;
  /// Of a semaphore or barrier.
  std::int64_t Count = 0;
  std::int64_t Arrived = 0;
  std::uint64_t Round = 0;
  std::deque<std::uint32_t> Waiters;
  bool Done = false;
};

/// In what order threads run.
struct Schedule {
  enum class Pick : std::uint8_t { Oldest, Newest, Any };
  Pick Next = Pick::Oldest;
  /// A thread that starts another lets it go first.
  bool NewFirst = false;
  /// Instructions of one turn, at most.
  std::uint32_t Turn = 3000;
  /// Of a hundred operations that synchronise, how many end the turn.
  std::uint32_t Breaks = 0;
  /// The thread that does this one of the operations that synchronise is held
  /// up behind it, while others can go on; 0: none.
  std::uint64_t HeldBehind = 0;
  std::uint64_t Seed = 1;
};

/// Races, in the order in which they were seen.
class Findings {
public:
  /// An access, and what started its thread (a hash of the calls).
  using Side = std::pair<const llvm::Instruction *, std::size_t>;

  /// Null: the two were seen before, or often enough with other threads.
  RehearsedRace *add(Side A, Side B);
  std::size_t size() const { return Races.size(); }
  std::vector<RehearsedRace> take() { return std::move(Races); }

private:
  using Places =
      std::pair<const llvm::Instruction *, const llvm::Instruction *>;

  std::vector<RehearsedRace> Races;
  llvm::DenseMap<Places,
                 llvm::SmallVector<std::pair<std::size_t, std::size_t>, 1>>
      Seen;
};

class Machine {
public:
  Machine(Image &I, const Schedule &Order, Findings &Out)
      : I(I), Cells(I.Cells), Order(Order), Out(Out), Random(Order.Seed) {}

  /// Runs the initialisers of globals and then \p Entry; ends after \p Steps,
  /// or where the program does what is not understood.
  void run(const llvm::Function *Entry, std::uint64_t Steps);

  /// Why the run has ended.
  llvm::StringRef why() const { return Why; }
  /// How many instructions there were, and whether threads.
  std::uint64_t steps() const { return Done; }
  bool hasThreads() const { return Threads.size() > 1; }
  /// How many operations synchronised since there were threads.
  std::uint64_t meetings() const { return Meetings; }

private:
  enum class Status : std::uint8_t {
    /// Done; the next instruction follows.
    Done,
    /// A frame was entered or left, or a jump made.
    Moved,
    /// To be tried again, when others have gone on.
    Blocked,
    Stop
  };
  struct Calling {
    Thread &T;
    const Operation &At;
    llvm::SmallVector<Word, 6> Args;
    Word Result = 0;

    Word arg(unsigned N) const { return N < Args.size() ? Args[N] : 0; }
  };
  using Handler = Status (Machine::*)(Calling &);
  struct Node {
    std::uint32_t Parent;
    const llvm::Instruction *Call;
  };

  // Machine.cpp
  Status step(Thread &T);
  Status stop(llvm::StringRef Reason);
  bool enter(Thread &T, const llvm::Function *F, llvm::ArrayRef<Word> Args,
             Frame::After Then, const llvm::Instruction *Call);
  Status leave(Thread &T, llvm::ArrayRef<Word> Result,
               const llvm::Instruction *At);
  void popFrame(Thread &T, const llvm::Instruction *At);
  bool goOn(Thread &T);
  void jump(Frame &F, std::uint32_t Block);
  void pass(Thread &T, const Operation &At);
  Status call(Thread &T, const Operation &At);
  Thread *next(const Thread *Last, bool Sleepers);
  Thread &start(Thread &By, Address F, llvm::ArrayRef<Word> Args,
                const Operation &At);
  const Word *get(const Frame &F, Operand O) const {
    return O.At >= 0 ? &F.Registers[O.At] : &F.C->Constants[~O.At];
  }
  std::uint32_t node(std::uint32_t Parent, const llvm::Instruction *Call);
  std::uint64_t random(std::uint64_t Below);

  // Arithmetic.cpp
  Status compute(Thread &T, const Operation &At);
  Status computeExtended(Thread &T, const Operation &At);

  // Accesses.cpp
  Status load(Thread &T, const Operation &At);
  Status store(Thread &T, const Operation &At);
  Status exchange(Thread &T, const Operation &At);
  Status update(Thread &T, const Operation &At);
  Address own(Thread &T, Address A);
  bool access(Thread &T, Address A, std::uint64_t Size, bool Write, bool Atomic,
              const llvm::Instruction *At);
  void record(Thread &T, Object &O, std::uint32_t Offset, std::uint64_t Size,
              bool Write, bool Atomic, const llvm::Instruction *At);
  void end(Thread &T, Address A, const llvm::Instruction *At);
  void report(Thread &T, const Record &Before, const Record &Now,
              const Object &O);
  void describe(RehearsedAccess &To, const Record &R,
                std::optional<std::uint32_t> Below);
  std::vector<std::uint32_t> ancestors(std::uint32_t Id) const;
  std::size_t start(std::optional<std::uint32_t> Id) const;
  void addFrames(std::vector<RehearsedFrame> &To, const llvm::Instruction *At,
                 std::uint32_t Calls) const;
  void acquire(Thread &T, Sync &S) { T.Now.join(S.Released); }
  void release(Thread &T, Sync &S) {
    S.Released.join(T.Now);
    T.Now.tick(T.Id);
  }
  void readAtomic(Thread &T, Address A, std::uint64_t Size,
                  llvm::AtomicOrdering O);
  void writeAtomic(Thread &T, Address A, std::uint64_t Size,
                   llvm::AtomicOrdering O, bool Update);
  void fence(Thread &T, llvm::AtomicOrdering O);
  bool mark(Calling &C, Address A);

  // Unset.cpp
  void noteUnset(const llvm::Function &Entry);
  bool restsOnOthers(const llvm::Instruction *At);

  // Unwinding.cpp
  Status unwind(Thread &T, const llvm::Instruction *At);
  Status land(Thread &T, const Operation &At);
  Word selector(Address Type) const { return Memory::numberOf(Type); }
  bool matches(Address Thrown, Address Caught, Address &Object);

  // Library.cpp
  static Handler handlerOf(const llvm::Function &F);
  Status intrinsic(Calling &C, const llvm::CallBase &Call);

#define AETHER_REHEARSED(Name) Status Name(Calling &C);
#include "Library.def"
#include "OpenMP.def"
#undef AETHER_REHEARSED

  // OpenMP*.cpp
  struct OpenMP;
  static Handler openMPHandlerOf(llvm::StringRef Name);
  OpenMP &openMP();
  Status leaveRegion(Thread &T);
  bool isAnyThread(Thread &T);
  bool isOfTeam(const Thread &T) const;
  const llvm::Instruction *placeInRegion(const Thread &Member,
                                         std::uint32_t Calls) const;
  bool isPlace(std::uint32_t Calls) const;
  Status ompStaticLoop(Calling &C, unsigned Bytes, bool Signed);
  Status ompDispatch(Calling &C, unsigned Bytes, bool Signed);
  Status ompNext(Calling &C, unsigned Bytes);
  Status ompTaskLoopOf(Calling &C, bool Strict, Address Copy);

  Status waitOn(Calling &C, Address Condition, Address Mutex, bool Timed);
  Status waitLimited(Calling &C, Address Limit);
  void wake(Address Condition, std::size_t Count);
  Status lockMutex(Thread &T, Address Mutex, bool Try, Word &Result);
  bool unlockMutex(Thread &T, Address Mutex);
  Status await(Thread &T);
  Status runParts(Calling &C, Address Run, Address Context, Word Units,
                  Word Chunk);
  Status sleep(Calling &C);
  bool fail(Calling &C, Word Error);
  Address errorOf(Thread &T);
  Status sleepUntil(Calling &C, std::uint64_t Until);
  std::uint64_t timeAt(Address A);
  Status storeTime(Calling &C, Address To, Word Fraction);
  void fallAsleep(Thread &T) { T.Asleep = ++Sleeps; }
  Status fill(Calling &C, Address To, std::uint8_t Byte, std::uint64_t Size);
  Status copy(Calling &C, Address To, Address From, std::uint64_t Size);
  std::optional<std::string> text(Calling &C, Address A);
  static bool isRealFunction(llvm::StringRef Name);

  Image &I;
  Memory &Cells;
  Schedule Order;
  Findings &Out;
  std::uint64_t Random;
  std::deque<Thread> Threads;
  /// Threads that nothing has waited for yet.
  unsigned Unjoined = 0;
  std::map<Address, Sync> Syncs;
  std::vector<Node> Nodes{{0, nullptr}};
  llvm::DenseMap<std::pair<std::uint32_t, const llvm::Instruction *>,
                 std::uint32_t>
      NodeNumbers;
  llvm::DenseMap<const llvm::Function *, Handler> Handlers;
  llvm::DenseMap<const llvm::Instruction *, bool> Deciding;
  std::vector<std::pair<Address, llvm::SmallVector<Word, 2>>> AtExit;
  std::map<Word, Address> KeyEnds;
  struct Exception {
    Address Type;
    Address End;
    /// The part of it that the last handler is for.
    Address Caught = 0;
  };
  std::map<Address, Exception> Exceptions;
  /// Semaphores that have names.
  std::map<std::string, Address> Named;
  std::shared_ptr<OpenMP> Parallel;
  std::string Why;
  bool TurnOver = false;
  std::uint64_t Meetings = 0;
  bool Finished = false;
  /// The program ends with the first thread.
  bool EndsProgram = false;
  /// The first thread has ended, and not the program.
  bool FirstHasLeft = false;
  std::uint64_t Sleeps = 0;
  std::uint64_t Done = 0;
  /// In nanoseconds. There is none behind the last.
  static constexpr std::uint64_t Second = 1000000000,
                                 MostTime = 4 * Second * Second;
  std::uint64_t Time = 1700000000 * Second;
};

} // namespace aether::analysis::rehearsal

#endif // AETHER_REHEARSAL_MACHINE_H
