//===- Context.h - The evaluation of one function ---------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Evaluates one function, given the effects of its callees:
///
///     Calls ──▶ Contents ──▶ Locks, Facts ──▶ Collect ──▶ Ordering ──▶ Export
///
/// Calls finds who is called, Contents what cells hold, Locks and Facts what
/// holds where, Collect the accesses and tasks, Ordering what runs beside what,
/// Export what callers see.
///
/// Each step is in the file of its name; Import brings callees' terms into the
/// function's own. The result is an Effects; Judge decides its relations.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_SOLVE_CONTEXT_H
#define AETHER_LIB_SOLVE_CONTEXT_H

#include "Flow.h"
#include "Import.h"
#include "Markers.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>

namespace aether::analysis {

class Context {
public:
  Context(Workspace &W, FunctionIx Fn);
  /// Evaluates the function. Afterwards E holds all that Judge and callers
  /// need.
  void run();

  Workspace &W;
  const FunctionIx Fn;
  const FunctionSummary &F;
  std::unique_ptr<Effects> Result;
  Effects &E;
  Terms &T;
  const Flow Shape;

  // Contents.cpp: what cells hold.
  struct Content {
    llvm::SmallVector<ValueId, 4> Values;
    bool Initial = false; ///< also what it held before
    bool Weak = false;    ///< one of several cells was meant
    bool Stores = false;  ///< some store reaches it
    /// Of functions among Values: objects that were stored with them.
    std::map<ValueId, std::set<PlaceId>> Closures;
  };
  /// The places that \p P may be, pointers followed as far as they are known.
  /// Valid until the next call.
  const Places &resolve(PlaceId P);
  Content contents(PlaceId Cell) { return contents(Cell, nullptr); }
  /// \p I with cells replaced by what they are known to hold.
  IntId resolveInt(IntId I);
  bool readsTold(PlaceId Result, IntId Value);

  // NullTests.cpp
  static constexpr std::string_view NullTest = "is set"; ///< a part's name
  bool isNullTest(IntId I) const;
  IntId nullTestOf(ValueId V, StringId Part);
  IntId resolveNullTest(IntId I);
  void dropNullTests(AccessEffect &A) const;

  bool passesTickets(IntId I, PlaceId Cell) const;
  /// \p P with its indices resolved by resolveInt.
  PlaceId resolveIndices(PlaceId P);
  /// Objects (local roots) whose address may be known outside the function, or
  /// to code that is not understood.
  const std::set<PlaceId> &exposed() const { return Exposed; }
  /// Objects private to tasks whose address somebody else may have.
  const std::set<PlaceId> &escaped() const { return Escaped; }
  /// Does somebody here hand pointers on by atomics?
  bool passesPointersByAtomics();
  PlaceId rootOf(PlaceId P) const;
  bool hasDeref(PlaceId P) const;
  /// The object owned by a unique owner that \p P is or is a part of, by its
  /// form; None if there is none.
  PlaceId ownedPart(PlaceId P) const;
  /// Is \p P known to be a container, and not an array?
  bool isContainer(PlaceId P);
  unsigned depth(PlaceId P) const;
  PlaceId unknownPlace(const std::string &Reason);
  /// Applies the steps of \p From below \p Base to \p To; None if one of them
  /// is a Deref and \p ThroughDeref is false.
  PlaceId rebase(PlaceId From, PlaceId Base, PlaceId To, bool ThroughDeref);
  std::string describe(PlaceId P) const; ///< for messages: Names.cpp
  std::string describeInt(IntId I) const;
  const std::vector<StoreEffect> &stores() const { return AllStores; }
  /// The stores that may change \p Cell, by their number in stores(), and to
  /// what they go: the cell, or an object of which it is a part.
  std::vector<std::pair<PlaceId, std::uint32_t>> storesTo(PlaceId Cell);
  bool isPrivate(PlaceId P, std::uint32_t Strand) const;
  /// May the cells \p A and \p B overlap, as far as their form tells?
  bool mayOverlap(PlaceId A, PlaceId B);
  bool isTaskGroup(PlaceId P) const;
  bool areApartInArray(const PlaceNode &A, const PlaceNode &B) const;
  /// May releasing \p A release \p B?
  bool mayBeSameLock(PlaceId A, PlaceId B);
  /// Is \p Lock made of an atomic?
  bool isSpinLock(PlaceId Lock) const;
  // Turns.cpp
  bool isPermit(PlaceId P) const;
  bool isTurn(const HeldLock &L) const;
  // TicketLocks.cpp
  bool isTicketLock(PlaceId Lock) const;
  bool drawsOnce(PlaceId Lock);
  /// Does nobody but its holder give spin lock \p Lock back?
  bool isKeptByHolder(PlaceId Lock);

  /// Does \p P stand for what a recursive call may touch?
  bool isOfRecursion(PlaceId P) const;

