//===- PrintSummary.cpp - A summary as text -------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether-analysis/PrintSummary.h"

namespace aether::analysis {

namespace {

class Printer {
public:
  Printer(const TranslationUnitSummary &U, const FunctionSummary &F)
      : U(U), F(F) {}

  std::string place(PlaceId P) const {
    if (P == None)
      return "none";
    const PlaceNode &N = F.T.place(P);
    std::string Arg = std::to_string(N.Arg);
    switch (N.Kind) {
    case PlaceKind::Param:
      return "param" + Arg;
    case PlaceKind::This:
      return "this";
    case PlaceKind::Local: {
      const std::string &Name = U.string(F.Locals[N.Arg].Name);
      return Name.empty() ? "tmp" + Arg : Name;
    }
    case PlaceKind::Global:
      return "::" + U.string(U.Globals[N.Arg].Name);
    case PlaceKind::Alloc:
      return "alloc" + Arg;
    case PlaceKind::Result:
      return "result" + Arg;
    case PlaceKind::Function:
      return "function(" + U.string(N.Arg) + ")";
    case PlaceKind::Unknown:
      return "unknown(" + U.string(N.Arg) + ")";
    case PlaceKind::Field:
      return place(N.Parent) + "." + U.string(N.Arg);
    case PlaceKind::Deref:
      return "(*" + place(N.Parent) + ")";
    case PlaceKind::Index:
      return place(N.Parent) + "[" + integer(N.Arg) + "]";
    case PlaceKind::Elements:
      return place(N.Parent) + "[*]";
    case PlaceKind::Offset:
      return place(N.Parent) + "[+" + integer(N.Arg) + "]";
    case PlaceKind::Structure:
      return place(N.Parent) + ".#";
    case PlaceKind::Owner:
      return place(N.Parent) + ".owner";
    }
    return "?";
  }

  std::string integer(IntId I) const {
    if (I == None)
      return "none";
    const IntNode &N = F.T.integer(I);
    auto Binary = [&](const char *Op) {
      return "(" + integer(N.A) + Op + integer(N.B) + ")";
    };
    switch (N.Kind) {
    case IntKind::Const:
      return std::to_string(N.Value);
    case IntKind::Cell:
      return "value(" + place(N.A) + ")";
    case IntKind::LoopVar:
      return "loop" + std::to_string(N.A);
    case IntKind::TaskIndex:
      return "index" + std::to_string(N.A) + "." + std::to_string(N.B);
    case IntKind::BlockBegin:
      return "begin" + std::to_string(N.A) + "." + std::to_string(N.B);
    case IntKind::BlockEnd:
      return "end" + std::to_string(N.A) + "." + std::to_string(N.B);
    case IntKind::Add:
      return Binary(" + ");
    case IntKind::Mul:
      return Binary(" * ");
    case IntKind::Div:
      return Binary(" / ");
    case IntKind::Mod:
      return Binary(" % ");
    case IntKind::Min:
      return Binary(" min ");
    case IntKind::Max:
      return Binary(" max ");
    case IntKind::And:
      return Binary(" & ");
    case IntKind::Or:
      return Binary(" | ");
    case IntKind::Xor:
      return Binary(" ^ ");
    case IntKind::Shl:
      return Binary(" << ");
    case IntKind::Shr:
      return Binary(" >> ");
    case IntKind::Select:
      return "{" + integer(N.B) + "}[" + integer(N.A) + "]";
    case IntKind::List:
      return integer(N.A) + ", " + integer(N.B);
    case IntKind::Ticket:
      return "ticket" + std::to_string(N.B) + "(" + place(N.A) +
             (N.Value < 0 ? "" : "+") + std::to_string(N.Value) + ")";
    case IntKind::Distance:
      return "distance(" + place(N.B) + ", " + place(N.A) + ")";
    case IntKind::Opaque:
      return "opaque(" + U.string(N.A) + ")";
    }
    return "?";
  }

  std::string value(ValueId V) const {
    if (V == None)
      return "none";
    const ValueNode &N = F.T.value(V);
    switch (N.Kind) {
    case ValueKind::Unknown:
      return "unknown(" + U.string(N.A) + ")";
    case ValueKind::Int:
      return integer(N.A);
    case ValueKind::Addr:
      return "&" + place(N.A);
    case ValueKind::Load:
      return place(N.A);
    case ValueKind::Range:
      return "range(" + integer(N.A) + ", " + integer(N.B) + ")";
    case ValueKind::Choice: {
      std::string Out = "one of {";
      for (ValueId Option : F.T.choice(N))
        Out += (Out.back() == '{' ? "" : ", ") + value(Option);
      return Out + "}";
    }
    }
    return "?";
  }

