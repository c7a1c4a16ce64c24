//===- StatementParser.cpp - Statements of a model --------------------*- C++
//-*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "StatementParser.h"

#include "TermParser.h"

#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace aether::analysis::models {
namespace {

class StatementParser : TermParser {
public:
  using TermParser::TermParser;
  Expected<ModelEffect> statement();

private:
  bool operand(ModelEffect &E, TermSort Sort);
};

bool StatementParser::operand(ModelEffect &E, TermSort Sort) {
  std::optional<ModelTerm> T = term(Sort);
  if (!T)
    return false;
  E.Operands.push_back(std::move(*T));
  return true;
}

Expected<ModelEffect> StatementParser::statement() {
  using Effect = ModelEffect::Kind;
  static constexpr std::pair<StringRef, Effect> Verbs[] = {
      {"read", Effect::Read},
      {"write", Effect::Write},
      {"atomic-read", Effect::AtomicRead},
      {"atomic-write", Effect::AtomicWrite},
      {"end", Effect::End},
      {"take", Effect::Take},
      {"store", Effect::Store},
      {"construct", Effect::Construct},
      {"acquire", Effect::Acquire},
      {"try-acquire", Effect::TryAcquire},
      {"release", Effect::Release},
      {"release-guard", Effect::ReleaseGuard},
      {"move-guard", Effect::MoveGuard},
      {"keep", Effect::Keep},
      {"call", Effect::Call},
      {"until", Effect::Until},
      {"answer", Effect::Answer},
      {"once", Effect::Once},
      {"join", Effect::Join},
      {"join-if-false", Effect::JoinIfFalse},
      {"join-if-true", Effect::JoinIfFalse},
      {"signal", Effect::Signal},
      {"clear", Effect::Clear},
      {"wait", Effect::Wait},
      {"wait-if-true", Effect::WaitIfTrue},
      {"phase", Effect::Phase},
      {"use", Effect::Use},
      {"return", Effect::Return},
      {"require", Effect::Require},
      {"end-thread", Effect::EndThread},
      {"at-exit", Effect::AtExit},
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
  case Effect::End:
  case Effect::Take:
  case Effect::Release:
  case Effect::ReleaseGuard:
  case Effect::Join:
  case Effect::Signal:
  case Effect::Clear:
  case Effect::Wait:
  case Effect::WaitIfTrue:
  case Effect::Phase:
  case Effect::Use:
    Ok = operand(E, TermSort::Place);
    break;
  case Effect::JoinIfFalse:
    E.IfZero = Verb == "join-if-true";
    Ok = operand(E, TermSort::Place);
    break;
  case Effect::Store:
    Ok = operand(E, TermSort::Place) && expect('=') &&
         operand(E, TermSort::Value);
    break;
  case Effect::Keep:
    Ok = operand(E, TermSort::Place) && expect('=') &&
         operand(E, TermSort::Value);
    if (Ok && acceptWord("in")) {
      E.InTurn = acceptWord("turn");
      if (!E.InTurn)
        return failure("`turn`");
    }
    break;
  case Effect::Acquire:
  case Effect::TryAcquire:
    Ok = operand(E, TermSort::Place);
    if (Ok && acceptWord("shared"))
      E.Shared = true;
    if (Ok && acceptWord("under"))
      Ok = operand(E, TermSort::Place);
    if (Ok && E.K == Effect::TryAcquire && acceptWord("if"))
      Ok = E.IfZero = expect('-') && acceptWord("zero");
    if (Ok && E.IfZero && acceptWord("else"))
      Ok = E.ElseBusy = expect('-') && acceptWord("busy");
    break;
  case Effect::MoveGuard:
    Ok = operand(E, TermSort::Place);
    if (Ok && !acceptWord("from"))
      return failure("`from`");
    Ok = Ok && operand(E, TermSort::Place);
    break;
  case Effect::Call:
  case Effect::Until:
  case Effect::Answer:
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
  case Effect::AtExit:
    Ok = operand(E, TermSort::Value);
    break;
  case Effect::Require: {
    using Term = ModelTerm::Kind;
    Ok = operand(E, TermSort::Value);
    if (Ok && E.Operands[0].K != Term::Arg && E.Operands[0].K != Term::Const)
      return failure("an argument or a number");
    break;
  }
  case Effect::EndThread:
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
  return StatementParser(Source, Node, Context).statement();
}

} // namespace aether::analysis::models
