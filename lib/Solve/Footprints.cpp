//===- Footprints.cpp - The range of an array that a recursion touches ----===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `sort(a, lo, hi)` calls itself for [lo, mid) and [mid, hi). What it does
// itself lies within [lo, hi): that is the guess. A call of itself is then
// taken to touch whichever elements of the range that it is given, and the
// guess is right if all of that lies within [lo, hi) again, by induction on how
// deep the calls go (Hoare: Procedures and parameters, 1971). A wrong guess is
// dropped, and the recursion is followed as others are.
//
//===----------------------------------------------------------------------===//

#include "Footprints.h"
#include "Indices.h"
#include "Paths.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

/// Is \p P a parameter, or an object that was passed as one?
static bool isGiven(const Terms &T, PlaceId P) {
  if (T.place(P).Kind == PlaceKind::Deref)
    P = T.place(P).Parent;
  return T.place(P).Kind == PlaceKind::Param;
}

/// The element of an array of the caller's that \p P is, or is a member of:
/// the array, and the element's index; nothing if it is none.
std::optional<Footprint::Element> Footprint::element(const Terms &T,
                                                     PlaceId P) {
  // Members of the element.
  std::vector<PlaceId> Members;
  while (T.place(P).Kind == PlaceKind::Field) {
    Members.push_back(P);
    P = T.place(P).Parent;
  }
  Element Out;
  const PlaceNode N = T.place(P);
  if (N.Kind == PlaceKind::Index || N.Kind == PlaceKind::Offset) {
    Out.Array = N.Parent;
    Out.At = N.Arg;
    Out.Moves = N.Kind == PlaceKind::Offset;
  } else if (N.Kind == PlaceKind::Deref && isGiven(T, N.Parent)) {
    // `*a`, the first that a pointer or an iterator leads to.
    Out.Array = P;
    Out.Moves = true;
  } else {
    return std::nullopt;
  }
  Out.Members.assign(Members.rbegin(), Members.rend());
  // One array for the whole call: of its parameters, of its object, or global.
  bool Last = true;
  for (PlaceId Q = Out.Array; Q != None; Q = T.place(Q).Parent) {
    const PlaceNode Step = T.place(Q);
    switch (Step.Kind) {
    case PlaceKind::Field:
    case PlaceKind::Deref:
      break;
    case PlaceKind::Param:
    case PlaceKind::This:
    case PlaceKind::Global:
      if (Last && Step.Kind == PlaceKind::Param)
        return std::nullopt;
      Out.Path.push_back(Step);
      std::reverse(Out.Path.begin(), Out.Path.end());
      return Out;
    default:
      return std::nullopt;
    }
    Out.Path.push_back(
        {Step.Kind, None, Step.Kind == PlaceKind::Field ? Step.Arg : 0});
    Last = false;
  }
  return std::nullopt;
}

bool Footprint::isOf(const Element &E) const {
  return E.Path == Path && E.Moves == Moves;
}

/// Where \p Steps lead, from \p P on.
static PlaceId follow(Terms &T, PlaceId P, llvm::ArrayRef<PlaceNode> Steps) {
  for (const PlaceNode &N : Steps)
    P = N.Kind == PlaceKind::Deref ? T.deref(P) : T.field(P, N.Arg);
  return P;
}

IntId Footprint::Limit::in(Terms &T) const {
  if (To.empty())
    return T.constant(0);
  auto Place = [&](llvm::ArrayRef<PlaceNode> Path) {
    return ::follow(T, T.root(PlaceKind::Param, Path.front().Arg),
                    Path.drop_front());
  };
  return From.empty() ? T.cell(Place(To)) : T.distance(Place(To), Place(From));
}

/// Its limits in the words of \p T.
IntId Footprint::lo(Terms &T) const { return First.in(T); }
IntId Footprint::hi(Terms &T) const {
  return T.add(Last.in(T), T.constant(Inclusive));
}

/// The steps from a parameter to \p P; none if there are others than members
/// and what pointers lead to.
static std::vector<PlaceNode> stepsTo(const Terms &T, PlaceId P) {
  std::vector<PlaceNode> Out;
  for (; P != None; P = T.place(P).Parent) {
    PlaceNode N = T.place(P);
    if (N.Kind != PlaceKind::Deref && N.Kind != PlaceKind::Field &&
        N.Kind != PlaceKind::Param)
      return {};
    N.Parent = None;
    Out.push_back(N);
  }
  std::reverse(Out.begin(), Out.end());
  return Out;
}

