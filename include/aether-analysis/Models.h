//===- Models.h - What is known about code not analysed ---------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Models are data: models/*.yaml, embedded at build time and extended by
/// `--models FILE`. Extract asks for the model of a function or type by its
/// qualified name and turns the model's statements into summary events:
///
///     models/*.yaml ──ModelSet──▶ Extract
///
/// The file format is described in docs/models.md; the structures below are its
/// parsed form, one to one.
///
/// The built-in entries are parsed when they are first asked for, so that a run
/// pays only for what its code uses.
///
/// Thread safety: a ModelSet is immutable once built; const use from several
/// threads is fine. Complexity: look-ups are O(length of the name) on average.
//===----------------------------------------------------------------------===//

#ifndef AETHER_ANALYSIS_MODELS_H
#define AETHER_ANALYSIS_MODELS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace aether::analysis {

/// A place, integer or value in terms of the modelled call. In YAML:
///
///     this  arg0  rest  result  state(NAME)   the object, an argument, all
///                                             arguments after the last one
///                                             that the entry names, the
///                                             returned cell, hidden state of
///                                             the library
///     P.pointee  P.structure  P.elements      steps
///     P[I]  P[+I]  P[-I]  P.field(NAME)       element I; moved by I elements
///     P.some  P.found(V)                      one of the elements, not known
///                                             which; the one with key V
///     P.owner                                 the container whose element P is
///     span(V, V)  span(V)                     the elements from the iterator
///                                             or pointer V up to (excl.) V, or
///                                             to an end that is not known
///     &P                                      the address of P, as a value
///     returned                                what the last `call` returned,
///                                             or, in a task's `do`, its
///                                             callable
///     either(V, V, ...)                       one of the values
///     nth(V, V, ...)                          the one that the template
///                                             argument (of `get<1>`) names
///     fresh  unknown  random                  a new object nobody else has; a
///                                             value nobody knows; a number
///                                             that is drawn
///     joined(P)                               what the task has returned whose
///                                             handle P is
///     size(P)  index  block_begin  block_end  integers; `index` is the task's,
///     3  I + I  I - I  I * I                  `index(1)` that of dimension 1
///     range(I, I)                             the integers from, up to (excl.)
///
/// `argN` is the object for a parameter of reference or class type, else the
/// parameter's value. Iterators count as pointers: `arg0.pointee` is the
/// element that iterator arg0 points to; where an integer is asked for, an
/// iterator counts as the position of its element (`arg1 - arg0` elements lie
/// between two). Where a value is asked for, a place means a copy of what it
/// holds: `arg0` passes a copy, `&arg0` the object. An inserter (back_inserter)
/// has the container for its pointee, a stream iterator the stream.
struct ModelTerm {
  // clang-format off
  enum class Kind : std::uint8_t {
    This, Arg, Rest, Result, State,
    Pointee, Structure, Elements, Index, Offset, Field,
    AddressOf, Fresh,
    Const, Size, TaskIndex, BlockBegin, BlockEnd, Add, Sub, Mul,
    Range,
    Span,     ///< the elements from iterator Operands[0] up to Operands[1],
              ///< which may be missing
    Returned, ///< see above
    Either,   ///< one of Operands
    Unknown,  ///< a value of which nothing is known
    Random,   ///< a number that is drawn
    Some,     ///< one of the elements of Operands[0], nobody knows which
    Found,    ///< the element of Operands[0] that has the key Operands[1]
    Nth,      ///< that of Operands whose number the first template argument is
    Owner,    ///< the container whose element Operands[0] is
    Joined,   ///< what the task returned whose handle Operands[0] is
  } K = Kind::This;
  // clang-format on
  std::int64_t Value = 0; ///< Arg: its number; Rest: that of the first
                          ///< argument it covers; Const: the value;
                          ///< TaskIndex, Block*: the dimension
  std::string Name;       ///< Field, State
  /// Of steps: the place stepped from, then the index. P[-I] is an Offset by
  /// Sub(0, I).
  std::vector<ModelTerm> Operands;
};

