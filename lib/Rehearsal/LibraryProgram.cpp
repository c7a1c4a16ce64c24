//===- LibraryProgram.cpp - The program's surroundings, exceptions --------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Machine.h"

#include <cmath>

using namespace llvm;
using namespace aether::analysis::rehearsal;

Machine::Status Machine::nothing(Calling &) { return Status::Done; }

Machine::Status Machine::one(Calling &C) {
  C.Result = 1;
  return Status::Done;
}

Machine::Status Machine::four(Calling &C) {
  C.Result = 4;
  return Status::Done;
}

/// Any number will do.
Machine::Status Machine::number(Calling &C) {
  C.Result = random(1u << 31);
  return Status::Done;
}

/// Time goes on by a microsecond a look, here in nanoseconds.
Machine::Status Machine::clock(Calling &C) {
  C.Result = Time += 1000;
  return Status::Done;
}

/// In microseconds.
Machine::Status Machine::clockOfProgram(Calling &C) {
  C.Result = (Time += 1000) / 1000;
  return Status::Done;
}

Machine::Status Machine::seconds(Calling &C) {
  C.Result = (Time += 1000) / Second;
  if (C.arg(0) == 0)
    return Status::Done;
  if (!access(C.T, C.arg(0), 8, true, false, C.At.I))
    return Status::Stop;
  Cells.store(Cells.bytes(C.arg(0), 8), C.Result, 8);
  return Status::Done;
}

Machine::Status Machine::storeTime(Calling &C, Address To, Word Fraction) {
  if (!access(C.T, To, 16, true, false, C.At.I))
    return Status::Stop;
  Time += 1000;
  Cells.store(Cells.bytes(To, 8), Time / Second, 8);
  Cells.store(Cells.bytes(To + 8, 8), Time % Second / Fraction, 8);
  return Status::Done;
}

/// `clock_gettime(clock, struct timespec *)`.
Machine::Status Machine::clockTo(Calling &C) {
  return storeTime(C, C.arg(1), 1);
}

/// `timespec_get(struct timespec *, base)`.
Machine::Status Machine::clockToC11(Calling &C) {
  C.Result = C.arg(1);
  return storeTime(C, C.arg(0), 1);
}

/// `gettimeofday(struct timeval *, ...)`.
Machine::Status Machine::dayTo(Calling &C) {
  return storeTime(C, C.arg(0), 1000);
}

Machine::Status Machine::absolute(Calling &C) {
  const bool Narrow = C.At.I->getType()->isIntegerTy(32);
  const auto X = Narrow ? static_cast<std::int32_t>(C.arg(0))
                        : static_cast<std::int64_t>(C.arg(0));
  C.Result = static_cast<Word>(X < 0 ? -X : X);
  if (Narrow)
    C.Result &= 0xffffffff;
  return Status::Done;
}

Machine::Status Machine::realFunction(Calling &C) {
  const StringRef Name =
      cast<CallBase>(C.At.I)->getCalledFunction()
          ? cast<CallBase>(C.At.I)->getCalledFunction()->getName()
          : "";
  const double X = bit_cast<double>(C.arg(0));
  double R = 0;
  if (Name == "sqrt")
    R = std::sqrt(X);
  else if (Name == "fabs")
    R = std::fabs(X);
  else if (Name == "floor")
    R = std::floor(X);
  else if (Name == "ceil")
    R = std::ceil(X);
  else if (Name == "sin")
    R = std::sin(X);
  else if (Name == "cos")
    R = std::cos(X);
  else if (Name == "tan")
    R = std::tan(X);
  else if (Name == "atan")
    R = std::atan(X);
  else if (Name == "exp")
    R = std::exp(X);
  else if (Name == "log")
    R = std::log(X);
  else if (Name == "log2")
    R = std::log2(X);
  else if (Name == "log10")
    R = std::log10(X);
  else
    return stop("a function of real numbers");
  C.Result = bit_cast<Word>(R);
  return Status::Done;
}

/// Has it a `%n`?
static bool tellsLength(StringRef Format) {
  while (true) {
    const std::size_t At = Format.find('%');
    if (At == StringRef::npos)
      return false;
    Format = Format.drop_front(At + 1);
    Format = Format.drop_while([](char C) {
      return StringRef("-+ #0123456789.*hlqjztL").contains(C);
    });
    if (Format.consume_front("n"))
      return true;
    Format = Format.drop_front(!Format.empty());
  }
}