  std::uint32_t newLocal(LocalInfo Info);
  std::uint32_t newLoop(Loop L, LoopInfo::Role Kind);
  std::vector<Relation> Relations; ///< to be judged here
  std::deque<CallInstance> Calls;
  /// Block and event where a root occurs first, and all blocks where it does.
  std::map<PlaceId, std::pair<std::uint32_t, std::uint32_t>> Mentions;
  std::map<PlaceId, std::set<std::uint32_t>> MentionBlocks;
  /// Of variables: the blocks where they go out of scope.
  std::map<PlaceId, std::set<std::uint32_t>> ScopeEndBlocks;
  /// Roots that are written, or whose address is used.
  std::set<PlaceId> Filled;
  /// The block of the event that starts own parallel call \p Index.
  std::uint32_t blockOf(std::uint32_t Index) const;
  /// May an atomic be written by somebody who is not part of this context? A
  /// variable of one's own is written by those who were told of it.
  bool hasOtherWriters(PlaceId Atomic);
  /// May a task, not only its parents, set what \p P is about anew?
  bool isClearedByTasks(PlaceId P);
  /// Was the object at \p P made in the loop that starts the tasks of both
  /// sides? Then each of them may have one of its own.
  bool perInstance(const Relation &R, PlaceId P) const;
  /// The same, or in one whose rounds the two need not both belong to.
  bool maybePerInstance(const Relation &R, PlaceId P) const {
    return perInstance(R, P) || isMadeIn(R.PerhapsOtherRound, P);
  }
  /// Is \p P a part of what is declared or made in natural loop \p L only?
  bool isMadeIn(std::uint32_t L, PlaceId P) const;
  /// `workers[i]` of `workers[i].thread`.
  PlaceId elementOf(PlaceId Handle) const {
    while (T.place(Handle).Kind == PlaceKind::Field)
      Handle = T.place(Handle).Parent;
    return Handle;
  }
  /// Has each thread a \p Root of its own?
  bool isThreadLocal(PlaceId Root) const {
    const PlaceNode N = T.place(Root);
    return N.Kind == PlaceKind::Global && W.P.Globals[N.Arg].ThreadLocal;
  }
  bool isOfAnotherRound(const Relation &R, PlaceId Root);
  /// \p Joined is the handle of one element of a container. The index of the
  /// element that the handles of the tasks of \p Strand are put into, and no
  /// others; None if there is none.
  IntId handleIndex(std::uint32_t Strand, PlaceId Joined);
  /// Of accesses: handles of the function's own that it has waited for before,
  /// which are nothing to callers.
  std::map<std::uint32_t, std::vector<PlaceId>> OwnJoined;
  bool isSetEachRound(PlaceId Cell, const NaturalLoop &L, const StoreEffect &S,
                      unsigned Copies) const;
  bool isCopiedByTasks(PlaceId Root) const;
  bool isOtherMember(PlaceId A, PlaceId B) const;
  /// Of a store of an object into \p To, of which \p Cell is a member: the same
  /// member of the object that is copied, and of the one that it becomes.
  /// Nothing if it is an object with other objects' elements in it.
  std::optional<std::pair<PlaceId, PlaceId>>
  copiedMember(PlaceId Cell, PlaceId To, ValueNode V);
  /// Does the store of \p Value put in a new object each time it is executed,
  /// for one cell only?
  bool storesFresh(const StoreEffect &S, ValueId Value);
  /// Does the store, to \p To, fill one cell each time it is executed?
  bool fillsOne(const StoreEffect &S, PlaceId To) const;
  // KeptItems.cpp
  /// Does the store make a new item of a container?
  bool appends(const StoreEffect &S) const;
  /// Is what the store put into \p Item there when the tasks of \p R begin, in
  /// its last round or, if they are \p Rounds, in all?
  bool isKept(const StoreEffect &S, PlaceId Item, const Relation &R,
              bool Rounds);
  /// Block and event that start the tasks of \p R.
  std::pair<std::uint32_t, std::uint32_t> startOf(const Relation &R) const;
  bool goTogether(const StoreEffect &X, const StoreEffect &Y) const;
  /// Is \p Cell a variable of one's own that nothing is ever put into? It holds
  /// no more than zeros.
  bool isBlank(PlaceId Cell) const;
  /// Is \p Root a node that was taken out of a list? Others may have other
  /// names for it.
  bool isTaken(PlaceId Root) const { return takenNode(Root) != nullptr; }
  const TakenNode *takenNode(PlaceId Root) const {
    const PlaceNode N = T.place(Root);
    auto It = E.Taken.find({N.Kind, N.Arg});
    return It == E.Taken.end() ? nullptr : &It->second;
  }
  // NodeLinks.cpp
  /// How the nodes are linked that some task takes out of a list.
  struct NodeLinks {
    bool Kept = false;       ///< each from one place only, at any time
    bool FromCaller = false; ///< callers know more
    std::set<PlaceId> Nodes; ///< objects that they may be
    /// Where pointers to them are kept: the last member, or the global.
    std::set<std::pair<PlaceKind, std::uint32_t>> Keys;
  };
  const NodeLinks &links();
  bool mayBeNode(const NodeLinks &All, PlaceId P) const;
  // Keepers.cpp
  bool isSharedOwner(PlaceId Cell) const;
  PlaceId keeperOf(PlaceId P, unsigned Depth = 0);
  using Spot = std::pair<std::uint32_t, std::uint32_t>; ///< block and event
  bool keepsUntil(PlaceId Keeper, Spot Here);
  Spot spotOf(std::uint32_t Access) const { return AccessSpot[Access]; }
  bool reaches(Spot From, Spot To, const std::set<Spot> &Barriers) const;
  // MovedContents.cpp
  /// An object takes over what another held, and where it does, or perhaps only
  /// copies it.
  struct Move {
    PlaceId To, From;
    Spot At;
    bool Copy = false;
  };
  /// Moves, by the root of where they lead from or to.
  using MovesByRoot = std::map<PlaceId, std::vector<const Move *>>;
  std::vector<Move> findMoves();
  std::vector<PlaceId> holdersOf(PlaceId P);
  /// \p Container, moved along with \p M, by the name it had before.
  PlaceId before(PlaceId Container, const Move &M);
  PlaceId after(PlaceId Holder, const Move &M);
  /// Does \p A go by a pointer to something in \p Container that was taken
  /// before one of \p Moves, and that is used after it, at \p Here if that is
  /// known?
  bool mayBeTakenBefore(const AccessEffect &A, PlaceId Container,
                        llvm::ArrayRef<const Move *> Moves, const Spot *Here);
  PlaceId lastDeref(PlaceId P) const;
  // StarterWaits.cpp
  /// A wait of the function's own, and what it is for.
  struct OwnWait {
    Spot At;
    PlaceId For = None;
  };
  std::vector<OwnWait> ownWaits();
  /// The locks that the function holds at \p Here.
  std::vector<HeldLock> locksAt(Spot Here) const {
    auto It = LocksAt.find(Here);
    return It == LocksAt.end() ? std::vector<HeldLock>() : It->second.Held;
  }
  /// Where the tasks of \p Strand are started, if that is one place.
  std::optional<Spot> startOf(std::uint32_t Strand) const;
  // JoinedRounds.cpp
  bool isWaitedForAt(Spot Where) const;
  /// May \p A wait for a task of \p Strand before it is made?
  bool mayWaitFor(const AccessEffect &A, std::uint32_t Strand);
  bool outlives(std::uint32_t Task, const AccessEffect &End); // ScopeEnds.cpp
  // JoinedByTasks.cpp
  /// Has a task of \p Strand waited for those of \p Other when it makes \p A?
  bool comesAfterTasks(const AccessEffect &A, std::uint32_t Strand,
                       std::uint32_t Other);
  /// Is \p P, or what leads to it, a handle of tasks that are started here?
  bool isHandle(PlaceId P);
  // ReturnedTests.cpp
  std::vector<Condition> known(std::uint32_t Block, std::uint32_t Edge);

private:
  friend class Import;
  bool isKept(NodeLinks &Out);
  std::pair<PlaceKind, std::uint32_t> linkKey(PlaceId P) const;
  bool isHeldBefore(const StoreEffect &S);
  bool isNamedElsewhere(PlaceId Global) const;
  struct LockState {
    std::vector<HeldLock> Held;
    /// Held on some of the ways here, as their HeldLock::If says.
    std::vector<HeldLock> Perhaps;
    std::vector<PlaceId> Refused; ///< tried on some way, and not taken
    std::vector<PlaceId> Released, ReleasedGuards;
    Past Before;
    friend bool operator==(const LockState &, const LockState &) = default;
  };

