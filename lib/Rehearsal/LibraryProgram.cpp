//===- LibraryProgram.cpp - The program's surroundings, exceptions --------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Machine.h"

#include "llvm/ADT/APFloat.h"
#include "llvm/ADT/StringMap.h"

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

/// `sysconf(name)`: the size of a page, the number of processors.
Machine::Status Machine::ofSystem(Calling &C) {
  constexpr Word PageSize = 30, Configured = 83, Online = 84;
  if (C.arg(0) == PageSize)
    C.Result = 4096;
  else if (C.arg(0) == Configured || C.arg(0) == Online)
    C.Result = 4;
  else
    return stop("a property of the system");
  return Status::Done;
}

/// Where the thread's errno is.
Address Machine::errorOf(Thread &T) {
  if (isAnyThread(T)) {
    stop("the error number of a task");
    return 0;
  }
  // (No variable has the number 0.)
  Address &Own = T.Own[0];
  if (Own == 0)
    Own = Cells.make(4, RehearsedRace::Memory::Global, nullptr);
  return Own;
}

Machine::Status Machine::errorNumber(Calling &C) {
  C.Result = errorOf(C.T);
  return Finished ? Status::Stop : Status::Done;
}

/// Sets errno.
bool Machine::fail(Calling &C, Word Error) {
  const Address A = errorOf(C.T);
  if (A == 0 || !access(C.T, A, 4, true, false, C.At.I))
    return false;
  Cells.store(Cells.bytes(A, 4), Error, 4);
  return true;
}

/// `fopen(name, mode)`: there is no file to be read, all can be written.
Machine::Status Machine::openFile(Calling &C) {
  constexpr Word NoEntry = 2;
  const auto Mode = text(C, C.arg(1));
  if (!Mode)
    return Status::Stop;
  if (Mode->starts_with("r"))
    return fail(C, NoEntry) ? Status::Done : Status::Stop;
  if (Mode->find('+') != std::string::npos)
    return stop("a file");
  C.Result = Cells.make(8, RehearsedRace::Memory::Heap, C.At.I);
  return Status::Done;
}

/// `fwrite(from, size, count, file)`.
Machine::Status Machine::writeFile(Calling &C) {
  C.Result = C.arg(2);
  const Word Size = C.arg(1) * C.arg(2);
  return Size == 0 || access(C.T, C.arg(0), Size, false, false, C.At.I)
             ? Status::Done
             : Status::Stop;
}

/// `write(descriptor, from, size)`, to where programs print.
Machine::Status Machine::writeDescriptor(Calling &C) {
  if (C.arg(0) != 1 && C.arg(0) != 2)
    return stop("a file");
  C.Result = C.arg(2);
  return C.arg(2) == 0 || access(C.T, C.arg(1), C.arg(2), false, false, C.At.I)
             ? Status::Done
             : Status::Stop;
}

/// Nothing comes in.
Machine::Status Machine::endOfFile(Calling &C) {
  C.Result = ~Word(0);
  return Status::Done;
}

/// What is to be done about a signal; none comes.
Machine::Status Machine::setSignals(Calling &C) {
  return C.arg(2) == 0 ? Status::Done : stop("signals that were set before");
}

/// Any number will do.
Machine::Status Machine::number(Calling &C) {
  C.Result = random(1u << 31);
  return Status::Done;
}

