//===- Memory.cpp - The memory of a program in rehearsal ------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Memory.h"

#include <cstring>

using namespace aether::analysis::rehearsal;
using aether::analysis::RehearsedRace;

Address Memory::make(std::uint64_t Size, RehearsedRace::Memory Kind,
                     const llvm::Value *Origin) {
  Object &O = Objects.emplace_back();
  O.Kind = Kind;
  O.Origin = Origin;
  O.Bytes.resize(Size);
  Used += Size;
  return static_cast<Address>(Objects.size() - 1) << OffsetBits;
}

Object *Memory::find(Address A) {
  const std::uint32_t N = numberOf(A);
  return N != 0 && N < Objects.size() ? &Objects[N] : nullptr;
}

std::uint8_t *Memory::bytes(Address A, std::uint64_t Size) {
  Object *O = find(A);
  if (!O || offsetOf(A) + Size > O->Bytes.size())
    return nullptr;
  return O->Bytes.data() + offsetOf(A);
}

void Memory::keep(std::size_t Count) {
  while (Objects.size() > Count) {
    Used -= Objects.back().Bytes.size();
    Objects.pop_back();
  }
}

Word Memory::load(const std::uint8_t *From, unsigned Bytes) const {
  Word Out = 0;
  std::memcpy(&Out, From, Bytes);
  return Out;
}

void Memory::store(std::uint8_t *To, Word Value, unsigned Bytes) {
  std::memcpy(To, &Value, Bytes);
}
