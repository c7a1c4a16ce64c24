//===- Build.h - Summaries written by hand ----------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A small language for tests of Solve. Each function that emits an event gives
/// it a line of its own, so that positions tell events apart:
///
///     Unit U;
///     Fn Body(U, "body");            // a lambda with a capture by reference
///     Body.write(Body.byRef("x"));
///     Fn Main(U, "main");
///     Main.parallel("body", Main.closure({{"x", Main.local("x")}}));
///     EXPECT_EQ(U.verdict(), Verdict::Unsafe);
//===----------------------------------------------------------------------===//

#ifndef AETHER_UNITTESTS_SOLVE_BUILD_H
#define AETHER_UNITTESTS_SOLVE_BUILD_H

#include "aether-analysis/Solve.h"

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace aether::analysis::test {

class Unit {
public:
  explicit Unit(const std::string &File = "/src/a.cpp") {
    S.MainFile = File;
    S.Files.push_back({File, File, false, 0});
    S.Files.push_back({"/usr/include/lib.h", "/usr/include/lib.h", true, 0});
  }
  StringId str(const std::string &Text) { return S.intern(Text); }
  std::uint32_t global(const std::string &Name, bool ThreadLocal = false,
                       bool Constant = false) {
    for (std::uint32_t G = 0; G != S.Globals.size(); ++G)
      if (S.string(S.Globals[G].Key) == Name)
        return G;
    GlobalVariable G;
    G.Key = G.Name = str(Name);
    G.Pos = {0, ++Line, 1};
    G.ThreadLocal = ThreadLocal;
    G.Constant = Constant;
    S.Globals.push_back(G);
    return static_cast<std::uint32_t>(S.Globals.size() - 1);
  }
  SourcePos pos() { return {0, ++Line, 1}; }

  Verdicts solve(SolveOptions Options = {}) const {
    return analysis::solve({&S}, Options);
  }
  /// The verdict of the only parallel call.
  Verdict verdict() const {
    const Verdicts V = solve();
    return V.CallSites.size() == 1 ? V.CallSites[0].Result : Verdict::Unknown;
  }
  /// The first finding's pattern, or what else there is.
  std::string pattern() const {
    const Verdicts V = solve();
    return V.Findings.empty() ? toString(V.CallSites.at(0).Result)
                              : toString(V.Findings[0].Kind);
  }
  std::string reasons() const {
    std::string Out;
    for (const CallSiteVerdict &C : solve().CallSites)
      for (const Reason &R : C.Reasons)
        Out += R.Text + "\n";
    return Out;
  }

  TranslationUnitSummary S;

private:
  std::uint32_t Line = 0;
};

class Fn {
public:
  Fn(Unit &U, const std::string &Key) : U(U), Index(U.S.Functions.size()) {
    FunctionSummary F;
    F.Key = F.Name = U.str(Key);
    F.Pos = U.pos();
    F.Blocks.emplace_back();
    U.S.Functions.push_back(std::move(F));
  }

  FunctionSummary &f() { return U.S.Functions[Index]; }
  Terms &t() { return f().T; }

  // Places.
  PlaceId local(const std::string &Name = "") {
    Local L;
    L.Name = U.str(Name);
    L.Pos = U.pos();
    f().Locals.push_back(L);
    return t().root(PlaceKind::Local,
                    static_cast<std::uint32_t>(f().Locals.size() - 1));
  }
  PlaceId global(const std::string &Name) {
    return t().root(PlaceKind::Global, U.global(Name));
  }
  PlaceId param(std::uint32_t N) {
    while (f().Params.size() <= N)
      f().Params.push_back({U.str("p" + std::to_string(f().Params.size())), 0});
    return t().root(PlaceKind::Param, N);
  }
  PlaceId self() { return t().deref(t().root(PlaceKind::This)); }
  PlaceId alloc(std::uint32_t N = 0) { return t().root(PlaceKind::Alloc, N); }
  PlaceId result(std::uint32_t N) { return t().root(PlaceKind::Result, N); }
  PlaceId field(PlaceId P, const std::string &Name) {
    return t().field(P, U.str(Name));
  }
  /// What a lambda's capture by copy holds; by reference: names.
  PlaceId byCopy(const std::string &Name) {
    f().IsLambda = true;
    return field(self(), Name);
  }
  PlaceId byRef(const std::string &Name) { return t().deref(byCopy(Name)); }
  PlaceId deref(PlaceId P) { return t().deref(P); }
  PlaceId at(PlaceId P, IntId I) { return t().index(P, I); }
  PlaceId all(PlaceId P) { return t().elements(P); }
  PlaceId structure(PlaceId P) { return t().structure(P); }
  PlaceId unknown(const std::string &Why) {
    return t().root(PlaceKind::Unknown, U.str(Why));
  }

  // Integers and values.
  IntId num(std::int64_t N) { return t().constant(N); }
  IntId cell(PlaceId P) { return t().cell(P); }
  IntId size(PlaceId P) { return t().cell(t().structure(P)); }
  IntId add(IntId A, IntId B) { return t().add(A, B); }
  IntId add(IntId A, int B) { return t().add(A, num(B)); }
  IntId mul(IntId A, IntId B) { return t().mul(A, B); }
  IntId mul(IntId A, int B) { return t().mul(A, num(B)); }
  IntId div(IntId A, std::int64_t B) {
    return t().binary(IntKind::Div, A, num(B));
  }
  IntId mod(IntId A, std::int64_t B) {
    return t().binary(IntKind::Mod, A, num(B));
  }
  /// The task's index in the parallel call that comes next.
  IntId taskIndex(std::uint32_t Dimension = 0) {
    return t().atom(IntKind::TaskIndex,
                    static_cast<std::uint32_t>(f().Parallels.size()),
                    Dimension);
  }
  IntId blockBegin(std::uint32_t Dimension = 0) {
    return t().atom(IntKind::BlockBegin,
                    static_cast<std::uint32_t>(f().Parallels.size()),
                    Dimension);
  }
  IntId blockEnd(std::uint32_t Dimension = 0) {
    return t().atom(IntKind::BlockEnd,
                    static_cast<std::uint32_t>(f().Parallels.size()),
                    Dimension);
  }
  IntId opaqueInt(const std::string &Why) { return t().opaque(U.str(Why)); }
  ValueId addr(PlaceId P) { return t().addr(P); }
  ValueId load(PlaceId P) { return t().load(P); }
  ValueId integer(IntId I) { return t().integerValue(I); }
  ValueId function(const std::string &Key) {
    return t().addr(t().root(PlaceKind::Function, U.str(Key)));
  }

  // Events.
  void event(Event E) { f().Blocks[Current].Events.push_back(std::move(E)); }
  void access(AccessKind K, PlaceId P, const std::string &Spelling = "",
              AccessNature N = AccessNature::Plain,
              std::vector<PlaceId> Sources = {}) {
    Access A;
    A.Kind = K;
    A.Nature = N;
    A.Place = P;
    A.Spelling = U.str(Spelling);
    A.Type = Type;
    A.Pos = Where.Line ? Where : U.pos();
    A.Sources = std::move(Sources);
    event(A);
  }
  void read(PlaceId P, const std::string &Spelling = "") {
    access(AccessKind::Read, P, Spelling);
  }
  void write(PlaceId P, const std::string &Spelling = "") {
    access(AccessKind::Write, P, Spelling);
  }
  void store(PlaceId To, ValueId V) { event(Store{To, V, U.pos()}); }
  /// \returns the cell of the call's result.
  PlaceId call(const std::string &Key, std::vector<ValueId> Args = {},
               ValueId This = None) {
    Call C;
    C.Callee = C.Spelling = U.str(Key);
    C.Args = std::move(Args);
    C.This = This;
    C.Result = NextResult++;
    C.Pos = U.pos();
    event(C);
    return result(C.Result);
  }
  PlaceId callValue(ValueId Target, std::vector<ValueId> Args = {}) {
    Call C;
    C.Target = Target;
    C.Spelling = U.str("callee");
    C.Args = std::move(Args);
    C.Result = NextResult++;
    C.Pos = U.pos();
    event(C);
    return result(C.Result);
  }
  void callVirtual(const std::string &Key, ValueId This) {
    call(Key, {}, This);
    std::get<Call>(f().Blocks[Current].Events.back()).Virtual = true;
  }
  void lock(LockOp Op, PlaceId Mutex, PlaceId Guard = None,
            LockMode Mode = LockMode::Exclusive, PlaceId From = None) {
    LockEvent L;
    L.Op = Op;
    L.Mode = Mode;
    L.Mutex = Mutex;
    L.Guard = Guard;
    L.From = From;
    L.Spelling = U.str("m");
    L.Pos = U.pos();
    event(L);
  }
  void acquire(PlaceId Mutex, PlaceId Guard = None,
               LockMode Mode = LockMode::Exclusive) {
    lock(LockOp::Acquire, Mutex, Guard, Mode);
  }
  void release(PlaceId Mutex) { lock(LockOp::Release, Mutex); }
  void join(PlaceId Handle) { event(Join{Handle, false, U.pos()}); }
  void ret(ValueId V) { event(Return{V, U.pos()}); }
  void opaque(const std::string &Why) { event(Opaque{U.str(Why), U.pos()}); }

  // Control flow: a new block, entered from the current one.
  std::uint32_t block() {
    f().Blocks.emplace_back();
    const auto New = static_cast<std::uint32_t>(f().Blocks.size() - 1);
    return New;
  }
  std::uint32_t here() const { return Current; }
  void go(std::uint32_t To) { Current = To; }
  void edge(std::uint32_t From, std::uint32_t To) {
    f().Blocks[From].Successors.push_back(To);
  }
  void branch(CompareOp Op, IntId L, IntId R) {
    Condition &C = f().Blocks[Current].Branch;
    C.Kind = Condition::Kind::Compare;
    C.Op = Op;
    C.Lhs = L;
    C.Rhs = R;
  }
  /// `for (i = Lo; i < Hi; i += Step)`: opens the loop; close with endLoop().
  IntId loop(IntId Lo, IntId Hi, std::int64_t Step = 1) {
    Loop L;
    L.Lo = Lo;
    L.Hi = Hi;
    L.Step = Step;
    L.Complete = true;
    L.Variable = U.str("i");
    f().Loops.push_back(L);
    const IntId Var = t().atom(
        IntKind::LoopVar, static_cast<std::uint32_t>(f().Loops.size() - 1));
    const std::uint32_t Head = block(), Body = block(), After = block();
    edge(Current, Head);
    Current = Head;
    branch(CompareOp::Less, Var, Hi);
    edge(Head, Body);
    edge(Head, After);
    Current = Body;
    OpenLoops.push_back({Head, After});
    return Var;
  }
  void endLoop() {
    edge(Current, OpenLoops.back().first);
    Current = OpenLoops.back().second;
    OpenLoops.pop_back();
  }
  /// `if (L Op R) {`; close with endIf().
  void beginIf(CompareOp Op, IntId L, IntId R) {
    branch(Op, L, R);
    const std::uint32_t Then = block(), After = block();
    edge(Current, Then);
    edge(Current, After);
    Current = Then;
    OpenIfs.push_back(After);
  }
  void endIf() {
    edge(Current, OpenIfs.back());
    Current = OpenIfs.back();
    OpenIfs.pop_back();
  }

  // Parallel calls.
  /// A closure object whose captures by reference name \p Captures.
  PlaceId
  closure(std::initializer_list<std::pair<const char *, PlaceId>> Captures) {
    const PlaceId Object = local();
    for (const auto &[Name, P] : Captures)
      store(field(Object, Name), addr(P));
    return Object;
  }
  ParallelCall::Task task(const std::string &Key, PlaceId Object,
                          std::vector<ValueId> Args = {}) {
    ParallelCall::Task T;
    T.Callee = U.str(Key);
    T.Callable = Object == None ? None : addr(Object);
    T.Args = std::move(Args);
    return T;
  }
  ParallelCall make(std::vector<ParallelCall::Task> Tasks) {
    ParallelCall P;
    P.Callee = U.str("par");
    P.Pos = P.MemberPos = P.ParenPos = U.pos();
    P.Tasks = std::move(Tasks);
    return P;
  }
  std::uint32_t start(ParallelCall P) {
    f().Parallels.push_back(std::move(P));
    const auto Number = static_cast<std::uint32_t>(f().Parallels.size() - 1);
    event(Parallel{Number});
    return Number;
  }
  /// A blocking call of \p Key for the indices from 0 up to \p Count.
  std::uint32_t parallel(const std::string &Key, PlaceId Object,
                         std::vector<ValueId> Args = {}, IntId Count = None) {
    ParallelCall P = make({task(Key, Object, std::move(Args))});
    ParallelCall::Dimension D;
    if (Count != None) {
      D.Lo = num(0);
      D.Hi = Count;
    }
    P.Dimensions.push_back(D);
    return start(std::move(P));
  }
  /// A std::thread in \p Handle.
  std::uint32_t thread(const std::string &Key, PlaceId Object, PlaceId Handle,
                       std::vector<ValueId> Args = {}) {
    ParallelCall P = make({task(Key, Object, std::move(Args))});
    P.Blocking = false;
    P.Handle = Handle;
    P.Tasks[0].Many = false;
    P.Tasks[0].OwnCopy = true;
    return start(std::move(P));
  }

  Unit &U;
  StringId Type = 0; ///< of the accesses that follow
  SourcePos Where;   ///< of the accesses that follow; line 0: a new line each

private:
  std::size_t Index;
  std::uint32_t Current = 0, NextResult = 0;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> OpenLoops;
  std::vector<std::uint32_t> OpenIfs;
};

} // namespace aether::analysis::test

#endif // AETHER_UNITTESTS_SOLVE_BUILD_H
