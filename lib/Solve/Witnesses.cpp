//===- Witnesses.cpp - Races that a rehearsal has shown -------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Witnesses.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/xxhash.h"

#include <map>
#include <tuple>

using namespace aether::analysis;

namespace {

bool sameLine(const SourcePos &A, const SourcePos &B) {
  return A.Line != 0 && A.File == B.File && A.Line == B.Line;
}

/// Finds parallel calls by the lines that they stand on.
class SiteFinder {
public:
  explicit SiteFinder(const Program &P);
  /// The call that a thread was started by; the innermost frame that stands at
  /// one decides. Empty if that is not clear. \p Depth: the frame's number.
  std::vector<SiteId> find(const WitnessAccess &A, std::size_t &Depth) const;

private:
  std::vector<SiteId> section(const WitnessAccess &A) const;
  const ParallelCall &call(const SiteId &Id) const {
    return P.Functions[Id.first].Parallels[Id.second];
  }
  /// Instances of one call are at one place.
  auto place(const SiteId &Id) const {
    const ParallelCall &C = call(Id);
    return std::make_tuple(C.Pos.Line, C.Pos.Column, C.MemberPos.Line,
                           C.MemberPos.Column);
  }
  bool isOne(const std::vector<SiteId> &All) const {
    return llvm::all_of(
        All, [&](const SiteId &Id) { return place(Id) == place(All[0]); });
  }

  const Program &P;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<SiteId>> ByLine;
};

SiteFinder::SiteFinder(const Program &P) : P(P) {
  for (FunctionIx Fn = 0; Fn != P.Functions.size(); ++Fn)
    for (std::uint32_t N = 0; N != P.Functions[Fn].Parallels.size(); ++N) {
      const ParallelCall &C = P.Functions[Fn].Parallels[N];
      if (P.string(C.Callee).empty() || C.Pos.Line == 0)
        continue;
      for (const SourcePos &Pos :
           {C.Pos, C.MemberPos, C.ParenPos, C.MacroPos}) {
        if (Pos.Line == 0)
          continue;
        std::vector<SiteId> &Here = ByLine[{Pos.File, Pos.Line}];
        if (Here.empty() || Here.back() != SiteId(Fn, N))
          Here.push_back({Fn, N});
      }
    }
}

/// Sections are no places of their own in a rehearsal: the last that begins
/// between the construct and what was done in it.
std::vector<SiteId> SiteFinder::section(const WitnessAccess &A) const {
  const SourcePos &Construct = A.Start.front().Pos;
  for (const WitnessFrame &F : llvm::reverse(A.Stack)) {
    if (F.Pos.File != Construct.File || F.Start != A.Start.front().Start)
      continue;
    for (auto It = ByLine.upper_bound({F.Pos.File, F.Pos.Line});
         It != ByLine.begin();) {
      --It;
      if (It->first.first != F.Pos.File || It->first.second < Construct.Line)
        return {};
      std::vector<SiteId> All = It->second;
      llvm::erase_if(All, [&](const SiteId &Id) {
        return P.string(call(Id).Callee) != "omp::section";
      });
      if (!All.empty())
        return isOne(All) ? All : std::vector<SiteId>();
    }
    return {};
  }
  return {};
}

std::vector<SiteId> SiteFinder::find(const WitnessAccess &A,
                                     std::size_t &Depth) const {
  const std::vector<WitnessFrame> &Start = A.Start;
  if (!Start.empty() &&
      ByLine.count({Start[0].Pos.File, Start[0].Pos.Line}) == 0) {
    Depth = 0;
    if (std::vector<SiteId> All = section(A); !All.empty())
      return All;
  }
  for (Depth = 0; Depth != Start.size(); ++Depth) {
    const SourcePos &At = Start[Depth].Pos;
    auto It = ByLine.find({At.File, At.Line});
    if (It == ByLine.end())
      continue;
    std::vector<SiteId> All = It->second;
    if (isOne(All))
      return All;
    // Of several on one line, the column tells.
    llvm::erase_if(All, [&](const SiteId &Id) {
      const ParallelCall &C = call(Id);
      return At != C.Pos && At != C.MemberPos && At != C.ParenPos &&
             At != C.MacroPos;
    });
    if (!isOne(All))
      All.clear();
    return All;
  }
  return {};
}

std::uint64_t digestOf(const Program &P, const Witness &W) {
  std::string All;
  auto Number = [&](std::uint64_t N) { All += std::to_string(N) + ' '; };
  auto Text = [&](StringId S) { All += P.string(S) + '\n'; };
  auto At = [&](const SourcePos &Pos) {
    Number(Pos.Line);
    Number(Pos.Column);
    All += Pos.Line ? P.Files[Pos.File].Path + '\n' : "\n";
  };
  for (const WitnessAccess *A : {&W.First, &W.Second}) {
    Number(unsigned(A->Kind));
    Number(unsigned(A->Form));
    Text(A->Spelling);
    for (const auto *Frames : {&A->Stack, &A->Start}) {
      Number(Frames->size());
      for (const WitnessFrame &F : *Frames) {
        Text(F.Function);
        At(F.Start);
        At(F.Pos);
      }
    }
  }
  Number(unsigned(W.Memory));
  Text(W.Variable);
  return llvm::xxh3_64bits(All);
}

/// Is it called \p Name? In IR, variables of one name are told apart by
/// numbers.
bool isCalled(llvm::StringRef Name, const Program &P, const Witness &W) {
  llvm::StringRef Seen = P.string(W.Variable);
  if (Seen.empty() || Name.empty() || Seen == Name)
    return true;
  return W.Memory == WitnessMemory::Stack && Seen.consume_front(Name) &&
         llvm::all_of(Seen, llvm::isDigit);
}

/// Does a thread that does \p A start another where \p Start says? Its
/// outermost function is the same. (What Clang makes of a construct has none;
/// nothing has started those whose Start is empty.)
bool isStarter(const WitnessAccess &A, const std::vector<WitnessFrame> &Start) {
  return !Start.empty() &&
         (A.Start.empty() || (A.Stack.back().Start.Line != 0 &&
                              A.Stack.back().Start == Start.back().Start));
}

} // namespace