  std::string values(const std::vector<ValueId> &Vs) const {
    std::string Out = "(";
    for (ValueId V : Vs)
      Out += (Out.size() == 1 ? "" : ", ") + value(V);
    return Out + ")";
  }

  std::string operator()(const Access &A) const {
    static const char *const Kinds[] = {"read", "write", "atomic-read",
                                        "atomic-write"};
    static const char *const Natures[] = {"",
                                          " container",
                                          " packed-bit",
                                          " non-reentrant",
                                          " thread-bound",
                                          " signal",
                                          " clear",
                                          " released"};
    std::string Out = Kinds[unsigned(A.Kind)];
    Out += Natures[unsigned(A.Nature)];
    Out += " " + place(A.Place) + " `" + U.string(A.Spelling) + "`";
    if (A.Step != 0)
      Out += " step " + std::to_string(A.Step);
    for (PlaceId P : A.Sources)
      Out += " from " + place(P);
    return Out;
  }
  std::string operator()(const Store &S) const {
    return "store " + place(S.To) + " = " + value(S.Value);
  }
  std::string operator()(const Call &C) const {
    std::string Out = C.Virtual ? "virtual call " : "call ";
    if (C.Perhaps)
      Out = "perhaps " + Out;
    Out += C.Callee ? U.string(C.Callee) : "indirect " + value(C.Target);
    if (C.This != None)
      Out += " on " + value(C.This);
    return Out + values(C.Args) + " -> result" + std::to_string(C.Result);
  }
  std::string operator()(const LockEvent &L) const {
    static const char *const Ops[] = {
        "acquire", "try-acquire", "release",  "release-guard", "move-guard",
        "signal",  "wait",        "try-wait", "may-wait",      "use"};
    std::string Out = Ops[unsigned(L.Op)];
    if (L.Mutex != None)
      Out += " " + place(L.Mutex);
    if (L.Mode == LockMode::Shared)
      Out += " shared";
    if (L.Mode == LockMode::After)
      Out += " after";
    if (L.Guard != None)
      Out += " under " + place(L.Guard);
    if (L.From != None)
      Out += L.Op == LockOp::TryAcquire ? " kept" : " from " + place(L.From);
    return Out;
  }
  std::string operator()(const Parallel &P) const {
    const ParallelCall &C = F.Parallels[P.Index];
    std::string Out = "parallel " + U.string(C.Callee);
    if (!C.Blocking)
      Out += " handle " + place(C.Handle);
    if (C.IfUnseen != 0)
      Out += " if unseen " + U.string(C.IfUnseen);
    for (const ParallelCall::Dimension &D : C.Dimensions)
      Out += (D.IsBlock ? " blocks [" : " indices [") + integer(D.Lo) + ", " +
             integer(D.Hi) + ")";
    for (const ParallelCall::Task &Task : C.Tasks) {
      Out += "\n      task ";
      Out += Task.Many ? "" : "single ";
      Out += Task.OwnCopy ? "own-copy " : "";
      Out += Task.SharesIndices ? "sharing " : "";
      Out += Task.Sequential ? "sequential " : "";
      Out += Task.Callee ? U.string(Task.Callee) : "indirect";
      Out += " on " + value(Task.Callable) + values(Task.Args);
      for (const ParallelCall::Binding &B : Task.Bindings)
        Out += " with " + place(B.Cell) + " = " + value(B.Value);
      for (const Access &A : Task.Accesses)
        Out += "\n        " + (*this)(A);
    }
    for (StringId A : C.UserAssumptions)
      Out += "\n      user says: " + U.string(A);
    return Out;
  }
  std::string operator()(const Join &J) const {
    return (J.IfFalse ? "join-if-false " : "join ") + place(J.Handle);
  }
  std::string operator()(const Return &R) const {
    std::string Out = "return";
    if (R.Value != None)
      Out += " " + value(R.Value);
    for (const Condition &Test : R.Tests) {
      if (&Test != &R.Tests.front())
        Out += R.AnyOf ? " or" : " and";
      Out += Test.Kind == Condition::Kind::None ? " if ?" : condition(Test);
    }
    return Out;
  }
  std::string operator()(const Opaque &O) const {
    return "opaque " + U.string(O.Reason);
  }
  std::string operator()(const ScopeEnd &S) const {
    return "end " + place(S.Object);
  }

