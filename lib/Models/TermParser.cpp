//===- TermParser.cpp - Terms of a model ------------------------------*- C++
//-*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TermParser.h"

#include "llvm/ADT/StringSwitch.h"

using namespace llvm;

namespace aether::analysis::models {

using Kind = ModelTerm::Kind;

static constexpr StringRef PlaceHint =
    "a place (`this`, `arg0`, `result`, `state(NAME)`, `span(V, V)`, with "
    "`.pointee`, `.structure`, `.elements`, `.some`, `.found(V)`, "
    "`.owner`, `.field(NAME)`, `[I]`)";
static constexpr StringRef IntegerHint =
    "an integer (a number, `index`, `size(P)`, `block_begin`, `arg0` ..., "
    "joined by `+`, `-`, `*`)";
static constexpr StringRef ValueHint =
    "a value (a place, `&P`, `fresh`, `returned`, "
    "`range(I, I)`, `either(V, V)` or an "
    "integer)";

/// The sorts a term may be used as: a place can stand where its value is meant.
static bool fits(const ModelTerm &T, TermSort Sort) {
  switch (T.K) {
  case Kind::This:
  case Kind::Arg:
  case Kind::Rest:
  case Kind::Result:
  case Kind::Returned:
  case Kind::Pointee:
  case Kind::Elements:
  case Kind::Some:
  case Kind::Found:
  case Kind::Owner:
  case Kind::Index:
  case Kind::Offset:
  case Kind::Field:
    return true;
  case Kind::State:
  case Kind::Span:
    return Sort != TermSort::Integer;
  case Kind::Structure:
    return Sort == TermSort::Place;
  case Kind::AddressOf:
  case Kind::Fresh:
  case Kind::Range:
  case Kind::Either:
  case Kind::Nth:
  case Kind::Joined:
  case Kind::Unknown:
  case Kind::Random:
    return Sort == TermSort::Value;
  case Kind::Const:
  case Kind::Size:
  case Kind::TaskIndex:
  case Kind::BlockBegin:
  case Kind::BlockEnd:
  case Kind::Add:
  case Kind::Sub:
  case Kind::Mul:
    return Sort != TermSort::Place;
  }
  return false;
}

static StringRef hint(TermSort Sort) {
  switch (Sort) {
  case TermSort::Place:
    return PlaceHint;
  case TermSort::Integer:
    return IntegerHint;
  case TermSort::Value:
    return ValueHint;
  }
  return {};
}

static ModelTerm node(Kind K, std::vector<ModelTerm> Operands = {}) {
  ModelTerm T;
  T.K = K;
  T.Operands = std::move(Operands);
  return T;
}

std::optional<ModelTerm> TermParser::term(TermSort Sort) {
  skipSpace();
  std::size_t Start = Pos;
  std::optional<ModelTerm> T = sum();
  if (!T || fits(*T, Sort))
    return T;
  return failAt(Start, "`" + Text.slice(Start, Pos).trim() + "`", hint(Sort));
}

std::optional<ModelTerm> TermParser::sum() {
  skipSpace();
  std::size_t Start = Pos;
  std::optional<ModelTerm> Left = product();
  while (Left && (peek('+') || peek('-'))) {
    Kind K = Text[Pos] == '+' ? Kind::Add : Kind::Sub;
    if (!fits(*Left, TermSort::Integer))
      return failAt(Start, "`" + Text.slice(Start, Pos).trim() + "`",
                    IntegerHint);
    ++Pos;
    skipSpace();
    std::size_t RightStart = Pos;
    std::optional<ModelTerm> Right = product();
    if (!Right)
      return std::nullopt;
    if (!fits(*Right, TermSort::Integer))
      return failAt(RightStart, "`" + Text.slice(RightStart, Pos).trim() + "`",
                    IntegerHint);
    Left = node(K, {std::move(*Left), std::move(*Right)});
  }
  return Left;
}

std::optional<ModelTerm> TermParser::product() {
  std::optional<ModelTerm> Left = unary();
  while (Left && accept('*')) {
    std::optional<ModelTerm> Right = unary();
    if (!Right)
      return std::nullopt;
    if (!fits(*Left, TermSort::Integer) || !fits(*Right, TermSort::Integer))
      return fail("integers on both sides of `*`");
    Left = node(Kind::Mul, {std::move(*Left), std::move(*Right)});
  }
  return Left;
}

std::optional<ModelTerm> TermParser::unary() {
  if (!accept('&'))
    return postfix();
  skipSpace();
  std::size_t Start = Pos;
  std::optional<ModelTerm> Place = postfix();
  if (!Place)
    return std::nullopt;
  if (!fits(*Place, TermSort::Place))
    return failAt(Start, "`" + Text.slice(Start, Pos).trim() + "`", PlaceHint);
  return node(Kind::AddressOf, {std::move(*Place)});
}

std::optional<ModelTerm> TermParser::postfix() {
  skipSpace();
  std::size_t Start = Pos;
  std::optional<ModelTerm> T = primary();
  while (T && (peek('.') || peek('['))) {
    if (!fits(*T, TermSort::Place))
      return failAt(Start, "`" + Text.slice(Start, Pos).trim() + "`",
                    "a place before `" + Twine(Text[Pos]) + "`");
    if (accept('[')) {
      ModelTerm Zero = node(Kind::Const);
      bool Forward = accept('+');
      bool Back = !Forward && accept('-');
      std::optional<ModelTerm> At = term(TermSort::Integer);
      if (!At || !expect(']'))
        return std::nullopt;
      if (Back)
        At = node(Kind::Sub, {Zero, std::move(*At)});
      T = node(Forward || Back ? Kind::Offset : Kind::Index,
               {std::move(*T), std::move(*At)});
      continue;
    }
    ++Pos;
    std::size_t StepStart = Pos;
    StringRef Step = word();
    Pos += Step.size();
    if (Step == "pointee") {
      T = node(Kind::Pointee, {std::move(*T)});
    } else if (Step == "structure") {
      T = node(Kind::Structure, {std::move(*T)});
    } else if (Step == "elements") {
      T = node(Kind::Elements, {std::move(*T)});
    } else if (Step == "some") {
      T = node(Kind::Some, {std::move(*T)});
    } else if (Step == "owner") {
      T = node(Kind::Owner, {std::move(*T)});
    } else if (Step == "found") {
      if (!expect('('))
        return std::nullopt;
      std::optional<ModelTerm> Key = term(TermSort::Value);
      if (!Key || !expect(')'))
        return std::nullopt;
      T = node(Kind::Found, {std::move(*T), std::move(*Key)});
    } else if (Step == "field") {
      std::optional<std::string> Field = name();
      if (!Field)
        return std::nullopt;
      T = node(Kind::Field, {std::move(*T)});
      T->Name = std::move(*Field);
    } else {
      return failAt(StepStart,
                    oneOf({"pointee", "structure", "elements", "some",
                           "found(V)", "owner", "field(NAME)"},
                          Step));
    }
  }
  return T;
}

std::optional<ModelTerm> TermParser::argument(StringRef Word,
                                              std::size_t Start) {
  ModelTerm T = node(Kind::Arg);
  unsigned Number = 0;
  Word.drop_front(3).getAsInteger(10, Number);
  T.Value = Number;
  if (Context.ArgCount == 0)
    return failAt(Start, "`" + Word + "`", "no argument, as `args` is 0");
  if (Context.ArgCount > 0 && T.Value >= Context.ArgCount)
    return failAt(Start, "`" + Word + "`",
                  "an argument up to `arg" + Twine(Context.ArgCount - 1) +
                      "`, as `args` is " + Twine(Context.ArgCount));
  return T;
}

std::optional<ModelTerm> TermParser::dimension(Kind K, StringRef Word,
                                               std::size_t Start) {
  if (!Context.InTask)
    return failAt(Start, "`" + Word + "`",
                  "something known outside of a task (`index` and `block_...` "
                  "may stand in `tasks` only)");
  ModelTerm T = node(K);
  if (!accept('('))
    return T;
  skipSpace();
  StringRef Number = word();
  if (Number.getAsInteger(10, T.Value) || T.Value > 15)
    return fail("the number of a dimension");
  Pos += Number.size();
  if (!expect(')'))
    return std::nullopt;
  return T;
}

std::optional<std::string> TermParser::name() {
  if (!expect('('))
    return std::nullopt;
  StringRef Name = word();
  if (Name.empty())
    return fail("a name");
  Pos += Name.size();
  if (!expect(')'))
    return std::nullopt;
  return Name.str();
}

std::optional<ModelTerm> TermParser::primary() {
  if (accept('(')) {
    std::optional<ModelTerm> T = sum();
    if (!T || !expect(')'))
      return std::nullopt;
    return T;
  }
  skipSpace();
  std::size_t Start = Pos;
  StringRef Word = word();
  if (Word.empty())
    return fail("a term, such as `this` or `arg0`");
  Pos += Word.size();
  if (isDigit(Word[0])) {
    ModelTerm T = node(Kind::Const);
    if (Word.getAsInteger(10, T.Value))
      return failAt(Start, "a decimal number");
    return T;
  }
  if (Word.starts_with("arg") && Word.size() > 3 &&
      all_of(Word.drop_front(3), isDigit) && Word.size() < 7)
    return argument(Word, Start);
  std::optional<Kind> K = StringSwitch<std::optional<Kind>>(Word)
                              .Case("this", Kind::This)
                              .Case("rest", Kind::Rest)
                              .Case("result", Kind::Result)
                              .Case("returned", Kind::Returned)
                              .Case("state", Kind::State)
                              .Case("span", Kind::Span)
                              .Case("fresh", Kind::Fresh)
                              .Case("size", Kind::Size)
                              .Case("index", Kind::TaskIndex)
                              .Case("block_begin", Kind::BlockBegin)
                              .Case("block_end", Kind::BlockEnd)
                              .Case("range", Kind::Range)
                              .Case("either", Kind::Either)
                              .Case("nth", Kind::Nth)
                              .Case("joined", Kind::Joined)
                              .Case("unknown", Kind::Unknown)
                              .Case("random", Kind::Random)
                              .Default(std::nullopt);
  if (!K)
    return failAt(Start, oneOf({"this", "arg0", "rest", "result", "returned",
                                "state", "span", "fresh", "size", "index",
                                "block_begin", "block_end", "range", "either",
                                "nth", "joined", "unknown", "random"},
                               Word));
  switch (*K) {
  case Kind::State: {
    std::optional<std::string> Name = name();
    if (!Name)
      return std::nullopt;
    ModelTerm T = node(Kind::State);
    T.Name = std::move(*Name);
    return T;
  }
  case Kind::Span: {
    ModelTerm T = node(Kind::Span);
    if (!arguments(T.Operands))
      return std::nullopt;
    if (T.Operands.empty() || T.Operands.size() > 2)
      return failAt(Start, "one or two values in `span(V, V)`");
    return T;
  }
  case Kind::Range: {
    if (!expect('('))
      return std::nullopt;
    std::optional<ModelTerm> From = term(TermSort::Integer);
    if (!From || !expect(','))
      return std::nullopt;
    std::optional<ModelTerm> To = term(TermSort::Integer);
    if (!To || !expect(')'))
      return std::nullopt;
    return node(Kind::Range, {std::move(*From), std::move(*To)});
  }
  case Kind::Either:
  case Kind::Nth: {
    ModelTerm T = node(*K);
    if (!arguments(T.Operands))
      return std::nullopt;
    if (T.Operands.size() < 2)
      return failAt(Start, "at least two values in `" + Word + "(V, V)`");
    return T;
  }
  case Kind::Joined:
  case Kind::Size: {
    if (!expect('('))
      return std::nullopt;
    std::optional<ModelTerm> Of = term(TermSort::Place);
    if (!Of || !expect(')'))
      return std::nullopt;
    return node(*K, {std::move(*Of)});
  }
  case Kind::TaskIndex:
  case Kind::BlockBegin:
  case Kind::BlockEnd:
    return dimension(*K, Word, Start);
  default:
    return node(*K);
  }
}

bool TermParser::arguments(std::vector<ModelTerm> &Into) {
  if (!expect('('))
    return false;
  if (accept(')'))
    return true;
  do {
    std::optional<ModelTerm> T = term(TermSort::Value);
    if (!T)
      return false;
    Into.push_back(std::move(*T));
  } while (accept(','));
  return expect(')');
}

Expected<ModelTerm> parseTerm(const ModelSource &Source, const YamlNode &Node,
                              TermSort Sort, const TermContext &Context) {
  TermParser P(Source, Node, Context);
  std::optional<ModelTerm> T = P.term(Sort);
  if (T && P.atEnd())
    return std::move(*T);
  return P.failure("the end of the term");
}

} // namespace aether::analysis::models
