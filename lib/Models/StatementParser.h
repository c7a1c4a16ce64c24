//===- StatementParser.h - Statements of a model ----------------------*- C++
//-*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A recursive-descent parser for the little language of Models.h.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_MODELS_STATEMENTPARSER_H
#define AETHER_LIB_MODELS_STATEMENTPARSER_H

#include "YamlTree.h"
#include "aether-analysis/Models.h"

namespace aether::analysis::models {

/// What a term has to be in its context.
enum class TermSort { Place, Integer, Value };

/// Where a statement or term stands, which decides what it may name.
struct TermContext {
  int ArgCount = -1;   ///< arguments of the call, -1: any number
  bool InTask = false; ///< `index` and the like make sense
};

/// Parses the statement in the scalar \p Node.
llvm::Expected<ModelEffect> parseStatement(const ModelSource &Source,
                                           const YamlNode &Node,
                                           const TermContext &Context);

/// Parses the term in the scalar \p Node.
llvm::Expected<ModelTerm> parseTerm(const ModelSource &Source,
                                    const YamlNode &Node, TermSort Sort,
                                    const TermContext &Context);

} // namespace aether::analysis::models

#endif // AETHER_LIB_MODELS_STATEMENTPARSER_H
