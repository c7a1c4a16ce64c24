//===- Witnesses.cpp - Rehearsing what was left undecided -----------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Witnesses.h"
#include "Lowering.h"
#include "SeenAccess.h"

#include "aether-analysis/Extract.h"
#include "aether-analysis/Rehearsal.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/CrashRecoveryContext.h"
#include "llvm/Support/Path.h"

#include <map>
#include <tuple>

using namespace clang;
using llvm::StringRef;

namespace aether::analysis {
namespace {

/// Of one pair of calls, so many races are kept.
constexpr unsigned MaxOfCalls = 16;

/// Does the interpreter know how the tasks are run?
bool isKnown(StringRef Callee) {
  return Callee.starts_with("aether::") || Callee.starts_with("omp::") ||
         llvm::is_contained({"pthread_create", "thrd_create",
                             "std::thread::thread", "std::jthread::jthread",
                             "std::async"},
                            Callee);
}

/// May there be something to find? What the interpreter does not know of tasks
/// it would have to stop at.
bool isForRehearsal(const TranslationUnitSummary &Unit) {
  bool Starts = false, Entry = false;
  for (const FunctionSummary &F : Unit.Functions) {
    Entry |= !F.Blocks.empty() && !F.InternalLinkage && F.InUserCode &&
             (F.Params.empty() || Unit.string(F.Name) == "main");
    for (const ParallelCall &Call : F.Parallels) {
      const StringRef Callee = Unit.string(Call.Callee);
      Starts |= isKnown(Callee);
    }
  }
  return Starts && Entry;
}

/// Puts what a rehearsal tells into a summary's terms.
class Writer {
public:
  Writer(ASTContext &Context, const ModelSet &Models, LoweredUnit &Lowered,
         TranslationUnitSummary &Unit);
  void add(const RehearsedRace &Race);

private:
  enum class Place { User, Library, Unknown };
  Place place(const RehearsedFrame &Frame, SourcePos &Out);
  SourcePos position(SourceLocation Loc);
  std::uint32_t file(StringRef Name);
  const FunctionDecl *function(const RehearsedFrame &Frame);
  const FunctionDecl *functionAt(llvm::ArrayRef<RehearsedFrame> Stack,
                                 llvm::ArrayRef<RehearsedFrame> Start);
  bool isOfLibrary(const FunctionDecl *FD) const;
  bool isVouchedFor(const FunctionDecl *FD, bool InUserCode) const;
  bool frames(llvm::ArrayRef<RehearsedFrame> In,
              llvm::ArrayRef<RehearsedFrame> Then, bool IsAccess,
              std::vector<WitnessFrame> &Out);
  bool access(const RehearsedAccess &In, WitnessAccess &Out);
  std::string variable(const RehearsedRace &Race) const;

