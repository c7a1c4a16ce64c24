//===- Function.h - The extraction of one function --------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Turns one function body into a FunctionSummary:
///
///     Variables ──▶ ControlFlow ──▶ Accesses / Calls / ModelCalls /
///     (what locals     (blocks and     ParallelCalls   (events)
///      can be)          elements)         └─ use Values (places, integers)
///
/// The walk follows Clang's CFG with every sub-expression an element of its
/// own: an element emits its own effect only, and asks Values for the terms of
/// its operands, which were visited before it.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_EXTRACT_FUNCTION_H
#define AETHER_LIB_EXTRACT_FUNCTION_H

#include "AtomicOperation.h"
#include "CallSite.h"
#include "SourceFacts.h"
#include "Unit.h"
#include "ValueUses.h"

#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Analysis/CFG.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"

#include <map>
#include <optional>

namespace aether::analysis {

class FunctionExtractor {
public:
  FunctionExtractor(Unit &U, const clang::FunctionDecl *FD);
  FunctionSummary run();
  /// For a constructor: of a function that makes an object and destroys it.
  FunctionSummary lifetime();

private:
  using Expr = clang::Expr;
  using Stmt = clang::Stmt;

  // Variables.cpp
  void findVariables();
  void findEntryReads();
  bool isUnchangedRange(const clang::VarDecl *VD);

  // Loops.cpp
  /// The counted loops of the body.
  std::vector<FoundLoop> findLoops();
  /// And those that count with a variable that other code uses as well.
  void findAssignedLoops(
      llvm::function_ref<bool(const clang::VarDecl *)> IsCandidate);
  /// Whether round for round of \p L an element is reached that its variable
  /// counts, so that no round lies beyond the end of an array.
  bool countsElements(const CountedLoop &L);

  // LoopBounds.cpp
  void finishLoops();
  ValueId startOf(const CountedLoop &L);
  void boundIterator(const CountedLoop &L, Loop &Out);
  void boundPointer(const CountedLoop &L, Loop &Out);
  void boundInteger(const CountedLoop &L, Loop &Out);

  // Destinations.cpp
  /// Notes for each expression that makes an object where that object is, so
  /// that constructors work on the variable and not on a copy.
  void findDestinations();

  // ThreadLocals.cpp
  void beginThreadLocals();
  void assignDestination(const Expr *Init, PlaceId To);
  static const Expr *stripToMaker(const Expr *E, Unit &U);

  // Lifetimes.cpp
  void destroy(const clang::CXXRecordDecl *RD, PlaceId Part,
               clang::SourceLocation Loc);

  // ControlFlow.cpp
  void noteOverridden(const clang::CXXMethodDecl *M);
  void describe();
  void walk(clang::CFG &Graph);
  void element(const clang::CFGElement &E);
  void destructor(const clang::CXXDestructorDecl *D, PlaceId Object,
                  clang::SourceLocation Loc, bool Virtual = false,
                  const Expr *Maker = nullptr);
  /// Visits an expression that the CFG does not take apart.
  void visitTree(const Stmt *S);

  // Conditions.cpp
  static const clang::Expr *putBefore(const clang::Expr *Value,
                                      const clang::CFGBlock &B);
  bool testOf(const Expr *E, bool Negated, Condition &Out);
  const Expr *failedStart(const Expr *E, const clang::CFGBlock &B);
  void mayWaitFor(LockEvent Test);
  void mayWait(const Expr *E, unsigned Depth);
  Condition condition(const clang::CFGBlock &B); // ToldTests.cpp
  Condition comparison(const clang::CFGBlock &B, const clang::Expr *&Test,
                       bool &Negated);
  Condition compared(const clang::Expr *E, bool Negated);
  void findTests(const clang::Expr *E, Return &Out);
  /// The ways out of a switch.
  struct SwitchEdges {
    std::uint32_t From = 0;    ///< the block that ends with it
    IntId Tested = None;       ///< None if it is not understood
    std::vector<IntId> Values; ///< by successor; None: the default, a range
  };
  /// Whether a test before \p C has found its object, a smart pointer, null.
  bool isKnownNull(const CallSite &C);
  IntId testedInteger(const Expr *E);
  IntId caseValue(const Stmt *Label);
  void splitSwitch(const SwitchEdges &S);
  /// Known in the middle of a block: a call has returned no zero.
  struct Assumption {
    std::uint32_t Block = 0;
    std::size_t Events = 0; ///< of the block, before
    std::uint32_t Result = 0;
  };
  void assumeTrue(std::uint32_t Result);
  void splitAt(const Assumption &A);

  // ThrowingWaits.cpp
  /// A call that is the end of a block from which exceptions lead on.
  struct ThrowingCall {
    std::uint32_t Block = 0;
    std::size_t Events = 0; ///< that come before it
    bool Waits = false;     ///< for tasks, perhaps
    bool Relocks = false;   ///< a mutex that was held before, perhaps
    bool Kept = false;      ///< exceptions are, and lead nowhere
    clang::SourceLocation At;
  };
  /// An object is made in a try block, or an exception leads to the handlers.
  struct ThrowingMaker {
    std::uint32_t Block = 0;
    std::size_t Events = 0; ///< that come before it
    const clang::CXXTryStmt *Try = nullptr;
    llvm::SmallVector<const clang::VarDecl *, 4> Variables; ///< that end
  };
  bool mayEndEarly(const clang::FunctionDecl *Task);
  bool leavesWithWaits(const Stmt *S);
  bool mayFailToMake(const Stmt *S);
  std::uint32_t cutBlock(std::uint32_t Number, std::size_t At);
  void splitBeforeMaking(const ThrowingMaker &Maker, std::uint32_t Handlers);
  std::optional<ThrowingCall> throwsBeforeWaits(const clang::CFGBlock &B,
                                                bool IsCaught);
  void splitBeforeCall(const ThrowingCall &Call);