  // Calls.cpp
  void findCalls();
  void addTasks(std::uint32_t Block, std::uint32_t Event, std::uint32_t Index);
  bool resolveCalls();
  bool resolveCall(CallInstance &Call);
  bool addCallee(CallInstance &Call, FunctionIx Fn, ValueId This,
                 PlaceId Closure = None);
  bool isRepeated(CallInstance &Call, FunctionIx From);
  bool resolveTarget(CallInstance &Call, ValueId V);
  // UnseenCalls.cpp
  void noteUnseen(const CallInstance &Call);
  bool addUnseen(CallInstance &Call);
  bool addOpenCalls();
  bool isSetUnseen(PlaceId Cell, const CallInstance *At,
                   const std::set<Spot> &Over) const;
  bool isFromCaller(ValueId V);

  // Overriders.cpp
  std::optional<std::set<FunctionIx>>
  overriders(PlaceId Slot, const CallInstance *Before = nullptr);
  PlaceId slotOf(const CallInstance &Call);
  void dropOverriders();
  std::optional<bool> imported(Dispatch &Made, Import &Map);

  // Footprints.cpp
  std::optional<Places> withinFootprint(PlaceId P, Import &Map);
  bool mayStartAbove(const CallInstance &Call, FunctionIx Callee) const;

  // Calls.cpp
  std::pair<Places, ValueId> importStore(const StoreEffect &S, Import &Map);

  // ReturnedTargets.cpp
  bool isChosenBy(PlaceId P, IntId Variable) const;
  PlaceId returnedTarget(PlaceId Cell);

