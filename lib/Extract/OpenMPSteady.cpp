//===- OpenMPSteady.cpp - What keeps its value in a region ----------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Each part of a region is a lambda of its own. What the threads have declared
// before is declared there once more: with its value, where that is the same.
//
//===----------------------------------------------------------------------===//

#include "ClangVersions.h"
#include "OpenMP.h"

#include "clang/AST/OpenMPClause.h"
#include "clang/Basic/OpenMPKinds.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace aether::analysis {

/// Adds to \p Out the types of what \p S writes without naming it.
static void noteWrites(Stmt *S, llvm::SmallVectorImpl<QualType> &Out) {
  Expr *To = changedBy(S);
  if (auto *Atomic = dyn_cast<AtomicExpr>(S)) {
    Out.push_back(Atomic->getPtr()->getType()->getPointeeType());
  } else if (auto *Call = dyn_cast<CallExpr>(S)) {
    // What the callee of a library does with them, nobody says here.
    for (Expr *Arg : Call->arguments()) {
      const QualType Pointee =
          Arg->IgnoreParenImpCasts()->getType()->getPointeeType();
      if (!Pointee.isNull() && !Pointee.isConstQualified())
        Out.push_back(Pointee);
      // By a reference that is not const.
      if (Arg->isGLValue() && !Arg->getType().isConstQualified() &&
          !namedVariable(Arg))
        Out.push_back(Arg->getType());
    }
  }
  if (!To)
    return;
  const QualType Type = To->getType();
  for (;;) {
    To = To->IgnoreParenImpCasts();
    if (auto *Member = dyn_cast<MemberExpr>(To); Member && !Member->isArrow())
      To = Member->getBase();
    else if (auto *Element = dyn_cast<ArraySubscriptExpr>(To);
             Element && Element->getBase()
                            ->IgnoreParenImpCasts()
                            ->getType()
                            ->isArrayType())
      To = Element->getBase();
    else
      break;
  }
  const VarDecl *Named = namedVariable(To);
  if (!Named || Named->getType()->isReferenceType())
    Out.push_back(Type);
}

/// Whether objects of type \p T may run code of the user's when they are made,
/// copied or ended.
static bool hasUserCode(ASTContext &Ctx, QualType T, unsigned Depth = 0) {
  T = Ctx.getBaseElementType(T.getNonReferenceType());
  const auto *Class = T->getAsCXXRecordDecl();
  if (!Class || !Class->hasDefinition() || Depth > 4)
    return Class && Depth > 4;
  if (!Ctx.getSourceManager().isInSystemHeader(Class->getLocation()))
    return !Class->isTrivial() || Class->isLambda();
  const auto *Special = dyn_cast<ClassTemplateSpecializationDecl>(Class);
  return Special &&
         llvm::any_of(Special->getTemplateArgs().asArray(),
                      [&](const TemplateArgument &Arg) {
                        return Arg.getKind() == TemplateArgument::Type &&
                               hasUserCode(Ctx, Arg.getAsType(), Depth + 1);
                      });
}

/// Whether \p S by itself runs code that others than a library have written.
static bool runsUserCode(ASTContext &Ctx, Stmt *S) {
  auto IsUsers = [&](const Decl *D) {
    return !D || !Ctx.getSourceManager().isInSystemHeader(D->getLocation());
  };
  if (auto *Call = dyn_cast<CallExpr>(S))
    return IsUsers(Call->getDirectCallee()) ||
           llvm::any_of(Call->arguments(), [&](const Expr *Arg) {
             const QualType Type = Arg->IgnoreParenImpCasts()->getType();
             // It may be called.
             return Type->isFunctionType() || Type->isFunctionPointerType() ||
                    hasUserCode(Ctx, Type);
           });
  if (auto *Made = dyn_cast<CXXConstructExpr>(S))
    return (!Made->getConstructor()->isTrivial() &&
            IsUsers(Made->getConstructor())) ||
           hasUserCode(Ctx, Made->getType());
  if (auto *New = dyn_cast<CXXNewExpr>(S))
    return hasUserCode(Ctx, New->getAllocatedType());
  if (auto *Delete = dyn_cast<CXXDeleteExpr>(S))
    return Delete->getDestroyedType().isNull() ||
           hasUserCode(Ctx, Delete->getDestroyedType());
  if (auto *Decls = dyn_cast<DeclStmt>(S))
    return llvm::any_of(Decls->decls(), [&](const Decl *D) {
      const auto *VD = dyn_cast<VarDecl>(D);
      return VD && !VD->getType()->isReferenceType() &&
             hasUserCode(Ctx, VD->getType());
    });
  return false;
}

