//===- Code.h - Functions made ready to be run ------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A value is one or more words: a number, an address, or one of each member.
/// Where each is, is found once for a function, when it is called first.
///
//===----------------------------------------------------------------------===//

#ifndef AETHER_REHEARSAL_CODE_H
#define AETHER_REHEARSAL_CODE_H

#include "Memory.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/IR/Module.h"

#include <memory>
#include <optional>
#include <vector>

namespace aether::analysis::rehearsal {

/// Where a value is: in the frame, or among the function's constants.
struct Operand {
  std::int32_t At = 0;
};

/// A number within a value that lies in memory.
struct Leaf {
  std::uint32_t Offset;
  std::uint32_t Bytes;
  std::uint32_t Bits;
};

struct Operation {
  const llvm::Instruction *I = nullptr;
  unsigned Opcode = 0;
  /// False: not understood, a run ends here.
  bool Known = true;
  /// Where the result goes, and how many words it is.
  std::uint32_t To = 0;
  std::uint32_t Words = 0;
  /// Of the first operand's, or the result's, numbers.
  std::uint32_t Bits = 0;
  llvm::SmallVector<Operand, 3> Operands;
  llvm::SmallVector<Leaf, 1> Leaves;
  /// An offset, a size, the number of a word.
  std::uint64_t Number = 0;
  /// What multiplies the operands behind the first, and how wide they are.
  llvm::SmallVector<std::pair<std::int64_t, std::uint32_t>, 2> Scales;
  /// Blocks that it may go to.
  llvm::SmallVector<std::uint32_t, 2> Targets;
};

struct Phi {
  std::uint32_t To;
  std::uint32_t Words;
  llvm::SmallVector<std::pair<std::uint32_t, Operand>, 2> From;
};

struct CodeBlock {
  std::uint32_t First;
  llvm::SmallVector<Phi, 0> Phis;
};

struct Code {
  const llvm::Function *F = nullptr;
  std::vector<Operation> Instructions;
  std::vector<CodeBlock> Blocks;
  std::vector<Word> Constants;
  /// Where the parameters are, with their words.
  llvm::SmallVector<std::pair<std::uint32_t, std::uint32_t>, 4> Parameters;
  std::uint32_t FrameSize = 0;
};

/// A program's functions and globals with their addresses.
class Image {
public:
  /// \p Libraries have what \p M lacks.
  Image(llvm::Module &M, llvm::ArrayRef<llvm::Module *> Libraries);

  /// False if the globals are more than is worth it.
  bool isUsable() const { return Usable; }
  /// The objects as they are before anything runs.
  void reset();
  /// Null if \p F is defined nowhere.
  llvm::Function *bodyOf(const llvm::Function *F) const;
  /// Of a function that has a body.
  const Code &codeOf(llvm::Function *F);
  /// Null if there is none at \p A.
  const llvm::Function *functionAt(Address A) const;
  Address addressOf(const llvm::GlobalValue *G) const;
  /// The words of a value of type \p T; none where it is not understood.
  std::optional<std::uint32_t> wordsOf(llvm::Type *T) const;

  llvm::Module &M;
  const llvm::DataLayout &Layout;
  Memory Cells;

private:
  void place(llvm::Module &Part);
  bool leavesOf(llvm::Type *T, std::uint64_t Offset,
                llvm::SmallVectorImpl<Leaf> &Out) const;
  /// Appends the words of \p C.
  bool evaluate(const llvm::Constant *C, llvm::SmallVectorImpl<Word> &Out);
  bool fill(Address To, const llvm::Constant *C);
  void translate(Operation &To, const llvm::Instruction &I,
                 llvm::function_ref<Operand(const llvm::Value *)> At);

  llvm::DenseMap<const llvm::GlobalValue *, Address> Addresses;
  llvm::DenseMap<std::uint32_t, const llvm::Function *> Functions;
  llvm::DenseMap<const llvm::Function *, std::unique_ptr<Code>> Codes;
  /// What all modules know by one name.
  llvm::StringMap<Address> Shared;
  llvm::StringMap<llvm::Function *> Bodies;
  /// Variables with what they begin with.
  std::vector<const llvm::GlobalVariable *> Variables;
  std::size_t Globals = 0;
  bool Usable = true;
};

} // namespace aether::analysis::rehearsal

#endif // AETHER_REHEARSAL_CODE_H
