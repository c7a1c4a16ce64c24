//===- Profile.h - What a program measured of its calls ---------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A program that is built with the run-time library writes a profile of its
/// parallel calls when it exits. `aether profile` runs it and reads that:
///
///     program ──JSON──▶ ProgramProfile ──▶ Report (printProfile)
///                             └─▶ VetoDatabase ─▶ veto table ─▶ CallSite
///
/// so that the next build starts each call with what was found to be best.
//===----------------------------------------------------------------------===//

#ifndef AETHER_ANALYSIS_PROFILE_H
#define AETHER_ANALYSIS_PROFILE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace aether::analysis {

/// A call site, and all its executions together. Times are nanoseconds.
struct CallProfile {
  std::string File;              ///< as the compiler spelled it, or absolute
  unsigned Line = 0, Column = 0; ///< as the compiler counted
  std::string Function;          ///< such as "par_map"
  std::string Verdict;           ///< "safe", "unknown", "unsafe", "unanalyzed"
  std::string Finding;           ///< behind the verdict; may be empty
  std::uint64_t Calls = 0;
  std::uint64_t ParallelCalls = 0, VetoedCalls = 0; ///< of Calls
  std::uint64_t Items = 0, Chunks = 0;
  std::uint64_t MostWorkers = 0; ///< threads of one call
  std::int64_t Wall = 0;         ///< elapsed
  /// Of all threads together: elapsed while they ran items, and the parts of
  /// that; see docs/profiling.md.
  std::int64_t ThreadWall = 0, Running = 0, Runnable = 0, LockWait = 0, Io = 0;
  std::string Veto;        ///< the last one, such as "TOO_SMALL"; may be empty
  std::string VetoText;    ///< why
  unsigned Threads = 0;    ///< recommended; 0: it was not measured
  unsigned Limit = 0;      ///< that later calls should not exceed; 0: none
  std::uint64_t Grain = 0; ///< items of ten microseconds; 0: not measured
  std::string Reason;      ///< of the recommendation

  /// The blocking ratio as defined, and without preemption and locks; 0 if no
  /// times are known.
  double beta() const {
    return ThreadWall > 0 ? 1 - std::clamp(share(Running), 0.0, 1.0) : 0;
  }
  double correctedBeta() const { return std::clamp(share(Io), 0.0, 1.0); }
  friend bool operator==(const CallProfile &, const CallProfile &) = default;

private:
  double share(std::int64_t Part) const {
    return ThreadWall > 0 ? double(Part) / double(ThreadWall) : 0;
  }
};

struct ProgramProfile {
  unsigned Processors = 0;
  std::vector<CallProfile> Calls; ///< the most time first
};

/// How a program is run for its profile.
struct ProfileOptions {
  std::string Program; ///< a path, or a name to be looked for in PATH
  std::vector<std::string> Arguments;
};

struct ProfileResult {
  ProgramProfile Profile;
  /// Empty, or how the program failed, if it wrote a profile all the same.
  std::string ProgramFailure;
};

/// Runs a program to its end and collects what it and its children measured.
/// Fails if it cannot be run or wrote no profile. Errors are one line.
llvm::Expected<ProfileResult> profileProgram(const ProfileOptions &Options);

/// Reads the profile that one process wrote, a JSON object of version 1. Errors
/// are one line.
llvm::Expected<ProgramProfile> parseProfile(llvm::StringRef Text);

/// Adds up call sites that several processes ran. What is recommended is taken
/// from the one that spent the most time there.
ProgramProfile mergeProfiles(llvm::ArrayRef<ProgramProfile> Parts);

/// Keeps a profile in the veto database \p Database, which is made if there is
/// none, for the next build's veto tables. `DATABASE.profile` then says what
/// these take from it, and is touched only if that changes:
/// aether_enable_vetoes makes tables anew when it does. Errors are one line.
llvm::Error storeProfile(llvm::StringRef Database,
                         const ProgramProfile &Profile);

/// Prints a profile for people (some lines per call site), or as a JSON object
/// of version 1.
void printProfile(const ProgramProfile &Profile, llvm::StringRef BaseDir,
                  llvm::raw_ostream &OS);
void printProfileJson(const ProgramProfile &Profile, llvm::raw_ostream &OS);

} // namespace aether::analysis

#endif // AETHER_ANALYSIS_PROFILE_H
