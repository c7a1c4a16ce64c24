//===- Memory.h - The memory of a program in rehearsal ----------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// An address is the number of an object and an offset into it. No number is
/// given twice in a run, so that nothing is found where something else was. As
/// on the machine, an address has no bits above the 47th, where a program may
/// keep something else.
///
//===----------------------------------------------------------------------===//

#ifndef AETHER_REHEARSAL_MEMORY_H
#define AETHER_REHEARSAL_MEMORY_H

#include "aether-analysis/Rehearsal.h"

#include "llvm/ADT/SmallVector.h"

#include <deque>
#include <memory>

namespace llvm {
class Instruction;
class Value;
} // namespace llvm

namespace aether::analysis::rehearsal {

using Word = std::uint64_t;
using Address = std::uint64_t;

/// Who has touched some bytes, and where in the program.
struct Record {
  std::uint32_t Thread;
  std::uint32_t Time;
  const llvm::Instruction *At;
  /// The calls that led there, see Machine::Nodes.
  std::uint32_t Calls;
  /// Which bytes of the cell.
  std::uint8_t Bytes;
  bool Write;
  bool Atomic;
};

struct Object {
  /// The records of eight bytes each.
  using Cell = llvm::SmallVector<Record, 2>;
  static constexpr unsigned CellSize = 8;

  RehearsedRace::Memory Kind = RehearsedRace::Memory::Global;
  bool Alive = true;
  /// Defined elsewhere: what it holds is not known.
  bool Unknown = false;
  /// Others may have set it before.
  bool Unset = false;
  /// May not be written.
  bool Constant = false;
  /// Holds what it begins with.
  bool Filled = false;
  /// Each thread has one of its own; this is what it begins with.
  bool PerThread = false;
  /// The variable, or the call that has made it.
  const llvm::Value *Origin = nullptr;
  llvm::SmallVector<std::uint8_t, 16> Bytes;
  std::vector<Cell> Cells;
  /// Who has ended it.
  std::unique_ptr<Record> End;
};

class Memory {
public:
  static constexpr unsigned OffsetBits = 28;
  /// There are not more, and none is larger.
  static constexpr std::size_t MostObjects = std::size_t(1)
                                             << (47 - OffsetBits);
  static constexpr std::uint64_t MostBytes = 64u << 20;

  static std::uint32_t numberOf(Address A) {
    return static_cast<std::uint32_t>(
        std::min<Address>(A >> OffsetBits, MostObjects));
  }
  static std::uint32_t offsetOf(Address A) {
    return static_cast<std::uint32_t>(A & ((Address(1) << OffsetBits) - 1));
  }

  /// Zeros: what a program reads before it writes may be anything.
  Address make(std::uint64_t Size, RehearsedRace::Memory Kind,
               const llvm::Value *Origin);
  /// Null where \p A is in no object.
  Object *find(Address A);
  /// \p Size bytes from \p A; null where these are not all in one object.
  std::uint8_t *bytes(Address A, std::uint64_t Size);
  /// Forgets all objects but the first \p Count.
  void keep(std::size_t Count);
  std::size_t size() const { return Objects.size(); }
  /// Bytes that were asked for.
  std::uint64_t used() const { return Used; }

  Word load(const std::uint8_t *From, unsigned Bytes) const;
  void store(std::uint8_t *To, Word Value, unsigned Bytes);

private:
  /// Object number 0 is null.
  std::deque<Object> Objects{1};
  std::uint64_t Used = 0;
};

} // namespace aether::analysis::rehearsal

#endif // AETHER_REHEARSAL_MEMORY_H
