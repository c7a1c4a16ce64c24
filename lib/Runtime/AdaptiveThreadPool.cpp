//===- AdaptiveThreadPool.cpp - The public face of the pool ---------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether/adaptive_thread_pool.h"

#include "AdaptivePool.h"

using namespace aether;

const char *aether::to_string(ThreadChange::Reason reason) noexcept {
  switch (reason) {
  case ThreadChange::Reason::Blocking:
    return "blocking";
  case ThreadChange::Reason::TakenBack:
    return "taken back";
  case ThreadChange::Reason::Crowded:
    return "crowded";
  case ThreadChange::Reason::Start:
    break;
  }
  return "start";
}

AdaptiveThreadPool::AdaptiveThreadPool(const AdaptivePoolOptions &options)
    : pool(std::make_unique<detail::AdaptivePool>(options)) {}

AdaptiveThreadPool::~AdaptiveThreadPool() { shutdown(); }

void AdaptiveThreadPool::wait() { pool->wait(); }

void AdaptiveThreadPool::shutdown() { pool->shutdown(); }

AdaptivePoolMetrics AdaptiveThreadPool::metrics() const {
  return pool->metrics();
}

void AdaptiveThreadPool::enqueue(std::shared_ptr<detail::PoolWork> work) {
  pool->enqueue(std::move(work));
}

void AdaptiveThreadPool::run_all(std::shared_ptr<detail::PoolWork> work) {
  pool->run_all(std::move(work));
}