/// \p I as a limit, if it is one of what the function was given.
static std::optional<Footprint::Limit> limitOf(const Terms &T, IntId I) {
  const IntNode N = T.integer(I);
  Footprint::Limit Out;
  if (N.Kind != IntKind::Cell && N.Kind != IntKind::Distance)
    return std::nullopt;
  Out.To = stepsTo(T, N.A);
  if (N.Kind == IntKind::Distance) {
    Out.From = stepsTo(T, N.B);
    if (Out.From.empty())
      return std::nullopt;
  }
  return Out.To.empty() ? std::nullopt : std::optional(Out);
}

namespace {

/// Looks at what one function of a recursion does to arrays.
class Checker {
public:
  explicit Checker(Context &C) : C(C), T(C.T), I(C) {
    // Nothing runs beside: one call is looked at.
    Strand Alone;
    Alone.Parent = true;
    R.A = R.B = static_cast<std::uint32_t>(C.E.Strands.size());
    C.E.Strands.push_back(Alone);
  }
  ~Checker() { C.E.Strands.pop_back(); }
  Checker(const Checker &) = delete;
  Checker &operator=(const Checker &) = delete;

  /// Is the element that \p A touches, \p At, one in \p Of?
  bool isWithin(const AccessEffect &A, IntId At, const Footprint &Of) {
    if (At == None)
      At = T.constant(0);
    const IntId Lo = Of.lo(T), Hi = Of.hi(T);
    Given.clear();
    if (Of.Assumed) {
      const Fact Below{CompareOp::LessEqual, Lo, Hi};
      // What nobody is called with says nothing.
      if (isImpossible(A, At, Below))
        return false;
      Given.push_back(Below);
      // And so for the calls of itself.
      if (const IntNode N = T.integer(At);
          N.Kind == IntKind::LoopVar && C.E.Loops[N.A].Footprint &&
          !isImpossible(
              A, At,
              {CompareOp::Less, C.E.Loops[N.A].L.Hi, C.E.Loops[N.A].L.Lo}))
        return false;
    }
    return isImpossible(A, At, {CompareOp::Less, At, Lo}) &&
           isImpossible(A, At, {CompareOp::LessEqual, Hi, At});
  }

  /// Are both limits numbers without a sign? `hi - lo < 2` does not tell then
  /// which of them is less.
  bool mayStartAbove(const Footprint &Of) const {
    auto IsUnsigned = [&](const Footprint::Limit &L) {
      return L.To.size() == 1 && L.From.empty() &&
             llvm::StringRef(C.W.text(C.F.Params[L.To.front().Arg].Type))
                 .starts_with("unsigned");
    };
    return IsUnsigned(Of.First) && IsUnsigned(Of.Last);
  }

private:
  /// Is \p Known false wherever \p A happens?
  bool isImpossible(const AccessEffect &A, IntId At, Fact Known) {
    std::vector<Fact> Facts = A.Facts;
    Facts.insert(Facts.end(), Given.begin(), Given.end());
    Facts.push_back(Known);
    IndexQuestion Q;
    Q.R = &R;
    Q.Equal = {{At, At}}; // Of any other access like it.
    Q.FactsA = &Facts;
    // Nobody changes what a call was given: it would have a cell of its own.
    Q.Stable = [this](PlaceId P) {
      const std::vector<PlaceNode> Steps = stepsTo(T, P);
      return Steps.size() == 1 || (!Steps.empty() && isKept(P));
    };
    return I.ask(Q).Result == Meeting::Disjoint;
  }

  /// Does the function leave alone what it found at \p P?
  bool isKept(PlaceId P) {
    auto [It, New] = Kept.try_emplace(P, false);
    if (New)
      It->second = llvm::none_of(C.E.All, [&](const AccessEffect &A) {
        return isWrite(A.Kind) && C.mayOverlap(A.Place, P);
      });
    return It->second;
  }

  Context &C;
  Terms &T;
  Indices I;
  Relation R;
  std::map<PlaceId, bool> Kept;
  std::vector<Fact> Given; ///< that is so whenever the function is called
};

bool isNumber(llvm::StringRef Type) {
  return llvm::is_contained({"int", "long", "long long", "unsigned int",
                             "unsigned long", "unsigned long long"},
                            Type);
}

} // namespace

