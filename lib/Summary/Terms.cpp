//===- Terms.cpp - Places, integers and values of one function ------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether-analysis/Terms.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <utility>

using namespace aether::analysis;

namespace {

std::size_t mix(std::size_t Seed, std::uint64_t Value) {
  std::uint64_t H = (Seed ^ Value) * 0x9E3779B97F4A7C15ull;
  return static_cast<std::size_t>(H ^ (H >> 29));
}

/// A sum taken apart: integer factors of atoms, and the constant.
struct Linear {
  std::vector<std::pair<IntId, std::int64_t>> Parts;
  std::int64_t Constant = 0;
  bool Overflow = false;

  void add(const Terms &T, IntId I, std::int64_t Factor) {
    const IntNode &N = T.integer(I);
    std::int64_t Scaled;
    switch (N.Kind) {
    case IntKind::Const:
      Overflow |= __builtin_mul_overflow(N.Value, Factor, &Scaled) ||
                  __builtin_add_overflow(Constant, Scaled, &Constant);
      return;
    case IntKind::Add:
      add(T, N.A, Factor);
      add(T, N.B, Factor);
      return;
    case IntKind::Mul:
      // The builder keeps a constant factor on the right.
      if (T.integer(N.B).Kind == IntKind::Const) {
        Overflow |=
            __builtin_mul_overflow(T.integer(N.B).Value, Factor, &Scaled);
        add(T, N.A, Scaled);
        return;
      }
      break;
    default:
      break;
    }
    auto It = std::find_if(Parts.begin(), Parts.end(),
                           [&](const auto &P) { return P.first == I; });
    if (It == Parts.end())
      Parts.emplace_back(I, Factor);
    else
      Overflow |= __builtin_add_overflow(It->second, Factor, &It->second);
  }
};

} // namespace

static std::size_t hashOf(const PlaceNode &N) {
  return mix(mix(static_cast<std::size_t>(N.Kind), N.Parent), N.Arg);
}

static std::size_t hashOf(const IntNode &N) {
  return mix(mix(mix(static_cast<std::size_t>(N.Kind),
                     static_cast<std::uint64_t>(N.Value)),
                 N.A),
             N.B);
}

static std::size_t hashOf(const ValueNode &N) {
  return mix(mix(static_cast<std::size_t>(N.Kind), N.A), N.B);
}

template <typename Node>
std::uint32_t Terms::Index<Node>::intern(std::vector<Node> &Nodes,
                                         const Node &N) {
  // At least half of the slots are free, so that probing ends soon.
  if (Slots.size() < 2 * (Nodes.size() + 1)) {
    Slots.assign(std::bit_ceil(4 * (Nodes.size() + 4)), None);
    Filled = 0;
  }
  const std::size_t Mask = Slots.size() - 1;
  auto Find = [&](const Node &X) -> std::uint32_t & {
    std::size_t At = hashOf(X) & Mask;
    while (Slots[At] != None && Nodes[Slots[At]] != X)
      At = (At + 1) & Mask;
    return Slots[At];
  };
  for (; Filled != Nodes.size(); ++Filled)
    if (std::uint32_t &Slot = Find(Nodes[Filled]); Slot == None)
      Slot = static_cast<std::uint32_t>(Filled);
  std::uint32_t &Slot = Find(N);
  if (Slot == None) {
    Slot = static_cast<std::uint32_t>(Nodes.size());
    Nodes.push_back(N);
    ++Filled;
  }
  return Slot;
}

PlaceId Terms::intern(PlaceNode N) { return PlaceIndex.intern(Places, N); }
IntId Terms::intern(IntNode N) { return IntIndex.intern(Ints, N); }
ValueId Terms::intern(ValueNode N) { return ValueIndex.intern(Values, N); }

//===----------------------------------------------------------------------===//
// Places
//===----------------------------------------------------------------------===//

PlaceId Terms::root(PlaceKind Kind, std::uint32_t Arg) {
  return intern(PlaceNode{Kind, None, Arg});
}

PlaceId Terms::part(PlaceNode Part) {
  // A part of unknown memory is unknown memory: the reason is what counts.
  if (place(Part.Parent).Kind == PlaceKind::Unknown)
    return Part.Parent;
  return intern(Part);
}

PlaceId Terms::field(PlaceId Parent, StringId Name) {
  return part({PlaceKind::Field, Parent, Name});
}

PlaceId Terms::deref(PlaceId Parent) {
  return part({PlaceKind::Deref, Parent, 0});
}

PlaceId Terms::index(PlaceId Parent, IntId At) {
  return part({PlaceKind::Index, Parent, At});
}

