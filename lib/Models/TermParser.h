//===- TermParser.h - Terms of a model --------------------------------*- C++
//-*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A recursive-descent parser for the terms of Models.h. StatementParser builds
/// upon it.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_MODELS_TERMPARSER_H
#define AETHER_LIB_MODELS_TERMPARSER_H

#include "StatementParser.h"

#include "llvm/ADT/StringExtras.h"

#include <optional>

namespace aether::analysis::models {

/// Reads the text of one scalar from left to right. The parsing functions give
/// nothing (or false) after a mistake; the first one is kept.
class TermParser {
public:
  TermParser(const ModelSource &Source, const YamlNode &Node,
             const TermContext &Context)
      : Text(Node.Text), Source(Source), Node(Node), Context(Context) {}

  std::optional<ModelTerm> term(TermSort Sort);
  /// `(V, V, ...)`, possibly empty.
  bool arguments(std::vector<ModelTerm> &Into);

  void skipSpace() {
    while (Pos < Text.size() && llvm::isSpace(Text[Pos]))
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
    fail("`" + llvm::Twine(C) + "`");
    return false;
  }
  llvm::StringRef word() {
    skipSpace();
    return Text.drop_front(Pos).take_while(
        [](char C) { return llvm::isAlnum(C) || C == '_'; });
  }
  llvm::StringRef verb() { // may have hyphens
    skipSpace();
    return Text.drop_front(Pos).take_while(
        [](char C) { return llvm::isAlpha(C) || C == '-'; });
  }
  bool acceptWord(llvm::StringRef W) {
    if (word() != W)
      return false;
    Pos += W.size();
    return true;
  }

  /// Notes that \p Expected should stand here, unless there was a mistake
  /// before.
  std::nullopt_t fail(const llvm::Twine &Expected) {
    skipSpace();
    return failAt(Pos, Expected);
  }
  std::nullopt_t failAt(std::size_t At, const llvm::Twine &Expected) {
    std::string Found = "the end of `" + Text.str() + "`";
    if (At < Text.size()) {
      llvm::StringRef Rest = Text.drop_front(At);
      Found = ("`" + Rest.take_front(Rest.find_if([](char C) {
                return llvm::isSpace(C);
              })) +
               "`")
                  .str();
    }
    return failAt(At, Found, Expected);
  }
  std::nullopt_t failAt(std::size_t At, const llvm::Twine &Found,
                        const llvm::Twine &Expected) {
    if (!Mistake)
      Mistake = llvm::toString(Source.mistake(Node.at(At), Found, Expected));
    return std::nullopt;
  }
  /// The first mistake; if there was none, that \p Expected is missing here.
  llvm::Error failure(const llvm::Twine &Expected) {
    if (!Mistake)
      fail(Expected);
    return llvm::createStringError(*Mistake);
  }

protected:
  llvm::StringRef Text;
  std::size_t Pos = 0;

private:
  using Kind = ModelTerm::Kind;
  std::optional<ModelTerm> sum();
  std::optional<ModelTerm> product();
  std::optional<ModelTerm> unary();
  std::optional<ModelTerm> postfix();
  std::optional<ModelTerm> primary();
  std::optional<ModelTerm> argument(llvm::StringRef Word, std::size_t Start);
  std::optional<ModelTerm> dimension(Kind K, llvm::StringRef Word,
                                     std::size_t Start);
  std::optional<std::string> name();

  const ModelSource &Source;
  const YamlNode &Node;
  const TermContext &Context;
  std::optional<std::string> Mistake;
};

} // namespace aether::analysis::models

#endif // AETHER_LIB_MODELS_TERMPARSER_H
