//===- veto_lookup.h - A call's entry in the veto table ---------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Finds the entry for a source position, wholly at compile time.
//===----------------------------------------------------------------------===//

#ifndef AETHER_DETAIL_VETO_LOOKUP_H
#define AETHER_DETAIL_VETO_LOOKUP_H

#include "aether/veto_table.h"

#include <string_view>

namespace aether::detail {

/// The components of a path from the last to the first, without "." and with
/// ".." applied; then empty ones.
class PathTail {
public:
  constexpr explicit PathTail(std::string_view path) : rest(path) {}

  constexpr std::string_view next() {
    for (unsigned skip = 0;;) {
      while (!rest.empty() && rest.back() == '/')
        rest.remove_suffix(1);
      if (rest.empty())
        return {};
      const auto slash = rest.rfind('/');
      const std::string_view last =
          slash == rest.npos ? rest : rest.substr(slash + 1);
      rest.remove_suffix(last.size());
      if (last == ".")
        continue;
      if (last == "..")
        ++skip;
      else if (skip == 0)
        return last;
      else
        --skip;
    }
  }

private:
  std::string_view rest;
};

/// Whether one path, normalised, ends with the other at a component's start.
/// Two absolute paths must be equal.
constexpr bool same_file(std::string_view a, std::string_view b) {
  const bool both_absolute = a.starts_with('/') && b.starts_with('/');
  PathTail tail_a(a), tail_b(b);
  for (bool any = false;; any = true) {
    const std::string_view last_a = tail_a.next(), last_b = tail_b.next();
    if (last_a.empty() || last_b.empty())
      return any && (!both_absolute || last_a == last_b);
    if (last_a != last_b)
      return false;
  }
}

/// The entry of \p table for a call at this position, the worst if there are
/// several, or one with verdict Unanalyzed. A position that has no entry on a
/// line that has some takes the worst of the line if it is a warning: compilers
/// and their versions count columns differently, and a veto must not be lost by
/// that. A proof is never taken from a neighbour.
///
/// Strings are compared on equal lines only, as constant evaluation is slow.
template <std::size_t N>
constexpr VetoEntry look_up(const VetoEntry (&table)[N], std::string_view file,
                            std::uint32_t line, std::uint32_t column) {
  VetoEntry here{"", line, column, Verdict::Unanalyzed, ""};
  VetoEntry beside = here;
  const auto scan = [&](auto &&is_this_file) {
    bool any = false;
    for (const VetoEntry &entry : table) {
      if (entry.line != line || line == 0 || !is_this_file(entry.file))
        continue;
      any = true;
      VetoEntry &slot =
          entry.column == 0 || entry.column == column ? here : beside;
      if (entry.verdict > slot.verdict)
        slot = entry;
    }
    return any;
  };
  if (!scan([&](const char *other) { return file == other; }) &&
      scan([&](const char *other) { return same_file(file, other); }))
    for (const VetoEntry &entry : table)
      if (file == entry.file) // the table knows the file: those were others
        return {"", line, column, Verdict::Unanalyzed, ""};
  if (here.verdict == Verdict::Unanalyzed && beside.verdict > Verdict::Safe)
    return beside;
  return here;
}

} // namespace aether::detail

#endif // AETHER_DETAIL_VETO_LOOKUP_H