/// The team of \p Body; \p Calls: one of all functions that share its work out.
OpenMPLowering::Region OpenMPLowering::teamOf(FunctionDecl *In, Stmt *Body,
                                              bool Calls, SourceLocation Loc) {
  Region R;
  R.In = In;
  R.Calls = Calls;
  // Solve tells the first two from what the program has by their names.
  for (auto [Group, Name] :
       {std::pair(&R.Team, "omp team"), std::pair(&R.Tasks, "omp tasks"),
        std::pair(&R.Threads, "omp threads")})
    *Group = Calls ? Make.global(Name, Loc)
                   : Make.variable(Name, Ctx.IntTy, In, Loc);
  llvm::SmallPtrSet<const VarDecl *, 16> Met;
  forEachStmt(Body, [&](Stmt *S) {
    auto *Name = dyn_cast<DeclRefExpr>(S);
    const auto *VD = Name ? dyn_cast<VarDecl>(Name->getDecl()) : nullptr;
    if (VD && Met.insert(VD).second && mayChange(Body, VD))
      R.Changing.insert(VD);
    R.CallsUser |= runsUserCode(Ctx, S);
    noteWrites(S, R.Pointed);
    return true;
  });
  // One task may order two others that have no variable in common, or nobody
  // knows which.
  llvm::SmallPtrSet<const OMPExecutableDirective *, 4> Makes;
  forEachStmt(Body, [&](Stmt *S) {
    unsigned On = 0;
    if (makesTask(S))
      for (const OMPClause *C : cast<OMPExecutableDirective>(S)->clauses())
        if (const auto *Depend = dyn_cast<OMPDependClause>(C))
          On += isFollowed(Depend) ? Depend->varlist_size() : 2;
    R.Chains |= On > 1;
    if (auto *D = dyn_cast<OMPExecutableDirective>(S);
        D && (D->getDirectiveKind() == llvm::omp::OMPD_master ||
              D->getDirectiveKind() == llvm::omp::OMPD_masked))
      forEachStmt(D->getRawStmt(), [&](Stmt *Inner) {
        Makes.insert(makesTask(Inner) ? D : nullptr);
        return true;
      });
    return true;
  });
  Makes.erase(nullptr);
  R.Makers = Makes.size();
  R.Begin = R.Start = Loc;
  R.Uses = directUses(Body);
  // Of these, only elements and the size are asked for.
  llvm::SmallDenseMap<const VarDecl *, unsigned, 4> Asked;
  forEachStmt(Body, [&](Stmt *S) {
    Expr *Of = nullptr;
    if (auto *Call = dyn_cast<CXXOperatorCallExpr>(S);
        Call && Call->getOperator() == OO_Subscript)
      Of = Call->getArg(0);
    else if (auto *Call = dyn_cast<CXXMemberCallExpr>(S);
             Call && Call->getMethodDecl() &&
             Call->getMethodDecl()->getIdentifier() &&
             llvm::is_contained({"size", "at", "data", "empty"},
                                Call->getMethodDecl()->getName()))
      Of = Call->getImplicitObjectArgument();
    const VarDecl *VD = Of ? namedVariable(Of->IgnoreParenImpCasts()) : nullptr;
    const auto *Class =
        VD ? VD->getType().getNonReferenceType()->getAsCXXRecordDecl()
           : nullptr;
    if (Class && Class->isInStdNamespace() && Class->getIdentifier() &&
        (Class->getName() == "vector" || Class->getName() == "array") &&
        ++Asked[VD] == R.Uses[VD].All)
      R.KeptSize.insert(VD);
    return true;
  });
  findOwnMemory(Body, R);
  return R;
}

