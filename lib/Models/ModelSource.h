//===- ModelSource.h - Text of a model file ---------------------------*- C++
//-*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The text of one model file and the one way in which a mistake in it is told:
///
///     [ text ] ──YamlTree──▶ nodes ──FileReader, StatementParser──▶ entries
///
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_MODELS_MODELSOURCE_H
#define AETHER_LIB_MODELS_MODELSOURCE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/Error.h"

#include <string>

namespace aether::analysis::models {

/// A model file or a piece of one. Refers to text owned elsewhere.
struct ModelSource {
  llvm::StringRef Text;
  std::string Name;       ///< for messages
  unsigned FirstLine = 1; ///< number of the text's first line in its file

  /// Line and column of \p Where, which points into Text; both count from 1.
  std::pair<unsigned, unsigned> lineAndColumn(const char *Where) const;

  /// The error `NAME:LINE:COLUMN: found FOUND, expected EXPECTED`.
  llvm::Error mistake(const char *Where, const llvm::Twine &Found,
                      const llvm::Twine &Expected) const;
};

/// "`a`, `b` or `c`", in the given order.
std::string oneOf(llvm::ArrayRef<llvm::StringRef> Words);

/// oneOf(Words), and ` (did you mean ...?)` if \p Word is close to one.
std::string oneOf(llvm::ArrayRef<llvm::StringRef> Words, llvm::StringRef Word);

} // namespace aether::analysis::models

#endif // AETHER_LIB_MODELS_MODELSOURCE_H
