//===- OpenMP.h - Directives as calls that run lambdas ----------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What an OpenMP program runs in parallel is written as directives. Before the
/// extraction each is replaced by a call of a function of the same name, which
/// the models know (models/openmp.yaml), with a lambda for the code:
///
///     #pragma omp parallel for reduction(+ : s)
///     for (int i = a; i < b; ++i)          `omp parallel for`(a, b, [&](int i)
///     {
///       s += f(i);                    ──▶    double s';  s' += f(i);
///                                            lock; s += s'; unlock;
///                                          });
///
/// The parts of a parallel region are calls that do not wait, up to the next
/// barrier, which waits for them. What has no such form stays what it is and
/// makes the verdict Unknown. After OpenMP 5.2, chapters 5, 10 to 12 and 15.
///
///     OpenMP.cpp           finds directives
///     OpenMPRegions.cpp    regions and their parts
///     OpenMPControl.cpp    loops around these
///     OpenMPCalled.cpp     functions that regions call and that have parts
///     OpenMPSteady.cpp     what keeps its value in a region
///     OpenMPNumbers.cpp    what goes by the number of the thread
///     OpenMPClauses.cpp    what the clauses have computed
///     OpenMPLoops.cpp      loops
///     OpenMPLinear.cpp     variables that go with their rounds
///     OpenMPRounds.cpp     which of their rounds run at once
///     OpenMPDoacross.cpp   rounds that wait for others before them
///     OpenMPRoundOrder.cpp  which of these nothing puts in order
///     OpenMPDependences.cpp  what tasks hold for what they depend on
///     OpenMPBonds.cpp      which tasks wait for one another
///     OpenMPTaskOrder.cpp  which tasks nothing puts in order
///     OpenMPRehearsal.cpp  code as it runs with some numbers
///     OpenMPTests.cpp      tests that say which tasks there are
///     OpenMPTasks.cpp      tasks, locks
///     OpenMPAtomics.cpp    atomic operations
///     OpenMPData.cpp       which variables a thread has for itself
///     OpenMPOrigins.cpp    what pointers lead to
///     OpenMPOwnMemory.cpp  what each thread allocates for itself
///     OpenMPReductions.cpp what threads have put together
///     Synthesis.cpp        nodes of the AST
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_EXTRACT_OPENMP_H
#define AETHER_LIB_EXTRACT_OPENMP_H

#include "Synthesis.h"

#include "clang/AST/StmtOpenMP.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallVector.h"

#include <map>
#include <set>
#include <utility>

namespace aether::analysis {

/// Whether \p S leaves a loop around it, or its round, by `break` or
/// `continue`.
bool leavesLoop(clang::Stmt *S);

/// Whether \p S has directives that all threads of a region have to meet, those
/// of regions inside it left out.
bool hasParts(clang::Stmt *S);

/// Whether one thread of a region shares the rounds of a loop out as tasks.
bool isTasksOfOne(llvm::omp::Directive Kind);

/// How some code uses a variable.
struct DirectUses {
  unsigned All = 0;
  unsigned Plain = 0; ///< it is read, assigned to or stepped
  unsigned Changes = 0;
  bool Steps = false; ///< from one value to the next
};
using DirectUsesMap = llvm::DenseMap<const clang::VarDecl *, DirectUses>;

/// How two things that tasks depend on, and two tasks in the end, stand to each
/// other.
enum class TaskBond { None, Excludes, Orders, Unclear };

class OpenMPLowering {
public:
  /// Lowers all directives of \p Ctx until the end of this object's life.
  explicit OpenMPLowering(clang::ASTContext &Ctx);

private:
  using Statements = llvm::SmallVector<clang::Stmt *, 8>;

  /// What code in the body of a construct has for its own.
  struct Environment {
    Statements Before; ///< declarations
    Statements After;  ///< what is given back
    llvm::SmallVector<CopyCapture, 4> Copies;
    /// Variables that each round of a loop finds so much further.
    struct Linear {
      clang::VarDecl *Mine, *Original;
      std::int64_t Step;
    };
    llvm::SmallVector<Linear, 2> Stepped;
  };

