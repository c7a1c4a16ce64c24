//===- JoinRows.cpp - From verdicts to rows and back ----------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SiteRows.h"

#include "llvm/ADT/STLExtras.h"

#include <map>
#include <tuple>

using namespace aether::analysis;

namespace {

auto place(const Position &P) { return std::tie(P.File, P.Line, P.Column); }
using Place = std::tuple<std::string, unsigned, unsigned>;

/// The order in which Solve leaves findings; the rest makes it total.
auto order(const SiteFinding &S) {
  const Finding &F = S.F;
  return std::tuple_cat(
      place(F.First.Pos), place(F.Second.Pos), place(S.Owner), std::tie(F.Kind),
      std::make_tuple(F.First.Chain.size() + F.Second.Chain.size()),
      std::tie(F.Message, F.First.Variable, F.Second.Variable, F.Fingerprint,
               F.Rehearsed));
}

template <typename T> void addNew(std::vector<T> &To, const T &X) {
  if (!llvm::is_contained(To, X))
    To.push_back(X);
}

bool same(const Reason &A, const Reason &B) {
  return A.Text == B.Text && place(A.Pos) == place(B.Pos);
}

/// Adds to \p To, the worst so far at its position, what \p From says.
void merge(CallSiteVerdict &To, const CallSiteVerdict &From) {
  for (const std::string &Unit : From.TranslationUnits)
    addNew(To.TranslationUnits, Unit);
  if (From.Result < To.Result)
    return;
  for (const Reason &R : From.Reasons)
    if (llvm::none_of(To.Reasons, [&](const Reason &X) { return same(X, R); }))
      To.Reasons.push_back(R);
  for (auto [Text, By] : llvm::zip(From.Assumptions, From.AssumedBy))
    if (!llvm::is_contained(To.Assumptions, Text)) {
      To.Assumptions.push_back(Text);
      To.AssumedBy.push_back(By);
    }
}

} // namespace

std::vector<SiteRow>
aether::analysis::split(const Verdicts &V, const llvm::StringSet<> &MainFiles) {
  std::vector<SiteRow> Rows;
  for (const CallSiteVerdict &Site : V.CallSites) {
    SiteRow Row;
    Row.Site = Site;
    Row.Site.Findings.clear();
    llvm::erase_if(Row.Site.TranslationUnits, [&](const std::string &Unit) {
      return !MainFiles.contains(Unit);
    });
    if (Row.Site.TranslationUnits.empty())
      continue;
    llvm::sort(Row.Site.TranslationUnits);
    Row.Site.TranslationUnits.erase(llvm::unique(Row.Site.TranslationUnits),
                                    Row.Site.TranslationUnits.end());
    Row.Site.AssumedBy.resize(Site.Assumptions.size(), "analysis");
    for (unsigned Number : Site.Findings) {
      const Finding &F = V.Findings[Number];
      Row.Findings.push_back({F, V.CallSites[F.CallSite].Pos});
      Row.Findings.back().F.CallSite = 0;
    }
    Rows.push_back(std::move(Row));
  }
  return Rows;
}

Verdicts aether::analysis::join(std::vector<SiteRow> Rows) {
  // The worst first, so that the first of a position decides.
  llvm::stable_sort(Rows, [](const SiteRow &A, const SiteRow &B) {
    return std::tuple_cat(place(A.Site.Pos), std::tie(B.Site.Result)) <
           std::tuple_cat(place(B.Site.Pos), std::tie(A.Site.Result));
  });
  Verdicts V;
  std::map<Place, unsigned> SiteAt;
  // Pointers into Rows, for sorting without moving.
  std::vector<std::pair<const SiteFinding *, unsigned>> Found;
  for (const SiteRow &Row : Rows) {
    auto [It, New] =
        SiteAt.try_emplace(place(Row.Site.Pos), unsigned(V.CallSites.size()));
    if (New)
      V.CallSites.push_back(Row.Site);
    else
      merge(V.CallSites[It->second], Row.Site);
    for (const SiteFinding &F : Row.Findings)
      Found.emplace_back(&F, It->second);
  }
  llvm::stable_sort(Found, [](const auto &A, const auto &B) {
    return order(*A.first) < order(*B.first);
  });
  const SiteFinding *Last = nullptr;
  for (auto [SF, Site] : Found) {
    if (!Last || order(*Last) != order(*SF)) {
      Last = SF;
      V.Findings.push_back(SF->F);
      auto Owner = SiteAt.find(place(SF->Owner));
      V.Findings.back().CallSite = Owner == SiteAt.end() ? Site : Owner->second;
    }
    addNew(V.CallSites[Site].Findings, unsigned(V.Findings.size() - 1));
  }
  for (CallSiteVerdict &Site : V.CallSites)
    llvm::sort(Site.TranslationUnits);
  return V;
}
