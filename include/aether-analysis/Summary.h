//===- Summary.h - What one translation unit does to memory -----*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The contract between Extract, which knows Clang and decides nothing, and
/// Solve, which decides and knows no Clang:
///
///     C++ source ──Extract──▶ TranslationUnitSummary ──Link──▶ Program
///     ──Solve──▶
///
/// A function is a small control-flow graph of events: accesses, calls, value
/// flow, locks, parallel calls. Extract has already applied the models, so an
/// event says what happens and not which library did it. Whatever Extract does
/// not understand it says with an `Opaque` event or an Unknown term; it never
/// leaves something out.
///
/// Plain data, no invariants beyond the comments; not synchronised.
//===----------------------------------------------------------------------===//

#ifndef AETHER_ANALYSIS_SUMMARY_H
#define AETHER_ANALYSIS_SUMMARY_H

#include "aether-analysis/Terms.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

namespace aether::analysis {

/// A position as the user sees it. Line and Column count from 1; Line 0 is "no
/// position".
struct SourcePos {
  std::uint32_t File = 0; ///< index into TranslationUnitSummary::Files
  std::uint32_t Line = 0;
  std::uint32_t Column = 0;
  friend bool operator==(const SourcePos &, const SourcePos &) = default;
};

enum class AccessKind : std::uint8_t { Read, Write, AtomicRead, AtomicWrite };
inline bool isWrite(AccessKind K) {
  return K == AccessKind::Write || K == AccessKind::AtomicWrite;
}
inline bool isAtomic(AccessKind K) {
  return K == AccessKind::AtomicRead || K == AccessKind::AtomicWrite;
}

/// What kind of thing an access is, where that decides the pattern.
enum class AccessNature : std::uint8_t {
  Plain,
  Container,    ///< a container's structure
  PackedBit,    ///< an element that shares its machine word with neighbours
                ///< (vector<bool>); a write touches the whole word
  NonReentrant, ///< hidden state of a function that is not re-entrant
  ThreadBound,  ///< an object that must stay on one thread
  Signal,       ///< an atomic write with release semantics: what its thread did
                ///< before is ordered before what follows a wait that sees it
  Clear,        ///< an atomic write of zero, which nobody waits for
  Released,     ///< a Write: the object ends. A Read: the shared owner that is
                ///< named gives it up, and it ends if nobody else owns it
};

/// A read, write or atomic operation on a place, and on all that is stored
/// inside it (its fields and elements, not what its pointers point to). An
/// atomic read-modify-write is one AtomicWrite with an empty Sources.
struct Access {
  AccessKind Kind = AccessKind::Read;
  AccessNature Nature = AccessNature::Plain;
  PlaceId Place = None;
  StringId Spelling = 0; ///< as the user wrote it: `total`, `a[i + 1]`
  StringId Type = 0;     ///< canonical unqualified type; 0 if it may alias all
  SourcePos Pos;
  /// A step by this constant, up or down; 0 if it is not known to be.
  std::int64_t Step = 0;
  /// The last index on the way to \c Place has at most so many values, as its
  /// type or the array's says; 0 if that is not known.
  std::int64_t Values = 0;
  /// For a write: places that were read to compute the written value (through
  /// locals as well). `x = x + 1` on an atomic has x here.
  std::vector<PlaceId> Sources;
  friend bool operator==(const Access &, const Access &) = default;
};

/// The cell \c To now holds \c Value; no access (that is an event of its own).
/// Emitted for pointers, references, objects that contain them, callables, and
/// for integers that a callee may need. `Load` of an object copies all its
/// parts.
struct Store {
  PlaceId To = None;
  ValueId Value = None;
  SourcePos Pos;
  friend bool operator==(const Store &, const Store &) = default;
};

/// A call that the models do not describe.
struct Call {
  StringId Callee = 0;       ///< function key; 0 for an indirect call
  ValueId Target = None;     ///< indirect: what is called (function pointer,
                             ///< callable object's address)
  ValueId This = None;       ///< address of the object, for a member function
  std::vector<ValueId> Args; ///< by the passing convention of Terms.h
  std::uint32_t Result = 0;  ///< number N of the place root `Result(N)`
  /// A virtual call: the callee and all of its overriders are candidates.
  bool Virtual = false;
  /// It is not made if there is nothing to call it for: the destructor of what
  /// a pointer owns that may be null.
  bool Perhaps = false;
  /// A library calls it any number of times, one after the other.
  bool Repeated = false;
  StringId Spelling = 0; ///< the callee as the user wrote it
  SourcePos Pos;
  friend bool operator==(const Call &, const Call &) = default;
};

enum class LockOp : std::uint8_t {
  Acquire,      ///< blocks until \c Mutex is held; remembered under \c Guard
  TryAcquire,   ///< held only on the true edge of a branch on this event
  Release,      ///< \c Mutex is no longer held
  ReleaseGuard, ///< whatever is held under \c Guard is no longer
  MoveGuard,    ///< what is held under \c From is now held under \c Guard
  Signal,       ///< what comes before is ordered before a wait that sees it
  Wait,         ///< goes on when \c Mutex was signalled (as often as its part
                ///< `count` says, if that is known)
  TryWait, ///< tells whether \c Mutex was signalled: a wait on the true edge
           ///< of a branch on this event
  MayWait, ///< what follows may depend on such a test
  Use,     ///< \c Mutex, which holds nobody back here, has to be there
};
enum class LockMode : std::uint8_t {
  Exclusive,
  Shared,
  After,     ///< nothing is held, but what \c Mutex was signalled for, or was
             ///< done with it held exclusively, is over
  Signalled, ///< used by Solve: this thread has signalled
};

/// Events of call_once and of the initialisation of function-local statics
/// come as locks too: the initialiser runs with the flag held exclusively, and
/// what follows is After it. What hands over without mutual exclusion (atomic
/// flags, promises, latches) has no more than signals and waits.
struct LockEvent {
  LockOp Op = LockOp::Acquire;
  LockMode Mode = LockMode::Exclusive;
  PlaceId Mutex = None; ///< the mutex object; None for the guard operations
  PlaceId Guard = None; ///< the RAII object, or None for a bare lock()
  PlaceId From = None;  ///< of a TryAcquire: not None if its result is kept
  StringId Spelling = 0;
  SourcePos Pos;
  friend bool operator==(const LockEvent &, const LockEvent &) = default;
};

/// Parallel call number \c Index of this function starts its tasks here.
struct Parallel {
  std::uint32_t Index = 0;
  friend bool operator==(const Parallel &, const Parallel &) = default;
};

/// Waits for all tasks whose handle is \c Handle (see ParallelCall::Handle). A
/// handle with an `Elements` step is all handles in a container.
struct Join {
  PlaceId Handle = None;
  bool IfFalse = false; ///< a test whether there are such tasks: they are over
                        ///< on the false edge of a branch on this event only
  SourcePos Pos;
  friend bool operator==(const Join &, const Join &) = default;
};

enum class CompareOp : std::uint8_t { Less, LessEqual, Equal, NotEqual };

/// What the branch at the end of a block tests; successor 0 is the true edge.
struct Condition {
  enum class Kind : std::uint8_t {
    None,    ///< one successor, or a test that was not understood
    Compare, ///< Lhs Op Rhs
    TryLock, ///< success of the TryAcquire or TryWait event number Lhs of this
             ///< block
    Running, ///< what the Join event (IfFalse) number Lhs of this block tests
    Never,   ///< nobody comes out of the block by a return: the program ends
  } Kind = Kind::None;
  CompareOp Op = CompareOp::Equal;
  bool Negated = false; ///< TryLock and Running only
  IntId Lhs = None, Rhs = None;
  /// Compare: the variables that the two were just read from, if they were.
  PlaceId LhsAt = None, RhsAt = None;
  friend bool operator==(const Condition &, const Condition &) = default;
};

/// Returns \c Value (None for void).
struct Return {
  ValueId Value = None;
  SourcePos Pos;
  /// Value is not zero if all of these hold, or one of them: comparisons, or
  /// None for what is not known. Empty: nothing is known.
  std::vector<Condition> Tests = {};
  bool AnyOf = false;
  friend bool operator==(const Return &, const Return &) = default;
};

/// Something that Extract does not understand and that may do anything: inline
/// assembly, a coroutine, setjmp, an unmodelled cast. \c Reason completes the
/// sentence "Unknown because ...".
struct Opaque {
  StringId Reason = 0;
  SourcePos Pos;
  friend bool operator==(const Opaque &, const Opaque &) = default;
};

/// The storage of \c Object, a variable or temporary of this function that
/// others may know, is given back: as if all of it was written.
struct ScopeEnd {
  PlaceId Object = None;
  StringId Spelling = 0;
  SourcePos Pos;
  friend bool operator==(const ScopeEnd &, const ScopeEnd &) = default;
};

using Event = std::variant<Access, Store, Call, LockEvent, Parallel, Join,
                           Return, Opaque, ScopeEnd>;

struct Block {
  std::vector<Event> Events;
  std::vector<std::uint32_t> Successors;
  Condition Branch;
  /// Does the function return after it?
  bool isExit() const {
    return Successors.empty() && Branch.Kind != Condition::Kind::Never;
  }
  friend bool operator==(const Block &, const Block &) = default;
};

/// A counted loop: its variable runs from Lo (included) to Hi (excluded) in
/// steps of Step > 0, whatever the direction in the source. Step == 0: in steps
/// that are not known, but upwards from Lo.
struct Loop {
  IntId Lo = None, Hi = None;
  std::int64_t Step = 1;
  IntId By = None;         ///< of Step == 0: from round to round, the variable
                           ///< grows by this, if it is known,
  std::int64_t Factor = 0; ///< or becomes so many times as large
  bool Complete = false;   ///< no break, return or goto leaves it early
  bool Downwards = false;  ///< the last of the values comes first
  bool Once = false; ///< no loop, but one number that the function finds once
  StringId Variable = 0;
  friend bool operator==(const Loop &, const Loop &) = default;
};

/// A variable or temporary of the function. A new one exists at each call.
struct Local {
  StringId Name = 0; ///< empty for a temporary
  StringId Type = 0;
  SourcePos Pos;
  bool IsParam = false; ///< the variable of by-value parameter number \c Param
                        ///< that is reassigned or has its address taken
  std::uint32_t Param = 0;
  friend bool operator==(const Local &, const Local &) = default;
};

/// A parallel call as the model describes it.
struct ParallelCall {
  /// A dimension of the index space. Two tasks differ in at least one.
  struct Dimension {
    bool IsBlock =
        false; ///< a task has a block [BlockBegin, BlockEnd), and the
               ///< blocks of two tasks are disjoint; else one index
    IntId Lo = None, Hi = None;
    friend bool operator==(const Dimension &, const Dimension &) = default;
  };
  /// Before a task runs, \c Cell holds \c Value (a blocked_range's bounds, an
  /// item index): private to the task.
  struct Binding {
    PlaceId Cell = None;
    ValueId Value = None;
    friend bool operator==(const Binding &, const Binding &) = default;
  };
  struct Task {
    StringId Callee = 0;       ///< key of the function that runs; 0 if indirect
    ValueId Callable = None;   ///< the callable: its address, or a function's
    std::vector<ValueId> Args; ///< in which TaskIndex, BlockBegin... may occur
    std::vector<Binding> Bindings;
    /// What the library itself does in each task, besides the call: reading the
    /// element it passes by value, writing the result.
    std::vector<Access> Accesses;
    bool Many = true;     ///< run by several tasks at once, or by one
    bool OwnCopy = false; ///< each task has its own copy of the callable
    /// The index space is shared out among the tasks of all entries with this
    /// flag, not among those of one entry.
    bool SharesIndices = false;
    /// Runs after the others have been joined (a reduction's final step) or
    /// only between tasks that are ordered: it is no task, but its accesses
    /// happen inside the call.
    bool Sequential = false;
    friend bool operator==(const Task &, const Task &) = default;
  };

