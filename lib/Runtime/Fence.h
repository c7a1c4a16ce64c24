//===- Fence.h - A fence that one side pays for -----------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Two threads that each store to one variable and then load the other's need a
/// fence in between, or both may read what was before. One of them runs at
/// every fork, the other seldom: the latter makes all running threads of the
/// process pass a fence (Linux: membarrier(2), PRIVATE_EXPEDITED), and the
/// former needs only keep its compiler from reordering. README.md says where.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_RUNTIME_FENCE_H
#define AETHER_LIB_RUNTIME_FENCE_H

namespace aether::detail {

/// To be called before the first heavy_fence, and once more in a forked child.
void prepare_heavy_fence() noexcept;

/// Whether the system can do it. Else Worker::strong has to be set.
bool has_heavy_fence() noexcept;

/// A fence in this thread and in every thread of the process that runs. A few
/// microseconds. Only a fence in this thread where the system cannot do more.
void heavy_fence() noexcept;

} // namespace aether::detail

#endif // AETHER_LIB_RUNTIME_FENCE_H
