//===- Fixes.cpp - Edits that repair findings -----------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether-analysis/Fixes.h"

#include "Makers.h"

#include <algorithm>

using namespace clang;

namespace aether::analysis {
namespace {

/// The better repair comes first: what the other accesses do already, then
/// what shares nothing, then what synchronises.
constexpr fixes::Maker Makers[] = {
    fixes::lockLikeTheOther, fixes::strengthenLock, fixes::callReentrant,
    fixes::useThreadEngine,  fixes::moveIntoTask,   fixes::copyAtStart,
    fixes::addClause,        fixes::mapInstead,     fixes::reduceInstead,
    fixes::addAtomically,
};

/// Whether both edit the same text, or insert at the same place.
bool overlap(const Edit &A, const Edit &B) {
  return A.Offset == B.Offset ||
         (A.Offset < B.Offset + B.Length && B.Offset < A.Offset + A.Length);
}

bool overlap(const Fix &A, const Fix &B) {
  return std::any_of(A.Edits.begin(), A.Edits.end(), [&](const Edit &E) {
    return std::any_of(B.Edits.begin(), B.Edits.end(),
                       [&](const Edit &Other) { return overlap(E, Other); });
  });
}

/// Invalid if \p File has not been read; the main file if it is empty.
FileID fileId(SourceManager &Sources, llvm::StringRef File) {
  if (File.empty())
    return Sources.getMainFileID();
  OptionalFileEntryRef Entry =
      Sources.getFileManager().getOptionalFileRef(File);
  return Entry ? Sources.translateFile(*Entry) : FileID();
}

} // namespace

std::optional<std::string> textOf(ASTContext &Context, llvm::StringRef File) {
  FileID Id = fileId(Context.getSourceManager(), File);
  if (Id.isInvalid())
    return std::nullopt;
  return Context.getSourceManager().getBufferData(Id).str();
}

std::vector<Fix> proposeFixes(ASTContext &Context, const Verdicts &Result,
                              llvm::StringRef File) {
  std::vector<Fix> Proposed;
  FileID Edited = fileId(Context.getSourceManager(), File);
  if (Result.Findings.empty() || Edited.isInvalid())
    return Proposed;
  fixes::Syntax S(Context, Edited);
  for (unsigned I = 0; I != Result.Findings.size(); ++I) {
    const fixes::Request R{S, Result, Result.Findings[I]};
    for (fixes::Maker Make : Makers) {
      // The other repairs are in C++.
      if (!Context.getLangOpts().CPlusPlus && Make != fixes::addClause)
        continue;
      std::optional<Fix> Made = Make(R);
      if (!Made)
        continue;
      auto Same =
          std::find_if(Proposed.begin(), Proposed.end(), [&](const Fix &Other) {
            return Other.Edits == Made->Edits;
          });
      if (Same != Proposed.end()) {
        Same->Findings.push_back(I);
        break;
      }
      if (std::any_of(Proposed.begin(), Proposed.end(),
                      [&](const Fix &Other) { return overlap(Other, *Made); }))
        continue;
      Made->Findings = {I};
      Proposed.push_back(std::move(*Made));
      break;
    }
  }
  return Proposed;
}

std::vector<Edit> editsOf(const std::vector<Fix> &Fixes) {
  std::vector<Edit> All;
  for (const Fix &F : Fixes) {
    All.insert(All.end(), F.Edits.begin(), F.Edits.end());
    for (const Edit &E : F.Includes)
      if (std::find(All.begin(), All.end(), E) == All.end())
        All.push_back(E);
  }
  std::stable_sort(All.begin(), All.end(), [](const Edit &A, const Edit &B) {
    return A.Offset < B.Offset;
  });
  return All;
}

std::string applyFixes(const std::string &Code, const std::vector<Fix> &Fixes) {
  std::string Fixed;
  unsigned Done = 0;
  for (const Edit &E : editsOf(Fixes)) {
    Fixed.append(Code, Done, E.Offset - Done);
    Fixed += E.Text;
    Done = E.Offset + E.Length;
  }
  Fixed.append(Code, Done);
  return Fixed;
}

} // namespace aether::analysis
