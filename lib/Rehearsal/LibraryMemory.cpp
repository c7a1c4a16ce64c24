//===- LibraryMemory.cpp - Memory and text --------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Machine.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

using namespace llvm;
using namespace aether::analysis::rehearsal;

static Word asWord(int Order) { return static_cast<std::uint32_t>(Order); }

Machine::Status Machine::allocate(Calling &C) {
  if (C.arg(0) > Memory::MostBytes)
    return stop("too much memory");
  C.Result = Cells.make(C.arg(0), RehearsedRace::Memory::Heap, C.At.I);
  return Status::Done;
}

Machine::Status Machine::allocateCleared(Calling &C) {
  if (C.arg(0) > Memory::MostBytes || C.arg(1) > Memory::MostBytes)
    return stop("too much memory");
  C.Args = {C.arg(0) * C.arg(1)};
  return allocate(C);
}

Machine::Status Machine::allocateAligned(Calling &C) {
  C.Args = {C.arg(1)};
  return allocate(C);
}

Machine::Status Machine::allocateTo(Calling &C) {
  const Address To = C.arg(0);
  if (!access(C.T, To, 8, true, false, C.At.I))
    return Status::Stop;
  C.Args = {C.arg(2)};
  const Status S = allocate(C);
  Cells.store(Cells.bytes(To, 8), C.Result, 8);
  C.Result = 0;
  return S;
}

Machine::Status Machine::reallocate(Calling &C) {
  const Address Old = C.arg(0);
  const Word Size = C.arg(1);
  C.Args = {Size};
  const Status S = allocate(C);
  if (S != Status::Done || Old == 0)
    return S;
  const Object *O = Cells.find(Old);
  if (!O || Memory::offsetOf(Old) != 0)
    return stop("memory that was not allocated");
  const Status Copied =
      copy(C, C.Result, Old, std::min<Word>(Size, O->Bytes.size()));
  if (Copied == Status::Done)
    end(C.T, Old, C.At.I);
  return Copied;
}

Machine::Status Machine::deallocate(Calling &C) {
  const Address A = C.arg(0);
  if (A == 0)
    return Status::Done;
  Object *O = Cells.find(A);
  if (!O || Memory::offsetOf(A) != 0 || O->Kind != RehearsedRace::Memory::Heap)
    return stop("memory that was not allocated");
  if (!access(C.T, A, O->Bytes.size(), true, false, C.At.I))
    return Status::Stop;
  end(C.T, A, C.At.I);
  return Status::Done;
}

Machine::Status Machine::copyBytes(Calling &C) {
  C.Result = C.arg(0);
  return copy(C, C.arg(0), C.arg(1), C.arg(2));
}

Machine::Status Machine::setBytes(Calling &C) {
  C.Result = C.arg(0);
  return fill(C, C.arg(0), static_cast<std::uint8_t>(C.arg(1)), C.arg(2));
}

Machine::Status Machine::compareBytes(Calling &C) {
  const Word Size = C.arg(2);
  if (Size == 0)
    return Status::Done;
  if (!access(C.T, C.arg(0), Size, false, false, C.At.I) ||
      !access(C.T, C.arg(1), Size, false, false, C.At.I))
    return Status::Stop;
  C.Result = asWord(std::memcmp(Cells.bytes(C.arg(0), Size),
                                Cells.bytes(C.arg(1), Size), Size));
  return Status::Done;
}

/// The text at \p A, which is read up to its end.
std::optional<std::string> Machine::text(Calling &C, Address A) {
  const Object *O = Cells.find(A);
  if (!O || Memory::offsetOf(A) >= O->Bytes.size()) {
    stop("a text that is none");
    return std::nullopt;
  }
  const auto *From = O->Bytes.data() + Memory::offsetOf(A);
  const auto *End = std::find(From, O->Bytes.data() + O->Bytes.size(), 0);
  std::string Out(From, End);
  if (!access(C.T, A, Out.size() + 1, false, false, C.At.I))
    return std::nullopt;
  return Out;
}

