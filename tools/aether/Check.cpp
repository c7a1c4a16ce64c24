//===- Check.cpp - aether check -------------------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Commands.h"
#include "Console.h"
#include "Formats.h"

#include "aether-analysis/Baseline.h"
#include "aether-analysis/ChangedLines.h"
#include "aether-analysis/Driver.h"
#include "aether-analysis/Repair.h"
#include "aether-analysis/Report.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/raw_ostream.h"

#include <optional>

using namespace aether::analysis;
using namespace llvm;

namespace aether::tool {

cl::SubCommand CheckCommand("check", "Judge the parallel calls of a project");
cl::OptionCategory CheckOptionsCategory("Options of check");

namespace {

cl::list<std::string> Files(cl::Positional, cl::sub(CheckCommand),
                            cl::desc("[FILES...] [-- FLAGS...]"),
                            cl::cat(CheckOptionsCategory));
cl::opt<std::string>
    BuildPath("p", cl::sub(CheckCommand), cl::value_desc("folder"),
              cl::desc("Folder of compile_commands.json; if not given, it is "
                       "looked for from the first file's folder upward"),
              cl::cat(CheckOptionsCategory));
cl::opt<Format> OutputFormat("format", cl::sub(CheckCommand),
                             cl::desc("Form of the report:"), formatValues(),
                             cl::init(Format::Text),
                             cl::cat(CheckOptionsCategory));
cl::opt<std::string> Output("output", cl::sub(CheckCommand),
                            cl::value_desc("file"),
                            cl::desc("Write the report there"),
                            cl::cat(CheckOptionsCategory));
cl::opt<std::string>
    Database("db", cl::sub(CheckCommand), cl::value_desc("file"),
             cl::desc("Veto database: keeps the verdicts, and saves the work "
                      "on files that have not changed"),
             cl::cat(CheckOptionsCategory));
cl::opt<unsigned> Jobs("jobs", cl::sub(CheckCommand), cl::value_desc("n"),
                       cl::desc("Files analysed at once (default: as many as "
                                "there are cores to use)"),
                       cl::cat(CheckOptionsCategory));
cl::opt<std::string> TablesDir("emit-tables", cl::sub(CheckCommand),
                               cl::value_desc("folder"),
                               cl::desc("Write a veto table for each file"),
                               cl::cat(CheckOptionsCategory));
cl::opt<std::string>
    Depfile("depfile", cl::sub(CheckCommand), cl::value_desc("file"),
            cl::desc("With --emit-tables and one file: write a Makefile rule "
                     "that says what its table depends on"),
            cl::cat(CheckOptionsCategory));
cl::list<std::string>
    ModelFiles("models", cl::sub(CheckCommand), cl::value_desc("file"),
               cl::desc("Models of further libraries; may be given repeatedly"),
               cl::cat(CheckOptionsCategory));
cl::opt<std::string>
    BaselineFile("baseline", cl::sub(CheckCommand), cl::value_desc("file"),
                 cl::desc("Findings that are listed there do not count"),
                 cl::cat(CheckOptionsCategory));
cl::opt<std::string>
    NewBaseline("write-baseline", cl::sub(CheckCommand), cl::value_desc("file"),
                cl::desc("Write what is found there, and accept it"),
                cl::cat(CheckOptionsCategory));
cl::opt<std::string>
    DiffBase("diff", cl::sub(CheckCommand), cl::value_desc("revision"),
             cl::desc("Only what concerns lines changed since this git "
                      "revision"),
             cl::cat(CheckOptionsCategory));
cl::opt<bool>
    FixFiles("fix", cl::sub(CheckCommand),
             cl::desc("Repair what can be repaired for sure, and report "
                      "what is left"),
             cl::cat(CheckOptionsCategory));
cl::opt<bool> FixDryRun("fix-dry-run", cl::sub(CheckCommand),
                        cl::desc("Print what --fix would change as a unified "
                                 "diff, and nothing else"),
                        cl::cat(CheckOptionsCategory));
cl::opt<bool> Strict("strict", cl::sub(CheckCommand),
                     cl::desc("Exit status 1 for unknown calls too"),
                     cl::cat(CheckOptionsCategory));
cl::opt<bool> Quiet("quiet", cl::sub(CheckCommand),
                    cl::desc("Findings only, and no progress bar"),
                    cl::cat(CheckOptionsCategory));
cl::opt<bool> ExitZero("exit-zero", cl::sub(CheckCommand),
                       cl::desc("Exit status 0 even if there are findings"),
                       cl::cat(CheckOptionsCategory));

void print(const ReportData &Report, raw_ostream &OS) {
  TextOptions Options;
  Options.Color = Output.empty() && useColors();
  Options.Quiet = Quiet;
  Options.Strict = Strict;
  Options.Errors = !Output.empty();
  Options.BaseDir = currentFolder();
  printReport(OutputFormat, Report, Options, OS);
}

/// Whether anything found makes the run fail.
bool counts(const ReportData &Report) {
  if (countNews(Report, News::New))
    return true;
  return Strict &&
         any_of(enumerate(Report.Result.CallSites), [&](const auto &S) {
           return S.value().Result == Verdict::Unknown &&
                  isShown(Report, S.index());
         });
}

/// \returns what went wrong, or "".
std::string writeBaseline(const ReportData &Report) {
  if (!Report.Errors.empty())
    return "the baseline " + NewBaseline +
           " was not written: repair the files that could not be analysed";
  return write(NewBaseline, [&](raw_ostream &OS) {
    OS << baselineText(Report.Result, NewBaseline);
  });
}

/// \returns what is wrong with the choice of options, or "".
std::string wrongFixOptions() {
  if (!FixFiles && !FixDryRun)
    return "";
  const char *Name = FixFiles ? "--fix" : "--fix-dry-run";
  if (FixFiles && FixDryRun)
    return "--fix and --fix-dry-run exclude each other: use one of them";
  // Lines move, and with them what was asked for.
  for (const auto &[Given, Other] :
       {std::pair(!BaselineFile.empty(), "--baseline"),
        std::pair(!NewBaseline.empty(), "--write-baseline"),
        std::pair(!DiffBase.empty(), "--diff"),
        std::pair(!TablesDir.empty(), "--emit-tables")})
    if (Given)
      return std::string(Name) + " and " + Other +
             " exclude each other: repair first";
  return "";
}

void printRepairs(ArrayRef<RepairedFile> Files) {
  for (const RepairedFile &File : Files)
    for (auto [F, Pos] : zip(File.Fixes, File.Racing))
      errs() << "repaired: " << Pos.File << ':' << Pos.Line << ": " << F.Title
             << '\n';
}

/// \returns what went wrong, or "".
std::string repair(CheckResult &Result) {
  if (!Result.Report.Errors.empty())
    return "nothing was repaired: files that could not be analysed may use "
           "what would be changed";
  if (FixDryRun)
    return write(Output, [&](raw_ostream &OS) {
      for (const RepairedFile &File : Result.Repairs)
        OS << unifiedDiff(File, currentFolder());
    });
  if (Error E = writeRepairs(Result.Repairs))
    return toString(std::move(E));
  if (!Result.Repairs.empty())
    Result.Report.Result = std::move(Result.Left);
  if (!Quiet)
    printRepairs(Result.Repairs);
  return "";
}

} // namespace

int runCheck(const Invocation &Call) {
  CheckOptions Options;
  Options.BuildPath = BuildPath;
  Options.Files.assign(Files.begin(), Files.end());
  Options.Flags = Call.CompilerFlags;
  Options.Jobs = Jobs;
  Options.ModelFiles.assign(ModelFiles.begin(), ModelFiles.end());
  Options.Database = Database;
  Options.TablesDir = TablesDir;
  Options.Depfile = Depfile;
  Options.Executable = Call.Executable;
  Options.Repair = FixFiles || FixDryRun;
  if (std::string Wrong = wrongFixOptions(); !Wrong.empty())
    return fail(Wrong);
  // What is wrong with these shows before the work, not after it.
  std::vector<BaselineEntry> Accepted;
  if (!BaselineFile.empty()) {
    Expected<std::vector<BaselineEntry>> Read = readBaseline(BaselineFile);
    if (!Read)
      return fail(toString(Read.takeError()));
    Accepted = std::move(*Read);
  }
  std::optional<ChangedLines> Changes;
  if (!DiffBase.empty()) {
    Expected<ChangedLines> Read = ChangedLines::since(DiffBase);
    if (!Read)
      return fail(toString(Read.takeError()));
    Changes = std::move(*Read);
  }
  ProgressBar Bar(!Quiet);
  Options.Progress = [&](unsigned Done, unsigned Total) {
    Bar.show(Done, Total);
  };
  Expected<CheckResult> Result = check(Options);
  Bar.clear();
  if (!Result)
    return fail(toString(Result.takeError()));

  ReportData &Report = Result->Report;
  applyBaseline(Report, Accepted, /*Complete=*/Files.empty());
  if (Changes)
    applyChanges(Report, *Changes);
  bool Failed = !Report.Errors.empty();
  std::string RepairError, WriteError;
  if (Options.Repair)
    RepairError = repair(*Result);
  if (!FixDryRun)
    WriteError = write(Output, [&](raw_ostream &OS) { print(Report, OS); });
  for (const UnitError &E : Report.Errors)
    fail("could not analyse " + E.File + ": " + E.Message);
  std::string BaselineError;
  if (!NewBaseline.empty())
    BaselineError = writeBaseline(Report);
  for (const std::string &Problem :
       {Result->OutputError, RepairError, WriteError, BaselineError})
    if (!Problem.empty()) {
      fail(Problem);
      Failed = true;
    }
  if (Failed)
    return Failure;
  if (ExitZero || !NewBaseline.empty())
    return NothingFound;
  return counts(Report) ? Findings : NothingFound;
}

} // namespace aether::tool
