//===- Unit.cpp - What extraction shares over one TU ----------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Whose code it is, what globals and types are like, and which functions still
// need a summary.
//
//===----------------------------------------------------------------------===//

#include "Unit.h"

#include "clang/AST/Attr.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Index/USRGeneration.h"
#include "llvm/ADT/StringExtras.h"

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

bool inSystemHeader(const Decl *D) {
  const SourceManager &SM = D->getASTContext().getSourceManager();
  return D->getLocation().isValid() &&
         SM.isInSystemHeader(SM.getExpansionLoc(D->getLocation()));
}

bool Unit::inUserCode(const Decl *D) {
  return D->getLocation().isValid() && !inSystemHeader(D) && isFollowed(D);
}

bool Unit::isFollowed(const Decl *D) {
  const DeclContext *Outermost = nullptr;
  for (const DeclContext *DC = D->getDeclContext(); DC; DC = DC->getParent())
    if (DC->isNamespace())
      Outermost = DC;
  if (!Outermost)
    return true;
  const auto *NS = cast<NamespaceDecl>(Outermost)->getCanonicalDecl();
  // Such names are reserved ([lex.name]): the standard library's own.
  if (NS->getName().starts_with("__") && inSystemHeader(D))
    return false;
  auto [It, New] = LibraryNamespaces.try_emplace(NS, false);
  if (New)
    It->second =
        Models.rule((NS->getName() + "::x").str()) != NamespaceRule::None;
  return !It->second || isUserSpecialisation(D);
}

bool Unit::isUserSpecialisation(const Decl *D) {
  bool InStd = false;
  for (const DeclContext *DC = D ? D->getDeclContext() : nullptr; DC;
       DC = DC->getParent())
    InStd |= DC->isStdNamespace();
  if (!InStd || D->getLocation().isInvalid() || inSystemHeader(D))
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
// Globals
//===----------------------------------------------------------------------===//

static bool hasMutablePart(QualType T) {
  const auto *RD = T->getBaseElementTypeUnsafe()->getAsCXXRecordDecl();
  return RD && RD->hasDefinition() && RD->hasMutableFields();
}

/// Is one of \p T, or a part of it, a pointer to a function?
static bool holdsFunctions(const ASTContext &Ctx, QualType T) {
  T = Ctx.getBaseElementType(T);
  if (T->isFunctionPointerType())
    return true;
  const RecordDecl *RD = T->getAsRecordDecl();
  return RD && !RD->isUnion() && RD->getDefinition() && !RD->isInvalidDecl() &&
         llvm::any_of(RD->getDefinition()->fields(), [&](const FieldDecl *F) {
           return holdsFunctions(Ctx, F->getType());
         });
}

bool Unit::isConstantGlobal(const VarDecl *VD) {
  QualType T = VD->getType();
  if (T->isReferenceType())
    return true; // The reference; what it names is another place.
  if (Ctx.getBaseElementType(T).isConstQualified())
    return !hasMutablePart(T);
  // A table of functions, if nobody says const.
  return holdsFunctions(Ctx, T) && Arrays.isOnlyRead(VD);
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
  if (!Definition) // C: a declaration that becomes one (C17 6.9.2p2).
    Definition = VD->getActingDefinition();
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
    // Each unit that includes a header has its own.
    if (!VD->isExternallyVisible())
      Key += "@" + Out.MainFile;
  }
  G.Key = str(Key);
  G.Name = str(VD->isStaticLocal() ? VD->getNameAsString()
                                   : VD->getQualifiedNameAsString());
  G.Type = typeName(VD->getType());
  G.Pos = pos(VD->getLocation());
  G.ThreadLocal = VD->getTLSKind() != VarDecl::TLS_None ||
                  VD->hasAttr<OMPThreadPrivateDeclAttr>();
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
  if (const auto *Atomic = T->getAs<AtomicType>())
    return facts(Atomic->getValueType());
  auto [It, New] = Facts.try_emplace(T.getTypePtr());
  TypeFacts &F = It->second;
  if (!New)
    return F;
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
  return F;
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
  ++Taken[FD];
  return FD;
}

void Unit::needAgain(const FunctionDecl *Def) {
  constexpr unsigned Enough = 4;
  const unsigned Times = Taken.lookup(Def);
  if (Times != 0 && Times < Enough && !llvm::is_contained(WorkList, Def))
    WorkList.push_back(Def);
}

/// Outside of namespaces, what Aether has models of is C libraries. Something
/// of the user's that has such a name is something else: its body says what it
/// does, as far as one is known.
bool Unit::isNamesake(const NamedDecl *D) {
  if (llvm::StringRef(qualifiedName(D)).contains("::"))
    return false;
  if (const auto *FD = dyn_cast<FunctionDecl>(D)) {
    if (const FunctionDecl *Def = definition(FD))
      return inUserCode(Def);
    return inUserCode(FD) && !FD->isExternC();
  }
  return inUserCode(D);
}

llvm::ArrayRef<FunctionModel> Unit::models(const FunctionDecl *FD) {
  llvm::ArrayRef<FunctionModel> Found = Models.functions(modelName(FD));
  if (llvm::all_of(Found, [](const FunctionModel &M) { return M.BuiltIn; }) &&
      !Found.empty() && isNamesake(FD))
    return {};
  return Found;
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

} // namespace aether::analysis
