//===- Intrinsics.cpp - What the compiler knows by itself -----------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Machine.h"

#include "llvm/ADT/APFloat.h"
#include "llvm/IR/IntrinsicInst.h"

#include <cmath>
#include <cstring>

using namespace llvm;
using namespace aether::analysis::rehearsal;

Machine::Status Machine::fill(Calling &C, Address To, std::uint8_t Byte,
                              std::uint64_t Size) {
  if (Size == 0)
    return Status::Done;
  if (!access(C.T, To, Size, true, false, C.At.I))
    return Status::Stop;
  std::memset(Cells.bytes(To, Size), Byte, Size);
  return Status::Done;
}

Machine::Status Machine::copy(Calling &C, Address To, Address From,
                              std::uint64_t Size) {
  if (Size == 0)
    return Status::Done;
  if (!access(C.T, From, Size, false, false, C.At.I) ||
      !access(C.T, To, Size, true, false, C.At.I))
    return Status::Stop;
  std::memmove(Cells.bytes(To, Size), Cells.bytes(From, Size), Size);
  return Status::Done;
}

/// None: not one of these.
static std::optional<double> realIntrinsic(Intrinsic::ID Id, double A, double B,
                                           double C) {
  switch (Id) {
  case Intrinsic::sqrt:
    return std::sqrt(A);
  case Intrinsic::fabs:
    return std::fabs(A);
  case Intrinsic::floor:
    return std::floor(A);
  case Intrinsic::ceil:
    return std::ceil(A);
  case Intrinsic::trunc:
    return std::trunc(A);
  case Intrinsic::rint:
  case Intrinsic::nearbyint:
    return std::nearbyint(A);
  case Intrinsic::round:
    return std::round(A);
  case Intrinsic::sin:
    return std::sin(A);
  case Intrinsic::cos:
    return std::cos(A);
  case Intrinsic::exp:
    return std::exp(A);
  case Intrinsic::exp2:
    return std::exp2(A);
  case Intrinsic::log:
    return std::log(A);
  case Intrinsic::log2:
    return std::log2(A);
  case Intrinsic::log10:
    return std::log10(A);
  case Intrinsic::pow:
    return std::pow(A, B);
  case Intrinsic::copysign:
    return std::copysign(A, B);
  case Intrinsic::minnum:
    return std::fmin(A, B);
  case Intrinsic::maxnum:
    return std::fmax(A, B);
  case Intrinsic::fma:
    return std::fma(A, B, C);
  case Intrinsic::fmuladd:
    return A * B + C;
  default:
    return std::nullopt;
  }
}