std::vector<AttributedWitness>
aether::analysis::attributeWitnesses(const Program &P) {
  std::vector<AttributedWitness> Out;
  if (P.Witnesses.empty())
    return Out;
  const SiteFinder Sites(P);
  for (const Witness &W : P.Witnesses) {
    AttributedWitness A;
    A.W = &W;
    A.FirstIsParent = isStarter(W.First, W.Second.Start);
    A.SecondIsParent = isStarter(W.Second, W.First.Start) && !A.FirstIsParent;
    for (const auto &[X, Parent] : {std::pair(&W.First, A.FirstIsParent),
                                    std::pair(&W.Second, A.SecondIsParent)}) {
      std::size_t Depth = 0;
      if (!Parent)
        for (const SiteId &Id : Sites.find(*X, Depth))
          if (!llvm::is_contained(A.Sites, Id))
            A.Sites.push_back(Id);
    }
    if (A.Sites.empty())
      continue;
    A.Digest = digestOf(P, W);
    Out.push_back(std::move(A));
  }
  return Out;
}

const Witness *aether::analysis::witnessOf(
    const Program &P, llvm::ArrayRef<AttributedWitness> All,
    llvm::ArrayRef<SiteId> Sites, const JudgedSide &A, const JudgedSide &B) {
  auto It = llvm::find_if(All, [&](const AttributedWitness &Of) {
    const Witness &W = *Of.W;
    auto Fits = [&](const JudgedSide &X, const WitnessAccess &Seen,
                    bool Parent) {
      return X.Parent == Parent && sameLine(X.Pos, Seen.Stack.front().Pos) &&
             isCalled(X.Variable, P, W);
    };
    return llvm::all_of(Sites,
                        [&](const SiteId &Id) {
                          return llvm::is_contained(Of.Sites, Id);
                        }) &&
           ((Fits(A, W.First, Of.FirstIsParent) &&
             Fits(B, W.Second, Of.SecondIsParent)) ||
            (Fits(A, W.Second, Of.SecondIsParent) &&
             Fits(B, W.First, Of.FirstIsParent)));
  });
  return It == All.end() ? nullptr : It->W;
}

