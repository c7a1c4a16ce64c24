//===- ModelSource.cpp - Text of a model file -------------------------*- C++
//-*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ModelSource.h"

#include "llvm/Support/FormatVariadic.h"

using namespace llvm;

namespace aether::analysis::models {

std::pair<unsigned, unsigned>
ModelSource::lineAndColumn(const char *Where) const {
  StringRef Before(Text.data(), Where - Text.data());
  std::size_t LineStart = Before.rfind('\n');
  unsigned Column = LineStart == StringRef::npos ? Before.size() + 1
                                                 : Before.size() - LineStart;
  return {FirstLine + Before.count('\n'), Column};
}

Error ModelSource::mistake(const char *Where, const Twine &Found,
                           const Twine &Expected) const {
  auto [Line, Column] = lineAndColumn(Where);
  return createStringError(formatv("{0}:{1}:{2}: found {3}, expected {4}", Name,
                                   Line, Column, Found.str(), Expected.str())
                               .str());
}

std::string oneOf(ArrayRef<StringRef> Words) {
  std::string Text;
  for (std::size_t I = 0; I < Words.size(); ++I) {
    if (I)
      Text += I + 1 == Words.size() ? " or " : ", ";
    Text += ("`" + Words[I] + "`").str();
  }
  return Text;
}

std::string oneOf(ArrayRef<StringRef> Words, StringRef Word) {
  std::string Text = oneOf(Words);
  StringRef Nearest;
  unsigned Best = Word.size() / 3 + 2; // at most a third of the letters wrong
  for (StringRef W : Words)
    if (unsigned Distance = Word.edit_distance_insensitive(W);
        Distance < Best) {
      Best = Distance;
      Nearest = W;
    }
  if (!Nearest.empty())
    Text += (" (did you mean `" + Nearest + "`?)").str();
  return Text;
}

} // namespace aether::analysis::models