  /// The parallel region around some code.
  struct Region {
    clang::FunctionDecl *In = nullptr;
    clang::VarDecl *Team = nullptr;    ///< what its barriers wait for
    clang::VarDecl *Tasks = nullptr;   ///< and of explicit tasks
    clang::VarDecl *Threads = nullptr; ///< how many there are
    /// Variables that do not keep their value in the region.
    llvm::SmallPtrSet<const clang::VarDecl *, 8> Changing;
    /// Counters of the loops around the parts, which these do not change.
    llvm::SmallPtrSet<const clang::VarDecl *, 4> Counters;
    /// Containers that stay as large as they are, and where they are.
    llvm::SmallPtrSet<const clang::VarDecl *, 4> KeptSize;
    bool CallsUser = false; ///< functions that may change what has a name
    /// Types of what is written through pointers and references.
    llvm::SmallVector<clang::QualType, 4> Pointed;
    clang::SourceLocation Begin; ///< where its first part is to be shown
    clang::SourceLocation Start;
    unsigned Makers = 0; ///< constructs in which the first thread makes tasks
    bool Calls = false;  ///< the team is one of several functions
    Environment Own;
    bool IsLeague = false;     ///< of teams, which no barrier joins
    bool IsSequential = false; ///< there is one thread
    /// Each thread's own variables that several parts may use.
    llvm::SmallVector<clang::VarDecl *, 8> Locals;
    DirectUsesMap Uses; ///< of the variables in it
    /// Those of the locals that every thread has set, once and for all.
    llvm::SmallDenseMap<const clang::VarDecl *, clang::Expr *, 4> Settled;
    /// Pointers of each thread to memory that it made, and nobody else knows.
    llvm::SmallPtrSet<const clang::VarDecl *, 4> OwnMemory;
    /// The number of the thread, in the parts so far.
    llvm::SmallVector<clang::ParmVarDecl *, 4> Numbers;
    /// What one thread runs and makes tasks in, so that their dependences
    /// count.
    clang::SourceLocation OneThread;
    /// The number of the thread, in code that all of them run.
    clang::ParmVarDecl *Everyone = nullptr;
    bool Chains = false; ///< some task depends on more than one variable
    /// Those whose tasks depend on parts of variables.
    llvm::SmallVector<clang::SourceLocation, 2> PartsBy;
    /// The thread makes tasks elsewhere, too, or once more.
    bool MakesMore = false;
    /// Tests that may come out differently each time say what is made or waited
    /// for.
    bool Tested = false;
    /// Of these tasks, whether their order is known, and then, of each, the
    /// locks that it has in common with one that it is ordered with.
    bool InOrder = false;
    /// All that one thread makes, and those two and two of which nothing puts
    /// in order, that thread (null) itself included.
    Statements Made;
    std::set<std::pair<const clang::OMPExecutableDirective *,
                       const clang::OMPExecutableDirective *>>
        Unordered;
    llvm::DenseMap<const clang::OMPExecutableDirective *,
                   llvm::SmallVector<clang::VarDecl *, 4>>
        Ordered;
    /// Groups of tasks that somebody waits for before all are done, by who
    /// makes them, and of those that wait, what they wait for.
    llvm::SmallDenseMap<const clang::OMPExecutableDirective *, clang::VarDecl *,
                        4>
        Groups;
    llvm::SmallDenseMap<const clang::OMPExecutableDirective *,
                        llvm::SmallVector<clang::VarDecl *, 4>, 4>
        Waits;
    llvm::SmallVector<clang::VarDecl *, 4> AllGroups;
    /// Each execution's own locks, declared in front of all.
    std::map<std::pair<const clang::VarDecl *, clang::SourceLocation>,
             clang::VarDecl *>
        DependenceLocks;
    Statements Locks;
    /// So far: parts that go by the thread that runs them, whether one of these
    /// came before all barriers, whether there was a barrier.
    unsigned ByThread = 0;
    /// Held by the parts of the thread of that number, and by the rounds of
    /// that value of loops that are shared out alike: these run one after the
    /// other.
    clang::VarDecl *ThreadLocks = nullptr;
    clang::VarDecl *RoundLocks = nullptr;
    /// What tells parts of a thread from rounds that are shared out in a way
    /// that is known: perhaps one thread runs both.
    clang::VarDecl *Sides = nullptr;
    bool MayHold = false; ///< there may be such locks
    bool ByThreadAtOnce = false;
    bool Joined = false;
    unsigned Controls = 0; ///< loops and branches around the part
  };
  /// Between two barriers.
  struct Phase {
    Statements Out;        ///< calls so far, in the code around the region
    Statements Chunk;      ///< code that every thread runs, still to be put out
    bool Clean = true;     ///< nothing was started since the last barrier
    bool Numbered = false; ///< code in it goes by the number of the thread
    /// Loops shared out by their rounds, perhaps still under way.
    llvm::SmallVector<clang::OMPLoopDirective *, 2> Static;
    bool Unlocked = false; ///< a called function's code goes by the number
    bool Tasks = false;    ///< made by a thread that may run the next part
    bool InLoop = false;   ///< what the last round started may be under way

