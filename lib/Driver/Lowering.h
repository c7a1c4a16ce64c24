//===- Lowering.h - From a parsed unit to LLVM's IR -------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Clang makes IR of declarations as it meets them, but whether IR is wanted is
/// known only after the unit was judged. So what Clang tells while it parses is
/// kept, and told to its code generator later, if at all:
///
///     Parser ──▶ ParseRecord ──[ lower ]──▶ llvm::Module ──▶ Rehearsal
///
/// The IR is not optimised and knows lines and columns.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_DRIVER_LOWERING_H
#define AETHER_LIB_DRIVER_LOWERING_H

#include "llvm/ADT/StringRef.h"

#include <memory>
#include <vector>

namespace clang {
class ASTConsumer;
class ASTContext;
class Decl;
} // namespace clang
namespace llvm {
class Module;
} // namespace llvm

namespace aether::analysis {

/// What Clang tells while it parses, in this order.
class ParseRecord {
public:
  enum class Kind : unsigned char {
    TopLevel, ///< a group of declarations
    InlineFunction,
    Tag,
    RequiredTag,
    ImplicitInstantiation,
    TentativeDefinition,
    ExternalDeclaration,
    StaticMember,
    Inheritance,
    VTable,
  };
  void add(Kind K, const void *What) { All.emplace_back(K, What); }
  void replay(clang::ASTConsumer &To) const;

private:
  std::vector<std::pair<Kind, const void *>> All;
};

/// IR, and what it was made of. Must go before the AST does.
class LoweredUnit {
public:
  LoweredUnit();
  ~LoweredUnit();
  llvm::Module &module();
  /// What goes by \p Mangled name; null if it is not known.
  const clang::Decl *declaration(llvm::StringRef Mangled);

private:
  friend std::unique_ptr<LoweredUnit> lower(clang::ASTContext &,
                                            const ParseRecord &);
  struct Impl;
  std::unique_ptr<Impl> I;
};

/// The IR of \p Context, of which \p Record was made; null if Clang cannot make
/// any. Tells nobody about it. Complexity: linear in the code that is used.
std::unique_ptr<LoweredUnit> lower(clang::ASTContext &Context,
                                   const ParseRecord &Record);

} // namespace aether::analysis

#endif // AETHER_LIB_DRIVER_LOWERING_H
