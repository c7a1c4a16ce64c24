//===- Effects.h - What a function does, in its own terms -------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The result of Solve's bottom-up step. The effects of a function contain
/// those of all that it calls; callers replace its roots by their own values:
///
///     Program ──Context──▶ [ Effects ] ──Import──▶ Effects of the callers
///
/// Plain data; see README.md for the ideas.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_SOLVE_EFFECTS_H
#define AETHER_LIB_SOLVE_EFFECTS_H

#include "Program.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace aether::analysis {

/// One call on the way to an access, outermost first. Owned by the Solver.
struct Frame {
  FunctionIx Callee = None;
  SourcePos Pos; ///< of the call; of a task's first frame, of the callable
  const Frame *Inner = nullptr;
};

/// A comparison that holds wherever an access happens.
struct Fact {
  CompareOp Op = CompareOp::Equal;
  IntId Lhs = None, Rhs = None;
  friend bool operator==(const Fact &, const Fact &) = default;
};

/// What is known where the other way out of a branch is taken.
Fact negated(Fact F);

struct HeldLock {
  PlaceId Mutex = None;
  PlaceId Guard = None;
  LockMode Mode = LockMode::Exclusive;
  StringId Spelling = 0;
  std::uint32_t Depth = 1; ///< how often it has to be released by hand
  /// Of a lock that was taken on some of the ways here: those on which this
  /// comparison came out true. Lhs None: nobody knows which.
  Fact If = Fact();
  friend bool operator==(const HeldLock &, const HeldLock &) = default;
};

/// What a thread may have done before, on some path, to objects that hand over.
struct Past {
  std::vector<PlaceId> Signalled, Waited;
  std::vector<PlaceId> Seen; ///< plain variables, read with a mutex held
  /// What is After on some paths and not on all.
  std::vector<PlaceId> Passed;
  bool empty() const {
    return Signalled.empty() && Waited.empty() && Seen.empty() &&
           Passed.empty();
  }
  void append(const Past &More) {
    for (auto List :
         {&Past::Signalled, &Past::Waited, &Past::Seen, &Past::Passed})
      for (PlaceId P : More.*List)
        if (!llvm::is_contained(this->*List, P))
          (this->*List).push_back(P);
  }
  friend bool operator==(const Past &, const Past &) = default;
};

/// Is \p Mode that of a mutex, which is held?
inline bool isHeld(LockMode Mode) {
  return Mode == LockMode::Exclusive || Mode == LockMode::Shared;
}

/// Is one of \p Locks a mutex, which is held?
inline bool holdsMutex(const std::vector<HeldLock> &Locks) {
  return std::any_of(Locks.begin(), Locks.end(),
                     [](const HeldLock &L) { return isHeld(L.Mode); });
}

inline constexpr std::size_t MaxOneOf = 8;

/// A write to an atomic that was found to be \c Value, or not to be, with a
/// value that lets nobody else pass that test: `if (taken == 0) taken = 1;`.
struct AtomicClaim {
  enum class Test : std::uint8_t { None, Was, WasNot } Kind = Test::None;
  std::int64_t Value = 0;
  friend bool operator==(const AtomicClaim &, const AtomicClaim &) = default;
};

/// A choice between the overriders of a virtual function.
struct Dispatch {
  PlaceId Slot = None; ///< the part of the object that decides; None: not known
  FunctionIx Runs = None; ///< the one that was chosen
  friend bool operator==(const Dispatch &, const Dispatch &) = default;
};

/// How often a function makes an access, with each of its loops seen as one
/// over all elements of something.
enum class Rounds : std::uint8_t { One, Some, All };