/// Is \p E, which a reference is bound to, one object all through region \p R,
/// the number of the thread left out?
bool OpenMPLowering::isSteadyPlace(Expr *E, const Region &R) const {
  auto IsSteadyIndex = [&](Expr *Index) {
    bool Steady = isPure(Index);
    forEachStmt(Index, [&](Stmt *S) {
      auto *Name = dyn_cast<DeclRefExpr>(S);
      const auto *VD = Name ? dyn_cast<VarDecl>(Name->getDecl()) : nullptr;
      Steady &=
          !isa<ArraySubscriptExpr, MemberExpr>(S) && (!VD || isSteady(VD, R));
      return Steady;
    });
    return Steady;
  };
  E = E->IgnoreParenImpCasts();
  if (auto *Call = dyn_cast<CXXOperatorCallExpr>(E)) {
    const VarDecl *VD =
        Call->getNumArgs() == 2
            ? namedVariable(Call->getArg(0)->IgnoreParenImpCasts())
            : nullptr;
    return Call->getOperator() == OO_Subscript && VD &&
           R.KeptSize.contains(VD) && isCommon(VD, R) &&
           (!R.CallsUser || (VD->hasLocalStorage() && !Aliased.contains(VD) &&
                             !VD->getType()->isReferenceType())) &&
           IsSteadyIndex(Call->getArg(1));
  }
  if (auto *Element = dyn_cast<ArraySubscriptExpr>(E)) {
    Expr *Base = Element->getBase()->IgnoreParenImpCasts();
    const VarDecl *VD = namedVariable(Base);
    return (Base->getType()->isArrayType() ? isSteadyPlace(Base, R)
                                           : VD && isSteady(VD, R)) &&
           IsSteadyIndex(Element->getIdx());
  }
  const VarDecl *VD = namedVariable(E);
  return VD && !VD->getType()->isReferenceType() && isCommon(VD, R);
}

bool isPure(Expr *E) {
  bool Pure = true;
  forEachStmt(E, [&](Stmt *S) {
    if (isa<CallExpr>(S))
      Pure &= asks(S, "omp_get_thread_num") || asks(S, "omp_get_num_threads");
    else if (const auto *Op = dyn_cast<UnaryOperator>(S))
      Pure &= !Op->isIncrementDecrementOp();
    else if (const auto *Op = dyn_cast<BinaryOperator>(S))
      Pure &= !Op->isAssignmentOp();
    else
      Pure &= isa<CastExpr, DeclRefExpr, IntegerLiteral, FloatingLiteral,
                  CXXBoolLiteralExpr, CharacterLiteral, ParenExpr,
                  ArraySubscriptExpr, MemberExpr, ConditionalOperator>(S);
    return Pure;
  });
  return Pure;
}

/// Whether \p D has one value all through region \p R.
bool OpenMPLowering::isSteady(const VarDecl *D, const Region &R) const {
  const QualType Type = D->getType();
  if (Type.isConstQualified() || llvm::is_contained(R.Numbers, D) ||
      R.Settled.contains(D))
    return true;
  if (R.Changing.contains(D) || Type->isReferenceType())
    return false;
  // What a lambda captures, others may name.
  const DeclContext *In = D->getDeclContext();
  while (In && isa<CapturedDecl>(In))
    In = In->getParent();
  if (D->hasLocalStorage() && !Aliased.contains(D) && In == R.In)
    return true;
  // Somebody else may know where it is.
  return !R.CallsUser && llvm::none_of(R.Pointed, [&](QualType Written) {
    return Written->isCharType() || Written->isIncompleteType() ||
           Ctx.hasSameUnqualifiedType(Written, Type) ||
           (Written->isIntegerType() && Type->isIntegerType() &&
            Ctx.getTypeSize(Written) == Ctx.getTypeSize(Type)) ||
           (Written->isPointerType() && Type->isPointerType());
  });
}

