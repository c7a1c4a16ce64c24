//===- Trace.cpp - Which thread did what when -----------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether/trace.h"

#include "aether/detail/traced_task.h"

#include <chrono>
#include <map>
#include <mutex>
#include <ostream>
#include <stdexcept>
#include <thread>

using namespace aether;
using namespace aether::detail;

using Clock = std::chrono::steady_clock;

class Trace::Recorder {
public:
  Clock::time_point began = Clock::now();

  void add(Chunk chunk) {
    const std::lock_guard lock(mutex);
    chunk.thread = threads
                       .try_emplace(std::this_thread::get_id(),
                                    static_cast<std::uint32_t>(threads.size()))
                       .first->second;
    all.push_back(chunk);
  }
  std::vector<Chunk> chunks() const {
    const std::lock_guard lock(mutex);
    return all;
  }

private:
  mutable std::mutex mutex;
  std::map<std::thread::id, std::uint32_t> threads;
  std::vector<Chunk> all;
};

/// The trace that calls record in. Calls keep it alive until they end.
static std::mutex current_mutex;
static std::shared_ptr<Trace::Recorder> current;

Trace::Trace() : recorder(std::make_shared<Recorder>()) {
  const std::lock_guard lock(current_mutex);
  if (current)
    throw std::logic_error("aether: there is another Trace");
  current = recorder;
  trace_is_on.store(true, std::memory_order_relaxed);
}

Trace::~Trace() {
  const std::lock_guard lock(current_mutex);
  trace_is_on.store(false, std::memory_order_relaxed);
  current = nullptr;
}

std::vector<Trace::Chunk> Trace::chunks() const { return recorder->chunks(); }

void TracedTask::find_recorder() {
  const std::lock_guard lock(current_mutex);
  recorder = current;
}

void TracedTask::run(void *context, std::size_t begin, std::size_t end) {
  TracedTask &self = *static_cast<TracedTask *>(context);
  struct Record { // a chunk that throws took its time as well
    TracedTask &self;
    std::size_t begin, end;
    Clock::time_point start = Clock::now();

    std::int64_t since_began(Clock::time_point time) const {
      return std::chrono::nanoseconds(time - self.recorder->began).count();
    }
    ~Record() {
      try {
        self.recorder->add({self.function, self.site.file(), self.site.line(),
                            begin, end, since_began(start),
                            since_began(Clock::now()), 0});
      } catch (const std::bad_alloc &) {
        // A picture with a gap is better than a call that fails.
      }
    }
  } const record{self, begin, end};
  self.inner.run(self.inner.context, begin, end);
}

static void write_string(std::ostream &out, const char *text) {
  out << '"';
  for (; *text; ++text) {
    if (*text == '"' || *text == '\\')
      out << '\\';
    if (static_cast<unsigned char>(*text) >= ' ')
      out << *text;
  }
  out << '"';
}

void Trace::write(std::ostream &out) const {
  out << "{\"displayTimeUnit\": \"ns\", \"traceEvents\": [";
  const char *separator = "\n";
  for (const Chunk &chunk : chunks()) {
    // Times are in microseconds, and may have fractions.
    const auto microseconds = [&](std::int64_t ns) {
      out << ns / 1000 << '.' << ns / 100 % 10 << ns / 10 % 10 << ns % 10;
    };
    out << separator << "  {\"name\": ";
    write_string(out, chunk.function);
    out << ", \"ph\": \"X\", \"pid\": 1, \"tid\": " << chunk.thread
        << ", \"ts\": ";
    microseconds(chunk.start);
    out << ", \"dur\": ";
    microseconds(chunk.stop - chunk.start);
    out << ", \"args\": {\"begin\": " << chunk.begin
        << ", \"end\": " << chunk.end << ", \"file\": ";
    write_string(out, chunk.file);
    out << ", \"line\": " << chunk.line << "}}";
    separator = ",\n";
  }
  out << "\n]}\n";
}
