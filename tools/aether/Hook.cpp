//===- Hook.cpp - aether hook ---------------------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Commands.h"
#include "Console.h"

#include "aether-analysis/Hook.h"

#include "llvm/Support/raw_ostream.h"

using namespace aether::analysis;
using namespace llvm;

namespace aether::tool {

cl::SubCommand HookCommand("hook", "Check what a git commit or push brings");
cl::OptionCategory HookOptionsCategory("Options of hook");

namespace {

cl::list<std::string> Words(cl::Positional, cl::sub(HookCommand),
                            cl::desc("run [FILE...] | install | remove"),
                            cl::cat(HookOptionsCategory));
cl::opt<std::string>
    BuildPath("p", cl::sub(HookCommand), cl::value_desc("folder"),
              cl::desc("Folder of compile_commands.json; if not given, the top "
                       "of the checkout or its build folder"),
              cl::cat(HookOptionsCategory));
cl::opt<std::string>
    BaselineFile("baseline", cl::sub(HookCommand), cl::value_desc("file"),
                 cl::desc("Findings that are listed there do not count"),
                 cl::cat(HookOptionsCategory));
cl::opt<bool> Full("full", cl::sub(HookCommand),
                   cl::desc("The whole project; install and remove: the "
                            "pre-push hook"),
                   cl::cat(HookOptionsCategory));
cl::opt<unsigned> Jobs("jobs", cl::sub(HookCommand), cl::value_desc("n"),
                       cl::desc("Files analysed at once"),
                       cl::cat(HookOptionsCategory));

int run(const Invocation &Call) {
  HookOptions Options;
  Options.BuildPath = BuildPath;
  Options.Baseline = BaselineFile;
  Options.Full = Full;
  Options.Jobs = Jobs;
  Options.Executable = Call.Executable;
  Options.Files.assign(Words.begin() + 1, Words.end());
  Expected<HookResult> Result = checkCommit(Options);
  if (!Result)
    return fail(toString(Result.takeError()));
  for (const std::string &Remark : Result->Remarks)
    errs() << "aether: " << Remark << '\n';
  TextOptions Text;
  Text.Color = useColors();
  Text.Quiet = true;
  Text.BaseDir = currentFolder();
  std::string Problem =
      write("", [&](raw_ostream &OS) { printText(Result->Report, Text, OS); });
  for (const UnitError &E : Result->Report.Errors)
    fail("could not analyse " + E.File + ": " + E.Message);
  for (const std::string &P : {Problem, Result->OutputError})
    if (!P.empty())
      fail(P);
  if (!Result->Report.Errors.empty() || !Problem.empty() ||
      !Result->OutputError.empty())
    return Failure;
  return countNews(Result->Report, News::New) ? Findings : NothingFound;
}

int report(Expected<std::string> Path, StringRef What) {
  if (!Path)
    return fail(toString(Path.takeError()));
  outs() << What << ' ' << *Path << '\n';
  return NothingFound;
}

} // namespace

int runHook(const Invocation &Call) {
  const StringRef Word = Words.empty() ? StringRef() : StringRef(Words[0]);
  if (Word == "run")
    return run(Call);
  if (Words.size() == 1 && Word == "install")
    return report(installHook(Full, Call.Executable), "wrote");
  if (Words.size() == 1 && Word == "remove")
    return report(removeHook(Full), "removed");
  return fail(Words.empty() ? "hook needs a command: run, install or remove"
                            : "hook has no command '" + Word.str() +
                                  "': use run, install or remove");
}

} // namespace aether::tool
