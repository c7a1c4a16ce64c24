//===- Profiles.cpp - What programs measured of their calls ---------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A row belongs to a line of text: when the line moves or changes, what was
// measured is not applied any more. A wrong hint would cost time only, so rows
// have no checksums.
//
//===----------------------------------------------------------------------===//

#include "Impl.h"

#include "aether-analysis/Serial.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

#include <chrono>
#include <map>

using namespace aether::analysis;

namespace {

/// Hashes of lines, each file read once. 0: there is no such line.
class LineHashes {
public:
  std::uint64_t of(const std::string &File, unsigned Line) {
    auto [It, New] = Lines.try_emplace(File);
    if (New)
      if (auto Text = llvm::MemoryBuffer::getFile(File, /*IsText=*/false,
                                                  /*RequiresNull=*/false)) {
        llvm::SmallVector<llvm::StringRef, 0> Parts;
        (*Text)->getBuffer().split(Parts, '\n');
        for (llvm::StringRef Part : Parts)
          It->second.push_back(contentHash(Part.trim()));
      }
    return Line && Line <= It->second.size() ? It->second[Line - 1] : 0;
  }

private:
  std::map<std::string, std::vector<std::uint64_t>> Lines;
};

/// Under which name \p Call is known: programs have names of files as their
/// compilers had them, often relative to a folder that they do not tell.
std::string fileOf(const CallProfile &Call,
                   llvm::ArrayRef<std::string> KnownFiles) {
  llvm::SmallString<256> Name(Call.File);
  llvm::sys::path::remove_dots(Name, /*remove_dot_dot=*/true);
  const std::string *Found = nullptr;
  for (const std::string &File : KnownFiles) {
    llvm::StringRef Rest = File;
    if (!Rest.consume_back(Name) ||
        !(Rest.empty() || Rest.ends_with("/") || Name.starts_with("/")))
      continue;
    if (Rest.empty())
      return File;
    if (Found)
      return std::string(Name); // one of two: none
    Found = &File;
  }
  return Found ? *Found : std::string(Name);
}

std::int64_t now() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

} // namespace

void aether::analysis::insertProfile(Connection &C, const ProfileRow &Row) {
  const CallProfile &P = Row.Call;
  Query(C,
        "INSERT OR REPLACE INTO profiles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
        "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        P.File, P.Line, P.Column, P.Function, Row.LineHash, Row.Time, P.Verdict,
        P.Finding, P.Calls, P.ParallelCalls, P.VetoedCalls, P.Items, P.Chunks,
        P.MostWorkers, P.Wall, P.ThreadWall, P.Running, P.Runnable, P.LockWait,
        P.Io, P.Veto, P.VetoText, P.Threads, P.Limit, P.Grain, P.Reason)
      .run();
}

std::vector<ProfileRow> aether::analysis::loadProfiles(Connection &C) {
  std::vector<ProfileRow> Rows;
  Query Q(C,
          "SELECT line_hash, time, file, line, column, function, verdict, "
          "finding, calls, parallel_calls, vetoed_calls, items, chunks, "
          "most_workers, wall_ns, thread_wall_ns, running_ns, runnable_ns, "
          "lock_wait_ns, io_ns, veto, veto_text, threads, thread_limit, grain, "
          "reason FROM profiles ORDER BY file, line, column, function");
  auto Count = [&] { return static_cast<std::uint64_t>(Q.integer()); };
  while (Q.next()) {
    ProfileRow &Row = Rows.emplace_back();
    Row.LineHash = Count();
    Row.Time = Q.integer();
    CallProfile &P = Row.Call;
    P.File = Q.text();
    P.Line = Q.number();
    P.Column = Q.number();
    P.Function = Q.text();
    P.Verdict = Q.text();
    P.Finding = Q.text();
    for (std::uint64_t *Field : {&P.Calls, &P.ParallelCalls, &P.VetoedCalls,
                                 &P.Items, &P.Chunks, &P.MostWorkers})
      *Field = Count();
    for (std::int64_t *Field :
         {&P.Wall, &P.ThreadWall, &P.Running, &P.Runnable, &P.LockWait, &P.Io})
      *Field = Q.integer();
    P.Veto = Q.text();
    P.VetoText = Q.text();
    P.Threads = Q.number();
    P.Limit = Q.number();
    P.Grain = Count();
    P.Reason = Q.text();
  }
  return Rows;
}

llvm::Error VetoDatabase::putProfile(llvm::ArrayRef<CallProfile> Calls) {
  std::lock_guard Lock(I->Mutex);
  Connection &C = I->C;
  Transaction T(C, Transaction::Mode::Write);
  std::vector<std::string> Known;
  {
    Query Q(C, "SELECT DISTINCT file FROM call_sites ORDER BY file");
    while (Q.next())
      Known.push_back(Q.text().str());
  }
  LineHashes Hashes;
  const std::int64_t Time = now();
  for (const CallProfile &Call : Calls) {
    ProfileRow Row{Call, 0, Time};
    Row.Call.File = fileOf(Call, Known);
    Row.LineHash = Hashes.of(Row.Call.File, Call.Line);
    insertProfile(C, Row);
  }
  return T.commit();
}

llvm::Expected<std::vector<CallProfile>> VetoDatabase::profile() {
  std::vector<ProfileRow> Rows;
  {
    std::lock_guard Lock(I->Mutex);
    Transaction T(I->C, Transaction::Mode::Read);
    Rows = loadProfiles(I->C);
    if (llvm::Error E = T.commit())
      return E;
  }
  LineHashes Now;
  std::vector<CallProfile> Fresh;
  for (ProfileRow &Row : Rows)
    if (Row.LineHash && Row.LineHash == Now.of(Row.Call.File, Row.Call.Line))
      Fresh.push_back(std::move(Row.Call));
  return Fresh;
}
