//===- SiteRows.h - Call sites and findings as table rows -------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// One SiteRow is what one run said about one call site, on behalf of some of
/// the units it solved:
///
///     Verdicts ──split──▶ SiteRow... ──insert/load──▶ tables
///     Verdicts ◀──join─── SiteRow...
///
/// A call in a header that several runs judged has several rows.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_VETODATABASE_SITEROWS_H
#define AETHER_LIB_VETODATABASE_SITEROWS_H

#include "Sqlite.h"

#include "aether-analysis/Solve.h"

#include "llvm/ADT/StringSet.h"

#include <vector>

namespace aether::analysis {

/// A finding together with the position of the call site it is reported for,
/// which may be another than the one it is listed under.
struct SiteFinding {
  Finding F; ///< F.CallSite is unused
  Position Owner;
};

struct SiteRow {
  CallSiteVerdict Site; ///< Site.Findings is unused
  std::vector<SiteFinding> Findings;
  std::int64_t Run = 0; ///< key in table runs
  std::int64_t Id = 0;  ///< key in table call_sites, once there
};

/// The rows for those call sites of \p V that occur in \p MainFiles, with their
/// units reduced to these.
std::vector<SiteRow> split(const Verdicts &V,
                           const llvm::StringSet<> &MainFiles);

/// Puts rows together: rows of one position become one call site with the worst
/// verdict, equal findings one finding. Sorted by position.
Verdicts join(std::vector<SiteRow> Rows);

/// A hash of all that \p Row says.
std::uint64_t checksum(const SiteRow &Row);
/// What \p Checksum adds to the sum in table seals: so little that no sum ever
/// overflows.
std::int64_t sealPart(std::uint64_t Checksum);

void insertRow(Connection &C, const SiteRow &Row);

/// All rows, or those whose units include one of \p MainFiles. Fails as damaged
/// if a row is missing or is not what was inserted.
std::vector<SiteRow> loadRows(Connection &C,
                              const llvm::StringSet<> *MainFiles = nullptr);

/// Takes away what was said on behalf of \p MainFiles. Rows that were also said
/// on behalf of others stay, for these.
void removeVerdicts(Connection &C, const llvm::StringSet<> &MainFiles);

} // namespace aether::analysis

#endif // AETHER_LIB_VETODATABASE_SITEROWS_H
