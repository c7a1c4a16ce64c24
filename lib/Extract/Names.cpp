//===- Names.cpp - Positions, texts, keys and names -----------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How summaries call what stands in the source: where it is, how it is spelled,
// its key in the program and its name for people and for models.
//
//===----------------------------------------------------------------------===//

#include "Unit.h"

#include "clang/Basic/SourceManager.h"
#include "clang/Index/USRGeneration.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/xxhash.h"

using namespace clang;

namespace aether::analysis {

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
    if (auto Buffer = SM.getBufferDataOrNone(File)) {
      F.ContentHash = llvm::xxh3_64bits(*Buffer);
      if (!F.System)
        F.NoLint = noLintLines(*Buffer);
    }
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
      F.NoLint.clear(); // Its lines are others.
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

bool Unit::hasNoLint(SourceLocation Loc) {
  SourcePos At = pos(Loc);
  return llvm::any_of(Out.Files[At.File].NoLint, [&](const LineRange &Lines) {
    return Lines.First <= At.Line && At.Line <= Lines.Last;
  });
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

std::string qualifiedName(const NamedDecl *D) {
  D = cast<NamedDecl>(D->getCanonicalDecl());
  if (const auto *FD = dyn_cast<FunctionDecl>(D); FD && FD->isExternC())
    return FD->getNameAsString();
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
  std::string Name;
  for (const std::string &Part : llvm::reverse(Parts)) {
    if (!Name.empty())
      Name += "::";
    Name += Part;
  }
  return Name;
}

llvm::StringRef Unit::modelName(const NamedDecl *D) {
  D = cast<NamedDecl>(D->getCanonicalDecl());
  auto [It, New] = ModelNames.try_emplace(D);
  std::string &Name = It->second;
  if (New)
    Name = Models.canonicalName(qualifiedName(D));
  return Name;
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

} // namespace aether::analysis