  // Unwinding.cpp
  /// What is in scope at a statement, and how much of it around each try.
  struct Scope {
    llvm::SmallVector<const clang::VarDecl *, 4> Variables;
    llvm::SmallVector<std::pair<const clang::CXXTryStmt *, std::size_t>, 2>
        Tries;
    bool Waits = false; ///< something in the innermost try may wait
  };
  std::optional<ThrowingMaker> throwingMaker(const clang::CFGElement &E);
  bool mattersWhenUnwound(clang::QualType Type, unsigned Depth = 0);
  void findScopes(const Stmt *S, Scope &Now);
  bool isExposed(const clang::VarDecl *VD) const;
  void unwind(llvm::ArrayRef<const clang::VarDecl *> All);
  llvm::SmallVector<const clang::VarDecl *, 4>
  unwound(const clang::CFGBlock &From, const clang::CFGBlock &To,
          const clang::CFGBlock &Exit) const;
  PlaceId drainedBehind(const clang::CFGBlock &B);
  void destroyVariable(const clang::VarDecl *VD,
                       const clang::CXXDestructorDecl *D,
                       clang::SourceLocation Loc);

  // ScopeEnds.cpp
  std::vector<clang::CFGElement> elementsOf(const clang::CFGBlock &B);
  void endVariable(const clang::VarDecl *VD, clang::SourceLocation Loc);
  void endTemporary(PlaceId Object, clang::SourceRange Range);
  void endParameters();

  // Places.cpp
  PlaceId placeOf(const Expr *E);
  PlaceId placeOfVariable(const clang::ValueDecl *D, const Expr *Use);
  PlaceId placeOfMember(PlaceId Base, const clang::ValueDecl *Member);
  /// The object that class prvalue \p E makes.
  PlaceId objectOf(const Expr *E);
  bool storeFunctions(llvm::ArrayRef<const clang::APValue *> Values,
                      clang::QualType Type, PlaceId At,
                      clang::SourceLocation Loc);
  void storeConstant(const clang::VarDecl *VD, PlaceId At);

  // Values.cpp
  ValueId valueOf(const Expr *E);
  ValueId namedRange(const clang::VarDecl *VD);
  ValueId valueOfVariable(const clang::VarDecl *VD, const Expr *Use);
  ValueId thisValue();
  /// What \p V points to; a choice gets a cell of its own.
  PlaceId pointee(ValueId V, llvm::StringRef ReasonIfNone);
  ValueId reinterpreted(const clang::Expr *Pointer);
  /// How \p E is passed for a parameter of type \p To.
  ValueId argument(const Expr *E, clang::QualType To);
  ValueId unknown(llvm::StringRef Reason);
  IntId opaque(llvm::StringRef What, const Expr *E);
  std::string text(const Expr *E);
  /// All elements of the array or container that pointer \p P points into.
  PlaceId wholeRange(PlaceId P);
  PlaceId local(llvm::StringRef Name, clang::QualType T,
                clang::SourceLocation Loc);
  std::uint32_t localOf(const clang::VarDecl *VD);
  PlaceId fieldOfCapture(const clang::ValueDecl *D);
  /// The field of closure \p Class for \p D; the elements of a captured pack
  /// have one name each.
  StringId captureName(const clang::CXXRecordDecl *Class,
                       const clang::ValueDecl *D);

  // Integers.cpp
  /// The integer \p E, or where an unsigned one goes below zero, any that leads
  /// out of every array as well.
  IntId intOf(const Expr *E);

  // Wrapping.cpp
  /// How what the machine computes for an unsigned expression may differ from
  /// the integer that its term is.
  enum class Wrap : std::uint8_t {
    Never,
    Below,  ///< it has 2 to the power of its width more if it is below zero
    Anyhow, ///< nobody knows
  };
  /// The number that the machine has for \p E.
  IntId exactInt(const Expr *E, std::int64_t Modulus = 0);
  Wrap wrap(const Expr *E, unsigned Depth = 0);
  std::optional<std::int64_t> lowerBound(const Expr *E, unsigned Depth = 0);
  std::optional<llvm::APSInt> constantOf(const Expr *E);
  IntId wrapped(IntId I, std::int64_t By);
  IntId dividend(const Expr *E, std::int64_t By, bool Quotient);
  IntId withinWord(const Expr *E);
  bool endsBelow(const Expr *E);
  bool addsLarge(IntId I);
  IntId narrowed(const clang::CastExpr *Cast);
  std::uint64_t factorOf(const Expr *E, unsigned Depth = 0);
  bool wrapsAway(const Expr *E);

  // Definitions.cpp
  void findDefinitions(const clang::CFG &Graph);
  void define(const Expr *Definition);
  IntId definedAt(const Expr *Ref);
  IntId stepped(const clang::UnaryOperator *Op);
  IntId definedBy(const Expr *Definition);