/// May \p E have another value after something else in region \p R?
bool OpenMPLowering::mayDiffer(Expr *E, const Region &R) const {
  bool Found = false;
  forEachStmt(E, [&](Stmt *S) {
    const auto *Name = dyn_cast<DeclRefExpr>(S);
    const auto *VD = Name ? dyn_cast<VarDecl>(Name->getDecl()) : nullptr;
    const auto *Op = dyn_cast<UnaryOperator>(S);
    Found |= isa<ArraySubscriptExpr, MemberExpr, CallExpr>(S) ||
             (Op && Op->getOpcode() == UO_Deref) ||
             (VD && !llvm::is_contained(R.Locals, VD) && !isSteady(VD, R));
    return true;
  });
  return Found;
}

bool OpenMPLowering::readAtStart(OMPExecutableDirective *D, Region &R,
                                 Phase &Now) {
  llvm::SmallPtrSet<const VarDecl *, 4> Counters;
  bool Understood = true;
  auto Read = [&](Expr *E) {
    if (!E || E->isValueDependent() || !mayDiffer(E, R))
      return;
    bool OfLoop = false;
    forEachStmt(E, [&](Stmt *S) {
      auto *Name = dyn_cast<DeclRefExpr>(S);
      const auto *VD = Name ? dyn_cast<VarDecl>(Name->getDecl()) : nullptr;
      OfLoop |= VD && Counters.contains(VD);
      return true;
    });
    Expr *Again = OfLoop ? nullptr : Make.copy(E, Synthesis::Substitution());
    Understood &= Again != nullptr;
    if (Again)
      Now.Chunk.push_back(Again);
  };
  if (auto *Loops = dyn_cast<OMPLoopDirective>(D)) {
    Stmt *Body = D->getRawStmt();
    for (unsigned I = 0; I != Loops->getLoopsNumber(); ++I) {
      while (auto *Block = dyn_cast_or_null<CompoundStmt>(Body))
        Body = Block->size() == 1 ? Block->body_front() : nullptr;
      auto *For = dyn_cast_or_null<ForStmt>(Body);
      if (!For)
        break; // Of a range, whose ends are a part of it.
      auto Variable = [&](Expr *E) -> const VarDecl * {
        return E ? namedVariable(E->IgnoreParenImpCasts()) : nullptr;
      };
      const VarDecl *Counter = nullptr;
      if (auto *Decls = dyn_cast_or_null<DeclStmt>(For->getInit());
          Decls && Decls->isSingleDecl()) {
        if (auto *VD = dyn_cast<VarDecl>(Decls->getSingleDecl())) {
          Counter = VD;
          Read(VD->getInit());
        }
      } else if (auto *Set = dyn_cast_or_null<BinaryOperator>(For->getInit())) {
        Counter = Variable(Set->getLHS());
        Read(Set->getRHS());
      }
      if (auto Test = comparison(For->getCond()))
        Read(Variable(Test->L) == Counter ? Test->R : Test->L);
      if (auto *Step = dyn_cast_or_null<CompoundAssignOperator>(For->getInc()))
        Read(Step->getRHS());
      Counters.insert(Counter);
      Body = For->getBody();
    }
  }
  if (const auto *Schedule = clause<OMPScheduleClause>(D))
    Read(const_cast<Expr *>(Schedule->getChunkSize()));
  if (const auto *First = clause<OMPFirstprivateClause>(D))
    for (const Expr *Name : variablesOf(First))
      if (auto *VD = namedVariable(const_cast<Expr *>(Name));
          VD && !llvm::is_contained(R.Locals, VD) && !isSteady(VD, R)) {
        if (!VD->getType().getNonReferenceType()->isScalarType())
          return false;
        Now.Chunk.push_back(Make.value(Make.name(VD, D->getBeginLoc())));
      }
  return Understood;
}

