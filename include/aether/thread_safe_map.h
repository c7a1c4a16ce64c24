//===- thread_safe_map.h - A hash map for many threads ----------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// ThreadSafeMap<K, V>: a hash map in shards with a mutex each, so that threads
/// which use different keys seldom wait for each other. Values come and go by
/// value: a reference would outlive the lock.
//===----------------------------------------------------------------------===//

#ifndef AETHER_THREAD_SAFE_MAP_H
#define AETHER_THREAD_SAFE_MAP_H

#include "aether/detail/guarded_call.h"
#include "aether/detail/map_shards.h"
#include "aether/mutex.h"

#include <concepts>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace aether {

/// All operations are thread-safe, and each is one step to all other threads.
/// Those on one key lock one shard and take constant time on average; those on
/// the whole map lock all shards, always in one order, and are linear. They
/// throw what the operations of Key, Value and Hash throw, and std::bad_alloc;
/// the map is then as std::unordered_map leaves it. A callable that is given to
/// one runs with the key's shard locked: it must not use the same map again,
/// which could wait for itself or for a thread that does the same.
template <class Key, class Value, class Hash = std::hash<Key>,
          class Equal = std::equal_to<Key>>
class ThreadSafeMap {
public:
  using key_type = Key;
  using mapped_type = Value;
  using size_type = std::size_t;
  static constexpr size_type DefaultShards = 32;

  /// With \p shards rounded up to a power of two, and a name for
  /// ContentionMonitor, which must outlive the map.
  explicit ThreadSafeMap(size_type shards = DefaultShards,
                         const char *name = "")
      : shards(shards, name) {}
  ThreadSafeMap(const ThreadSafeMap &) = delete;
  ThreadSafeMap &operator=(const ThreadSafeMap &) = delete;

  /// Adds \p key if it is not there. \returns whether it did.
  bool insert(Key key, Value value) {
    Shard &shard = shard_of(key);
    const std::lock_guard lock(shard.mutex);
    return shard.map.try_emplace(std::move(key), std::move(value)).second;
  }
  /// Adds \p key or replaces its value. \returns whether it added.
  bool insert_or_assign(Key key, Value value) {
    Shard &shard = shard_of(key);
    const std::lock_guard lock(shard.mutex);
    return shard.map.insert_or_assign(std::move(key), std::move(value)).second;
  }

  /// A copy of the value of \p key; nothing if there is none.
  std::optional<Value> get(const Key &key) const
    requires std::copy_constructible<Value>
  {
    Shard &shard = shard_of(key);
    const std::lock_guard lock(shard.mutex);
    const auto found = shard.map.find(key);
    if (found == shard.map.end())
      return std::nullopt;
    return std::optional<Value>(found->second);
  }
  bool contains(const Key &key) const {
    Shard &shard = shard_of(key);
    const std::lock_guard lock(shard.mutex);
    return shard.map.contains(key);
  }

  /// A copy of the value of \p key, which is first made from \p args if the key
  /// is new.
  template <class... Args>
    requires std::constructible_from<Value, Args...> &&
             std::copy_constructible<Value>
  Value get_or_emplace(Key key, Args &&...args) {
    Shard &shard = shard_of(key);
    const std::lock_guard lock(shard.mutex);
    return shard.map.try_emplace(std::move(key), std::forward<Args>(args)...)
        .first->second;
  }
  /// The same with a value that `make()` returns, called at most once for a key
  /// that is there to stay: other threads that ask for it wait for that.
  template <std::invocable F>
    requires std::convertible_to<std::invoke_result_t<F>, Value> &&
             std::copy_constructible<Value>
  Value get_or_create(Key key, F &&make) {
    Shard &shard = shard_of(key);
    const std::lock_guard lock(shard.mutex);
    if (const auto found = shard.map.find(key); found != shard.map.end())
      return found->second;
    return shard.map
        .emplace(std::move(key),
                 static_cast<Value>(std::invoke(std::forward<F>(make))))
        .first->second;
  }

  /// Calls `f(value)` with the value of \p key, which is first made without
  /// arguments if the key is new, and returns what \p f returns, which must not
  /// be a reference.
  ///
  ///     words.update(word, [](int &count) { ++count; });
  template <std::invocable<Value &> F>
    requires std::default_initializable<Value>
  auto update(Key key, F &&f) {
    Shard &shard = shard_of(key);
    const std::lock_guard lock(shard.mutex);
    return detail::call_guarded(
        std::forward<F>(f),
        shard.map.try_emplace(std::move(key)).first->second);
  }
  /// The same if the key is there. \returns whether it is.
  template <std::invocable<Value &> F>
  bool update_if_present(const Key &key, F &&f) {
    Shard &shard = shard_of(key);
    const std::lock_guard lock(shard.mutex);
    const auto found = shard.map.find(key);
    if (found == shard.map.end())
      return false;
    std::invoke(std::forward<F>(f), found->second);
    return true;
  }

  /// \returns whether there was such a key.
  bool erase(const Key &key) {
    Shard &shard = shard_of(key);
    const std::lock_guard lock(shard.mutex);
    return shard.map.erase(key) != 0;
  }
  /// Removes \p key and returns its value; nothing if there is none.
  std::optional<Value> take(const Key &key) {
    Shard &shard = shard_of(key);
    const std::lock_guard lock(shard.mutex);
    auto node = shard.map.extract(key);
    if (node.empty())
      return std::nullopt;
    return std::optional<Value>(std::move(node.mapped()));
  }

  size_type size() const {
    const AllLocked locked(shards);
    size_type sum = 0;
    for (const auto &shard : shards)
      sum += shard->map.size();
    return sum;
  }
  bool empty() const { return size() == 0; }
  void clear() {
    const AllLocked locked(shards);
    for (const auto &shard : shards)
      shard->map.clear();
  }
  /// Copies of all keys and values at one moment, in no particular order.
  std::vector<std::pair<Key, Value>> snapshot() const
    requires std::copy_constructible<Key> && std::copy_constructible<Value>
  {
    const AllLocked locked(shards);
    std::vector<std::pair<Key, Value>> result;
    for (const auto &shard : shards)
      for (const auto &[key, value] : shard->map)
        result.emplace_back(key, value);
    return result;
  }

  /// How often the mutexes of all shards were taken and waited for.
  ContentionCounts contention() const noexcept {
    ContentionCounts sum;
    for (const auto &shard : shards)
      sum += shard->mutex.contention();
    return sum;
  }

private:
  using Shards = detail::MapShards<Key, Value, Hash, Equal>;
  using Shard = typename Shards::Shard;
  using AllLocked = typename Shards::AllLocked;

  Shard &shard_of(const Key &key) const { return shards.of(key); }

  Shards shards;
};

} // namespace aether

#endif // AETHER_THREAD_SAFE_MAP_H