  // KeptTests.cpp
  /// What a variable that is read was given last: one of these.
  struct LastPut {
    llvm::SmallVector<const Expr *, 2> Puts;
    llvm::SmallVector<std::int64_t, 2> Numbers;
  };
  static bool mayBeTest(const Expr *Put);
  void noteLastPut(const Expr *Ref, llvm::ArrayRef<const Expr *> Definitions);
  std::optional<LastPut> lastPut(const Expr *Ref) const;
  const Expr *keptTest(const Expr *E, bool &Negated, bool &Later) const;
  void testLater();

  // Joins.cpp
  /// One definition, or what a test chooses between two of them.
  struct Alternative {
    const Expr *Definition = nullptr;
    const Expr *Test = nullptr;
    unsigned Yes = 0, No = 0; ///< where it holds, and where it does not
    /// Instead: what No gives, and Step for each round of this loop before.
    std::optional<unsigned> Loop;
    const Expr *Step = nullptr;
  };
  class JoinFinder;
  IntId valueAt(unsigned Alternative);
  IntId addedUp(IntId First, const Alternative &A);
  bool variesIn(IntId I, unsigned Number);
  IntId sumOf(IntId Step, IntId Rounds, unsigned Number);

  // Cursors.cpp
  class CursorFinder;
  bool comesAgain(const clang::CFGBlock *B);
  IntId cursorIn(const CursorRange &R, const Cursor &Of, StringId Name);
  IntId cursorAt(const Expr *Ref);

  // FieldValues.cpp
  void enterBlock(const clang::CFGBlock &B);
  void settleFields();
  void settleField(const Event &Ev);
  void noteField(PlaceId P, IntId I);
  void noteFieldRead(const Expr *E);
  bool inRoundsOf(IntId I, clang::SourceLocation Loc);
  bool placeInRoundsOf(PlaceId P, clang::SourceLocation Loc);

  // Extents.cpp
  std::optional<Extent> extentOf(IntId I, unsigned Depth = 0);
  IntId fitted(IntId I, clang::QualType Type);
  IntId difference(IntId I, clang::QualType Type);
  unsigned entryBits(IntId I);
  void noteExtents(const clang::FunctionDecl *Callee,
                   llvm::ArrayRef<ValueId> Args);

  // Subscripts.cpp
  /// The number that element \p E of a table of constants holds; None if it is
  /// no such element.
  IntId tableEntry(const Expr *E);
  /// The number that \p P holds, an element of such a table or not.
  IntId numberIn(PlaceId P);
  /// What subscript \p E may be, as far as types and constants say so.
  std::optional<Extent> rangeOf(const Expr *E, unsigned Depth = 0);
  /// Notes how many values subscript \p At, of an array of type \p Array, has
  /// that leads to element \p P.
  PlaceId noteValues(PlaceId P, const Expr *At, clang::QualType Array);
  bool goesByArguments(const clang::Expr *E, unsigned Depth = 0);
  std::int64_t valuesOf(PlaceId P) const;
  llvm::DenseMap<PlaceId, std::int64_t> IndexValues; ///< by element

  // Rows.cpp
  std::optional<std::int64_t> leastOf(IntId I);
  PlaceId withinRow(PlaceId P, const Expr *Pointer, clang::QualType Element,
                    std::optional<Extent> Has = std::nullopt);

  // Bits.cpp
  /// `&`, `|`, `^`, `<<` and `>>`; None if not understood.
  IntId bitsOf(const clang::BinaryOperator *Op);
  IntId masked(const Expr *E, const llvm::APSInt &Mask);
  IntId lowBits(IntId I, unsigned Count, bool Negative);
  /// `c ? a : b`.
  IntId choiceOf(const clang::ConditionalOperator *Op);
  /// \p Yes where \p Test holds, \p No elsewhere; None if it is not understood.
  IntId chosen(const Expr *Test, IntId Yes, IntId No);
  /// 1 where \p Test holds and 0 elsewhere; None if it is not understood.
  IntId truthOf(const Expr *Test);
  /// What is one of its arguments, the least or the greatest.
  IntId extremeOf(const clang::CallExpr *Call);

  // Stability.cpp: what may be evaluated later than it was written down
  /// The place that \p P speaks of stays the same during this function.
  bool keepsAddress(PlaceId P);
  /// What the cell \p P holds stays the same, as far as this function goes.
  bool keepsContent(PlaceId P);
  bool keepsValue(IntId I);
  bool keepsValue(const ValueNode &V);
  /// The integer that glvalue \p E holds.
  IntId intIn(const Expr *E);
  /// Whether \p P is reached through a pointer made from a void *, so that what
  /// stands there may have any type.
  bool isUntyped(PlaceId P);

  // Sizes.cpp
  void findResizes();
  /// The size of \p Container at \p Use.
  PlaceId foundByConstant(CallSite &C, PlaceId Container,
                          const clang::Expr *Key);
  IntId linkedSize(const clang::Expr *Iterator, PlaceId Container,
                   llvm::StringRef End);
  IntId sizeOf(PlaceId Container, clang::QualType Type,
               clang::SourceLocation Use);
  bool mayResize(const Resize &R, PlaceId Container, clang::QualType Type);

  /// Whether \p E lies in a member of a union.
  static bool insideUnion(const Expr *E);
  PlaceId partOfUnion(const Expr *E, PlaceId P);
  /// The type that pointer \p E had before it went through void *.
  clang::QualType pointeeBeforeVoid(const Expr *E, unsigned Depth = 0);

