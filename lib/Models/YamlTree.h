//===- YamlTree.h - YAML with positions -------------------------------*- C++
//-*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// LLVM's YAML parser yields its nodes once and in order; a model file is
/// easier to read from a tree.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_MODELS_YAMLTREE_H
#define AETHER_LIB_MODELS_YAMLTREE_H

#include "ModelSource.h"

#include <deque>
#include <utility>
#include <vector>

namespace aether::analysis::models {

struct YamlNode {
  enum class Kind { Null, Scalar, List, Map } K = Kind::Null;
  std::string Text;            ///< Scalar: unescaped
  const char *Begin = nullptr; ///< where it starts in the source
  /// Scalar: where its first character stands, if its text stands in the
  /// source as it is; else null.
  const char *Verbatim = nullptr;
  std::vector<const YamlNode *> Items;                               ///< List
  std::vector<std::pair<const YamlNode *, const YamlNode *>> Fields; ///< Map

  bool isNull() const { return K == Kind::Null; }
  bool isScalar() const { return K == Kind::Scalar; }
  bool isList() const { return K == Kind::List; }
  bool isMap() const { return K == Kind::Map; }

  /// For messages: "a list", "`text`" ...
  std::string describe() const;
  /// Where character \p Offset of the text stands, as exactly as is known.
  const char *at(std::size_t Offset) const {
    return Verbatim ? Verbatim + Offset : Begin;
  }
};

class YamlTree {
public:
  /// Parses the one document of \p Source.
  static llvm::Expected<YamlTree> parse(const ModelSource &Source);
  const YamlNode &root() const { return *Root; }

private:
  friend class TreeBuilder;
  std::deque<YamlNode> Nodes;
  const YamlNode *Root = nullptr;
};

} // namespace aether::analysis::models

#endif // AETHER_LIB_MODELS_YAMLTREE_H