  // StoredNumbers.cpp
  PlaceId commonTarget(PlaceId Cell);
  bool isOneObject(PlaceId P) const;
  bool holdsWhatIsStored(PlaceId Cell);
  IntId storedNumber(PlaceId Cell);
  std::pair<IntId, IntId> limitsOf(IntId At);
  IntId listedNumber(PlaceId Cell);
  bool isOwnGlobal(PlaceId Root) const;
  IntId ofAnotherRound(PlaceId Cell, const StoreEffect &S, PlaceId To);
  IntId replaced(IntId I, IntId Variable, IntId By);
  PlaceId replacedIn(PlaceId P, IntId Variable, IntId By);
  bool hasUnknown(IntId I) const;
  std::set<Spot> lookedAt(const StoreEffect &S) const;
  std::optional<std::set<Spot>> writesOf(PlaceId Cell, bool Beside);
  bool livesOn(const Spot &Start) const;
  bool isSetBesideTasks(PlaceId Cell, const StoreEffect &S) const;
  bool changesBesideTasks(const Spot &Here, const std::set<Spot> &Others) const;
  bool isLastStore(PlaceId Cell, const StoreEffect &S, std::set<Spot> Others);

  // Contents.cpp
  void addStore(StoreEffect S);
  void indexStores();
  Places byElements(PlaceId To, bool &All);
  bool mayReach(const StoreEffect &S, PlaceId Cell) const;
  void forgetResolved();
  struct IndexedStore {
    PlaceId To;
    std::uint32_t Store;
    bool Weak;
  };
  struct StoreMatch {
    bool Apart = false, Weak = false;
    std::size_t Steps = 0; ///< of the cell's path that the store covers
  };
  StoreMatch match(const IndexedStore &S, PlaceId Cell) const;
  /// What \p Cell may hold when the call \p At is made; what was overwritten
  /// before is left out, and so are callable objects whose function is known.
  Content contents(PlaceId Cell, const CallInstance *At);
  bool isLate(const CallInstance &Call) const;
  bool initialKilled(PlaceId Cell, const StoreEffect &S);
  bool isKeptByMaker(PlaceId Root);
  bool isMadeBefore(PlaceId Root, ValueId V, Spot Here, unsigned Depth);

  // Reaching.cpp
  std::vector<ValueId> heldAt(PlaceId Variable, Spot Here, SourcePos Pos) const;
  bool isByOtherRound(ValueId V, Spot Here, const std::set<Spot> &Set) const;
  bool isCapture(const StoreEffect &S, ValueNode Value) const;
  ValueId settledValue(ValueId V, Spot Here, SourcePos Pos) const;
  PlaceId settledPlace(PlaceId P, Spot Here, SourcePos Pos);
  void settleArguments();

  // Exposure.cpp
  void findExposed();
  void doubtOpenCalls();
  std::map<PlaceId, std::set<Spot>> addressesAt();
  bool keepsElements(PlaceId Container) const;
  void findUnshared();
  /// Where a function tells others of objects.
  struct Telling {
    std::map<PlaceId, std::set<Spot>> ToldAt; ///< by object
    std::set<Spot> Everything;                ///< of whatever may be reached
    std::set<PlaceId> Never; ///< objects that are told of in a way that orders
                             ///< nothing
  };

  // TakenNodes.cpp
  void findTaken();
  bool takesOut(PlaceId Variable, PlaceId From, Spot Taken, StringId &Link,
                std::set<Spot> &Ends) const;
  enum class OnWay : std::uint8_t { On, Ends, Fails };
  bool
  meetsOnEachWay(Spot From, llvm::ArrayRef<PlaceId> NotNull,
                 llvm::function_ref<OnWay(const Store &, Spot)> OnStore) const;
  bool isNullEdge(std::uint32_t Block, std::uint32_t Edge,
                  llvm::ArrayRef<PlaceId> Pointers) const;

  // LinkForms.cpp
  void findForms(const Telling &Told);
  std::map<PlaceId, std::set<Spot>> parametersTold();
  bool isParameters(PlaceId P) const;
  PlaceId onlyTarget(ValueId V);
  bool carriesMore(Spot Here, PlaceId Object);
  bool isTold(PlaceId Object, Spot Here, const std::set<Spot> &At) const;
  bool isSaved(const StoreEffect &S, PlaceId Object);

  // ReadAnew.cpp
  void findReadAnew();
  void findSynchronising();
  bool isReadSince(PlaceId Cell, Spot Here);
  bool isReadAnew(PlaceId P, Spot Here,
                  std::set<std::pair<PlaceId, Spot>> &Seen,
                  std::vector<PlaceId> &Bases);
  bool isSetAnew(PlaceId Variable, Spot Here,
                 std::set<std::pair<PlaceId, Spot>> &Seen,
                 std::vector<PlaceId> &Bases);

  // MovedContents.cpp
  void findTaken(PlaceId Pointer, std::set<Spot> &Out, bool &Known,
                 unsigned Depth);

