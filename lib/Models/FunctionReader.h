//===- FunctionReader.h - One function of a model file ----------------*- C++
//-*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Reads one entry of `functions:` or `methods:`.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_MODELS_FUNCTIONREADER_H
#define AETHER_LIB_MODELS_FUNCTIONREADER_H

#include "YamlTree.h"
#include "aether-analysis/Models.h"

namespace aether::analysis::models {

/// Reads the function entry \p Node: its names, and the models that hold for
/// each of them, in the order in which they are to be tried. (One entry makes
/// several models if it allows several argument counts or a policy.)
llvm::Error readFunction(const ModelSource &Source, const YamlNode &Node,
                         std::vector<std::string> &Names,
                         std::vector<FunctionModel> &Models);

} // namespace aether::analysis::models

#endif // AETHER_LIB_MODELS_FUNCTIONREADER_H
