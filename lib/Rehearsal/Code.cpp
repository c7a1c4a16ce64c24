//===- Code.cpp - Functions made ready to be run --------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Code.h"

#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Operator.h"
#include "llvm/Support/Error.h"

using namespace llvm;
using namespace aether::analysis::rehearsal;

/// Whether nothing but loads and stores of one kind of number know of \p A:
/// then it is no memory, but one word of the frame.
static bool isWord(const AllocaInst &A) {
  const Type *T = A.getAllocatedType();
  if (!A.isStaticAlloca() || A.isArrayAllocation() || !T->isSingleValueType() ||
      T->isVectorTy())
    return false;
  return llvm::all_of(A.users(), [&](const User *U) {
    if (const auto *L = dyn_cast<LoadInst>(U))
      return L->getType() == T && !L->isAtomic();
    if (const auto *S = dyn_cast<StoreInst>(U))
      return S->getValueOperand() != &A &&
             S->getValueOperand()->getType() == T && !S->isAtomic();
    const auto *Call = dyn_cast<IntrinsicInst>(U);
    return Call && Call->isLifetimeStartOrEnd();
  });
}

/// Does it compute with numbers of 80 bits?
static bool isExtended(const llvm::Instruction &I) {
  auto Is = [](const Value *V) { return V->getType()->isX86_FP80Ty(); };
  if (isa<CastInst>(I))
    return (Is(&I) || Is(I.getOperand(0))) && !isa<BitCastInst>(I) &&
           I.getType()->isSingleValueType() && !I.getType()->isVectorTy() &&
           (!I.getType()->isIntegerTy() ||
            I.getType()->getIntegerBitWidth() <= 64);
  return (isa<BinaryOperator>(I) || isa<UnaryOperator>(I) || isa<FCmpInst>(I) ||
          isa<SelectInst>(I) || isa<FreezeInst>(I)) &&
         (Is(&I) || Is(I.getOperand(0)));
}

const Code &Image::codeOf(Function *F) {
  std::unique_ptr<Code> &Known = Codes[F];
  if (Known)
    return *Known;
  // A library's is read when it is needed.
  if (F->isMaterializable())
    consumeError(F->materialize());
  Known = std::make_unique<Code>();
  Code &C = *Known;
  C.F = F;

  DenseMap<const Value *, Operand> Places;
  DenseMap<const llvm::BasicBlock *, std::uint32_t> Numbers;
  for (const llvm::Argument &A : F->args()) {
    const std::uint32_t Words = wordsOf(A.getType()).value_or(0);
    Places[&A] = {static_cast<std::int32_t>(C.FrameSize)};
    C.Parameters.push_back({C.FrameSize, Words});
    C.FrameSize += Words;
  }
  for (const llvm::BasicBlock &B : *F) {
    Numbers[&B] = Numbers.size();
    for (const llvm::Instruction &I : B) {
      Places[&I] = {static_cast<std::int32_t>(C.FrameSize)};
      C.FrameSize += wordsOf(I.getType()).value_or(0);
    }
  }
  DenseSet<const Value *> InFrame;
  for (const llvm::Instruction &I : F->getEntryBlock())
    if (const auto *A = dyn_cast<AllocaInst>(&I);
        A && wordsOf(A->getAllocatedType()) == 1u && isWord(*A))
      InFrame.insert(A);
  bool AllKnown = true;
  auto At = [&](const Value *V) -> Operand {
    auto [It, New] = Places.try_emplace(V);
    const auto *K = dyn_cast<Constant>(V);
    if (New && K) {
      SmallVector<Word, 2> Words;
      It->second.At = ~static_cast<std::int32_t>(C.Constants.size());
      AllKnown &= evaluate(K, Words);
      if (Words.empty())
        Words.push_back(0);
      C.Constants.insert(C.Constants.end(), Words.begin(), Words.end());
    }
    AllKnown &= !New || K;
    return It->second;
  };
  for (const llvm::BasicBlock &B : *F) {
    CodeBlock &To = C.Blocks.emplace_back();
    To.First = C.Instructions.size();
    for (const llvm::Instruction &I : B) {
      if (I.isDebugOrPseudoInst())
        continue;
      const auto Words = wordsOf(I.getType());
      if (const auto *P = dyn_cast<PHINode>(&I)) {
        Phi &Now = To.Phis.emplace_back();
        Now.To = Places.lookup(P).At;
        Now.Words = Words.value_or(0);
        for (unsigned N = 0; N != P->getNumIncomingValues(); ++N)
          Now.From.push_back({Numbers.lookup(P->getIncomingBlock(N)),
                              At(P->getIncomingValue(N))});
        continue;
      }
      // A word of the frame is only copied, to and fro.
      const Value *Where = getLoadStorePointerOperand(&I);
      const bool IsCopy = Where && InFrame.contains(Where);
      if (InFrame.contains(&I))
        continue;
      if (const auto *Call = dyn_cast<IntrinsicInst>(&I);
          Call && Call->isLifetimeStartOrEnd() &&
          InFrame.contains(Call->getArgOperand(0)))
        continue;
      Operation &Now = C.Instructions.emplace_back();
      AllKnown = Words.has_value();
      Now.I = &I;
      Now.Opcode = I.getOpcode();
      Now.To = Places.lookup(&I).At;
      Now.Words = Words.value_or(0);
      for (unsigned N = 0; I.isTerminator() && N != I.getNumSuccessors(); ++N)
        Now.Targets.push_back(Numbers.lookup(I.getSuccessor(N)));
      if (IsCopy) {
        Now.Opcode = llvm::Instruction::Freeze;
        Now.Words = 1;
        const auto *S = dyn_cast<StoreInst>(&I);
        Now.Operands.push_back(At(S ? S->getValueOperand() : Where));
        if (S)
          Now.To = Places.lookup(Where).At;
      } else {
        translate(Now, I, At);
      }
      Now.Known &= AllKnown;
    }
  }
  return C;
}

