//===- Options.cpp - The exceptions of options.h --------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether/options.h"

using namespace aether;

// Constant, so that calls from constructors of static objects find it made.
constinit const detail::DefaultOptions detail::default_options;

/// Progress is for people and their screens.
static constexpr std::chrono::steady_clock::duration ProgressInterval =
    std::chrono::milliseconds(10);

void Progress::operator()(std::size_t done, std::size_t total) const {
  if (done != total) {
    const auto now =
        std::chrono::steady_clock::now().time_since_epoch().count();
    if (now < tell->next.load(std::memory_order_relaxed))
      return;
    tell->next.store(now + ProgressInterval.count(), std::memory_order_relaxed);
  }
  tell->function(done, total);
}

Cancelled::Cancelled() : Cancelled("aether: the parallel call was stopped") {}
Cancelled::Cancelled(const char *what) : std::runtime_error(what) {}
Cancelled::~Cancelled() = default;

DeadlineExceeded::DeadlineExceeded()
    : Cancelled("aether: the parallel call passed its deadline") {}
DeadlineExceeded::~DeadlineExceeded() = default;