PlaceId Terms::elements(PlaceId Parent) {
  return part({PlaceKind::Elements, Parent, 0});
}

PlaceId Terms::offset(PlaceId Parent, IntId By) {
  PlaceNode P = place(Parent);
  if (integer(By).Kind == IntKind::Const && integer(By).Value == 0)
    return Parent;
  switch (P.Kind) {
  case PlaceKind::Unknown:
  case PlaceKind::Elements: // some element, moved, is some element
    return Parent;
  case PlaceKind::Index:
    return index(P.Parent, add(P.Arg, By));
  case PlaceKind::Offset:
    return offset(P.Parent, add(P.Arg, By));
  default:
    return intern(PlaceNode{PlaceKind::Offset, Parent, By});
  }
}

PlaceId Terms::structure(PlaceId Parent) {
  return part({PlaceKind::Structure, Parent, 0});
}

PlaceId Terms::owner(PlaceId Element) {
  for (;;) {
    const PlaceNode N = place(Element);
    switch (N.Kind) {
    case PlaceKind::Index:
    case PlaceKind::Elements:
      return N.Parent;
    case PlaceKind::Offset:
      Element = N.Parent;
      continue;
    default:
      return part({PlaceKind::Owner, Element, 0});
    }
  }
}

PlaceId Terms::pointee(ValueId V, StringId ReasonIfNone) {
  if (V == None)
    return root(PlaceKind::Unknown, ReasonIfNone);
  const ValueNode N = value(V);
  switch (N.Kind) {
  case ValueKind::Addr:
    return N.A;
  case ValueKind::Load:
    return deref(N.A);
  case ValueKind::Unknown:
    return root(PlaceKind::Unknown, N.A ? N.A : ReasonIfNone);
  default:
    return root(PlaceKind::Unknown, ReasonIfNone);
  }
}

//===----------------------------------------------------------------------===//
// Integers
//===----------------------------------------------------------------------===//

IntId Terms::constant(std::int64_t Value) {
  return intern(IntNode{IntKind::Const, Value, 0, 0});
}

IntId Terms::cell(PlaceId Place) {
  if (place(Place).Kind == PlaceKind::Unknown)
    return opaque(place(Place).Arg);
  return intern(IntNode{IntKind::Cell, 0, Place, 0});
}

IntId Terms::atom(IntKind Kind, std::uint32_t A, std::uint32_t B) {
  return intern(IntNode{Kind, 0, A, B});
}

IntId Terms::add(IntId A, IntId B) {
  Linear Sum;
  Sum.add(*this, A, 1);
  Sum.add(*this, B, 1);
  if (Sum.Overflow)
    return opaque(0);
  std::sort(Sum.Parts.begin(), Sum.Parts.end());
  IntId Result = None;
  auto Append = [&](IntId Next) {
    Result =
        Result == None ? Next : intern(IntNode{IntKind::Add, 0, Result, Next});
  };
  for (auto [Atom, Factor] : Sum.Parts) {
    if (Factor == 0)
      continue;
    Append(Factor == 1
               ? Atom
               : intern(IntNode{IntKind::Mul, 0, Atom, constant(Factor)}));
  }
  if (Sum.Constant != 0 || Result == None)
    Append(constant(Sum.Constant));
  return Result;
}

IntId Terms::sub(IntId A, IntId B) { return add(A, mul(B, constant(-1))); }

IntId Terms::mul(IntId A, IntId B) {
  if (integer(A).Kind == IntKind::Const)
    std::swap(A, B);
  if (integer(B).Kind == IntKind::Const) {
    const std::int64_t Factor = integer(B).Value;
    if (Factor == 0)
      return constant(0);
    if (Factor == 1)
      return A;
    const IntNode N = integer(A);
    std::int64_t Product;
    switch (N.Kind) {
    case IntKind::Const:
      if (__builtin_mul_overflow(N.Value, Factor, &Product))
        return opaque(0);
      return constant(Product);
    case IntKind::Add: // a sum stays a sum
      return add(mul(N.A, B), mul(N.B, B));
    case IntKind::Mul:
      if (integer(N.B).Kind == IntKind::Const)
        return mul(N.A, mul(N.B, B));
      break;
    default:
      break;
    }
    return intern(IntNode{IntKind::Mul, 0, A, B});
  }
  // Constant factors go outside: (2 * i) * n is (i * n) * 2.
  for (IntId *Side : {&A, &B}) {
    const IntNode N = integer(*Side);
    if (N.Kind == IntKind::Mul && integer(N.B).Kind == IntKind::Const) {
      const IntId Factor = N.B;
      *Side = N.A;
      return mul(mul(A, B), Factor);
    }
  }
  if (A > B)
    std::swap(A, B);
  return intern(IntNode{IntKind::Mul, 0, A, B});
}

