//===- trace.h - Which thread did what when ----------------------*- C++
//-*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Trace: the chunks of parallel calls as a picture.
///
///     chunk of a call ──▶ Trace ──▶ JSON ──▶ chrome://tracing, ui.perfetto.dev
//===----------------------------------------------------------------------===//

#ifndef AETHER_TRACE_H
#define AETHER_TRACE_H

#include <iosfwd>
#include <memory>
#include <vector>

#include <cstddef>
#include <cstdint>

namespace aether {

/// Records the chunks of all parallel calls that begin while it exists, in any
/// thread:
///
///     aether::Trace trace;
///     run();
///     std::ofstream file("trace.json");
///     trace.write(file);
///
/// Without one a call costs a relaxed load more; with one each chunk reads the
/// clock twice and takes a mutex. Calls that run as a plain loop, because the
/// analyser vetoed them, and par_invoke of two callables have no chunks.
class Trace {
public:
  struct Chunk {
    const char *function; ///< such as "par_map"
    const char *file;     ///< of the call, "" if not known
    std::uint32_t line;
    std::size_t begin, end;   ///< items, or units of several items
    std::int64_t start, stop; ///< nanoseconds since the trace began
    std::uint32_t thread;     ///< counted from 0 in order of appearance
  };

  /// Throws std::logic_error if there is another trace, std::bad_alloc.
  Trace();
  ~Trace();
  Trace(const Trace &) = delete;
  Trace &operator=(const Trace &) = delete;

  /// What was recorded so far, in the order of the ends. Thread-safe.
  std::vector<Chunk> chunks() const;
  /// The same in the Trace Event Format, one complete event ("ph": "X") each.
  /// Thread-safe. Errors are those of the stream.
  void write(std::ostream &out) const;

  class Recorder;

private:
  std::shared_ptr<Recorder> recorder;
};

} // namespace aether

#endif // AETHER_TRACE_H
