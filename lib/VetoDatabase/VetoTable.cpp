//===- VetoTable.cpp - Verdicts as constants for the compiler -------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Where the compilers say that a call is (std::source_location of a defaulted
// argument; measured with GCC 12 and Clang 22):
//
//              plain call            member call         inside a macro
//     Clang    expression's start    member's name       expansion's last token
//     GCC      opening parenthesis   parenthesis         expansion's start
//
// The line may differ between the two as well as the column.
//
//===----------------------------------------------------------------------===//

#include "aether-analysis/VetoTable.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/bit.h"
#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SHA256.h"
#include "llvm/Support/raw_ostream.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

using namespace aether::analysis;
namespace fs = llvm::sys::fs;

namespace {

/// "No column": no compiler gives this one.
constexpr unsigned NoColumn = ~0u;

/// A place of the table. Where the compilers do not even agree on the line,
/// there is a place for each, with NoColumn for the other one.
struct Key {
  std::string File;
  unsigned Line, ClangColumn, GccColumn;
  auto operator<=>(const Key &) const = default;
};

struct Entry {
  Verdict Result;
  std::string Text;
  unsigned Line, Column;   ///< of the call, for messages about it
  unsigned Threads = 0;    ///< that the call is limited to; 0: not limited
  std::uint64_t Grain = 0; ///< 0: not known
};

/// What was measured, by file and line.
using ProfileIndex = std::map<std::pair<llvm::StringRef, unsigned>,
                              llvm::SmallVector<const CallProfile *, 1>>;

std::string describe(const Position &P) {
  return P.Spelled + ":" + std::to_string(P.Line) + ":" +
         std::to_string(P.Column);
}

/// What a message about \p Site should say.
std::string textOf(const Verdicts &V, const CallSiteVerdict &Site) {
  switch (Site.Result) {
  case Verdict::Safe:
    return "";
  case Verdict::Unknown: {
    if (Site.Reasons.empty())
      return "unknown";
    const Reason &R = Site.Reasons.front();
    std::string Text = "unknown because " + R.Text;
    if (R.Pos.Line)
      Text += " (" + describe(R.Pos) + ")";
    return Text;
  }
  case Verdict::Unsafe:
    break;
  }
  if (Site.Findings.empty())
    return "unsafe";
  const Finding &F = V.Findings[Site.Findings.front()];
  std::string Text = toString(F.Kind) + (": " + F.Message) + " (" +
                     describe(F.First.Pos) + ")";
  if (Site.Findings.size() > 1)
    Text += " and " + std::to_string(Site.Findings.size() - 1) + " more";
  return Text;
}

class TableBuilder {
public:
  TableBuilder(llvm::ArrayRef<SourceFile> Names,
               llvm::ArrayRef<CallProfile> Profile) {
    for (const CallProfile &P : Profile)
      Measured[{P.File, P.Line}].push_back(&P);
    for (const SourceFile &F : Names)
      if (!F.Path.empty() && !F.Name.empty())
        NamesOf[F.Path].insert(normal(F.Name));
  }

  void add(const CallSiteVerdict &S, const std::string &Text) {
    if (S.MacroPos.Line) {
      const Entry E{S.Result, Text, S.MacroPos.Line, S.MacroPos.Column};
      addPlaces(S.MacroPos, S.MacroEndLine, S.MacroEndColumn, E);
      return;
    }
    const bool HasMember = S.MemberLine != 0; // also that of a plain call
    const unsigned Line = HasMember ? S.MemberLine : S.Pos.Line;
    const unsigned Column = HasMember ? S.MemberColumn : S.Pos.Column;
    Position Paren = S.Pos;
    if (S.ParenLine) {
      Paren.Line = S.ParenLine;
      Paren.Column = S.ParenColumn;
    }
    addPlaces(Paren, Line, Column, {S.Result, Text, Line, Column});
  }

  /// Entries that one compiler cannot tell apart take the worse verdict, so
  /// that it does not matter which one it finds.
  void worsen() {
    // What is united by one compiler's column may then fall together with
    // others by the other's. Verdicts only rise, of which there are three.
    for (int Round = 0; Round != 3; ++Round) {
      worsen([](const Key &K) { return K.ClangColumn; });
      worsen([](const Key &K) { return K.GccColumn; });
    }
  }

  std::map<Key, Entry> Entries;

private:
  /// Clang says "./x.h" where GCC says "x.h".
  static std::string normal(llvm::StringRef Name) {
    while (Name.consume_front("./"))
      ;
    return Name.str();
  }