/// Declares variables from what nobody changes in region \p R.
bool OpenMPLowering::onlyDeclares(Stmt *S, const Region &R) const {
  if (settles(S, R))
    return true;
  auto *Decls = dyn_cast<DeclStmt>(S);
  return Decls && llvm::all_of(Decls->decls(), [&](Decl *D) {
           auto *VD = dyn_cast<VarDecl>(D);
           bool Constant = VD && !VD->getType()->isRecordType() &&
                           (!VD->getInit() || isPure(VD->getInit()));
           if (Constant && VD->getInit())
             forEachStmt(VD->getInit(), [&](Stmt *Part) {
               auto *Name = dyn_cast<DeclRefExpr>(Part);
               const auto *Used =
                   Name ? dyn_cast<VarDecl>(Name->getDecl()) : nullptr;
               Constant &= !isa<ArraySubscriptExpr, MemberExpr>(Part) &&
                           !(Used && !isSteady(Used, R) &&
                             !llvm::is_contained(R.Locals, Used));
               if (const auto *Op = dyn_cast<UnaryOperator>(Part))
                 Constant &= Op->getOpcode() != UO_Deref;
               return true;
             });
           return Constant;
         });
}

void putNumber(Synthesis &Make, Stmt *S, ParmVarDecl *Thread,
               llvm::StringRef Asked) {
  for (Stmt *&Child : S->children()) {
    if (!Child || isa<LambdaExpr>(Child))
      continue;
    if (asks(Child, Asked))
      Make.replace(Child, Make.value(Make.name(Thread, Child->getBeginLoc())));
    else if (auto *D = dyn_cast<OMPExecutableDirective>(Child); !D)
      putNumber(Make, Child, Thread, Asked);
    else if (D->hasAssociatedStmt() &&
             !isOpenMPParallelDirective(D->getDirectiveKind()) &&
             !isOpenMPTaskingDirective(D->getDirectiveKind()))
      putNumber(Make, D->getRawStmt(), Thread, Asked);
  }
}

bool asksNumber(Stmt *S) {
  bool Found = false;
  forEachStmt(S, [&](Stmt *Inner) {
    Found |= asks(Inner, "omp_get_thread_num");
    return true;
  });
  return Found;
}

/// Do objects of type \p T consist of numbers alone, so that they lead to no
/// others?
static bool leadsNowhere(QualType T, unsigned Depth = 0) {
  while (const auto *Array = T->getAsArrayTypeUnsafe())
    T = Array->getElementType();
  const auto *Class = T->getAsCXXRecordDecl();
  if (!Class)
    return T->isArithmeticType() || T->isEnumeralType();
  return Depth < 6 && Class->hasDefinition() && !Class->isUnion() &&
         !Class->isLambda() && Class->hasTrivialDestructor() &&
         llvm::all_of(
             Class->bases(),
             [&](const CXXBaseSpecifier &Base) {
               return leadsNowhere(Base.getType(), Depth + 1);
             }) &&
         llvm::all_of(
             Class->fields(),
             [&](const FieldDecl *Field) {
               return leadsNowhere(Field->getType(), Depth + 1);
             });
}

