//===- pool_work.h - What an adaptive pool runs -----------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The jobs of AdaptiveThreadPool without their types.
//===----------------------------------------------------------------------===//

#ifndef AETHER_DETAIL_POOL_WORK_H
#define AETHER_DETAIL_POOL_WORK_H

#include <cstddef>
#include <exception>

namespace aether::detail {

class AdaptivePool;

/// Something to run for each index below `count`.
class PoolWork {
public:
  explicit PoolWork(std::size_t count) : count(count), open(count) {}
  PoolWork(const PoolWork &) = delete;
  PoolWork &operator=(const PoolWork &) = delete;
  virtual ~PoolWork();
  virtual void run(std::size_t begin, std::size_t end) = 0;

  const std::size_t count;

private:
  friend class AdaptivePool;
  // All guarded by the mutex of the pool.
  std::size_t next = 0;     ///< the first that is not begun
  std::size_t open;         ///< not ended, and not dropped
  std::size_t grain = 1;    ///< taken at a time
  std::exception_ptr error; ///< the first out of run()
};

} // namespace aether::detail

#endif // AETHER_DETAIL_POOL_WORK_H
