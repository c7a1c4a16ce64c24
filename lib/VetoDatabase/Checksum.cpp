//===- Checksum.cpp - Whether a row is what was written -------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SiteRows.h"

#include "llvm/Support/xxhash.h"

using namespace aether::analysis;

namespace {

/// SQLite notices damage to its own structure only. A verdict must not become
/// another one by a flipped bit, so each row carries a hash of all it says.
class Digest {
public:
  void add(llvm::StringRef S) {
    add(S.size());
    Bytes += S;
  }
  void add(std::uint64_t X) {
    Bytes.append(reinterpret_cast<const char *>(&X), sizeof(X));
  }
  void add(const Position &P) {
    add(P.File);
    add(P.Spelled);
    add(P.Line);
    add(P.Column);
  }
  void add(const AccessEvidence &A) {
    add(toString(A.Kind));
    add(A.Variable);
    add(A.Pos);
    add(A.Chain.size());
    for (const ChainStep &S : A.Chain) {
      add(S.Function);
      add(S.Pos);
    }
    add(A.Locks);
  }
  void add(const std::vector<std::string> &Texts) {
    add(Texts.size());
    for (const std::string &S : Texts)
      add(S);
  }
  void add(const char *S) { add(llvm::StringRef(S)); }
  void add(const std::string &S) { add(llvm::StringRef(S)); }
  void add(unsigned X) { add(std::uint64_t(X)); }

  std::uint64_t result() const { return llvm::xxh3_64bits(Bytes); }

private:
  std::string Bytes;
};

} // namespace

std::uint64_t aether::analysis::checksum(const SiteRow &Row) {
  Digest D;
  const CallSiteVerdict &S = Row.Site;
  D.add(S.Pos);
  for (unsigned N : {S.MemberLine, S.MemberColumn, S.ParenLine, S.ParenColumn,
                     S.MacroEndLine, S.MacroEndColumn})
    D.add(N);
  D.add(S.MacroPos);
  D.add(S.Callee);
  D.add(toString(S.Result));
  D.add(S.Reasons.size());
  for (const Reason &R : S.Reasons) {
    D.add(R.Text);
    D.add(R.Pos);
  }
  D.add(S.Assumptions);
  D.add(S.AssumedBy);
  D.add(S.TranslationUnits);
  D.add(Row.Findings.size());
  for (const SiteFinding &SF : Row.Findings) {
    const Finding &F = SF.F;
    D.add(toString(F.Kind));
    D.add(F.Message);
    D.add(F.Repair);
    D.add(F.First);
    D.add(F.Second);
    D.add(F.SharedHow);
    D.add(F.SharedPos);
    D.add(F.Fingerprint);
    D.add(std::size_t(F.Rehearsed));
    D.add(SF.Owner);
  }
  return D.result();
}

std::int64_t aether::analysis::sealPart(std::uint64_t Checksum) {
  return static_cast<std::int64_t>(Checksum & 0xFFFFFFFF);
}
