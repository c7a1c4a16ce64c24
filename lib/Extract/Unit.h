//===- Unit.h - What extraction shares over one TU --------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The state that the extraction of one translation unit shares: interned
/// names, positions and globals, facts about types, and the list of functions
/// still to be summarised.
///
///     Reach ──▶ [Unit: work list] ──FunctionExtractor──▶ FunctionSummary
///
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_EXTRACT_UNIT_H
#define AETHER_LIB_EXTRACT_UNIT_H

#include "Tables.h"
#include "aether-analysis/Extract.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/Type.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/StringSet.h"

#include <deque>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>

namespace aether::analysis {

/// What the models and the language say of a type.
struct TypeFacts {
  const TypeModel *Model = nullptr;
  /// Values of this type live in one cell: scalars, pointers, iterators.
  bool IsCell = true;
  /// A pointer or something that counts as one.
  bool IsPointer = false;
  bool IsInteger = false;

  bool is(TypeModel::Kind K) const { return Model && Model->K == K; }
};

/// The least and the greatest of some integers.
struct Extent {
  std::int64_t Least = 0, Greatest = 0;
};

/// Whether \p D stands in a system header.
bool inSystemHeader(const clang::Decl *D);

/// What a library runs of the user's where it calls a callable that it kept.
struct Invocation {
  bool Found = false; ///< is it known where it is called?
  llvm::SmallVector<const clang::FunctionDecl *, 4> Runs;
  llvm::SmallVector<bool, 4> Sure; ///< of each; else there may be nothing to do
};

class Unit {
public:
  Unit(clang::ASTContext &Ctx, const ModelSet &Models,
       const ExtractOptions &Options, TranslationUnitSummary &Out);

  clang::ASTContext &Ctx;
  const ModelSet &Models;
  const ExtractOptions &Options;
  TranslationUnitSummary &Out;

  StringId str(llvm::StringRef S) { return Out.intern(S); }
  SourcePos pos(clang::SourceLocation Loc);
  /// Where the macro that \p Loc comes from is expanded; no position outside of
  /// macros.
  SourcePos macroPos(clang::SourceLocation Loc);
  /// The text of \p Range as the user wrote it, in one line and shortened.
  StringId spelling(clang::SourceRange Range);
  StringId typeName(clang::QualType T);

  /// The program-wide key of \p FD.
  StringId key(const clang::FunctionDecl *FD);
  /// \p FD's name for people: `Image::blur`, `lambda in main`.
  StringId displayName(const clang::FunctionDecl *FD);
  /// The name under which models know \p D.
  llvm::StringRef modelName(const clang::NamedDecl *D);
  /// Is \p D the user's own, with a name that C libraries may use as well?
  bool isNamesake(const clang::NamedDecl *D);
  std::uint32_t global(const clang::VarDecl *VD);
  /// All that were asked for so far.
  const llvm::DenseMap<const clang::VarDecl *, std::uint32_t> &globals() const {
    return Globals;
  }
  /// The global that stands for hidden state \p Name of a library.
  std::uint32_t hiddenState(llvm::StringRef Name);
  /// The flag that guards the initialisation of function-local static \p VD.
  std::uint32_t initialisationFlag(const clang::VarDecl *VD);
  bool isConstantGlobal(const clang::VarDecl *VD);
  bool touchesOthers(const clang::Stmt *S);
  // JoinedResults.cpp
  bool endsWithResults();
  bool initialisesByCode(const clang::FunctionDecl *FD);

  const TypeFacts &facts(clang::QualType T);
  /// Neither in a system header nor in a namespace of a modelled library.
  bool inUserCode(const clang::Decl *D);
  /// Whether the bodies and members of \p D say what it does: code of the
  /// user's and of libraries without a model, wherever their headers stand.
  bool isFollowed(const clang::Decl *D);
  /// A specialisation that the user made of a template of the standard library.
  bool isUserSpecialisation(const clang::Decl *D);
  /// The name of \p Field in places.
  StringId fieldName(const clang::FieldDecl *Field);
  /// The same for the part that models call \p Name, a member of \p Class or
  /// one that only they know of.
  StringId fieldName(clang::QualType Class, llvm::StringRef Name);
  /// \p FD, or what really runs when it is called.
  static const clang::FunctionDecl *target(const clang::FunctionDecl *FD);
  /// The definition to summarise for \p FD, or null if no body is at hand.
  const clang::FunctionDecl *definition(const clang::FunctionDecl *FD);
  /// Sees to it that \p FD is summarised, if it has a body.
  void need(const clang::FunctionDecl *FD);
  const clang::FunctionDecl *nextNeeded();
  /// Constructors that start tasks and that nobody in the unit calls.
  std::vector<const clang::CXXConstructorDecl *> Unmade;
  /// Sees to it that \p Def is summarised anew if it has been already: more is
  /// known of its callers now. Not for ever, for it may be among them.
  void needAgain(const clang::FunctionDecl *Def);
  /// The keys of functions that the program calls when it ends.
  std::set<StringId> ExitHandlers;
  /// Those that only call a member function for a task; see taskCaller.
  llvm::DenseSet<StringId> MemberCallers;
  /// What tasks give their parameters; see noteExtents.
  llvm::DenseMap<const clang::ParmVarDecl *, Extent> ArgumentExtents;

  Tables Arrays{Ctx, [this](const clang::Decl *D) { return inUserCode(D); }};