  // Accesses.cpp
  void visit(const Stmt *S);
  void visitVariable(const clang::VarDecl *VD);
  void visitInitialisation(PlaceId To, clang::QualType T, const Expr *Init);
  void visitLambda(const clang::LambdaExpr *E);
  void visitMembers(PlaceId Object, const clang::RecordDecl *RD,
                    llvm::ArrayRef<Expr *> Inits);
  void beginVariable(const clang::VarDecl *VD, PlaceId To);
  void beginOverLinks(const clang::VarDecl *VD);
  void visitInitList(const Expr *E, llvm::ArrayRef<Expr *> Inits);
  void rememberDrawn(const clang::UnaryOperator *Op, PlaceId P);

  // StatementExpressions.cpp
  bool visitStatementExpression(const clang::StmtExpr *E);

  // AtomicOperations.cpp
  void visitAtomic(const clang::AtomicExpr *E);
  bool visitSyncFunction(const clang::CallExpr *E);
  void visitAtomicOperator(const Expr *E);
  void visitAtomicOperator(const Expr *Object, const Expr *E,
                           AtomicOperation::Kind K, const Expr *Value,
                           std::int64_t Step, bool ReturnsOld);
  void atomicOperation(const AtomicOperation &O);
  static void setOrder(AtomicOperation &O, std::optional<std::int64_t> Order);
  void setModification(AtomicOperation &O, llvm::StringRef Name);
  bool expectsZero(const Expr *Exchange, const Expr *Expected);
  std::optional<std::int64_t> constantNumber(const Expr *E) const;
  void stepBy(PlaceId P, clang::QualType Type,
              std::optional<std::int64_t> Number, bool Down);
  /// By which constant \p C, a function of an atomic, moves it; 0 if by none.
  std::int64_t atomicStep(const CallSite &C);

  /// The initialiser of a function-local static, which runs under a lock.
  void lockInitialisation(const clang::VarDecl *VD, LockOp Op, LockMode Mode);
  void openInitialisation(const Stmt *S);

  // Events.cpp
  bool isLoopVariable(PlaceId P);
  /// Integer or pointer \p P was set to something that no term describes.
  void forget(PlaceId P, clang::QualType Type, clang::SourceLocation Loc);
  void forgetReached(const Expr *By);
  void access(AccessKind K, PlaceId P, clang::QualType T,
              clang::SourceRange Range, AccessNature N = AccessNature::Plain);
  bool isRandom(IntId I) const;
  void assign(const Expr *To, const Expr *From, const Expr *Whole);
  /// Writes down what is known of the elements that \p Args point to.
  void storeElements(llvm::ArrayRef<const Expr *> Args);
  void store(PlaceId To, ValueId V, clang::SourceLocation Loc);
  /// Somebody may come by \p Address in a way that is not followed.
  void tell(ValueId Address, clang::SourceLocation Loc);
  void giveUp(llvm::StringRef Reason, clang::SourceLocation Loc);
  bool isInvisible(PlaceId P);
  PlaceId rootOf(PlaceId P);
  void collectSources(const Expr *E, std::vector<PlaceId> &Out,
                      unsigned Depth = 0);
  void collectNumbers(const Expr *E, std::vector<PlaceId> &Out,
                      unsigned Depth = 0);
  AccessNature natureOf(const Expr *E);
  void remember(const Expr *E, ValueId V);
  void rememberResult(const Expr *E, std::uint32_t Result);

  // Calls.cpp
  void visitCall(const clang::CallExpr *E);
  void visitConstruct(const clang::CXXConstructExpr *E);
  PlaceId coveredBy(PlaceId P, const clang::CXXNewExpr *E);
  void visitNew(const clang::CXXNewExpr *E);
  void call(CallSite &C);
  void plainCall(CallSite &C);
  void giveToUnseen(CallSite &C, StringId Callee);
  void inheritedConstructor(const clang::CXXInheritedCtorInitExpr *E);
  void allocationFunction(const clang::FunctionDecl *Fn,
                          std::vector<ValueId> Args, clang::SourceRange Range);
  clang::QualType paramType(const CallSite &C, unsigned I);
  StringId calleeSpelling(const CallSite &C);
  clang::SourceRange objectRange(const CallSite &C);
  void touchThreadBound(CallSite &C);

  // Copies.cpp
  bool copiesWhole(const clang::CXXMethodDecl *M);
  const clang::CXXMethodDecl *copierOf(clang::QualType Class, bool Assigns,
                                       bool Moves);
  void copyObject(clang::QualType Type, PlaceId To, PlaceId From, bool Assigns,
                  bool Moves, clang::SourceRange Range);
  void copyMembers(const clang::CXXRecordDecl *RD, PlaceId To, PlaceId From,
                   bool Assigns, bool Moves, clang::SourceRange Range);
  PlaceId partOf(PlaceId Object, const clang::CXXRecordDecl *RD,
                 const clang::FieldDecl *Field);
  bool hasOwnCopy(clang::QualType Type, bool Moves, unsigned Depth = 0);
  void makeCopy(clang::QualType Type, PlaceId To, PlaceId From, bool Moves,
                clang::SourceRange Range);
  void makeCopyOfParts(const clang::CXXRecordDecl *RD, PlaceId To, PlaceId From,
                       bool Moves, clang::SourceRange Range);

