//===- durations.h - Durations and clocks of the library --------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// std::chrono's durations, time points and clocks, without its calendars. In
/// C++20 the latter bring string streams along, a fifteenth of the time that a
/// compiler spends on <aether/aether.h>. libstdc++ keeps the former in a header
/// of its own, which its <mutex> and <thread> include for the same reason.
//===----------------------------------------------------------------------===//

#ifndef AETHER_DETAIL_DURATIONS_H
#define AETHER_DETAIL_DURATIONS_H

#if __has_include(<bits/chrono.h>)
#include <bits/chrono.h> // IWYU pragma: export
#else
#include <chrono> // IWYU pragma: export
#endif

#endif // AETHER_DETAIL_DURATIONS_H
