//===- Draft.cpp - A fix in the making ------------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Draft.h"

#include "clang/Format/Format.h"
#include "clang/Tooling/Inclusions/HeaderIncludes.h"

#include <algorithm>

using namespace clang;
using llvm::StringRef;

namespace aether::analysis::fixes {

void Draft::insert(unsigned Offset, std::string Text) {
  Result.Edits.push_back({Offset, 0, std::move(Text)});
}

void Draft::replace(TextRange R, std::string Text) {
  Result.Edits.push_back({R.Begin, R.End - R.Begin, std::move(Text)});
}

void Draft::replace(SourceRange R, std::string Text) {
  if (std::optional<TextRange> Range = S.range(R))
    replace(*Range, std::move(Text));
  else
    fail();
}

void Draft::wrap(SourceRange R, std::string Before, std::string After) {
  std::optional<TextRange> Range = S.range(R);
  if (!Range)
    return fail();
  insert(Range->Begin, std::move(Before));
  insert(Range->End, std::move(After));
}

void Draft::insertLine(const Stmt *Before, std::string Line) {
  std::optional<TextRange> Range = S.range(Before->getSourceRange());
  if (!Range)
    return fail();
  StringRef Indent = S.indent(Range->Begin);
  StringRef Above = S.code().take_front(Range->Begin);
  bool OwnLine = Above.ends_with(Indent) &&
                 (Above.size() == Indent.size() ||
                  Above.drop_back(Indent.size()).ends_with("\n"));
  // In `{ statement; }` on one line, it all stays on one line.
  insert(Range->Begin, Line + (OwnLine ? "\n" + Indent.str() : " "));
}

void Draft::include(StringRef Header) {
  tooling::HeaderIncludes Includes(S.fileName(), S.code(),
                                   format::getLLVMStyle().IncludeStyle);
  std::optional<tooling::Replacement> R = Includes.insert(
      Header, /*IsAngled=*/true, tooling::IncludeDirective::Include);
  if (!R)
    return;
  Edit E{R->getOffset(), R->getLength(), R->getReplacementText().str()};
  if (!llvm::is_contained(Result.Includes, E))
    Result.Includes.push_back(std::move(E));
}

std::string Draft::text(SourceRange R) {
  std::optional<TextRange> Range = S.range(R);
  if (!Range) {
    fail();
    return "";
  }
  StringRef Text = S.text(*Range);
  // A moved directive would end up inside a line.
  if (Text.contains("\n#"))
    fail();
  return Text.str();
}

std::optional<Fix> Draft::take() {
  std::stable_sort(
      Result.Edits.begin(), Result.Edits.end(),
      [](const Edit &A, const Edit &B) { return A.Offset < B.Offset; });
  unsigned End = 0;
  for (const Edit &E : Result.Edits) {
    if (E.Offset < End)
      return std::nullopt;
    End = E.Offset + E.Length;
  }
  if (Failed || Result.Edits.empty())
    return std::nullopt;
  return std::move(Result);
}

} // namespace aether::analysis::fixes
