//===- Repair.cpp - Fixes of a whole project, as diff or in files ---------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether-analysis/Repair.h"
#include "aether-analysis/VetoTable.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

#include <algorithm>

using namespace llvm;

namespace aether::analysis {
namespace {

constexpr unsigned Context = 3;

/// The lines of \p Text, each with its newline, if it has one.
std::vector<StringRef> linesOf(StringRef Text) {
  std::vector<StringRef> Lines;
  while (!Text.empty()) {
    std::size_t End = Text.find('\n');
    End = End == StringRef::npos ? Text.size() : End + 1;
    Lines.push_back(Text.take_front(End));
    Text = Text.drop_front(End);
  }
  return Lines;
}

/// Lines [Begin, End) of the old text that become \c New.
struct Change {
  unsigned Begin, End;
  std::string New;
};

/// Takes lines off \p C that stay as they are.
void trim(Change &C, ArrayRef<StringRef> Lines) {
  C.End = std::min(C.End, unsigned(Lines.size()));
  StringRef New = C.New;
  auto StartsWith = [&](StringRef Line) { // and not with a part of a line
    return New.starts_with(Line) &&
           (Line.ends_with("\n") || New.size() == Line.size());
  };
  while (C.Begin != C.End && StartsWith(Lines[C.Begin]))
    New = New.drop_front(Lines[C.Begin++].size());
  while (C.Begin != C.End && New.ends_with(Lines[C.End - 1]) &&
         (New.size() == Lines[C.End - 1].size() ||
          New.drop_back(Lines[C.End - 1].size()).ends_with("\n")))
    New = New.drop_back(Lines[--C.End].size());
  C.New = New.str();
}

/// The edits of \p File by whole lines; none of the results meet.
std::vector<Change> changesOf(const RepairedFile &File,
                              ArrayRef<StringRef> Lines) {
  std::vector<unsigned> Starts; // of lines, by offset
  unsigned Offset = 0;
  for (StringRef Line : Lines) {
    Starts.push_back(Offset);
    Offset += Line.size();
  }
  auto LineOf = [&](unsigned At) {
    auto It = std::upper_bound(Starts.begin(), Starts.end(), At);
    return unsigned(It - Starts.begin()) - (It == Starts.begin() ? 0 : 1);
  };
  auto EndOf = [&](unsigned Line) {
    return Line + 1 < Starts.size() ? Starts[Line + 1] : Offset;
  };
  std::vector<Change> Changes;
  unsigned Done = 0; // the old text up to here is in the last change
  for (const Edit &E : editsOf(File.Fixes)) {
    const unsigned First = LineOf(E.Offset);
    const unsigned Last = LineOf(E.Offset + (E.Length ? E.Length - 1 : 0));
    if (Changes.empty() || First >= Changes.back().End) {
      if (!Changes.empty())
        Changes.back().New +=
            File.Before.substr(Done, EndOf(Changes.back().End - 1) - Done);
      Changes.push_back({First, Last + 1, ""});
      Done = Lines.empty() ? 0 : Starts[First];
    }
    Change &C = Changes.back();
    C.End = std::max(C.End, Last + 1);
    C.New += File.Before.substr(Done, E.Offset - Done) + E.Text;
    Done = E.Offset + E.Length;
  }
  if (!Changes.empty())
    Changes.back().New +=
        File.Before.substr(Done, EndOf(Changes.back().End - 1) - Done);
  for (Change &C : Changes)
    trim(C, Lines);
  return Changes;
}

void printLines(raw_ostream &OS, char Mark, ArrayRef<StringRef> Lines) {
  for (StringRef Line : Lines) {
    OS << Mark << Line;
    if (!Line.ends_with("\n"))
      OS << "\n\\ No newline at end of file\n";
  }
}

/// `12,3`, or 12 for one line. A range without lines names the line before it.
std::string rangeText(unsigned Begin, unsigned Count) {
  if (Count == 1)
    return std::to_string(Begin + 1);
  return std::to_string(Count == 0 ? Begin : Begin + 1) + "," +
         std::to_string(Count);
}

} // namespace

std::string unifiedDiff(const RepairedFile &File, StringRef BaseDir) {
  const std::vector<StringRef> Lines = linesOf(File.Before);
  const std::vector<Change> Changes = changesOf(File, Lines);
  StringRef Name = File.Path;
  if (!BaseDir.empty() && Name.starts_with(BaseDir) &&
      Name.drop_front(BaseDir.size()).starts_with("/"))
    Name = Name.drop_front(BaseDir.size() + 1);
  std::string Text;
  raw_string_ostream OS(Text);
  OS << "--- a/" << Name.ltrim('/') << "\n+++ b/" << Name.ltrim('/') << '\n';
  const auto Size = unsigned(Lines.size());
  long Shift = 0; // of line numbers, by the hunks before
  for (std::size_t I = 0; I != Changes.size();) {
    // Changes whose context would meet share a hunk.
    std::size_t E = I + 1;
    while (E != Changes.size() &&
           Changes[E].Begin - Changes[E - 1].End <= 2 * Context)
      ++E;
    const unsigned Begin =
        Changes[I].Begin - std::min(Changes[I].Begin, Context);
    const unsigned End = std::min(Size, Changes[E - 1].End + Context);
    std::string Body;
    raw_string_ostream Hunk(Body);
    unsigned At = Begin;
    long Growth = 0;
    for (; I != E; ++I) {
      const Change &C = Changes[I];
      const std::vector<StringRef> New = linesOf(C.New);
      printLines(Hunk, ' ', ArrayRef(Lines).slice(At, C.Begin - At));
      printLines(Hunk, '-', ArrayRef(Lines).slice(C.Begin, C.End - C.Begin));
      printLines(Hunk, '+', New);
      Growth += long(New.size()) - long(C.End - C.Begin);
      At = C.End;
    }
    printLines(Hunk, ' ', ArrayRef(Lines).slice(At, End - At));
    OS << "@@ -" << rangeText(Begin, End - Begin) << " +"
       << rangeText(unsigned(Begin + Shift), unsigned(End - Begin + Growth))
       << " @@\n"
       << Body;
    Shift += Growth;
  }
  return Text;
}

Error writeRepairs(ArrayRef<RepairedFile> Files) {
  for (const RepairedFile &File : Files) {
    auto Now = MemoryBuffer::getFile(File.Path, /*IsText=*/false,
                                     /*RequiresNullTerminator=*/false,
                                     /*IsVolatile=*/true);
    if (!Now)
      return createStringError(
          Now.getError(), "%s: cannot be read (%s); nothing was repaired",
          File.Path.c_str(), Now.getError().message().c_str());
    if ((*Now)->getBuffer() != File.Before)
      return createStringError("%s changed while it was analysed; nothing was "
                               "repaired: run it again",
                               File.Path.c_str());
  }
  for (const RepairedFile &File : Files) {
    SmallString<256> Real;
    if (std::error_code E = sys::fs::real_path(File.Path, Real))
      return createStringError(E, "%s: cannot be written: %s",
                               File.Path.c_str(), E.message().c_str());
    ErrorOr<sys::fs::perms> Mode = sys::fs::getPermissions(Real);
    if (Error E = writeIfChanged(Real, File.after()))
      return E;
    if (Mode)
      if (std::error_code E = sys::fs::setPermissions(Real, *Mode))
        return createStringError(E, "%s: its permissions are lost: %s",
                                 File.Path.c_str(), E.message().c_str());
  }
  return Error::success();
}

} // namespace aether::analysis
