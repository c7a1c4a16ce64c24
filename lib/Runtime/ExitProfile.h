//===- ExitProfile.h - A profile when the program exits ---------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What AETHER_PROFILE does; see write_call_sites_json().
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_RUNTIME_EXITPROFILE_H
#define AETHER_LIB_RUNTIME_EXITPROFILE_H

#include <string>
#include <string_view>

namespace aether::detail {

/// If AETHER_PROFILE names a file: turns reports and measurements on, and has
/// the reports written there at exit. \returns whether it does.
bool profile_at_exit_if_asked() noexcept;

/// \p pattern with each `%p` replaced by \p process.
std::string profile_path(std::string_view pattern, long process);

} // namespace aether::detail

#endif // AETHER_LIB_RUNTIME_EXITPROFILE_H
