//===- ExtractTesting.h - Summaries of snippets of C++ ----------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What the tests of Extract share: a snippet goes in, the lines of
/// PrintSummary.h come out. No Clang header is needed to write a test.
///
/// A test states the events that a function must have, and those that it must
/// not have, by their printed form; numbers of temporaries and calls that it
/// does not care for are matched by gmock's matchers.
//===----------------------------------------------------------------------===//

#ifndef AETHER_UNITTESTS_EXTRACT_EXTRACTTESTING_H
#define AETHER_UNITTESTS_EXTRACT_EXTRACTTESTING_H

#include "aether-analysis/Summary.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <string>
#include <vector>

namespace aether::analysis::testing {

using Lines = std::vector<std::string>;

/// How a snippet is compiled and read.
struct Compiled {
  std::string Models;             ///< added to the built-in ones
  std::vector<std::string> Flags; ///< after -std=c++20
  bool ForOtherUnits = true;      ///< see ExtractOptions
};

/// The summary of \p Code, which is file `input.cc`. A snippet or a model that
/// does not compile fails the test.
TranslationUnitSummary summarise(const std::string &Code,
                                 const Compiled &With = {});

/// The printed lines of the functions that are called \p Function for people
/// (`S::f`, `lambda in f`), without indentation and without their head line;
/// members stand without their classes.
/// Events and the lines of loops and blocks stand in the order of the summary.
/// A function that was not summarised fails the test.
Lines events(const TranslationUnitSummary &U, const std::string &Function);
Lines events(const std::string &Code, const std::string &Function,
             const Compiled &With = {});

/// True if a function of that name was summarised.
bool has(const TranslationUnitSummary &U, const std::string &Function);

/// Numbered places and calls of a line stand for themselves: `tmp3` and
/// `result12` become `tmp` and `result`, so that lines can be compared whole.
Lines withoutNumbers(Lines L);

/// The lines of the block that holds the first line equal to \p Line, its head
/// line first; empty if there is none.
Lines blockOf(const Lines &All, const std::string &Line);

/// The numbers of the blocks that can be reached from block 0.
/// The first line that equals \p Line must stand in one of them.
bool isReachable(const Lines &All, const std::string &Line);

/// Matches lines that hold all of \p Wanted in this order, others between.
MATCHER_P(InOrder, Wanted, "has these lines in this order") {
  std::size_t At = 0;
  for (const std::string &Line : arg)
    if (At < Wanted.size() && Line == Wanted[At])
      ++At;
  if (At == Wanted.size())
    return true;
  *result_listener << "missing or too early: " << Wanted[At];
  return false;
}

/// Models for a few types and functions that the snippets declare themselves:
/// `Mutex`, `Guard`, `Pool`, `run(from, to, f)`, `each(f...)`; see
/// TinyDeclarations.
extern const char *const TinyModels;
extern const char *const TinyDeclarations;

/// A snippet with TinyModels that includes TinyDeclarations; its own first line
/// is line 1.
TranslationUnitSummary tiny(const std::string &Code);
Lines tinyEvents(const std::string &Code, const std::string &Function);

} // namespace aether::analysis::testing

#endif // AETHER_UNITTESTS_EXTRACT_EXTRACTTESTING_H
