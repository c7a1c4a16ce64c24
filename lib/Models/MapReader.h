//===- MapReader.h - Reading the nodes of a model file ----------------*- C++
//-*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Helpers that read one kind of node each and tell precisely what is wrong.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_MODELS_MAPREADER_H
#define AETHER_LIB_MODELS_MAPREADER_H

#include "YamlTree.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"

#include <functional>

namespace aether::analysis::models {

/// Reads a map whose keys are known: each key has a handler, which gets the
/// value. Unknown, double and missing keys are mistakes.
class MapReader {
public:
  using Handler = std::function<llvm::Error(const YamlNode &)>;

  /// \p What is what the map describes: "a type".
  MapReader(const ModelSource &Source, const YamlNode &Node,
            llvm::StringRef What)
      : Source(Source), Node(Node), What(What) {}

  void required(llvm::StringRef Name, Handler H) {
    Keys.push_back({Name, std::move(H), true, nullptr});
  }
  void optional(llvm::StringRef Name, Handler H) {
    Keys.push_back({Name, std::move(H), false, nullptr});
  }
  /// Calls the handlers in the order in which they were given.
  llvm::Error read();

private:
  struct Key {
    llvm::StringRef Name;
    Handler H;
    bool Required;
    const YamlNode *Value;
  };
  const ModelSource &Source;
  const YamlNode &Node;
  llvm::StringRef What;
  llvm::SmallVector<Key, 10> Keys;
};

/// Calls \p Item for each item of list \p Node. \p Wanted names the list.
llvm::Error forEach(const ModelSource &Source, const YamlNode &Node,
                    llvm::StringRef Wanted,
                    llvm::function_ref<llvm::Error(const YamlNode &)> Item);

llvm::Error readBool(const ModelSource &Source, const YamlNode &Node,
                     bool &Into);
llvm::Error readText(const ModelSource &Source, const YamlNode &Node,
                     llvm::StringRef Wanted, std::string &Into);
/// A qualified name of C++, as the models spell it.
llvm::Error readName(const ModelSource &Source, const YamlNode &Node,
                     std::string &Into);
/// A name in which one `*` may stand for part of an identifier.
llvm::Error readPattern(const ModelSource &Source, const YamlNode &Node,
                        std::string &Into);
/// A name or a list of names.
llvm::Error readNames(const ModelSource &Source, const YamlNode &Node,
                      std::vector<std::string> &Into);

/// One of the words in \p Known.
template <typename T>
llvm::Error readWord(const ModelSource &Source, const YamlNode &Node,
                     llvm::ArrayRef<std::pair<llvm::StringRef, T>> Known,
                     T &Into) {
  llvm::SmallVector<llvm::StringRef> Words;
  for (auto &[Word, Value] : Known) {
    if (Node.isScalar() && Node.Text == Word) {
      Into = Value;
      return llvm::Error::success();
    }
    Words.push_back(Word);
  }
  return Source.mistake(Node.Begin, Node.describe(),
                        Node.isScalar() ? oneOf(Words, Node.Text)
                                        : oneOf(Words));
}

} // namespace aether::analysis::models

#endif // AETHER_LIB_MODELS_MAPREADER_H