  // LeftBehind.cpp
  void findLeftBehind();
  bool isLeftBehind(const AccessEffect &A, PlaceId Holder,
                    const MovesByRoot &MovesFrom, const Spot *Here);
  bool isTakenOver(PlaceId Holder, const MovesByRoot &MovesTo);
  bool mayBeKnown(PlaceId P) const;
  std::map<PlaceId, std::vector<ValueId>> valuesByRoot() const;
  const std::vector<Spot> &usesOf(PlaceId Root);
  bool reachesAnew(Spot Use, const std::set<std::uint32_t> &Loops,
                   const std::set<Spot> &Set) const;
  bool isOfEarlierRound(PlaceId Cell, PlaceId Target);
  bool isOfThisRound(PlaceId Root, PlaceId Via, Spot Here);
  std::optional<Spot> madeAt(PlaceId Root) const;
  bool isNamedInRound(PlaceId Root, PlaceId Via, Spot Here) const;
  void findMentions();

  // Locks.cpp
  void findLocks();
  void applyLock(const LockEvent &L, LockState &S);
  void applyCallLocks(CallInstance &Call, LockState &S);
  void release(PlaceId Mutex, LockState &S, bool AllLevels = false);
  void moveGuards(const Store &Moved, LockState &S);
  bool triesLock(std::uint32_t Block, std::uint32_t Event) const;
  Past imported(const Past &From, Import &Map);
  Fact imported(const Fact &From, Import &Map);

  void serveNext(const Access &A, LockState &S); // TicketLocks.cpp

  // SomeLocks.cpp
  /// One of several ways to a place: what is held on it, and known.
  struct LockWay {
    LockState State;
    std::vector<Fact> Known;
  };
  static std::optional<HeldLock> heldOn(llvm::ArrayRef<LockWay> Ways,
                                        PlaceId Mutex);
  HeldLock perhaps(const HeldLock &L);
  void settlePerhaps(LockState &S, const std::vector<Fact> &Known) const;
  bool isOwnNumber(IntId I) const;
  /// Of what is done with locks held perhaps: one of the cases.
  struct LockCase {
    std::vector<Fact> Facts;
    std::vector<HeldLock> Locks;
  };
  std::vector<LockCase> casesOf(const std::vector<HeldLock> &Perhaps);
  void releaseGuard(PlaceId Guard, LockState &S);
  static LockState joined(llvm::ArrayRef<LockWay> Ways);
  static void forgetWhen(LockState &S);
  void acquire(const HeldLock &L, LockState &S);
  void takeSome(CallInstance::Resolved &Callee, const CallInstance &Call,
                std::vector<HeldLock> &Now, std::vector<HeldLock> &Some);
  void tryLock(std::uint32_t Block, std::uint32_t Edge, LockState &S);
  void mayAcquire(const LockEvent &L, LockState &S);
  bool enter(std::uint32_t Block, const std::map<Spot, LockWay> &Ways,
             unsigned &Visits);

  // GuardedFlags.cpp
  PlaceId guardedFlag(PlaceId P);
  void setFlag(PlaceId P, bool Surely, LockState &S);
  AccessNature storedNature(const Access &A, Spot Here) const;
  void seeFlag(Spot Here, LockState &S);
  void setPerhaps(CallInstance &Call, LockState &S);
  void seeFlags(CallInstance &Call, LockState &S);
  void collectSeen(IntId I, const std::vector<PlaceId> &Seen,
                   std::set<PlaceId> &Out, unsigned Depth);
  void collectSeenAt(PlaceId P, const std::vector<PlaceId> &Seen,
                     std::set<PlaceId> &Out, unsigned Depth);
  void passFlags(std::uint32_t Block, std::uint32_t Edge, LockState &S);
  void passTest(const Condition &Test, LockState &S);

  // ReturnedTests.cpp
  const CallInstance *callFor(PlaceId P, std::uint32_t Block) const;
  void follow(const Condition &C, std::uint32_t Block,
              std::vector<Condition> &Out);
  void exportTests();
  void noteChanges();

  // Phases.cpp
  void findPhases();
  void findPhasesOf(PlaceId Barrier);
  // PhaseRounds.cpp
  std::vector<IntId> meetingsBefore(const std::vector<std::int64_t> &Here);
  PlaceId afterMeetings(PlaceId Barrier, IntId Count);

  // Facts.cpp
  void findFacts();
  std::vector<Fact> factsOnEdge(std::uint32_t Block, std::uint32_t Edge) const;
  void learn(std::vector<Fact> &Facts, const Fact &New) const;

