//===- GuardedFlags.cpp - Plain variables that mutexes hand over ----------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `lock(m); ready = 1; unlock(m);` here, `lock(m); while (!ready) wait(c, m);
// unlock(m);` there: who finds the flag set comes after all that its writer did
// before. Such a write is a signal, such a test a wait; what stands for them is
// a part of the variable that no program has. Handover decides.
//
//===----------------------------------------------------------------------===//

#include "Handover.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

namespace {
constexpr unsigned MaxDepth = 6;
constexpr llvm::StringLiteral Limit = "(limit ";
constexpr llvm::StringLiteral PerhapsSet = "(perhaps set)";
} // namespace

bool aether::analysis::isGuardedFlag(const Terms &T, const Workspace &W,
                                     PlaceId P) {
  const PlaceNode N = T.place(P);
  return N.Kind == PlaceKind::Field && W.text(N.Arg) == GuardedFlag;
}

std::optional<std::int64_t>
aether::analysis::flagValue(const Terms &T, const Workspace &W, PlaceId P) {
  const PlaceNode N = T.place(P);
  llvm::StringRef Name =
      N.Kind == PlaceKind::Field ? llvm::StringRef(W.text(N.Arg)) : "";
  std::int64_t Value = 0;
  return Name.consume_front(FlagValue) && !Name.consumeInteger(10, Value)
             ? std::optional(Value)
             : std::nullopt;
}

unsigned aether::analysis::testedFlag(const Terms &T, const Workspace &W,
                                      PlaceId P) {
  const PlaceNode N = T.place(P);
  llvm::StringRef Name =
      N.Kind == PlaceKind::Field ? llvm::StringRef(W.text(N.Arg)) : "";
  unsigned How = 0;
  return Name.consume_front(TestedFlag) && !Name.consumeInteger(10, How) ? How
                                                                         : 0;
}

std::optional<FlagLimit>
aether::analysis::flagLimit(const Terms &T, const Workspace &W, PlaceId P) {
  const PlaceNode N = T.place(P);
  llvm::StringRef Name =
      N.Kind == PlaceKind::Field ? llvm::StringRef(W.text(N.Arg)) : "";
  FlagLimit Out;
  unsigned Way = 0;
  if (!Name.consume_front(Limit) || Name.consumeInteger(10, Way) ||
      !Name.consume_front(" ") || Name.consumeInteger(10, Out.Bound))
    return std::nullopt;
  Out.Way = static_cast<FlagLimit::Side>(Way);
  return Out;
}

PlaceId aether::analysis::perhapsSet(Terms &T, Workspace &W, PlaceId Flag) {
  return T.field(Flag, W.str(PerhapsSet.str()));
}

static void add(std::vector<PlaceId> &Into, PlaceId P) {
  if (!llvm::is_contained(Into, P))
    Into.push_back(P);
}

std::set<AtomicSites::Key> aether::analysis::plainlyRead(const Program &P) {
  std::set<AtomicSites::Key> Out;
  for (const FunctionSummary &F : P.Functions) {
    AtomicSites::Key K;
    auto Note = [&](const Access &A) {
      // (By the compilers' functions variables are read that are no atomics.)
      if ((A.Kind != AccessKind::Write || A.Step != 0) &&
          AtomicSites::keyOf(F.T, A.Place, K))
        Out.insert(K);
    };
    for (const Block &B : F.Blocks)
      for (const Event &Ev : B.Events)
        if (const auto *A = std::get_if<Access>(&Ev))
          Note(*A);
    for (const ParallelCall &Call : F.Parallels)
      for (const ParallelCall::Task &Task : Call.Tasks)
        for (const Access &A : Task.Accesses)
          Note(A);
  }
  return Out;
}

PlaceId Context::guardedFlag(PlaceId P) {
  return T.field(P, W.str(GuardedFlag.str()));
}

/// \p P is written with a mutex held, of several places \p Surely this one.
void Context::setFlag(PlaceId P, bool Surely, LockState &S) {
  if (T.place(P).Kind == PlaceKind::Index ||
      T.place(rootOf(P)).Kind == PlaceKind::Unknown)
    return;
  // Perhaps with all that it is part of, or by its address.
  AtomicSites::Key K;
  auto IsRead = [&](PlaceId Whole) {
    return AtomicSites::keyOf(T, Whole, K) &&
           (W.PlainlyRead.count(K) != 0 ||
            (K.first == PlaceKind::Global &&
             W.Atomics.mayBePointedTo(K.first, K.second)));
  };
  bool Read = !AtomicSites::keyOf(T, P, K);
  for (PlaceId Whole = P; Whole != None && !Read; Whole = T.place(Whole).Parent)
    Read = IsRead(Whole);
  if (!Read)
    return;
  const PlaceId Flag = guardedFlag(P);
  add(S.Before.Signalled, Flag);
  const HeldLock Now{Flag, None, LockMode::Signalled};
  if (Surely && !llvm::is_contained(S.Held, Now))
    S.Held.push_back(Now);
}

