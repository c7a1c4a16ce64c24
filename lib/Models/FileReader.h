//===- FileReader.h - Entries of a model file -------------------------*- C++
//-*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Reads the tree of a model file, or of one entry of it, into the structures
/// of Models.h. The format is described in docs/models.md.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_MODELS_FILEREADER_H
#define AETHER_LIB_MODELS_FILEREADER_H

#include "YamlTree.h"
#include "aether-analysis/Models.h"

namespace aether::analysis::models {

/// What a model file, or a part of it, says. Methods are among the functions,
/// under their qualified names.
struct ModelFile {
  std::vector<std::pair<std::string, std::string>> Renames;
  std::vector<std::pair<std::string, NamespaceRule>> Rules;
  std::vector<VariableModel> Variables;
  std::vector<TypeModel> Types;
  std::vector<FunctionModel> Functions;
};

/// The sections of a file whose entries can be read one by one.
enum class Section { None, Types, Methods, Functions };

/// Reads the whole file \p Source.
llvm::Expected<ModelFile> readModelFile(const ModelSource &Source);

/// Reads \p Source, a list of entries of \p Where, and adds them to \p File.
llvm::Error readEntries(const ModelSource &Source, Section Where,
                        ModelFile &File);

} // namespace aether::analysis::models

#endif // AETHER_LIB_MODELS_FILEREADER_H
