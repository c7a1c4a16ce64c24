//===- StatementParser.cpp - Statements of a model --------------------*- C++
//-*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "StatementParser.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

#include <optional>

using namespace llvm;

namespace aether::analysis::models {
namespace {

using Kind = ModelTerm::Kind;

constexpr StringRef PlaceHint =
    "a place (`this`, `arg0`, `result`, `state(NAME)`, `span(V, V)`, with "
    "`.pointee`, `.structure`, `.elements`, `.field(NAME)`, `[I]`)";
constexpr StringRef IntegerHint =
    "an integer (a number, `index`, `size(P)`, `block_begin`, `arg0` ..., "
    "joined by `+`, `-`, `*`)";
constexpr StringRef ValueHint =
    "a value (a place, `&P`, `fresh`, `returned`, `range(I, I)` or an integer)";

/// The sorts a term may be used as: a place can stand where its value is meant.
bool fits(const ModelTerm &T, TermSort Sort) {
  switch (T.K) {
  case Kind::This:
  case Kind::Arg:
  case Kind::Rest:
  case Kind::Result:
  case Kind::Returned:
  case Kind::Pointee:
  case Kind::Elements:
  case Kind::Index:
  case Kind::Offset:
  case Kind::Field:
    return true;
  case Kind::State:
  case Kind::Structure:
  case Kind::Span:
    return Sort == TermSort::Place;
  case Kind::AddressOf:
  case Kind::Fresh:
  case Kind::Range:
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

StringRef hint(TermSort Sort) {
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

ModelTerm node(Kind K, std::vector<ModelTerm> Operands = {}) {
  ModelTerm T;
  T.K = K;
  T.Operands = std::move(Operands);
  return T;
}

class Parser {
public:
  Parser(const ModelSource &Source, const YamlNode &Node,
         const TermContext &Context)
      : Source(Source), Node(Node), Context(Context), Text(Node.Text) {}

  Expected<ModelEffect> statement();
  Expected<ModelTerm> wholeTerm(TermSort Sort) {
    std::optional<ModelTerm> T = term(Sort);
    if (T && atEnd())
      return std::move(*T);
    return failure("the end of the term");
  }

private:
  // Each parsing function gives nothing after a mistake, which fail() keeps.
  std::optional<ModelTerm> term(TermSort Sort);
  std::optional<ModelTerm> sum();
  std::optional<ModelTerm> product();
  std::optional<ModelTerm> unary();
  std::optional<ModelTerm> postfix();
  std::optional<ModelTerm> primary();
  std::optional<ModelTerm> argument(StringRef Word, std::size_t Start);
  std::optional<ModelTerm> dimension(Kind K, StringRef Word, std::size_t Start);
  std::optional<ModelTerm> pair(Kind K, TermSort Sort);
  std::optional<std::string> name();
  bool arguments(std::vector<ModelTerm> &Into);
  bool operand(ModelEffect &E, TermSort Sort);

  void skipSpace() {
    while (Pos < Text.size() && isSpace(Text[Pos]))
      ++Pos;
  }
  bool atEnd() {
    skipSpace();
    return Pos == Text.size();
  }
  bool peek(char C) {
    skipSpace();
    return Pos < Text.size() && Text[Pos] == C;
  }
  bool accept(char C) {
    if (!peek(C))
      return false;
    ++Pos;
    return true;
  }
  bool expect(char C) {
    if (accept(C))
      return true;
    fail("`" + Twine(C) + "`");
    return false;
  }
  StringRef word() {
    skipSpace();
    return Text.drop_front(Pos).take_while(
        [](char C) { return isAlnum(C) || C == '_'; });
  }
  StringRef verb() { // may have hyphens
    skipSpace();
    return Text.drop_front(Pos).take_while(
        [](char C) { return isAlpha(C) || C == '-'; });
  }
  bool acceptWord(StringRef W) {
    if (word() != W)
      return false;
    Pos += W.size();
    return true;
  }

  std::nullopt_t fail(const Twine &Expected) {
    skipSpace();
    return failAt(Pos, Expected);
  }
  std::nullopt_t failAt(std::size_t At, const Twine &Expected) {
    std::string Found = "the end of `" + Text.str() + "`";
    if (At < Text.size()) {
      StringRef Rest = Text.drop_front(At);
      Found =
          ("`" +
           Rest.take_front(Rest.find_if([](char C) { return isSpace(C); })) +
           "`")
              .str();
    }
    return failAt(At, Found, Expected);
  }
  std::nullopt_t failAt(std::size_t At, const Twine &Found,
                        const Twine &Expected) {
    if (!Mistake)
      Mistake = toString(Source.mistake(Node.at(At), Found, Expected));
    return std::nullopt;
  }
  Error failure(const Twine &Expected) {
    if (!Mistake)
      fail(Expected);
    return createStringError(*Mistake);
  }

  const ModelSource &Source;
  const YamlNode &Node;
  const TermContext &Context;
  StringRef Text;
  std::size_t Pos = 0;
  std::optional<std::string> Mistake;
};

std::optional<ModelTerm> Parser::term(TermSort Sort) {
  skipSpace();
  std::size_t Start = Pos;
  std::optional<ModelTerm> T = sum();
  if (!T || fits(*T, Sort))
    return T;
  return failAt(Start, "`" + Text.slice(Start, Pos).trim() + "`", hint(Sort));
}

std::optional<ModelTerm> Parser::sum() {
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

std::optional<ModelTerm> Parser::product() {
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

std::optional<ModelTerm> Parser::unary() {
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

std::optional<ModelTerm> Parser::postfix() {
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
    } else if (Step == "field") {
      std::optional<std::string> Field = name();
      if (!Field)
        return std::nullopt;
      T = node(Kind::Field, {std::move(*T)});
      T->Name = std::move(*Field);
    } else {
      return failAt(
          StepStart,
          oneOf({"pointee", "structure", "elements", "field(NAME)"}, Step));
    }
  }
  return T;
}

std::optional<ModelTerm> Parser::argument(StringRef Word, std::size_t Start) {
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

std::optional<ModelTerm> Parser::dimension(Kind K, StringRef Word,
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

std::optional<ModelTerm> Parser::pair(Kind K, TermSort Sort) {
  if (!expect('('))
    return std::nullopt;
  std::optional<ModelTerm> First = term(Sort);
  if (!First || !expect(','))
    return std::nullopt;
  std::optional<ModelTerm> Second = term(Sort);
  if (!Second || !expect(')'))
    return std::nullopt;
  return node(K, {std::move(*First), std::move(*Second)});
}

std::optional<std::string> Parser::name() {
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

std::optional<ModelTerm> Parser::primary() {
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
                              .Default(std::nullopt);
  if (!K)
    return failAt(Start, oneOf({"this", "arg0", "rest", "result", "returned",
                                "state", "span", "fresh", "size", "index",
                                "block_begin", "block_end", "range"},
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
  case Kind::Span:
    return pair(Kind::Span, TermSort::Value);
  case Kind::Range:
    return pair(Kind::Range, TermSort::Integer);
  case Kind::Size: {
    if (!expect('('))
      return std::nullopt;
    std::optional<ModelTerm> Of = term(TermSort::Place);
    if (!Of || !expect(')'))
      return std::nullopt;
    return node(Kind::Size, {std::move(*Of)});
  }
  case Kind::TaskIndex:
  case Kind::BlockBegin:
  case Kind::BlockEnd:
    return dimension(*K, Word, Start);
  default:
    return node(*K);
  }
}

bool Parser::operand(ModelEffect &E, TermSort Sort) {
  std::optional<ModelTerm> T = term(Sort);
  if (!T)
    return false;
  E.Operands.push_back(std::move(*T));
  return true;
}

bool Parser::arguments(std::vector<ModelTerm> &Into) {
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

Expected<ModelEffect> Parser::statement() {
  using Effect = ModelEffect::Kind;
  static constexpr std::pair<StringRef, Effect> Verbs[] = {
      {"read", Effect::Read},
      {"write", Effect::Write},
      {"atomic-read", Effect::AtomicRead},
      {"atomic-write", Effect::AtomicWrite},
      {"take", Effect::Take},
      {"store", Effect::Store},
      {"construct", Effect::Construct},
      {"acquire", Effect::Acquire},
      {"try-acquire", Effect::TryAcquire},
      {"release", Effect::Release},
      {"release-guard", Effect::ReleaseGuard},
      {"move-guard", Effect::MoveGuard},
      {"call", Effect::Call},
      {"once", Effect::Once},
      {"join", Effect::Join},
      {"return", Effect::Return},
      {"state", Effect::State},
      {"unknown", Effect::Unknown},
  };
  StringRef Verb = verb();
  const auto *Entry = find_if(Verbs, [&](auto &V) { return V.first == Verb; });
  if (Entry == std::end(Verbs)) {
    SmallVector<StringRef> Words;
    for (auto &V : Verbs)
      Words.push_back(V.first);
    return failure("a statement that starts with " + oneOf(Words, Verb));
  }
  Pos += Verb.size();
  ModelEffect E;
  E.K = Entry->second;
  bool Ok = true;
  switch (E.K) {
  case Effect::Read:
  case Effect::Write:
  case Effect::AtomicRead:
  case Effect::AtomicWrite:
  case Effect::Take:
  case Effect::Release:
  case Effect::ReleaseGuard:
  case Effect::Join:
    Ok = operand(E, TermSort::Place);
    break;
  case Effect::Store:
    Ok = operand(E, TermSort::Place) && expect('=') &&
         operand(E, TermSort::Value);
    break;
  case Effect::Acquire:
  case Effect::TryAcquire:
    Ok = operand(E, TermSort::Place);
    if (Ok && acceptWord("shared"))
      E.Shared = true;
    if (Ok && acceptWord("under"))
      Ok = operand(E, TermSort::Place);
    break;
  case Effect::MoveGuard:
    Ok = operand(E, TermSort::Place);
    if (Ok && !acceptWord("from"))
      return failure("`from`");
    Ok = Ok && operand(E, TermSort::Place);
    break;
  case Effect::Call:
    Ok = operand(E, TermSort::Value) && arguments(E.Operands);
    break;
  case Effect::Construct:
    Ok = operand(E, TermSort::Place) && arguments(E.Operands);
    break;
  case Effect::Once:
    Ok = operand(E, TermSort::Place) && operand(E, TermSort::Value) &&
         arguments(E.Operands);
    break;
  case Effect::Return:
    Ok = operand(E, TermSort::Value);
    break;
  case Effect::State: {
    StringRef Name = word();
    if (Name.empty())
      return failure("the name of the state");
    Pos += Name.size();
    E.Text = Name.str();
    break;
  }
  case Effect::Unknown:
    E.Text = Text.drop_front(Pos).trim().str();
    if (E.Text.empty())
      return failure("the reason, in words");
    Pos = Text.size();
    break;
  }
  if (Ok && atEnd())
    return E;
  return failure(E.K == Effect::Acquire || E.K == Effect::TryAcquire
                     ? "`shared`, `under` or the end of the statement"
                     : "the end of the statement");
}

} // namespace

Expected<ModelEffect> parseStatement(const ModelSource &Source,
                                     const YamlNode &Node,
                                     const TermContext &Context) {
  return Parser(Source, Node, Context).statement();
}

Expected<ModelTerm> parseTerm(const ModelSource &Source, const YamlNode &Node,
                              TermSort Sort, const TermContext &Context) {
  return Parser(Source, Node, Context).wholeTerm(Sort);
}

} // namespace aether::analysis::models
