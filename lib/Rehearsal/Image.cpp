//===- Image.cpp - What is in memory before a program begins --------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Code.h"

#include "llvm/IR/Constants.h"
#include "llvm/IR/Operator.h"

#include <cstring>

using namespace llvm;
using namespace aether::analysis::rehearsal;

/// More would take longer to clear than the program to run.
static constexpr std::uint64_t MaxGlobals = 32u << 20;
/// Of what is defined elsewhere only the address is known.
static constexpr std::uint64_t ElsewhereSize = 512;

/// Variables of the libraries that are zero in a program with threads, or
/// before their first use.
static bool isZero(StringRef Name) {
  return Name == "__libc_single_threaded" || Name == "_ZSt11__once_call" ||
         Name == "_ZSt15__once_callable" || Name == "stdin" ||
         Name == "stdout" || Name == "stderr" ||
         Name == "_ZN6aether6detail15default_optionsE" ||
         Name == "_ZN6aether6detail21ticks_per_microsecondE" ||
         Name == "_ZN6aether6detail11this_workerE";
}

Image::Image(Module &M, ArrayRef<Module *> Libraries)
    : M(M), Layout(M.getDataLayout()) {
  place(M);
  for (Module *Library : Libraries)
    place(*Library);
  Globals = Cells.size();
  if (Usable)
    reset();
}

void Image::place(Module &Part) {
  for (Function &F : Part) {
    const Address A = Cells.make(1, RehearsedRace::Memory::Global, &F);
    Cells.find(A)->Constant = true;
    Addresses[&F] = A;
    Functions[Memory::numberOf(A)] = &F;
    if (!F.isDeclaration() && !F.hasLocalLinkage())
      Bodies.try_emplace(F.getName(), &F);
  }
  for (const GlobalVariable &G : Part.globals()) {
    const bool Elsewhere = !G.hasInitializer();
    if (!G.hasLocalLinkage())
      if (const auto It = Shared.find(G.getName()); It != Shared.end()) {
        Addresses[&G] = It->second;
        Object &O = *Cells.find(It->second);
        if (Elsewhere || cast<GlobalVariable>(O.Origin)->hasInitializer())
          continue;
        O.Origin = &G;
        O.Unknown = false;
        O.Constant = G.isConstant();
        Variables.push_back(&G);
        continue;
      }
    const std::uint64_t Size =
        G.getValueType()->isSized()
            ? Layout.getTypeAllocSize(G.getValueType()).getFixedValue()
            : 0;
    if (Cells.used() + Size > MaxGlobals) {
      Usable = false;
      return;
    }
    const Address A =
        Cells.make(Elsewhere ? std::max(Size, ElsewhereSize) : Size,
                   RehearsedRace::Memory::Global, &G);
    Object &O = *Cells.find(A);
    O.Unknown = Elsewhere && !isZero(G.getName());
    O.PerThread = G.isThreadLocal();
    O.Constant = G.isConstant();
    Addresses[&G] = A;
    if (!G.hasLocalLinkage())
      Shared[G.getName()] = A;
    if (!Elsewhere)
      Variables.push_back(&G);
  }
  for (const GlobalAlias &G : Part.aliases()) {
    const auto *To = dyn_cast_or_null<GlobalValue>(G.getAliaseeObject());
    if (const auto It = Addresses.find(To); To && It != Addresses.end())
      Addresses[&G] = It->second;
    if (const auto *F = dyn_cast_or_null<Function>(To);
        F && !G.hasLocalLinkage())
      Bodies.try_emplace(G.getName(), const_cast<Function *>(F));
  }
}

void Image::reset() {
  Cells.keep(Globals);
  for (const GlobalVariable *G : Variables) {
    Object &O = *Cells.find(addressOf(G));
    O.Cells.clear();
    O.Alive = true;
    O.Unset = false;
    O.End.reset();
    if (O.Constant && O.Filled)
      continue;
    std::memset(O.Bytes.data(), 0, O.Bytes.size());
    O.Filled = true;
    if (!G->getInitializer()->isNullValue() &&
        !fill(addressOf(G), G->getInitializer()))
      O.Unknown = true;
  }
}