/// One statement of a model. In YAML, one line of a `do:` list:
///
///     read P | write P | atomic-read P | atomic-write P
///     end P                     the life of what is stored in P ends, and of
///                               what that owns; P itself is not written
///     take P                    reads P, and writes it if the argument is a
///                               non-const rvalue: P may be moved from
///     store P = V               value flow: P now holds V
///     keep P = V [in turn]      P takes over the callable V, to be run by
///     tasks:
///                               `P.field(given)` with the arguments that these
///                               name, `P.field(fed)` with ones that nobody
///                               knows and no other task has; in turn: one run
///                               after the other
///     construct P(V, ...)       the constructor of P's type runs on P with the
///                               arguments (for a scalar: store)
///     acquire P [shared] [under P] | try-acquire P [shared] [under P]
///     try-acquire P ... if-zero [else-busy]
///                               held if the call returns zero, as in POSIX;
///                               else-busy: and whenever it does not return
///                               EBUSY
///     release P | release-guard P | move-guard P from P
///     require V                 the call returns only where V, an argument or
///                               a number, is not zero
///     end-thread                the thread ends here
///     call V(V, ...)            calls a callable, any number of times, in this
///                               thread, before the modelled call returns
///     until V(V, ...)           the same, the last time with a result that is
///                               not zero
///     answer V(V, ...)          calls it once, and returns what that returns
///     once P V(V, ...)          calls it at most once per object P, ordered
///                               before every later passage
///     join P                    waits for the tasks whose handle is P; if P is
///                               a guard, it lets go of what it holds
///     join-if-false P           tells whether there are such tasks: if it
///                               returns false, they are over
///     signal P                  an atomic write that hands over: what was done
///                               before is ordered before what follows a wait
///     clear P                   an atomic write that nobody waits for
///     wait P                    goes on when P was signalled; as often as the
///                               value of P.field(count), if that is stored
///     wait-if-true P            the same if the call returns true, not zero
///     use P                     P, which holds nobody back, has to be there
///     phase P                   signals P and waits for all that do so here
///     return V
///     state NAME                uses hidden state that is not re-entrant
///     unknown TEXT              gives up, with this reason
struct ModelEffect {
  // clang-format off
  enum class Kind : std::uint8_t {
    Read, Write, AtomicRead, AtomicWrite, Store,
    Acquire, TryAcquire, Release, ReleaseGuard, MoveGuard,
    Call, Until, Answer, Once, Join, JoinIfFalse, Return,
    Signal, Clear, Wait, WaitIfTrue, Phase, Use, State, Unknown,
    Take, End,
    Construct, ///< Operands: P, then the arguments
    Keep,
    Require, ///< Operands: V
    EndThread,
    AtExit, ///< Operands: V
  } K = Kind::Read;
  // clang-format on
  bool Shared = false;             ///< Acquire, TryAcquire
  bool IfZero = false;             ///< zero means that a lock is held, or that
                                   ///< there are tasks
  bool ElseBusy = false;           ///< TryAcquire
  bool InTurn = false;             ///< Keep
  std::vector<ModelTerm> Operands; ///< in the order of the statement; Acquire:
                                   ///< mutex, then guard if any; Call,
                                   ///< Until, Answer: callable, then
                                   ///< arguments; Once: P,
                                   ///< callable, arguments
  std::string Text;                ///< State, Unknown
};