    /// What may be under way after one of two ways.
    void merge(const Phase &Other);
  };

  /// What the tasks of the next loop are waited for by, if that does not wait.
  clang::VarDecl *LoopTasks = nullptr;

  /// Where `break` and `continue` leave the innermost loop around the parts.
  llvm::SmallVector<Phase, 2> *Left = nullptr;

  /// A loop in canonical form (OpenMP 5.2, 4.4.1).
  struct Loop {
    clang::VarDecl *Variable = nullptr;
    clang::Expr *Lower = nullptr;
    clang::Expr *Upper = nullptr; ///< the first value beyond
    std::int64_t Step = 1;
    clang::Expr *By = nullptr; ///< the step, if it is not a number
    clang::Stmt *Body = nullptr;
    Statements Setup; ///< goes before the loop
  };

  // OpenMP.cpp
  void lowerFunction(clang::FunctionDecl *FD);
  void lowerIn(clang::Stmt *Parent, clang::FunctionDecl *In, Region *Around);
  clang::Stmt *lower(clang::OMPExecutableDirective *D, clang::FunctionDecl *In,
                     Region *Around);
  bool meetsOthers(clang::Stmt *S);
  /// Is the thread of region \p D the only one that does something there?
  bool isAlone(clang::OMPExecutableDirective *D);
  clang::Stmt *alone(clang::OMPExecutableDirective *D, clang::FunctionDecl *In,
                     Region *Around);
  clang::Expr *doubt(llvm::StringRef Does, clang::SourceLocation Loc);
  clang::Stmt *notFollowed(clang::OMPExecutableDirective *D,
                           clang::FunctionDecl *In, Region *Around);
  clang::Stmt *region(clang::OMPExecutableDirective *D,
                      clang::FunctionDecl *In);
  clang::Stmt *regionOnce(clang::OMPExecutableDirective *D,
                          clang::FunctionDecl *In, bool Hold);
  bool isSteady(const clang::VarDecl *D, const Region &R) const;
  bool isSteadyPlace(clang::Expr *E, const Region &R) const;
  bool onlyDeclares(clang::Stmt *S, const Region &R) const;
  bool parts(clang::Stmt *S, Region &R, Phase &Now);
  Region teamOf(clang::FunctionDecl *In, clang::Stmt *Body, bool Calls,
                clang::SourceLocation Loc);
  bool allParts(clang::Stmt *S, Region &R, Phase &Now,
                clang::SourceLocation Loc);
  bool alike(clang::OMPLoopDirective *A, clang::OMPLoopDirective *B,
             const Region &R);
  bool part(clang::Stmt *S, Region &R, Phase &Now);
  /// Puts out what every thread reads where it meets \p D; false if that is
  /// not understood.
  bool readAtStart(clang::OMPExecutableDirective *D, Region &R, Phase &Now);
  bool mayDiffer(clang::Expr *E, const Region &R) const;
  bool workshare(clang::OMPExecutableDirective *D, Region &R, Phase &Now);
  bool everyThread(Region &R, Phase &Now);
  bool one(llvm::StringRef Name, clang::Stmt *Code, Environment E, Region &R,
           Phase &Now, clang::SourceLocation Loc, bool Alone = false);
  bool barrier(Region &R, Phase &Now, clang::SourceLocation Loc);
  /// Declares the variables of the region that \p Code uses once more; \p
  /// Number is the thread's, if \p Code is for each thread.
  bool redeclare(clang::Stmt *Code, Region &R, clang::ParmVarDecl *Number,
                 Statements &Out);
  clang::Expr *code(Environment &E, clang::Stmt *Body,
                    llvm::ArrayRef<clang::ParmVarDecl *> Parameters,
                    clang::FunctionDecl *In, Region *Around,
                    clang::SourceLocation Loc, Statements Before = {});
  clang::Stmt *task(clang::OMPExecutableDirective *D, clang::FunctionDecl *In,
                    Region *Around);
  clang::Stmt *taskgroup(clang::OMPExecutableDirective *D,
                         clang::FunctionDecl *In, Region *Around);
  bool waitsForEarlier(clang::Stmt *Code, const Region &R, Phase &Now);
  clang::Stmt *taskwait(clang::FunctionDecl *In, Region *Around,
                        clang::SourceLocation Loc);
  clang::Stmt *joinAll(llvm::ArrayRef<clang::VarDecl *> Groups,
                       clang::SourceLocation Loc);
  clang::Stmt *waitForSome(clang::OMPExecutableDirective *D, Region *Around);
  clang::Stmt *locked(llvm::StringRef Name, clang::Stmt *S);
  clang::Stmt *locked(clang::VarDecl *Lock, clang::Stmt *S);
  /// A lock for each time that a construct is met: what its threads do in turn,
  /// those of another time do beside them. Declared in \p Out; \p Anew: the
  /// construct may be met again before all is done.
  clang::VarDecl *turns(clang::FunctionDecl *In, clang::SourceLocation Loc,
                        Statements &Out, llvm::StringRef Name = "turns",
                        bool Anew = false);
  clang::VarDecl *lockOf(llvm::StringRef Name, clang::QualType Type,
                         clang::FunctionDecl *In, clang::SourceLocation Loc,
                         Statements &Out, bool Anew);