Machine::Status Machine::intrinsic(Calling &C, const CallBase &Call) {
  const Intrinsic::ID Id = Call.getIntrinsicID();
  Thread &T = C.T;
  Word *To = T.Frames.back().Registers.data() + C.At.To;
  Type *Result = Call.getType();
  const unsigned Bits =
      Call.arg_size() != 0
          ? static_cast<unsigned>(
                Call.getArgOperand(0)->getType()->getScalarSizeInBits())
          : 0;
  const Word Mask = Bits == 0 || Bits >= 64 ? ~Word(0) : (Word(1) << Bits) - 1;
  auto Signed = [&](Word W) {
    return Bits >= 64 || Bits == 0
               ? static_cast<std::int64_t>(W)
               : static_cast<std::int64_t>(W << (64 - Bits)) >> (64 - Bits);
  };
  const Word A = C.arg(0), B = C.arg(1);
  switch (Id) {
  case Intrinsic::memcpy:
  case Intrinsic::memcpy_inline:
  case Intrinsic::memmove:
    return copy(C, A, B, C.arg(2));
  case Intrinsic::memset:
  case Intrinsic::memset_inline:
    return fill(C, A, static_cast<std::uint8_t>(B), C.arg(2));
  case Intrinsic::lifetime_start:
    if (Object *O = Cells.find(A)) {
      O->Alive = true;
      O->End.reset();
    }
    return Status::Done;
  case Intrinsic::lifetime_end:
    end(T, A, C.At.I);
    return Status::Done;
  case Intrinsic::assume:
  case Intrinsic::donothing:
  case Intrinsic::prefetch:
  case Intrinsic::invariant_start:
  case Intrinsic::invariant_end:
  case Intrinsic::stackrestore:
  case Intrinsic::stacksave:
  case Intrinsic::experimental_noalias_scope_decl:
  case Intrinsic::vaend:
    return Status::Done;
  case Intrinsic::expect:
  case Intrinsic::launder_invariant_group:
  case Intrinsic::strip_invariant_group:
    C.Result = A;
    return Status::Done;
  case Intrinsic::is_constant:
    return Status::Done;
  case Intrinsic::objectsize:
    C.Result = (B & 1) ? 0 : ~Word(0);
    return Status::Done;
  case Intrinsic::threadlocal_address:
    C.Result = own(T, A);
    return Status::Done;
  case Intrinsic::eh_typeid_for:
    C.Result = selector(A);
    return Status::Done;
  case Intrinsic::vastart: {
    // As in the psABI of x86-64, 3.5.7: all of them in memory.
    const Frame &F = T.Frames.back();
    const Address Area =
        Cells.make(F.Rest.size() * 8 + 8, RehearsedRace::Memory::Stack, C.At.I);
    T.Frames.back().Locals.push_back(Area);
    for (std::size_t N = 0; N != F.Rest.size(); ++N)
      Cells.store(Cells.bytes(Area + N * 8, 8), F.Rest[N], 8);
    std::uint8_t *List = Cells.bytes(A, 24);
    if (!List)
      return stop("a list of arguments");
    Cells.store(List, 48, 4);
    Cells.store(List + 4, 176, 4);
    Cells.store(List + 8, Area, 8);
    Cells.store(List + 16, 0, 8);
    return Status::Done;
  }
  case Intrinsic::vacopy:
    return copy(C, A, B, 24);
  case Intrinsic::trap:
    return stop("a trap");
  case Intrinsic::readcyclecounter:
    C.Result = Time += 100;
    return Status::Done;
  default:
    break;
  }
  if (Call.getCalledFunction() &&
      Call.getCalledFunction()->getName() == "llvm.x86.rdtsc") {
    C.Result = Time += 100;
    return Status::Done;
  }
  // (Of a processor: what a thread does that waits for others.)
  if (Call.getCalledFunction() &&
      Call.getCalledFunction()->getName() == "llvm.x86.sse2.pause")
    return sleep(C);
  if (Result->isX86_FP80Ty() &&
      (Id == Intrinsic::fmuladd || Id == Intrinsic::fabs)) {
    auto Read = [&](unsigned N) {
      const std::uint64_t Parts[] = {C.arg(2 * N), C.arg(2 * N + 1) & 0xffff};
      return APFloat(APFloat::x87DoubleExtended(), APInt(80, Parts));
    };
    APFloat Value = Read(0);
    if (Id == Intrinsic::fmuladd) {
      Value.multiply(Read(1), APFloat::rmNearestTiesToEven);
      Value.add(Read(2), APFloat::rmNearestTiesToEven);
    } else {
      Value.clearSign();
    }
    const APInt Whole = Value.bitcastToAPInt();
    C.Result = Whole.getRawData()[0];
    To[1] = Whole.getRawData()[1];
    return Status::Done;
  }
  const bool IsReal = Result->isFloatTy() || Result->isDoubleTy();
  if (IsReal) {
    auto Real = [&](Word W) {
      return Result->isFloatTy()
                 ? bit_cast<float>(static_cast<std::uint32_t>(W))
                 : bit_cast<double>(W);
    };
    const auto R = realIntrinsic(Id, Real(A), Real(B), Real(C.arg(2)));
    if (!R)
      return stop(Call.getCalledFunction()->getName());
    C.Result = Result->isFloatTy()
                   ? bit_cast<std::uint32_t>(static_cast<float>(*R))
                   : bit_cast<Word>(*R);
    return Status::Done;
  }
  if (Bits == 0 || Bits > 64 || Call.getArgOperand(0)->getType()->isVectorTy())
    return stop(Call.getCalledFunction() ? Call.getCalledFunction()->getName()
                                         : "a call");
  auto Overflow = [&](Word Sum, bool Over) {
    C.Result = Sum & Mask;
    To[1] = Over;
    return Status::Done;
  };
  const std::int64_t X = Signed(A), Y = Signed(B);
  switch (Id) {
  case Intrinsic::abs:
    C.Result = static_cast<Word>(X < 0 ? -static_cast<Word>(X) : X) & Mask;
    return Status::Done;
  case Intrinsic::smax:
    C.Result = X > Y ? A : B;
    return Status::Done;
  case Intrinsic::smin:
    C.Result = X < Y ? A : B;
    return Status::Done;
  case Intrinsic::umax:
    C.Result = std::max(A, B);
    return Status::Done;
  case Intrinsic::umin:
    C.Result = std::min(A, B);
    return Status::Done;
  case Intrinsic::ctpop:
    C.Result = llvm::popcount(A);
    return Status::Done;
  case Intrinsic::ctlz:
    C.Result = llvm::countl_zero(A) - (64 - Bits);
    return Status::Done;
  case Intrinsic::cttz:
    C.Result = std::min<Word>(llvm::countr_zero(A), Bits);
    return Status::Done;
  case Intrinsic::bswap:
    C.Result = llvm::byteswap(A) >> (64 - Bits);
    return Status::Done;
  case Intrinsic::fshl:
  case Intrinsic::fshr: {
    const unsigned By = C.arg(2) % Bits;
    const unsigned Left = Id == Intrinsic::fshl ? By : Bits - By;
    C.Result = By == 0 ? (Id == Intrinsic::fshl ? A : B)
                       : ((A << Left) | (B >> (Bits - Left))) & Mask;
    return Status::Done;
  }
  case Intrinsic::uadd_with_overflow: {
    const Word Sum = (A + B) & Mask;
    return Overflow(Sum, Sum < A);
  }
  case Intrinsic::usub_with_overflow:
    return Overflow(A - B, A < B);
  case Intrinsic::umul_with_overflow: {
    const unsigned __int128 Product = static_cast<unsigned __int128>(A) * B;
    return Overflow(static_cast<Word>(Product), Product > Mask);
  }
  case Intrinsic::sadd_with_overflow:
  case Intrinsic::ssub_with_overflow:
  case Intrinsic::smul_with_overflow: {
    const __int128 L = X, R = Y;
    const __int128 Sum = Id == Intrinsic::sadd_with_overflow   ? L + R
                         : Id == Intrinsic::ssub_with_overflow ? L - R
                                                               : L * R;
    return Overflow(static_cast<Word>(Sum),
                    Sum != Signed(static_cast<Word>(Sum) & Mask));
  }
  default:
    return stop(Call.getCalledFunction() ? Call.getCalledFunction()->getName()
                                         : "a call");
  }
}
