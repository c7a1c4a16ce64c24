//===- StoreProfile.cpp - Profiles for the next build ---------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether-analysis/Profile.h"
#include "aether-analysis/VetoDatabase.h"
#include "aether-analysis/VetoTable.h"

#include "llvm/ADT/bit.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace aether::analysis {

Error storeProfile(StringRef Database, const ProgramProfile &Profile) {
  OpenOptions Options;
  Options.Write = true;
  Expected<VetoDatabase> Db = VetoDatabase::open(Database, Options);
  if (!Db)
    return Db.takeError();
  if (Error E = Db->putProfile(Profile.Calls))
    return E;
  Expected<std::vector<CallProfile>> Calls = Db->profile();
  if (!Calls)
    return Calls.takeError();
  std::string Text;
  raw_string_ostream OS(Text);
  OS << "# What `aether profile` found out for veto tables. Generated.\n"
     << "# call, threads (0: not limited), items of ten microseconds\n";
  for (const CallProfile &Call : *Calls)
    OS << Call.File << ':' << Call.Line << ':' << Call.Column << ' '
       << Call.Limit << ' ' << llvm::bit_floor(Call.Grain) << '\n';
  return writeIfChanged((Database + ".profile").str(), Text);
}

} // namespace aether::analysis
