//===- Profile.cpp - aether profile, aether concurrent --profile ----------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Commands.h"
#include "Console.h"

#include "aether-analysis/Profile.h"

#include "llvm/Support/Signals.h"
#include "llvm/Support/raw_ostream.h"

using namespace aether::analysis;
using namespace llvm;

namespace aether::tool {

cl::SubCommand ProfileCommand("profile",
                              "Run a program built with the run-time library, "
                              "and tell how its parallel calls went");
cl::SubCommand ConcurrentCommand("concurrent",
                                 "With --profile: the same as profile");
cl::OptionCategory ProfileOptionsCategory("Options of profile");

namespace {

enum class Format { Text, Json };

cl::opt<std::string> Program(cl::Positional, cl::sub(ProfileCommand),
                             cl::sub(ConcurrentCommand),
                             cl::desc("PROGRAM [ARGS...]"),
                             cl::cat(ProfileOptionsCategory));
cl::list<std::string> Arguments(cl::ConsumeAfter, cl::sub(ProfileCommand),
                                cl::sub(ConcurrentCommand),
                                cl::desc("[ARGS...]"),
                                cl::cat(ProfileOptionsCategory));
cl::opt<bool> WantsProfile("profile", cl::sub(ConcurrentCommand),
                           cl::desc("Measure the program's parallel calls"),
                           cl::cat(ProfileOptionsCategory));
cl::opt<Format> OutputFormat(
    "format", cl::sub(ProfileCommand), cl::sub(ConcurrentCommand),
    cl::desc("Form of the report:"),
    cl::values(clEnumValN(Format::Text, "text", "for people (default)"),
               clEnumValN(Format::Json, "json", "for tools, version 1")),
    cl::init(Format::Text), cl::cat(ProfileOptionsCategory));
cl::opt<std::string> Output("output", cl::sub(ProfileCommand),
                            cl::sub(ConcurrentCommand), cl::value_desc("file"),
                            cl::desc("Write the report there"),
                            cl::cat(ProfileOptionsCategory));
cl::opt<std::string>
    Database("db", cl::sub(ProfileCommand), cl::sub(ConcurrentCommand),
             cl::value_desc("file"),
             cl::desc("Veto database: keeps the result, so that the next "
                      "build's calls start with it"),
             cl::cat(ProfileOptionsCategory));

} // namespace

int runProfile() {
  if (ConcurrentCommand && !WantsProfile)
    return fail("concurrent needs --profile and a program");
  if (Program.empty())
    return fail("profile needs a program to run: aether profile PROGRAM "
                "[ARGS...]");
  // Ctrl-C is for the program; when it has ended, so does this.
  sys::SetInterruptFunction([] {});
  ProfileOptions Options;
  Options.Program = Program;
  Options.Arguments.assign(Arguments.begin(), Arguments.end());
  Expected<ProfileResult> Result = profileProgram(Options);
  if (!Result)
    return fail(toString(Result.takeError()));
  std::string Problem = write(Output, [&](raw_ostream &OS) {
    if (OutputFormat == Format::Json)
      printProfileJson(Result->Profile, OS);
    else
      printProfile(Result->Profile, currentFolder(), OS);
  });
  if (!Problem.empty())
    return fail(Problem);
  if (!Result->ProgramFailure.empty())
    return fail(Result->ProgramFailure +
                (Database.empty() ? "" : ": its profile was not stored"));
  if (!Database.empty())
    if (Error E = storeProfile(Database, Result->Profile))
      return fail(toString(std::move(E)));
  return NothingFound;
}

} // namespace aether::tool
