//===- ThreadClock.cpp - Reads the clocks of a thread ---------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether/detail/thread_clock.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <new>

#if defined(__linux__)
#include <fcntl.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

using namespace aether;
using namespace aether::detail;

using std::chrono::nanoseconds;

#if defined(__linux__)

namespace {

/// A file of this process below /proc/self/task, closed on exec; -1 if none.
int open_of_task(int task, const char *name) noexcept {
  char path[64];
  std::snprintf(path, sizeof path, "/proc/self/task/%d/%s", task, name);
  return open(path, O_RDONLY | O_CLOEXEC);
}

/// What `pread` gives, as text.
std::size_t read_text(int file, char *text, std::size_t size) noexcept {
  const ssize_t length = pread(file, text, size - 1, 0);
  const std::size_t count = length > 0 ? static_cast<std::size_t>(length) : 0;
  text[count] = '\0';
  return count;
}

} // namespace

ThreadClock::ThreadClock() noexcept
    : thread(this_thread_state()),
      has_cpu_clock(pthread_getcpuclockid(pthread_self(), &cpu_clock) == 0),
      id(static_cast<int>(syscall(SYS_gettid))) {
  schedstat = open_of_task(id, "schedstat");
}

ThreadClock::~ThreadClock() {
  if (schedstat >= 0)
    close(schedstat);
}

/// The second of the numbers in schedstat: nanoseconds spent runnable.
static nanoseconds read_runnable(int file) noexcept {
  char text[96];
  const std::size_t length = read_text(file, text, sizeof text);
  const char *const end = text + length;
  const char *const second = std::find(text, const_cast<char *>(end), ' ');
  std::int64_t time = 0;
  if (second != end)
    std::from_chars(second + 1, end, time);
  return nanoseconds(time);
}

/// Clocks that are not read within this time of each other do not fit: the
/// reader was preempted, and is likely to read undisturbed the next time.
static constexpr nanoseconds MostReading = std::chrono::microseconds(200);
static constexpr int MostReadings = 4;

ThreadTimes ThreadClock::read() const noexcept {
  ThreadTimes times;
  times.wall = nanoseconds(steady_now());
  for (int reading = 0; reading != MostReadings; ++reading) {
    const nanoseconds begin = times.wall;
    timespec cpu{};
    if (has_cpu_clock && clock_gettime(cpu_clock, &cpu) == 0)
      times.running =
          std::chrono::seconds(cpu.tv_sec) + nanoseconds(cpu.tv_nsec);
    if (schedstat >= 0)
      times.runnable = read_runnable(schedstat);
    times.lock_wait = nanoseconds(lock_wait_of(thread));
    times.wall = nanoseconds(steady_now());
    if (times.wall - begin <= MostReading)
      break;
  }
  if (!has_cpu_clock)
    times.running = times.wall;
  return times;
}

bool ThreadClock::wants_processor() const noexcept {
  const int file = open_of_task(id, "stat");
  if (file < 0)
    return true;
  char text[512];
  read_text(file, text, sizeof text);
  close(file);
  // The name, in parentheses, may hold anything; the state follows it.
  const char *const name_end = std::strrchr(text, ')');
  return !name_end || name_end[1] != ' ' || name_end[2] == 'R';
}

namespace {

/// Counts forks, after which open files are about a thread of the parent.
constinit std::atomic<unsigned> generation{0};

// When loaded, not at the first use, during which another thread may fork.
[[maybe_unused]] const bool watches_forks =
    pthread_atfork(nullptr, nullptr, [] { ++generation; }) == 0;

struct OwnClock {
  ThreadClock clock;
  unsigned made_in = generation.load(std::memory_order_relaxed);
};

} // namespace

ThreadTimes ThreadTimes::now() noexcept {
  static thread_local OwnClock own;
  if (own.made_in != generation.load(std::memory_order_relaxed)) {
    own.~OwnClock();
    new (&own) OwnClock;
  }
  return own.clock.read();
}

bool ThreadTimes::knows_runnable() noexcept {
  const int file =
      open_of_task(static_cast<int>(syscall(SYS_gettid)), "schedstat");
  if (file < 0)
    return false;
  char text[96];
  const bool any = read_text(file, text, sizeof text) != 0;
  close(file);
  return any;
}

#else // not Linux

ThreadClock::ThreadClock() noexcept : thread(this_thread_state()) {}
ThreadClock::~ThreadClock() = default;

ThreadTimes ThreadClock::read() const noexcept {
  // The clock of another thread cannot be read here.
  const nanoseconds wall(steady_now());
  return {wall, wall, nanoseconds(0), nanoseconds(lock_wait_of(thread))};
}

bool ThreadClock::wants_processor() const noexcept { return true; }

ThreadTimes ThreadTimes::now() noexcept {
  ThreadTimes times;
  times.wall = times.running = nanoseconds(steady_now());
#if defined(CLOCK_THREAD_CPUTIME_ID)
  timespec cpu{};
  if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &cpu) == 0)
    times.running = std::chrono::seconds(cpu.tv_sec) + nanoseconds(cpu.tv_nsec);
#endif
  times.lock_wait = nanoseconds(lock_wait_of(this_thread_state()));
  return times;
}

bool ThreadTimes::knows_runnable() noexcept { return false; }

#endif