/// Each thread keeps its variables from one part to the next. What is constant
/// is made again; of anything else nobody knows the value there.
bool OpenMPLowering::redeclare(Stmt *Code, Region &R, ParmVarDecl *Number,
                               Statements &Out) {
  llvm::SmallPtrSet<const ValueDecl *, 8> Needed;
  auto Need = [&](Stmt *In, auto &&Self) -> void {
    forEachStmt(In, [&](Stmt *S) {
      auto *Name = dyn_cast<DeclRefExpr>(S);
      auto *VD = Name ? dyn_cast<VarDecl>(Name->getDecl()) : nullptr;
      if (VD && llvm::is_contained(R.Locals, VD) && Needed.insert(VD).second) {
        const auto Set = R.Settled.find(VD);
        if (Expr *Init = Set == R.Settled.end() ? VD->getInit() : Set->second)
          Self(Init, Self);
      }
      return true;
    });
  };
  Need(Code, Need);
  forEachStmt(Code, [&](Stmt *S) {
    if (auto *Decls = dyn_cast<DeclStmt>(S))
      for (Decl *D : Decls->decls())
        if (auto *VD = dyn_cast<VarDecl>(D))
          Needed.erase(VD);
    return true;
  });

  Synthesis::Substitution To;
  if (Number)
    for (ParmVarDecl *Before : R.Numbers)
      To[Before] = Number;
  for (VarDecl *Local : R.Locals) {
    if (!Needed.contains(Local))
      continue;
    const QualType Type = Local->getType();
    Expr *Init = Local->getInit();
    const auto Set = R.Settled.find(Local);
    if (Set != R.Settled.end())
      Init = Set->second;
    const bool Changes = Set == R.Settled.end() && R.Changing.contains(Local);
    auto Unsteady = [&] {
      bool Found = false;
      forEachStmt(Init, [&](Stmt *S) {
        auto *Name = dyn_cast<DeclRefExpr>(S);
        const auto *Used = Name ? dyn_cast<VarDecl>(Name->getDecl()) : nullptr;
        Found |= isa<ArraySubscriptExpr, MemberExpr>(S) ||
                 (Used && !isSteady(Used, R));
        return true;
      });
      return Found;
    };
    auto Names = [&](const auto &These) {
      bool Found = false;
      forEachStmt(Init, [&](Stmt *S) {
        auto *Name = dyn_cast<DeclRefExpr>(S);
        Found |= Name && llvm::is_contained(These, Name->getDecl());
        return true;
      });
      return Found;
    };
    if (Type->isRecordType()) {
      // Made like the first one; what has become of it since, nobody knows.
      if (Init && (Names(R.Locals) || Names(R.Numbers) || asksNumber(Init))) {
        if (!leadsNowhere(Type))
          return false;
        Init = nullptr;
      }
    } else {
      // A reference to what all threads have, or to the thread's part of it.
      const bool Refers =
          Init && Type->isReferenceType() && isSteadyPlace(Init, R) &&
          (Number ||
           (!Names(R.Numbers) && !Names(R.Locals) && !asksNumber(Init)));
      if (Init && !Refers &&
          (Changes || !isPure(Init) || Unsteady() ||
           (!Number && (Names(R.Numbers) || asksNumber(Init)))))
        Init = nullptr;
      if (Init)
        Init = Make.copy(Init, To);
      else if (R.OwnMemory.contains(Local))
        Init = Make.call(Make.function("omp::own_memory", Local->getLocation()),
                         {}, Local->getLocation(), Type.getUnqualifiedType());
      if (!Init && !Ctx.getBaseElementType(Type)->isScalarType())
        return false;
    }
    VarDecl *Again =
        Make.variable(Local->getName(), Type, R.In, Local->getLocation(), Init);
    To[Local] = Again;
    Out.push_back(Make.declare(Again));
    if (Type->isRecordType())
      Out.push_back(Make.call(
          Make.function("omp::carried", Local->getLocation()),
          Make.name(Again, Local->getLocation()), Local->getLocation()));
    if (!renameAll(Code, Local, Again))
      return false;
  }
  if (Number && !R.IsLeague)
    for (Stmt *Declared : Out)
      putNumber(Make, Declared, Number, "omp_get_thread_num");
  return true;
}

} // namespace aether::analysis
