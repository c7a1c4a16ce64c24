//===- Clock.h - Vector clocks ----------------------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef AETHER_REHEARSAL_CLOCK_H
#define AETHER_REHEARSAL_CLOCK_H

#include "llvm/ADT/SmallVector.h"

#include <algorithm>
#include <cstdint>

namespace aether::analysis::rehearsal {

/// Up to which step of each thread something comes after.
class Clock {
public:
  std::uint32_t at(std::uint32_t Thread) const {
    return Thread < Times.size() ? Times[Thread] : 0;
  }
  void tick(std::uint32_t Thread) {
    if (Times.size() <= Thread)
      Times.resize(Thread + 1);
    ++Times[Thread];
  }
  void join(const Clock &Other) {
    if (Times.size() < Other.Times.size())
      Times.resize(Other.Times.size());
    for (std::size_t I = 0; I != Other.Times.size(); ++I)
      Times[I] = std::max(Times[I], Other.Times[I]);
  }
  bool covers(std::uint32_t Thread, std::uint32_t Time) const {
    return Time <= at(Thread);
  }
  bool covers(const Clock &Other) const {
    for (std::uint32_t I = 0; I != Other.Times.size(); ++I)
      if (!covers(I, Other.Times[I]))
        return false;
    return true;
  }

private:
  llvm::SmallVector<std::uint32_t, 8> Times;
};

} // namespace aether::analysis::rehearsal

#endif // AETHER_REHEARSAL_CLOCK_H
