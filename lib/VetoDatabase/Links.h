//===- Links.h - Which functions units share --------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The table `links`: what one unit defines and others call. With it those that
/// have to do with a unit are found without reading the summaries of all.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_VETODATABASE_LINKS_H
#define AETHER_LIB_VETODATABASE_LINKS_H

#include "Sqlite.h"

#include "aether-analysis/Summary.h"

#include <vector>

namespace aether::analysis {

/// Functions by the hash of their key, sorted and without doubles.
struct UnitLinks {
  /// That others may call: with a body here, or overridden by one that has.
  std::vector<std::uint64_t> Defined;
  /// That are called or named here, and may run code of others.
  std::vector<std::uint64_t> Needed;
};

/// Linear in the size of \p Unit.
UnitLinks linksOf(const TranslationUnitSummary &Unit);

/// What the table says of \p Unit; nothing if it is not there.
UnitLinks getLinks(Connection &C, const UnitKey &Unit);
/// Replaces that. Inside a transaction that writes.
void putLinks(Connection &C, const UnitKey &Unit, const UnitLinks &Links);

} // namespace aether::analysis

#endif // AETHER_LIB_VETODATABASE_LINKS_H