Machine::Status Machine::lengthOfText(Calling &C) {
  const auto Text = text(C, C.arg(0));
  if (!Text)
    return Status::Stop;
  C.Result = Text->size();
  return Status::Done;
}

Machine::Status Machine::compareText(Calling &C) {
  const auto A = text(C, C.arg(0)), B = text(C, C.arg(1));
  if (!A || !B)
    return Status::Stop;
  C.Result = asWord(A->compare(*B));
  return Status::Done;
}

Machine::Status Machine::copyText(Calling &C) {
  C.Result = C.arg(0);
  const auto Text = text(C, C.arg(1));
  return Text ? copy(C, C.arg(0), C.arg(1), Text->size() + 1) : Status::Stop;
}

/// `strtol(text, end, base)` and what is made of it.
Machine::Status Machine::numberOfText(Calling &C) {
  constexpr Word Range = 34; // ERANGE
  const auto *F = I.functionAt(*get(C.T.Frames.back(), C.At.Operands[0]));
  const bool Simple = F->getName().starts_with("ato");
  const Address A = C.arg(0), End = Simple ? 0 : C.arg(1);
  const Object *O = Cells.find(A);
  if (!O || Memory::offsetOf(A) >= O->Bytes.size())
    return stop("a text that is none");
  const auto *From = O->Bytes.data() + Memory::offsetOf(A);
  const std::string Text(From,
                         std::find(From, O->Bytes.data() + O->Bytes.size(), 0));
  char *Rest = nullptr;
  const int Base = Simple ? 10 : static_cast<int>(C.arg(2));
  errno = 0;
  C.Result = F->getName().contains("toul")
                 ? std::strtoull(Text.c_str(), &Rest, Base)
                 : static_cast<Word>(std::strtoll(Text.c_str(), &Rest, Base));
  const std::size_t Read = Rest - Text.c_str();
  if (!access(C.T, A, Read + 1, false, false, C.At.I) ||
      (errno == ERANGE && !fail(C, Range)))
    return Status::Stop;
  if (End == 0)
    return Status::Done;
  if (!access(C.T, End, 8, true, false, C.At.I))
    return Status::Stop;
  Cells.store(Cells.bytes(End, 8), A + Read, 8);
  return Status::Done;
}

/// `strtod(text, end)` and atof.
Machine::Status Machine::realOfText(Calling &C) {
  const auto Text = text(C, C.arg(0));
  if (!Text)
    return Status::Stop;
  char *Rest = nullptr;
  C.Result = bit_cast<Word>(std::strtod(Text->c_str(), &Rest));
  const auto *F = I.functionAt(*get(C.T.Frames.back(), C.At.Operands[0]));
  if (F->getName() == "atof" || C.arg(1) == 0)
    return Status::Done;
  if (!access(C.T, C.arg(1), 8, true, false, C.At.I))
    return Status::Stop;
  Cells.store(Cells.bytes(C.arg(1), 8), C.arg(0) + (Rest - Text->c_str()), 8);
  return Status::Done;
}

/// `aetherTextOfReal(to, conversion, precision, number)` of Runtime/C.c.
Machine::Status Machine::textOfReal(Calling &C) {
  const char Format[] = {'%', '.', '*', static_cast<char>(C.arg(1)), 0};
  char Text[512];
  const int Size =
      std::snprintf(Text, sizeof Text, Format, static_cast<int>(C.arg(2)),
                    bit_cast<double>(C.arg(3)));
  if (Size < 0 || static_cast<std::size_t>(Size) >= sizeof Text)
    return stop("a number that is too long");
  if (!access(C.T, C.arg(0), Size, true, false, C.At.I))
    return Status::Stop;
  std::memcpy(Cells.bytes(C.arg(0), Size), Text, Size);
  C.Result = static_cast<Word>(Size);
  return Status::Done;
}
