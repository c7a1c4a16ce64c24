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
//===----------------------------------------------------------------------===//

#include "aether-analysis/VetoTable.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SHA256.h"
#include "llvm/Support/raw_ostream.h"

#include <map>
#include <set>
#include <tuple>

using namespace aether::analysis;
namespace fs = llvm::sys::fs;

namespace {

/// A place of the table: file, line, Clang's column, GCC's column. No compiler
/// gives column 0, so 0 stands for "not on this line".
using Key = std::tuple<std::string, unsigned, unsigned, unsigned>;

struct Entry {
  Verdict Result;
  std::string Text;
};

std::string describe(const Position &P, llvm::StringRef File) {
  return (File + ":" + llvm::Twine(P.Line) + ":" + llvm::Twine(P.Column)).str();
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
      Text += " (" + describe(R.Pos, R.Pos.Spelled) + ")";
    return Text;
  }
  case Verdict::Unsafe:
    break;
  }
  if (Site.Findings.empty())
    return "unsafe";
  const Finding &F = V.Findings[Site.Findings.front()];
  std::string Text = toString(F.Kind) + (": " + F.Message) + " (" +
                     describe(F.First.Pos, F.First.Pos.Spelled) + ")";
  if (Site.Findings.size() > 1)
    Text += " and " + std::to_string(Site.Findings.size() - 1) + " more";
  return Text;
}

/// How the compiler may spell \p P's file in this unit.
std::set<std::string>
spellings(const Position &P,
          const std::map<std::string, std::set<std::string>> &NamesOf) {
  auto It = NamesOf.find(P.File);
  std::set<std::string> Names =
      It != NamesOf.end() ? It->second : std::set<std::string>{P.Spelled};
  // A header beside a file that is given without a folder: Clang says "./x.h",
  // GCC "x.h".
  std::set<std::string> More;
  for (const std::string &Name : Names) {
    llvm::StringRef Rest = Name;
    if (Rest.consume_front("./"))
      More.insert(Rest.str());
  }
  Names.merge(More);
  return Names;
}

class TableBuilder {
public:
  explicit TableBuilder(llvm::ArrayRef<SourceFile> Names) {
    for (const SourceFile &F : Names)
      if (!F.Path.empty() && !F.Name.empty())
        NamesOf[F.Path].insert(F.Name);
  }

  void add(const CallSiteVerdict &S, const std::string &Text) {
    const Entry E{S.Result, Text};
    if (S.MacroPos.Line) {
      addPair(S.MacroPos, S.MacroEndLine, S.MacroEndColumn, S.MacroPos.Line,
              S.MacroPos.Column, E);
      return;
    }
    // Both the start and the member's name: which one Clang takes depends on
    // the kind of call, and only this call can be at either.
    addPair(S.Pos, S.Pos.Line, S.Pos.Column, S.ParenLine, S.ParenColumn, E);
    if (S.MemberLine &&
        (S.MemberLine != S.Pos.Line || S.MemberColumn != S.Pos.Column))
      addPair(S.Pos, S.MemberLine, S.MemberColumn, S.ParenLine, S.ParenColumn,
              E);
  }

  std::map<Key, Entry> Entries;

private:
  /// An entry that Clang finds at one place and GCC at another.
  void addPair(const Position &P, unsigned ClangLine, unsigned ClangColumn,
               unsigned GccLine, unsigned GccColumn, const Entry &E) {
    for (const std::string &Name : spellings(P, NamesOf)) {
      if (ClangLine == GccLine) {
        put({Name, ClangLine, ClangColumn, GccColumn}, E);
        continue;
      }
      put({Name, ClangLine, ClangColumn, 0}, E);
      put({Name, GccLine, 0, GccColumn}, E);
    }
  }

  void put(const Key &K, const Entry &E) {
    if (std::get<1>(K) == 0)
      return;
    auto [It, New] = Entries.try_emplace(K, E);
    if (!New && std::tie(It->second.Result, E.Text) <
                    std::tie(E.Result, It->second.Text))
      It->second = E;
  }

  std::map<std::string, std::set<std::string>> NamesOf;
};

/// Entries that one compiler cannot tell apart take the worse verdict, so that
/// it does not matter which one it finds.
void worsen(std::map<Key, Entry> &Entries, unsigned (*Column)(const Key &)) {
  std::map<std::tuple<std::string, unsigned, unsigned>, Entry> Worst;
  auto PlaceOf = [&](const Key &K) {
    return std::make_tuple(std::get<0>(K), std::get<1>(K), Column(K));
  };
  for (const auto &[K, E] : Entries) {
    auto [It, New] = Worst.try_emplace(PlaceOf(K), E);
    if (!New && It->second.Result < E.Result)
      It->second = E;
  }
  for (auto &[K, E] : Entries)
    if (Column(K))
      if (const Entry &W = Worst.at(PlaceOf(K)); E.Result < W.Result)
        E = W;
}

/// \p Text as a C++ string literal for any source character set.
std::string literal(llvm::StringRef Text) {
  const auto *Begin = reinterpret_cast<const llvm::UTF8 *>(Text.begin());
  const auto *End = reinterpret_cast<const llvm::UTF8 *>(Text.end());
  const bool IsUtf8 = llvm::isLegalUTF8String(&Begin, End);
  std::string Out = "\"";
  for (char C : Text) {
    const auto Byte = static_cast<unsigned char>(C);
    if (C == '"' || C == '\\')
      Out += {'\\', C};
    else if (C == '\n')
      Out += "\\n";
    else if (C == '\t')
      Out += "\\t";
    else if (C == '?' && llvm::StringRef(Out).ends_with("?"))
      Out += "\\?"; // no trigraphs
    else if (Byte < 0x20 || Byte == 0x7F || (Byte >= 0x80 && !IsUtf8))
      // Octal: at most three digits, whatever comes next.
      Out += {'\\', char('0' + (Byte >> 6)), char('0' + (Byte >> 3 & 7)),
              char('0' + (Byte & 7))};
    else
      Out += C;
  }
  return Out + '"';
}

} // namespace

std::string aether::analysis::vetoTable(const Verdicts &V,
                                        llvm::StringRef MainFile,
                                        llvm::ArrayRef<SourceFile> Names) {
  TableBuilder Table(Names);
  for (const CallSiteVerdict &Site : V.CallSites)
    if (llvm::is_contained(Site.TranslationUnits, MainFile))
      Table.add(Site, textOf(V, Site));
  // Worsening by one column may unite what differed by the other: until nothing
  // changes. Verdicts only rise, of which there are three.
  for (int Round = 0; Round != 3; ++Round) {
    worsen(Table.Entries, [](const Key &K) { return std::get<2>(K); });
    worsen(Table.Entries, [](const Key &K) { return std::get<3>(K); });
  }

  std::string Out;
  llvm::raw_string_ostream OS(Out);
  OS << "// Aether veto table, format 1. Generated; do not edit.\n"
     << "AETHER_VETO_TABLE_FORMAT(1)\n";
  for (const auto &[K, E] : Table.Entries) {
    const auto &[File, Line, ColumnA, ColumnB] = K;
    OS << "AETHER_VETO_ENTRY(" << literal(File) << ", " << Line << ", "
       << ColumnA << ", " << ColumnB << ", " << toString(E.Result) << ", "
       << literal(E.Text) << ")\n";
  }
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
