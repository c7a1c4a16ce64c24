//===- NoLint.cpp - Lines that the user vouches for
//------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Unit.h"

#include "llvm/ADT/StringExtras.h"

using llvm::StringRef;

namespace aether::analysis {
namespace {

constexpr StringRef Check = "aether-unsafe-parallel";

/// Does \p Pattern, which may have stars in it, fit \p Name?
bool fits(StringRef Pattern, StringRef Name) {
  std::size_t Star = Pattern.find('*');
  if (Star == StringRef::npos)
    return Pattern == Name;
  if (!Name.consume_front(Pattern.take_front(Star)))
    return false;
  StringRef Rest = Pattern.drop_front(Star + 1);
  for (std::size_t Skip = 0; Skip <= Name.size(); ++Skip)
    if (fits(Rest, Name.drop_front(Skip)))
      return true;
  return false;
}

/// \p List is a list of checks as NOLINT takes it, where the last that fits
/// decides and a `-` takes checks out.
bool names(StringRef List) {
  bool Result = false;
  llvm::SmallVector<StringRef, 4> Patterns;
  List.split(Patterns, ',');
  for (StringRef Pattern : Patterns) {
    Pattern = Pattern.trim();
    bool Out = Pattern.consume_front("-");
    if (fits(Pattern, Check))
      Result = !Out;
  }
  return Result;
}

} // namespace

std::vector<LineRange> noLintLines(StringRef Text) {
  std::vector<LineRange> Result;
  struct Block {
    std::uint32_t Line;
    StringRef List;
  };
  llvm::SmallVector<Block, 2> Open;
  std::uint32_t Line = 1;
  std::size_t Counted = 0;
  for (std::size_t At = 0; (At = Text.find("NOLINT", At)) != StringRef::npos;) {
    Line += Text.slice(Counted, At).count('\n');
    Counted = At;
    StringRef Rest = Text.drop_front(At + StringRef("NOLINT").size());
    StringRef Kind =
        Rest.take_while([](char C) { return llvm::isAlnum(C) || C == '_'; });
    At = Text.size() - Rest.size() + Kind.size();
    Rest = Rest.drop_front(Kind.size());
    StringRef List = "*";
    if (std::size_t End =
            Rest.take_until([](char C) { return C == '\n'; }).find(')');
        Rest.starts_with("(") && End != StringRef::npos)
      List = Rest.slice(1, End);
    if (Kind == "BEGIN") {
      Open.push_back({Line, List});
    } else if (Kind == "END") {
      // One that has no beginning of its own ends nothing.
      if (!Open.empty() && Open.back().List == List) {
        if (names(List))
          Result.push_back({Open.back().Line, Line});
        Open.pop_back();
      }
    } else if (names(List)) {
      if (Kind.empty())
        Result.push_back({Line, Line});
      else if (Kind == "NEXTLINE")
        Result.push_back({Line + 1, Line + 1});
    }
  }
  return Result;
}

} // namespace aether::analysis
