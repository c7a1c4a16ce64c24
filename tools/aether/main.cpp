//===- main.cpp - The aether program --------------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Commands.h"
#include "Console.h"

#include "aether-analysis/Version.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Signals.h"
#include "llvm/Support/raw_ostream.h"

#include <cstring>
#include <unistd.h>

using namespace aether::tool;
using namespace llvm;

namespace {

constexpr const char *Overview =
    "Aether tells which parallel calls of a C++ program may really run in "
    "parallel.\n\n"
    "  aether check [-p BUILD] [FILES...] [-- FLAGS...]\n"
    "  aether db list [FILE...]\n"
    "  aether db explain FILE[:LINE[:COLUMN]]...\n"
    "  aether db diff OLD [NEW]\n"
    "  aether db merge SHARD...\n"
    "  aether db export --format=json|sarif|html|text [--output FILE]\n"
    "  aether profile [--db FILE] PROGRAM [ARGS...]\n"
    "  aether hook run|install|remove [--full]\n"
    "  aether status\n\n"
    "Exit status: 0 nothing found; 1 findings; 2 usage, set-up, or a file "
    "that\n"
    "did not compile; 130 interrupted.\n";

/// What is half written is a temporary file, which is gone when this is called,
/// or a transaction, which never happened.
void onInterrupt() {
  constexpr char Message[] = "\naether: interrupted\n";
  [[maybe_unused]] ssize_t Written =
      ::write(STDERR_FILENO, Message, sizeof(Message) - 1);
  _exit(Interrupted);
}

/// The parser's complaint without the program's name, the hints and the end of
/// line.
std::string firstLine(StringRef Errors) {
  StringRef Line = Errors.trim().split('\n').first;
  Line.consume_front("aether: ");
  return Line.str();
}

} // namespace

int main(int Count, char **Values) {
  sys::SetInterruptFunction(onInterrupt);
  Invocation Call;
  Call.Executable = sys::fs::getMainExecutable(
      Values[0], reinterpret_cast<void *>(&firstLine));

  // What follows -- is the compiler's, not ours; or another program's, which
  // the parser leaves alone.
  std::vector<const char *> Own{"aether"};
  const StringRef Command = Count > 1 ? Values[1] : "";
  const bool RunsProgram = Command == "profile" || Command == "concurrent";
  for (int I = 1; I < Count; ++I) {
    if (!RunsProgram && std::strcmp(Values[I], "--") == 0) {
      Call.CompilerFlags.emplace(Values + I + 1, Values + Count);
      break;
    }
    Own.push_back(Values[I]);
  }

  cl::SetVersionPrinter([](raw_ostream &OS) {
    OS << "aether " << AETHER_VERSION << " (LLVM " << AETHER_LLVM_VERSION
       << ")\n";
  });
  hideForeignOptions();
  std::string Errors;
  raw_string_ostream ErrorStream(Errors);
  if (!cl::ParseCommandLineOptions(Own.size(), Own.data(), Overview,
                                   &ErrorStream))
    // What is wrong with a value has been printed already.
    return Errors.empty() ? Failure : fail(firstLine(Errors));
  if (Call.CompilerFlags && !CheckCommand)
    return fail("only check takes compiler flags after --");
  if (CheckCommand)
    return runCheck(Call);
  if (DbCommand)
    return runDb();
  if (HookCommand)
    return runHook(Call);
  if (ProfileCommand || ConcurrentCommand)
    return runProfile();
  if (StatusCommand)
    return runStatus(Call);
  return fail("name a command: check, db, hook, profile or status (see aether "
              "--help)");
}

void aether::tool::hideForeignOptions() {
  static cl::OptionCategory NoOptions("General options");
  cl::HideUnrelatedOptions(NoOptions);
  cl::HideUnrelatedOptions(NoOptions, StatusCommand);
  cl::HideUnrelatedOptions(CheckOptionsCategory, CheckCommand);
  cl::HideUnrelatedOptions(DbOptionsCategory, DbCommand);
  cl::HideUnrelatedOptions(HookOptionsCategory, HookCommand);
  cl::HideUnrelatedOptions(ProfileOptionsCategory, ProfileCommand);
  cl::HideUnrelatedOptions(ProfileOptionsCategory, ConcurrentCommand);
}