  // OpenMPAtomics.cpp
  clang::Stmt *atomic(clang::OMPAtomicDirective *D, clang::FunctionDecl *In);
  clang::Stmt *atomicInOrder(clang::OMPAtomicDirective *D,
                             clang::AtomicExpr::AtomicOp Does);
  static bool areOrdered(llvm::ArrayRef<clang::OMPAtomicDirective *> All);

  // OpenMPNumbers.cpp
  bool numbered(Region &R, Phase &Now);
  bool divided(clang::OMPLoopDirective *D, Region &R, Phase &Now, bool Held);
  /// Declares locks that are told apart by as many numbers.
  clang::VarDecl *lockArray(llvm::StringRef Name, unsigned Numbers,
                            clang::FunctionDecl *In, Statements &Out,
                            clang::SourceLocation Loc, bool Anew = false);
  clang::Stmt *lockCall(llvm::StringRef Does, clang::VarDecl *Locks,
                        llvm::ArrayRef<clang::Expr *> Numbers,
                        clang::SourceLocation Loc);
  /// \p S as something of one of two sides that others may put in order.
  clang::Stmt *onSide(llvm::StringRef Side, clang::VarDecl *Sides,
                      clang::Stmt *S);
  clang::Stmt *lockedAt(clang::VarDecl *Locks,
                        llvm::ArrayRef<clang::Expr *> Numbers, clang::Stmt *S);
  bool goesByThread(clang::OMPLoopDirective *D, Region *R);
  bool startsOthers(clang::Stmt *S);
  bool settles(clang::Stmt *S, const Region &R) const;
  void settle(clang::Stmt *S, Region &R);
  /// Who runs the rounds of a loop that goes by the number of the thread.
  struct Runners {
    clang::ParmVarDecl *Thread = nullptr; ///< null: nobody asks
    clang::VarDecl *Threads = nullptr;    ///< how many there are
    clang::VarDecl *Locks = nullptr;      ///< of each thread
    clang::VarDecl *Rounds = nullptr;     ///< of rounds; null: the loop's own
  };

  // OpenMPClauses.cpp
  void asked(clang::OMPExecutableDirective *D, Statements &Out);

