//===- FileStamps.h - Has a file changed? -----------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Size, time and content hash of files, each looked up once per run however
/// many translation units include the file. VetoDatabase asks here whether what
/// it stored is still fresh.
//===----------------------------------------------------------------------===//

#ifndef AETHER_ANALYSIS_FILESTAMPS_H
#define AETHER_ANALYSIS_FILESTAMPS_H

#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"

#include <cstdint>
#include <mutex>
#include <optional>

namespace aether::analysis {

/// What a file looks like without reading it.
struct FileStamp {
  std::uint64_t Size = 0;
  std::int64_t Modified = 0; ///< nanoseconds since 1970
  /// Last changed so long ago that a further change would show in Modified.
  /// File systems keep times in ticks; within one tick a file may change twice.
  bool Settled = false;
  friend bool operator==(const FileStamp &, const FileStamp &) = default;
};

/// Make one before a run reads any source file, and use it for this run only:
/// it never looks at a file again.
/// Thread safety: all members may be called at once.
class FileStamps {
public:
  FileStamps();

  /// The stamp of \p Path; nothing if there is no such file.
  std::optional<FileStamp> stamp(llvm::StringRef Path);

  /// contentHash() of \p Path; nothing if it cannot be read. Reads the file.
  std::optional<std::uint64_t> hash(llvm::StringRef Path);

  /// Whether \p Stamp shows that the file has not changed since this object was
  /// made, so that hash() is that of the content this run has parsed.
  bool unchangedSinceStart(const FileStamp &Stamp) const;

private:
  struct Entry {
    bool HaveStamp = false, HaveHash = false;
    std::optional<FileStamp> Stamp;
    std::optional<std::uint64_t> Hash;
  };
  std::int64_t Start;
  std::mutex Mutex;
  llvm::StringMap<Entry> Entries;
};

} // namespace aether::analysis

#endif // AETHER_ANALYSIS_FILESTAMPS_H