/// The `parallel:` part of a model: this call starts tasks.
struct ParallelModel {
  struct Dimension {
    bool IsBlock = false;
    ModelTerm Lo, Hi; ///< meaningful if HasBounds
    bool HasBounds = false;
  };
  struct Binding {
    std::string Field; ///< of the argument made for the task: a path of
                       ///< fields joined by `.`
    ModelTerm Value;
  };
  struct Task {
    ModelTerm Callable;
    /// Not empty: the member function of the object Callable that runs, instead
    /// of its call operator.
    std::string Method;
    /// False: the task runs no callable, just Effects.
    bool HasCallable = true;
    std::vector<ModelTerm> Args;
    /// Args may contain the term `fresh`; these are its fields.
    std::vector<Binding> Bindings;
    bool Many = true;
    bool OwnCopy = false;
    /// Not empty: each task has a body of its own, which the constructor
    /// (Body &, SplitTag) makes from Callable, another task from its body, and
    /// so on; one runs Callable itself. Each takes over what another has by
    /// the member functions JoinedBy.
    std::string SplitTag;
    std::vector<std::string> JoinedBy;
    bool Sequential = false;
    /// Nobody knows whether it runs at all.
    bool Perhaps = false;
    /// This task entry stands for each of the arguments from \c Callable's on
    /// that can be called (par_invoke(f, g, h), parallel_invoke).
    bool ForEachArg = false;
    /// What the library does inside each task, after the callable: writing an
    /// output element, say. `index`, `block_begin` may occur.
    std::vector<ModelEffect> Effects;
  };
  std::vector<Dimension> Dimensions;
  std::vector<Task> Tasks;
  bool Blocking = true;
  bool HasHandle = false;
  ModelTerm Handle;
  bool Unsequenced = false;
  /// Nobody asks for a verdict of this call: it starts no threads.
  bool Unlisted = false;
};

/// Selects among overloads: what an argument's type must be.
struct ArgumentTest {
  unsigned Arg = 0;
  bool OfThis = false; ///< the test is about the object, not about Arg
  /// "integral" (enums too), "floating", "pointer", "iterator" (pointers and
  /// types of kind Iterator), "callable", "binary" (a callable of two
  /// parameters), "range", "contiguous" (an array or a
  /// contiguous container), "class"; "linked": an iterator that does not count,
  /// as those of lists and maps; "same": the class whose member function
  /// this is; "of-arrays", "of-iterators": the first template argument is of
  /// that kind; "of-references": any is one; "true", "false": the argument is
  /// this constant; "npos": it is the number whose bits are all one, which
  /// stands for the rest; "zero", "one": it is that number, false or nullptr
  /// counting as zero; digits: it is the constant of that value; "releasing",
  /// "acquiring": a constant memory order that does so; "parallel-policy" and
  /// "sequential-policy": a type of kind Policy with
  /// \c TypeModel::Parallel or without; "rvalue": not an lvalue; "unshared":
  /// other threads cannot use it; "const": of const type; or a qualified type
  /// name, matched without template arguments, cv and reference.
  std::string Is;
  bool Negated = false;
};

struct FunctionModel {
  /// Qualified, without template arguments and inline namespaces:
  /// `std::vector::push_back`, `tbb::parallel_for`, `std::thread::thread` for
  /// a constructor, `std::jthread::~jthread` for a destructor,
  /// `NAME::conversion` for every conversion function (also found as `operator
  /// bool` and the like), `NAME::*` for every member function of NAME, but its
  /// destructor, that has no entry of its own.
  std::string Name;
  /// Number of arguments, -1: any. The object of a member function is none, a
  /// defaulted argument is one.
  int ArgCount = -1;
  int MinArgs = -1;
  std::vector<ArgumentTest> Where;
  std::vector<ModelEffect> Effects;
  bool IsParallel = false;
  ParallelModel Parallel;
  std::vector<std::string> Assumptions; ///< listed with a proof that uses it
  std::string File; ///< where the entry stands, for messages
  unsigned Line = 0;
  bool BuiltIn = false; ///< Aether's, not the user's
};

