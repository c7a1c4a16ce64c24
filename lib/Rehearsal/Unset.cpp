//===- Unset.cpp - Variables that others set before -----------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A function that others call may rest on what they have put into variables of
// the program: `a[i * stride]` says nothing while `stride` is still zero. What
// is only added up or handed on may be any number.
//
//===----------------------------------------------------------------------===//

#include "Machine.h"

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"

using namespace llvm;
using namespace aether::analysis::rehearsal;

/// Does the value of \p Load say which way is taken, or to which memory?
static bool decides(const llvm::Instruction *Load) {
  SmallPtrSet<const Value *, 16> Met;
  SmallVector<const Value *, 16> Open{Load};
  while (!Open.empty()) {
    const Value *V = Open.pop_back_val();
    if (!Met.insert(V).second)
      continue;
    for (const User *U : V->users()) {
      if (isa<GetElementPtrInst, BranchInst, SwitchInst, CallBase>(U))
        return true;
      const auto *S = dyn_cast<StoreInst>(U);
      if (!S) {
        if (isa<LoadInst, AtomicRMWInst, AtomicCmpXchgInst>(U) && V != Load &&
            !isa<AllocaInst>(V))
          return true;
        if (isa<ReturnInst>(U))
          return true;
        Open.push_back(U);
        continue;
      }
      // By way of a variable of the function.
      if (isa<AllocaInst>(S->getPointerOperand()))
        Open.push_back(S->getPointerOperand());
      else if (S->getPointerOperand() == V)
        return true;
    }
  }
  return false;
}

using Functions = SmallPtrSet<const Function *, 16>;

/// Calls \p Use with each function that \p U is in; with null for what is told
/// to who knows whom.
static void inFunctions(const User *U,
                        function_ref<void(const Instruction *)> Use) {
  if (const auto *I = dyn_cast<Instruction>(U))
    return Use(I);
  if (!isa<Constant>(U) || isa<GlobalValue>(U))
    return Use(nullptr);
  for (const User *Of : U->users())
    inFunctions(Of, Use);
}

static bool isOnlyIn(const Value &V, const Functions &In, bool LoadsToo) {
  bool Out = true;
  for (const User *U : V.users())
    inFunctions(U, [&](const Instruction *I) {
      Out &= I &&
             ((!LoadsToo && isa<LoadInst>(I)) || In.contains(I->getFunction()));
    });
  return Out;
}

/// \p Entry, and what only it can lead to.
static Functions ownFunctions(const Function &Entry) {
  Functions Out;
  SmallVector<const Function *, 16> Open{&Entry};
  auto Reach = [&](auto &Self, const Value *V) -> void {
    if (const auto *F = dyn_cast<Function>(V)) {
      if (F->hasLocalLinkage() && !F->isDeclaration() && !Out.contains(F))
        Open.push_back(F);
    } else if (isa<Constant>(V) && !isa<GlobalValue>(V)) {
      for (const Use &U : cast<Constant>(V)->operands())
        Self(Self, U.get());
    }
  };
  while (!Open.empty()) {
    const Function *F = Open.pop_back_val();
    if (!Out.insert(F).second)
      continue;
    for (const BasicBlock &B : *F)
      for (const Instruction &I : B)
        for (const Use &U : I.operands())
          Reach(Reach, U.get());
  }
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (const Function *F :
         SmallVector<const Function *, 16>(Out.begin(), Out.end()))
      if (F != &Entry && !isOnlyIn(*F, Out, /*LoadsToo=*/true)) {
        Out.erase(F);
        Changed = true;
      }
  }
  return Out;
}

/// When \p Entry is called for the first time, a variable that it alone sets is
/// as it began.
void Machine::noteUnset(const Function &Entry) {
  const Functions Own = ownFunctions(Entry);
  for (const GlobalVariable &G : I.M.globals())
    if (!G.isConstant() && !G.isThreadLocal() && G.hasInitializer() &&
        G.getInitializer()->isNullValue() &&
        !(G.hasLocalLinkage() && isOnlyIn(G, Own, /*LoadsToo=*/false)))
      if (Object *O = Cells.find(I.addressOf(&G)))
        O->Unset = true;
}

/// (A null pointer leads nowhere: that there is nothing yet is a state, too.)
bool Machine::restsOnOthers(const llvm::Instruction *At) {
  if (!isa<LoadInst>(At) || At->getType()->isPointerTy())
    return false;
  const auto [It, New] = Deciding.try_emplace(At, false);
  if (New)
    It->second = decides(At);
  return It->second;
}