void Context::seeFlag(Spot Here, LockState &S) {
  const auto *A =
      std::get_if<Access>(&F.Blocks[Here.first].Events[Here.second]);
  if (!A || !holdsMutex(S.Held))
    return;
  const Places To = resolve(A->Place);
  if (A->Kind == AccessKind::Write)
    for (PlaceId P : To)
      setFlag(P, To.size() == 1, S);
  // A step reads what it changes.
  if (A->Kind != AccessKind::Write ||
      (A->Step != 0 && A->Nature != AccessNature::Container))
    for (PlaceId P : To)
      if (S.Before.Seen.size() < MaxSeen)
        add(S.Before.Seen, P);
}

/// A constant that is stored with a mutex held is a signal; a zero is none,
/// whatever is held.
AccessNature Context::storedNature(const Access &A, Spot Here) const {
  const std::vector<Event> &Events = F.Blocks[Here.first].Events;
  if (A.Kind != AccessKind::Write || A.Nature != AccessNature::Plain ||
      Here.second + 1 >= Events.size())
    return A.Nature;
  for (PlaceId P = A.Place; P != None; P = T.place(P).Parent)
    if (T.place(P).Kind == PlaceKind::Index)
      return A.Nature;
  const auto *S = std::get_if<Store>(&Events[Here.second + 1]);
  if (!S || S->To != A.Place || T.value(S->Value).Kind != ValueKind::Int)
    return A.Nature;
  const IntNode N = T.integer(T.value(S->Value).A);
  if (N.Kind != IntKind::Const)
    return A.Nature;
  if (N.Value == 0)
    return AccessNature::Clear;
  auto Locks = LocksAt.find(Here);
  return Locks != LocksAt.end() && holdsMutex(Locks->second.Held)
             ? AccessNature::Signal
             : A.Nature;
}

/// What \p Call sets on some of its ways, `if (q.empty()) return false;
/// q.pop();`, has been looked at whenever it is over.
void Context::setPerhaps(CallInstance &Call, LockState &S) {
  if (Call.Strand != None || Call.uncertain() || Call.Callees.size() != 1 ||
      !Call.Callees.front().Map)
    return;
  CallInstance::Resolved &R = Call.Callees.front();
  for (PlaceId Set : R.From->Done.Signalled) {
    if (!isGuardedFlag(R.From->T, W, Set))
      continue;
    const Places To = R.Map->place(Set);
    if (To.size() != 1)
      continue;
    const Places Flag = resolve(To.front());
    if (Flag.size() != 1 ||
        T.place(rootOf(Flag.front())).Kind == PlaceKind::Unknown)
      continue;
    auto Has = [&](PlaceId Mark) {
      return llvm::any_of(S.Held, [&](const HeldLock &L) {
        return L.Mode == LockMode::Signalled && L.Mutex == Mark;
      });
    };
    const PlaceId Mark = perhapsSet(T, W, Flag.front());
    if (!Has(Flag.front()) && !Has(Mark))
      S.Held.push_back({Mark, None, LockMode::Signalled});
  }
}

/// What is called with a mutex held may read what the caller tests then.
void Context::seeFlags(CallInstance &Call, LockState &S) {
  setPerhaps(Call, S);
  if (Call.Strand != None || !holdsMutex(S.Held))
    return;
  for (CallInstance::Resolved &R : Call.Callees)
    if (R.Map)
      for (std::uint32_t N : R.From->Accesses) {
        const AccessEffect &A = R.From->All[N];
        if (A.Kind != AccessKind::Read || S.Before.Seen.size() >= MaxSeen)
          continue;
        for (PlaceId P : R.Map->place(A.Place))
          for (PlaceId Q : Places(resolve(P)))
            add(S.Before.Seen, Q);
      }
}

