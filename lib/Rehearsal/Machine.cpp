//===- Machine.cpp - A program in rehearsal -------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Machine.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;
using namespace aether::analysis;
using namespace aether::analysis::rehearsal;

static constexpr std::size_t MaxThreads = 400;
static constexpr std::size_t MaxDepth = 2000;
static constexpr std::uint64_t MaxMemory = 256u << 20;

Machine::Status Machine::stop(StringRef Reason) {
  if (Why.empty())
    Why = Reason.str();
  Finished = true;
  return Status::Stop;
}

/// Numbers as in Vigna's splitmix64.
std::uint64_t Machine::random(std::uint64_t Below) {
  Random += 0x9e3779b97f4a7c15;
  std::uint64_t Z = Random;
  Z = (Z ^ (Z >> 30)) * 0xbf58476d1ce4e5b9;
  Z = (Z ^ (Z >> 27)) * 0x94d049bb133111eb;
  return (Z ^ (Z >> 31)) % Below;
}

std::uint32_t Machine::node(std::uint32_t Parent,
                            const llvm::Instruction *Call) {
  auto [It, New] = NodeNumbers.try_emplace(
      {Parent, Call}, static_cast<std::uint32_t>(Nodes.size()));
  if (New)
    Nodes.push_back({Parent, Call});
  return It->second;
}

/// \p Call is what the stack shows; null: nothing of the program has called it.
bool Machine::enter(Thread &T, const Function *F, ArrayRef<Word> Args,
                    Frame::After Then, const llvm::Instruction *Call) {
  Function *Body = I.bodyOf(F);
  if (!Body || T.Frames.size() > MaxDepth)
    return false;
  const std::uint32_t Calls =
      Call ? node(T.Frames.empty() ? 0 : T.Frames.back().Calls, Call) : 0;
  Frame &Now = T.Frames.emplace_back();
  Now.C = &I.codeOf(Body);
  Now.Calls = Calls;
  Now.Then = Then;
  Now.Registers.resize(Now.C->FrameSize);
  std::size_t N = 0;
  for (const auto &[At, Words] : Now.C->Parameters)
    for (std::uint32_t W = 0; W != Words && N != Args.size(); ++W)
      Now.Registers[At + W] = Args[N++];
  // What is passed by value is the callee's own.
  for (const llvm::Argument &A : Body->args())
    if (A.hasByValAttr()) {
      const std::uint64_t Size =
          I.Layout.getTypeAllocSize(A.getParamByValType()).getFixedValue();
      Word &Where = Now.Registers[Now.C->Parameters[A.getArgNo()].first];
      const Address Copy = Cells.make(Size, RehearsedRace::Memory::Stack, &A);
      Now.Locals.push_back(Copy);
      if (const std::uint8_t *From = Cells.bytes(Where, Size))
        std::copy_n(From, Size, Cells.bytes(Copy, Size));
      Where = Copy;
    }
  if (Body->isVarArg())
    for (; N < Args.size(); ++N)
      Now.Rest.push_back(Args[N]);
  return true;
}

void Machine::popFrame(Thread &T, const llvm::Instruction *At) {
  for (const Address A : T.Frames.back().Locals)
    end(T, A, At);
  T.Frames.pop_back();
}

void Machine::jump(Frame &F, std::uint32_t Block) {
  const CodeBlock &To = F.C->Blocks[Block];
  SmallVector<std::pair<std::uint32_t, Word>, 4> New;
  for (const Phi &P : To.Phis)
    for (const auto &[From, Value] : P.From)
      if (From == F.Block) {
        for (std::uint32_t W = 0; W != P.Words; ++W)
          New.push_back({P.To + W, get(F, Value)[W]});
        break;
      }
  for (const auto &[At, Value] : New)
    F.Registers[At] = Value;
  F.Block = Block;
  F.Pc = To.First;
}

/// Goes on behind \p At, a call that is over.
void Machine::pass(Thread &T, const Operation &At) {
  Frame &F = T.Frames.back();
  if (At.Opcode == llvm::Instruction::Invoke)
    jump(F, At.Targets[0]);
  else
    ++F.Pc;
}