Machine::Status Machine::realNumber(Calling &C) {
  C.Result =
      bit_cast<Word>(std::ldexp(static_cast<double>(random(1u << 31)), -31));
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

/// Those of one number, and those of two.
static double (*oneReal(StringRef Name))(double) {
  using Function = double (*)(double);
  static const StringMap<Function> All = {
      {"sqrt", std::sqrt}, {"fabs", std::fabs},     {"floor", std::floor},
      {"ceil", std::ceil}, {"sin", std::sin},       {"cos", std::cos},
      {"tan", std::tan},   {"asin", std::asin},     {"acos", std::acos},
      {"atan", std::atan}, {"sinh", std::sinh},     {"cosh", std::cosh},
      {"tanh", std::tanh}, {"exp", std::exp},       {"exp2", std::exp2},
      {"log", std::log},   {"log2", std::log2},     {"log10", std::log10},
      {"cbrt", std::cbrt}, {"round", std::round},   {"trunc", std::trunc},
      {"rint", std::rint}, {"expm1", std::expm1},   {"log1p", std::log1p},
      {"erf", std::erf},   {"tgamma", std::tgamma},
  };
  return All.lookup(Name);
}

static double (*twoReals(StringRef Name))(double, double) {
  using Function = double (*)(double, double);
  static const StringMap<Function> All = {
      {"pow", std::pow},           {"fmod", std::fmod}, {"atan2", std::atan2},
      {"hypot", std::hypot},       {"fmin", std::fmin}, {"fmax", std::fmax},
      {"copysign", std::copysign},
  };
  return All.lookup(Name);
}

/// (Those of float end in f, those of long double in l.)
bool Machine::isRealFunction(StringRef Name) {
  const StringRef Short =
      Name.ends_with("f") || Name.ends_with("l") ? Name.drop_back() : Name;
  return oneReal(Name) || twoReals(Name) || oneReal(Short) || twoReals(Short);
}

Machine::Status Machine::realFunction(Calling &C) {
  const auto *F = I.functionAt(*get(C.T.Frames.back(), C.At.Operands[0]));
  StringRef Name = F->getName();
  const bool Narrow = C.At.I->getType()->isFloatTy(),
             Wide = C.At.I->getType()->isX86_FP80Ty();
  if ((Narrow && Name.ends_with("f") && !oneReal(Name)) ||
      (Wide && Name.ends_with("l") && !oneReal(Name)))
    Name = Name.drop_back();
  if (Wide) {
    // Rounded to double, which is not as good as it could be.
    bool Loses = false;
    for (unsigned N = 0; N + 1 < C.Args.size(); N += 2) {
      const std::uint64_t Parts[] = {C.Args[N], C.Args[N + 1] & 0xffff};
      APFloat Value(APFloat::x87DoubleExtended(), APInt(80, Parts));
      Value.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven,
                    &Loses);
      C.Args[N / 2] = bit_cast<Word>(Value.convertToDouble());
    }
  }
  auto Real = [&](Word W) {
    return Narrow ? bit_cast<float>(static_cast<std::uint32_t>(W))
                  : bit_cast<double>(W);
  };
  double R = 0;
  if (const auto One = oneReal(Name))
    R = One(Real(C.arg(0)));
  else if (const auto Two = twoReals(Name))
    R = Two(Real(C.arg(0)), Real(C.arg(1)));
  else
    return stop("a function of real numbers");
  if (Wide) {
    bool Loses = false;
    APFloat Value(R);
    Value.convert(APFloat::x87DoubleExtended(), APFloat::rmNearestTiesToEven,
                  &Loses);
    const APInt Bits = Value.bitcastToAPInt();
    C.Result = Bits.getRawData()[0];
    C.T.Frames.back().Registers[C.At.To + 1] = Bits.getRawData()[1];
    return Status::Done;
  }
  C.Result = Narrow ? bit_cast<std::uint32_t>(static_cast<float>(R))
                    : bit_cast<Word>(R);
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
  const auto Name = [&](Address A) {
    const Function *F = I.functionAt(A);
    return F ? F->getName() : "";
  };
  if (Name(*get(C.T.Frames.back(), C.At.Operands[0])) != "_ZNSolsEPFRSoS_E" ||
      Name(C.arg(1)).starts_with("_ZSt4endl") ||
      Name(C.arg(1)).starts_with("_ZSt5flush"))
    return Status::Done;
  // A manipulator of the program's own.
  const Function *F = I.functionAt(C.arg(1));
  return F && enter(C.T, F, {C.arg(0)}, Frame::After::Return, C.At.I)
             ? Status::Moved
             : stop("a stream");
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
  if (T.Id != 0 || FirstHasLeft || !EndsProgram)
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
  ++C.T.Uncaught;
  Exceptions[C.arg(0)] = {C.arg(1), C.arg(2)};
  C.T.Thrown = C.arg(0);
  return unwind(C.T, C.At.I);
}

Machine::Status Machine::beginCatch(Calling &C) {
  C.T.Caught.push_back(C.arg(0));
  C.T.Uncaught -= C.T.Uncaught != 0;
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
  ++C.T.Uncaught;
  return unwind(C.T, C.At.I);
}

/// `std::uncaught_exceptions()`, or whether there are any.
Machine::Status Machine::uncaught(Calling &C) {
  C.Result =
      C.At.I->getType()->isIntegerTy(32) ? C.T.Uncaught : C.T.Uncaught != 0;
  return Status::Done;
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
  ++C.T.Uncaught;
  return unwind(C.T, C.At.I);
}