  /// The function entries of the models for \p FD, in order.
  llvm::ArrayRef<FunctionModel> models(const clang::FunctionDecl *FD);
  /// Those for the constructors of \p RD.
  llvm::ArrayRef<FunctionModel>
  constructorModels(const clang::CXXRecordDecl *RD);
  /// What ends where \p FD is called, which never returns then.
  enum class Ending : std::uint8_t { None, Thread, Program };
  Ending endingOf(const clang::FunctionDecl *FD);
  /// How a call may be left: what it waits for (2: several), and whether an
  /// exception may come first, or when it has waited.
  struct Leaving {
    bool Throws = false, ThrowsAfter = false;
    bool Locks = false, Unlocks = false; ///< perhaps, and not for a scope only
    unsigned Waits = 0;
  };
  Leaving leavingOf(const clang::FunctionDecl *FD);
  /// Is the address of \p VD, or a reference to it, kept somewhere in the
  /// function that declares it?
  bool isPointedTo(const clang::VarDecl *VD);
  /// True if some model entry makes calls of \p FD start tasks.
  bool mayBeParallel(const clang::FunctionDecl *FD);
  /// User functions that the library function \p FD calls back without being
  /// given them as callables: copy constructors, comparisons, hashes.
  llvm::ArrayRef<const clang::FunctionDecl *>
  callbacks(const clang::FunctionDecl *FD);
  bool isOwn(const clang::FunctionDecl *Fn);
  const Invocation &invocation(const clang::FunctionDecl *Given,
                               clang::QualType Type);

  /// Does a NOLINT comment cover a finding at \p Loc?
  bool hasNoLint(clang::SourceLocation Loc);

private:
  std::optional<bool> EndsWithResults;
  void computeKey(const clang::FunctionDecl *FD, std::string &Key);
  std::uint32_t addGlobal(GlobalVariable G);

  llvm::DenseMap<clang::FileID, std::uint32_t> FileIndex;
  llvm::StringMap<std::uint32_t> PresumedFiles; ///< named by #line
  llvm::DenseMap<const clang::FunctionDecl *, StringId> Keys;
  llvm::StringSet<> UsedKeys;
  // These keep their elements where they are: others hold on to them.
  std::unordered_map<const clang::NamedDecl *, std::string> ModelNames;
  std::unordered_map<const clang::Type *, TypeFacts> Facts;
  llvm::DenseMap<const clang::VarDecl *, std::uint32_t> Globals;
  llvm::StringMap<std::uint32_t> NamedGlobals;
  llvm::DenseMap<const clang::FieldDecl *, StringId> FieldNames;
  llvm::DenseMap<const clang::Type *, StringId> TypeNames;
  llvm::DenseMap<const clang::NamespaceDecl *, bool> LibraryNamespaces;
  llvm::DenseMap<const clang::FunctionDecl *, Ending> Endings;
  llvm::DenseMap<const clang::FunctionDecl *, Leaving> Leavings;
  llvm::DenseMap<const clang::FunctionDecl *,
                 llvm::DenseSet<const clang::VarDecl *>>
      PointedTo;
  llvm::DenseMap<const clang::FunctionDecl *,
                 std::vector<const clang::FunctionDecl *>>
      Callbacks;
  llvm::DenseMap<
      std::pair<const clang::FunctionDecl *, const clang::CXXRecordDecl *>,
      std::unique_ptr<Invocation>>
      Invocations;
  llvm::DenseSet<const clang::FunctionDecl *> Seen;
  std::deque<const clang::FunctionDecl *> WorkList;
  /// How often each was taken from the list.
  llvm::DenseMap<const clang::FunctionDecl *, unsigned> Taken;
};

/// The lines of \p Text that NOLINT, NOLINTNEXTLINE, NOLINTBEGIN and NOLINTEND
/// comments exempt from our checks, by the rules of clang-tidy.
std::vector<LineRange> noLintLines(llvm::StringRef Text);

/// Puts the functions that have to be summarised on \p U's work list: those
/// with parallel calls, their callers, and what other TUs may call.
void findRoots(Unit &U);

/// Lists \p E, a parallel call of \p Callee in the initialiser of \p Variable,
/// as one that is not understood.
void listParallelInitialiser(Unit &U, const clang::VarDecl *Variable,
                             const clang::Expr *E,
                             const clang::FunctionDecl *Callee);
/// Notes that initialisers outside of functions give away \p Named: what is not
/// seen may call these functions and write these variables and members.
void listGivenAway(Unit &U, llvm::ArrayRef<const clang::ValueDecl *> Named);
/// Notes that the functions among \p Named run before main, and that the
/// variables may be set by them.
void listEarly(Unit &U, llvm::ArrayRef<const clang::ValueDecl *> Named);

/// Summarises \p FD, which has a body.
FunctionSummary summarise(Unit &U, const clang::FunctionDecl *FD);
/// The summary of a function that makes an object by \p Ctor, passing on its
/// own parameters, and destroys it.
FunctionSummary summariseLifetime(Unit &U,
                                  const clang::CXXConstructorDecl *Ctor);
/// Is such an object made and destroyed in a known way?
bool hasLifetime(Unit &U, const clang::CXXConstructorDecl *Ctor);

/// Is it std::packaged_task, which keeps what its callable throws?
bool isPackagedTask(clang::QualType Type);

} // namespace aether::analysis

#endif // AETHER_LIB_EXTRACT_UNIT_H
