//===- Fence.cpp - A fence that one side pays for -------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fence.h"

#include <atomic>

#if __has_include(<linux/membarrier.h>)
#include <linux/membarrier.h>
#include <sys/syscall.h>
#include <unistd.h>
#define AETHER_HAS_MEMBARRIER 1
#endif

using namespace aether;

static std::atomic<bool> can_reach_all{false};
// A read-modify-write is a fence wherever sanitizers have to follow it, too.
static std::atomic<int> fence_target{0};

void detail::prepare_heavy_fence() noexcept {
#ifdef AETHER_HAS_MEMBARRIER
  can_reach_all = syscall(SYS_membarrier,
                          MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0, 0) == 0;
#endif
}

bool detail::has_heavy_fence() noexcept {
  return can_reach_all.load(std::memory_order_relaxed);
}

void detail::heavy_fence() noexcept {
#ifdef AETHER_HAS_MEMBARRIER
  if (can_reach_all.load(std::memory_order_relaxed)) {
    std::atomic_signal_fence(std::memory_order_seq_cst);
    syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0);
    std::atomic_signal_fence(std::memory_order_seq_cst);
    return;
  }
#endif
  fence_target.exchange(0, std::memory_order_seq_cst);
}
