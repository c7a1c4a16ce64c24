//===- Sample.h - Verdicts and files for the tests of this folder -*- C++
//-*-==//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef AETHER_UNITTESTS_VETODATABASE_SAMPLE_H
#define AETHER_UNITTESTS_VETODATABASE_SAMPLE_H

#include "aether-analysis/Serial.h"
#include "aether-analysis/VetoDatabase.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"

#include <gtest/gtest.h>

#include <chrono>

namespace aether::analysis {

/// A folder of its own for each test.
struct FolderTest : testing::Test {
  ~FolderTest() override { llvm::sys::fs::remove_directories(Folder); }

  std::string at(llvm::StringRef Name) const {
    return (Folder + "/" + Name).str();
  }
  std::string write(llvm::StringRef Name, llvm::StringRef Text) const {
    std::error_code E;
    llvm::raw_fd_ostream(at(Name), E) << Text;
    EXPECT_FALSE(E);
    return at(Name);
  }
  std::string read(llvm::StringRef Path) const {
    auto Buffer = llvm::MemoryBuffer::getFile(Path);
    return Buffer ? (*Buffer)->getBuffer().str() : "";
  }
  /// Makes a file look as if it had been changed \p Seconds ago.
  void age(llvm::StringRef Path, int Seconds) const {
    int Descriptor = -1;
    ASSERT_FALSE(llvm::sys::fs::openFileForReadWrite(
        Path, Descriptor, llvm::sys::fs::CD_OpenExisting,
        llvm::sys::fs::OF_None));
    EXPECT_FALSE(llvm::sys::fs::setLastAccessAndModificationTime(
        Descriptor,
        std::chrono::system_clock::now() - std::chrono::seconds(Seconds)));
    llvm::sys::Process::SafelyCloseFileDescriptor(Descriptor);
  }

  static std::string makeFolder() {
    llvm::SmallString<128> Unique;
    if (llvm::sys::fs::createUniqueDirectory("aether-vdb", Unique))
      abort();
    return std::string(Unique);
  }