  /// The places of a call that GCC finds at \p Gcc.
  void addPlaces(const Position &Gcc, unsigned ClangLine, unsigned ClangColumn,
                 const Entry &E) {
    auto It = NamesOf.find(Gcc.File);
    const std::set<std::string> Own{normal(Gcc.Spelled)};
    for (const std::string &Name : It != NamesOf.end() ? It->second : Own) {
      if (ClangLine == Gcc.Line) {
        put({Name, ClangLine, ClangColumn, Gcc.Column}, E, Gcc.File);
        continue;
      }
      put({Name, ClangLine, ClangColumn, NoColumn}, E, Gcc.File);
      put({Name, Gcc.Line, NoColumn, Gcc.Column}, E, Gcc.File);
    }
  }

  /// Adds what was measured at \p K in \p File, by whichever compiler's
  /// program.
  void addHint(const Key &K, Entry &E, llvm::StringRef File) const {
    auto It = Measured.find({File, K.Line});
    if (It == Measured.end())
      return;
    for (const CallProfile *P : It->second)
      if (P->Column == K.ClangColumn || P->Column == K.GccColumn) {
        E.Threads = P->Limit;
        // A power of two: a table should not change with each measurement.
        E.Grain = llvm::bit_floor(P->Grain);
        return;
      }
  }

  void put(const Key &K, Entry E, llvm::StringRef File) {
    if (K.Line == 0)
      return;
    addHint(K, E, File);
    auto [It, New] = Entries.try_emplace(K, E);
    // The worst; of equals, the first by text and place.
    if (!New && std::tie(It->second.Result, E.Text, E.Line, E.Column) <
                    std::tie(E.Result, It->second.Text, It->second.Line,
                             It->second.Column))
      It->second = E;
  }

  void worsen(unsigned (*Column)(const Key &)) {
    std::map<std::tuple<std::string, unsigned, unsigned>, Entry> Worst;
    auto PlaceOf = [&](const Key &K) {
      return std::make_tuple(K.File, K.Line, Column(K));
    };
    for (const auto &[K, E] : Entries) {
      auto [It, New] = Worst.try_emplace(PlaceOf(K), E);
      if (!New && It->second.Result < E.Result)
        It->second = E;
    }
    for (auto &[K, E] : Entries)
      if (Column(K) != NoColumn)
        if (const Entry &W = Worst.at(PlaceOf(K)); E.Result < W.Result)
          E = W;
  }

