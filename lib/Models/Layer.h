//===- Layer.h - The entries of one model file ------------------------*- C++
//-*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// One model file as a ModelSet holds it: read at once (a user's file, whose
/// mistakes must be told), or entry by entry as they are asked for (a built-in
/// one):
///
///     [ text ] ──index──▶ name -> pieces of text ──look-up──▶ entries
///
/// The index is made by looking at the layout of lines alone, which is why
/// built-in files keep to one: sections at the margin, entries indented by two
/// columns, `- name:` or `- of:` first in an entry.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_MODELS_LAYER_H
#define AETHER_LIB_MODELS_LAYER_H

#include "FileReader.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringMap.h"

#include <mutex>

namespace aether::analysis::models {

class Layer {
public:
  /// From a whole file that has been read.
  explicit Layer(ModelFile File);
  /// From a built-in file, whose text lives for ever. Aborts if the text
  /// outside of the entries is wrong.
  Layer(llvm::StringRef Text, llvm::StringRef Name);

  // Look-ups by canonical name. Safe to call from several threads.
  void functions(llvm::StringRef Name, std::vector<FunctionModel> &Into) const;
  const TypeModel *type(llvm::StringRef Name) const;

  const std::vector<std::pair<std::string, std::string>> &renames() const {
    return Renames;
  }
  const std::vector<std::pair<std::string, NamespaceRule>> &rules() const {
    return Rules;
  }
  const std::vector<VariableModel> &variables() const { return Variables; }
  unsigned size() const;

private:
  struct Piece {
    llvm::StringRef Text;
    unsigned Line;
    Section Where;
    bool Read = false;
  };
  void index();
  void indexEntry(llvm::StringRef Entry, unsigned Line, Section Where);
  void read(Piece &P) const;
  void readFor(const llvm::StringMap<llvm::SmallVector<unsigned, 2>> &Index,
               llvm::StringRef Name) const;
  void add(ModelFile File) const;

  llvm::StringRef Text;
  std::string Name;
  std::vector<std::pair<std::string, std::string>> Renames;
  std::vector<std::pair<std::string, NamespaceRule>> Rules;
  std::vector<VariableModel> Variables;
  /// Pieces by the name of the function, or of the type they belong to.
  llvm::StringMap<llvm::SmallVector<unsigned, 2>> FunctionPieces, TypePieces;

  mutable std::mutex Lock; ///< guards what follows
  mutable std::vector<Piece> Pieces;
  mutable llvm::StringMap<std::vector<FunctionModel>> Functions;
  mutable llvm::StringMap<TypeModel> Types;
};

/// Splits `A::B::f` into `A::B` and `f`; the first is empty if there is none.
/// Knows that what follows `operator` is part of the name.
std::pair<llvm::StringRef, llvm::StringRef>
splitQualified(llvm::StringRef Name);

} // namespace aether::analysis::models

#endif // AETHER_LIB_MODELS_LAYER_H
