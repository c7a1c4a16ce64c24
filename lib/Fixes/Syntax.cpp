//===- Syntax.cpp - The main file's functions as a tree -------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Syntax.h"

#include "clang/AST/ASTLambda.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/AST/StmtOpenMP.h"
#include "clang/Basic/CharInfo.h"
#include "clang/Lex/Lexer.h"

#include <map>

using namespace clang;
using llvm::ArrayRef;
using llvm::StringRef;

namespace aether::analysis::fixes {
namespace {

/// Collects the functions of a file; what lambdas are in is found from there.
class Functions : public RecursiveASTVisitor<Functions> {
public:
  bool shouldVisitTemplateInstantiations() const { return true; }

  bool VisitFunctionDecl(FunctionDecl *F) {
    const auto *Method = dyn_cast<CXXMethodDecl>(F);
    if (!F->doesThisDeclarationHaveABody() || !F->getBody() ||
        (Method && isLambdaCallOperator(Method)))
      return true;
    if (F->isDependentContext())
      Dependent.push_back(F);
    else
      ByPlace[F->getBody()->getBeginLoc()].push_back(F);
    return true;
  }

  std::map<SourceLocation, llvm::SmallVector<FunctionDecl *, 1>> ByPlace;
  std::vector<FunctionDecl *> Dependent;
};

/// The instances of a generic lambda's body, or the body itself.
llvm::SmallVector<const FunctionDecl *, 2> instances(const LambdaExpr *L) {
  llvm::SmallVector<const FunctionDecl *, 2> Found;
  CXXMethodDecl *Call = L->getCallOperator();
  FunctionTemplateDecl *Template = Call->getDescribedFunctionTemplate();
  if (!Template)
    return {Call};
  for (FunctionDecl *F : Template->specializations())
    if (F->getBody())
      Found.push_back(F);
  return Found;
}

/// Whether the bodies mean the same: `auto &` was deduced with and without
/// const.
bool sameParameters(const FunctionDecl *A, const FunctionDecl *B) {
  for (unsigned I = 0; I != A->getNumParams(); ++I) {
    auto Bare = [I](const FunctionDecl *F) {
      return F->getParamDecl(I)
          ->getType()
          .getNonReferenceType()
          .getCanonicalType()
          .getUnqualifiedType();
    };
    if (I >= B->getNumParams() || Bare(A) != Bare(B))
      return false;
  }
  return true;
}

} // namespace

const Expr *plain(const Expr *E) {
  while (E) {
    const Expr *Inner = E->IgnoreParenImpCasts();
    if (const auto *Clean = dyn_cast<ExprWithCleanups>(Inner))
      Inner = Clean->getSubExpr();
    else if (const auto *Made = dyn_cast<MaterializeTemporaryExpr>(Inner))
      Inner = Made->getSubExpr();
    else if (const auto *Bound = dyn_cast<CXXBindTemporaryExpr>(Inner))
      Inner = Bound->getSubExpr();
    if (Inner == E)
      return E;
    E = Inner;
  }
  return E;
}

/// What \p E mentions itself, functions included.
static const ValueDecl *mentioned(const Expr *E) {
  const ValueDecl *D = nullptr;
  if (const auto *Ref = dyn_cast_or_null<DeclRefExpr>(E))
    D = Ref->getDecl();
  else if (const auto *Member = dyn_cast_or_null<MemberExpr>(E))
    D = Member->getMemberDecl();
  return D ? cast<ValueDecl>(D->getCanonicalDecl()) : nullptr;
}

const ValueDecl *named(const Expr *E) {
  const ValueDecl *D = mentioned(plain(E));
  return D && isa<VarDecl, FieldDecl>(D) ? D : nullptr;
}

/// Calls \p Each on the children of \p S as they are written: those of an
/// OpenMP construct are what its clauses say, and the statement.
static void forEachChild(const Stmt *S,
                         llvm::function_ref<void(const Stmt *)> Each) {
  if (const auto *D = dyn_cast<OMPExecutableDirective>(S)) {
    for (const OMPClause *Clause : D->clauses())
      llvm::for_each(Clause->children(), Each);
    if (D->hasAssociatedStmt())
      Each(D->getRawStmt());
  } else if (const auto *Captured = dyn_cast<CapturedStmt>(S)) {
    Each(Captured->getCapturedStmt());
  } else {
    llvm::for_each(S->children(), Each);
  }
}

bool contains(const Stmt *S, llvm::function_ref<bool(const Stmt *)> Test) {
  if (!S)
    return false;
  if (Test(S))
    return true;
  bool Found = false;
  forEachChild(
      S, [&](const Stmt *Child) { Found = Found || contains(Child, Test); });
  return Found;
}

std::string calleeName(const CallExpr *C) {
  const FunctionDecl *F = C->getDirectCallee();
  if (!F)
    return "";
  PrintingPolicy Policy(F->getASTContext().getLangOpts());
  Policy.SuppressUnwrittenScope = true;
  std::string Name;
  llvm::raw_string_ostream OS(Name);
  F->printQualifiedName(OS, Policy);
  return Name;
}

Syntax::Syntax(ASTContext &Context, FileID Edited)
    : Context(Context), Sources(Context.getSourceManager()), Edited(Edited),
      Code(Sources.getBufferData(Edited)) {
  Functions Found;
  // What a header declares may be used by all that include it.
  const bool IsMain = Edited == Sources.getMainFileID();
  auto Collect = [&](Decl *D) {
    SourceLocation Loc = Sources.getExpansionLoc(D->getBeginLoc());
    if (IsMain ? isInEdited(Loc) : !Sources.isInSystemHeader(Loc))
      Found.TraverseDecl(D);
  };
  // An editor knows the file's own declarations, and reads what the headers
  // declare only when somebody asks.
  for (Decl *D : Context.getTraversalScope())
    if (auto *Unit = dyn_cast<TranslationUnitDecl>(D))
      llvm::for_each(Unit->decls(), Collect);
    else
      Collect(D);
  for (auto &[Place, Same] : Found.ByPlace)
    if (Same.size() == 1)
      addFunction(Same.front());
    else
      for (FunctionDecl *F : Same)
        markUnknown(F->getBody());
  // A template without instances: its uses of a variable count all the same.
  for (FunctionDecl *F : Found.Dependent)
    if (!Found.ByPlace.count(F->getBody()->getBeginLoc()))
      markUnknown(F->getBody());
}

bool Syntax::isInEdited(SourceLocation Loc) const {
  PresumedLoc At = Sources.getPresumedLoc(Loc);
  return At.isValid() && At.getFileID() == Edited;
}

void Syntax::markUnknown(const Stmt *S) {
  contains(S, [&](const Stmt *Part) {
    if (const auto *E = dyn_cast<Expr>(Part))
      if (const ValueDecl *D = mentioned(E))
        Elsewhere.insert(D);
    return false;
  });
}

void Syntax::addFunction(const FunctionDecl *F) {
  Bodies.push_back({F, nullptr, F->getBody(), nullptr});
  Roots[F->getBody()] = &Bodies.back();
  const Body &In = Bodies.back();
  if (const auto *Made = dyn_cast<CXXConstructorDecl>(F))
    for (const CXXCtorInitializer *Init : Made->inits())
      if (Init->isWritten())
        add(Init->getInit(), nullptr, In);
  add(F->getBody(), nullptr, In);
}

void Syntax::addLambda(const LambdaExpr *L, const Body &Outer) {
  for (auto [Capture, Init] : llvm::zip(L->captures(), L->capture_inits())) {
    if (Capture.capturesVariable() &&
        !cast<VarDecl>(Capture.getCapturedVar())->isInitCapture()) {
      if (Capture.getCaptureKind() == LCK_ByCopy)
        Elsewhere.insert(
            cast<ValueDecl>(Capture.getCapturedVar()->getCanonicalDecl()));
    } else if (Init) {
      add(Init, L, Outer);
    }
  }
  llvm::SmallVector<const FunctionDecl *, 2> All = instances(L);
  bool Same = !All.empty();
  for (const FunctionDecl *F : llvm::drop_begin(All, Same ? 1 : 0))
    Same &= sameParameters(All.front(), F);
  if (!Same) {
    markUnknown(L->getBody());
    return;
  }
  Bodies.push_back({All.front(), L, All.front()->getBody(), &Outer});
  Roots[All.front()->getBody()] = &Bodies.back();
  add(All.front()->getBody(), L, Bodies.back());
}

void Syntax::add(const Stmt *S, const Stmt *Parent, const Body &In) {
  if (!S || !Parents.try_emplace(S, Parent).second)
    return;
  if (const auto *E = dyn_cast<Expr>(S)) {
    if (std::optional<TextRange> R = range(E->getSourceRange()))
      ByOffset[R->Begin].push_back(E);
    if (const ValueDecl *D = mentioned(E))
      References[D].push_back(E);
  }
  if (const auto *L = dyn_cast<LambdaExpr>(S)) {
    addLambda(L, In);
    return;
  }
  forEachChild(S, [&](const Stmt *Child) { add(Child, S, In); });
}

ArrayRef<const Expr *> Syntax::at(const Position &Pos) const {
  FileManager &Files = Sources.getFileManager();
  OptionalFileEntryRef File = Files.getOptionalFileRef(Pos.File);
  if (!File)
    File = Files.getOptionalFileRef(Pos.Spelled);
  OptionalFileEntryRef Mine = Sources.getFileEntryRefForID(Edited);
  if (Pos.Line == 0 || !File || !Mine ||
      &File->getFileEntry() != &Mine->getFileEntry())
    return {};
  SourceLocation Loc =
      Sources.translateLineCol(Edited, Pos.Line, std::max(1u, Pos.Column));
  auto It = ByOffset.find(Sources.getFileOffset(Loc));
  return It == ByOffset.end() ? ArrayRef<const Expr *>() : It->second;
}

const Stmt *Syntax::parent(const Stmt *S) const { return Parents.lookup(S); }

const Stmt *Syntax::meaningfulParent(const Stmt *S) const {
  do
    S = parent(S);
  while (S && isa<ParenExpr, ImplicitCastExpr, FullExpr,
                  MaterializeTemporaryExpr, CXXBindTemporaryExpr>(S));
  return S;
}

const Body *Syntax::bodyOf(const Stmt *S) const {
  for (; S; S = parent(S))
    if (const Body *B = Roots.lookup(S))
      return B;
  return nullptr;
}

bool Syntax::isWithin(const Stmt *S, const Stmt *Outer) const {
  for (; S; S = parent(S))
    if (S == Outer)
      return true;
  return false;
}

const Stmt *Syntax::statementOf(const Stmt *S) const {
  for (const Stmt *Up = parent(S); Up; S = Up, Up = parent(S))
    if (isa<CompoundStmt>(Up))
      return S;
  return nullptr;
}

ArrayRef<const Expr *> Syntax::references(const ValueDecl *Variable) const {
  auto It = References.find(cast<ValueDecl>(Variable->getCanonicalDecl()));
  return It == References.end() ? ArrayRef<const Expr *>() : It->second;
}

bool Syntax::isSeenElsewhere(const ValueDecl *Variable) const {
  return Elsewhere.contains(cast<ValueDecl>(Variable->getCanonicalDecl()));
}

std::optional<TextRange> Syntax::range(SourceRange R) const {
  if (R.isInvalid() || R.getBegin().isMacroID() || R.getEnd().isMacroID() ||
      !isInEdited(R.getBegin()) || !isInEdited(R.getEnd()))
    return std::nullopt;
  SourceLocation End =
      Lexer::getLocForEndOfToken(R.getEnd(), 0, Sources, language());
  if (End.isInvalid())
    return std::nullopt;
  TextRange Text{Sources.getFileOffset(R.getBegin()),
                 Sources.getFileOffset(End)};
  return Text.Begin < Text.End ? std::optional(Text) : std::nullopt;
}

/// Whether the semicolon that ends \p S is not part of its range.
static bool lacksSemicolon(const Stmt *S) {
  if (const auto *If = dyn_cast<IfStmt>(S))
    return lacksSemicolon(If->getElse() ? If->getElse() : If->getThen());
  if (const auto *For = dyn_cast<ForStmt>(S))
    return lacksSemicolon(For->getBody());
  if (const auto *Range = dyn_cast<CXXForRangeStmt>(S))
    return lacksSemicolon(Range->getBody());
  if (const auto *While = dyn_cast<WhileStmt>(S))
    return lacksSemicolon(While->getBody());
  return !isa<CompoundStmt, DeclStmt, NullStmt, SwitchStmt, CXXTryStmt>(S);
}

std::optional<TextRange> Syntax::statementRange(const Stmt *S) const {
  std::optional<TextRange> R = range(S->getSourceRange());
  if (!R || !lacksSemicolon(S))
    return R;
  std::optional<Token> Next =
      Lexer::findNextToken(S->getEndLoc(), Sources, language());
  if (!Next || !Next->is(tok::semi))
    return std::nullopt;
  return TextRange{R->Begin, Sources.getFileOffset(Next->getEndLoc())};
}

StringRef Syntax::text(TextRange R) const {
  return Code.substr(R.Begin, R.End - R.Begin);
}

StringRef Syntax::fileName() const {
  return Sources.getFileEntryRefForID(Edited)->getName();
}

StringRef Syntax::indent(unsigned Offset) const {
  StringRef Before = Code.take_front(Offset);
  std::size_t Newline = Before.rfind('\n');
  StringRef Line = Before.substr(Newline == StringRef::npos ? 0 : Newline + 1);
  return Line.take_while([](char C) { return C == ' ' || C == '\t'; });
}

std::string Syntax::freeName(StringRef Wanted, unsigned Index) const {
  for (unsigned Number = 1;; ++Number) {
    std::string Name = Wanted.str();
    if (Number > 1)
      Name += std::to_string(Number);
    bool Found = false;
    for (std::size_t At = Code.find(Name); At != StringRef::npos && !Found;
         At = Code.find(Name, At + 1)) {
      std::size_t End = At + Name.size();
      Found = (At == 0 || !isAsciiIdentifierContinue(Code[At - 1])) &&
              (End == Code.size() || !isAsciiIdentifierContinue(Code[End]));
    }
    if (!Found && Index-- == 0)
      return Name;
  }
}

bool isDiscarded(const Syntax &S, const Expr *E) {
  const Stmt *Child = E;
  const Stmt *Up = S.parent(E);
  while (Up && isa<FullExpr, ParenExpr, CXXBindTemporaryExpr>(Up)) {
    Child = Up;
    Up = S.parent(Up);
  }
  if (!Up)
    return false;
  if (const auto *If = dyn_cast<IfStmt>(Up))
    return Child == If->getThen() || Child == If->getElse();
  if (const auto *For = dyn_cast<ForStmt>(Up))
    return Child == For->getBody() || Child == For->getInc();
  if (const auto *Range = dyn_cast<CXXForRangeStmt>(Up))
    return Child == Range->getBody();
  if (const auto *While = dyn_cast<WhileStmt>(Up))
    return Child == While->getBody();
  if (const auto *Do = dyn_cast<DoStmt>(Up))
    return Child == Do->getBody();
  return isa<CompoundStmt>(Up) && !isa_and_nonnull<StmtExpr>(S.parent(Up));
}

const DeclStmt *declarationOf(const Syntax &S, const VarDecl *Var,
                              const Body &B) {
  const DeclStmt *Found = nullptr;
  contains(B.Root, [&](const Stmt *Part) {
    const auto *D = dyn_cast<DeclStmt>(Part);
    if (D && D->isSingleDecl() && D->getSingleDecl() == Var &&
        isa_and_nonnull<CompoundStmt>(S.parent(D)))
      Found = D;
    return Found != nullptr;
  });
  return Found;
}

bool isLoaded(const Syntax &S, const Expr *Ref) {
  const Stmt *Up = S.parent(Ref);
  while (isa_and_nonnull<ParenExpr>(Up))
    Up = S.parent(Up);
  const auto *Cast = dyn_cast_or_null<ImplicitCastExpr>(Up);
  return Cast && Cast->getCastKind() == CK_LValueToRValue;
}

bool isPlainUse(const Syntax &S, const Expr *Ref) {
  if (isLoaded(S, Ref))
    return true;
  const Stmt *Up = S.parent(Ref);
  while (isa_and_nonnull<ParenExpr>(Up))
    Up = S.parent(Up);
  if (const auto *Unary = dyn_cast_or_null<UnaryOperator>(Up))
    return Unary->isIncrementDecrementOp();
  const auto *Assign = dyn_cast_or_null<BinaryOperator>(Up);
  return Assign && Assign->isAssignmentOp() && plain(Assign->getLHS()) == Ref;
}

} // namespace aether::analysis::fixes