  // OpenMPCalled.cpp
  /// A function that the threads of a region call, all of them.
  struct Shared {
    bool Lowered = false;
    bool Clean = false;            ///< it ends with a barrier
    bool ByThreadAtOnce = false;   ///< as in Region
    bool ByThread = false;         ///< some part of it does
    bool Numbered = false;         ///< as in the Phase at its end
    const char *Unknown = nullptr; ///< why some call is not followed
  };
  void findShared(llvm::ArrayRef<clang::FunctionDecl *> All);
  void dropOthers(llvm::ArrayRef<clang::FunctionDecl *> All,
                  const llvm::SmallPtrSetImpl<clang::DeclRefExpr *> &Names);
  void lowerShared(clang::FunctionDecl *FD);
  bool sharedBody(clang::FunctionDecl *FD, Shared &Info);
  /// The lowered function that statement \p S calls; null if it does not.
  const Shared *sharedCall(clang::Stmt *S) const;
  bool callsShared(clang::Stmt *S) const;
  bool hasPartsOrCalls(clang::Stmt *S) const {
    return hasParts(S) || callsShared(S);
  }
  /// Notes that \p S is not followed, and so the calls in it.
  void noteUnknownCalls(clang::Stmt *S, const char *Reason);
  /// Takes all back where there are such; the functions are not taken apart the
  /// next time.
  bool forgetUnknownCalls();
  bool callShared(clang::Stmt *S, Region &R, Phase &Now);
  bool isAlike(clang::Expr *E, const Region &R) const;
  static bool isCommon(const clang::VarDecl *VD, const Region &R);

  // OpenMPControl.cpp
  bool control(clang::Stmt *S, Region &R, Phase &Now);
  bool leave(clang::Stmt *S, Region &R, Phase &Now);
  void keepCounters(clang::Stmt *Code, const Region &R, Environment &E);
  bool ownCounter(clang::ForStmt *For, Region &R);
  /// The same for loops in \p Code, which one thread runs, with a counter that
  /// nobody else in the region names.
  void countAlone(clang::Stmt *Code, Region &R);
  bool sharedCounter(clang::Stmt *S, Region &R, Phase &Now);

  // OpenMPLoops.cpp
  /// Whether one thread alone runs \p D, by what its clauses say.
  bool isSequential(clang::OMPExecutableDirective *D);
  struct Comparison {
    clang::BinaryOperatorKind Op;
    clang::Expr *L, *R;
  };
  static std::optional<Comparison> comparison(clang::Expr *E);
  std::optional<Loop> canonical(clang::Stmt *S);
  std::optional<Loop> overRange(clang::CXXForRangeStmt *For);
  bool leaveRound(clang::Stmt *S, clang::LabelDecl *End);
  /// The call that runs the loops of \p D; null if they are not understood.
  clang::Stmt *loop(clang::OMPLoopDirective *D, clang::FunctionDecl *In,
                    Region *Around, Runners By, Statements Before = {});

  // OpenMPLinear.cpp
  void step(Environment &E, const Loop &L, clang::ParmVarDecl *Round,
            clang::FunctionDecl *In, Statements &Out);

  // OpenMPOwnMemory.cpp
  void findOwnMemory(clang::Stmt *Body, Region &R);

  // OpenMPRounds.cpp
  /// Makes loops in \p Parent that go up by a number that is not known go by
  /// rounds: each value is the first one and a multiple of that number.
  clang::Stmt *byRounds(clang::ForStmt *For, clang::FunctionDecl *In,
                        const DirectUsesMap &Uses);
  void countRounds(clang::Stmt *Parent, clang::FunctionDecl *In,
                   const DirectUsesMap &Uses);
  clang::Expr *widened(clang::Expr *E);
  /// Runs \p Call, whose first two arguments are the bounds of \p L, for each
  /// \p Count rounds in a row.
  clang::Stmt *windows(const Loop &L, clang::FunctionDecl *In,
                       std::int64_t Count, clang::Stmt *Call);

  // OpenMPDoacross.cpp
  clang::Stmt *doacross(clang::OMPLoopDirective *D, llvm::ArrayRef<Loop> Shared,
                        unsigned Count, clang::Stmt *Nest,
                        clang::FunctionDecl *In, Region *Around,
                        Statements &Out, bool Anew);
  clang::Stmt *inTurn(clang::OMPLoopDirective *D, llvm::ArrayRef<Loop> Loops,
                      unsigned Shared, clang::Stmt *Nest,
                      clang::FunctionDecl *In, Region *Around, Statements &Out,
                      bool Anew);