  // Collect.cpp
  void collect();
  void collectScopeEnds(); // ScopeEnds.cpp
  std::set<PlaceId> joinedAfter(Spot Here);
  bool isNamedAgain(PlaceId Root);
  bool mayWaitForOthers(PlaceId Root);
  void findKept();
  PlaceId ownedBy(PlaceId P);
  std::vector<PlaceId> movedInto(PlaceId P, bool HoldsOwners);
  std::vector<PlaceId> ownersIn(PlaceId P, unsigned Depth = 0);
  void endOwnCopy(PlaceId Copy, PlaceId Source, std::uint32_t Strand, Spot Here,
                  SourcePos Pos);
  void collectAccess(const Access &A, std::uint32_t Block, std::uint32_t Event,
                     std::uint32_t Strand, bool TakesMutex = false);
  void collectMutex(const LockEvent &L, std::uint32_t Block,
                    std::uint32_t Event);
  std::pair<IntId, Fact> chosenValue(const Access &A, std::uint32_t Block);
  bool throughThis(PlaceId P) const;
  bool isOwnThreads(const Effects &From, std::uint32_t N) const;
  void collectCall(CallInstance &Call);
  void findCommon(CallInstance &Call);
  std::vector<PlaceId> oneForEach(CallInstance &Call);
  bool isOneForAll(const CallInstance &Call);
  static std::size_t commonKey(const AccessEffect &A);
  void collectPending(CallInstance &Call);
  bool mayTakeLocks() const;
  bool everyRun(std::uint32_t Block);
  // AtFirst.cpp
  bool mayWaitAt(Spot Where);
  bool isAtFirst(Spot Where);
  Rounds roundsOf(std::uint32_t Block) const;
  void addAccess(AccessEffect A, std::uint32_t Strand, std::uint32_t Block,
                 std::uint32_t Event);
  void addCases(const AccessEffect &A, const std::vector<LockCase> &Cases,
                std::uint32_t Strand, std::uint32_t Block, std::uint32_t Event);
  void addOpaque(StringId Reason, SourcePos Pos, const Frame *Chain,
                 std::uint32_t Strand, std::uint32_t Block,
                 std::uint32_t Event);
  void finishIndices();
  ValueId numberOf(ValueId V);

  // ImportedAccesses.cpp
  /// What holds where an access of a callee is made.
  struct Surroundings {
    const std::vector<Fact> &Facts;
    const std::vector<HeldLock> &Locks;
    const std::vector<PlaceId> &Released; ///< since the function began
    const Past &Before;
    llvm::function_ref<const Frame *(const Frame *)> Chain;
    std::uint32_t Strand, Block, Event;
  };
  void importAccess(const AccessEffect &A, Import &Map, const Surroundings &At);
  std::vector<PlaceId> importOneOf(const AccessEffect &A, Import &Map);
  void importLocks(const AccessEffect &A, Import &Map, const Surroundings &At,
                   AccessEffect &Out);
  void importJoins(const AccessEffect &A, Import &Map, AccessEffect &Out);
  PlaceId widen(PlaceId P);
  bool visitsElements(const CallInstance &Call) const;

  // Claims.cpp
  void findClaims();
  AtomicClaim claim(const AccessEffect &A, Spot Here, bool &Waited);
  bool isReliedOn(const AccessEffect &A, Spot Here) const;

