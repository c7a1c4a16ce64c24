//===- Syntax.h - The main file's functions as a tree -----------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What the makers of fixes ask of Clang's tree: the expression at a position,
/// what encloses it, all uses of a variable, and the text. Only functions whose
/// text is in the main file are known, or, if it is a header that is to be
/// edited, in any file but system headers. Of a template that has several
/// instances, nothing is.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_FIXES_SYNTAX_H
#define AETHER_LIB_FIXES_SYNTAX_H

#include "aether-analysis/Solve.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallVector.h"

#include <deque>
#include <optional>

namespace aether::analysis::fixes {

/// Bytes of the file to be edited.
struct TextRange {
  unsigned Begin = 0, End = 0;
};

/// The body of a function or of a lambda.
struct Body {
  const clang::FunctionDecl *Function = nullptr;
  const clang::LambdaExpr *Lambda = nullptr; ///< null for a function
  const clang::Stmt *Root = nullptr;
  const Body *Outer = nullptr; ///< of a lambda, where it is written
};

class Syntax {
public:
  Syntax(clang::ASTContext &Context, clang::FileID Edited);

  clang::ASTContext &context() const { return Context; }
  const clang::LangOptions &language() const { return Context.getLangOpts(); }
  const std::deque<Body> &bodies() const { return Bodies; }

  /// The expressions that begin at \p Pos, the outer ones first.
  llvm::ArrayRef<const clang::Expr *> at(const Position &Pos) const;
  /// Null above the root of a function; a lambda's body is below the lambda.
  const clang::Stmt *parent(const clang::Stmt *S) const;
  /// The parent, without parentheses, implicit casts and clean-ups.
  const clang::Stmt *meaningfulParent(const clang::Stmt *S) const;
  /// The innermost body that \p S is in.
  const Body *bodyOf(const clang::Stmt *S) const;
  /// Whether \p S is \p Outer or below it.
  bool isWithin(const clang::Stmt *S, const clang::Stmt *Outer) const;
  /// The statement with \p S in it whose parent is a compound statement.
  const clang::Stmt *statementOf(const clang::Stmt *S) const;
  /// All references in the known functions, without those in captures.
  llvm::ArrayRef<const clang::Expr *>
  references(const clang::ValueDecl *Variable) const;
  /// All mentions of a function, calls among them.
  llvm::ArrayRef<const clang::Expr *> uses(const clang::FunctionDecl *F) const {
    return references(F);
  }
  /// Whether a lambda captures \p Variable by copy, or a template that is not
  /// known mentions it.
  bool isSeenElsewhere(const clang::ValueDecl *Variable) const;

  /// Nothing if \p R begins or ends in a macro or in another file.
  std::optional<TextRange> range(clang::SourceRange R) const;
  /// With the semicolon of a statement that needs one.
  std::optional<TextRange> statementRange(const clang::Stmt *S) const;
  llvm::StringRef text(TextRange R) const;
  /// The whole file to be edited.
  llvm::StringRef code() const { return Code; }
  llvm::StringRef fileName() const;
  /// The white space before the line of \p Offset.
  llvm::StringRef indent(unsigned Offset) const;
  /// \p Wanted, or that with a number: a name that the file does not have.
  /// If several are needed, those after the first have \p Index 1, 2 ...
  std::string freeName(llvm::StringRef Wanted, unsigned Index = 0) const;

private:
  void addFunction(const clang::FunctionDecl *F);
  void addLambda(const clang::LambdaExpr *L, const Body &Outer);
  void add(const clang::Stmt *S, const clang::Stmt *Parent, const Body &In);
  void markUnknown(const clang::Stmt *S);

  bool isInEdited(clang::SourceLocation Loc) const;

  clang::ASTContext &Context;
  const clang::SourceManager &Sources;
  const clang::FileID Edited;
  llvm::StringRef Code;
  std::deque<Body> Bodies;
  llvm::DenseMap<unsigned, llvm::SmallVector<const clang::Expr *, 4>> ByOffset;
  llvm::DenseMap<const clang::Stmt *, const clang::Stmt *> Parents;
  llvm::DenseMap<const clang::Stmt *, const Body *> Roots;
  llvm::DenseMap<const clang::ValueDecl *,
                 llvm::SmallVector<const clang::Expr *, 4>>
      References;
  llvm::SmallPtrSet<const clang::ValueDecl *, 8> Elsewhere;
};

/// \p E without parentheses, implicit casts and clean-ups.
const clang::Expr *plain(const clang::Expr *E);
/// The variable or member that \p E names, or null.
const clang::ValueDecl *named(const clang::Expr *E);
/// Whether the value of \p E is not used.
bool isDiscarded(const Syntax &S, const clang::Expr *E);
/// The declaration of \p Var in \p B, alone in its statement.
const clang::DeclStmt *declarationOf(const Syntax &S, const clang::VarDecl *Var,
                                     const Body &B);
/// Whether the value of the variable is all that \p Ref asks for.
bool isLoaded(const Syntax &S, const clang::Expr *Ref);
/// Whether \p Ref is read, assigned or counted, and nothing else.
bool isPlainUse(const Syntax &S, const clang::Expr *Ref);
/// Whether \p Test holds for \p S or for anything below it, lambdas included.
bool contains(const clang::Stmt *S,
              llvm::function_ref<bool(const clang::Stmt *)> Test);
/// The qualified name of what \p C calls, without inline namespaces, or "".
std::string calleeName(const clang::CallExpr *C);

} // namespace aether::analysis::fixes

#endif // AETHER_LIB_FIXES_SYNTAX_H