/// What an access is, but for what is held and known there.
struct AccessCore {
  PlaceId Place = None;
  /// The same before pointers were followed: of two accesses with one Via that
  /// is the same for all tasks, the objects are the same as well.
  PlaceId Via = None;
  AccessKind Kind = AccessKind::Read;
  AccessNature Nature = AccessNature::Plain;
  /// One of several objects is meant: no demonstration can rest on it.
  bool Approximate = false;
  /// Every run of the function makes it, and takes no locks.
  bool Certain = false;
  bool Always = false; ///< every run of the function that returns makes it
  /// The first time, before all waits and all tests of its function.
  bool AtFirst = false;
  bool Member = false;  ///< of the object that the function was called on
  bool IsField = false; ///< a part of an object is named, of whichever
  /// By a call whose target a caller told, by a callback that a library runs
  /// again and again, or by a task of the task: what seems to come before it in
  /// its thread may come after it, or again.
  bool Unplaced = false;
  bool Tries = false; ///< tries to take the lock that the atomic is
  /// Takes the mutex, which must be there: no access to what it holds.
  bool TakesMutex = false;
  Rounds Made = Rounds::One;
  /// An owner of a callee, or of this function, keeps the object alive
  /// meanwhile; of Released: it is the share of such an owner.
  bool Kept = false, KeptHere = false;
  /// Of an object that the function, or the callee that makes the access, has
  /// made and told nobody of yet.
  bool Unshared = false;
  /// Of what a parameter leads to: the function has told nobody of it yet.
  bool Untold = false;
  /// By pointers that the thread has read, from where they are kept on, since
  /// it has last synchronised with others.
  bool Anew = false;
  /// A variable of the function ceases to be, without anything being done.
  bool EndsScope = false;
  /// Of what an owner or a container holds: by a pointer that was taken before
  /// another one, which others may know, took it over.
  bool LeftBehind = false;
  /// It was perhaps taken over from where others may look.
  bool TakenOver = false;
  /// The pointer of the shared owner that the object was reached through.
  PlaceId Keeper = None;
  StringId Type = 0, Spelling = 0;
  std::int64_t Step = 0;   ///< Access::Step
  std::int64_t Values = 0; ///< Access::Values
  /// Of an atomic that is written if it was found to be less, or more, than
  /// what is then stored: this value.
  IntId Chosen = None;
  /// In two steps, and somebody relies on it.
  AtomicClaim Claim;
  SourcePos Pos;
  FunctionIx Function = None; ///< in which the access stands
  const Frame *Chain = nullptr;
};

struct AccessEffect : AccessCore {
  /// If one of several objects is meant: all of them, if they are known and no
  /// more than MaxOneOf.
  std::vector<PlaceId> OneOf;
  std::vector<PlaceId> Sources;
  /// It is made only if all of these choices are.
  std::vector<Dispatch> Dispatches;
  /// Of Anew: objects that the way there begins at, of which others tell.
  std::vector<PlaceId> Bases;
  std::vector<HeldLock> Locks;
  std::vector<PlaceId> Released; ///< mutexes that may have been released before
  Past Before;
  std::vector<Fact> Facts;
  /// Handles of tasks that the function waits for before, on every path, and on
  /// some. It is not made beside these tasks.
  std::vector<PlaceId> Joined, MayJoined;
};

struct OpaqueEffect {
  StringId Reason = 0;
  SourcePos Pos;
  const Frame *Chain = nullptr;
};

/// What a store of a pointer does to the rule that each node is linked from one
/// place only.
enum class LinkForm : std::uint8_t {
  Other,  ///< nobody knows
  Keeps,  ///< it keeps to it
  Handed, ///< if nobody but the caller knows the object, which a parameter
          ///< leads to
};

struct StoreEffect {
  PlaceId To = None;
  ValueId Value = None;
  bool Must = false; ///< executed whenever the function is, before all else
  std::uint32_t Block = None; ///< where, in the function itself
  std::uint32_t Event = 0;
  SourcePos Pos;
  bool Imported = false; ///< made by a callee
  bool Fresh = false;    ///< of a callee: it stores a new object each time
  bool InLoop = false;   ///< of a callee: perhaps more than once in one call
  bool Late = false;     ///< made by a task, so perhaps later than its place
  /// A callable object and the function that runs it are stored one after the
  /// other. Of the object: its function follows. Of the function: the object.
  bool Named = false;
  PlaceId Closure = None;
  bool Sure = false;    ///< of a callee: executed whenever that is called
  bool Appends = false; ///< of a callee: makes a new item of a container
  LinkForm Form = LinkForm::Other;
  /// Members of the object that were written over before it is told of.
  std::vector<StringId> Reset = {};
};

/// A node that a thread has taken out of a list.
struct TakenNode {
  PlaceId From = None; ///< the pointer that led to it
  StringId Link = 0;   ///< its member that leads to the next; 0: not known
};

/// A call whose target only a caller can know.
struct PendingCall {
  ValueId Target = None, This = None;
  std::vector<ValueId> Args;
  PlaceId Result = None;
  StringId Spelling = 0;
  SourcePos Pos;
  const Frame *Chain = nullptr;
  std::vector<HeldLock> Locks;
  std::vector<PlaceId> Released;
  Past Before;
  std::vector<Fact> Facts;
  bool Perhaps = false; ///< as that of Call
};

/// Own locals first, then objects of callees that outlive them or that only
/// tasks see.
struct LocalInfo {
  StringId Name = 0, Type = 0;
  SourcePos Pos;
  std::uint32_t Strand = None; ///< each task of this strand has its own
  bool Callee = false;         ///< came with a callee's effects
  bool Heap = false;
  bool NonNull = false; ///< of the heap: no pointer to it is null
  bool Many = false;    ///< one name for several objects
  bool Escapes = false; ///< of a task's own: somebody else may have its address
  bool Changes = false; ///< a function's own variable that is set several
                        ///< times, or made in each round of a loop
  std::uint32_t MadeAt = None; ///< the block with the call that brings it
};