std::optional<std::int64_t> Terms::compute(IntKind Kind, std::int64_t X,
                                           std::int64_t Y) {
  std::int64_t Out = 0;
  switch (Kind) {
  case IntKind::Add:
    return __builtin_add_overflow(X, Y, &Out) ? std::nullopt
                                              : std::optional(Out);
  case IntKind::Mul:
    return __builtin_mul_overflow(X, Y, &Out) ? std::nullopt
                                              : std::optional(Out);
  case IntKind::Div:
  case IntKind::Mod:
    if (Y == 0 || (Y == -1 && X == std::numeric_limits<std::int64_t>::min()))
      return std::nullopt;
    return Kind == IntKind::Div ? X / Y : X % Y;
  case IntKind::Min:
    return std::min(X, Y);
  case IntKind::Max:
    return std::max(X, Y);
  case IntKind::And:
    return X & Y;
  case IntKind::Or:
    return X | Y;
  case IntKind::Xor:
    return X ^ Y;
  case IntKind::Shl:
    if (Y < 0 || Y > 61 ||
        __builtin_mul_overflow(X, std::int64_t(1) << Y, &Out))
      return std::nullopt;
    return Out;
  case IntKind::Shr:
    return Y < 0 || Y > 63 ? std::nullopt : std::optional(X >> Y);
  default:
    return std::nullopt;
  }
}

IntId Terms::list(const std::vector<std::int64_t> &Numbers) {
  // A tree, not a chain: who follows terms does not go deep.
  auto Part = [&](auto &&Self, std::size_t From, std::size_t To) -> IntId {
    if (To - From == 1)
      return constant(Numbers[From]);
    const std::size_t Middle = From + (To - From) / 2;
    const IntId A = Self(Self, From, Middle), B = Self(Self, Middle, To);
    return binary(IntKind::List, A, B);
  };
  return Part(Part, 0, Numbers.size());
}

static std::int64_t lengthOf(const IntNode &N) {
  return N.Kind == IntKind::List ? N.Value : 1;
}

std::optional<std::int64_t> Terms::element(IntId List, std::int64_t At) const {
  if (At < 0 || At >= lengthOf(integer(List)))
    return std::nullopt;
  while (integer(List).Kind == IntKind::List) {
    const IntNode &N = integer(List);
    const std::int64_t First = lengthOf(integer(N.A));
    List = At < First ? N.A : N.B;
    At -= At < First ? 0 : First;
  }
  return integer(List).Kind == IntKind::Const
             ? std::optional(integer(List).Value)
             : std::nullopt;
}

IntId Terms::binary(IntKind Kind, IntId A, IntId B) {
  if (Kind == IntKind::Add)
    return add(A, B);
  if (Kind == IntKind::Mul)
    return mul(A, B);
  const IntNode X = integer(A), Y = integer(B);
  const bool Both = X.Kind == IntKind::Const && Y.Kind == IntKind::Const;
  switch (Kind) {
  case IntKind::Div:
  case IntKind::Mod:
    if (Y.Kind == IntKind::Const) {
      if (Y.Value == 0)
        return opaque(0);
      if (Y.Value == 1)
        return Kind == IntKind::Div ? A : constant(0);
      if (Y.Value == -1) // also avoids the one quotient that overflows
        return Kind == IntKind::Div ? mul(A, B) : constant(0);
      if (Both)
        return constant(Kind == IntKind::Div ? X.Value / Y.Value
                                             : X.Value % Y.Value);
    }
    break;
  case IntKind::Min:
  case IntKind::Max:
    if (A == B)
      return A;
    if (Both)
      return constant(Kind == IntKind::Min ? std::min(X.Value, Y.Value)
                                           : std::max(X.Value, Y.Value));
    if (A > B)
      std::swap(A, B);
    break;
  case IntKind::And:
  case IntKind::Or:
  case IntKind::Xor:
  case IntKind::Shl:
  case IntKind::Shr:
    if (Both) {
      const auto Out = compute(Kind, X.Value, Y.Value);
      return Out ? constant(*Out) : opaque(0);
    }
    if (Kind != IntKind::Shl && Kind != IntKind::Shr && A > B)
      std::swap(A, B);
    break;
  case IntKind::Select:
    if (X.Kind == IntKind::Const)
      if (const auto Out = element(B, X.Value))
        return constant(*Out);
    break;
  case IntKind::List:
    return intern(IntNode{Kind, lengthOf(X) + lengthOf(Y), A, B});
  default:
    break;
  }
  return intern(IntNode{Kind, 0, A, B});
}