Machine::Status Machine::leave(Thread &T, ArrayRef<Word> Result,
                               const llvm::Instruction *At) {
  const Frame::After Then = T.Frames.back().Then;
  popFrame(T, At);
  switch (Then) {
  case Frame::After::Return: {
    Frame &F = T.Frames.back();
    const Operation &Call = F.C->Instructions[F.Pc];
    const std::size_t Words = std::min<std::size_t>(Call.Words, Result.size());
    std::copy_n(Result.begin(), Words, F.Registers.begin() + Call.To);
    pass(T, Call);
    break;
  }
  case Frame::After::Again:
    break;
  case Frame::After::Region:
    return leaveRegion(T);
  case Frame::After::End:
    if (!Result.empty())
      T.Result = Result.front();
    goOn(T);
    break;
  }
  return Status::Moved;
}

/// Lets \p T run what it has still to run; false if nothing is left.
bool Machine::goOn(Thread &T) {
  if (T.AtEnd.empty())
    std::swap(T.AtEnd, T.OwnEnds);
  // (A program that ends does not end its first thread.)
  if (T.AtEnd.empty() && (T.Id != 0 || FirstHasLeft))
    for (auto &[Key, Value] : T.Keys)
      if (const auto End = KeyEnds.find(Key);
          Value != 0 && End != KeyEnds.end() && End->second != 0) {
        T.AtEnd.push_back({End->second, {Value}});
        Value = 0;
        break;
      }
  while (!T.AtEnd.empty()) {
    const auto [F, Args] = T.AtEnd.back();
    T.AtEnd.pop_back();
    const Function *To = I.functionAt(F);
    if (To && handlerOf(*To) == &Machine::nothing)
      continue;
    if (To && enter(T, To, Args, Frame::After::End, nullptr))
      return true;
    stop("a function that is not there");
  }
  if (T.Id == 0 && EndsProgram && !FirstHasLeft && !AtExit.empty()) {
    T.AtEnd.push_back(AtExit.back());
    AtExit.pop_back();
    return goOn(T);
  }
  T.Over = true;
  T.Now.tick(T.Id);
  TurnOver = true;
  return false;
}

Thread &Machine::start(Thread &By, Address F, ArrayRef<Word> Args,
                       const Operation &At) {
  Thread &New = Threads.emplace_back();
  New.Id = static_cast<std::uint32_t>(Threads.size() - 1);
  New.Now = By.Now;
  New.Now.tick(New.Id);
  By.Now.tick(By.Id);
  New.Parent = By.Id;
  New.StartedAt = At.I;
  New.StartedBy = By.Frames.back().Calls;
  New.AtEnd.push_back({F, SmallVector<Word, 2>(Args)});
  ++Unjoined;
  TurnOver = true;
  if (Threads.size() > MaxThreads)
    stop("too many threads");
  else
    goOn(New);
  return New;
}

/// Whose turn it is after \p Last, of those that sleep if \p Sleepers; null if
/// there is none.
Thread *Machine::next(const Thread *Last, bool Sleepers) {
  const bool Any = Order.Next == Schedule::Pick::Any;
  SmallVector<Thread *, 8> From;
  for (Thread &T : Threads)
    if (!T.Over && (Any || (T.Asleep != 0 || T.Held) == Sleepers))
      From.push_back(&T);
  if (From.empty())
    return Sleepers ? nullptr : next(Last, true);
  if (Any)
    return From[random(From.size())];
  if (Sleepers)
    return *llvm::min_element(From, [](const Thread *A, const Thread *B) {
      return A->Asleep < B->Asleep;
    });
  // The others in turn.
  if (Order.Next == Schedule::Pick::Newest)
    std::reverse(From.begin(), From.end());
  const auto It = Last ? llvm::find(From, Last) : From.end();
  return It == From.end() || It + 1 == From.end() ? From.front() : *(It + 1);
}