  // LibraryCalls.cpp
  void standardLibraryCall(CallSite &C);
  bool mayBeOverridden(const CallSite &C) const;
  void callOverriders(CallSite &C);
  void touchArguments(CallSite &C);
  void touchViewed(clang::QualType Type, PlaceId View,
                   clang::SourceRange Range);
  void standardResult(CallSite &C);
  void returnFresh(CallSite &C);
  void builtinCall(CallSite &C, unsigned Builtin);
  /// Whether the library object of \p C holds a lambda that \p C may call.
  bool callsStoredLambda(const CallSite &C);

  // Callbacks.cpp
  void lookThroughAdaptors(const CallSite &C);
  void callCallbacks(CallSite &C);
  void callDeleter(CallSite &C);
  bool mayHoldNothing(const CallSite &C, const clang::FunctionDecl *Callback);
  bool hasKnownDeleter(const CallSite &C);

  // Completions.cpp
  void meet(const CallSite &C, PlaceId Barrier, llvm::StringRef Part,
            StringId Spelling);
  bool mayComplete(const CallSite &C);
  bool complete(CallSite &C, PlaceId Barrier);

  // Callables.cpp
  /// What runs if \p E is called with \p NumArgs arguments (-1: not known).
  llvm::SmallVector<CallableTarget, 2> callables(const Expr *E, int NumArgs);
  llvm::SmallVector<CallableTarget, 2> callables(clang::QualType T,
                                                 ValueId Object, int NumArgs);
  void callCallable(const CallableTarget &Target,
                    const std::vector<ValueId> &Args, StringId Spelling,
                    clang::SourceRange Range);
  /// Leaves those of \p Targets that overload resolution may choose for
  /// \p Args. \p Const: whether the object is; nothing if that is not known.
  void chooseOverloads(llvm::SmallVectorImpl<CallableTarget> &Targets,
                       llvm::ArrayRef<Passed> Args,
                       std::optional<bool> Const = std::nullopt);
  bool isCallable(clang::QualType T);
  bool hasCallOperator(const clang::CXXRecordDecl *RD);

  // Binders.cpp
  std::optional<Binder> binderOf(clang::QualType T);
  PlaceId binderPart(PlaceId Object, unsigned I);
  bool makeBinder(CallSite &C);
  bool waitForEach(CallSite &C);
  bool invokeDataMember(CallSite &C);
  bool summariseBinder();
  ValueId memberObject(const Passed &Arg, std::vector<PlaceId> &Reads);

  // LibraryTasks.cpp
  void passOn(FunctionSummary &S, llvm::ArrayRef<clang::QualType> Types,
              llvm::ArrayRef<clang::ParmVarDecl *> Named, Call &Ev);
  FunctionSummary libraryFunction(StringId Key,
                                  const clang::FunctionDecl *Shown,
                                  std::uint32_t Blocks);
  Call libraryCall(const clang::FunctionDecl *Fn);
  StringId callbackCaller(const clang::FunctionDecl *Fn);
  void callbackTasks(CallSite &C, std::uint32_t Index);
  Call callOnFresh(FunctionSummary &S, const Callback &C,
                   std::uint32_t &NextFresh);
  StringId taskCaller(const CallableTarget &Target, llvm::ArrayRef<Passed> Args,
                      std::optional<clang::QualType> Owned, const Expr *Made,
                      const Keeper &By);

  // Conversions.cpp
  void addCallbacks(const clang::CXXMethodDecl *M,
                    llvm::SmallVectorImpl<Callback> &Out);
  void addConversions(clang::QualType From, clang::QualType To,
                      llvm::SmallVectorImpl<Callback> &Out);
  bool namesOwn(clang::QualType Type, unsigned Depth = 0);
  bool mayConvertUnseen(clang::QualType From, clang::QualType To);
  Copied copiedFor(llvm::ArrayRef<clang::QualType> Params,
                   llvm::ArrayRef<Passed> Args, clang::QualType Result,
                   const Keeper &By);
  ValueId wrappedValue(const CallSite &C, const CallableTarget &Target,
                       clang::QualType Wrapper, const Expr *Wrapped);
  ValueId wrappedPointer(const CallSite &C, ValueId V, clang::QualType Wrapper,
                         const Expr *Wrapped);

  // TaskEndings.cpp
  void findTaskEndings(clang::QualType Type, TaskEnding Where,
                       llvm::SmallVectorImpl<TaskEnding> &Out);
  llvm::SmallVector<TaskEnding, 2>
  taskEndings(clang::QualType Object, llvm::ArrayRef<Passed> Args,
              llvm::ArrayRef<clang::QualType> Params, const Expr *Made);
  bool surelyOwns(const Expr *Init);
  bool ownsToTheEnd(const clang::LambdaExpr *Made, const TaskEnding &E);
  Call endInTask(FunctionSummary &S, const TaskEnding &E, PlaceId Object,
                 std::uint32_t First, std::uint32_t &NextFresh);
  StringId overloadCaller(llvm::ArrayRef<CallableTarget> Targets,
                          llvm::ArrayRef<StringId> Callees);
  StringId splitCaller(llvm::ArrayRef<CallableTarget> Targets, StringId Runs,
                       const ParallelModel::Task &Model, bool Original);
  void keep(CallSite &C, const ModelEffect &E);
  /// What runs \p Target for a library that kept it.
  StringId keptCaller(const clang::FunctionDecl *Fn, bool Fed, bool InTurn);
  LockEvent messageOrder(FunctionSummary &S, LockMode Mode);
  StringId perhapsCaller(StringId Callee, std::size_t Args, bool InTurn);

