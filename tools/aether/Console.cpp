//===- Console.cpp - Streams, colours, progress ---------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Console.h"

#include "aether-analysis/VetoTable.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"

#include <cstdlib>

using namespace llvm;

namespace aether::tool {

int fail(StringRef Message) {
  std::string Line = Message.trim().str();
  for (char &C : Line)
    if (C == '\n' || C == '\r')
      C = ' ';
  errs() << "aether: " << Line << '\n';
  return 2;
}

bool useColors() {
  const char *NoColor = std::getenv("NO_COLOR");
  return (!NoColor || !*NoColor) && sys::Process::StandardOutHasColors();
}

std::string currentFolder() {
  SmallString<256> Folder;
  if (sys::fs::current_path(Folder))
    return "";
  return Folder.str().str();
}

std::string write(StringRef File, function_ref<void(raw_ostream &)> Print) {
  if (File.empty() || File == "-") {
    Print(outs());
    outs().flush();
    if (!outs().has_error())
      return "";
    std::error_code EC = outs().error();
    outs().clear_error();
    return "cannot write to standard output: " + EC.message();
  }
  sys::fs::file_status Status;
  bool Special = !sys::fs::status(File, Status) &&
                 Status.type() != sys::fs::file_type::regular_file;
  if (Special) { // a pipe or a device cannot be replaced
    std::error_code EC;
    raw_fd_ostream OS(File, EC);
    if (!EC) {
      Print(OS);
      OS.flush();
      EC = OS.error();
      OS.clear_error();
    }
    return EC ? ("cannot write " + File + ": " + EC.message()).str() : "";
  }
  std::string Text;
  raw_string_ostream OS(Text);
  Print(OS);
  if (Error E = analysis::writeIfChanged(File, Text))
    return toString(std::move(E));
  return "";
}

ProgressBar::ProgressBar(bool Wanted)
    : Enabled(Wanted && sys::Process::StandardErrIsDisplayed()) {}

void ProgressBar::show(unsigned Done, unsigned Total) {
  if (!Enabled || Total < 2)
    return;
  auto Now = std::chrono::steady_clock::now();
  if (Shown && Now - Last < std::chrono::milliseconds(50))
    return;
  Last = Now;
  Shown = true;
  constexpr unsigned Width = 30;
  unsigned Filled = Width * Done / Total;
  errs() << "\r[" << std::string(Filled, '=')
         << std::string(Width - Filled, ' ') << "] " << Done << '/' << Total
         << " files";
  errs().flush();
}

void ProgressBar::clear() {
  if (!Shown)
    return;
  Shown = false;
  errs() << "\r\x1b[K"; // back to the start, erase the line
  errs().flush();
}

} // namespace aether::tool