/// Those of \p Seen that the value of \p I may come from.
void Context::collectSeen(IntId I, const std::vector<PlaceId> &Seen,
                          std::set<PlaceId> &Out, unsigned Depth) {
  if (I == None) {
    Out.insert(Seen.begin(), Seen.end());
    return;
  }
  T.anyOperand(I, [&](const IntNode &N) {
    switch (N.Kind) {
    case IntKind::Const:
    case IntKind::TaskIndex:
    case IntKind::BlockBegin:
    case IntKind::BlockEnd:
      break;
    case IntKind::LoopVar:
      // (Where it stops is a test of its own.)
      if (Depth == MaxDepth)
        Out.insert(Seen.begin(), Seen.end());
      else
        collectSeen(E.Loops[N.A].L.Lo, Seen, Out, Depth + 1);
      break;
    case IntKind::Cell:
      collectSeenAt(N.A, Seen, Out, Depth);
      break;
    default:
      Out.insert(Seen.begin(), Seen.end());
    }
    return false;
  });
}

void Context::collectSeenAt(PlaceId P, const std::vector<PlaceId> &Seen,
                            std::set<PlaceId> &Out, unsigned Depth) {
  for (PlaceId Q : Places(resolve(P))) {
    bool Known = false;
    for (PlaceId S : Seen)
      if (mayOverlap(S, Q)) {
        Out.insert(S);
        Known = true;
      }
    const PlaceKind Root = T.place(rootOf(Q)).Kind;
    if (Known || hasDeref(Q) ||
        (Root != PlaceKind::Local && Root != PlaceKind::Result))
      continue;
    const Content Held = contents(Q);
    // Which of several numbers it is may be told by a test.
    if (Held.Weak || Held.Values.size() != 1 || Depth == MaxDepth) {
      Out.insert(Seen.begin(), Seen.end());
      continue;
    }
    for (ValueId Value : Held.Values) {
      const ValueNode V = T.value(Value);
      if (V.Kind == ValueKind::Int)
        collectSeen(V.A, Seen, Out, Depth + 1);
      else if (V.Kind == ValueKind::Load)
        collectSeenAt(V.A, Seen, Out, Depth + 1);
      else
        Out.insert(Seen.begin(), Seen.end());
    }
  }
}

/// What may make `0 Op Bound`, or `Bound Op 0` if \p Swapped, true of a
/// variable in place of the zero; \p Bound None: a number that is not known.
static unsigned passing(const Terms &T, CompareOp Op, IntId Bound,
                        bool Swapped) {
  const bool Known = T.integer(Bound).Kind == IntKind::Const;
  const std::int64_t C = Known ? T.integer(Bound).Value : 0;
  bool Zero = true;
  unsigned Steps = ByMore | ByLess;
  switch (Op) {
  case CompareOp::Equal:
    Zero = !Known || C == 0;
    if (Known && C == 0)
      return ByZero | ByMore | ByLess | ByOther;
    break;
  case CompareOp::NotEqual:
    Zero = !Known || C != 0;
    break;
  case CompareOp::Less:
    Zero = !Known || (Swapped ? C < 0 : 0 < C);
    Steps = Swapped ? ByMore : ByLess;
    break;
  case CompareOp::LessEqual:
    Zero = !Known || (Swapped ? C <= 0 : 0 <= C);
    Steps = Swapped ? ByMore : ByLess;
    break;
  }
  return (Zero ? ByZero : 0) | ByNumber | Steps | ByOther;
}

/// What `x Op Bound`, or `Bound Op x` if \p Swapped, lets through of a counter
/// x. A copy of it may have been made a step before.
static std::optional<FlagLimit>
limitOf(const Terms &T, CompareOp Op, IntId Bound, bool Swapped, bool IsCopy) {
  if (Bound == None || T.integer(Bound).Kind != IntKind::Const ||
      Op == CompareOp::Equal)
    return std::nullopt;
  const std::int64_t C = T.integer(Bound).Value;
  constexpr std::int64_t Most = std::int64_t(1) << 40;
  if (C < -Most || C > Most)
    return std::nullopt;
  using Side = FlagLimit::Side;
  if (Op == CompareOp::NotEqual)
    return FlagLimit{Side::Either, C};
  const std::int64_t More = (Op == CompareOp::LessEqual) - IsCopy;
  return Swapped ? FlagLimit{Side::Above, C - More}
                 : FlagLimit{Side::Below, C + More};
}

/// What is known to have been tested on edge number \p Edge out of \p Block.
void Context::passFlags(std::uint32_t Block, std::uint32_t Edge, LockState &S) {
  if (!S.Before.Seen.empty() && F.Blocks[Block].Successors.size() >= 2)
    for (const Condition &Test : known(Block, Edge))
      passTest(Test, S);
}

