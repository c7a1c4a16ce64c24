//===- Inputs.cpp - What a summary was computed from ----------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Inputs.h"

#include "aether-analysis/Serial.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/LEB128.h"
#include "llvm/Support/raw_ostream.h"

#include <set>

using namespace aether::analysis;

//===----------------------------------------------------------------------===//
// Names
//===----------------------------------------------------------------------===//

void NameTable::readNew() {
  Query Q(C, "SELECT id, name FROM names WHERE id > ? ORDER BY id", Last);
  while (Q.next()) {
    const std::int64_t Id = Q.integer();
    auto It = Ids.try_emplace(Q.text(), Id).first;
    Names[Id] = It->first();
    Last = std::max(Last, Id);
  }
}

std::int64_t NameTable::number(llvm::StringRef Name) {
  if (auto It = Ids.find(Name); It != Ids.end())
    return It->second;
  readNew(); // what other processes added
  if (auto It = Ids.find(Name); It != Ids.end())
    return It->second;
  Query(C, "INSERT INTO names VALUES (NULL, ?)", Name).run();
  readNew();
  return Ids.lookup(Name);
}

std::optional<llvm::StringRef> NameTable::name(std::int64_t Id) {
  if (!Names.count(Id))
    readNew();
  auto It = Names.find(Id);
  if (It == Names.end())
    return std::nullopt;
  return It->second;
}

void NameTable::forget() {
  Ids.clear();
  Names.clear();
  Last = 0;
}

//===----------------------------------------------------------------------===//
// Inputs
//===----------------------------------------------------------------------===//

std::vector<Input> aether::analysis::inputsOf(const UnitUpdate &Unit,
                                              FileStamps &Files) {
  std::vector<Input> Result;
  std::set<std::pair<llvm::StringRef, llvm::StringRef>> Seen;
  auto Add = [&](const SourceFile &File) {
    if (File.Path.empty() || !Seen.emplace(File.Path, File.Name).second)
      return;
    Input &New = Result.emplace_back();
    New.File = File;
    const auto Stamp = Files.stamp(File.Path);
    const auto Hash = Files.hash(File.Path);
    if (!Stamp || !Hash)
      return; // cannot be read again: never fresh
    // A caller that has no hash means what is there now, if that is still what
    // was read.
    if (File.ContentHash == 0 && Files.unchangedSinceStart(*Stamp))
      New.File.ContentHash = *Hash;
    if (New.File.ContentHash == *Hash && Stamp->Settled)
      New.Stamp = Stamp;
  };
  for (const SourceFile &File : Unit.Inputs)
    Add(File);
  for (const SourceFile &File : Unit.Summary->Files)
    Add(File);
  return Result;
}

namespace {

constexpr unsigned IsSystem = 1, HasStamp = 2;

struct Decoder {
  const std::uint8_t *At, *End;
  bool Bad = false;

  std::uint64_t number() {
    unsigned Size = 0;
    const char *Why = nullptr;
    const std::uint64_t X = llvm::decodeULEB128(At, &Size, End, &Why);
    if (Why) {
      Bad = true;
      At = End;
      return 0;
    }
    At += Size;
    return X;
  }
  std::uint64_t fixed() {
    if (End - At < 8) {
      Bad = true;
      return 0;
    }
    const std::uint64_t X = llvm::support::endian::read64le(At);
    At += 8;
    return X;
  }
};

} // namespace

std::string aether::analysis::encodeInputs(const std::vector<Input> &Inputs,
                                           NameTable &Names) {
  std::string Bytes;
  llvm::raw_string_ostream OS(Bytes);
  auto Fixed = [&](std::uint64_t X) {
    char Raw[8];
    llvm::support::endian::write64le(Raw, X);
    OS.write(Raw, sizeof(Raw));
  };
  for (const Input &I : Inputs) {
    llvm::encodeULEB128(
        (I.File.System ? IsSystem : 0u) | (I.Stamp ? HasStamp : 0u), OS);
    llvm::encodeULEB128(Names.number(I.File.Path), OS);
    llvm::encodeULEB128(Names.number(I.File.Name), OS);
    Fixed(I.File.ContentHash);
    if (I.Stamp) {
      llvm::encodeULEB128(I.Stamp->Size, OS);
      Fixed(static_cast<std::uint64_t>(I.Stamp->Modified));
    }
  }
  return Bytes;
}

std::optional<std::vector<Input>>
aether::analysis::decodeInputs(llvm::StringRef Bytes, NameTable &Names) {
  std::vector<Input> Inputs;
  Decoder D{Bytes.bytes_begin(), Bytes.bytes_end()};
  auto Name = [&](std::string &To) {
    if (auto Found = Names.name(static_cast<std::int64_t>(D.number())))
      To = *Found;
    else
      D.Bad = true;
  };
  while (D.At != D.End && !D.Bad) {
    Input &I = Inputs.emplace_back();
    const std::uint64_t Flags = D.number();
    I.File.System = Flags & IsSystem;
    Name(I.File.Path);
    Name(I.File.Name);
    I.File.ContentHash = D.fixed();
    if (Flags & HasStamp) {
      I.Stamp.emplace();
      I.Stamp->Size = D.number();
      I.Stamp->Modified = static_cast<std::int64_t>(D.fixed());
      I.Stamp->Settled = true;
    }
  }
  if (D.Bad)
    return std::nullopt;
  return Inputs;
}

std::uint64_t aether::analysis::contentKey(const UnitKey &Unit,
                                           const std::vector<Input> &Inputs) {
  std::string All;
  auto Number = [&](std::uint64_t X) {
    char Raw[8];
    llvm::support::endian::write64le(Raw, X);
    All.append(Raw, sizeof(Raw));
  };
  auto Text = [&](const std::string &S) {
    Number(S.size());
    All += S;
  };
  Number(SummaryFormat); // what we cannot read is never fresh
  Text(Unit.MainFile);
  Number(Unit.Config);
  for (const Input &I : Inputs) {
    Text(I.File.Path);
    Text(I.File.Name);
    Number(I.File.ContentHash);
  }
  return contentHash(All);
}

bool aether::analysis::areUnchanged(const std::vector<Input> &Inputs,
                                    FileStamps &Files) {
  return llvm::all_of(Inputs, [&](const Input &I) {
    const auto Now = Files.stamp(I.File.Path);
    if (!Now)
      return false;
    if (I.Stamp && I.Stamp->Size == Now->Size &&
        I.Stamp->Modified == Now->Modified)
      return true;
    return Files.hash(I.File.Path) == I.File.ContentHash;
  });
}