  // Ordering.cpp, Joins.cpp
  void findRelations();
  struct LiveItem {
    std::vector<std::uint32_t> Strands;
    std::vector<PlaceId> Handles;
    std::uint32_t Block = 0, Event = 0;
    PlaceId Term = None;   ///< the handle as it is spelled at an own start
    bool Doubtful = false; ///< may be over when it comes
    bool Several = false;  ///< started perhaps more than once in a round
    const CallInstance *By = nullptr; ///< whose callee starts it
  };
  /// What is known of a running item: where its handle may be, and whether it
  /// may have been waited for already.
  struct Liveness {
    std::set<PlaceId> Where;
    /// Among these: `handles[i]` of an earlier round, where i was another.
    std::set<PlaceId> Earlier;
    /// Among these: in what each round of a loop makes anew, as it was before.
    std::set<PlaceId> Remade;
    /// Among these: `handles[i]` of when the loop over i was run before.
    std::set<PlaceId> Rerun;
    /// Among these: where it is only if it was the one that was moved.
    std::set<PlaceId> Perhaps;
    bool Doubtful = false;
    bool Named = false; ///< LiveItem::Term still names the handle
    bool Past = false;  ///< none of them was started in the current round
    bool merge(const Liveness &Other);
  };
  IntId appendedBy(const LiveItem &Item, PlaceId Container);
  /// Of all elements what \p Handle is of one: `workers[...].thread`.
  PlaceId ofEach(PlaceId Handle);
  /// Where the handle of \p Item is put, by \p Moves; None if that is not
  /// known.
  PlaceId keptIn(const LiveItem &Item, std::set<Spot> &Moves);
  using LiveState = std::map<std::uint32_t, Liveness>;
  void transfer(std::uint32_t Block, std::uint32_t Event, LiveState &S,
                bool Record);
  /// A block, or the edge from it to another.
  using Way = std::pair<std::uint32_t, std::uint32_t>;
  void joinHandle(PlaceId Handle, Way Where, LiveState &S);
  void joinTerm(PlaceId Term, Way Where, LiveState &S);
  bool isOne(PlaceId Handle) const;
  bool isOneOfAll(PlaceId Term, PlaceId Handle) const;
  bool isOneOfAll(const CallInstance &Call, const CallInstance::Resolved &R,
                  PlaceId H, PlaceId Handle) const;
  bool everyRound(const NaturalLoop &L, const std::set<Way> &Ways) const;
  bool mayBeWholeLoop(PlaceId Handle, std::uint32_t Item, Way Here);
  bool isForeign(PlaceId Handle);
  bool mayReplaceHandle(PlaceId Cell, PlaceId Handle);
  bool isRefilled(const NaturalLoop &L, PlaceId Handle);
  void joinOneOf(const Places &Handles, LiveState &S);
  bool isOfAnotherRow(const NaturalLoop &L,
                      const std::set<std::uint32_t> &Named) const;
  void enterNextRound(std::uint32_t From, std::uint32_t Header, LiveState &S);
  bool isJoinedFor(const Liveness &Life, PlaceId Place, Spot Here) const;
  enum class Beside : std::uint8_t { Yes, Perhaps, No };
  Beside runsBeside(const Liveness &Life, const AccessEffect &A, Spot Here);
  void forgetNames(Spot Here, LiveState &S);
  void doubtGivenUp(llvm::ArrayRef<CallInstance *> Calls,
                    llvm::ArrayRef<std::uint32_t> Accesses,
                    llvm::ArrayRef<std::pair<PlaceId, PlaceId>> Moves,
                    LiveState &S);
  void moveHandle(const Places &From, const Places &To, LiveState &S);
  bool isCopied(std::uint32_t Block, std::uint32_t Event) const;
  void copyHandle(const Places &From, const Places &To, LiveState &S);
  std::uint32_t loopOver(PlaceId Handle);
  bool coversAll(PlaceId Handle);
  void joinLoop(PlaceId Handle, LiveState &S);
  // RemadeHandles.cpp
  bool isMadeIn(const NaturalLoop &L, PlaceId Handle) const;
  void joinRemade(PlaceId Term, PlaceId Handle, Way Here);
  void joinAllRemade(const NaturalLoop &L, LiveState &S);
  // LostHandles.cpp
  bool isSteadyHandle(PlaceId Handle);
  bool isWrittenOver(PlaceId Old, PlaceId New, bool SameItem,
                     const Liveness &Life, bool &Whole);
  bool mayBeKept(PlaceId Handle, const LiveItem &Old, const LiveItem &New);
  void copyHandles(const Access &A, bool Moves, LiveState &S);
  void tellHandles(const LiveItem &Item, LiveState &S);
  void loseHandles(std::uint32_t Item, LiveState &S);
  bool fillsContainer(PlaceId Cell, const LiveItem &Item, PlaceId Handle);
  // JoinedGrids.cpp
  struct Grid {
    PlaceId Base = None;                       ///< what has the rows
    std::uint32_t Rows = None, Columns = None; ///< the loops over them
  };
  std::optional<Grid> gridOf(PlaceId Handle) const;
  void noteGrid(PlaceId Handle, const std::set<Way> &Ways);
  void joinGrids(std::uint32_t Block, std::uint32_t Next, LiveState &S);
  // HandleMoves.cpp
  void findMoved();
  std::vector<std::pair<PlaceId, PlaceId>> movedAt(Spot Here);
  // JoinedByTasks.cpp
  void findTaskWaits();
  std::uint32_t itemOf(std::uint32_t Strand) const;
  bool isHandleOf(PlaceId Handle, std::uint32_t Of, std::uint32_t By);
  bool endsAfter(std::uint32_t Item, std::uint32_t Other, PlaceId Handle);
  bool isSteadyInRound(PlaceId Handle, std::uint32_t Block);
  bool isWhole(const Liveness &Life) const;
  void endWithTasks(const LiveState &Before, std::uint32_t Here, LiveState &S);
  void handOn(std::uint32_t Item, LiveState &S);
  void doubtWaitedFor(PlaceId Handle, LiveState &S);
  const Join *endedOn(std::uint32_t Block, std::uint32_t Next);
  bool isGivenUp(PlaceId Handle);
  // JoinedHandles.cpp
  class JoinedFinder;
  void findJoined();
  void noneStarted(std::uint32_t Block, LiveState &S);
  void startItem(std::uint32_t Item, LiveState &S, bool Record);
  void doubtSkippedJoins(std::vector<LiveState> &LiveIn);
  void relateParent(std::uint32_t Item, const Liveness &Life,
                    std::uint32_t Block, std::uint32_t Event);
  bool mayWaitFor(const Liveness &Life, llvm::ArrayRef<PlaceId> Handles);
  void noteRound(Relation &R, const NaturalLoop &L) const;
  void relate(std::uint32_t A, std::uint32_t B, std::uint32_t ItemA,
              std::uint32_t ItemB, bool Doubtful);
  void addRelation(Relation R);
  // ImportedRelations.cpp
  class RelationImport;
  void importRelations();

  // Export.cpp
  void exportEffects();
  void mergeVariants();
  void findOutliving();
  bool leaves(PlaceId P) const;