void Machine::run(const Function *Entry, std::uint64_t Steps) {
  EndsProgram = Entry->getName() == "main";
  Thread &First = Threads.emplace_back();
  First.Now.tick(0);
  SmallVector<Word, 2> Arguments;
  if (Entry->arg_size() != 0) {
    // A program without arguments has its name alone.
    const Address Name = Cells.make(8, RehearsedRace::Memory::Heap, nullptr);
    Cells.bytes(Name, 1)[0] = 'a';
    const Address List = Cells.make(16, RehearsedRace::Memory::Heap, nullptr);
    Cells.store(Cells.bytes(List, 8), Name, 8);
    Arguments = {1, List, List + 8};
    Arguments.truncate(std::min<std::size_t>(Entry->arg_size(), 3));
  }
  First.AtEnd.push_back({I.addressOf(Entry), Arguments});
  if (const GlobalVariable *All = I.M.getNamedGlobal("llvm.global_ctors"))
    if (const auto *List = dyn_cast<ConstantArray>(All->getInitializer())) {
      SmallVector<const ConstantStruct *, 8> Entries;
      for (const Use &U : List->operands())
        Entries.push_back(cast<ConstantStruct>(U));
      llvm::stable_sort(Entries, [](const auto *A, const auto *B) {
        auto Priority = [](const ConstantStruct *S) {
          return cast<ConstantInt>(S->getOperand(0))->getZExtValue();
        };
        return Priority(A) < Priority(B);
      });
      for (const ConstantStruct *S : llvm::reverse(Entries))
        if (const auto *F = dyn_cast<Function>(S->getOperand(1)))
          First.AtEnd.push_back({I.addressOf(F), {}});
    }
  goOn(First);

  if (!EndsProgram)
    noteUnset(*Entry);
  Thread *T = &First;
  std::uint64_t Turn = 0;
  /// How many have tried in vain since somebody went on.
  std::size_t InVain = 0;
  constexpr std::uint64_t LongestHold = 20'000;
  std::uint64_t HeldSince = 0;
  for (; Done != Steps && !Finished; ++Done) {
    if (T->Over) {
      if (T->Id == 0 && EndsProgram && !FirstHasLeft)
        break;
      T = next(T, false);
      if (!T)
        break;
      Turn = 0;
    }
    // (Nobody else can go on, or they only spin.)
    if (T->Held || (HeldSince != 0 && Done - HeldSince > LongestHold)) {
      for (Thread &Other : Threads)
        Other.Held = false;
      HeldSince = 0;
    }
    TurnOver = false;
    const std::size_t Before = Threads.size();
    const Status S = step(*T);
    if (S == Status::Stop)
      break;
    if (S == Status::Blocked) {
      ++InVain;
      const bool AllWait = InVain > 2 * Threads.size();
      if (InVain > 16 * Threads.size() + 64) {
        stop("all threads wait");
        break;
      }
      T = next(T, AllWait);
      if (!T)
        break;
      Turn = 0;
      continue;
    }
    InVain = 0;
    if (Cells.used() > MaxMemory || Cells.size() > Memory::MostObjects) {
      stop("too much memory");
      break;
    }
    ++Turn;
    if (TurnOver && Threads.size() > 1 && ++Meetings == Order.HeldBehind &&
        !T->Over) {
      T->Held = true;
      HeldSince = Done + 1;
      T = next(T, false);
      Turn = 0;
    } else if (Threads.size() != Before && Order.NewFirst) {
      T = &Threads.back();
      Turn = 0;
    } else if (!T->Over &&
               (Turn >= Order.Turn || (TurnOver && Order.Breaks != 0 &&
                                       random(100) < Order.Breaks))) {
      T = next(T, false);
      Turn = 0;
    }
  }
  if (Why.empty())
    Why = Done == Steps ? "the last step" : "the end";
}