Function *Image::bodyOf(const Function *F) const {
  return F->isDeclaration() ? Bodies.lookup(F->getName())
                            : const_cast<Function *>(F);
}

const Function *Image::functionAt(Address A) const {
  return Memory::offsetOf(A) == 0 ? Functions.lookup(Memory::numberOf(A))
                                  : nullptr;
}

Address Image::addressOf(const GlobalValue *G) const {
  return Addresses.lookup(G);
}

bool Image::leavesOf(Type *T, std::uint64_t Offset,
                     SmallVectorImpl<Leaf> &Out) const {
  auto Add = [&](unsigned Bits) {
    Out.push_back({static_cast<std::uint32_t>(Offset), (Bits + 7) / 8, Bits});
    return Bits <= 64;
  };
  if (T->isPointerTy())
    return Add(64);
  if (auto *N = dyn_cast<IntegerType>(T))
    return Add(N->getBitWidth());
  if (T->isFloatTy() || T->isDoubleTy())
    return Add(T->isFloatTy() ? 32 : 64);
  if (T->isX86_FP80Ty()) {
    // Two words: the significand, sign and exponent.
    Out.push_back({static_cast<std::uint32_t>(Offset), 8, 64});
    Out.push_back({static_cast<std::uint32_t>(Offset + 8), 2, 16});
    return true;
  }
  if (auto *S = dyn_cast<StructType>(T)) {
    if (S->isOpaque())
      return false;
    const StructLayout *L = Layout.getStructLayout(S);
    for (unsigned I = 0; I != S->getNumElements(); ++I)
      if (!leavesOf(S->getElementType(I), Offset + L->getElementOffset(I), Out))
        return false;
    return true;
  }
  Type *Element = nullptr;
  std::uint64_t Count = 0;
  if (auto *A = dyn_cast<ArrayType>(T)) {
    Element = A->getElementType();
    Count = A->getNumElements();
  } else if (auto *V = dyn_cast<FixedVectorType>(T)) {
    Element = V->getElementType();
    Count = V->getNumElements();
    if (Layout.getTypeSizeInBits(Element) % 8 != 0)
      return false;
  }
  if (!Element || Count > 256)
    return false;
  const std::uint64_t Step = Layout.getTypeAllocSize(Element).getFixedValue();
  for (std::uint64_t I = 0; I != Count; ++I)
    if (!leavesOf(Element, Offset + I * Step, Out))
      return false;
  return true;
}

std::optional<std::uint32_t> Image::wordsOf(Type *T) const {
  if (T->isVoidTy() || T->isMetadataTy() || T->isLabelTy())
    return 0;
  SmallVector<Leaf, 4> Leaves;
  if (!leavesOf(T, 0, Leaves))
    return std::nullopt;
  return Leaves.size();
}

