//===- progress_bar.h - Progress on a terminal -------------------*- C++
//-*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// ProgressBar: what ParOptions::progress may hold.
//===----------------------------------------------------------------------===//

#ifndef AETHER_PROGRESS_BAR_H
#define AETHER_PROGRESS_BAR_H

#include <cstddef>
#include <string>

namespace aether {

/// Draws a line that fills up, on standard error:
///
///     aether::par_map(files, read, {.progress =
///     aether::ProgressBar("reading")});
///
///     reading [##########----------]  50 % 500/1000
///
/// Draws nothing unless standard error is a terminal that can go back to the
/// start of a line. In colour, unless the environment has a NO_COLOR that is
/// not empty (no-color.org). One bar serves one call at a time.
class ProgressBar {
public:
  explicit ProgressBar(std::string label = {});

  /// Draws the line, and ends it once all is done. Errors of the terminal are
  /// ignored. May throw std::bad_alloc.
  void operator()(std::size_t done, std::size_t total) const;

  /// The line without going back to its start. O(width).
  static std::string line(const std::string &label, std::size_t done,
                          std::size_t total, bool colour);

private:
  std::string label;
  bool terminal;
  bool colour;
};

} // namespace aether

#endif // AETHER_PROGRESS_BAR_H