/// \p Test holds.
void Context::passTest(const Condition &Test, LockState &S) {
  auto Pass = [&](PlaceId Flag, unsigned How) {
    const PlaceId P =
        T.field(Flag, W.str(TestedFlag.str() + std::to_string(How) + ")"));
    const HeldLock Now{P, None, LockMode::Signalled};
    if (!llvm::is_contained(S.Held, Now))
      S.Held.push_back(Now);
  };
  auto PassLimit = [&](PlaceId Flag, FlagLimit L) {
    const PlaceId P = T.field(
        Flag, W.str(Limit.str() + std::to_string(static_cast<unsigned>(L.Way)) +
                    " " + std::to_string(L.Bound) + ")"));
    const HeldLock Now{P, None, LockMode::Signalled};
    if (!llvm::is_contained(S.Held, Now))
      S.Held.push_back(Now);
  };
  auto ReadFrom = [&](IntId I, PlaceId At) {
    return I != None && T.integer(I).Kind == IntKind::Cell ? T.integer(I).A
                                                           : At;
  };
  std::set<PlaceId> Flags;
  switch (Test.Kind) {
  case Condition::Kind::TryLock:
  case Condition::Kind::Running:
  case Condition::Kind::Never:
    return;
  case Condition::Kind::None:
    Flags.insert(S.Before.Seen.begin(), S.Before.Seen.end());
    break;
  case Condition::Kind::Compare:
    for (const bool Swapped : {false, true}) {
      const IntId Side = Swapped ? Test.Rhs : Test.Lhs,
                  Bound = Swapped ? Test.Lhs : Test.Rhs;
      const PlaceId SideAt = ReadFrom(Side, Swapped ? Test.RhsAt : Test.LhsAt),
                    BoundAt =
                        ReadFrom(Bound, Swapped ? Test.LhsAt : Test.RhsAt);
      std::set<PlaceId> Here, There;
      // What a loop counts with is not only what its variable began with.
      auto Collect = [&](IntId I, PlaceId At, std::set<PlaceId> &Out) {
        if (At != None && (I == None || T.integer(I).Kind != IntKind::LoopVar))
          collectSeenAt(At, S.Before.Seen, Out, 0);
        else
          collectSeen(I, S.Before.Seen, Out, 0);
      };
      Collect(Side, SideAt, Here);
      Collect(Bound, BoundAt, There);
      const auto PassUpTo = [&](bool IsCopy) {
        if (const auto L = limitOf(T, Test.Op, Bound, Swapped, IsCopy))
          PassLimit(*Here.begin(), *L);
      };
      if (Here.size() != 1 || !There.empty() || SideAt == None ||
          Bound == None) {
        if (Here.size() == 1 && There.empty())
          PassUpTo(true);
        Flags.insert(Here.begin(), Here.end());
        continue;
      }
      const PlaceId Flag = *Here.begin();
      const Places Named = resolve(SideAt);
      // What a variable has of it may be a sum, or a difference. (No pointer
      // that was there before leads to a variable of this function.)
      const bool IsCopy =
          Named.size() == 1 &&
          T.place(rootOf(Named.front())).Kind == PlaceKind::Local &&
          rootOf(Named.front()) != rootOf(Flag);
      const bool IsOther =
          Named.size() != 1 || IsCopy || !mayOverlap(Named.front(), Flag);
      PassUpTo(IsOther);
      if (IsOther) {
        Flags.insert(Flag);
        continue;
      }
      const unsigned How = passing(T, Test.Op, Bound, Swapped);
      Pass(Flag, How);
      if (Named.front() != Flag || T.place(Flag).Kind == PlaceKind::Index)
        continue;
      auto PassAfter = [&](PlaceId P) {
        const HeldLock After{P, None, LockMode::After};
        if (!llvm::is_contained(S.Held, After))
          S.Held.push_back(After);
      };
      if (!(How & ByZero))
        PassAfter(guardedFlag(Flag));
      if (Test.Op == CompareOp::Equal &&
          T.integer(Bound).Kind == IntKind::Const)
        PassAfter(
            T.field(Flag, W.str(FlagValue.str() +
                                std::to_string(T.integer(Bound).Value) + ")")));
    }
    break;
  }
  for (PlaceId P : Flags)
    Pass(P, ByAnything | Unclear);
}
