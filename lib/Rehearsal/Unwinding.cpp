//===- Unwinding.cpp - Exceptions -----------------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What a handler catches is asked of the type information in memory, laid out
// as the Itanium C++ ABI says (2.9.5).
//
//===----------------------------------------------------------------------===//

#include "Machine.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Instructions.h"

using namespace llvm;
using namespace aether::analysis::rehearsal;

/// The bases of the standard library's exceptions, [std.exceptions].
static StringRef baseOf(StringRef Type) {
  static const StringMap<StringRef> Bases = {
      {"_ZTISt11logic_error", "_ZTISt9exception"},
      {"_ZTISt13runtime_error", "_ZTISt9exception"},
      {"_ZTISt9bad_alloc", "_ZTISt9exception"},
      {"_ZTISt20bad_array_new_length", "_ZTISt9bad_alloc"},
      {"_ZTISt8bad_cast", "_ZTISt9exception"},
      {"_ZTISt10bad_typeid", "_ZTISt9exception"},
      {"_ZTISt13bad_exception", "_ZTISt9exception"},
      {"_ZTISt17bad_function_call", "_ZTISt9exception"},
      {"_ZTISt12domain_error", "_ZTISt11logic_error"},
      {"_ZTISt16invalid_argument", "_ZTISt11logic_error"},
      {"_ZTISt12length_error", "_ZTISt11logic_error"},
      {"_ZTISt12out_of_range", "_ZTISt11logic_error"},
      {"_ZTISt12future_error", "_ZTISt11logic_error"},
      {"_ZTISt11range_error", "_ZTISt13runtime_error"},
      {"_ZTISt14overflow_error", "_ZTISt13runtime_error"},
      {"_ZTISt15underflow_error", "_ZTISt13runtime_error"},
      {"_ZTISt12system_error", "_ZTISt13runtime_error"},
  };
  return Bases.lookup(Type);
}

/// Whether a handler of \p Caught takes what is thrown as \p Thrown; \p Object
/// becomes what the handler is given.
bool Machine::matches(Address Thrown, Address Caught, Address &Object) {
  if (Caught == 0 || Thrown == Caught)
    return true;
  const rehearsal::Object *O = Cells.find(Thrown), *To = Cells.find(Caught);
  const auto *G = O ? dyn_cast_or_null<GlobalVariable>(O->Origin) : nullptr;
  if (!G || !To || !To->Origin) {
    stop("a type that is not known");
    return false;
  }
  const StringRef Name = G->getName(), Wanted = To->Origin->getName();
  // Pointers are converted.
  if ((Name.starts_with("_ZTIP") || Name == "_ZTIDn" ||
       Name.starts_with("_ZTIM")) &&
      (Wanted.starts_with("_ZTIP") || Wanted.starts_with("_ZTIM"))) {
    stop("a pointer that is thrown");
    return false;
  }
  if (!G->hasInitializer()) {
    for (StringRef Base = baseOf(Name); !Base.empty(); Base = baseOf(Base))
      if (Wanted == Base)
        return true;
    // Others than numbers and pointers may have bases.
    if (Name != "_ZTISt9exception" && baseOf(Name).empty() &&
        Name.size() != StringRef("_ZTIi").size() && !Name.starts_with("_ZTIP"))
      stop("a type that is defined elsewhere");
    return false;
  }
  const auto *Init = dyn_cast<ConstantStruct>(G->getInitializer());
  if (!Init || Init->getNumOperands() < 3)
    return false;
  const Address At = I.addressOf(G);
  auto WordAt = [&](std::uint64_t Offset) {
    const std::uint8_t *From = Cells.bytes(At + Offset, 8);
    return From ? Cells.load(From, 8) : 0;
  };
  if (Init->getOperand(2)->getType()->isPointerTy())
    return matches(WordAt(16), Caught, Object);
  // Flags and a number of bases, then type and offset of each.
  const std::uint32_t Count = WordAt(16) >> 32;
  for (std::uint32_t N = 0; N != Count; ++N) {
    constexpr std::int64_t Virtual = 1, Public = 2;
    const auto Flags = static_cast<std::int64_t>(WordAt(32 + N * 16));
    Word Offset = static_cast<Word>(Flags >> 8);
    if (Flags & Virtual) {
      // Where a virtual base is, stands in the table of virtual functions.
      const std::uint8_t *Table = Cells.bytes(Object, 8);
      const std::uint8_t *At =
          Table ? Cells.bytes(Cells.load(Table, 8) + Offset, 8) : nullptr;
      if (!At) {
        stop("an object without a type");
        return false;
      }
      Offset = Cells.load(At, 8);
    }
    Address Base = Object + Offset;
    if ((Flags & Public) && matches(WordAt(24 + N * 16), Caught, Base)) {
      Object = Base;
      return true;
    }
  }
  return false;
}

/// Leaves frames up to one that handles what \p T throws or cleans up.
Machine::Status Machine::unwind(Thread &T, const llvm::Instruction *At) {
  const Exception &Now = Exceptions[T.Thrown];
  while (!T.Frames.empty()) {
    Frame &F = T.Frames.back();
    const Operation &Here = F.C->Instructions[F.Pc];
    if (const auto *Call = dyn_cast<InvokeInst>(Here.I)) {
      const LandingPadInst *Pad = Call->getLandingPadInst();
      bool Lands = Pad->isCleanup();
      for (unsigned N = 0; N != Pad->getNumClauses() && !Lands; ++N) {
        Address Object = T.Thrown;
        const auto *Type = dyn_cast<GlobalValue>(Pad->getClause(N));
        Lands = Pad->isCatch(N) &&
                matches(Now.Type, Type ? I.addressOf(Type) : 0, Object);
        if (Finished)
          return Status::Stop;
      }
      if (Lands) {
        jump(F, Here.Targets[1]);
        return Status::Moved;
      }
    }
    if (F.Then != Frame::After::Return)
      break;
    popFrame(T, At);
  }
  return stop("an exception that nothing handles");
}

/// The exception, and what tells handlers apart.
Machine::Status Machine::land(Thread &T, const Operation &At) {
  const auto &Pad = *cast<LandingPadInst>(At.I);
  Word *To = T.Frames.back().Registers.data() + At.To;
  To[0] = T.Thrown;
  To[1] = 0;
  for (unsigned N = 0; N != Pad.getNumClauses(); ++N) {
    const auto *Type = dyn_cast<GlobalValue>(Pad.getClause(N));
    const Address Caught = Type ? I.addressOf(Type) : 0;
    Address Object = T.Thrown;
    if (!Pad.isCatch(N) || !matches(Exceptions[T.Thrown].Type, Caught, Object))
      continue;
    To[1] = Caught == 0 ? 1 : selector(Caught);
    Exceptions[T.Thrown].Caught = Object;
    break;
  }
  return Status::Done;
}

/// `__dynamic_cast(object, its type, the other type, hint)`: what the object is
/// in whole stands before its table of virtual functions.
Machine::Status Machine::castDown(Calling &C) {
  if (!access(C.T, C.arg(0), 8, false, false, C.At.I))
    return Status::Stop;
  const Address Table = Cells.load(Cells.bytes(C.arg(0), 8), 8);
  const std::uint8_t *Before = Cells.bytes(Table - 16, 16);
  if (!Before)
    return stop("an object without a type");
  Address Whole = C.arg(0) + Cells.load(Before, 8);
  C.Result = matches(Cells.load(Before + 8, 8), C.arg(2), Whole) ? Whole : 0;
  return Status::Done;
}