Machine::Status Machine::step(Thread &T) {
  Frame &F = T.Frames.back();
  const Operation &At = F.C->Instructions[F.Pc];
  if (!At.Known)
    return stop("an instruction that is not followed");
  Status S = Status::Done;
  switch (At.Opcode) {
  case llvm::Instruction::Load:
    S = load(T, At);
    break;
  case llvm::Instruction::Store:
    S = store(T, At);
    break;
  case llvm::Instruction::AtomicCmpXchg:
    S = exchange(T, At);
    break;
  case llvm::Instruction::AtomicRMW:
    S = update(T, At);
    break;
  case llvm::Instruction::Fence:
    fence(T, cast<FenceInst>(At.I)->getOrdering());
    TurnOver = true;
    break;
  case llvm::Instruction::Alloca: {
    const Word Count = *get(F, At.Operands[0]);
    if (Count > Memory::MostBytes || At.Number * Count > Memory::MostBytes)
      return stop("too much memory");
    const Address A =
        Cells.make(At.Number * Count, RehearsedRace::Memory::Stack, At.I);
    F.Locals.push_back(A);
    F.Registers[At.To] = A;
    break;
  }
  case llvm::Instruction::Br:
    jump(F, At.Operands.empty() || (*get(F, At.Operands[0]) & 1)
                ? At.Targets[0]
                : At.Targets[1]);
    return Status::Moved;
  case llvm::Instruction::Switch: {
    const auto &S = *cast<SwitchInst>(At.I);
    const Word Value = *get(F, At.Operands[0]);
    std::uint32_t To = At.Targets[0];
    for (const auto &Case : S.cases())
      if (Case.getCaseValue()->getZExtValue() == Value)
        To = At.Targets[Case.getSuccessorIndex()];
    jump(F, To);
    return Status::Moved;
  }
  case llvm::Instruction::Ret: {
    SmallVector<Word, 4> Result;
    if (!At.Operands.empty())
      Result.append(get(F, At.Operands[0]), get(F, At.Operands[0]) + At.Words);
    return leave(T, Result, At.I);
  }
  case llvm::Instruction::Unreachable:
    return stop("a place that is not to be reached");
  case llvm::Instruction::Call:
  case llvm::Instruction::Invoke:
    return call(T, At);
  case llvm::Instruction::LandingPad:
    S = land(T, At);
    break;
  case llvm::Instruction::Resume:
    T.Thrown = *get(F, At.Operands[0]);
    if (F.Then != Frame::After::Return)
      return stop("an exception that nothing handles");
    popFrame(T, At.I);
    return unwind(T, At.I);
  default:
    S = compute(T, At);
  }
  if (S == Status::Done)
    ++F.Pc;
  return S;
}

Machine::Status Machine::call(Thread &T, const Operation &At) {
  const auto &Call = *cast<CallBase>(At.I);
  Calling C{T, At, {}, 0};
  Frame &F = T.Frames.back();
  Status S = Status::Done;
  const Function *To = nullptr;
  if (!Call.isInlineAsm()) {
    if (Call.getIntrinsicID() != Intrinsic::not_intrinsic &&
        isa<DbgInfoIntrinsic>(Call)) {
      pass(T, At);
      return Status::Moved;
    }
    To = I.functionAt(*get(F, At.Operands[0]));
    if (!To)
      return stop("a call of no function");
    for (unsigned N = 0; N != Call.arg_size(); ++N) {
      const Type *Type = Call.getArgOperand(N)->getType();
      if (Type->isMetadataTy())
        continue;
      const Word *From = get(F, At.Operands[N + 1]);
      C.Args.append(
          From, From + I.wordsOf(Call.getArgOperand(N)->getType()).value_or(0));
    }
    const auto [Known, New] = Handlers.try_emplace(To);
    if (New)
      Known->second = handlerOf(*To);
    if (To->isIntrinsic()) {
      S = intrinsic(C, Call);
    } else if (const Handler H = Known->second) {
      S = (this->*H)(C);
    } else if (!enter(T, To, C.Args, Frame::After::Return, At.I)) {
      return stop(To->getName());
    } else {
      return Status::Moved;
    }
  }
  if (S == Status::Done) {
    if (At.Words != 0) {
      const auto *N = dyn_cast<IntegerType>(Call.getType());
      if (N && N->getBitWidth() < 64)
        C.Result &= (Word(1) << N->getBitWidth()) - 1;
      T.Frames.back().Registers[At.To] = C.Result;
    }
    pass(T, At);
    return Status::Moved;
  }
  return S;
}
