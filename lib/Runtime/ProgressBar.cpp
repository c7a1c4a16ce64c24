//===- ProgressBar.cpp - Progress on a terminal ---------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether/progress_bar.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#if __has_include(<unistd.h>)
#include <unistd.h>
#endif

using namespace aether;

static constexpr std::size_t Width = 30;

static std::string_view environment(const char *name) {
  const char *const value = std::getenv(name);
  return value ? value : "";
}

static bool is_terminal() {
#if __has_include(<unistd.h>)
  return isatty(STDERR_FILENO) && environment("TERM") != "dumb";
#else
  return false;
#endif
}

ProgressBar::ProgressBar(std::string label)
    : label(std::move(label)), terminal(is_terminal()),
      colour(environment("NO_COLOR").empty()) {}

std::string ProgressBar::line(const std::string &label, std::size_t done,
                              std::size_t total, bool colour) {
  const double part = total ? static_cast<double>(std::min(done, total)) /
                                  static_cast<double>(total)
                            : 1;
  const auto filled = static_cast<std::size_t>(part * Width);
  std::string percent = std::to_string(static_cast<int>(part * 100));
  percent.insert(0, 3 - std::min<std::size_t>(3, percent.size()), ' ');
  std::string line = label;
  if (!line.empty())
    line += ' ';
  line += '[';
  if (colour)
    line += "\x1b[32m";
  line.append(filled, '#');
  if (colour)
    line += "\x1b[0m";
  line.append(Width - filled, '-');
  line += "] " + percent + " % " + std::to_string(done) + '/' +
          std::to_string(total);
  return line;
}

void ProgressBar::operator()(std::size_t done, std::size_t total) const {
  if (!terminal)
    return;
  std::string text = '\r' + line(label, done, total, colour) + "\x1b[K";
  if (done == total)
    text += '\n';
  std::fputs(text.c_str(), stderr);
  std::fflush(stderr);
}
