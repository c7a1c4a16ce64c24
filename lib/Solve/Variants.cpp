//===- Variants.cpp - One access after different signals ------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Some variants are kept as they are. Of more, callers get one that stands for
// all: after what all come after, and perhaps after what one of them does.
//
//===----------------------------------------------------------------------===//

#include "Variants.h"

#include "Context.h"

#include "llvm/ADT/Hashing.h"
#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

namespace {

constexpr std::size_t MaxVariants = 4;

bool isSignal(const HeldLock &L) { return !isHeld(L.Mode); }

bool isSameLock(const HeldLock &A, const HeldLock &B) {
  return A.Mutex == B.Mutex && A.Mode == B.Mode && A.If == B.If;
}

std::vector<HeldLock> held(const AccessEffect &A) {
  std::vector<HeldLock> Out;
  llvm::copy_if(A.Locks, std::back_inserter(Out), std::not_fn(isSignal));
  return Out;
}

std::size_t hashOf(const AccessEffect &A) {
  std::size_t H =
      llvm::hash_combine(A.Place, unsigned(A.Kind), unsigned(A.Nature),
                         A.Approximate, A.Unshared, A.Type);
  for (const HeldLock &L : A.Locks)
    if (!isSignal(L))
      H = llvm::hash_combine(H, L.Mutex, unsigned(L.Mode));
  return H;
}

/// Has \p Into stand for \p More as well.
void merge(AccessEffect &Into, const AccessEffect &More) {
  llvm::erase_if(Into.Locks, [&](const HeldLock &L) {
    return isSignal(L) && llvm::none_of(More.Locks, [&](const HeldLock &Other) {
             return isSameLock(L, Other);
           });
  });
  for (auto List :
       {&Past::Signalled, &Past::Waited, &Past::Seen, &Past::Passed})
    for (PlaceId P : More.Before.*List)
      if (!llvm::is_contained(Into.Before.*List, P))
        (Into.Before.*List).push_back(P);
  Into.Certain &= More.Certain;
  Into.AtFirst &= More.AtFirst;
  Into.Unplaced |= More.Unplaced;
}

} // namespace

bool aether::analysis::isAlikeButForSignals(const AccessEffect &A,
                                            const AccessEffect &B) {
  return A.Place == B.Place && A.Kind == B.Kind && A.Nature == B.Nature &&
         A.Step == B.Step && A.Chosen == B.Chosen &&
         A.Approximate == B.Approximate && A.Unshared == B.Unshared &&
         A.Untold == B.Untold && A.Anew == B.Anew && A.Bases == B.Bases &&
         A.Type == B.Type && A.Tries == B.Tries && A.OneOf == B.OneOf &&
         A.LeftBehind == B.LeftBehind && A.TakenOver == B.TakenOver &&
         A.Made == B.Made && A.IsField == B.IsField && A.Sources == B.Sources &&
         A.Dispatches == B.Dispatches && A.Released == B.Released &&
         A.Facts == B.Facts && A.Joined == B.Joined &&
         A.MayJoined == B.MayJoined &&
         llvm::equal(held(A), held(B), isSameLock);
}

void Context::mergeVariants() {
  if (E.Accesses.size() <= MaxVariants)
    return;
  std::map<std::size_t, std::vector<std::vector<std::uint32_t>>> Alike;
  for (std::uint32_t N : E.Accesses) {
    auto &Kinds = Alike[hashOf(E.All[N])];
    auto It = llvm::find_if(Kinds, [&](const auto &Kind) {
      return isAlikeButForSignals(E.All[Kind.front()], E.All[N]);
    });
    if (It == Kinds.end())
      Kinds.push_back({N});
    else
      It->push_back(N);
  }
  std::set<std::uint32_t> Gone;
  std::map<std::uint32_t, std::uint32_t> Instead;
  for (const auto &[Hash, Kinds] : Alike)
    for (const std::vector<std::uint32_t> &Kind : Kinds) {
      if (Kind.size() <= MaxVariants)
        continue;
      // What this function itself decides goes by the single ones.
      AccessEffect One = E.All[Kind.front()];
      for (std::uint32_t N : llvm::drop_begin(Kind)) {
        merge(One, E.All[N]);
        Gone.insert(N);
      }
      Instead[Kind.front()] = static_cast<std::uint32_t>(E.All.size());
      E.All.push_back(std::move(One));
      AccessSpot.push_back(AccessSpot[Kind.front()]);
    }
  for (const auto &[Old, New] : Instead)
    if (auto By = E.ByTasks.find(Old); By != E.ByTasks.end())
      E.ByTasks.emplace(New, By->second);
  llvm::erase_if(E.Accesses, [&](std::uint32_t N) { return Gone.count(N); });
  for (std::uint32_t &N : E.Accesses)
    if (auto It = Instead.find(N); It != Instead.end())
      N = It->second;
}