  std::string condition(const Condition &C) const {
    static const char *const Ops[] = {" < ", " <= ", " == ", " != "};
    switch (C.Kind) {
    case Condition::Kind::None:
      return "";
    case Condition::Kind::Compare:
      return " if " + integer(C.Lhs) + Ops[unsigned(C.Op)] + integer(C.Rhs);
    case Condition::Kind::TryLock:
      return std::string(" if ") + (C.Negated ? "not " : "") + "event " +
             std::to_string(C.Lhs) + " succeeded";
    case Condition::Kind::Running:
      return std::string(" if ") + (C.Negated ? "not " : "") +
             "tasks of event " + std::to_string(C.Lhs) + " may run";
    case Condition::Kind::Never:
      return " never";
    }
    return "";
  }

private:
  const TranslationUnitSummary &U;
  const FunctionSummary &F;
};

} // namespace

std::string print(const TranslationUnitSummary &U, const FunctionSummary &F,
                  PlaceId P) {
  return Printer(U, F).place(P);
}

std::string printInt(const TranslationUnitSummary &U, const FunctionSummary &F,
                     IntId I) {
  return Printer(U, F).integer(I);
}

std::string printValue(const TranslationUnitSummary &U,
                       const FunctionSummary &F, ValueId V) {
  return Printer(U, F).value(V);
}

std::string print(const TranslationUnitSummary &U, const FunctionSummary &F) {
  Printer P(U, F);
  std::string Out = U.string(F.Name) + " [" + U.string(F.Key) + "]\n";
  for (std::size_t I = 0; I < F.Loops.size(); ++I)
    Out += "  loop" + std::to_string(I) + " `" + U.string(F.Loops[I].Variable) +
           "` in [" + P.integer(F.Loops[I].Lo) + ", " +
           P.integer(F.Loops[I].Hi) + ") step " +
           std::to_string(F.Loops[I].Step) +
           (F.Loops[I].Complete ? " complete" : "") +
           (F.Loops[I].Downwards ? " downwards" : "") +
           (F.Loops[I].Once ? " once" : "") + "\n";
  for (std::size_t B = 0; B < F.Blocks.size(); ++B) {
    const Block &Block = F.Blocks[B];
    Out += "  block " + std::to_string(B) + " ->";
    for (std::uint32_t S : Block.Successors)
      Out += " " + std::to_string(S);
    Out += P.condition(Block.Branch) + "\n";
    for (const Event &E : Block.Events)
      Out += "    " + std::visit(P, E) + "\n";
  }
  return Out;
}

std::string print(const TranslationUnitSummary &U, const Witness &W) {
  auto Frames = [&](const char *Word, const std::vector<WitnessFrame> &All) {
    std::string Out;
    for (const WitnessFrame &F : All)
      Out += std::string(F == All.front() ? Word : ", of ") +
             U.string(F.Function) + ":" + std::to_string(F.Pos.Line) + ":" +
             std::to_string(F.Pos.Column);
    return Out;
  };
  auto Side = [&](const WitnessAccess &A) {
    static const char *const Kinds[] = {"read", "write", "atomic read",
                                        "atomic write"};
    static const char *const Forms[] = {"", " member", " element",
                                        " container"};
    return std::string("  ") + Kinds[unsigned(A.Kind)] +
           Forms[unsigned(A.Form)] + " `" + U.string(A.Spelling) + "`" +
           Frames(" in ", A.Stack) + Frames(" by the thread of ", A.Start) +
           "\n";
  };
  static const char *const Kinds[] = {"global", "stack", "heap"};
  return std::string("witness ") + Kinds[unsigned(W.Memory)] + " `" +
         U.string(W.Variable) + "`" + (W.FromMain ? " from main" : "") + "\n" +
         Side(W.First) + Side(W.Second);
}

std::string print(const TranslationUnitSummary &U) {
  std::string Out;
  for (const FunctionSummary &F : U.Functions)
    Out += print(U, F);
  for (const Witness &W : U.Witnesses)
    Out += print(U, W);
  return Out;
}

} // namespace aether::analysis