void Image::translate(Operation &To, const llvm::Instruction &I,
                      function_ref<Operand(const Value *)> At) {
  auto Take = [&](const Value *V) { To.Operands.push_back(At(V)); };
  auto BitsOf = [&](const Type *T) {
    const Type *S = T->getScalarType();
    return S->isPointerTy()
               ? 64u
               : static_cast<unsigned>(S->getPrimitiveSizeInBits());
  };
  switch (I.getOpcode()) {
  case llvm::Instruction::Load:
  case llvm::Instruction::Store: {
    const auto *S = dyn_cast<StoreInst>(&I);
    Type *T = S ? S->getValueOperand()->getType() : I.getType();
    Take(S ? S->getPointerOperand() : cast<LoadInst>(I).getPointerOperand());
    if (S)
      Take(S->getValueOperand());
    To.Known = leavesOf(T, 0, To.Leaves);
    To.Number = Layout.getTypeStoreSize(T).getFixedValue();
    break;
  }
  case llvm::Instruction::GetElementPtr: {
    const auto &G = cast<GEPOperator>(I);
    SmallMapVector<Value *, APInt, 4> Variable;
    APInt Constant(64, 0);
    Take(G.getPointerOperand());
    To.Known = I.getType()->isPointerTy() &&
               G.collectOffset(Layout, 64, Variable, Constant);
    To.Number = Constant.getSExtValue();
    for (const auto &[V, Scale] : Variable) {
      Take(V);
      To.Scales.push_back({Scale.getSExtValue(), BitsOf(V->getType())});
    }
    break;
  }
  case llvm::Instruction::Alloca: {
    const auto &A = cast<AllocaInst>(I);
    Take(A.getArraySize());
    To.Number = Layout.getTypeAllocSize(A.getAllocatedType()).getFixedValue();
    break;
  }
  case llvm::Instruction::Call:
  case llvm::Instruction::Invoke: {
    const auto &Call = cast<CallBase>(I);
    if (Call.isInlineAsm()) {
      // What orders the compiler alone.
      To.Known =
          Call.getType()->isVoidTy() &&
          cast<InlineAsm>(Call.getCalledOperand())->getAsmString().empty();
      break;
    }
    for (unsigned N = 0; N != Call.arg_size(); ++N)
      if (!wordsOf(Call.getArgOperand(N)->getType()) ||
          (N >= Call.getFunctionType()->getNumParams() &&
           (Call.isByValArgument(N) ||
            Call.getArgOperand(N)->getType()->isX86_FP80Ty())))
        To.Known = false;
    Take(Call.getCalledOperand());
    for (const Use &U : Call.args())
      if (U->getType()->isMetadataTy())
        To.Operands.push_back({});
      else
        Take(U);
    break;
  }
  case llvm::Instruction::ExtractValue:
  case llvm::Instruction::InsertValue: {
    const auto *X = dyn_cast<ExtractValueInst>(&I);
    Type *T = I.getOperand(0)->getType();
    std::uint64_t Word = 0;
    for (unsigned Index :
         X ? X->getIndices() : cast<InsertValueInst>(I).getIndices()) {
      for (unsigned Before = 0; Before != Index; ++Before)
        Word +=
            wordsOf(ExtractValueInst::getIndexedType(T, Before)).value_or(0);
      T = ExtractValueInst::getIndexedType(T, Index);
    }
    To.Number = Word;
    Take(I.getOperand(0));
    if (!X) {
      Take(I.getOperand(1));
      To.Bits = wordsOf(I.getOperand(1)->getType()).value_or(0);
    }
    break;
  }
  case llvm::Instruction::Ret:
    if (I.getNumOperands() != 0) {
      Take(I.getOperand(0));
      To.Words = wordsOf(I.getOperand(0)->getType()).value_or(0);
    }
    break;
  case llvm::Instruction::Br:
    if (cast<BranchInst>(I).isConditional())
      Take(cast<BranchInst>(I).getCondition());
    break;
  case llvm::Instruction::Switch:
    Take(cast<SwitchInst>(I).getCondition());
    break;
  case llvm::Instruction::ShuffleVector: {
    const auto &S = cast<ShuffleVectorInst>(I);
    Take(S.getOperand(0));
    Take(S.getOperand(1));
    To.Number =
        cast<FixedVectorType>(S.getOperand(0)->getType())->getNumElements();
    break;
  }
  case llvm::Instruction::Resume:
    Take(I.getOperand(0));
    break;
  case llvm::Instruction::LandingPad:
  case llvm::Instruction::Unreachable:
  case llvm::Instruction::Fence:
    break;
  case llvm::Instruction::IndirectBr:
  case llvm::Instruction::CallBr:
  case llvm::Instruction::VAArg:
    To.Known = false;
    break;
  default:
    for (const Use &U : I.operands())
      Take(U);
    if (I.getNumOperands() != 0) {
      To.Bits = BitsOf(I.getOperand(0)->getType());
      To.Known = To.Bits != 0 && To.Bits <= 64;
      if (isa<AtomicRMWInst>(I) || isa<AtomicCmpXchgInst>(I)) {
        To.Bits = BitsOf(I.getOperand(1)->getType());
        To.Known = To.Bits <= 64;
        To.Number = To.Bits / 8;
      }
      To.Known &= isa<CastInst>(I)
                      ? BitsOf(I.getType()) <= 64 && BitsOf(I.getType()) != 0
                      : true;
      To.Known |= isExtended(I);
    }
  }
}