  // ModelSelection.cpp
  const FunctionModel *selectModel(const CallSite &C);
  bool passes(const ArgumentTest &Test, const CallSite &C);

  // ModelCalls.cpp
  void modelledCall(CallSite &C, const FunctionModel &M);

  // ModelEffects.cpp
  bool effect(CallSite &C, const ModelEffect &E);
  clang::SourceRange termRange(const CallSite &C, const ModelTerm &Term);
  void touch(CallSite &C, AccessKind K, const ModelTerm &Term);
  void writeEffect(CallSite &C, const ModelTerm &Term);
  bool atomicWrite(CallSite &C, const ModelEffect &E);
  void takeEffect(CallSite &C, const ModelTerm &Term);
  void storeEffect(CallSite &C, const ModelEffect &E);
  void returnEffect(CallSite &C, const ModelTerm &Term);

  // ModelLocks.cpp
  void lockEffect(CallSite &C, const ModelEffect &E, LockOp Op);
  void handover(CallSite &C, const ModelTerm &Term, LockOp Op);
  void phaseEffect(CallSite &C, const ModelTerm &Term);
  void onceEffect(CallSite &C, const ModelEffect &E);
  PlaceId oneOfAll(CallSite &C, PlaceId P);
  void giveHandles(const CallSite &C, const ModelTerm &Term, ValueId V);
  void joinIfFalse(CallSite &C, const ModelEffect &E);
  void joinEffect(CallSite &C, const ModelTerm &Term);

  // Constructs.cpp
  void construct(CallSite &C, const ModelEffect &E);
  void findMaker(CallSite &C, const FunctionModel &M);
  bool bindsInMaker(const CallSite &C, const Expr *E);

  // Tuples.cpp
  std::optional<llvm::SmallVector<clang::QualType, 4>>
  tupleMembers(clang::QualType Type);
  PlaceId tupleMember(PlaceId Tuple, std::size_t N);
  void fillMember(PlaceId Cell, clang::QualType Type, const Expr *Arg);
  void assignTuple(CallSite &C, llvm::ArrayRef<clang::QualType> Members,
                   llvm::ArrayRef<clang::QualType> From);
  bool pairCall(CallSite &C, const clang::CXXMethodDecl *Method);
  void copyMembersOf(PlaceId To, std::size_t First,
                     llvm::ArrayRef<clang::QualType> Members, const Expr *Tuple,
                     llvm::ArrayRef<clang::QualType> From);
  bool joinTuples(CallSite &C);
  bool applyTuple(CallSite &C);
  bool tupleRefers(clang::QualType Type, bool OrPoints);
  bool followedTupleCall(CallSite &C);
  bool tupleCall(CallSite &C);

  // Endings.cpp
  bool isMovedFrom(PlaceId P);
  // HandedOn.cpp
  bool mayGoElsewhere(PlaceId Element, bool Inside);
  void end(CallSite &C, const ModelTerm &Term, clang::SourceRange Range);
  void endObject(PlaceId P, clang::QualType Type, clang::SourceRange Range,
                 unsigned Depth);
  void endParts(PlaceId P, clang::QualType Type, clang::SourceRange Range,
                unsigned Depth);
  void endElement(PlaceId P, clang::QualType Container,
                  clang::SourceRange Range, unsigned Depth);

  // ModelTerms.cpp
  bool isBackwards(clang::QualType Type) {
    const TypeModel *Model = U.facts(Type).Model;
    return Model && Model->Backwards;
  }
  bool isBackwards(CallSite &C, const ModelTerm &Term);
  static const Expr *baseExpr(const ModelTerm &Term, const Expr *Object,
                              llvm::ArrayRef<const Expr *> Args,
                              unsigned Shift);
  bool joinsWhenDestroyed(clang::QualType Type);
  PlaceId modelPlace(CallSite &C, const ModelTerm &T);
  bool leadsNowhere(CallSite &C, const ModelTerm &T);
  const Expr *iteratorOfUsers(const ModelTerm &T,
                              llvm::ArrayRef<const Expr *> Args);
  /// One of the elements of \p Container, which the call chooses.
  PlaceId someElement(CallSite &C, PlaceId Container);
  std::optional<unsigned> templateNumber(const CallSite &C);
  /// Whether different integers are different keys of a container.
  bool hasIntegralKeys(clang::QualType Container);
  /// Whether \p T is an iterator that does not count: the next one up the chain
  /// may be any element.
  bool followsLinks(clang::QualType T);
  ValueId modelValue(CallSite &C, const ModelTerm &T);
  /// \p Subscript: it only chooses an element.
  IntId modelInt(CallSite &C, const ModelTerm &T, bool Subscript = false);
  /// Whether values of \p Type are ranges of integers or lead into one.
  bool countsIntegers(clang::QualType Type);
  ValueId integerAt(CallSite &C, const ModelTerm &Of);
  // JoinedResults.cpp
  ValueId joinedValue(CallSite &C, const ModelTerm &Handle);
  clang::QualType modelType(CallSite &C, const ModelTerm &T);

