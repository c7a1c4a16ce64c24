//===- FileStamps.cpp - Has a file changed? -------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether-analysis/FileStamps.h"
#include "aether-analysis/Serial.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"

#include <chrono>

using namespace aether::analysis;

namespace {

/// FAT keeps times to two seconds, the coarsest in use.
constexpr std::int64_t Tick = 2'000'000'000;

std::int64_t nanoseconds(llvm::sys::TimePoint<> Time) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             Time.time_since_epoch())
      .count();
}

std::int64_t now() { return nanoseconds(std::chrono::system_clock::now()); }

} // namespace

FileStamps::FileStamps() : Start(now()) {}

bool FileStamps::unchangedSinceStart(const FileStamp &Stamp) const {
  return Stamp.Modified + Tick < Start;
}

std::optional<FileStamp> FileStamps::stamp(llvm::StringRef Path) {
  {
    std::lock_guard Lock(Mutex);
    if (Entry &E = Entries[Path]; E.HaveStamp)
      return E.Stamp;
  }
  std::optional<FileStamp> Found;
  llvm::sys::fs::file_status Status;
  if (!llvm::sys::fs::status(Path, Status) &&
      Status.type() == llvm::sys::fs::file_type::regular_file) {
    const std::int64_t Modified = nanoseconds(Status.getLastModificationTime());
    Found = FileStamp{Status.getSize(), Modified, Modified + Tick < now()};
  }
  std::lock_guard Lock(Mutex);
  Entry &E = Entries[Path];
  // The first look counts, should two threads have looked.
  if (!E.HaveStamp) {
    E.HaveStamp = true;
    E.Stamp = Found;
  }
  return E.Stamp;
}

std::optional<std::uint64_t> FileStamps::hash(llvm::StringRef Path) {
  stamp(Path); // must be older than the hash
  {
    std::lock_guard Lock(Mutex);
    if (Entry &E = Entries[Path]; E.HaveHash)
      return E.Hash;
  }
  std::optional<std::uint64_t> Found;
  // Volatile: no mapping, which a shrinking file would turn into a fault.
  if (auto Buffer = llvm::MemoryBuffer::getFile(
          Path, /*IsText=*/false, /*RequiresNullTerminator=*/false,
          /*IsVolatile=*/true))
    Found = contentHash((*Buffer)->getBuffer());
  std::lock_guard Lock(Mutex);
  Entry &E = Entries[Path];
  if (!E.HaveHash) {
    E.HaveHash = true;
    E.Hash = Found;
  }
  return E.Hash;
}
