//===- IndexForm.cpp - An index question as a text ------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Atoms and groups get numbers in the order in which they occur. Where an atom
// occurs first, all that the steps of IndexProblem look up about it is written
// as well; so two problems of one text differ in names alone.
//
//===----------------------------------------------------------------------===//

#include "IndexProblem.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

namespace aether::analysis {

class IndexForm {
public:
  explicit IndexForm(IndexProblem &P) : P(P), T(P.T), C(P.C) {}
  /// Empty if the question depends on more than its terms.
  std::string text();

private:
  void number(std::uint64_t N) {
    // Seven bits a byte, the last one marked.
    for (; N >= 0x80; N >>= 7)
      Out += static_cast<char>(N & 0x7f);
    Out += static_cast<char>(N | 0x80);
  }
  void flags(std::initializer_list<bool> Bits) {
    unsigned N = 0;
    for (bool B : Bits)
      N = N * 2 + B;
    number(N);
  }
  void term(IntId I);
  void atom(IntId I, const IntNode &N);
  void group(std::uint32_t G);

  IndexProblem &P;
  Terms &T;
  Context &C;
  std::string Out;
  std::map<IntId, unsigned> Atoms;
  std::map<std::uint32_t, unsigned> Groups;
  bool Special = false;
};

} // namespace aether::analysis

void IndexForm::group(std::uint32_t G) {
  auto [It, New] = Groups.try_emplace(G, Groups.size());
  number(It->second);
  if (!New)
    return;
  flags({G == P.A.Group, G == P.B.Group});
  const auto Dimensions = C.E.Groups[G].Dimensions;
  number(Dimensions.size());
  for (const ParallelCall::Dimension &D : Dimensions) {
    flags({D.IsBlock});
    term(D.Lo);
    term(D.Hi);
  }
}

void IndexForm::atom(IntId I, const IntNode &N) {
  flags({P.shared(I, IndexProblem::SideA), P.shared(I, IndexProblem::SideB),
         P.fromCaller(I), isInput(C, I), P.Rebased.count(I) != 0});
  switch (N.Kind) {
  case IntKind::LoopVar: {
    const LoopInfo Info = C.E.Loops[N.A];
    number(static_cast<unsigned>(Info.Kind));
    flags({Info.L.Complete, mayBeLeft(C, Info.L),
           llvm::is_contained(P.Q.R->InstanceLoops, N.A)});
    number(static_cast<std::uint64_t>(Info.L.Step));
    term(Info.L.Lo);
    term(Info.L.Hi);
    term(Info.L.By);
    number(static_cast<std::uint64_t>(Info.L.Factor));
    return;
  }
  case IntKind::TaskIndex:
  case IntKind::BlockBegin:
  case IntKind::BlockEnd:
    number(N.B);
    group(N.A);
    return;
  case IntKind::Cell:
    flags({T.place(N.A).Kind == PlaceKind::Structure});
    return;
  case IntKind::Ticket:
    // Who else steps the counter is for the whole function to say.
    Special = true;
    return;
  default:
    return;
  }
}

void IndexForm::term(IntId I) {
  if (I == None) {
    number(0);
    return;
  }
  const IntNode N = T.integer(I);
  number(1 + static_cast<unsigned>(N.Kind));
  if (N.Kind == IntKind::Const) {
    number(static_cast<std::uint64_t>(N.Value));
  } else if (N.isOperation()) {
    term(N.A);
    term(N.B);
  } else {
    auto [It, New] = Atoms.try_emplace(I, Atoms.size());
    number(It->second);
    if (New)
      atom(I, N);
  }
}

std::string IndexForm::text() {
  const Relation &R = *P.Q.R;
  flags({R.Instances, R.A == R.B, P.Inexact, P.A.Group == None});
  if (P.A.Group != None)
    group(P.A.Group);
  number(R.InstanceLoops.size());
  number(static_cast<std::uint8_t>(R.Later));
  for (std::uint32_t L : R.InstanceLoops)
    term(T.atom(IntKind::LoopVar, L));
  number(P.Symbols.size());
  for (const IndexProblem::Symbol &S : P.Symbols) {
    number(S.Of);
    number(static_cast<unsigned>(S.Kind));
    flags({S.InIndex, S.InGuard});
    term(S.Atom);
  }
  number(P.Q.Equal.size());
  for (auto [X, Y] : P.Q.Equal) {
    term(X);
    term(Y);
  }
  number(P.Facts.size());
  for (const auto &[S, F] : P.Facts) {
    number(S);
    number(static_cast<unsigned>(F.Op));
    term(F.Lhs);
    term(F.Rhs);
  }
  number(P.Counts.size());
  for (auto [Number, Value] : P.Counts) {
    number(Number);
    term(Value);
  }
  return Special ? std::string() : std::move(Out);
}

std::string IndexProblem::form() { return IndexForm(*this).text(); }