  // ModelSpans.cpp
  PlaceId someOf(PlaceId First, PlaceId Base);
  PlaceId spanOf(CallSite &C, const ModelTerm &Span);
  PlaceId openSpan(CallSite &C, const ModelTerm &Span, PlaceId First);
  PlaceId foundIn(CallSite &C, const ModelTerm &Span);
  IntId modelDistance(CallSite &C, const ModelTerm &To, const ModelTerm &From);
  PlaceId countedSpan(PlaceId First, IntId Hi, const Expr *Pointer,
                      clang::QualType Element);
  /// Where iterator \p T of a span leads to.
  PlaceId spanEnd(CallSite &C, const ModelTerm &T);
  PlaceId firstOfView(CallSite &C, const ModelTerm &T);
  /// What `span(argN, argM)` with a number of bytes covers; nothing if the
  /// number is not known.
  IntId elementsIn(const Expr *Length, std::uint64_t Size);
  std::optional<llvm::SmallVector<PlaceId, 4>> bytesOf(CallSite &C,
                                                       const ModelTerm &T);

  // ModelCallables.cpp
  std::optional<std::uint32_t> callOperand(CallSite &C, const ModelEffect &E,
                                           std::size_t First);
  /// What a model's callable term stands for.
  llvm::SmallVector<CallableTarget, 2>
  targets(CallSite &C, const ModelTerm &What, int NumArgs);
  /// Emits the call of \p Target with \p Args brought to the form that its
  /// parameters ask for.
  void invoke(CallableTarget Target, std::vector<Passed> Args,
              StringId Spelling, clang::SourceRange Range);
  /// Turns the first argument into the object if \p Target is a member
  /// function, and brings the others to the form its parameters ask for.
  /// \p Reads gets the places that are read for by-value parameters.
  std::vector<ValueId> adaptArguments(CallableTarget &Target,
                                      std::vector<Passed> Args,
                                      std::vector<PlaceId> &Reads);
  llvm::SmallVector<CallableTarget, 2> methods(CallSite &C,
                                               const ModelTerm &What,
                                               llvm::StringRef Name,
                                               unsigned NumArgs);
  Passed modelArgument(CallSite &C, const ModelTerm &T);
  /// The type of the object whose address or value \p T is; null if not known.
  clang::QualType passedType(CallSite &C, const ModelTerm &T);
  /// The type of parameter \p I of what \p Target runs; null if not known.
  clang::QualType parameterType(const CallableTarget &Target, unsigned I);

  // Options.cpp
  std::optional<const Expr *> callbackOf(const Expr *Options,
                                         const clang::FieldDecl *Field,
                                         unsigned Depth = 0);
  void optionCallbacks(CallSite &C, std::uint32_t Index);

  // Overriders.cpp
  void storeOverriders(const clang::CXXRecordDecl *RD, PlaceId Object,
                       clang::SourceLocation Loc);
  void storeElementOverriders(clang::QualType Type, PlaceId Container,
                              clang::SourceLocation Loc);
  void storeOwnOverriders();

  // Guards.cpp
  bool guardCall(CallSite &C);
  bool isUserLock(clang::QualType Type);
  void callLockFunction(const CallSite &C, PlaceId Object, clang::QualType Type,
                        const Expr *Named, llvm::StringRef Name);

  // SpinLocks.cpp
  void spinLock(CallSite &C, std::size_t First);
  void lockByAtomic(const LockByAtomic &Op);
  bool staysAboveZero(std::optional<std::int64_t> Step,
                      clang::QualType Type) const;
  bool comparesWithZero(const Expr *Exchange, const clang::VarDecl *VD);
  bool comparesFound(const Expr *&E, bool &Negated);

  // TicketLocks.cpp
  bool keepsNumber(const Expr *E) const;
  const Expr *initialiserOf(const Expr *E);
  bool queueTest(const Expr *E, bool Negated, Condition &Out);

  // Tasks.cpp
  class TaskBuilder;
  bool startsFew(std::uint32_t Index);
  void addTask(CallSite &C, std::uint32_t Index, const ParallelModel &Call,
               const ParallelModel::Task &Model, bool Many);

  // ParallelCalls.cpp
  void parallelCall(CallSite &C, const FunctionModel &M);
  bool isReferenceWrapper(clang::QualType T);
  void userAssumptions(CallSite &C, ParallelCall &P);

  Unit &U;
  const clang::FunctionDecl *FD;
  FunctionSummary F;
  Terms &T;
  std::vector<Event> *Events = nullptr; ///< of the block being filled