  // OpenMPRoundOrder.cpp
  /// A part of a round, and how far before it the rounds are that it waits for.
  struct RoundPart {
    llvm::SmallVector<llvm::SmallVector<std::int64_t, 2>, 2> Waits;
    Statements Code;
  };
  /// Do two of \p Parts touch one element, in rounds that nothing puts in
  /// order? Others wait for part \p Source.
  bool meetUnordered(clang::OMPLoopDirective *D, llvm::ArrayRef<Loop> Loops,
                     unsigned Shared, llvm::ArrayRef<RoundPart> Parts,
                     unsigned Source, clang::Stmt *Nest, const Region *Around);

  // OpenMPData.cpp
  /// \p Repeated: a thread runs the code more than once. The variables of
  /// \p Loops are taken care of elsewhere.
  std::optional<Environment> environment(clang::OMPExecutableDirective *D,
                                         clang::Stmt *Body,
                                         clang::FunctionDecl *In, bool Repeated,
                                         llvm::ArrayRef<Loop> Loops = {});
  clang::VarDecl *own(clang::VarDecl *Original, clang::Stmt *Body,
                      clang::FunctionDecl *In, Environment &E);
  void giveBack(clang::VarDecl *Original, clang::VarDecl *Mine, Environment &E);
  bool renameAll(clang::Stmt *In, const clang::VarDecl *From,
                 clang::ValueDecl *To);
  void findAssigned(clang::Stmt *Body);
  /// Declares variables of their own for the values that others have all
  /// through \p D.
  bool keepValues(clang::OMPExecutableDirective *D, clang::FunctionDecl *In,
                  Statements &Out);

  // OpenMPTaskOrder.cpp
  void findUnordered(clang::Stmt *Code, Region &R);

  // OpenMPBonds.cpp
  void orderTasks(clang::Stmt *Code, Region &R);
  void orderOnce(clang::Stmt *Code, Region &R);
  void orderRounds(llvm::ArrayRef<clang::OMPExecutableDirective *> Tasks,
                   llvm::ArrayRef<std::vector<TaskBond>> Bonds, Region &R);

  // OpenMPDependences.cpp
  clang::Expr *dependedOn(clang::OMPExecutableDirective *D, clang::Expr *E,
                          Region &R, Environment &Own,
                          Synthesis::Substitution &To);
  bool dependByThread(clang::OMPExecutableDirective *D, Region &Around,
                      clang::Stmt *&Body);
  clang::Stmt *perhapsInOrder(clang::OMPExecutableDirective *D, clang::Stmt *S,
                              Region &Around);
  bool dependences(clang::OMPExecutableDirective *D, Region *Around,
                   clang::Stmt *&Body, Environment &Own);

  // OpenMPReductions.cpp
  /// \p Lock: null for that of the construct around.
  template <class Clause>
  bool reduction(Clause *C, clang::Stmt *Body, clang::FunctionDecl *In,
                 Environment &E, clang::VarDecl *Lock);
  bool reductions(clang::OMPClause *C, clang::Stmt *Body,
                  clang::FunctionDecl *In, Environment &E);
  bool combiner(const clang::Expr *Operation, Environment &E,
                clang::FunctionDecl *In);

