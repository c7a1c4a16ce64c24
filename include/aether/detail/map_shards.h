//===- map_shards.h - The parts of a ThreadSafeMap --------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Hash maps with a mutex each, one of which is chosen by a key's hash.
//===----------------------------------------------------------------------===//

#ifndef AETHER_DETAIL_MAP_SHARDS_H
#define AETHER_DETAIL_MAP_SHARDS_H

#include "aether/mutex.h"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

namespace aether::detail {

/// Padded: threads that use different shards must not share cache lines.
template <class Key, class Value, class Hash, class Equal>
struct alignas(64) MapShard {
  explicit MapShard(const char *name) : mutex(name) {}
  Mutex mutex;
  std::unordered_map<Key, Value, Hash, Equal> map;
};

template <class Key, class Value, class Hash, class Equal> class MapShards {
public:
  using Shard = MapShard<Key, Value, Hash, Equal>;

  /// \p count is rounded up to a power of two.
  MapShards(std::size_t count, const char *name)
      : mask(std::bit_ceil(count ? count : 1) - 1) {
    all.reserve(mask + 1);
    for (std::size_t i = 0; i <= mask; ++i)
      all.push_back(std::make_unique<Shard>(name));
  }

  Shard &of(const Key &key) const {
    // Many hashes of integers are the integers: spread them (Fibonacci hashing,
    // Knuth 6.4), by other bits than those that choose the bucket.
    const std::uint64_t spread =
        static_cast<std::uint64_t>(Hash()(key)) * 0x9E3779B97F4A7C15u;
    return *all[static_cast<std::size_t>(spread >> 32) & mask];
  }

  auto begin() const { return all.begin(); }
  auto end() const { return all.end(); }

  /// Holds all mutexes, taken in one order.
  class AllLocked {
  public:
    explicit AllLocked(const MapShards &shards) : shards(shards) {
      for (const auto &shard : shards)
        shard->mutex.lock();
    }
    AllLocked(const AllLocked &) = delete;
    AllLocked &operator=(const AllLocked &) = delete;
    ~AllLocked() {
      for (const auto &shard : shards)
        shard->mutex.unlock();
    }

  private:
    const MapShards &shards;
  };

private:
  std::size_t mask;
  std::vector<std::unique_ptr<Shard>> all;
};

} // namespace aether::detail

#endif // AETHER_DETAIL_MAP_SHARDS_H