IntId Terms::ticket(PlaceId Place, std::int64_t Step) {
  if (place(Place).Kind == PlaceKind::Unknown)
    return opaque(place(Place).Arg);
  return intern(IntNode{IntKind::Ticket, Step, Place, NextOpaque++});
}

IntId Terms::distance(PlaceId To, PlaceId From) {
  for (PlaceId P : {To, From})
    if (place(P).Kind == PlaceKind::Unknown)
      return opaque(place(P).Arg);
  IntId Ends[] = {constant(0), constant(0)};
  PlaceId Arrays[] = {To, From};
  for (unsigned I : {0u, 1u}) {
    const PlaceNode N = place(Arrays[I]);
    if (N.Kind != PlaceKind::Index && N.Kind != PlaceKind::Offset)
      continue;
    Arrays[I] = N.Parent;
    Ends[I] = N.Arg;
  }
  if (Arrays[0] == Arrays[1] && (place(To).Kind == PlaceKind::Index) ==
                                    (place(From).Kind == PlaceKind::Index))
    return sub(Ends[0], Ends[1]);
  // How far a pointer was moved is known by itself.
  IntId Moved = constant(0);
  if (place(To).Kind == PlaceKind::Offset) {
    Moved = Ends[0];
    To = Arrays[0];
  }
  if (place(From).Kind == PlaceKind::Offset) {
    Moved = sub(Moved, Ends[1]);
    From = Arrays[1];
  }
  return add(intern(IntNode{IntKind::Distance, 0, To, From}), Moved);
}

IntId Terms::opaque(StringId Reason) {
  return intern(IntNode{IntKind::Opaque, 0, Reason, NextOpaque++});
}

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

ValueId Terms::unknown(StringId Reason) {
  return intern(ValueNode{ValueKind::Unknown, Reason, 0});
}

ValueId Terms::integerValue(IntId I) {
  return intern(ValueNode{ValueKind::Int, I, 0});
}

ValueId Terms::addr(PlaceId Place) {
  const PlaceNode &P = place(Place);
  if (P.Kind == PlaceKind::Unknown)
    return unknown(P.Arg);
  if (P.Kind == PlaceKind::Deref)
    return load(P.Parent);
  return intern(ValueNode{ValueKind::Addr, Place, 0});
}

ValueId Terms::load(PlaceId Place) {
  const PlaceNode &P = place(Place);
  if (P.Kind == PlaceKind::Unknown)
    return unknown(P.Arg);
  return intern(ValueNode{ValueKind::Load, Place, 0});
}

ValueId Terms::range(IntId Lo, IntId Hi) {
  return intern(ValueNode{ValueKind::Range, Lo, Hi});
}

ValueId Terms::choice(std::vector<ValueId> Options) {
  std::vector<ValueId> Flat;
  for (ValueId V : Options) {
    const ValueNode &N = value(V);
    if (N.Kind == ValueKind::Choice)
      Flat.insert(Flat.end(), choice(N).begin(), choice(N).end());
    else
      Flat.push_back(V);
  }
  // A set, hence sorted: equal choices get equal ids.
  std::sort(Flat.begin(), Flat.end());
  Flat.erase(std::unique(Flat.begin(), Flat.end()), Flat.end());
  if (Flat.empty())
    return unknown(0);
  if (Flat.size() == 1)
    return Flat.front();
  std::size_t H = 0;
  for (ValueId V : Flat)
    H = mix(H, V);
  auto [Begin, End] = ChoiceIndex.equal_range(H);
  for (auto It = Begin; It != End; ++It)
    if (Choices[It->second] == Flat)
      return intern(ValueNode{ValueKind::Choice, It->second, 0});
  const auto Number = static_cast<std::uint32_t>(Choices.size());
  Choices.push_back(std::move(Flat));
  ChoiceIndex.emplace(H, Number);
  return intern(ValueNode{ValueKind::Choice, Number, 0});
}

void Terms::reindex() {
  shrink();
  ChoiceIndex.clear();
  NextOpaque = 0;
  for (const IntNode &N : Ints)
    if (N.Kind == IntKind::Opaque || N.Kind == IntKind::Ticket)
      NextOpaque = std::max(NextOpaque, N.B + 1);
  for (std::uint32_t C = 0; C != Choices.size(); ++C) {
    std::size_t H = 0;
    for (ValueId V : Choices[C])
      H = mix(H, V);
    ChoiceIndex.emplace(H, C);
  }
}

void Terms::shrink() {
  PlaceIndex.clear();
  IntIndex.clear();
  ValueIndex.clear();
}
