//===- Serial.h - Summaries as bytes ----------------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The form in which the veto database keeps a summary, so that an unchanged
/// translation unit need not be parsed again:
///
///     TranslationUnitSummary ◀──Serial──▶ bytes ◀──▶ VetoDatabase
///
/// A header of 24 bytes (magic, format, length, XXH3 of what follows; little
/// endian), then the fields in the order of Summary.h as variable-length
/// integers. Equal summaries give equal bytes. Nothing is trusted on the way
/// back: whatever deserialize() returns keeps the promises of Summary.h about
/// ids, so that Solve may index without looking.
///
/// Thread safety: free functions without shared state.
//===----------------------------------------------------------------------===//

#ifndef AETHER_ANALYSIS_SERIAL_H
#define AETHER_ANALYSIS_SERIAL_H

#include "aether-analysis/Summary.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <cstdint>
#include <string>

namespace aether::analysis {

/// Counts up with every change of Summary.h, Terms.h or of the encoding.
inline constexpr std::uint32_t SummaryFormat = 15;

/// Why bytes are not a summary.
class SerialError : public llvm::ErrorInfo<SerialError> {
public:
  enum class Kind {
    NotASummary, ///< the magic is missing
    Newer,       ///< of a later format than SummaryFormat
    Older,       ///< of an earlier format, which is not read any more
    Damaged,     ///< truncated, altered, or contradicting itself
  };
  static char ID;

  SerialError(Kind K, std::string Message)
      : K(K), Message(std::move(Message)) {}
  Kind kind() const { return K; }
  void log(llvm::raw_ostream &OS) const override;
  std::error_code convertToErrorCode() const override;

private:
  Kind K;
  std::string Message;
};

/// \p Unit as bytes. Linear in its size. A position with Line 0 comes back as
/// no position at all; all else comes back as it was.
std::string serialize(const TranslationUnitSummary &Unit);

/// The summary that \p Bytes hold, with its term pools indexed, or a
/// SerialError. Never reads outside \p Bytes and never asks for more than a
/// constant multiple of their size, whatever they are. Linear in their size.
llvm::Expected<TranslationUnitSummary> deserialize(llvm::StringRef Bytes);

/// The hash that SourceFile::ContentHash holds for a file with this content.
std::uint64_t contentHash(llvm::StringRef Content);

} // namespace aether::analysis

#endif // AETHER_ANALYSIS_SERIAL_H
