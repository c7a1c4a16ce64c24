//===- Terms.h - Places, integers and values of one function ----*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The language in which a summary speaks of memory:
///
///     Extract ──▶ [ Terms + events = FunctionSummary ] ──▶ Solve
///
/// A *place* names memory, an *integer term* an index or a bound, a *value*
/// what a variable holds or an argument passes. All three live in one hash-
/// consed pool per function, so equal terms have equal ids.
///
/// Every variable is a *cell*. A cell of pointer or reference type holds the
/// address of another place, which is reached by a `Deref` step; a cell of
/// class type holds the object itself, whose parts are reached by `Field`,
/// `Index` and `Structure` steps. Hence two accesses can only overlap if one
/// place is a prefix of the other and no `Deref` lies in the rest.
///
/// Passing convention: a parameter of scalar or pointer type is the cell
/// `Param(i)`; a parameter of reference type, and one of class type passed by
/// value, is `Param(i).Deref` (the caller makes the copy, in a `Local` of its
/// own, and passes its address). `this` is the cell `This`, the object is
/// `This.Deref`. A lambda's captures are fields of its closure object: a
/// by-copy capture is `This.Deref.Field(x)`, what a by-reference capture names
/// is `This.Deref.Field(x).Deref`. A call that returns an object of class type
/// leaves it in the cell `Result(k)`; one that returns a pointer or reference
/// leaves the address there.
///
/// Thread safety: none of its own; a pool belongs to one thread at a time.
//===----------------------------------------------------------------------===//

#ifndef AETHER_ANALYSIS_TERMS_H
#define AETHER_ANALYSIS_TERMS_H

#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

namespace aether::analysis {

/// Index into TranslationUnitSummary::Strings; 0 is the empty string.
using StringId = std::uint32_t;
using PlaceId = std::uint32_t;
using IntId = std::uint32_t;
using ValueId = std::uint32_t;

/// "No such term". Valid as PlaceId, IntId and ValueId.
inline constexpr std::uint32_t None = ~std::uint32_t(0);

enum class PlaceKind : std::uint8_t {
  // Roots; Parent is None.
  Param,  ///< cell of parameter number Arg
  This,   ///< cell of the implicit object pointer
  Local,  ///< variable or temporary number Arg of FunctionSummary::Locals
  Global, ///< number Arg of TranslationUnitSummary::Globals
  Alloc,  ///< what allocation site number Arg allocates: new at each execution
  Result, ///< cell of the value returned by the call with Call::Result == Arg
  Function, ///< the function with key Arg (a StringId), as the target of a
            ///< value
  Unknown,  ///< memory that was not understood; Arg is the reason (a StringId)
  // Steps; Parent is the place stepped from.
  Field,     ///< data member, capture or modelled part named Arg (a StringId)
  Deref,     ///< what the pointer or reference in Parent points to
  Index,     ///< element Arg (an IntId) of the array or container Parent
  Elements,  ///< every element of the array or container Parent
  Offset,    ///< Parent moved by Arg (an IntId) elements: pointer arithmetic on
             ///< a pointer whose array is not known here
  Structure, ///< size, links and buffers of the container Parent, as opposed to
             ///< its elements
  Owner,     ///< the container that has the element Parent: where an iterator's
             ///< next step reads
};

struct PlaceNode {
  PlaceKind Kind;
  PlaceId Parent = None;
  std::uint32_t Arg = 0;
  friend bool operator==(const PlaceNode &, const PlaceNode &) = default;
};

enum class IntKind : std::uint8_t {
  Const,      ///< Value
  Cell,       ///< what place A holds; Extract uses it only for a cell that this
              ///< function does not change. `Cell(v.Structure)` is v.size().
  LoopVar,    ///< variable of FunctionSummary::Loops[A]
  TaskIndex,  ///< position of this task in dimension B of parallel call A
  BlockBegin, ///< first index of this task's block in dimension B of call A
  BlockEnd,   ///< one past its last index
  Add,        ///< A + B
  Mul,        ///< A * B
  Div,        ///< A / B, truncating as in C++
  Mod,        ///< A % B, sign of A as in C++
  Min,
  Max,
  And, ///< the bits of A & B, of numbers in two's complement without an end
  Or,
  Xor,
  Shl,      ///< A * 2 to the power of B
  Shr,      ///< A / 2 to the power of B, rounded down
  Select,   ///< number A of the list B: `{3, 1, 2}[A]`
  List,     ///< the constants of A, a constant or a list, and those of B; Value
            ///< is how many they are
  Ticket,   ///< what an atomic step by Value found in place A; B makes each
            ///< distinct
  Distance, ///< from the element B of an array to its element A, both places
  Opaque,   ///< not understood; A is the reason (a StringId), B makes each
            ///< distinct
};

struct IntNode {
  IntKind Kind;
  std::int64_t Value = 0;
  std::uint32_t A = 0, B = 0;
  /// Whether it is an operation on two terms, A and B.
  bool isOperation() const {
    return Kind >= IntKind::Add && Kind <= IntKind::List;
  }
  friend bool operator==(const IntNode &, const IntNode &) = default;
};

enum class ValueKind : std::uint8_t {
  Unknown, ///< A is the reason (a StringId)
  Int,     ///< the integer term A
  Addr,   ///< the address of place A: pointers, references, iterators, and (for
          ///< a place of kind Function) function and member pointers
  Load,   ///< a copy of what the cell A holds: pointer, integer or whole object
  Range,  ///< the integers from term A up to but not including term B
  Choice, ///< one of Choices[A]: joined control flow or several assignments
};

struct ValueNode {
  ValueKind Kind;
  std::uint32_t A = 0, B = 0;
  friend bool operator==(const ValueNode &, const ValueNode &) = default;
};

/// The hash-consed terms of one function. The builders normalise:
/// `Index(e).Offset(k)` is `Index(e + k)`, `Offset(0)` is nothing,
/// `Index(e).Owner` is nothing,
/// `Load(Addr...)`-style round trips vanish, constants fold, and sums are kept
/// with the constant last.
/// Complexity: every builder is O(1) on average.
class Terms {
public:
  const PlaceNode &place(PlaceId P) const { return Places[P]; }
  const IntNode &integer(IntId I) const { return Ints[I]; }
  const ValueNode &value(ValueId V) const { return Values[V]; }
  /// Whether \p Holds is true of one of the terms, themselves no operations,
  /// that \p I is computed from.
  template <class Fn> bool anyOperand(IntId I, const Fn &Holds) const {
    const IntNode &N = integer(I);
    if (N.Kind == IntKind::List)
      return false; // Constants, perhaps many.
    return N.isOperation() ? anyOperand(N.A, Holds) || anyOperand(N.B, Holds)
                           : Holds(N);
  }
  const std::vector<ValueId> &choice(const ValueNode &V) const {
    return Choices[V.A];
  }

