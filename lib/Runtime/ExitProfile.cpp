//===- ExitProfile.cpp - Writes the profile of a program ------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExitProfile.h"

#include "JsonText.h"

#include "aether/call_site_report.h"
#include "aether/detail/scheduler.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <ostream>

#if __has_include(<unistd.h>)
#include <unistd.h>
#endif

using namespace aether;
using namespace aether::detail;

std::string aether::detail::profile_path(std::string_view pattern,
                                         long process) {
  std::string path;
  for (std::size_t i = 0; i != pattern.size(); ++i)
    if (pattern.substr(i, 2) == "%p") {
      path += std::to_string(process);
      ++i;
    } else {
      path += pattern[i];
    }
  return path;
}

static long process_number() noexcept {
#if __has_include(<unistd.h>)
  return static_cast<long>(getpid());
#else
  return 0;
#endif
}

static void write_profile() noexcept try {
  // Read again: the program may have changed it for its children.
  const char *const name = std::getenv("AETHER_PROFILE");
  if (!name || !*name)
    return;
  const std::string path = profile_path(name, process_number());
  std::ofstream out(path);
  write_call_sites_json(out);
  out.close();
  if (!out)
    std::fprintf(stderr, "aether: cannot write the profile %s\n", path.c_str());
} catch (...) {
  std::fputs("aether: no memory for the profile\n", stderr);
}

bool aether::detail::profile_at_exit_if_asked() noexcept {
  const char *const name = std::getenv("AETHER_PROFILE");
  if (!name || !*name || std::atexit(write_profile) != 0)
    return false;
  enable_call_site_reports();
  measure_calls();
  return true;
}

static void write_veto(std::ostream &out,
                       const std::optional<SafetyVeto> &veto) {
  if (!veto) {
    out << "null";
    return;
  }
  out << "{\"reason\": " << JsonString(to_string(veto->reason))
      << ", \"measured\": " << JsonNumber(veto->measured)
      << ", \"threshold\": " << JsonNumber(veto->threshold)
      << ", \"explanation\": " << JsonString(veto->explanation.view()) << '}';
}

void aether::write_call_sites_json(std::ostream &out) {
  const std::size_t processors = automatic_workers();
  out << "{\n  \"version\": 1,\n  \"processors\": " << processors
      << ",\n  \"call_sites\": [";
  const char *separator = "\n    ";
  for (const CallSiteReport &site : call_site_reports()) {
    const ThreadAdvice advice = advise_threads(site, processors);
    out << separator << "{\"file\": " << JsonString(site.file)
        << ", \"line\": " << site.line << ", \"column\": " << site.column
        << ", \"function\": " << JsonString(site.function)
        << ", \"verdict\": " << JsonString(to_string(site.verdict))
        << ", \"finding\": " << JsonString(site.finding)
        << ",\n     \"calls\": " << site.calls
        << ", \"parallel_calls\": " << site.parallel_calls
        << ", \"vetoed_calls\": " << site.vetoed_calls
        << ", \"items\": " << site.items << ", \"chunks\": " << site.chunks
        << ", \"most_workers\": " << site.most_workers
        << ", \"wall_ns\": " << site.wall.count() << ",\n     \"times\": ";
    write_json_times(out, site.times);
    out << ",\n     \"last_veto\": ";
    write_veto(out, site.last_veto);
    out << ",\n     \"advice\": {\"threads\": " << advice.threads
        << ", \"limit\": " << advice.limit << ", \"grain\": " << advice.grain
        << ", \"reason\": " << JsonString(advice.reason) << "}}";
    separator = ",\n    ";
  }
  out << "\n  ]\n}\n";
}