  std::map<std::string, std::set<std::string>> NamesOf;
  ProfileIndex Measured;
};

bool isUtf8(llvm::StringRef Text) {
  const auto *Begin = reinterpret_cast<const llvm::UTF8 *>(Text.begin());
  return llvm::isLegalUTF8String(
      &Begin, reinterpret_cast<const llvm::UTF8 *>(Text.end()));
}

bool isControl(char C) {
  return static_cast<unsigned char>(C) < 0x20 || C == 0x7F;
}

/// \p Text as a C++ string literal.
std::string literal(llvm::StringRef Text) {
  const bool IsUtf8 = isUtf8(Text);
  std::string Out = "\"";
  for (char C : Text) {
    const auto Byte = static_cast<unsigned char>(C);
    if (C == '"' || C == '\\')
      Out += {'\\', C};
    else if (C == '?' && llvm::StringRef(Out).ends_with("?"))
      Out += "\\?"; // no trigraphs
    else if (isControl(C) || (Byte >= 0x80 && !IsUtf8))
      // Octal: at most three digits, whatever comes next.
      Out += {'\\', char('0' + (Byte >> 6)), char('0' + (Byte >> 3 & 7)),
              char('0' + (Byte & 7))};
    else
      Out += C;
  }
  return Out + '"';
}

/// \p Text for the literal of a static_assert, in which numeric escapes are
/// not allowed.
std::string printable(llvm::StringRef Text) {
  std::string Out = Text.str();
  for (char &C : Out)
    if (isControl(C))
      C = ' ';
  if (!isUtf8(Out))
    for (char &C : Out)
      if (static_cast<unsigned char>(C) >= 0x80)
        C = '?';
  return Out;
}

std::string columnText(unsigned C) {
  return C == NoColumn ? std::string("AETHER_VETO_NO_COLUMN")
                       : std::to_string(C);
}

bool hasHint(const Entry &E) {
  return E.Result != Verdict::Unsafe && (E.Threads || E.Grain);
}

/// Within what the fields of a CallSite hold.
void writeHint(llvm::raw_ostream &OS, const Key &K, const Entry &E) {
  OS << "AETHER_VETO_HINT(" << literal(K.File) << ", " << K.Line << ", "
     << columnText(K.ClangColumn) << ", " << columnText(K.GccColumn) << ", "
     << std::min(E.Threads, 0xFFFFu) << ", "
     << std::min<std::uint64_t>(E.Grain, 1'000'000'000) << ")\n";
}

void write(llvm::raw_ostream &OS, const Key &K, const Entry &E) {
  const bool ClangOnly = K.GccColumn == NoColumn;
  const bool GccOnly = K.ClangColumn == NoColumn;
  if (ClangOnly || GccOnly)
    OS << (ClangOnly ? "#ifdef" : "#ifndef") << " __clang__\n";
  // A refusal is to stand at the call: its line, and its column by indentation.
  if (printable(K.File) == K.File) {
    OS << "#line " << E.Line << ' ' << literal(K.File) << '\n';
    OS.indent(std::clamp(E.Column, 1u, 120u) - 1);
  }
  OS << "AETHER_VETO_ENTRY(" << literal(K.File) << ", " << K.Line << ", "
     << columnText(K.ClangColumn) << ", " << columnText(K.GccColumn) << ", "
     << toString(E.Result) << ", " << literal(printable(E.Text)) << ")\n";
  if (ClangOnly || GccOnly)
    OS << "#endif\n";
}

} // namespace

std::string aether::analysis::vetoTable(const Verdicts &V,
                                        llvm::StringRef MainFile,
                                        llvm::ArrayRef<SourceFile> Names,
                                        llvm::ArrayRef<CallProfile> Profile) {
  TableBuilder Table(Names, Profile);
  for (const CallSiteVerdict &Site : V.CallSites)
    if (llvm::is_contained(Site.TranslationUnits, MainFile))
      Table.add(Site, textOf(V, Site));
  Table.worsen();

  std::string Out;
  llvm::raw_string_ostream OS(Out);
  // Format 2 for tables that need it only: older libraries read the others.
  const bool Hints = llvm::any_of(
      Table.Entries, [](const auto &Pair) { return hasHint(Pair.second); });
  const int Format = Hints ? 2 : 1;
  OS << "// Aether veto table, format " << Format
     << ". Generated; do not edit.\n"
     << "AETHER_VETO_TABLE_FORMAT(" << Format << ")\n";
  for (const auto &[K, E] : Table.Entries)
    write(OS, K, E);
  for (const auto &[K, E] : Table.Entries)
    if (hasHint(E))
      writeHint(OS, K, E);
  return Out;
}

std::string aether::analysis::vetoTableFileName(llvm::StringRef MainFile) {
  const auto Digest = llvm::SHA256::hash(llvm::arrayRefFromStringRef(MainFile));
  return (llvm::sys::path::filename(MainFile) + "-" +
          llvm::StringRef(llvm::toHex(Digest, /*LowerCase=*/true))
              .take_front(16) +
          ".inc")
      .str();
}

llvm::Error aether::analysis::writeIfChanged(llvm::StringRef Path,
                                             llvm::StringRef Text) {
  if (auto Old = llvm::MemoryBuffer::getFile(Path, /*IsText=*/false,
                                             /*RequiresNullTerminator=*/false,
                                             /*IsVolatile=*/true))
    if ((*Old)->getBuffer() == Text)
      return llvm::Error::success();

  auto Failed = [&](std::error_code E) {
    return llvm::createStringError(E, "%s: cannot be written: %s",
                                   Path.str().c_str(), E.message().c_str());
  };
  llvm::StringRef Folder = llvm::sys::path::parent_path(Path);
  if (!Folder.empty())
    if (std::error_code E = fs::create_directories(Folder))
      return Failed(E);
  llvm::SmallString<256> New;
  int Descriptor = -1;
  if (std::error_code E =
          fs::createUniqueFile(Path + ".%%%%%%%%", Descriptor, New))
    return Failed(E);
  std::error_code E;
  {
    llvm::raw_fd_ostream OS(Descriptor, /*shouldClose=*/true);
    OS << Text;
    OS.close();
    E = OS.error();
    OS.clear_error();
  }
  if (!E)
    E = fs::rename(New, Path);
  if (E) {
    fs::remove(New);
    return Failed(E);
  }
  return llvm::Error::success();
}
