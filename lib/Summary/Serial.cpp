//===- Serial.cpp - Summaries as bytes ------------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether-analysis/Serial.h"

#include "SerialFields.h"

#include "llvm/Support/Endian.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Support/xxhash.h"

using namespace aether::analysis;
using namespace aether::analysis::serial;

namespace {

template <typename Ar> void ioUnit(Ar &A, Ref<Ar, TranslationUnitSummary> X) {
  A.text(X.MainFile);
  A.Strings = A.size(X.Strings, 1);
  for (auto &S : X.Strings)
    A.text(S);
  A.Files = A.size(X.Files, 12);
  for (auto &F : X.Files) {
    auto &[Name, Path, System, ContentHash, NoLint] = F;
    A.text(Name);
    A.text(Path);
    A.flags(System);
    A.fixed(ContentHash);
    A.list(NoLint, 2, [&](auto &Lines) {
      auto &[First, Last] = Lines;
      A.label(First);
      A.label(Last);
    });
  }
  A.Globals = A.size(X.Globals, 5);
  for (auto &G : X.Globals) {
    auto &[Key, Name, Type, Pos, ThreadLocal, Constant, StartsAtZero] = G;
    A.string(Key);
    A.string(Name);
    A.string(Type);
    A.position(Pos);
    A.flags(ThreadLocal, Constant, StartsAtZero);
  }
  A.size(X.Functions, 14);
  for (auto &F : X.Functions)
    io(A, F);
  A.list(X.Witnesses, 13, [&](auto &W) { io(A, W); });
}

//===----------------------------------------------------------------------===//
// Header
//===----------------------------------------------------------------------===//

constexpr llvm::StringLiteral Magic("AeSm");
constexpr std::size_t HeaderSize = 24; // magic, format, length, hash

llvm::Error damaged(const llvm::Twine &What) {
  return llvm::make_error<SerialError>(SerialError::Kind::Damaged,
                                       ("damaged summary: " + What).str());
}

} // namespace

char SerialError::ID = 0;

void SerialError::log(llvm::raw_ostream &OS) const { OS << Message; }

std::error_code SerialError::convertToErrorCode() const {
  return std::make_error_code(std::errc::illegal_byte_sequence);
}

std::uint64_t aether::analysis::contentHash(llvm::StringRef Content) {
  return llvm::xxh3_64bits(Content);
}

std::string aether::analysis::serialize(const TranslationUnitSummary &Unit) {
  using namespace llvm::support::endian;
  Writer W;
  W.Out.assign(HeaderSize, '\0');
  ioUnit(W, Unit);
  llvm::StringRef Payload = llvm::StringRef(W.Out).drop_front(HeaderSize);
  W.Out.replace(0, Magic.size(), Magic.data(), Magic.size());
  write32le(&W.Out[4], SummaryFormat);
  write64le(&W.Out[8], Payload.size());
  write64le(&W.Out[16], llvm::xxh3_64bits(Payload));
  return std::move(W.Out);
}

llvm::Expected<TranslationUnitSummary>
aether::analysis::deserialize(llvm::StringRef Bytes) {
  using namespace llvm::support::endian;
  using Kind = SerialError::Kind;
  if (!Bytes.starts_with(Magic))
    return llvm::make_error<SerialError>(Kind::NotASummary, "not a summary");
  if (Bytes.size() < HeaderSize)
    return damaged("it ends within its header");
  if (std::uint32_t Format = read32le(Bytes.data() + 4);
      Format != SummaryFormat) {
    bool Newer = Format > SummaryFormat;
    return llvm::make_error<SerialError>(
        Newer ? Kind::Newer : Kind::Older,
        ("summary of format " + llvm::Twine(Format) + ", written by " +
         (Newer ? "a newer" : "an older") + " Aether; this one reads format " +
         llvm::Twine(SummaryFormat))
            .str());
  }
  llvm::StringRef Payload = Bytes.drop_front(HeaderSize);
  if (read64le(Bytes.data() + 8) != Payload.size())
    return damaged("its length is wrong");
  if (read64le(Bytes.data() + 16) != llvm::xxh3_64bits(Payload))
    return damaged("its checksum is wrong");

  Reader R(Payload);
  TranslationUnitSummary Unit;
  ioUnit(R, Unit);
  if (!R.failed() && !R.atEnd())
    R.fail("bytes are left over");
  if (R.failed())
    return damaged(R.failure());
  if (const char *Why = inconsistency(Unit))
    return damaged(Why);
  for (FunctionSummary &F : Unit.Functions)
    F.T.reindex();
  return Unit;
}