bool Image::evaluate(const Constant *C, SmallVectorImpl<Word> &Out) {
  if (const auto *N = dyn_cast<ConstantInt>(C)) {
    if (N->getBitWidth() > 64)
      return false;
    Out.push_back(N->getZExtValue());
    return true;
  }
  if (const auto *N = dyn_cast<ConstantFP>(C)) {
    if (C->getType()->isX86_FP80Ty()) {
      const APInt Bits = N->getValueAPF().bitcastToAPInt();
      Out.append(Bits.getRawData(), Bits.getRawData() + 2);
      return true;
    }
    if (!C->getType()->isFloatTy() && !C->getType()->isDoubleTy())
      return false;
    Out.push_back(N->getValueAPF().bitcastToAPInt().getZExtValue());
    return true;
  }
  if (C->isNullValue() || isa<UndefValue>(C)) {
    const auto Words = wordsOf(C->getType());
    Out.append(Words.value_or(0), 0);
    return Words.has_value();
  }
  if (const auto *G = dyn_cast<GlobalValue>(C)) {
    Out.push_back(addressOf(G));
    return Out.back() != 0;
  }
  if (C->getType()->isAggregateType() || C->getType()->isVectorTy()) {
    const auto *V = dyn_cast<FixedVectorType>(C->getType());
    const std::uint64_t Count = V ? V->getNumElements()
                                : C->getType()->isStructTy()
                                    ? C->getType()->getStructNumElements()
                                    : C->getType()->getArrayNumElements();
    for (std::uint64_t I = 0; I != Count; ++I)
      if (const Constant *E = C->getAggregateElement(I);
          !E || !evaluate(E, Out))
        return false;
    return true;
  }
  if (const auto *G = dyn_cast<GEPOperator>(C)) {
    APInt Offset(Layout.getIndexTypeSizeInBits(G->getType()), 0);
    if (!G->accumulateConstantOffset(Layout, Offset) ||
        !evaluate(cast<Constant>(G->getPointerOperand()), Out))
      return false;
    Out.back() += Offset.getSExtValue();
    return true;
  }
  const auto *E = dyn_cast<ConstantExpr>(C);
  if (!E || !evaluate(E->getOperand(0), Out))
    return false;
  switch (E->getOpcode()) {
  case llvm::Instruction::PtrToInt:
  case llvm::Instruction::IntToPtr:
  case llvm::Instruction::BitCast:
    return true;
  case llvm::Instruction::Trunc: {
    const unsigned Bits = Layout.getTypeSizeInBits(E->getType());
    Out.back() &= Bits < 64 ? (Word(1) << Bits) - 1 : ~Word(0);
    return true;
  }
  case llvm::Instruction::Add:
  case llvm::Instruction::Sub: {
    const Word Left = Out.pop_back_val();
    if (!evaluate(E->getOperand(1), Out))
      return false;
    Out.back() = E->getOpcode() == llvm::Instruction::Add ? Left + Out.back()
                                                          : Left - Out.back();
    return true;
  }
  default:
    return false;
  }
}

/// Writes \p C to \p To.
bool Image::fill(Address To, const Constant *C) {
  if (C->isNullValue() || isa<UndefValue>(C))
    return true;
  if (const auto *D = dyn_cast<ConstantDataSequential>(C)) {
    const StringRef Data = D->getRawDataValues();
    std::memcpy(Cells.bytes(To, Data.size()), Data.data(), Data.size());
    return true;
  }
  Type *T = C->getType();
  if (auto *S = dyn_cast<StructType>(T)) {
    const StructLayout *L = Layout.getStructLayout(S);
    for (unsigned I = 0; I != S->getNumElements(); ++I)
      if (!fill(To + L->getElementOffset(I), C->getAggregateElement(I)))
        return false;
    return true;
  }
  if (auto *A = dyn_cast<ArrayType>(T)) {
    const std::uint64_t Step =
        Layout.getTypeAllocSize(A->getElementType()).getFixedValue();
    for (std::uint64_t I = 0; I != A->getNumElements(); ++I)
      if (!fill(To + I * Step, C->getAggregateElement(I)))
        return false;
    return true;
  }
  if (T->isX86_FP80Ty()) {
    const APInt Bits = cast<ConstantFP>(C)->getValueAPF().bitcastToAPInt();
    std::memcpy(Cells.bytes(To, 10), Bits.getRawData(), 10);
    return true;
  }
  SmallVector<Leaf, 1> Leaves;
  SmallVector<Word, 1> Words;
  if (!leavesOf(T, 0, Leaves) || !evaluate(C, Words))
    return false;
  for (std::size_t I = 0; I != Leaves.size(); ++I)
    Cells.store(Cells.bytes(To + Leaves[I].Offset, Leaves[I].Bytes), Words[I],
                Leaves[I].Bytes);
  return true;
}