  PlaceId root(PlaceKind Kind, std::uint32_t Arg = 0);
  PlaceId field(PlaceId Parent, StringId Name);
  PlaceId deref(PlaceId Parent);
  PlaceId index(PlaceId Parent, IntId At);
  PlaceId elements(PlaceId Parent);
  PlaceId offset(PlaceId Parent, IntId By);
  PlaceId structure(PlaceId Parent);
  /// The container whose element \p Element is.
  PlaceId owner(PlaceId Element);
  /// The place that pointer value \p V points to: P for Addr(P), P.Deref for
  /// Load(P), Unknown for anything else (with V's reason where it has one).
  PlaceId pointee(ValueId V, StringId ReasonIfNone);

  IntId constant(std::int64_t Value);
  IntId cell(PlaceId Place);
  IntId atom(IntKind Kind, std::uint32_t A, std::uint32_t B = 0);
  IntId add(IntId A, IntId B);
  IntId sub(IntId A, IntId B);
  IntId mul(IntId A, IntId B);
  IntId binary(IntKind Kind, IntId A, IntId B);
  /// What \p Kind makes of two numbers; nothing if that is not defined, or if
  /// it is more than 64 bits hold.
  static std::optional<std::int64_t> compute(IntKind Kind, std::int64_t X,
                                             std::int64_t Y);
  /// A list of these numbers, which are not none.
  IntId list(const std::vector<std::int64_t> &Numbers);
  /// Number \p At of the list \p List, if it has so many.
  std::optional<std::int64_t> element(IntId List, std::int64_t At) const;
  /// What the atomic \p Place held before a step by \p Step; each is distinct.
  IntId ticket(PlaceId Place, std::int64_t Step);
  /// How many elements \p To lies behind \p From.
  IntId distance(PlaceId To, PlaceId From);
  IntId opaque(StringId Reason);

  ValueId unknown(StringId Reason);
  ValueId integerValue(IntId I);
  ValueId addr(PlaceId Place);
  ValueId load(PlaceId Place);
  ValueId range(IntId Lo, IntId Hi);
  /// One of \p Options; nested choices are flattened, doubles dropped, and a
  /// choice of one is that one.
  ValueId choice(std::vector<ValueId> Options);

  /// The pools themselves, for the serial form. Children precede parents.
  std::vector<PlaceNode> Places;
  std::vector<IntNode> Ints;
  std::vector<ValueNode> Values;
  std::vector<std::vector<ValueId>> Choices;

  /// To be called after the pools were filled or changed from outside.
  void reindex();
  /// Gives up the memory that only builders need; they make it anew.
  void shrink();

  /// The same terms with the same numbers.
  friend bool operator==(const Terms &A, const Terms &B) {
    return A.Places == B.Places && A.Ints == B.Ints && A.Values == B.Values &&
           A.Choices == B.Choices;
  }

private:
  /// Finds nodes by what they are: an open hash table of ids, filled when a
  /// builder first asks, for most pools are only read.
  template <typename Node> class Index {
  public:
    std::uint32_t intern(std::vector<Node> &Nodes, const Node &N);
    void clear() { *this = Index(); }

  private:
    std::vector<std::uint32_t> Slots; ///< a power of two of them
    std::size_t Filled = 0;           ///< so many nodes are in the table
  };

  PlaceId part(PlaceNode);
  PlaceId intern(PlaceNode);
  IntId intern(IntNode);
  ValueId intern(ValueNode);

  Index<PlaceNode> PlaceIndex;
  Index<IntNode> IntIndex;
  Index<ValueNode> ValueIndex;
  /// By hash of the options, the position in Choices.
  std::unordered_multimap<std::size_t, std::uint32_t> ChoiceIndex;
  std::uint32_t NextOpaque = 0;
};

} // namespace aether::analysis

#endif // AETHER_ANALYSIS_TERMS_H
