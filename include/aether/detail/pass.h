//===- pass.h - A further pass of a parallel call ---------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Calls that go over their items more than once: run() decides how the first
/// pass runs and registers the call, further passes run in the same way.
//===----------------------------------------------------------------------===//

#ifndef AETHER_DETAIL_PASS_H
#define AETHER_DETAIL_PASS_H

#include "aether/detail/run.h"

namespace aether::detail {

/// The pass that comes last tells the progress.
enum class PassKind : unsigned char { Inner, Last };

/// Runs \p task over \p units, with the threads that \p metrics says the call
/// may have, and adds to \p metrics what was done. Throws as run() does.
void run_pass(const char *function, RangeTask task, std::size_t units,
              PassKind kind, const ParOptions &options,
              ParallelMetrics &metrics);

/// The same for \p step(begin, end).
template <class Step>
void run_pass(const char *function, const Step &step, std::size_t units,
              PassKind kind, const ParOptions &options,
              ParallelMetrics &metrics) {
  const RangeTask task{[](void *context, std::size_t begin, std::size_t end) {
                         (*static_cast<const Step *>(context))(begin, end);
                       },
                       const_cast<void *>(static_cast<const void *>(&step))};
  run_pass(function, task, units, kind, options, metrics);
}

/// \p options for a pass that tells no progress.
ParOptions without_progress(const ParOptions &options);

} // namespace aether::detail

#endif // AETHER_DETAIL_PASS_H
