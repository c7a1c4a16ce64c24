//===- CommonMutexes.h - Mutexes that several accesses hold -----*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The mutexes that are held at each of some accesses.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_SOLVE_COMMONMUTEXES_H
#define AETHER_LIB_SOLVE_COMMONMUTEXES_H

#include "Effects.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/STLFunctionalExtras.h"

#include <optional>
#include <vector>

namespace aether::analysis {

class CommonMutexes {
public:
  /// \p Exclusively: to hold it shared with others is not enough.
  void keep(const AccessEffect &X, bool Exclusively) {
    auto Holds = [&](PlaceId M) {
      return llvm::any_of(X.Locks, [&](const HeldLock &L) {
        return L.Mutex == M && (L.Mode == LockMode::Exclusive ||
                                (!Exclusively && L.Mode == LockMode::Shared));
      });
    };
    if (!Held) {
      Held.emplace();
      for (const HeldLock &L : X.Locks)
        Held->push_back(L.Mutex);
    }
    llvm::erase_if(*Held, [&](PlaceId M) { return !Holds(M); });
  }
  /// Was there any access?
  bool any() const { return Held.has_value(); }
  /// Is one of the mutexes as \p Is wants it?
  bool any(llvm::function_ref<bool(PlaceId)> Is) const {
    return Held && llvm::any_of(*Held, Is);
  }

private:
  std::optional<std::vector<PlaceId>> Held;
};

} // namespace aether::analysis

#endif // AETHER_LIB_SOLVE_COMMONMUTEXES_H
