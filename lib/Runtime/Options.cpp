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

Cancelled::Cancelled() : Cancelled("aether: the parallel call was stopped") {}
Cancelled::Cancelled(const char *what) : std::runtime_error(what) {}
Cancelled::~Cancelled() = default;

DeadlineExceeded::DeadlineExceeded()
    : Cancelled("aether: the parallel call passed its deadline") {}
DeadlineExceeded::~DeadlineExceeded() = default;
