//===- Endings.cpp - What ends with an object -----------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A container that is emptied ends its elements, an owner what it owns, and so
// on. What a shared owner leads to ends with the last of its owners: that one
// of them goes is a `Released`, and no write.
//
//===----------------------------------------------------------------------===//

#include "Function.h"

#include "clang/AST/DeclTemplate.h"

using namespace clang;

namespace aether::analysis {

namespace {
constexpr unsigned MaxDepth = 4; ///< so far inside, shares are found

/// The types that a class template is made for.
llvm::SmallVector<QualType, 2> typeArguments(QualType Type) {
  llvm::SmallVector<QualType, 2> Out;
  if (const auto *Spec = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
          Type->getAsCXXRecordDecl()))
    for (const TemplateArgument &A : Spec->getTemplateArgs().asArray()) {
      if (A.getKind() != TemplateArgument::Type)
        break;
      Out.push_back(A.getAsType());
    }
  return Out;
}
} // namespace

/// What the elements of \p Container are made of: a type, or that of a key and
/// that of its value.
static llvm::SmallVector<QualType, 2> elementTypes(QualType Container) {
  llvm::SmallVector<QualType, 2> Out = typeArguments(Container);
  const auto *RD = Container->getAsCXXRecordDecl();
  const bool Maps = RD && RD->hasMemberName(DeclarationName(
                              &RD->getASTContext().Idents.get("mapped_type")));
  Out.truncate(std::min<std::size_t>(Out.size(), Maps ? 2 : 1));
  return Out;
}

/// The object \p P of type \p Type ends.
void FunctionExtractor::endObject(PlaceId P, QualType Type, SourceRange Range,
                                  unsigned Depth) {
  while (const ArrayType *Array = U.Ctx.getAsArrayType(Type)) {
    P = T.elements(P);
    Type = Array->getElementType();
  }
  const auto *RD = Type->getAsCXXRecordDecl();
  if (!RD || !RD->hasDefinition() || RD->hasTrivialDestructor())
    return;
  const TypeFacts &Facts = U.facts(Type);
  if (Facts.Model && !Facts.is(TypeModel::Kind::Container) &&
      !Facts.is(TypeModel::Kind::Pointer) && !Facts.is(TypeModel::Kind::Value))
    return;
  // What is stored inside goes with it.
  if (Depth == 1)
    access(AccessKind::Write, P, QualType(), Range, AccessNature::Released);
  endParts(P, Type, Range, Depth);
}

/// What the object \p P holds ends.
void FunctionExtractor::endParts(PlaceId P, QualType Type, SourceRange Range,
                                 unsigned Depth) {
  const auto *RD = Type->getAsCXXRecordDecl();
  if (!RD || !RD->hasDefinition() || Depth == MaxDepth)
    return;
  auto Part = [&](llvm::StringRef Name) {
    return T.field(P, U.fieldName(Type, Name));
  };
  const TypeFacts &Facts = U.facts(Type);
  const llvm::SmallVector<QualType, 2> Args = typeArguments(Type);
  if (Facts.is(TypeModel::Kind::Pointer)) {
    if (Facts.Model->SharedOwner)
      access(AccessKind::Read, T.deref(Part("shared")), QualType(), Range,
             AccessNature::Released);
    else if (Facts.Model->UniqueOwner && Depth > 0 && !Args.empty())
      endObject(Part("owned"), Args[0], Range, Depth + 1);
  } else if (Facts.is(TypeModel::Kind::Container)) {
    endElement(T.elements(P), Type, Range, Depth + 1);
  } else if (const std::string Name = U.modelName(RD).str();
             Name == "std::optional" && !Args.empty()) {
    endObject(Part("value"), Args[0], Range, Depth + 1);
  } else if (Name == "std::pair" && Args.size() > 1) {
    endObject(Part("first"), Args[0], Range, Depth + 1);
    endObject(Part("second"), Args[1], Range, Depth + 1);
  } else if (!Facts.Model && U.inUserCode(RD) && !RD->isUnion()) {
    for (const CXXBaseSpecifier &Base : RD->bases())
      endParts(P, Base.getType(), Range, Depth + 1);
    for (const FieldDecl *Field : RD->fields())
      if (!Field->getType()->isReferenceType())
        endObject(placeOfMember(P, Field), Field->getType(), Range, Depth + 1);
  }
}

/// The element \p P of a container of type \p Container ends.
void FunctionExtractor::endElement(PlaceId P, QualType Container,
                                   SourceRange Range, unsigned Depth) {
  const llvm::SmallVector<QualType, 2> Types = elementTypes(Container);
  if (Types.size() == 1) {
    endObject(P, Types[0], Range, Depth);
  } else if (Types.size() == 2) {
    endObject(T.field(P, U.str("first")), Types[0], Range, Depth);
    endObject(T.field(P, U.str("second")), Types[1], Range, Depth);
  }
}

/// Whether what the variable at \p P held may live on in another object.
bool FunctionExtractor::isMovedFrom(PlaceId P) {
  const PlaceNode N = T.place(P);
  const VarDecl *VD = N.Kind == PlaceKind::Local ? LocalDecls[N.Arg] : nullptr;
  if (!VD)
    return false;
  if (!MovedFrom) {
    MovedFrom.emplace();
    llvm::SmallVector<const Stmt *, 32> Work{FD->getBody()};
    while (!Work.empty()) {
      const Stmt *S = Work.pop_back_val();
      if (!S)
        continue;
      if (const auto *Call = dyn_cast<CallExpr>(S);
          Call && Call->isCallToStdMove())
        if (const auto *Ref =
                dyn_cast<DeclRefExpr>(Call->getArg(0)->IgnoreParenImpCasts()))
          if (const auto *Moved = dyn_cast<VarDecl>(Ref->getDecl()))
            MovedFrom->insert(Moved);
      Work.append(S->child_begin(), S->child_end());
    }
  }
  return MovedFrom->contains(VD);
}

/// What the statement `end P` of a model says of \p Term.
void FunctionExtractor::end(CallSite &C, const ModelTerm &Term,
                            SourceRange Range) {
  const ModelTerm *Base = &Term;
  while (!Base->Operands.empty())
    Base = &Base->Operands.front();
  const QualType Type = modelType(C, *Base);
  // Memory is given back, with nothing in it that has a destructor.
  if (&Term != Base && !Type.isNull() && Type->isPointerType()) {
    access(AccessKind::Write, modelPlace(C, Term), QualType(), Range,
           AccessNature::Released);
    return;
  }
  if (Type.isNull() || isMovedFrom(modelPlace(C, *Base)))
    return;
  if (&Term == Base) {
    endParts(modelPlace(C, Term), Type, Range, 0);
    return;
  }
  // Which element it is is asked for only where something ends with one.
  const llvm::SmallVector<QualType, 2> Types = elementTypes(Type);
  auto Matters = [&](QualType Element) {
    const auto *RD = U.Ctx.getBaseElementType(Element)->getAsCXXRecordDecl();
    return RD && RD->hasDefinition() && !RD->hasTrivialDestructor();
  };
  if (llvm::any_of(Types, Matters))
    endElement(modelPlace(C, Term), Type, Range, 1);
}

} // namespace aether::analysis
