//===- Tables.h - Arrays whose numbers are known ----------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Which numbers an array of the program holds, where these are always the same
/// when one of its elements is read.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_EXTRACT_TABLES_H
#define AETHER_LIB_EXTRACT_TABLES_H

#include "ClangVersions.h"
#include "aether-analysis/Terms.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SmallVector.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

namespace aether::analysis {

class Tables {
public:
  Tables(clang::ASTContext &Ctx,
         std::function<bool(const clang::Decl *)> InUserCode)
      : Ctx(Ctx), InUserCode(std::move(InUserCode)) {}

  /// The numbers that \p VD holds whenever an element of it is read; null if
  /// they are not known.
  const std::vector<std::int64_t> *of(const clang::VarDecl *VD);
  /// How many elements the std::vector \p VD begins with; nothing if that is
  /// not known, or if its elements are tasks and the like.
  std::optional<std::int64_t> sizeOf(const clang::VarDecl *VD);
  /// Whether all that is done with \p VD, which may be read by its name alone,
  /// by members and by subscripts, is to read it.
  bool isOnlyRead(const clang::VarDecl *VD);
  /// `t[i]` and `t.at(i)`: the variable, and the subscript; null if \p E is
  /// nothing of that kind.
  static std::pair<const clang::VarDecl *, const clang::Expr *>
  element(const clang::Expr *E);

private:
  using Numbers = std::vector<std::int64_t>;
  /// A loop that stands in a block and writes elements in each of its rounds.
  struct Filling {
    const clang::ForStmt *Loop = nullptr;
    const clang::CompoundStmt *Block = nullptr;
    const clang::FunctionDecl *Function = nullptr;
    const clang::BinaryOperator *Assignment = nullptr;
  };
  /// What is done with a variable.
  struct Uses {
    bool Others = false;  ///< than what follows
    unsigned Written = 0; ///< assignments to an element
    llvm::SmallVector<Filling, 1> Filled;
    /// The first element that is read, and in which functions.
    const clang::Expr *FirstRead = nullptr;
    llvm::SmallDenseSet<const clang::FunctionDecl *, 2> Readers;
  };
  using Binding = std::pair<const clang::VarDecl *, std::int64_t>;

  std::optional<Numbers> find(const clang::VarDecl *VD);
  std::optional<Numbers> initial(const clang::VarDecl *VD,
                                 const clang::Expr *Init);
  bool fill(const clang::VarDecl *VD, const Filling &By, const Uses &Of,
            Numbers &Out);
  std::optional<std::int64_t>
  evaluate(const clang::Expr *E, const Binding &Known, unsigned Depth = 0);
  const Uses *uses(const clang::VarDecl *VD);
  void walkAll(const clang::DeclContext *DC);
  void walkFunction(const clang::FunctionDecl *FD);
  void walk(const clang::Stmt *S);
  void walkSubscripts(const clang::Expr *E);
  void read(const clang::VarDecl *VD, const clang::Expr *E);

  clang::ASTContext &Ctx;
  std::function<bool(const clang::Decl *)> InUserCode;
  std::unordered_map<const clang::VarDecl *, std::optional<Numbers>>
      Found; ///< which of() gives pointers into
  llvm::DenseMap<const clang::VarDecl *, Uses> Used;
  llvm::DenseSet<const clang::FunctionDecl *> Walked;
  const clang::FunctionDecl *Function = nullptr; ///< that is walked
  bool All = false;                              ///< functions were walked
  bool HasMain = false, CallsOthers = false; ///< what the unit defines, or not
};

/// The variable that \p E names, or null.
const clang::VarDecl *variableIn(const clang::Expr *E);
/// Is \p T `std::array` or `std::vector`, or the one of these named \p Only?
bool isLibraryArray(clang::QualType T, llvm::StringRef Only = "");
/// What an array's elements are; null if \p T is no array of integers.
clang::QualType elementType(const clang::ASTContext &Ctx, clang::QualType T);

} // namespace aether::analysis

#endif // AETHER_LIB_EXTRACT_TABLES_H
