//===- Diff.cpp - What changed between two runs ---------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether-analysis/VerdictDiff.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"

#include <map>
#include <tuple>

using namespace aether::analysis;

namespace {

using Sites = std::vector<unsigned>;

/// Call sites by file and callee, in the order of their positions.
std::map<std::pair<std::string, std::string>, Sites> group(const Verdicts &V) {
  std::map<std::pair<std::string, std::string>, Sites> Groups;
  for (auto [I, S] : llvm::enumerate(V.CallSites))
    Groups[{S.Pos.File, S.Callee}].push_back(unsigned(I));
  for (auto &[Key, Members] : Groups)
    llvm::stable_sort(Members, [&](unsigned A, unsigned B) {
      const Position &P = V.CallSites[A].Pos, &Q = V.CallSites[B].Pos;
      return std::tie(P.Line, P.Column) < std::tie(Q.Line, Q.Column);
    });
  return Groups;
}

/// The findings of one side that have no partner of equal fingerprint on the
/// other. Equal fingerprints on one side count one by one.
std::vector<unsigned> withoutPartner(const Verdicts &Here,
                                     const Verdicts &There) {
  std::map<llvm::StringRef, unsigned> Left;
  for (const Finding &F : There.Findings)
    ++Left[F.Fingerprint];
  std::vector<unsigned> Result;
  for (auto [I, F] : llvm::enumerate(Here.Findings))
    if (unsigned &Count = Left[F.Fingerprint])
      --Count;
    else
      Result.push_back(unsigned(I));
  return Result;
}

class Comparison {
public:
  Comparison(const Verdicts &Old, const Verdicts &New) : Old(Old), New(New) {}

  /// Pairs the members of one group: those at one place first, then, between
  /// two such, the others in their order. What has no partner came or went.
  void compare(const Sites &A, const Sites &B) {
    std::size_t I = 0, J = 0;
    while (I != A.size() || J != B.size()) {
      // The next pair that stands where it stood.
      std::size_t M = I, N = J;
      while (M != A.size() && N != B.size() && at(Old, A[M]) != at(New, B[N]))
        at(Old, A[M]) < at(New, B[N]) ? ++M : ++N;
      if (M == A.size() || N == B.size()) {
        M = A.size();
        N = B.size();
      }
      while (I != M && J != N)
        pair(A[I++], B[J++]);
      while (I != M)
        Result.CallSites.push_back(
            {VerdictDiff::Change::Kind::Removed, A[I++], std::nullopt});
      while (J != N)
        Result.CallSites.push_back(
            {VerdictDiff::Change::Kind::Added, std::nullopt, B[J++]});
      if (I != A.size() && J != B.size())
        pair(A[I++], B[J++]);
    }
  }

  VerdictDiff Result;

private:
  static std::pair<unsigned, unsigned> at(const Verdicts &V, unsigned Site) {
    return {V.CallSites[Site].Pos.Line, V.CallSites[Site].Pos.Column};
  }
  void pair(unsigned A, unsigned B) {
    if (Old.CallSites[A].Result != New.CallSites[B].Result)
      Result.CallSites.push_back({VerdictDiff::Change::Kind::Changed, A, B});
  }

  const Verdicts &Old, &New;
};

} // namespace

VerdictDiff aether::analysis::diff(const Verdicts &Old, const Verdicts &New) {
  Comparison C(Old, New);
  auto Before = group(Old), After = group(New);
  for (auto &[Key, Members] : Before)
    C.compare(Members, After[Key]);
  for (auto &[Key, Members] : After)
    if (!Before.count(Key))
      C.compare({}, Members);
  C.Result.NewFindings = withoutPartner(New, Old);
  C.Result.GoneFindings = withoutPartner(Old, New);
  return std::move(C.Result);
}