  std::string Folder = makeFolder();
  std::string Path = at("aether.vdb");
};

inline VetoDatabase openOrFail(llvm::StringRef Path, bool Write = true) {
  OpenOptions Options;
  Options.Write = Write;
  auto Database = VetoDatabase::open(Path, Options);
  if (!Database) {
    llvm::errs() << llvm::toString(Database.takeError()) << '\n';
    abort();
  }
  return std::move(*Database);
}

template <typename T> T get(llvm::Expected<T> Value) {
  if (Value)
    return std::move(*Value);
  ADD_FAILURE() << llvm::toString(Value.takeError());
  return T();
}

inline void succeed(llvm::Error E) {
  if (E)
    ADD_FAILURE() << llvm::toString(std::move(E));
}

/// The kind of a failure; its text goes to \p Message.
inline std::optional<DatabaseError::Kind>
kindOf(llvm::Error E, std::string *Message = nullptr) {
  std::optional<DatabaseError::Kind> Kind;
  llvm::handleAllErrors(std::move(E), [&](const DatabaseError &D) {
    Kind = D.kind();
    EXPECT_EQ(D.message().find('\n'), std::string::npos);
    if (Message)
      *Message = D.message();
  });
  return Kind;
}

inline Position position(llvm::StringRef File, unsigned Line, unsigned Column) {
  return {File.str(), llvm::sys::path::filename(File).str(), Line, Column};
}

inline CallSiteVerdict site(llvm::StringRef File, unsigned Line, Verdict V,
                            std::vector<std::string> Units) {
  CallSiteVerdict S;
  S.Pos = position(File, Line, 3);
  S.MemberLine = S.ParenLine = Line;
  S.MemberColumn = 3;
  S.ParenColumn = 18;
  S.Callee = "aether::par_map";
  S.Result = V;
  if (V == Verdict::Unknown)
    S.Reasons = {{"nobody knows `f`", position(File, Line + 1, 5)}};
  if (V == Verdict::Safe) {
    S.Assumptions = {"items are distinct"};
    S.AssumedBy = {"analysis"};
  }
  S.TranslationUnits = std::move(Units);
  return S;
}

/// A finding at \p Line + 1, for call site number \p CallSite.
inline Finding finding(llvm::StringRef File, unsigned Line, unsigned CallSite) {
  Finding F;
  F.Kind = Pattern::CapturedMutation;
  F.Message = "`total` is written by several tasks";
  F.Repair = "Use aether::par_reduce";
  F.First = {AccessKind::Write,
             "total",
             position(File, Line + 1, 5),
             {{"lambda in main", position(File, Line, 20)},
              {"add", position(File, Line + 1, 9)}},
             {"m"}};
  F.Second = {AccessKind::Read, "total", position(File, Line + 1, 5), {}, {}};
  F.SharedHow = "captured by reference here";
  F.SharedPos = position(File, Line, 22);
  F.CallSite = CallSite;
  F.Fingerprint = ("fp-" + File + "-" + llvm::Twine(CallSite)).str();
  return F;
}

/// One call site of each verdict in \p File, which unit \p Unit contains.
inline Verdicts sample(llvm::StringRef File, llvm::StringRef Unit) {
  Verdicts V;
  V.CallSites = {site(File, 10, Verdict::Safe, {Unit.str()}),
                 site(File, 20, Verdict::Unsafe, {Unit.str()}),
                 site(File, 30, Verdict::Unknown, {Unit.str()})};
  V.Findings = {finding(File, 20, 1)};
  V.CallSites[1].Findings = {0};
  return V;
}

/// Adds \p More to \p V.
inline void append(Verdicts &V, const Verdicts &More) {
  const auto Sites = unsigned(V.CallSites.size());
  const auto Findings = unsigned(V.Findings.size());
  for (CallSiteVerdict S : More.CallSites) {
    for (unsigned &F : S.Findings)
      F += Findings;
    V.CallSites.push_back(std::move(S));
  }
  for (Finding F : More.Findings) {
    F.CallSite += Sites;
    V.Findings.push_back(std::move(F));
  }
}

inline RunInfo run(std::vector<UnitKey> Units, std::uint64_t Link = 7) {
  return {std::move(Units), Link, "0.1.0", "22.1.0", "42"};
}

/// A summary with something in it.
inline TranslationUnitSummary summary(llvm::StringRef MainFile) {
  TranslationUnitSummary Unit;
  Unit.MainFile = MainFile.str();
  FunctionSummary F;
  F.Key = Unit.intern("c:@F@main");
  F.Name = Unit.intern("main");
  F.Blocks.emplace_back();
  Access A;
  A.Place = F.T.root(PlaceKind::This);
  F.Blocks[0].Events.push_back(A);
  Unit.Functions.push_back(std::move(F));
  return Unit;
}

/// Everything there is to say about \p V, to compare two.
inline std::string dump(const Verdicts &V) {
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  auto Pos = [&](const Position &P) {
    OS << P.File << '|' << P.Spelled << ':' << P.Line << ':' << P.Column << ' ';
  };
  for (const CallSiteVerdict &S : V.CallSites) {
    Pos(S.Pos);
    OS << S.MemberLine << ' ' << S.MemberColumn << ' ' << S.ParenLine << ' '
       << S.ParenColumn << ' ';
    Pos(S.MacroPos);
    OS << S.MacroEndLine << ' ' << S.MacroEndColumn << ' ' << S.Callee << ' '
       << toString(S.Result) << '\n';
    for (const Reason &R : S.Reasons) {
      OS << "  reason " << R.Text << ' ';
      Pos(R.Pos);
    }
    for (std::size_t I = 0; I != S.Assumptions.size(); ++I)
      OS << "  assumes " << S.Assumptions[I] << " by " << S.AssumedBy[I];
    for (unsigned F : S.Findings)
      OS << "  finding " << F;
    for (const std::string &U : S.TranslationUnits)
      OS << "  in " << U;
    OS << '\n';
  }
  for (const Finding &F : V.Findings) {
    OS << toString(F.Kind) << ' ' << F.Message << ' ' << F.Repair << ' '
       << F.Fingerprint << ' ' << F.CallSite << ' ' << F.SharedHow << ' ';
    Pos(F.SharedPos);
    for (const AccessEvidence *A : {&F.First, &F.Second}) {
      OS << "\n  " << toString(A->Kind) << ' ' << A->Variable << ' ';
      Pos(A->Pos);
      for (const ChainStep &S : A->Chain) {
        OS << " via " << S.Function << ' ';
        Pos(S.Pos);
      }
      for (const std::string &L : A->Locks)
        OS << " holds " << L;
    }
    OS << '\n';
  }
  return Text;
}

} // namespace aether::analysis

#endif // AETHER_UNITTESTS_VETODATABASE_SAMPLE_H
