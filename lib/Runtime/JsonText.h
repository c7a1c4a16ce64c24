//===- JsonText.h - Numbers and strings of JSON -----------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What the reports of this library need of JSON (RFC 8259), independent of a
/// stream's format and locale.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_RUNTIME_JSONTEXT_H
#define AETHER_LIB_RUNTIME_JSONTEXT_H

#include "aether/scaling.h"
#include "aether/thread_times.h"

#include <iosfwd>
#include <optional>
#include <string_view>

namespace aether::detail {

/// The shortest text that gives the same number back, such as `0.1`, `1e+30`,
/// `inf`.
struct DecimalNumber {
  explicit DecimalNumber(double value) : value(value) {}
  double value;
};
std::ostream &operator<<(std::ostream &out, DecimalNumber number);

/// The same, but null for what JSON has no number for.
struct JsonNumber {
  explicit JsonNumber(double value) : value(value) {}
  double value;
};
std::ostream &operator<<(std::ostream &out, JsonNumber number);

/// Quoted. Bytes that are no ASCII are passed on: source and file names are
/// expected to be UTF-8.
struct JsonString {
  explicit JsonString(std::string_view text) : text(text) {}
  std::string_view text;
};
std::ostream &operator<<(std::ostream &out, JsonString string);

/// {"wall_ns", "running_ns", "runnable_ns", "lock_wait_ns", "io_ns", "beta",
/// "corrected_beta"}
void write_json_times(std::ostream &out, const TimeParts &parts);

/// {"lambda", "sigma", "kappa", "r_squared", "worst_relative_error", "good"},
/// or null.
void write_json_law(std::ostream &out, const std::optional<ScalingLaw> &law);

} // namespace aether::detail

#endif // AETHER_LIB_RUNTIME_JSONTEXT_H