std::vector<Footprint> aether::analysis::guessFootprints(Context &C) {
  std::vector<Footprint> Out;
  Checker Check(C);
  // The numbers among the parameters, and in what they lead to.
  std::vector<Footprint::Limit> Numbers;
  for (std::uint32_t P = 0; P != C.F.Params.size(); ++P)
    if (isNumber(C.W.text(C.F.Params[P].Type)))
      Numbers.push_back({{{PlaceKind::Param, None, P}}, {}});
  for (IntId I = 0; I != C.T.Ints.size(); ++I)
    if (const auto Limit = limitOf(C.T, I);
        Limit && !llvm::is_contained(Numbers, *Limit))
      Numbers.push_back(*Limit);
  std::vector<std::pair<Footprint, std::vector<std::uint32_t>>> Arrays;
  for (std::uint32_t N = 0; N != C.E.All.size(); ++N) {
    const auto Found = Footprint::element(C.T, C.E.All[N].Place);
    if (!Found)
      continue;
    auto It = llvm::find_if(
        Arrays, [&](const auto &Known) { return Known.first.isOf(*Found); });
    if (It == Arrays.end()) {
      Footprint New;
      New.Path = Found->Path;
      New.Moves = Found->Moves;
      Arrays.emplace_back(New, std::vector<std::uint32_t>());
      It = std::prev(Arrays.end());
    }
    It->second.push_back(N);
  }
  constexpr std::size_t MostArrays = 8, MostNumbers = 8;
  if (Arrays.size() > MostArrays)
    return Out;
  if (Numbers.size() > MostNumbers)
    Numbers.resize(MostNumbers);
  for (const auto &[Array, Accesses] : Arrays) {
    auto Fits = [&](Footprint Guess) {
      for (bool Assumed : {false, true}) {
        Guess.Assumed = Assumed;
        if ((!Assumed || Check.mayStartAbove(Guess)) &&
            llvm::all_of(Accesses, [&](std::uint32_t N) {
              const AccessEffect A = C.E.All[N];
              const auto At = Footprint::element(C.T, A.Place);
              return At && Check.isWithin(A, At->At, Guess);
            })) {
          Out.push_back(Guess);
          return true;
        }
      }
      return false;
    };
    auto Try = [&] {
      for (bool Inclusive : {false, true}) {
        Footprint Guess = Array;
        Guess.Inclusive = Inclusive;
        for (const Footprint::Limit &First : Numbers)
          for (const Footprint::Limit &Last : Numbers) {
            Guess.First = First;
            Guess.Last = Last;
            if (First != Last && Fits(Guess))
              return;
          }
        Guess.First = {};
        for (const Footprint::Limit &Last : Numbers) {
          Guess.Last = Last;
          if (Fits(Guess))
            return;
        }
      }
    };
    Try();
  }
  return Out;
}

bool aether::analysis::checkFootprints(Context &C,
                                       std::vector<Footprint> &All) {
  Checker Check(C);
  auto Holds = [&](const Footprint &F) {
    for (std::uint32_t N = 0; N != C.E.All.size(); ++N) {
      const AccessEffect A = C.E.All[N];
      // What else lies in such an array is not an element that is understood.
      const auto Found = Footprint::element(C.T, A.Place);
      if (Found && F.isOf(*Found) && !Check.isWithin(A, Found->At, F))
        return false;
    }
    return true;
  };
  bool Same = true;
  std::vector<Footprint> Left;
  for (Footprint &F : All) {
    bool Kept = Holds(F);
    if (!Kept) {
      Same = false;
      if (!F.Assumed && Check.mayStartAbove(F)) {
        F.Assumed = true;
        Kept = Holds(F);
      }
    }
    if (Kept)
      Left.push_back(std::move(F));
  }
  All = std::move(Left);
  return Same;
}

/// Does a call from outside the recursion perhaps not keep to what was assumed
/// of the limits?
bool Context::mayStartAbove(const CallInstance &Call, FunctionIx Callee) const {
  auto All = W.Footprints.find(Callee);
  if (All == W.Footprints.end() || W.InProgress[Callee])
    return false;
  auto Number = [&](const Footprint::Limit &Of) -> std::optional<std::int64_t> {
    const std::uint32_t At = Of.To.front().Arg;
    const ValueId V = At < Call.Args.size() ? Call.Args[At] : None;
    if (V == None || T.value(V).Kind != ValueKind::Int)
      return std::nullopt;
    const IntNode N = T.integer(T.value(V).A);
    return N.Kind == IntKind::Const ? std::optional(N.Value) : std::nullopt;
  };
  return llvm::any_of(All->second, [&](const Footprint &F) {
    if (!F.Assumed)
      return false;
    const auto Lo = Number(F.First), Hi = Number(F.Last);
    return !Lo || (*Lo != 0 && (!Hi || *Hi < *Lo || *Lo < 0));
  });
}