struct LoopInfo {
  enum class Role : std::uint8_t {
    Own,     ///< a loop of the function itself
    Private, ///< within a call or a task: each access has its own value
    Shared,  ///< encloses a lifted parallel call: one value for all its tasks;
             ///< or Once
  };
  Loop L;
  Role Kind = Role::Own;
  bool Footprint = false; ///< stands for what a recursive call may touch
};

/// A parallel call in the context of a function; own ones first.
struct GroupInfo {
  FunctionIx Function = None; ///< in which the call stands
  std::uint32_t Index = 0;    ///< of FunctionSummary::Parallels
  std::vector<ParallelCall::Dimension> Dimensions;
  bool Blocking = true, Unsequenced = false;
};

/// What runs beside others: one task entry of a group, or what a function
/// itself does while tasks are running.
struct Strand {
  std::uint32_t Group = None;
  bool Parent = false;
  bool Many = false;
  bool SharesIndices = false; ///< see ParallelCall::Task
  bool Sequential = false;
  bool Uneven = false; ///< some tasks may signal where others do not
  /// For callers: what was perhaps waited for before the tasks were started.
  std::vector<PlaceId> Waited;
  std::vector<std::uint32_t> Accesses; ///< indices into Effects::All
  std::vector<std::uint32_t> Opaques;
  std::vector<std::uint32_t> Pendings;
};

/// Two strands that may run at once; A == B means two instances of one.
struct Relation {
  std::uint32_t A = None, B = None;
  /// Loops of the function whose variables are the same on both sides.
  std::vector<std::uint32_t> SharedLoops;
  /// At least one of these variables differs between the sides.
  std::vector<std::uint32_t> InstanceLoops;
  /// Groups around this one: their indices are the same on both sides.
  std::vector<std::uint32_t> OuterGroups;
  /// The natural loop, the innermost one around the start of the task, whose
  /// rounds the two sides belong to different ones of; None if there is none.
  std::uint32_t OtherRound = None;
  /// The outermost natural loop around both sides whose rounds they may, but
  /// need not, belong to different ones of.
  std::uint32_t PerhapsOtherRound = None;
  /// Where InstanceLoops has one loop: its variable is greater on side B if
  /// this is positive, and less if it is negative.
  std::int8_t Later = 0;
  bool Instances = false; ///< A == B as one task each of two starts
  bool Doubtful = false;  ///< perhaps one is over before the other begins
};

/// Tasks that a function leaves running.
struct Running {
  std::vector<std::uint32_t> Strands;
  std::vector<PlaceId> Handles; ///< None: cannot be joined
  bool Doubtful = false;        ///< may be over
  bool Several = false;         ///< started perhaps more than once
};

/// A handle of tasks is moved.
struct HandleMove {
  PlaceId From = None, To = None;
};

struct Effects {
  Terms T;
  /// Of tickets, the strand whose tasks draw them; else the function draws it.
  std::map<IntId, std::uint32_t> Drawn;
  std::map<std::pair<PlaceKind, std::uint32_t>, TakenNode>
      Taken; ///< by the root that the object is
  std::vector<LocalInfo> Locals;
  std::vector<LoopInfo> Loops;
  std::vector<GroupInfo> Groups;
  std::vector<Strand> Strands;
  std::vector<AccessEffect> All;
  std::vector<OpaqueEffect> AllOpaque;
  std::vector<PendingCall> AllPending;

  // What callers see; numbers index the tables above.
  std::vector<std::uint32_t> Accesses, Opaques, Pendings;
  std::vector<StoreEffect> Stores;
  std::vector<ValueId> Returns;
  /// What it says of the result that it is not zero, as in Return.
  std::vector<Condition> Tests;
  bool AnyOf = false;
  std::vector<HeldLock> Acquired;      ///< held at every exit
  std::vector<HeldLock> Perhaps;       ///< at some exits, as HeldLock::If says
  std::vector<PlaceId> Released;       ///< may be released
  std::vector<PlaceId> ReleasedGuards; ///< what these guard may be released
  Past Done;                           ///< at some exit
  /// Of Accesses: those that tasks make, with what was perhaps waited for
  /// before these were started.
  std::map<std::uint32_t, std::vector<PlaceId>> ByTasks;
  std::vector<Relation> Relations; ///< that a caller may decide
  std::vector<Running> Live;       ///< at some exit
  std::vector<PlaceId> Joined;     ///< at every exit
  std::vector<PlaceId> MayJoin;    ///< perhaps
  /// Handles that every run puts elsewhere, and does nothing else to.
  std::vector<HandleMove> Moved;
  std::vector<StringId> Assumptions; ///< of what is called
  bool TakesLocks = false;           ///< or may call what does
  bool StoresAnywhere = false;       ///< pointers, by one that is not followed
  bool CallsUnseen = false;          ///< or may call what does
};

} // namespace aether::analysis

#endif // AETHER_LIB_SOLVE_EFFECTS_H
