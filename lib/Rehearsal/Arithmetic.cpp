//===- Arithmetic.cpp - What numbers become -------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Machine.h"

#include "llvm/ADT/APFloat.h"
#include "llvm/ADT/APSInt.h"
#include "llvm/ADT/bit.h"
#include "llvm/IR/Instructions.h"

#include <cmath>
#include <limits>

using namespace llvm;
using namespace aether::analysis::rehearsal;

namespace {

Word masked(Word W, unsigned Bits) {
  return Bits >= 64 ? W : W & ((Word(1) << Bits) - 1);
}

std::int64_t extended(Word W, unsigned Bits) {
  return Bits >= 64
             ? static_cast<std::int64_t>(W)
             : static_cast<std::int64_t>(W << (64 - Bits)) >> (64 - Bits);
}

double real(Word W, unsigned Bits) {
  return Bits == 32 ? llvm::bit_cast<float>(static_cast<std::uint32_t>(W))
                    : llvm::bit_cast<double>(W);
}

Word word(double D, unsigned Bits) {
  return Bits == 32 ? llvm::bit_cast<std::uint32_t>(static_cast<float>(D))
                    : llvm::bit_cast<Word>(D);
}

/// None: what the language leaves undefined.
std::optional<Word> binary(unsigned Op, Word A, Word B, unsigned Bits) {
  const std::int64_t X = extended(A, Bits), Y = extended(B, Bits);
  const bool Overflows = Y == -1 && X == extended(Word(1) << (Bits - 1), Bits);
  switch (Op) {
  case llvm::Instruction::Add:
    return A + B;
  case llvm::Instruction::Sub:
    return A - B;
  case llvm::Instruction::Mul:
    return A * B;
  case llvm::Instruction::UDiv:
    return B == 0 ? std::nullopt : std::optional(A / B);
  case llvm::Instruction::URem:
    return B == 0 ? std::nullopt : std::optional(A % B);
  case llvm::Instruction::SDiv:
    return Y == 0 || Overflows ? std::nullopt
                               : std::optional(static_cast<Word>(X / Y));
  case llvm::Instruction::SRem:
    return Y == 0 || Overflows ? std::nullopt
                               : std::optional(static_cast<Word>(X % Y));
  case llvm::Instruction::Shl:
    return B >= Bits ? std::nullopt : std::optional(A << B);
  case llvm::Instruction::LShr:
    return B >= Bits ? std::nullopt : std::optional(A >> B);
  case llvm::Instruction::AShr:
    return B >= Bits ? std::nullopt : std::optional(static_cast<Word>(X >> B));
  case llvm::Instruction::And:
    return A & B;
  case llvm::Instruction::Or:
    return A | B;
  case llvm::Instruction::Xor:
    return A ^ B;
  case llvm::Instruction::FAdd:
    return word(real(A, Bits) + real(B, Bits), Bits);
  case llvm::Instruction::FSub:
    return word(real(A, Bits) - real(B, Bits), Bits);
  case llvm::Instruction::FMul:
    return word(real(A, Bits) * real(B, Bits), Bits);
  case llvm::Instruction::FDiv:
    return word(real(A, Bits) / real(B, Bits), Bits);
  case llvm::Instruction::FRem:
    return word(std::fmod(real(A, Bits), real(B, Bits)), Bits);
  default:
    return std::nullopt;
  }
}

bool compare(CmpInst::Predicate P, Word A, Word B, unsigned Bits) {
  const std::int64_t X = extended(A, Bits), Y = extended(B, Bits);
  switch (P) {
  case CmpInst::ICMP_EQ:
    return A == B;
  case CmpInst::ICMP_NE:
    return A != B;
  case CmpInst::ICMP_UGT:
    return A > B;
  case CmpInst::ICMP_UGE:
    return A >= B;
  case CmpInst::ICMP_ULT:
    return A < B;
  case CmpInst::ICMP_ULE:
    return A <= B;
  case CmpInst::ICMP_SGT:
    return X > Y;
  case CmpInst::ICMP_SGE:
    return X >= Y;
  case CmpInst::ICMP_SLT:
    return X < Y;
  case CmpInst::ICMP_SLE:
    return X <= Y;
  default:
    break;
  }
  const double U = real(A, Bits), V = real(B, Bits);
  // The bits of a predicate of numbers: unordered, less, greater, equal.
  const unsigned Is = std::isnan(U) || std::isnan(V) ? 8
                      : U < V                        ? 4
                      : U > V                        ? 2
                                                     : 1;
  return (static_cast<unsigned>(P) & Is) != 0;
}

/// None: what the language leaves undefined.
std::optional<Word> convert(unsigned Op, Word A, unsigned From, unsigned To) {
  switch (Op) {
  case llvm::Instruction::SExt:
    return masked(extended(A, From), To);
  case llvm::Instruction::Trunc:
  case llvm::Instruction::ZExt:
  case llvm::Instruction::PtrToInt:
  case llvm::Instruction::PtrToAddr:
  case llvm::Instruction::IntToPtr:
    return masked(A, To);
  case llvm::Instruction::BitCast:
  case llvm::Instruction::AddrSpaceCast:
    return From == To ? std::optional(A) : std::nullopt;
  case llvm::Instruction::FPTrunc:
  case llvm::Instruction::FPExt:
    return word(real(A, From), To);
  case llvm::Instruction::SIToFP:
    return word(static_cast<double>(extended(A, From)), To);
  case llvm::Instruction::UIToFP:
    return word(static_cast<double>(A), To);
  case llvm::Instruction::FPToSI:
  case llvm::Instruction::FPToUI: {
    const double D = real(A, From);
    const bool Signed = Op == llvm::Instruction::FPToSI;
    const double Most = std::ldexp(1.0, Signed ? To - 1 : To);
    if (std::isnan(D) || D >= Most || D <= (Signed ? -Most - 1 : -1.0))
      return std::nullopt;
    return masked(Signed ? static_cast<Word>(static_cast<std::int64_t>(D))
                         : static_cast<Word>(D),
                  To);
  }
  default:
    return std::nullopt;
  }
}

} // namespace

