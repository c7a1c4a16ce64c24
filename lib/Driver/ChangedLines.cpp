//===- ChangedLines.cpp - What differs from a revision --------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether-analysis/ChangedLines.h"

#include "Git.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <limits>

using namespace llvm;

namespace aether::analysis {
namespace {

/// The path in a line that begins with `+++ `, without git's prefix; git quotes
/// unusual names like C strings, with octal bytes.
std::string pathOf(StringRef Line) {
  std::string Path;
  if (!Line.consume_front("\"")) {
    Path = Line.split('\t').first.str();
  } else {
    while (!Line.empty() && Line.front() != '"') {
      char C = Line.front();
      Line = Line.drop_front();
      if (C == '\\' && !Line.empty()) {
        unsigned Octal = 0;
        if (Line.size() >= 3 && !Line.take_front(3).getAsInteger(8, Octal)) {
          C = static_cast<char>(Octal);
          Line = Line.drop_front(3);
        } else {
          const char Escaped = Line.front();
          C = Escaped == 'n' ? '\n' : Escaped == 't' ? '\t' : Escaped;
          Line = Line.drop_front();
        }
      }
      Path += C;
    }
  }
  StringRef Rest = Path;
  return Rest.consume_front("b/") ? Rest.str() : std::string();
}

std::string below(StringRef Root, StringRef Path) {
  SmallString<256> Full(Root);
  sys::path::append(Full, Path);
  return Full.str().str();
}

} // namespace

ChangedLines ChangedLines::fromDiff(StringRef Diff, StringRef Root) {
  ChangedLines Result;
  Ranges *Current = nullptr;
  unsigned OldLeft = 0, NewLeft = 0; // lines of the hunk still to come
  while (!Diff.empty()) {
    StringRef Line;
    std::tie(Line, Diff) = Diff.split('\n');
    if (OldLeft || NewLeft) { // text, which may look like a header
      if (Line.starts_with("-") && OldLeft)
        --OldLeft;
      else if (Line.starts_with("+") && NewLeft)
        --NewLeft;
      else if (Line.starts_with(" ") && OldLeft && NewLeft)
        --OldLeft, --NewLeft;
      continue;
    }
    if (Line.consume_front("+++ ")) {
      const std::string Path = pathOf(Line); // empty: the file is gone
      Current = Path.empty() ? nullptr : &Result.Files[below(Root, Path)];
    } else if (Line.consume_front("@@ -")) {
      // `@@ -FROM[,COUNT] +FROM[,COUNT] @@`
      auto Span = [](StringRef Text) {
        auto [From, Count] = Text.split(',');
        unsigned First = 0, Number = 1;
        From.getAsInteger(10, First);
        if (!Count.empty())
          Count.getAsInteger(10, Number);
        return std::pair(First, Number);
      };
      auto [Old, Rest] = Line.split(" +");
      OldLeft = Span(Old).second;
      const auto [First, Number] = Span(Rest.split(' ').first);
      NewLeft = Number;
      if (Current && Number)
        Current->push_back({First, First + Number});
    }
  }
  return Result;
}

Expected<ChangedLines> ChangedLines::since(StringRef Revision) {
  Expected<std::string> Top = gitLine({"rev-parse", "--show-toplevel"});
  if (!Top)
    return Top.takeError();
  Expected<std::string> Diff =
      git({"diff", "--unified=0", "--no-color", "--no-ext-diff",
           "--find-renames", "--no-relative", "--src-prefix=a/",
           "--dst-prefix=b/", "--end-of-options", Revision, "--"});
  if (!Diff)
    return Diff.takeError();
  ChangedLines Result = fromDiff(*Diff, *Top);
  Expected<std::string> Untracked =
      git({"-C", *Top, "ls-files", "--others", "--exclude-standard", "-z"});
  if (!Untracked)
    return Untracked.takeError();
  for (const std::string &Name : gitNames(*Untracked))
    Result.addFile(below(*Top, Name));
  return Result;
}

void ChangedLines::addFile(StringRef Path) {
  Files[Path] = {{1, std::numeric_limits<unsigned>::max()}};
}

bool ChangedLines::contains(const Position &Pos) const {
  auto File = Files.find(Pos.File);
  if (File == Files.end()) {
    // The compiler may have come to the file by another way, a link.
    SmallString<256> Real;
    if (sys::fs::real_path(Pos.File, Real))
      return false;
    File = Files.find(Real);
    if (File == Files.end())
      return false;
  }
  const Ranges &R = File->second;
  auto After = llvm::partition_point(
      R, [&](const auto &Range) { return Range.second <= Pos.Line; });
  return After != R.end() && After->first <= Pos.Line;
}

void applyChanges(ReportData &Data, const ChangedLines &Changes) {
  const Verdicts &Result = Data.Result;
  auto TouchesAccess = [&](const AccessEvidence &A) {
    return Changes.contains(A.Pos) || any_of(A.Chain, [&](const ChainStep &S) {
             return Changes.contains(S.Pos);
           });
  };
  Data.Findings.resize(Result.Findings.size(), News::New);
  Data.OutsideCalls.assign(Result.CallSites.size(), false);
  for (auto [Site, Outside] : zip(Result.CallSites, Data.OutsideCalls))
    Outside = !Changes.contains(Site.Pos);
  for (auto [Number, F] : enumerate(Result.Findings)) {
    if (TouchesAccess(F.First) || TouchesAccess(F.Second) ||
        Changes.contains(Result.CallSites[F.CallSite].Pos))
      Data.OutsideCalls[F.CallSite] = false;
    else if (Data.Findings[Number] == News::New)
      Data.Findings[Number] = News::Outside;
  }
}

} // namespace aether::analysis