struct TypeModel {
  enum class Kind : std::uint8_t {
    Value,        ///< nothing special; its methods follow the namespace's rule
    Container,    ///< owns elements: `c[i]`, `c.elements`, `c.structure`
    View,         ///< refers to elements through `.field(data).pointee`
    Pointer,      ///< smart pointer: cell whose pointee is `.pointee`
    Iterator,     ///< counts as a pointer to an element
    IntegerRange, ///< iota_view and the like: a `range(lo, hi)` value
    IntegerIterator, ///< counts as the integer it leads to: `range(i, i)`
    BlockRange,      ///< blocked_range: integers `.field(begin)`, `.field(end)`
    Mutex,
    Guard, ///< RAII lock
    Atomic,
    Callable,     ///< std::function and the like: a cell that holds a callable
    Handle,       ///< thread, future, task_group: what Join waits for
    Synchronized, ///< any use from any thread is safe
    ThreadBound,  ///< any use by two tasks is a finding
    Policy,       ///< execution policy
  } K = Kind::Value;
  std::string Name;         ///< as FunctionModel::Name
  bool Associative = false; ///< Container: operator[] and lookups take a key
  bool PackedBits = false;  ///< Container: elements share machine words
  bool Backwards = false;   ///< Iterator: the next element is the one before
  bool Contiguous = false;  ///< Container: pointer arithmetic reaches elements
  bool UniqueOwner = false; ///< Pointer: two objects never own one pointee
  bool SharedOwner = false; ///< Pointer: the last owner ends the pointee
  bool Parallel = false;    ///< Policy: calls that take it start tasks
  bool Unsequenced = false; ///< Policy
  std::string File;
  unsigned Line = 0;
};

/// A variable with static storage, such as std::cout.
struct VariableModel {
  enum class Kind : std::uint8_t {
    Synchronized, ///< any use from any task is safe, also through references
    Constant,     ///< never written once tasks run
  } K = Kind::Synchronized;
  std::string Name; ///< qualified
  std::string File;
  unsigned Line = 0;
};

/// How to treat functions of a namespace that no entry describes.
enum class NamespaceRule : std::uint8_t {
  None,
  /// Somebody else's code, wherever its headers stand: no finding is reported
  /// in it, and its functions are followed into their bodies.
  Library,
  /// [res.on.data.races]: reads what it gets const, writes what it gets
  /// non-const (including `this`), calls the callables it gets, and touches
  /// nothing else that another thread may see.
  StandardLibrary,
};

class ModelSet {
public:
  /// The models embedded in the program. Aborts if they do not parse (a test
  /// sees to it that they do).
  static const ModelSet &builtin();

  /// A copy of this set to which the entries of file \p Path are added. An
  /// entry of the file goes before a built-in one of the same name. Errors read
  /// `FILE:LINE:COLUMN: what was found, what was expected`.
  llvm::Expected<ModelSet> withFile(llvm::StringRef Path) const;
  /// The same for text; \p Name stands in messages for the file's name.
  llvm::Expected<ModelSet> withText(llvm::StringRef Text,
                                    llvm::StringRef Name) const;

  /// Entries for \p QualifiedName, in the order in which they are to be tried.
  llvm::ArrayRef<FunctionModel> functions(llvm::StringRef QualifiedName) const;
  /// The entry for \p QualifiedName, or null. Ask for the name with template
  /// arguments as Clang prints them first (`std::vector<bool>`), then without.
  const TypeModel *type(llvm::StringRef QualifiedName) const;
  /// The entry for the variable \p QualifiedName, or null.
  const VariableModel *variable(llvm::StringRef QualifiedName) const;
  /// The rule of the innermost namespace of \p QualifiedName that has one.
  NamespaceRule rule(llvm::StringRef QualifiedName) const;
  /// The name under which the models know \p QualifiedName: inner namespaces
  /// and base classes of an implementation go by their public names
  /// (`tbb::detail::d1::parallel_for` is `tbb::parallel_for`). The look-ups
  /// above do this by themselves; the name is what a message should show.
  std::string canonicalName(llvm::StringRef QualifiedName) const;

  unsigned size() const; ///< number of entries; parses them all
  /// Changes whenever any entry does: part of the cache key.
  std::uint64_t version() const { return Version; }

private:
  class Layers;
  std::shared_ptr<const Layers> Data;
  std::uint64_t Version = 0;
};

} // namespace aether::analysis

#endif // AETHER_ANALYSIS_MODELS_H
