//===- Solve.h - From summaries to verdicts ---------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Links the summaries of one or more translation units and judges every
/// parallel call in them:
///
///     TranslationUnitSummary... ──Link──▶ Program ──Solve──▶ Verdicts
///
/// The results are plain data that Report prints, VetoDatabase stores and the
/// clang-tidy check turns into diagnostics. All positions name files by path,
/// so the results outlive the summaries.
//===----------------------------------------------------------------------===//

#ifndef AETHER_ANALYSIS_SOLVE_H
#define AETHER_ANALYSIS_SOLVE_H

#include "aether-analysis/Summary.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace aether::analysis {

/// See DESIGN, "What a verdict promises". Worse is larger.
enum class Verdict : std::uint8_t { Safe, Unknown, Unsafe };

/// The patterns, the more specific first: when several fit, the first is named.
enum class Pattern : std::uint8_t {
  WrongLock,
  LostUpdate,
  ThreadBoundObject,
  NonReentrantCall,
  OverlappingElements,
  AliasedItems,
  SharedContainer,
  MemberMutation,
  GlobalMutation,
  CapturedMutation,
};

const char *toString(Verdict);    ///< "safe", "unknown", "unsafe"
const char *toString(Pattern);    ///< "wrong-lock" ...
const char *toString(AccessKind); ///< "read", "write", "atomic-read" ...

struct Position {
  std::string File;    ///< absolute path
  std::string Spelled; ///< as the compiler spells it (`__FILE__`)
  unsigned Line = 0, Column = 0;
};

/// One step on the way from the parallel call to an access.
struct ChainStep {
  std::string Function;
  Position Pos; ///< of the call; for the first step, of the callable
};

struct AccessEvidence {
  AccessKind Kind = AccessKind::Read;
  std::string Variable; ///< as the user wrote it
  Position Pos;         ///< always in user code
  std::vector<ChainStep> Chain;
  std::vector<std::string>
      Locks; ///< held at the access, as the user wrote them
};

/// One race: two conflicting accesses, the first of which is the racing line.
/// The two may be the same statement, run by two tasks.
struct Finding {
  Pattern Kind = Pattern::CapturedMutation;
  std::string Message; ///< one sentence: what is written, by whom, why it races
  std::string Repair;  ///< one sentence: how to repair it
  AccessEvidence First, Second;
  /// How the memory came to be shared: "captured by reference here", "global
  /// declared here". Empty text if there is nothing to say.
  std::string SharedHow;
  Position SharedPos;
  unsigned CallSite = 0; ///< index into Verdicts::CallSites
  /// Stable under changes elsewhere in the file: no line numbers enter it.
  std::string Fingerprint;
  /// Not proven from the code, but seen in a rehearsal of it (Rehearsal.h).
  bool Rehearsed = false;
};

/// A cause for Unknown.
struct Reason {
  std::string Text; ///< completes "Unknown because ..."
  Position Pos;     ///< where; Line 0 if nowhere in particular
};

struct CallSiteVerdict {
  Position Pos; ///< where the call expression starts
  unsigned MemberColumn = 0, ParenColumn = 0; ///< for CallSite look-up
  unsigned MemberLine = 0, ParenLine = 0;
  Position MacroPos; ///< Line 0 unless inside a macro
  unsigned MacroEndLine = 0, MacroEndColumn = 0; ///< the expansion's last token
  std::string Callee;
  Verdict Result = Verdict::Unknown;
  std::vector<Reason> Reasons;          ///< of Unknown; empty otherwise
  std::vector<std::string> Assumptions; ///< that the proof of Safe uses
  /// To each of Assumptions, who makes it: "user", "model" or "analysis".
  /// May be shorter; what is missing is "analysis".
  std::vector<std::string> AssumedBy;
  std::vector<unsigned> Findings; ///< indices into Verdicts::Findings
  /// Absolute paths of the main files of all TUs in which this call occurs.
  std::vector<std::string> TranslationUnits;
};

struct Verdicts {
  std::vector<CallSiteVerdict> CallSites; ///< by file, line, column
  std::vector<Finding> Findings;          ///< by file, line, column
};

struct SolveOptions {
  unsigned MaxPlaceDepth = 12;  ///< steps in a place before it is widened
  unsigned MaxCallDepth = 64;   ///< calls followed before Unknown
  unsigned MaxAccesses = 20000; ///< of one task before Unknown
  /// isl operations allowed for one question before Unknown.
  unsigned long MaxIslOperations = 1000000;
  /// The same for all questions of one parallel call, together.
  unsigned long MaxIslOperationsOfCall = 4000000;
};

/// What was found out in earlier runs. Calls that some function leads to are a
/// group; what is known of one is kept by the digest of all that it depends on.
struct SolveMemo {
  /// Hash of what else decides: the analyser itself.
  std::uint64_t Salt = 0;
  /// What an earlier run has put into New by this digest, if it was kept.
  std::function<std::optional<std::string>(std::uint64_t Digest)> Find;
  std::vector<std::uint64_t> Met; ///< the digests of all groups
  std::vector<std::pair<std::uint64_t, std::string>> New; ///< to be kept
};

/// Judges all parallel calls of \p Units. The result does not depend on the
/// order of \p Units, nor on what \p Memo knows: with it, only groups that have
/// changed are solved. Each (file, line, column) gets one verdict, the worst
/// over all contexts and instantiations.
/// Thread safety: may be called from several threads on different data.
Verdicts solve(const std::vector<const TranslationUnitSummary *> &Units,
               const SolveOptions &Options = {}, SolveMemo *Memo = nullptr);

} // namespace aether::analysis

#endif // AETHER_ANALYSIS_SOLVE_H
