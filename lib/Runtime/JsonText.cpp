//===- JsonText.cpp - Writes numbers and strings of JSON ------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "JsonText.h"

#include <charconv>
#include <cmath>
#include <ostream>

using namespace aether;
using namespace aether::detail;

std::ostream &aether::detail::operator<<(std::ostream &out,
                                         DecimalNumber number) {
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, number.value).ptr;
  return out.write(text, end - text);
}

std::ostream &aether::detail::operator<<(std::ostream &out, JsonNumber number) {
  if (!std::isfinite(number.value))
    return out << "null";
  return out << DecimalNumber(number.value);
}

std::ostream &aether::detail::operator<<(std::ostream &out, JsonString string) {
  static constexpr char Digits[] = "0123456789abcdef";
  out.put('"');
  for (const char c : string.text) {
    const auto code = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\')
      out.put('\\').put(c);
    else if (code < 0x20)
      out.write("\\u00", 4).put(Digits[code >> 4]).put(Digits[code & 15]);
    else
      out.put(c);
  }
  return out.put('"');
}

void aether::detail::write_json_times(std::ostream &out,
                                      const TimeParts &parts) {
  out << "{\"wall_ns\": " << parts.wall.count()
      << ", \"running_ns\": " << parts.running.count()
      << ", \"runnable_ns\": " << parts.runnable.count()
      << ", \"lock_wait_ns\": " << parts.lock_wait.count()
      << ", \"io_ns\": " << parts.io.count()
      << ", \"beta\": " << JsonNumber(parts.beta())
      << ", \"corrected_beta\": " << JsonNumber(parts.corrected_beta()) << '}';
}

void aether::detail::write_json_law(std::ostream &out,
                                    const std::optional<ScalingLaw> &law) {
  if (!law) {
    out << "null";
    return;
  }
  out << "{\"lambda\": " << JsonNumber(law->lambda)
      << ", \"sigma\": " << JsonNumber(law->sigma)
      << ", \"kappa\": " << JsonNumber(law->kappa)
      << ", \"r_squared\": " << JsonNumber(law->r_squared)
      << ", \"worst_relative_error\": " << JsonNumber(law->worst_relative_error)
      << ", \"good\": " << (law->is_good() ? "true" : "false") << '}';
}
