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

/// Can others have set \p G?
static bool isSet(const GlobalVariable &G) {
  return !G.hasLocalLinkage() ||
         any_of(G.users(), [](const User *U) { return !isa<LoadInst>(U); });
}

void Machine::noteUnset() {
  for (const GlobalVariable &G : I.M.globals())
    if (!G.isConstant() && !G.isThreadLocal() && G.hasInitializer() &&
        G.getInitializer()->isNullValue() && isSet(G))
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
