//===- Paths.cpp - Positions as text and quoted source lines --------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Paths.h"

#include "llvm/Support/Path.h"

using namespace llvm;

namespace aether::analysis {

StringRef displayPath(StringRef Path, StringRef BaseDir) {
  StringRef Rest = Path;
  if (BaseDir.empty() || !Rest.consume_front(BaseDir))
    return Path;
  if (!BaseDir.ends_with("/") && !Rest.consume_front("/"))
    return Path;
  return Rest.empty() ? Path : Rest;
}

std::string displayPosition(const Position &Pos, StringRef BaseDir) {
  std::string Text = displayPath(Pos.File, BaseDir).str();
  if (Pos.Line) {
    Text += ':' + std::to_string(Pos.Line);
    if (Pos.Column)
      Text += ':' + std::to_string(Pos.Column);
  }
  return Text;
}

StringRef SourceLines::line(StringRef Path, unsigned Number) {
  auto [It, New] = Files.try_emplace(Path);
  File &F = It->second;
  if (New && !Path.empty() && sys::path::is_absolute(Path)) {
    if (auto Buffer = MemoryBuffer::getFile(Path, /*IsText=*/true)) {
      F.Text = std::move(*Buffer);
      F.Starts.push_back(0);
      StringRef Text = F.Text->getBuffer();
      for (std::size_t At = Text.find('\n'); At != StringRef::npos;
           At = Text.find('\n', At + 1))
        F.Starts.push_back(At + 1);
    }
  }
  if (!F.Text || Number == 0 || Number > F.Starts.size())
    return "";
  return F.Text->getBuffer()
      .substr(F.Starts[Number - 1])
      .take_until([](char C) { return C == '\n' || C == '\r'; });
}

} // namespace aether::analysis