  ASTContext &Context;
  const SourceManager &SM;
  const ModelSet &Models;
  LoweredUnit &Lowered;
  TranslationUnitSummary &Unit;
  const bool FromMain;
  llvm::StringMap<std::uint32_t> Files; ///< by name as spelled, or by path
  std::map<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>, StringId>
      FunctionAt;
  std::map<std::vector<std::uint32_t>, unsigned> OfCalls;
};

Writer::Writer(ASTContext &Context, const ModelSet &Models,
               LoweredUnit &Lowered, TranslationUnitSummary &Unit)
    : Context(Context), SM(Context.getSourceManager()), Models(Models),
      Lowered(Lowered), Unit(Unit), FromMain([&] {
        const llvm::Function *Main = Lowered.module().getFunction("main");
        return Main && !Main->isDeclaration();
      }()) {
  for (std::uint32_t F = 0; F != Unit.Files.size(); ++F) {
    Files.try_emplace(Unit.Files[F].Path, F);
    Files.try_emplace(Unit.Files[F].Name, F);
  }
  for (const FunctionSummary &F : Unit.Functions)
    FunctionAt.try_emplace({F.Pos.File, F.Pos.Line, F.Pos.Column}, F.Name);
}

/// The number of a file that the summary knows; None for others.
std::uint32_t Writer::file(StringRef Name) {
  if (auto It = Files.find(Name); It != Files.end())
    return It->second;
  llvm::SmallString<256> Path(Name);
  SM.getFileManager().makeAbsolutePath(Path);
  llvm::sys::path::remove_dots(Path, /*remove_dot_dot=*/true);
  auto It = Files.find(Path);
  const std::uint32_t Out = It == Files.end() ? None : It->second;
  Files[Name] = Out;
  return Out;
}

SourcePos Writer::position(SourceLocation Loc) {
  const PresumedLoc At = SM.getPresumedLoc(SM.getExpansionLoc(Loc));
  if (At.isInvalid())
    return {};
  const std::uint32_t File = file(At.getFilename());
  if (File == None)
    return {};
  return {File, At.getLine(), At.getColumn()};
}

Writer::Place Writer::place(const RehearsedFrame &Frame, SourcePos &Out) {
  if (Frame.Line == 0 || Frame.File.empty())
    return Place::Library;
  if (const std::uint32_t File = file(Frame.File); File != None) {
    Out = {File, Frame.Line, Frame.Column};
    const FunctionDecl *FD = function(Frame);
    return Unit.Files[File].System || (FD && isOfLibrary(FD)) ? Place::Library
                                                              : Place::User;
  }
  const OptionalFileEntryRef Entry =
      SM.getFileManager().getOptionalFileRef(Frame.File);
  const FileID Id = Entry ? SM.translateFile(*Entry) : FileID();
  if (Id.isValid() && SM.isInSystemHeader(SM.getLocForStartOfFile(Id)))
    return Place::Library;
  // A library's header need not be a system header.
  const FunctionDecl *FD = function(Frame);
  return FD && isOfLibrary(FD) ? Place::Library : Place::Unknown;
}

const FunctionDecl *Writer::function(const RehearsedFrame &Frame) {
  const Decl *D = Lowered.declaration(Frame.Function);
  const FunctionDecl *FD = D ? D->getAsFunction() : nullptr;
  return FD && FD->getDefinition() ? FD->getDefinition() : FD;
}

/// The function that the first frame of \p Stack is written in. What is made of
/// a directive has none of its own, and runs for whoever is at the directive.
const FunctionDecl *Writer::functionAt(llvm::ArrayRef<RehearsedFrame> Stack,
                                       llvm::ArrayRef<RehearsedFrame> Start) {
  for (llvm::ArrayRef<RehearsedFrame> Frames : {Stack, Start})
    for (const RehearsedFrame &Frame : Frames)
      if (const FunctionDecl *FD = function(Frame))
        return FD;
  return nullptr;
}

/// Is it of a namespace that models describe, wherever its headers lie?
bool Writer::isOfLibrary(const FunctionDecl *FD) const {
  const NamespaceDecl *Outermost = nullptr;
  for (const DeclContext *DC = FD->getDeclContext(); DC; DC = DC->getParent())
    if (const auto *NS = dyn_cast<NamespaceDecl>(DC))
      Outermost = NS;
  return Outermost && Models.rule((Outermost->getName() + "::x").str()) !=
                          NamespaceRule::None;
}

/// Does the user say what the function does? Of library code, Aether's own
/// models say it, and they say nothing else than the code.
bool Writer::isVouchedFor(const FunctionDecl *FD, bool InUserCode) const {
  const ModelSet &Builtin = ModelSet::builtin();
  if (!InUserCode && Models.version() == Builtin.version())
    return false;
  const std::string Name = qualifiedName(FD);
  if (Models.functions(Name).size() >
      (InUserCode ? 0 : Builtin.functions(Name).size()))
    return true;
  const auto *Method = dyn_cast<CXXMethodDecl>(FD);
  if (!Method || Method->getParent()->isLambda())
    return false;
  const std::string Class = qualifiedName(Method->getParent());
  const TypeModel *Type = Models.type(Class);
  return Type && (InUserCode || Type != Builtin.type(Class));
}

/// False if the witness is worth nothing. \p Then: what had led to the frames;
/// \p IsAccess: as opposed to the start of a thread.
bool Writer::frames(llvm::ArrayRef<RehearsedFrame> In,
                    llvm::ArrayRef<RehearsedFrame> Then, bool IsAccess,
                    std::vector<WitnessFrame> &Out) {
  for (const RehearsedFrame &Frame : In) {
    SourcePos Pos;
    const Place Where = place(Frame, Pos);
    if (Where == Place::Unknown)
      return false;
    const FunctionDecl *FD = function(Frame);
    if (FD && IsAccess && isVouchedFor(FD, Where == Place::User))
      return false;
    if (Where == Place::Library)
      continue;
    WitnessFrame Made;
    Made.Pos = Pos;
    if (FD) {
      const auto *Method = dyn_cast<CXXMethodDecl>(FD);
      Made.Start = position(Method && Method->getParent()->isLambda()
                                ? Method->getParent()->getBeginLoc()
                                : FD->getLocation());
      auto It = FunctionAt.find(
          {Made.Start.File, Made.Start.Line, Made.Start.Column});
      Made.Function =
          It != FunctionAt.end() ? It->second : Unit.intern(qualifiedName(FD));
    } else if (const FunctionDecl *Outer = functionAt(
                   llvm::ArrayRef(In).drop_front(&Frame - In.data()), Then)) {
      Made.Function = Unit.intern("lambda in " + qualifiedName(Outer));
    } else {
      Made.Function = Unit.intern(Frame.Function);
    }
    Out.push_back(Made);
  }
  return !Out.empty();
}

bool Writer::access(const RehearsedAccess &In, WitnessAccess &Out) {
  if (In.Stack.empty() ||
      !frames(In.Stack, In.Start, /*IsAccess=*/true, Out.Stack))
    return false;
  if (!In.Start.empty() && !frames(In.Start, {}, /*IsAccess=*/false, Out.Start))
    return false;
  Out.Kind = In.Write
                 ? (In.Atomic ? AccessKind::AtomicWrite : AccessKind::Write)
                 : (In.Atomic ? AccessKind::AtomicRead : AccessKind::Read);
  const RehearsedFrame *User = &In.Stack.front();
  for (SourcePos Pos; place(*User, Pos) != Place::User;)
    ++User;
  const bool InLibrary = User != &In.Stack.front();
  if (const FunctionDecl *FD = functionAt(
          llvm::ArrayRef(In.Stack).drop_front(User - In.Stack.data()),
          In.Start)) {
    const SeenAccess Seen =
        findAccess(Context, FD, User->Line, User->Column, InLibrary,
                   [&](const CXXRecordDecl *Class) {
                     const TypeModel *Type = Models.type(qualifiedName(Class));
                     return Type && Type->K == TypeModel::Kind::Container;
                   });
    Out.Form = Seen.Form;
    Out.Spelling = Unit.intern(Seen.Spelling);
  }
  return true;
}

/// The name in the source.
std::string Writer::variable(const RehearsedRace &Race) const {
  StringRef Name = Race.Name;
  switch (Race.Kind) {
  case RehearsedRace::Memory::Global: {
    const auto *ND = dyn_cast_or_null<NamedDecl>(Lowered.declaration(Name));
    return ND ? ND->getNameAsString() : Name.str();
  }
  case RehearsedRace::Memory::Stack:
    Name.consume_back(".addr"); // A parameter.
    return Name.contains('.') ? "" : Name.str();
  case RehearsedRace::Memory::Heap:
    return "";
  }
  return "";
}

void Writer::add(const RehearsedRace &Race) {
  Witness W;
  if (!access(Race.First, W.First) || !access(Race.Second, W.Second))
    return;
  switch (Race.Kind) {
  case RehearsedRace::Memory::Global:
    W.Memory = WitnessMemory::Global;
    break;
  case RehearsedRace::Memory::Stack:
    W.Memory = WitnessMemory::Stack;
    break;
  case RehearsedRace::Memory::Heap:
    W.Memory = WitnessMemory::Heap;
    break;
  }
  W.Variable = Unit.intern(variable(Race));
  W.FromMain = FromMain;
  std::vector<std::uint32_t> Calls;
  for (const WitnessAccess *A : {&W.First, &W.Second})
    for (const WitnessFrame &F : A->Start)
      Calls.insert(Calls.end(), {F.Pos.File, F.Pos.Line, F.Pos.Column});
  if (OfCalls[Calls]++ < MaxOfCalls && !llvm::is_contained(Unit.Witnesses, W))
    Unit.Witnesses.push_back(std::move(W));
}

} // namespace

void addWitnesses(ASTContext &Context, const ParseRecord &Record,
                  const ModelSet &Models, SolveMemo &Memo,
                  TranslationUnitSummary &Unit) {
  if (!isForRehearsal(Unit))
    return;
  const Verdicts Alone = solve({&Unit}, {}, &Memo);
  if (llvm::none_of(Alone.CallSites, [](const CallSiteVerdict &V) {
        return V.Result == Verdict::Unknown && isKnown(V.Callee);
      }))
    return;
  // A crash in here leaves everything as it is.
  llvm::CrashRecoveryContext Recovery;
  Recovery.RunSafely([&] {
    const std::unique_ptr<LoweredUnit> Lowered = lower(Context, Record);
    if (!Lowered)
      return;
    const std::vector<RehearsedRace> Races = rehearse(Lowered->module());
    if (Races.empty())
      return;
    Writer W(Context, Models, *Lowered, Unit);
    for (const RehearsedRace &Race : Races)
      W.add(Race);
  });
}

} // namespace aether::analysis