/// Where a call of the recursion that \p Map is about may touch the array of
/// which \p P, in the words of the callee, is an element; nothing if that is
/// not known.
std::optional<Places> Context::withinFootprint(PlaceId P, Import &Map) {
  const auto Found = Footprint::element(Map.From.T, P);
  auto All = W.Footprints.find(Map.Callee);
  if (!Found || All == W.Footprints.end()) {
    // A lambda hands on what the function that it calls was given.
    const bool Known =
        Found && Found->At != None &&
        Map.From.T.anyOperand(Found->At, [&](const IntNode &N) {
          return N.Kind == IntKind::LoopVar && Map.From.Loops[N.A].Footprint;
        });
    return Known ? std::optional(Map.place(P)) : std::nullopt;
  }
  auto Given = [&](llvm::ArrayRef<PlaceNode> Path) -> ValueId {
    const std::uint32_t Number = Path.front().Arg;
    return Number < Map.Call.Args.size() ? Map.Call.Args[Number] : None;
  };
  auto Place = [&](llvm::ArrayRef<PlaceNode> Path) -> PlaceId {
    const ValueId V = Given(Path);
    if (V == None || Path.size() < 2 || Path[1].Kind != PlaceKind::Deref)
      return None;
    const PlaceId To = T.pointee(V, 0);
    return T.place(To).Kind == PlaceKind::Unknown
               ? None
               : ::follow(T, To, Path.drop_front(2));
  };
  auto Argument = [&](const Footprint::Limit &Of) -> IntId {
    if (Of.To.empty())
      return T.constant(0);
    if (Of.To.size() == 1 && Of.From.empty()) {
      const ValueId V = Given(Of.To);
      const ValueNode N = V == None ? ValueNode() : T.value(V);
      return V == None                   ? None
             : N.Kind == ValueKind::Int  ? N.A
             : N.Kind == ValueKind::Load ? T.cell(N.A)
                                         : None;
    }
    const PlaceId To = Place(Of.To);
    const PlaceId From = Of.From.empty() ? None : Place(Of.From);
    if (To == None || (From == None && !Of.From.empty()))
      return None;
    return Of.From.empty() ? T.cell(To) : T.distance(To, From);
  };
  for (std::size_t Number = 0; Number != All->second.size(); ++Number) {
    const Footprint &Range = All->second[Number];
    if (!Range.isOf(*Found))
      continue;
    auto [It, New] = Map.Ranges.try_emplace(Number, None);
    if (New) {
      Loop L;
      L.Lo = Argument(Range.First);
      L.Hi = Argument(Range.Last);
      if (L.Lo == None || L.Hi == None)
        return std::nullopt;
      L.Hi = T.add(L.Hi, T.constant(Range.Inclusive));
      const std::uint32_t Var = newLoop(L, LoopInfo::Role::Private);
      E.Loops[Var].Footprint = true;
      It->second = T.atom(IntKind::LoopVar, Var);
    }
    if (It->second == None)
      return std::nullopt;
    Places Out;
    for (PlaceId Array : Map.place(Found->Array)) {
      PlaceId Q = Range.Moves ? T.offset(Array, It->second)
                              : T.index(Array, It->second);
      for (PlaceId Member : Found->Members)
        Q = step(T, Q, Map.From.T.place(Member));
      Out.push_back(Q);
    }
    return Out;
  }
  return std::nullopt;
}

bool Context::isOfRecursion(PlaceId P) const {
  for (; P != None; P = T.place(P).Parent) {
    const PlaceNode N = T.place(P);
    if ((N.Kind == PlaceKind::Index || N.Kind == PlaceKind::Offset) &&
        T.anyOperand(N.Arg, [&](const IntNode &I) {
          return I.Kind == IntKind::LoopVar && E.Loops[I.A].Footprint;
        }))
      return true;
  }
  return false;
}