/// How much is printed, is not known.
Machine::Status Machine::print(Calling &C) {
  const auto &Call = *cast<CallBase>(C.At.I);
  const Function *F = Call.getCalledFunction();
  const StringRef Name = F ? F->getName() : "";
  if (Name.contains("printf")) {
    const auto Format = text(C, C.arg(Name.contains("fprintf") ? 1 : 0));
    if (!Format)
      return Status::Stop;
    if (!Call.use_empty() || tellsLength(*Format))
      return stop("the length of what is printed");
  } else {
    // A character, or not negative.
    C.Result = C.arg(0) & 0xff;
  }
  return Status::Done;
}

/// To one of the program's own streams, which hold nothing that it reads.
Machine::Status Machine::printTo(Calling &C) {
  const Object *O = Cells.find(C.arg(0));
  if (!O || !O->Unknown)
    return stop("a stream");
  C.Result = C.arg(0);
  return Status::Done;
}

Machine::Status Machine::atExit(Calling &C) {
  AtExit.push_back({C.arg(0), {C.arg(1)}});
  return Status::Done;
}

Machine::Status Machine::atExitC(Calling &C) {
  AtExit.push_back({C.arg(0), {}});
  return Status::Done;
}

/// What is in main and its callers stays as it is (C17 7.22.4.4).
Machine::Status Machine::exitProgram(Calling &C) {
  Thread &T = C.T;
  const Function *Main = I.M.getFunction("main");
  if (T.Id != 0 || FirstHasLeft || !Main || Main->isDeclaration())
    return endProgram(C);
  T.Frames.clear();
  T.Keys.clear();
  T.AtEnd.insert(T.AtEnd.begin(), AtExit.begin(), AtExit.end());
  AtExit.clear();
  goOn(T);
  return Status::Moved;
}

Machine::Status Machine::endProgram(Calling &) {
  return stop("the end of the program");
}

//===----------------------------------------------------------------------===//
// Exceptions
//===----------------------------------------------------------------------===//

Machine::Status Machine::allocateException(Calling &C) { return allocate(C); }

Machine::Status Machine::freeException(Calling &C) {
  end(C.T, C.arg(0), C.At.I);
  return Status::Done;
}

Machine::Status Machine::throwException(Calling &C) {
  Exceptions[C.arg(0)] = {C.arg(1), C.arg(2)};
  C.T.Thrown = C.arg(0);
  return unwind(C.T, C.At.I);
}

Machine::Status Machine::beginCatch(Calling &C) {
  C.T.Caught.push_back(C.arg(0));
  const Exception &Now = Exceptions[C.arg(0)];
  const Object *Type = Cells.find(Now.Type);
  C.Result = Now.Caught;
  // Of a pointer, its value is what the handler is given.
  if (Type && Type->Origin && Type->Origin->getName().starts_with("_ZTIP"))
    if (const std::uint8_t *From = Cells.bytes(C.arg(0), 8))
      C.Result = Cells.load(From, 8);
  return Status::Done;
}

/// (Exceptions are kept: others may still name them.)
Machine::Status Machine::endCatch(Calling &C) {
  if (C.T.Caught.empty())
    return stop("an exception that nobody has caught");
  C.T.Caught.pop_back();
  return Status::Done;
}

Machine::Status Machine::rethrow(Calling &C) {
  if (C.T.Caught.empty())
    return stop("an exception that nobody has caught");
  C.T.Thrown = C.T.Caught.back();
  return unwind(C.T, C.At.I);
}

Machine::Status Machine::currentException(Calling &C) {
  if (!access(C.T, C.arg(0), 8, true, false, C.At.I))
    return Status::Stop;
  Cells.store(Cells.bytes(C.arg(0), 8),
              C.T.Caught.empty() ? 0 : C.T.Caught.back(), 8);
  return Status::Done;
}

Machine::Status Machine::rethrowPointer(Calling &C) {
  if (!access(C.T, C.arg(0), 8, false, false, C.At.I))
    return Status::Stop;
  C.T.Thrown = Cells.load(Cells.bytes(C.arg(0), 8), 8);
  if (Exceptions.count(C.T.Thrown) == 0)
    return stop("an exception that is none");
  return unwind(C.T, C.At.I);
}