  Synthesis Make;
  clang::ASTContext &Ctx;
  /// Of the function being lowered: what its `taskwait` waits for.
  clang::VarDecl *FunctionTasks = nullptr;
  /// The groups around that of the innermost `taskgroup`.
  llvm::SmallVector<clang::VarDecl *, 2> OuterTasks;
  bool InTask = false;
  /// Is there one thread where the code being lowered runs? Its tasks run one
  /// after the other, in some order.
  bool AloneInTeam = false;
  /// Are atomic operations of the unit lowered with their memory orders?
  bool Ordered = false;
  bool HasFlushes = false; ///< of the unit
  /// Why what was looked at last is not followed: the end of a name in
  /// models/openmp.yaml.
  const char *Why = "";
  /// Parts of one thread were met that may run one after the other.
  bool MeetsThread = false;
  /// Functions whose parts are those of a region that calls them.
  llvm::MapVector<clang::FunctionDecl *, Shared> SharedFunctions;
  /// The function being lowered, and in which one a name was changed: what does
  /// not depend on its parameters, the instances of a template share.
  clang::FunctionDecl *Function = nullptr;
  llvm::DenseMap<const clang::DeclRefExpr *, clang::FunctionDecl *> Renamer;
  /// The lock of the innermost construct that shares out work; null if one
  /// thread is alone, or if that construct is not known.
  clang::VarDecl *Turns = nullptr;
  /// Integers of the function that assignments change and nobody else can, and
  /// whether these choose between values, as for `if (given) n = *given;`.
  llvm::DenseMap<const clang::VarDecl *, bool> Assigned;
  /// Its variables that pointers, references or lambdas may lead to.
  llvm::DenseSet<const clang::VarDecl *> Aliased;
  /// Variables, by where they are declared, of which threads have copies that
  /// tasks reduce into by copies of their own; all are put together when the
  /// region ends.
  llvm::DenseMap<clang::SourceLocation, const clang::VarDecl *> ReducedByTasks;
  /// Functions that are known neither to wait for nor to share out work with
  /// the threads of a region around them.
  llvm::SmallPtrSet<const clang::FunctionDecl *, 16> MeetsNobody;
};

/// The function that stands for \p D.
std::string loweredName(const clang::OMPExecutableDirective *D);
/// Whether \p S makes a task that may run later.
bool makesTask(clang::Stmt *S);
/// Is \p VD declared in a loop that one thread makes tasks in? Each round has
/// another one, though perhaps in the same memory.
bool isOfRound(const clang::ASTContext &Ctx, const clang::VarDecl *VD,
               clang::FunctionDecl *In, clang::SourceLocation OneThread);
/// Does \p C have a form that says which tasks come first?
bool isFollowed(const clang::OMPDependClause *C);
/// Puts the number of the thread where \p S calls \p Asked.
void putNumber(Synthesis &Make, clang::Stmt *S, clang::ParmVarDecl *Thread,
               llvm::StringRef Asked);
/// Whether \p S calls the run-time function \p Name.
bool asks(clang::Stmt *S, llvm::StringRef Name);
/// The clause of that kind, or null.
template <class Clause> const Clause *clause(clang::OMPExecutableDirective *D) {
  for (const clang::OMPClause *C : D->clauses())
    if (const auto *Found = llvm::dyn_cast<Clause>(C))
      return Found;
  return nullptr;
}
/// The variable that \p E names, or null.
clang::VarDecl *namedVariable(clang::Expr *E);
/// Whether \p Code may change \p D, or lets others do so.
bool mayChange(clang::Stmt *Code, const clang::VarDecl *D);
bool names(clang::Stmt *Code, const clang::ValueDecl *D);
/// Whether a lock is in the teams of \p D that each of them has for itself.
bool locksInTeams(clang::OMPExecutableDirective *D);
/// May \p S be an atomic operation, or a part of one?
bool mayBeAtomic(const clang::Stmt *S);
/// May \p Test come out otherwise because of what \p Code, which asks more than
/// once, does itself?
bool answersDepend(clang::Expr *Test, clang::Stmt *Code);
/// Does such a test in \p S, a part of \p Code, say whether a task is made, or
/// one that is not always the same, whether some are waited for?
bool testsDecide(clang::Stmt *S, clang::Stmt *Code, bool InLoop = false);
/// What a pointer variable leads to.
struct Origin {
  enum Kind {
    Own,   ///< an object that no other variable of the function names, or one
           ///< that its caller knows
    Place, ///< what Of is: the name of a pointer or array, or `&place`
    Unknown
  } Is = Own;
  clang::Expr *Of = nullptr;

  Origin(Kind Is = Own, clang::Expr *Of = nullptr) : Is(Is), Of(Of) {}
};
Origin originOf(const clang::VarDecl *VD);
/// Whether \p S asks for the number of the thread.
bool asksNumber(clang::Stmt *S);
/// Whether the value of \p E is all there is to it.
bool isPure(clang::Expr *E);
DirectUsesMap directUses(clang::Stmt *Code);
/// What the built-in assignment or step \p S changes, or null.
clang::Expr *changedBy(clang::Stmt *S);

} // namespace aether::analysis

#endif // AETHER_LIB_EXTRACT_OPENMP_H
