//===- Monitor.cpp - Finds out when the threads are blocked --------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Monitor.h"

#include "Pool.h"
#include "Processors.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <string>

#if defined(__linux__)
#include <fcntl.h>
#include <time.h>
#include <unistd.h>
#endif

using namespace aether::detail;

static constexpr auto Interval = std::chrono::microseconds(500);
/// It goes to sleep after so many looks that found nothing left to be done.
static constexpr unsigned QuietLooks = 8;
/// Of so many threads at least it asks for the state in one look.
static constexpr std::size_t StatesAsked = 4;
/// However many threads block, it lends no more than this.
static constexpr std::size_t MostLent = 256;

void Monitor::wake() noexcept {
  const std::lock_guard lock(mutex);
  if (ending || armed)
    return;
  try {
    if (!thread.joinable())
      thread = std::thread(&Monitor::thread_main, this);
    armed = true;
    changed.notify_one();
  } catch (...) { // no thread: blocked calls take longer
  }
}

void Monitor::end() noexcept {
  {
    const std::lock_guard lock(mutex);
    ending = true;
    changed.notify_one();
  }
  if (thread.joinable())
    thread.join();
}

void Monitor::thread_main() noexcept {
  std::unique_lock lock(mutex);
  for (unsigned quiet = 0; !ending;) {
    if (quiet < QuietLooks)
      changed.wait_for(lock, lent ? Interval / 2 : Interval,
                       [this] { return ending; });
    else
      armed = false; // and a last look, for who found it still awake
    lock.unlock();
    bool is_busy = false;
    try {
      is_busy = look();
    } catch (...) { // no memory
    }
    lock.lock();
    if (is_busy) {
      armed = true;
      quiet = 0;
    } else if (armed) {
      ++quiet;
    } else {
      changed.wait(lock, [this] { return armed || ending; });
      quiet = 0;
    }
  }
}

#if defined(__linux__)
/// The nanoseconds that a thread of this process has run, or a negative number.
static std::int64_t cpu_time_of(int thread) {
  // As pthread_getcpuclockid() makes it; with the thread gone it is an error.
  const auto clock =
      static_cast<clockid_t>((~static_cast<unsigned>(thread) << 3) | 6u);
  timespec time;
  if (clock_gettime(clock, &time) != 0)
    return -1;
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

/// Whether a thread of this process runs or could (proc(5), field 3 of
/// /proc/self/task/TID/stat).
static bool is_ready(int thread) {
  char path[64], text[128];
  std::snprintf(path, sizeof path, "/proc/self/task/%d/stat", thread);
  const int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0)
    return false;
  const ssize_t size = read(file, text, sizeof text - 1);
  close(file);
  text[std::max<ssize_t>(size, 0)] = 0;
  // After the name in parentheses, which may contain some itself, and which has
  // at most 15 characters.
  const char *const end = std::strrchr(text, ')');
  return end && end[1] == ' ' && end[2] == 'R';
}
#else
static std::int64_t cpu_time_of(int) { return -1; }
static bool is_ready(int) { return true; }
#endif

/// How many members have run since the last look, or would if they could.
std::size_t Monitor::running() {
  std::size_t count = 0, members = 0;
  for (Member *m = pool.members(); m; m = m->next)
    ++members;
  seen.resize(std::max(seen.size(), members));
  still.clear();
  for (Member *m = pool.members(); m && members; m = m->next) {
    Seen &before = seen[--members]; // new ones are put in front
    // Who waits for the pool needs no look, and there may be many of them.
    const bool is_idle = m->is_spare.load(std::memory_order_relaxed) ||
                         m->dozes.load(std::memory_order_relaxed) ||
                         m->parked.load(std::memory_order_relaxed);
    const int thread = is_idle ? 0 : m->thread.load(std::memory_order_relaxed);
    const Seen now{thread, thread ? cpu_time_of(thread) : 0};
    if (now.thread) {
      const bool has_run = now.thread == before.thread &&
                           now.cpu - before.cpu >
                               std::chrono::nanoseconds(Interval).count() / 16;
      if (has_run)
        ++count;
      else
        still.push_back(now.thread);
    }
    before = now;
  }
  // To ask for a state takes some ten microseconds: of some, others each time.
  const std::size_t stride =
      std::max<std::size_t>(1, still.size() / StatesAsked);
  for (std::size_t i = ++looks % stride; i < still.size(); i += stride)
    count += is_ready(still[i]);
  return count;
}

/// Whether there is work left that a thread could take.
bool Monitor::look() {
  bool is_left = pool.has_offers();
  for (Member *m = pool.members(); m; m = m->next) {
    const std::lock_guard lock(m->regions_mutex);
    for (Region *region = m->regions; region; region = region->outer)
      is_left |= region->has_work();
  }
  if (!is_left) {
    lent = 0;
    pool.forget_lent();
    return false;
  }
  const std::size_t ready = running();
  const std::size_t processors = available_processors();
  if (ready >= processors)
    return true;
  // Waiting for a lock that a running thread holds looks the same, and is not
  // helped by more threads.
  const std::size_t most = ready ? 2 * processors : MostLent;
  if (lent < most)
    lent += pool.lend(std::min(most - lent, ready ? processors - ready
                                                  : 4 * (processors + lent)));
  return true;
}
