//===- Names.cpp - Places and indices in messages -------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Context.h"

using namespace aether::analysis;

std::string Context::describe(PlaceId P) const {
  const PlaceNode &N = T.place(P);
  auto Name = [&](StringId S, const char *Else) {
    return W.text(S).empty() ? std::string(Else) : W.text(S);
  };
  switch (N.Kind) {
  case PlaceKind::Param:
    return N.Arg < F.Params.size() ? Name(F.Params[N.Arg].Name, "a parameter")
                                   : "a parameter";
  case PlaceKind::This:
    return "this";
  case PlaceKind::Local:
    return Name(E.Locals[N.Arg].Name, "a temporary");
  case PlaceKind::Global:
    return Name(W.P.Globals[N.Arg].Name, "a global");
  case PlaceKind::Alloc:
    return "an allocated object";
  case PlaceKind::Result:
    return "a returned value";
  case PlaceKind::Function:
    return "a function";
  case PlaceKind::Unknown:
    return Name(N.Arg, "unknown memory");
  case PlaceKind::Field: {
    // `this->x` and a capture read as x, `(*p).x` as p->x. What has no name of
    // its own is named by what it is a part of.
    std::string Own = W.text(N.Arg);
    if (const std::size_t At = Own.rfind("::"); At != std::string::npos)
      Own.erase(0, At + 2); // `.S::x` reads as .x
    const PlaceNode &Parent = T.place(N.Parent);
    const bool Arrow = Parent.Kind == PlaceKind::Deref;
    std::string Whole = describe(Arrow ? Parent.Parent : N.Parent);
    if (Whole == "this" || Whole == "a temporary" ||
        Whole == "a returned value")
      Whole.clear();
    if (Own.empty() || Own.front() == '(')
      return Whole.empty() ? "a member of the callable" : Whole;
    return Whole.empty() ? Own : Whole + (Arrow ? "->" : ".") + Own;
  }
  case PlaceKind::Deref: {
    const PlaceKind K = T.place(N.Parent).Kind;
    if (K == PlaceKind::This)
      return "*this";
    // References and captures carry the name of what they refer to.
    return describe(N.Parent);
  }
  case PlaceKind::Index:
    return describe(N.Parent) + "[" + describeInt(N.Arg) + "]";
  case PlaceKind::Offset:
    return describe(N.Parent) + "[" + describeInt(N.Arg) + "]";
  case PlaceKind::Elements:
    return describe(N.Parent) + "[...]";
  case PlaceKind::Structure:
  case PlaceKind::Owner:
    return describe(N.Parent);
  }
  return "?";
}

std::string Context::describeInt(IntId I) const {
  const IntNode &N = T.integer(I);
  auto Binary = [&](const char *Op) {
    return describeInt(N.A) + " " + Op + " " + describeInt(N.B);
  };
  switch (N.Kind) {
  case IntKind::Const:
    return std::to_string(N.Value);
  case IntKind::Cell:
  case IntKind::Ticket:
    return describe(N.A);
  case IntKind::LoopVar: {
    const std::string &Name = W.text(E.Loops[N.A].L.Variable);
    return Name.empty() ? "i" : Name;
  }
  case IntKind::TaskIndex:
    return "i";
  case IntKind::BlockBegin:
    return "begin";
  case IntKind::BlockEnd:
    return "end";
  case IntKind::Add:
    // What unsigned numbers wrap by is not what the user wrote.
    for (auto [Side, Other] : {std::pair(N.A, N.B), std::pair(N.B, N.A)})
      if (const IntNode &M = T.integer(Side);
          M.Kind == IntKind::Mul && T.integer(M.A).Kind == IntKind::Min &&
          T.integer(M.B).Value >= std::int64_t(1) << 32)
        return describeInt(Other);
    return Binary("+");
  case IntKind::Mul:
    return Binary("*");
  case IntKind::Div:
    return Binary("/");
  case IntKind::Mod:
    return Binary("%");
  case IntKind::Min:
    return "min(" + describeInt(N.A) + ", " + describeInt(N.B) + ")";
  case IntKind::Max:
    return "max(" + describeInt(N.A) + ", " + describeInt(N.B) + ")";
  case IntKind::And:
    return Binary("&");
  case IntKind::Or:
    return Binary("|");
  case IntKind::Xor:
    return Binary("^");
  case IntKind::Shl:
    return Binary("<<");
  case IntKind::Shr:
    return Binary(">>");
  case IntKind::Select: {
    std::string Out = "{";
    for (std::int64_t At = 0; At != 3; ++At)
      if (const auto Number = T.element(N.B, At))
        Out += std::to_string(*Number) + ", ";
    return Out + "...}[" + describeInt(N.A) + "]";
  }
  case IntKind::List:
    return "...";
  case IntKind::Distance:
    return "&" + describe(N.A) + " - &" + describe(N.B);
  case IntKind::Opaque:
    return W.text(N.A).empty() ? "..." : W.text(N.A);
  }
  return "?";
}
