//===- AccountBytes.cpp - Accounts as bytes -------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A header (magic, format, hash of what follows), the group's digest, all texts
// once, then the entries. As in SerialFields.h, one function serves both
// directions.
//
//===----------------------------------------------------------------------===//

#include "Account.h"

#include "../Summary/SerialArchive.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/xxhash.h"

#include <algorithm>

using namespace aether::analysis;
using namespace aether::analysis::serial;

namespace {

constexpr llvm::StringLiteral Magic("AeAc2");
constexpr std::size_t HeaderSize = 13; // magic, hash

template <typename Ar, typename T>
using Ref = std::conditional_t<Ar::Reading, T &, const T &>;

/// Texts by number.
struct TextWriter : Writer {
  llvm::StringMap<std::uint32_t> Known;
  std::vector<std::string> Texts;

  void text(const std::string &S) {
    auto [It, New] =
        Known.try_emplace(S, static_cast<std::uint32_t>(Texts.size()));
    if (New)
      Texts.push_back(S);
    number(It->second);
  }
};

struct TextReader : Reader {
  using Reader::Reader;
  std::vector<std::string> Texts;

  void text(std::string &S) {
    std::uint32_t N = 0;
    id(N, static_cast<std::uint32_t>(Texts.size()));
    if (!failed())
      S = Texts[N];
  }
};

template <typename Ar> void io(Ar &A, Ref<Ar, unsigned> X) { A.id(X, None); }

template <typename Ar> void io(Ar &A, Ref<Ar, std::vector<std::string>> X) {
  A.list(X, 1, [&](auto &S) { A.text(S); });
}

template <typename Ar> void io(Ar &A, Ref<Ar, Position> X) {
  auto &[File, Spelled, Line, Column] = X;
  A.text(File);
  A.text(Spelled);
  io(A, Line);
  io(A, Column);
}

template <typename Ar> void io(Ar &A, Ref<Ar, CallSiteVerdict> X) {
  // What is not named here is not decided yet.
  auto &[Pos, MemberColumn, ParenColumn, MemberLine, ParenLine, MacroPos,
         MacroEndLine, MacroEndColumn, Callee, Result, Reasons, Assumptions,
         AssumedBy, Findings, TranslationUnits] = X;
  (void)Result, (void)Reasons, (void)Assumptions, (void)AssumedBy;
  (void)Findings;
  io(A, Pos);
  for (auto *N : {&MemberColumn, &ParenColumn, &MemberLine, &ParenLine,
                  &MacroEndLine, &MacroEndColumn})
    io(A, *N);
  io(A, MacroPos);
  A.text(Callee);
  io(A, TranslationUnits);
}

template <typename Ar> void io(Ar &A, Ref<Ar, SiteEntry> X) {
  auto &[Call, User, Model, Analysis, Doubts] = X;
  io(A, Call);
  io(A, User);
  io(A, Model);
  io(A, Analysis);
  A.list(Doubts, 5, [&](auto &D) {
    auto &[Text, Pos] = D;
    A.text(Text);
    io(A, Pos);
  });
}

template <typename Ar> void io(Ar &A, Ref<Ar, SideEntry> X) {
  auto &[Access, Parent] = X;
  auto &[Kind, Variable, Pos, Chain, Locks] = Access;
  A.enumerator(Kind, AccessKind::AtomicWrite);
  A.text(Variable);
  io(A, Pos);
  A.list(Chain, 5, [&](auto &Step) {
    auto &[Function, StepPos] = Step;
    A.text(Function);
    io(A, StepPos);
  });
  io(A, Locks);
  A.flags(Parent);
}

template <typename Ar>
void io(Ar &A, Ref<Ar, RaceEntry> X, std::size_t NumSites) {
  auto &[Kind, First, Second, Silenced, Rehearsed, Variable, SharedHow,
         SharedPos, Sites] = X;
  A.enumerator(Kind, Pattern::CapturedMutation);
  io(A, First);
  io(A, Second);
  A.flags(Silenced, Rehearsed);
  A.text(Variable);
  A.text(SharedHow);
  io(A, SharedPos);
  A.list(Sites, 1,
         [&](auto &S) { A.id(S, static_cast<std::uint32_t>(NumSites)); });
}

template <typename Ar> void io(Ar &A, Ref<Ar, Account> X) {
  auto &[Sites, Races] = X;
  A.list(Sites, 16, [&](auto &S) { io(A, S); });
  A.list(Races, 20, [&](auto &R) { io(A, R, Sites.size()); });
}

} // namespace

void aether::analysis::putInOrder(std::vector<RaceEntry> &Races) {
  std::vector<std::pair<std::string, std::size_t>> Keys;
  for (const RaceEntry &R : Races) {
    Writer W;
    io(W, R, None);
    Keys.emplace_back(std::move(W.Out), Keys.size());
  }
  llvm::sort(Keys);
  std::vector<RaceEntry> Out;
  for (std::size_t I = 0; I != Keys.size(); ++I)
    if (I == 0 || Keys[I].first != Keys[I - 1].first)
      Out.push_back(std::move(Races[Keys[I].second]));
  Races = std::move(Out);
}

std::string aether::analysis::toBytes(const Account &A, std::uint64_t Digest) {
  TextWriter Entries;
  io(Entries, A);
  Writer All;
  All.Out = Magic.str() + std::string(8, '\0');
  All.fixed(Digest);
  All.list(Entries.Texts, 1, [&](const std::string &S) { All.text(S); });
  All.Out += Entries.Out;
  llvm::support::endian::write64le(
      &All.Out[Magic.size()],
      llvm::xxh3_64bits(llvm::StringRef(All.Out).drop_front(HeaderSize)));
  return std::move(All.Out);
}

std::optional<Account> aether::analysis::accountIn(llvm::StringRef Bytes,
                                                   std::uint64_t Digest) {
  if (!Bytes.starts_with(Magic) || Bytes.size() < HeaderSize)
    return std::nullopt;
  const llvm::StringRef Rest = Bytes.drop_front(HeaderSize);
  if (llvm::support::endian::read64le(Bytes.data() + Magic.size()) !=
      llvm::xxh3_64bits(Rest))
    return std::nullopt;
  TextReader R(Rest);
  std::uint64_t Of = 0;
  R.fixed(Of);
  if (Of != Digest)
    return std::nullopt;
  std::vector<std::string> Texts;
  R.list(Texts, 1, [&](std::string &S) { R.Reader::text(S); });
  R.Texts = std::move(Texts);
  Account Out;
  io(R, Out);
  if (R.failed() || !R.atEnd())
    return std::nullopt;
  return Out;
}