  StringId Callee = 0; ///< as the user would name it: `tbb::parallel_for`; 0:
                       ///< nobody asks for a verdict (signal handlers)
  SourcePos Pos;       ///< where the call expression starts
  SourcePos MemberPos; ///< a member call: the member's name; else Pos
  SourcePos ParenPos;  ///< the opening parenthesis
  SourcePos MacroPos;  ///< inside a macro: where the macro is expanded; else no
                       ///< position
  SourcePos MacroEndPos; ///< the last token of that expansion: Clang's
                         ///< source_location names it, GCC's names MacroPos
  std::vector<Dimension> Dimensions;
  std::vector<Task> Tasks; ///< of different entries of this list: concurrent
  /// False: the tasks run on until a Join of \c Handle.
  bool Blocking = true;
  PlaceId Handle = None; ///< None with Blocking == false: never joined
  /// Key of a function: the tasks are callables that it was given, and are run
  /// only if nobody has seen what it does with them. 0: they are run.
  StringId IfUnseen = 0;
  /// The call starts no tasks unless it was given a parallel policy; `unseq`
  /// policies interleave tasks on one thread, where locks do not help.
  bool Unsequenced = false;
  /// Reasons a user gave (AETHER_ASSUME_SAFE, NOLINT) for trusting this call.
  std::vector<StringId> UserAssumptions;
  /// Assumptions that the model entry asks to be listed with a proof.
  std::vector<StringId> ModelAssumptions;
  friend bool operator==(const ParallelCall &, const ParallelCall &) = default;
};

struct Parameter {
  StringId Name = 0;
  StringId Type = 0;
  friend bool operator==(const Parameter &, const Parameter &) = default;
};

struct FunctionSummary {
  StringId Key = 0;  ///< USR, with template arguments; unique in a program
  StringId Name = 0; ///< for people: `Image::blur`, `lambda in main`
  SourcePos Pos;
  bool InUserCode = true;       ///< false: system or third-party header
  bool InternalLinkage = false; ///< all callers are in this TU
  bool IsLambda = false;
  bool IsInstantiation = false; ///< of a template: all callers are in this TU
  /// Functions that this one overrides, by key.
  std::vector<StringId> Overrides;
  /// No class derived from the one of this function can override it.
  bool IsFinal = false;
  std::vector<Parameter> Params;
  std::vector<Local> Locals;
  /// Allocations, by their number, that throw when there is no memory.
  std::vector<std::uint32_t> NonNull;
  std::vector<Loop> Loops;
  std::vector<ParallelCall> Parallels;
  std::vector<Block> Blocks; ///< Blocks[0] is the entry
  Terms T;
  friend bool operator==(const FunctionSummary &,
                         const FunctionSummary &) = default;
};

/// The key of the summary that names what runs before main begins with this,
/// and ends with the unit's main file.
inline constexpr const char *BeforeMain = "before main: ";

/// A global, static member, function-local static or modelled hidden state.
struct GlobalVariable {
  StringId Key = 0; ///< USR; equal in all TUs for external linkage
  StringId Name = 0;
  StringId Type = 0;
  SourcePos Pos;
  bool ThreadLocal = false;
  /// No access to it races: it is const, or it synchronises itself (std::cout).
  bool Constant = false;
  bool StartsAtZero = false; ///< all of it, before the program begins
  friend bool operator==(const GlobalVariable &,
                         const GlobalVariable &) = default;
};

/// The hidden state that holds addresses of which no more is known: they became
/// integers, pointers to something else, or a part of a union.
inline constexpr char UnfollowedAddresses[] = "addresses that are not followed";

/// From one line to another, both included.
struct LineRange {
  std::uint32_t First = 0, Last = 0;
  friend bool operator==(const LineRange &, const LineRange &) = default;
};

struct SourceFile {
  std::string Name; ///< as the compiler spells it (`__FILE__`)
  std::string Path; ///< absolute
  bool System = false;
  std::uint64_t ContentHash = 0;
  /// Lines on which the user silenced the analyser by a NOLINT comment.
  std::vector<LineRange> NoLint = {};
  friend bool operator==(const SourceFile &, const SourceFile &) = default;
};

/// What a function was doing, of which a rehearsal tells (see Rehearsal.h).
/// Only frames in the user's code are kept.
struct WitnessFrame {
  StringId Function = 0; ///< for people, as FunctionSummary::Name
  SourcePos Start;       ///< of the function
  SourcePos Pos;         ///< the access, or the call of the frame before
  friend bool operator==(const WitnessFrame &, const WitnessFrame &) = default;
};

/// As what the user's code names the memory that an access touches.
enum class WitnessForm : std::uint8_t { Variable, Member, Element, Container };

struct WitnessAccess {
  AccessKind Kind = AccessKind::Read;
  WitnessForm Form = WitnessForm::Variable;
  StringId Spelling = 0;           ///< as the user wrote it, or empty
  std::vector<WitnessFrame> Stack; ///< innermost first; never empty
  /// Where the thread was started, the same; empty for that of the program.
  std::vector<WitnessFrame> Start;
  friend bool operator==(const WitnessAccess &,
                         const WitnessAccess &) = default;
};

enum class WitnessMemory : std::uint8_t { Global, Stack, Heap };

/// Two accesses of an execution of the unit that race.
struct Witness {
  WitnessAccess First, Second;
  WitnessMemory Memory = WitnessMemory::Global;
  StringId Variable = 0; ///< its name, or empty
  bool FromMain = false; ///< else a function was called that others may call
  friend bool operator==(const Witness &, const Witness &) = default;
};

struct TranslationUnitSummary {
  std::string MainFile;                            ///< absolute
  std::vector<std::string> Strings{std::string()}; ///< by StringId
  std::vector<SourceFile> Files;
  std::vector<GlobalVariable> Globals;
  std::vector<FunctionSummary> Functions;
  std::vector<Witness> Witnesses;

  const std::string &string(StringId S) const { return Strings[S]; }
  /// The id of \p S, added if new. O(1) on average.
  StringId intern(std::string_view S);

private:
  std::unordered_map<std::string, StringId> StringIndex;
};

} // namespace aether::analysis

#endif // AETHER_ANALYSIS_SUMMARY_H