  llvm::DenseMap<const clang::VarDecl *, VariableFacts> Variables;
  llvm::DenseMap<const clang::VarDecl *, std::uint32_t> LocalIndex;
  std::vector<const clang::VarDecl *> LocalDecls; ///< by local; null: temporary
  /// Variables that `std::move` is called for; found when first asked for.
  std::optional<llvm::DenseSet<const clang::VarDecl *>> MovedFrom;
  /// Variables whose contents other objects take over here; null is among them
  /// if perhaps others' are as well.
  std::optional<llvm::DenseSet<const clang::VarDecl *>> HandedOn;
  /// Those whose elements change places with what these hold.
  llvm::DenseSet<const clang::VarDecl *> Rearranged;
  /// Objects that a task's copy was made from and that may have nothing left.
  llvm::SmallDenseSet<PlaceId, 4> GivenAway;
  /// What has been called to make the copies of the tasks of this call.
  llvm::SmallDenseSet<const clang::FunctionDecl *, 4> MadeCopies;
  llvm::DenseSet<const clang::ValueDecl *> Written; ///< anything set here
  llvm::DenseSet<StringId>
      WrittenFields; ///< the names of those that are fields
  /// And of those that a capture by reference names.
  llvm::DenseSet<StringId> WrittenCaptures;
  llvm::DenseSet<StringId>
      KeptCaptures; ///< of these, with fields that are kept
  /// Captures by reference that a pointer may lead to by which something of
  /// their type is set.
  llvm::SmallVector<const clang::VarDecl *, 0> Reached;
  llvm::DenseSet<std::uint32_t> WrittenGlobals;
  /// Types of what is set through pointers, references and subscripts.
  llvm::DenseSet<StringId> WrittenTypes;
  /// Expressions that are evaluated before the function writes anything.
  llvm::DenseSet<const Expr *> EntryReads;
  /// What elements of arrays of integers hold at this point of the block.
  std::map<PlaceId, IntId> ElementValues;
  /// Temporaries that live as long as a variable.
  llvm::DenseSet<std::uint32_t> ProlongedLocals;
  llvm::DenseMap<const Stmt *, const clang::VarDecl *> StaticInitialisers;
  llvm::DenseSet<const clang::VarDecl *> OpenInitialisers;
  /// By what makes the object, where placement new puts it.
  llvm::DenseMap<const Expr *, const clang::CXXNewExpr *> Placements;
  std::vector<CountedLoop> Loops;
  /// Of modelled calls, numbered after Loops; no natural loops, so never
  /// complete ones.
  std::vector<Loop> ModelLoops;
  /// Where the variable of a loop has its first value still.
  llvm::DenseSet<const Expr *> StartUses;
  std::vector<Resize> Resizes;
  std::vector<clang::SourceRange> LoopRanges;
  llvm::DenseSet<PlaceId> Untyped;                   ///< see isUntyped
  llvm::DenseMap<const Expr *, ValueId> Known;       ///< of visited calls
  llvm::DenseSet<const Expr *> ConstantInitialisers; ///< of local statics
  llvm::DenseMap<const Expr *, PlaceId> Objects;     ///< of class prvalues
  llvm::DenseMap<const clang::VarDecl *, ValueId> VariableValue;
  /// By what names a variable, the only definition that it sees.
  llvm::DenseMap<const Expr *, const Expr *> Reaching;
  llvm::DenseMap<const Expr *, LastPut> LastPuts; ///< by use
  /// A branch on a variable that may be given its value further down.
  struct LaterTest {
    std::uint32_t Block;
    const Expr *E;
    bool Negated;
  };
  std::vector<LaterTest> LaterTests;
  /// Uses of a variable in the rounds of the loop that counts with it.
  llvm::DenseMap<const Expr *, unsigned> Rounds;
  llvm::DenseSet<const Expr *> Defining;       ///< those that are seen
  llvm::DenseMap<const Expr *, IntId> Defined; ///< and what they give
  std::vector<Alternative> Alternatives;
  /// By what names a variable that several definitions reach.
  llvm::DenseMap<const Expr *, unsigned> Joined;
  /// By what names a variable that steps through a range; and its values.
  llvm::DenseMap<const Expr *, unsigned> Cursors;
  std::vector<Cursor> CursorList;
  llvm::DenseMap<const Expr *, IntId> CursorValues;
  llvm::DenseMap<const clang::CFGBlock *, bool> Again; ///< see comesAgain
  /// What members of objects hold at this point of the walk, and at the ends of
  /// the blocks that were walked.
  std::map<PlaceId, IntId> FieldValues;
  llvm::DenseMap<const clang::CFGBlock *, std::map<PlaceId, IntId>> FieldsAfter;
  std::size_t FieldEvents = 0; ///< of this block that they take into account
  llvm::DenseMap<const Expr *, IntId> FieldReads; ///< by what names a member
  /// The events that branches on these calls are about.
  std::map<const Expr *, Event> Tests;
  /// Those of them that say with a zero that it worked.
  llvm::DenseSet<const Expr *> ZeroSucceeds;
  llvm::DenseSet<const Expr *> ElseBusy; ///< what fails with EBUSY only
  /// Those among them that are false where the test succeeded.
  llvm::DenseSet<const Expr *> FoundValues;
  llvm::DenseMap<const Stmt *, Scope> Scopes; ///< by what may throw
  ValueUses Uses{U.Ctx};
  const clang::CFG *WalkedGraph = nullptr; ///< during the walk
  const clang::CFGBlock *WalkedBlock = nullptr;
  std::uint32_t WalkedNumber = None; ///< of the block in F
  std::vector<Assumption> Assumptions;
  llvm::DenseSet<const clang::VarDecl *> InProgress;
  llvm::DenseMap<const Stmt *, llvm::StringRef> AssumedSafe;
  llvm::DenseMap<const clang::ValueDecl *, const clang::LambdaCapture *>
      Captures;
  const clang::CXXRecordDecl *Closure = nullptr;
  llvm::DenseSet<std::pair<const clang::CFGBlock *, const clang::VarDecl *>>
      StoredConstants;
  /// The functions whose addresses were taken here.
  llvm::SmallVector<const clang::VarDecl *, 2> ThreadLocals; ///< named here
  llvm::DenseMap<StringId, const clang::FunctionDecl *> FunctionByKey;
  std::uint32_t NextResult = 0, NextAlloc = 0;
  /// During a modelled call: the parallel call being built.
  std::uint32_t CurrentParallel = None;
  unsigned ArgShift = 0;
  bool ModelStores = false; ///< the model says what is written
  /// By an initialiser of a member or base, in a constructor.
  bool ThisGivenAway = false;
};

} // namespace aether::analysis

#endif // AETHER_LIB_EXTRACT_FUNCTION_H
