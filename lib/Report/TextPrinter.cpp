//===- TextPrinter.cpp - The pieces of what people read -------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TextPrinter.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"

using namespace llvm;

namespace aether::analysis {
namespace {

/// What a reader can take in; JSON and `aether db explain` have all of it.
constexpr unsigned MaxOfKind = 3;

/// \p Text without the names in it: equal for reasons of one kind.
std::string kindOf(StringRef Text) {
  std::string Kind;
  bool Quoted = false;
  for (char C : Text) {
    if (C == '`')
      Quoted = !Quoted;
    if (!Quoted)
      Kind += C;
  }
  return Kind;
}

} // namespace

raw_ostream::Colors colorOf(Verdict V) {
  switch (V) {
  case Verdict::Safe:
    return raw_ostream::GREEN;
  case Verdict::Unknown:
    return raw_ostream::YELLOW;
  case Verdict::Unsafe:
    return raw_ostream::RED;
  }
  return raw_ostream::SAVEDCOLOR;
}

std::string plural(std::size_t Count, StringRef Word) {
  return (Twine(Count) + " " + Word + (Count == 1 ? "" : "s")).str();
}

void TextPrinter::colored(raw_ostream::Colors Color, bool Bold,
                          const Twine &Text) {
  if (Options.Color)
    OS.changeColor(Color, Bold);
  OS << Text;
  if (Options.Color)
    OS.resetColor();
}

void TextPrinter::position(const Position &Pos) {
  colored(raw_ostream::SAVEDCOLOR, /*Bold=*/true,
          displayPosition(Pos, Options.BaseDir) + ": ");
}

void TextPrinter::callLine(const CallSiteVerdict &Site) {
  position(Site.Pos);
  colored(colorOf(Site.Result), /*Bold=*/true, toString(Site.Result));
  OS << ' ' << Site.Callee << '\n';
}

void TextPrinter::reasons(const CallSiteVerdict &Site, bool All) {
  // Kinds in the order of their first reason.
  StringMap<unsigned> Number;
  std::vector<std::vector<const Reason *>> Kinds;
  for (const Reason &R : Site.Reasons) {
    auto [It, New] = Number.try_emplace(All ? "" : kindOf(R.Text),
                                        static_cast<unsigned>(Kinds.size()));
    if (New)
      Kinds.emplace_back();
    Kinds[It->second].push_back(&R);
  }
  for (const std::vector<const Reason *> &Kind : Kinds) {
    // One that would be left out alone takes no more room than the count.
    const std::size_t Shown =
        All || Kind.size() <= MaxOfKind + 1 ? Kind.size() : MaxOfKind;
    for (const Reason *R : ArrayRef(Kind).take_front(Shown))
      OS << "    because " << describe(*R, Options) << '\n';
    if (Shown != Kind.size())
      OS << "    and for " << Kind.size() - Shown
         << " more reasons of this kind\n";
  }
}

void TextPrinter::assumptions(const CallSiteVerdict &Site) {
  for (const std::string &A : Site.Assumptions)
    OS << "    assuming " << A << '\n';
}

void TextPrinter::snippet(const Position &Pos) {
  if (!Options.Snippets)
    return;
  StringRef Line = Lines.line(Pos.File, Pos.Line);
  if (Line.trim().empty())
    return;
  std::string Number = std::to_string(Pos.Line);
  std::string Margin =
      std::string(Number.size() < 5 ? 5 - Number.size() : 0, ' ');
  OS << Margin << Number << " | " << Line << '\n';
  if (Pos.Column == 0 || Pos.Column > Line.size() + 1)
    return;
  OS << std::string(Margin.size() + Number.size(), ' ') << " | ";
  // The caret stays below its column: tabs are kept and the continuation
  // bytes of UTF-8, which take no room of their own, are passed over.
  for (char C : Line.take_front(Pos.Column - 1))
    if ((static_cast<unsigned char>(C) & 0xC0) != 0x80)
      OS << (C == '\t' ? '\t' : ' ');
  colored(raw_ostream::GREEN, /*Bold=*/true, "^");
  OS << '\n';
}

void TextPrinter::finding(const Finding &F) {
  position(F.First.Pos);
  colored(raw_ostream::MAGENTA, /*Bold=*/true, "warning: ");
  OS << F.Message << " [aether-unsafe-parallel, " << toString(F.Kind) << "]\n";
  snippet(F.First.Pos);
  const Position *Shown = &F.First.Pos;
  std::vector<Note> Notes = notesFor(F, Result);
  for (const Note &N : Notes) {
    position(N.Pos);
    colored(raw_ostream::CYAN, /*Bold=*/true, "note: ");
    OS << N.Text << '\n';
    if (Shown->File != N.Pos.File || Shown->Line != N.Pos.Line ||
        Shown->Column != N.Pos.Column)
      if (N.Pos.File != F.First.Pos.File || N.Pos.Line != F.First.Pos.Line ||
          N.Pos.Column != F.First.Pos.Column)
        snippet(N.Pos);
    Shown = &N.Pos;
  }
}

void TextPrinter::summary() {
  VerdictCounts Counts = countVerdicts(Result);
  OS << plural(Counts.all(), "parallel call") << ": ";
  auto Part = [&](unsigned N, Verdict V) {
    if (N)
      colored(colorOf(V), /*Bold=*/false, Twine(N) + " " + toString(V));
    else
      OS << N << ' ' << toString(V);
  };
  Part(Counts.Safe, Verdict::Safe);
  OS << ", ";
  Part(Counts.Unsafe, Verdict::Unsafe);
  OS << ", ";
  Part(Counts.Unknown, Verdict::Unknown);
}

std::string describe(const Reason &R, const TextOptions &Options) {
  if (R.Pos.Line == 0)
    return R.Text;
  return R.Text + " (" + displayPosition(R.Pos, Options.BaseDir) + ")";
}

} // namespace aether::analysis
