//===- CommandLine.cpp - A build's command line for analysis --------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CommandLine.h"
#include "OpenMPHeader.h"

#include "clang/Options/Options.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Option/Arg.h"
#include "llvm/Option/ArgList.h"
#include "llvm/Option/OptTable.h"
#include "llvm/Option/Option.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using namespace llvm::opt;
using namespace clang::options;

namespace aether::analysis {
namespace {

bool isDropped(const Arg &A) {
  const Option &O = A.getOption();
  for (OptSpecifier Group : {OPT_Action_Group, // -c, -S, -E ...
                             OPT_M_Group,      // dependency files
                             OPT_Link_Group})
    if (O.matches(Group))
      return true;
  switch (O.getID()) {
  case OPT_UNKNOWN:
  case OPT__analyze:
  case OPT_o:
  case OPT_save_temps:
  case OPT_save_temps_EQ:
  case OPT_ftime_trace:
  case OPT_ftime_trace_EQ:
  case OPT__serialize_diags:
  case OPT_fplugin_EQ:
  case OPT_fplugin_arg:
  case OPT_fpass_plugin_EQ:
  case OPT_include_pch:
  case OPT_resource_dir:
  case OPT_resource_dir_EQ:
  case OPT_fprofile_generate:
  case OPT_fprofile_generate_EQ:
  case OPT_fprofile_use:
  case OPT_fprofile_use_EQ:
  case OPT_fprofile_instr_use:
  case OPT_fprofile_instr_use_EQ:
  case OPT_fprofile_sample_use_EQ:
  case OPT_fsave_optimization_record:
  case OPT_fsave_optimization_record_EQ:
  case OPT_foptimization_record_file_EQ:
  case OPT_fstack_usage:
  case OPT_pedantic_errors:
    return true;
  case OPT_D:
    return StringRef(A.getValue()).starts_with("AETHER_VETO");
  case OPT_Wp_COMMA:
    return any_of(A.getValues(),
                  [](StringRef V) { return V.starts_with("-M"); });
  default:
    return false;
  }
}

/// Flags for the compiler proper that bring files made for another compiler:
/// each is given as `-Xclang FLAG -Xclang VALUE`.
bool takesForeignFile(StringRef Flag) {
  return Flag == "-include-pch" || Flag == "-load" || Flag == "-plugin" ||
         Flag == "-add-plugin" || Flag.starts_with("-plugin-arg-");
}

/// The program that Clang's driver is to take itself for: from where that lies
/// it looks for GCC and for the libraries. That is the user's compiler, or the
/// Clang that \p ResourceDir belongs to if it is not known where that lies.
std::string driverPath(const UnitCommand &Command, StringRef ResourceDir) {
  namespace path = llvm::sys::path;
  StringRef Given =
      Command.Arguments.empty() ? "" : StringRef(Command.Arguments.front());
  if (path::has_parent_path(Given))
    return Given.str();
  StringRef Prefix =
      path::parent_path(path::parent_path(path::parent_path(ResourceDir)));
  SmallString<128> Clang(Prefix);
  path::append(Clang, "bin", "clang");
  return Clang.str().str();
}

} // namespace

std::vector<std::string> analysisArguments(const UnitCommand &Command,
                                           StringRef ResourceDir) {
  std::vector<const char *> Given;
  for (std::size_t I = 1; I < Command.Arguments.size(); ++I)
    Given.push_back(Command.Arguments[I].c_str());
  unsigned MissingIndex = 0, MissingCount = 0;
  const InputArgList Parsed = clang::getDriverOptTable().ParseArgs(
      Given, MissingIndex, MissingCount, Visibility(ClangOption));

  std::vector<std::string> Result{driverPath(Command, ResourceDir)};
  std::string Spelled = Command.File;
  ArrayRef<Arg *> Args = Parsed.getArgs();
  for (std::size_t I = 0; I != Args.size(); ++I) {
    const Arg &A = *Args[I];
    const Option &O = A.getOption();
    if (O.matches(OPT_INPUT) || O.matches(OPT__DASH_DASH)) {
      // `__FILE__` has to be what the user's compiler makes of it.
      for (StringRef Value : A.getValues())
        if (absolutePath(Value, Command.Directory) == Command.File)
          Spelled = Value.str();
      continue;
    }
    if (O.matches(OPT_Xclang) && takesForeignFile(A.getValue())) {
      if (I + 1 != Args.size() && Args[I + 1]->getOption().matches(OPT_Xclang))
        ++I;
      continue;
    }
    if (isDropped(A))
      continue;
    unsigned End =
        I + 1 == Args.size() ? Given.size() : Args[I + 1]->getIndex();
    for (unsigned At = A.getIndex(); At != End; ++At)
      Result.push_back(Given[At]);
  }
  // Warnings are the user's compiler's business. `-Wno-everything` reaches
  // those that are errors by default in Clang but not in GCC.
  for (const char *Flag :
       {"-fsyntax-only", "-w", "-Wno-everything", "-Qunused-arguments",
        "-fno-caret-diagnostics", // else Clang prints how many errors it saw

        "-ferror-limit=1", "-D__AETHER_ANALYZER__=1"})
    Result.push_back(Flag);
  Result.push_back(("-resource-dir=" + ResourceDir).str());
  if (Parsed.hasFlag(OPT_fopenmp, OPT_fopenmp_EQ, OPT_fno_openmp, false)) {
    Result.push_back("-idirafter");
    Result.push_back(OpenMPHeaderFolder.str());
  }
  Result.push_back("--");
  Result.push_back(std::move(Spelled));
  return Result;
}

} // namespace aether::analysis