  std::vector<StoreEffect> AllStores;
  /// Where functions are called whose bodies were not seen; later, perhaps?
  std::map<Spot, bool> UnseenAt;
  /// Roots whose address, or a part's, is a value somewhere.
  std::set<PlaceId> AddressTaken;
  /// Of allocated objects: is a pointer to them kept beyond a round of this
  /// natural loop?
  std::map<std::pair<PlaceId, std::uint32_t>, bool> Kept;
  std::map<PlaceId, std::vector<IndexedStore>> StoresByRoot;
  /// Those by pointers that lead nobody knows where.
  std::vector<std::uint32_t> WildStores;
  llvm::DenseMap<PlaceId, const Places *> Resolved;
  std::deque<Places> ResolvedPlaces; ///< what these are
  Places Transient;                  ///< an answer that is not kept
  std::set<PlaceId> ResolvingCells;
  /// The last of these variables, each a copy of the one that follows.
  llvm::SmallVector<PlaceId, 4> CopyChain;
  unsigned ResolveSteps = 0; ///< while a cell is being resolved
  std::uint64_t AllResolveSteps = 0;
  std::map<IntId, IntId> ResolvedInts;
  /// By unique owner, what it owns; of the first so many places.
  std::map<PlaceId, PlaceId> UniqueOwners;
  PlaceId OwnersSeen = 0;
  std::optional<bool> PassesPointers;        ///< by atomics
  std::map<PlaceId, std::vector<Spot>> Uses; ///< of variables, by usesOf
  /// By variable that ends, what joinedAfter finds.
  std::map<PlaceId, std::set<PlaceId>> JoinedAfter;
  /// Where the heap objects are made that callees make.
  std::map<PlaceId, Spot> MadeBy;
  /// Stores that take the node out which their function has found.
  std::set<Spot> TakesOut;
  std::vector<Spot> Synchronising; ///< see ReadAnew.cpp
  std::optional<NodeLinks> Links;
  std::set<PlaceId> ResolvingInts;
  std::map<PlaceId, unsigned> WriteCount;
  bool CountedWrites = false;
  std::set<PlaceId> Exposed, Escaped, Outliving;
  std::set<PlaceId> Containers; ///< among the first ContainersSeen places
  PlaceId ContainersSeen = 0;
  std::set<std::uint32_t> FromPending; ///< accesses of forwarded calls

  std::vector<LockState> LocksIn; ///< by block
  std::map<PlaceId, bool> KeptByHolder;
  std::map<std::pair<std::uint32_t, std::uint32_t>, LockState> LocksAt;
  std::vector<std::vector<Fact>> FactsIn; ///< by block
  std::vector<bool> LoopTest;   ///< by block: is it a loop's, of its bounds?
  std::vector<Spot> AccessSpot; ///< by access
  std::map<std::uint32_t, bool> EveryRun; ///< by block
  /// By block: so many of its events come by at first.
  std::optional<std::map<std::uint32_t, std::uint32_t>> FirstEvents;
  std::uint32_t OwnStrands = 0; ///< strands of the function's own calls
  std::map<std::size_t, std::vector<std::uint32_t>> Seen;
  std::map<Spot, std::vector<std::uint32_t>> AccessesAt, OpaquesAt, PendingsAt;
  std::map<Spot, std::vector<CallInstance *>> CallsAt;

  std::vector<LiveItem> Items;
  std::vector<std::vector<std::uint32_t>> StrandsOf; ///< by own parallel call
  std::vector<std::uint32_t> ItemOf;                 ///< the same
  std::map<Spot, std::vector<std::uint32_t>> ItemsAt;
  std::vector<LiveState> LiveOut;
  /// What the tasks of an item wait for before they are over, and perhaps.
  struct TaskWaits {
    std::set<PlaceId> Must, May;
  };
  /// By natural loop, the handles of rows and columns that it waits for.
  std::map<std::uint32_t, std::set<PlaceId>> GridJoins;
  std::map<std::uint32_t, TaskWaits> WaitsOf; ///< by item; of those that wait
  std::map<std::uint32_t, LiveState> LiveAtStart; ///< the same items
  /// By item, what its task gets a copy of, and the copy if that is known.
  std::map<std::uint32_t, std::vector<std::pair<PlaceId, PlaceId>>> GivenTo;
  std::map<std::uint32_t, std::set<PlaceId>>
      LoopJoins; ///< natural loop -> what
  std::map<std::pair<std::uint32_t, PlaceId>, std::set<Way>> JoinedInLoop;
  /// Natural loop and handle in what is made in rounds, how it is named ->
  /// where it is waited for.
  std::map<std::tuple<std::uint32_t, PlaceId, PlaceId>, std::set<Way>>
      RemadeJoins;
  std::map<std::pair<std::uint32_t, std::vector<std::uint32_t>>, std::uint32_t>
      ParentStrands;
  std::set<std::vector<std::uint32_t>> KnownRelations;
};

} // namespace aether::analysis

#endif // AETHER_LIB_SOLVE_CONTEXT_H
