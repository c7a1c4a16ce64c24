//===- EngineFixes.cpp - Random numbers that tasks draw together ----------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// An engine of each thread draws other numbers than a shared one. Only where
// the seed differs from run to run do they mean the same: a fixed seed asks for
// fixed numbers, and those are left alone.
//
//===----------------------------------------------------------------------===//

#include "Draft.h"
#include "Makers.h"

#include "clang/Basic/CharInfo.h"

using namespace clang;
using llvm::StringRef;

namespace aether::analysis::fixes {
namespace {

StringRef stdTypeName(QualType T) {
  const CXXRecordDecl *Type = T.getNonReferenceType()->getAsCXXRecordDecl();
  return Type && Type->isInStdNamespace() && Type->getIdentifier()
             ? Type->getName()
             : StringRef();
}

/// Whether \p Seed can differ from run to run: it asks the clock or the system.
bool isNonDeterministic(const Expr *Seed) {
  return contains(Seed, [](const Stmt *Part) {
    if (const auto *Call = dyn_cast<CallExpr>(Part)) {
      std::string Name = calleeName(Call);
      StringRef Bare = Name;
      Bare.consume_front("std::");
      if (Bare == "time" || Bare == "getpid" || Bare.ends_with("::now"))
        return true;
    }
    const auto *E = dyn_cast<Expr>(Part);
    return E && stdTypeName(E->getType()) == "random_device";
  });
}

/// The block of \p B, if there is a first statement to put something before.
const Stmt *firstStatement(const Body &B) {
  const auto *Block = dyn_cast<CompoundStmt>(B.Root);
  return Block && !Block->body_empty() ? Block->body_front() : nullptr;
}

std::string threadEngine(StringRef Type, StringRef Name) {
  return ("thread_local " + Type + " " + Name + "(std::random_device{}());")
      .str();
}

std::optional<Fix> replaceRand(const Syntax &S, const CallExpr *Racing) {
  const FunctionDecl *Rand = Racing->getDirectCallee();
  bool Seeded = false;
  for (const Body &B : S.bodies()) {
    bool Fixed = contains(B.Root, [&](const Stmt *Part) {
      const auto *Call = dyn_cast<CallExpr>(Part);
      std::string Name = Call ? calleeName(Call) : "";
      if (Name != "srand" && Name != "std::srand")
        return false;
      Seeded = true;
      return !isNonDeterministic(Call->getArg(0));
    });
    if (Fixed)
      return std::nullopt;
  }
  const Body *Here = S.bodyOf(Racing);
  const Stmt *First = Here ? firstStatement(*Here) : nullptr;
  if (!Seeded || !First)
    return std::nullopt;
  Draft D(S, "draw from an engine of each thread");
  std::string Name = S.freeName("threadEngine");
  D.insertLine(First, threadEngine("std::mt19937", Name));
  for (const Expr *Use : S.uses(Rand)) {
    const auto *Call = dyn_cast_or_null<CallExpr>(S.meaningfulParent(Use));
    if (Here != S.bodyOf(Use))
      continue;
    if (!Call || plain(Call->getCallee()) != Use)
      return std::nullopt;
    D.replace(Call->getSourceRange(),
              "std::uniform_int_distribution<int>(0, RAND_MAX)(" + Name + ")");
  }
  D.include("random");
  return D.take();
}

/// Replaces all uses of \p Variable in \p Here by \p Name.
bool renameUses(const Syntax &S, Draft &D, const ValueDecl *Variable,
                const Body *Here, const std::string &Name) {
  for (const Expr *Ref : S.references(Variable)) {
    bool Inside = false;
    for (const Body *B = S.bodyOf(Ref); B && !Inside; B = B->Outer)
      Inside = B == Here;
    if (!Inside)
      continue;
    // A lambda in it that captures the old name would not see the new one.
    if (S.bodyOf(Ref) != Here)
      return false;
    D.replace(Ref->getSourceRange(), Name);
  }
  return true;
}

std::string capitalised(StringRef Name) {
  return std::string(1, clang::toUppercase(Name.front())) +
         Name.drop_front().str();
}

} // namespace

std::optional<Fix> useThreadEngine(const Request &R) {
  const Syntax &S = R.S;
  for (const Expr *E : S.at(R.F.First.Pos)) {
    if (const auto *Call = dyn_cast<CallExpr>(E))
      if (std::string Name = calleeName(Call);
          Name == "rand" || Name == "std::rand")
        return replaceRand(S, Call);
    const auto *Ref = dyn_cast<DeclRefExpr>(E);
    const auto *Var = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
    if (!Var || S.isSeenElsewhere(Var) || Var->getType()->isReferenceType())
      continue;
    StringRef Type = stdTypeName(Var->getType());
    bool Engine = Type.ends_with("_engine");
    bool Distribution = Type.ends_with("_distribution");
    if (!Engine && !Distribution)
      continue;
    const Body *Here = S.bodyOf(Ref);
    const Stmt *First = Here ? firstStatement(*Here) : nullptr;
    if (!First || Var->getDeclContext() == Here->Function)
      return std::nullopt;
    if (Engine && (!Var->getInit() || !isNonDeterministic(Var->getInit())))
      return std::nullopt;
    Draft D(S, Engine ? "draw from an engine of each thread"
                      : "give each task a distribution of its own");
    std::string Wanted =
        (Engine ? "thread" : "task") + capitalised(Var->getName());
    std::string Name = S.freeName(Wanted);
    if (!renameUses(S, D, Var, Here, Name))
      return std::nullopt;
    PrintingPolicy Policy(S.language());
    D.insertLine(
        First,
        Engine
            ? threadEngine(
                  Var->getType().getUnqualifiedType().getAsString(Policy), Name)
            : "auto " + Name + " = " + Var->getNameAsString() + ";");
    return D.take();
  }
  return std::nullopt;
}

} // namespace aether::analysis::fixes
