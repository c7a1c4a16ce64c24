//===- Unit.cpp - What extraction shares over one TU ----------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Unit.h"

#include "clang/AST/DeclTemplate.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Index/USRGeneration.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/xxhash.h"

using namespace clang;

namespace aether::analysis {

Unit::Unit(ASTContext &Ctx, const ModelSet &Models,
           const ExtractOptions &Options, TranslationUnitSummary &Out)
    : Ctx(Ctx), Models(Models), Options(Options), Out(Out) {
  Out.Files.emplace_back(); // No position.
  const SourceManager &SM = Ctx.getSourceManager();
  SourcePos Main = pos(SM.getLocForStartOfFile(SM.getMainFileID()));
  Out.MainFile = Out.Files[Main.File].Path;
}

//===----------------------------------------------------------------------===//
// Positions and texts
//===----------------------------------------------------------------------===//

SourcePos Unit::pos(SourceLocation Loc) {
  if (Loc.isInvalid())
    return {};
  const SourceManager &SM = Ctx.getSourceManager();
  auto [File, Offset] = SM.getDecomposedExpansionLoc(Loc);
  auto [It, New] = FileIndex.try_emplace(File, 0);
  if (New) {
    SourceFile F;
    F.Name = SM.getFilename(SM.getLocForStartOfFile(File)).str();
    llvm::SmallString<256> Path;
    if (OptionalFileEntryRef Entry = SM.getFileEntryRefForID(File)) {
      Path = Entry->getName();
      SM.getFileManager().makeAbsolutePath(Path);
      llvm::sys::path::remove_dots(Path, /*remove_dot_dot=*/true);
    } else {
      Path = F.Name;
    }
    F.Path = std::string(Path);
    F.System = SM.isInSystemHeader(SM.getLocForStartOfFile(File));
    if (auto Buffer = SM.getBufferDataOrNone(File))
      F.ContentHash = llvm::xxh3_64bits(*Buffer);
    It->second = Out.Files.size();
    Out.Files.push_back(std::move(F));
  }
  unsigned Line = SM.getLineNumber(File, Offset);
  unsigned Column = SM.getColumnNumber(File, Offset);
  // std::source_location, by which the runtime knows a call, obeys #line.
  PresumedLoc Presumed = SM.getPresumedLoc(SM.getExpansionLoc(Loc));
  if (Presumed.isInvalid() ||
      (Presumed.getLine() == Line && Presumed.getFileID() == File))
    return {It->second, Line, Column};
  std::uint32_t Index = It->second;
  if (llvm::StringRef Name = Presumed.getFilename();
      Name != Out.Files[Index].Name) {
    auto [Other, NewName] = PresumedFiles.try_emplace(Name, Out.Files.size());
    if (NewName) {
      SourceFile F = Out.Files[Index];
      llvm::SmallString<256> Path(Name);
      SM.getFileManager().makeAbsolutePath(Path);
      llvm::sys::path::remove_dots(Path, /*remove_dot_dot=*/true);
      F.Name = Name.str();
      F.Path = std::string(Path);
      Out.Files.push_back(std::move(F));
    }
    Index = Other->second;
  }
  return {Index, Presumed.getLine(), Column};
}

SourcePos Unit::macroPos(SourceLocation Loc) {
  return Loc.isMacroID() ? pos(Loc) : SourcePos();
}

StringId Unit::spelling(SourceRange Range) {
  const SourceManager &SM = Ctx.getSourceManager();
  CharSourceRange Chars = SM.getExpansionRange(Range);
  llvm::StringRef Text = Lexer::getSourceText(Chars, SM, Ctx.getLangOpts());
  std::string Clean;
  bool Space = false;
  for (char C : Text) {
    if (llvm::isSpace(C)) {
      Space = !Clean.empty();
      continue;
    }
    if (Space)
      Clean += ' ';
    Space = false;
    Clean += C;
    if (Clean.size() > 60) {
      Clean += "...";
      break;
    }
  }
  return str(Clean);
}

StringId Unit::typeName(QualType T) {
  QualType Plain =
      T.getNonReferenceType().getCanonicalType().getUnqualifiedType();
  auto [It, New] = TypeNames.try_emplace(Plain.getTypePtr(), 0);
  if (New) {
    // std::byte and the character types may alias everything.
    bool MayAliasAll = Plain->isCharType() || Plain->isStdByteType();
    It->second = MayAliasAll ? 0 : str(Plain.getAsString());
  }
  return It->second;
}

bool Unit::inUserCode(const Decl *D) {
  const SourceManager &SM = Ctx.getSourceManager();
  SourceLocation Loc = D->getLocation();
  if (Loc.isInvalid() || SM.isInSystemHeader(SM.getExpansionLoc(Loc)))
    return false;
  const DeclContext *Outermost = nullptr;
  for (const DeclContext *DC = D->getDeclContext(); DC; DC = DC->getParent())
    if (DC->isNamespace())
      Outermost = DC;
  if (!Outermost)
    return true;
  const auto *NS = cast<NamespaceDecl>(Outermost)->getCanonicalDecl();
  auto [It, New] = LibraryNamespaces.try_emplace(NS, false);
  if (New)
    It->second =
        Models.rule((NS->getName() + "::x").str()) != NamespaceRule::None;
  return !It->second || isUserSpecialisation(D);
}

bool Unit::isUserSpecialisation(const Decl *D) {
  const SourceManager &SM = Ctx.getSourceManager();
  bool InStd = false;
  for (const DeclContext *DC = D ? D->getDeclContext() : nullptr; DC;
       DC = DC->getParent())
    InStd |= DC->isStdNamespace();
  if (!InStd || D->getLocation().isInvalid() ||
      SM.isInSystemHeader(SM.getExpansionLoc(D->getLocation())))
    return false;
  if (const auto *FD = dyn_cast<FunctionDecl>(D);
      FD && FD->getTemplateSpecializationKind() == TSK_ExplicitSpecialization)
    return true;
  const auto *DC = dyn_cast<DeclContext>(D);
  for (DC = DC ? DC : D->getDeclContext(); DC; DC = DC->getParent()) {
    const auto *Spec = dyn_cast<ClassTemplateSpecializationDecl>(DC);
    if (Spec && (Spec->isExplicitSpecialization() ||
                 isa<ClassTemplatePartialSpecializationDecl>(Spec) ||
                 isa<ClassTemplatePartialSpecializationDecl *>(
                     Spec->getSpecializedTemplateOrPartial())))
      return true;
  }
  return false;
}

//===----------------------------------------------------------------------===//
// Names
//===----------------------------------------------------------------------===//

void Unit::computeKey(const FunctionDecl *FD, std::string &Key) {
  llvm::SmallString<128> USR;
  // A USR does not tell the lambdas of one function apart in every case, nor
  // those of two instantiations: the enclosing function and the position do.
  const auto *Method = dyn_cast<CXXMethodDecl>(FD);
  if (Method && Method->getParent()->isLambda()) {
    const DeclContext *Parent = Method->getParent()->getDeclContext();
    while (Parent && !isa<FunctionDecl>(Parent) && !Parent->isFileContext())
      Parent = Parent->getParent();
    if (const auto *Outer = dyn_cast_or_null<FunctionDecl>(Parent))
      Key = Out.string(key(Outer));
    SourcePos P = pos(Method->getParent()->getBeginLoc());
    Key += "@lambda:";
    // Without a function around it nothing else tells the units apart.
    if (isa_and_nonnull<FunctionDecl>(Parent))
      Key += llvm::sys::path::filename(Out.Files[P.File].Path);
    else
      Key += Out.MainFile + ":" + Out.Files[P.File].Path;
    Key += ":" + llvm::utostr(P.Line) + ":" + llvm::utostr(P.Column);
    // The rest tells the instantiations of a generic lambda apart.
    if (!index::generateUSRForDecl(FD, USR))
      Key += llvm::StringRef(USR).substr(
          std::min(USR.size(), llvm::StringRef(USR).rfind("@F@")));
    return;
  }
  if (index::generateUSRForDecl(FD, USR) || USR.empty()) {
    SourcePos P = pos(FD->getLocation());
    Key = "c:" + FD->getQualifiedNameAsString() + "@" + Out.Files[P.File].Path +
          ":" + llvm::utostr(P.Line) + ":" + llvm::utostr(P.Column);
    return;
  }
  Key = std::string(USR);
  if (!FD->isExternallyVisible())
    Key += "@" + Out.MainFile;
}

StringId Unit::key(const FunctionDecl *FD) {
  FD = target(FD)->getCanonicalDecl();
  if (auto It = Keys.find(FD); It != Keys.end())
    return It->second;
  std::string Key;
  computeKey(FD, Key);
  std::string Unique = Key;
  for (unsigned N = 2; !UsedKeys.insert(Unique).second; ++N)
    Unique = Key + "#" + llvm::utostr(N);
  StringId Id = str(Unique);
  Keys[FD] = Id;
  return Id;
}

StringId Unit::displayName(const FunctionDecl *FD) {
  const auto *Method = dyn_cast<CXXMethodDecl>(FD);
  if (Method && Method->getParent()->isLambda()) {
    const DeclContext *Parent = Method->getParent()->getDeclContext();
    while (Parent && !isa<FunctionDecl>(Parent) && !Parent->isFileContext())
      Parent = Parent->getParent();
    if (const auto *Outer = dyn_cast_or_null<FunctionDecl>(Parent)) {
      llvm::StringRef Name = Out.string(displayName(Outer));
      Name.consume_front("lambda in ");
      return str(("lambda in " + Name).str());
    }
    return str("lambda");
  }
  return str(FD->getQualifiedNameAsString());
}

llvm::StringRef Unit::modelName(const NamedDecl *D) {
  D = cast<NamedDecl>(D->getCanonicalDecl());
  auto [It, New] = ModelNames.try_emplace(D);
  if (!New)
    return It->second;
  std::string Name;
  if (const auto *FD = dyn_cast<FunctionDecl>(D); FD && FD->isExternC()) {
    Name = FD->getNameAsString();
  } else {
    // Named by hand: getQualifiedNameAsString spells template arguments and
    // inline namespaces.
    llvm::SmallVector<std::string, 4> Parts;
    const auto *Method = dyn_cast<CXXMethodDecl>(D);
    if (isa<CXXConstructorDecl>(D))
      Parts.push_back(Method->getParent()->getNameAsString());
    else if (isa<CXXDestructorDecl>(D))
      Parts.push_back("~" + Method->getParent()->getNameAsString());
    else if (isa<CXXConversionDecl>(D))
      Parts.push_back("conversion");
    else
      Parts.push_back(D->getNameAsString());
    for (const DeclContext *DC = D->getDeclContext();
         DC && !DC->isTranslationUnit(); DC = DC->getParent()) {
      if (const auto *NS = dyn_cast<NamespaceDecl>(DC)) {
        if (!NS->isInline() && !NS->isAnonymousNamespace())
          Parts.push_back(NS->getNameAsString());
      } else if (const auto *Tag = dyn_cast<TagDecl>(DC)) {
        Parts.push_back(Tag->getNameAsString());
      } else if (const auto *Fn = dyn_cast<FunctionDecl>(DC)) {
        Parts.push_back(Fn->getNameAsString());
      }
    }
    for (const std::string &Part : llvm::reverse(Parts)) {
      if (!Name.empty())
        Name += "::";
      Name += Part;
    }
  }
  Name = Models.canonicalName(Name);
  // try_emplace may have moved the table meanwhile.
  return ModelNames[D] = std::move(Name);
}

//===----------------------------------------------------------------------===//
// Globals
//===----------------------------------------------------------------------===//

static bool hasMutablePart(QualType T) {
  const auto *RD = T->getBaseElementTypeUnsafe()->getAsCXXRecordDecl();
  return RD && RD->hasDefinition() && RD->hasMutableFields();
}

bool Unit::isConstantGlobal(const VarDecl *VD) {
  QualType T = VD->getType();
  if (T->isReferenceType())
    return true; // The reference; what it names is another place.
  return Ctx.getBaseElementType(T).isConstQualified() && !hasMutablePart(T);
}

std::uint32_t Unit::addGlobal(GlobalVariable G) {
  Out.Globals.push_back(G);
  return Out.Globals.size() - 1;
}

static bool isZero(const APValue &V) {
  switch (V.getKind()) {
  case APValue::Int:
    return V.getInt() == 0;
  case APValue::Float:
    return V.getFloat().isPosZero();
  case APValue::LValue:
    return V.isNullPointer();
  case APValue::Struct:
    for (unsigned I = 0; I != V.getStructNumBases(); ++I)
      if (!isZero(V.getStructBase(I)))
        return false;
    for (unsigned I = 0; I != V.getStructNumFields(); ++I)
      if (!isZero(V.getStructField(I)))
        return false;
    return true;
  default:
    return false;
  }
}

/// What has no initialiser at all starts at zero as well
/// ([basic.start.static]).
static bool startsAtZero(const VarDecl *VD) {
  const VarDecl *Definition = VD->getDefinition();
  if (!Definition || Definition->getType()->isReferenceType() ||
      Definition->getType()->isDependentType())
    return false;
  if (!Definition->getInit())
    return true;
  if (!Definition->hasConstantInitialization())
    return false;
  const APValue *Value = Definition->evaluateValue();
  return Value && isZero(*Value);
}

std::uint32_t Unit::global(const VarDecl *VD) {
  VD = VD->getCanonicalDecl();
  if (auto It = Globals.find(VD); It != Globals.end())
    return It->second;
  GlobalVariable G;
  llvm::SmallString<128> USR;
  if (index::generateUSRForDecl(VD, USR) || USR.empty())
    USR = VD->getQualifiedNameAsString();
  std::string Key(USR);
  if (!VD->isExternallyVisible() || VD->isStaticLocal()) {
    SourcePos P = pos(VD->getLocation());
    Key += "@" + Out.Files[P.File].Path + ":" + llvm::utostr(P.Line) + ":" +
           llvm::utostr(P.Column);
    if (const auto *Fn = dyn_cast<FunctionDecl>(VD->getDeclContext()))
      Key += Out.string(key(Fn));
  }
  G.Key = str(Key);
  G.Name = str(VD->isStaticLocal() ? VD->getNameAsString()
                                   : VD->getQualifiedNameAsString());
  G.Type = typeName(VD->getType());
  G.Pos = pos(VD->getLocation());
  G.ThreadLocal = VD->getTLSKind() != VarDecl::TLS_None;
  const VariableModel *Model = Models.variable(modelName(VD));
  G.Constant = isConstantGlobal(VD) || Model;
  G.StartsAtZero = startsAtZero(VD);
  return Globals[VD] = addGlobal(G);
}

std::uint32_t Unit::hiddenState(llvm::StringRef Name) {
  auto [It, New] = NamedGlobals.try_emplace(("state:" + Name).str(), 0);
  if (New) {
    GlobalVariable G;
    G.Key = str(("state:" + Name).str());
    G.Name = str(Name);
    It->second = addGlobal(G);
  }
  return It->second;
}

std::uint32_t Unit::initialisationFlag(const VarDecl *VD) {
  GlobalVariable Of = Out.Globals[global(VD)];
  std::string Key = "init:" + Out.string(Of.Key);
  auto [It, New] = NamedGlobals.try_emplace(Key, 0);
  if (New) {
    Of.Key = str(Key);
    Of.Name = str("initialisation of " + Out.string(Of.Name));
    Of.Constant = false;
    It->second = addGlobal(Of);
  }
  return It->second;
}

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

const TypeFacts &Unit::facts(QualType T) {
  T = T.getNonReferenceType().getCanonicalType().getUnqualifiedType();
  auto [It, New] = Facts.try_emplace(T.getTypePtr());
  if (!New)
    return It->second;
  TypeFacts F;
  if (const auto *RD = T->getAsCXXRecordDecl()) {
    F.IsCell = false;
    // The template arguments matter for entries such as std::vector<bool>.
    if (const auto *Spec = dyn_cast<ClassTemplateSpecializationDecl>(RD);
        Spec && Spec->getTemplateArgs().size() > 0 &&
        Spec->getTemplateArgs()[0].getKind() == TemplateArgument::Type) {
      std::string Name =
          modelName(RD).str() + "<" +
          Spec->getTemplateArgs()[0].getAsType().getCanonicalType().getAsString(
              Ctx.getPrintingPolicy()) +
          ">";
      F.Model = Models.type(Name);
    }
    if (!F.Model)
      F.Model = Models.type(modelName(RD));
    // A class derived from a modelled one behaves like it, as far as that goes.
    // What a library derives from a holder of callables holds them its own way.
    if (!F.Model && RD->hasDefinition() && RD->getNumBases() == 1) {
      F.Model = facts(RD->bases_begin()->getType()).Model;
      if (F.is(TypeModel::Kind::Callable) && !inUserCode(RD))
        F.Model = nullptr;
    }
    if (F.is(TypeModel::Kind::Iterator))
      F.IsCell = F.IsPointer = true;
  } else {
    F.IsCell = !T->isArrayType();
    F.IsPointer =
        T->isPointerType() || T->isMemberPointerType() || T->isNullPtrType();
    F.IsInteger = T->isIntegralOrEnumerationType();
  }
  return Facts[T.getTypePtr()] = F;
}

//===----------------------------------------------------------------------===//
// Functions
//===----------------------------------------------------------------------===//

const FunctionDecl *Unit::target(const FunctionDecl *FD) {
  // The function that a captureless lambda converts to has an empty body here;
  // it does what the call operator does.
  const auto *M = dyn_cast<CXXMethodDecl>(FD);
  if (!M || !M->getParent()->isLambda() || !M->isLambdaStaticInvoker())
    return FD;
  const CXXMethodDecl *Op = M->getParent()->getLambdaCallOperator();
  if (const TemplateArgumentList *Args = M->getTemplateSpecializationArgs())
    if (FunctionTemplateDecl *Template = Op->getDescribedFunctionTemplate()) {
      void *Position = nullptr;
      if (const FunctionDecl *Spec =
              Template->findSpecialization(Args->asArray(), Position))
        return Spec;
    }
  return Op;
}

/// Members of base classes are members of the whole, which may have more than
/// one of a name: what a class may be a base of is not known here, so each name
/// has its class before it. Nobody derives twice from what a library makes.
StringId Unit::fieldName(const FieldDecl *Field) {
  auto [It, New] = FieldNames.try_emplace(Field, 0);
  if (!New)
    return It->second;
  std::string Name = Field->getNameAsString();
  if (Name.empty())
    Name = "(anonymous #" + std::to_string(Field->getFieldIndex()) + ")";
  const auto *Class = dyn_cast<CXXRecordDecl>(Field->getParent());
  if (Class && Class->getIdentifier() && !Class->isUnion() &&
      inUserCode(Class)) {
    std::string Qualified;
    llvm::raw_string_ostream Out(Qualified);
    PrintingPolicy Policy = Ctx.getPrintingPolicy();
    Policy.SuppressUnwrittenScope = true;
    Class->getNameForDiagnostic(Out, Policy, /*Qualified=*/true);
    Name = Qualified + "::" + Name;
  }
  return It->second = str(Name);
}

StringId Unit::fieldName(QualType Class, llvm::StringRef Name) {
  const auto *RD = Class.isNull() ? nullptr : Class->getAsCXXRecordDecl();
  if (RD && RD->hasDefinition())
    for (const FieldDecl *Field : RD->fields())
      if (Field->getIdentifier() && Field->getName() == Name)
        return fieldName(Field);
  return str(Name);
}

const FunctionDecl *Unit::definition(const FunctionDecl *FD) {
  FD = target(FD);
  const FunctionDecl *Def = nullptr;
  if (!FD->hasBody(Def) || !Def)
    return nullptr;
  if (Def->isDependentContext() || !Def->getBody() || Def->hasSkippedBody())
    return nullptr;
  return Def;
}

void Unit::need(const FunctionDecl *FD) {
  FD = target(FD);
  if (!Seen.insert(FD->getCanonicalDecl()).second)
    return;
  if (const FunctionDecl *Def = definition(FD))
    WorkList.push_back(Def);
  // Whoever calls a virtual function needs what may override it; overriders
  // are found by findRoots, which sees all classes of the unit.
}

const FunctionDecl *Unit::nextNeeded() {
  if (WorkList.empty())
    return nullptr;
  const FunctionDecl *FD = WorkList.front();
  WorkList.pop_front();
  return FD;
}

llvm::ArrayRef<FunctionModel> Unit::models(const FunctionDecl *FD) {
  return Models.functions(modelName(FD));
}

llvm::ArrayRef<FunctionModel> Unit::constructorModels(const CXXRecordDecl *RD) {
  if (!RD->hasDefinition() || RD->ctors().empty())
    return {};
  return Models.functions(modelName(*RD->ctor_begin()));
}

bool Unit::mayBeParallel(const FunctionDecl *FD) {
  auto Starts = [](const FunctionModel &M) { return M.IsParallel; };
  auto Constructs = [](const FunctionModel &M) {
    return llvm::any_of(M.Effects, [](const ModelEffect &E) {
      return E.K == ModelEffect::Kind::Construct;
    });
  };
  llvm::ArrayRef<FunctionModel> Entries = models(FD);
  if (llvm::any_of(Entries, Starts))
    return true;
  // emplace_back of a container of threads.
  const auto *Spec = dyn_cast<ClassTemplateSpecializationDecl>(FD->getParent());
  if (!Spec || Spec->getTemplateArgs().size() == 0 ||
      Spec->getTemplateArgs()[0].getKind() != TemplateArgument::Type ||
      !llvm::any_of(Entries, Constructs))
    return false;
  const auto *Element =
      Spec->getTemplateArgs()[0].getAsType()->getAsCXXRecordDecl();
  return Element && llvm::any_of(constructorModels(Element), Starts);
}

bool Unit::hasNoLint(SourceLocation Loc) {
  const SourceManager &SM = Ctx.getSourceManager();
  auto [File, Offset] = SM.getDecomposedExpansionLoc(Loc);
  std::optional<llvm::StringRef> Buffer = SM.getBufferDataOrNone(File);
  if (!Buffer)
    return false;
  auto Covers = [](llvm::StringRef Line, llvm::StringRef Word) {
    std::size_t At = Line.find(Word);
    if (At == llvm::StringRef::npos)
      return false;
    llvm::StringRef Rest = Line.drop_front(At + Word.size());
    if (!Rest.consume_front("("))
      return Rest.empty() || !llvm::isAlnum(Rest.front());
    llvm::SmallVector<llvm::StringRef, 4> Checks;
    Rest.take_until([](char C) { return C == ')'; }).split(Checks, ',');
    return llvm::any_of(Checks, [](llvm::StringRef C) {
      C = C.trim();
      llvm::StringRef Prefix = C.take_until([](char X) { return X == '*'; });
      return C == "aether-unsafe-parallel" ||
             (Prefix.size() < C.size() &&
              llvm::StringRef("aether-unsafe-parallel").starts_with(Prefix));
    });
  };
  std::size_t Begin = Buffer->rfind('\n', Offset);
  Begin = Begin == llvm::StringRef::npos ? 0 : Begin + 1;
  llvm::StringRef Line =
      Buffer->substr(Begin).take_until([](char C) { return C == '\n'; });
  if (Covers(Line, "NOLINT"))
    return true;
  if (Begin == 0)
    return false;
  std::size_t Before = Buffer->rfind('\n', Begin - 1);
  Before = Before == llvm::StringRef::npos ? 0 : Before + 1;
  return Covers(Buffer->slice(Before, Begin - 1), "NOLINTNEXTLINE");
}

} // namespace aether::analysis