Position aether::analysis::plainPosition(const Program &P,
                                         const SourcePos &Pos) {
  Position Out;
  if (Pos.Line == 0)
    return Out;
  Out.File = P.Files[Pos.File].Path;
  Out.Spelled = P.Files[Pos.File].Name;
  Out.Line = Pos.Line;
  Out.Column = Pos.Column;
  return Out;
}

bool aether::analysis::isSilenced(const Program &P, const SourcePos &Pos) {
  return Pos.Line != 0 &&
         llvm::any_of(P.Files[Pos.File].NoLint, [&](const LineRange &Lines) {
           return Lines.First <= Pos.Line && Pos.Line <= Lines.Last;
         });
}

namespace {

/// \p Below: of what starts the thread, its calls from the function on that
/// does so.
SideEntry sideOf(const Program &P, const Witness &W, const WitnessAccess &A,
                 const std::vector<WitnessFrame> *Below) {
  SideEntry Out;
  Out.Parent = Below != nullptr;
  Out.Access.Kind = A.Kind;
  Out.Access.Variable = P.string(A.Spelling ? A.Spelling : W.Variable);
  Out.Access.Pos = plainPosition(P, A.Stack.front().Pos);
  std::size_t Outermost = A.Stack.size();
  if (Below) {
    // Down to the function that starts the thread, both go the same way.
    const std::size_t Common = std::min(Below->size(), Outermost);
    std::size_t Same = 0;
    while (Same != Common && (*Below)[Below->size() - 1 - Same].Start ==
                                 A.Stack[Outermost - 1 - Same].Start)
      ++Same;
    Outermost -= Same;
  }
  for (std::size_t I = Outermost; I-- != 0;) {
    const WitnessFrame &F = A.Stack[I];
    const bool IsTask = I + 1 == A.Stack.size();
    Out.Access.Chain.push_back(
        {P.string(F.Function),
         plainPosition(P, IsTask ? F.Start : A.Stack[I + 1].Pos)});
  }
  return Out;
}

Pattern patternOf(const Witness &W) {
  using Form = WitnessForm;
  auto Either = [&](Form F) { return W.First.Form == F || W.Second.Form == F; };
  const Pattern OfVariable = W.Memory == WitnessMemory::Global
                                 ? Pattern::GlobalMutation
                                 : Pattern::CapturedMutation;
  if (isAtomic(W.First.Kind) && isAtomic(W.Second.Kind))
    return Pattern::LostUpdate;
  if (Either(Form::Container)) {
    // Or the container ends an object that it owns.
    if (W.First.Form == W.Second.Form || Either(Form::Element))
      return Pattern::SharedContainer;
    return OfVariable;
  }
  if (Either(Form::Element))
    return Pattern::OverlappingElements;
  if (W.Memory != WitnessMemory::Global && Either(Form::Member))
    return Pattern::MemberMutation;
  return OfVariable;
}

} // namespace

std::optional<RaceEntry> aether::analysis::raceOf(const Program &P,
                                                  const AttributedWitness &Of) {
  const Witness &W = *Of.W;
  for (const WitnessAccess *A : {&W.First, &W.Second})
    for (const WitnessFrame &F : A->Stack)
      if (isSilenced(P, F.Pos))
        return std::nullopt;
  RaceEntry Out;
  Out.Rehearsed = true;
  Out.Kind = patternOf(W);
  Out.First =
      sideOf(P, W, W.First, Of.FirstIsParent ? &W.Second.Start : nullptr);
  Out.Second =
      sideOf(P, W, W.Second, Of.SecondIsParent ? &W.First.Start : nullptr);
  // The racing line is a write in a task.
  if (!isWrite(W.First.Kind) || (Of.FirstIsParent && isWrite(W.Second.Kind)))
    std::swap(Out.First, Out.Second);
  Out.Variable = P.string(W.Variable);
  auto Name = [](SideEntry &S, const SideEntry &Other) {
    if (S.Access.Variable.empty())
      S.Access.Variable = Other.Access.Variable.empty()
                              ? "memory that was allocated"
                              : Other.Access.Variable;
  };
  Name(Out.First, Out.Second);
  Name(Out.Second, Out.First);
  return Out;
}