/// The same with numbers of 80 bits.
Machine::Status Machine::computeExtended(Thread &T, const Operation &At) {
  Frame &F = T.Frames.back();
  Word *To = F.Registers.data() + At.To;
  const Word *A = get(F, At.Operands[0]);
  const Type *From = At.I->getOperand(0)->getType(), *Result = At.I->getType();
  constexpr auto Nearest = APFloat::rmNearestTiesToEven;
  const fltSemantics &Wide = APFloat::x87DoubleExtended();
  bool Loses = false;
  auto Read = [&](const Word *W) {
    const std::uint64_t Parts[] = {W[0], W[1] & 0xffff};
    return APFloat(Wide, APInt(80, Parts));
  };
  auto Write = [&](const APFloat &Value) {
    const APInt Bits = Value.bitcastToAPInt();
    std::copy_n(Bits.getRawData(), At.Words, To);
    return Status::Done;
  };
  switch (At.Opcode) {
  case llvm::Instruction::SIToFP:
  case llvm::Instruction::UIToFP: {
    APFloat Value(Wide);
    Value.convertFromAPInt(APInt(At.Bits, masked(*A, At.Bits)),
                           At.Opcode == llvm::Instruction::SIToFP, Nearest);
    return Write(Value);
  }
  case llvm::Instruction::FPExt: {
    APFloat Value = From->isFloatTy()
                        ? APFloat(static_cast<float>(real(*A, 32)))
                        : APFloat(real(*A, 64));
    Value.convert(Wide, Nearest, &Loses);
    return Write(Value);
  }
  default:
    break;
  }
  APFloat Value = Read(A);
  switch (At.Opcode) {
  case llvm::Instruction::FNeg:
    Value.changeSign();
    return Write(Value);
  case llvm::Instruction::FPTrunc:
    Value.convert(Result->isFloatTy() ? APFloat::IEEEsingle()
                                      : APFloat::IEEEdouble(),
                  Nearest, &Loses);
    return Write(Value);
  case llvm::Instruction::FPToSI:
  case llvm::Instruction::FPToUI: {
    APSInt Whole(Result->getIntegerBitWidth(),
                 At.Opcode == llvm::Instruction::FPToUI);
    if (Value.convertToInteger(Whole, APFloat::rmTowardZero, &Loses) &
        APFloat::opInvalidOp)
      return stop("a conversion that is not followed");
    *To = Whole.getZExtValue();
    return Status::Done;
  }
  default:
    break;
  }
  const APFloat Other = Read(get(F, At.Operands[1]));
  switch (At.Opcode) {
  case llvm::Instruction::FCmp: {
    // As in compare().
    const auto Order = Value.compare(Other);
    const unsigned Is = Order == APFloat::cmpUnordered     ? 8
                        : Order == APFloat::cmpLessThan    ? 4
                        : Order == APFloat::cmpGreaterThan ? 2
                                                           : 1;
    *To = (cast<CmpInst>(At.I)->getPredicate() & Is) != 0;
    return Status::Done;
  }
  case llvm::Instruction::FAdd:
    Value.add(Other, Nearest);
    return Write(Value);
  case llvm::Instruction::FSub:
    Value.subtract(Other, Nearest);
    return Write(Value);
  case llvm::Instruction::FMul:
    Value.multiply(Other, Nearest);
    return Write(Value);
  case llvm::Instruction::FDiv:
    Value.divide(Other, Nearest);
    return Write(Value);
  case llvm::Instruction::FRem:
    Value.mod(Other);
    return Write(Value);
  default:
    return stop("numbers of 80 bits");
  }
}

/// What has no effect but its result.
Machine::Status Machine::compute(Thread &T, const Operation &At) {
  Frame &F = T.Frames.back();
  Word *To = F.Registers.data() + At.To;
  const Word *A = At.Operands.empty() ? nullptr : get(F, At.Operands[0]);
  switch (At.Opcode) {
  case llvm::Instruction::GetElementPtr: {
    Word Sum = *A + At.Number;
    for (std::size_t N = 0; N != At.Scales.size(); ++N)
      Sum += static_cast<Word>(At.Scales[N].first) *
             static_cast<Word>(
                 extended(*get(F, At.Operands[N + 1]), At.Scales[N].second));
    *To = Sum;
    return Status::Done;
  }
  case llvm::Instruction::ICmp:
  case llvm::Instruction::FCmp: {
    if (At.I->getOperand(0)->getType()->isX86_FP80Ty())
      return computeExtended(T, At);
    const Word *B = get(F, At.Operands[1]);
    const auto P = cast<CmpInst>(At.I)->getPredicate();
    for (std::uint32_t N = 0; N != At.Words; ++N)
      To[N] = compare(P, A[N], B[N], At.Bits);
    return Status::Done;
  }
  case llvm::Instruction::Select: {
    const Word *Yes = get(F, At.Operands[1]), *No = get(F, At.Operands[2]);
    const bool EachOwn = At.I->getOperand(0)->getType()->isVectorTy();
    for (std::uint32_t N = 0; N != At.Words; ++N)
      To[N] = (A[EachOwn ? N : 0] & 1) ? Yes[N] : No[N];
    return Status::Done;
  }
  case llvm::Instruction::ExtractValue:
    std::copy_n(A + At.Number, At.Words, To);
    return Status::Done;
  case llvm::Instruction::InsertValue:
    std::copy_n(A, At.Words, To);
    std::copy_n(get(F, At.Operands[1]), At.Bits, To + At.Number);
    return Status::Done;
  case llvm::Instruction::ExtractElement: {
    const auto *V = cast<FixedVectorType>(At.I->getOperand(0)->getType());
    const Word N = *get(F, At.Operands[1]);
    if (N >= V->getNumElements())
      return stop("an element outside of a vector");
    *To = A[N];
    return Status::Done;
  }
  case llvm::Instruction::InsertElement: {
    const Word N = *get(F, At.Operands[2]);
    if (N >= At.Words)
      return stop("an element outside of a vector");
    std::copy_n(A, At.Words, To);
    To[N] = *get(F, At.Operands[1]);
    return Status::Done;
  }
  case llvm::Instruction::ShuffleVector: {
    const auto *S = cast<ShuffleVectorInst>(At.I);
    const Word *B = get(F, At.Operands[1]);
    SmallVector<Word, 8> New;
    for (const int Index : S->getShuffleMask()) {
      const auto N = static_cast<std::uint64_t>(std::max(Index, 0));
      New.push_back(N < At.Number ? A[N] : B[N - At.Number]);
    }
    llvm::copy(New, To);
    return Status::Done;
  }
  case llvm::Instruction::Freeze:
    std::copy_n(A, At.Words, To);
    return Status::Done;
  case llvm::Instruction::FNeg:
    if (At.I->getType()->isX86_FP80Ty())
      return computeExtended(T, At);
    for (std::uint32_t N = 0; N != At.Words; ++N)
      To[N] = word(-real(A[N], At.Bits), At.Bits);
    return Status::Done;
  default:
    break;
  }
  if (At.I->getType()->isX86_FP80Ty() ||
      At.I->getOperand(0)->getType()->isX86_FP80Ty())
    return computeExtended(T, At);
  if (isa<BinaryOperator>(At.I)) {
    const Word *B = get(F, At.Operands[1]);
    for (std::uint32_t N = 0; N != At.Words; ++N) {
      const auto R = binary(At.Opcode, A[N], B[N], At.Bits);
      if (!R)
        return stop("a sum that the language leaves undefined");
      To[N] = masked(*R, At.Bits);
    }
    return Status::Done;
  }
  if (isa<CastInst>(At.I)) {
    const Type *Result = At.I->getType()->getScalarType();
    const unsigned Bits =
        Result->isPointerTy()
            ? 64
            : static_cast<unsigned>(Result->getPrimitiveSizeInBits());
    for (std::uint32_t N = 0; N != At.Words; ++N) {
      const auto R = convert(At.Opcode, A[N], At.Bits, Bits);
      if (!R)
        return stop("a conversion that is not followed");
      To[N] = *R;
    }
    return Status::Done;
  }
  return stop(At.I->getOpcodeName());
}
