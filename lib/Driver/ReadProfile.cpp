//===- ReadProfile.cpp - Profiles as programs write them ------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether-analysis/Profile.h"

#include "llvm/Support/JSON.h"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>

using namespace llvm;

namespace aether::analysis {
namespace {

/// Reads members; the first that is missing or of another kind is remembered.
class Members {
public:
  Members(const json::Object &Object, std::string &Missing)
      : Object(Object), Missing(Missing) {}

  std::string text(StringRef Name) {
    return take(Name, Object.getString(Name)).value_or("").str();
  }
  std::int64_t integer(StringRef Name) {
    return take(Name, Object.getInteger(Name)).value_or(0);
  }
  /// A number that cannot be negative.
  std::uint64_t count(StringRef Name) {
    const std::int64_t N = integer(Name);
    if (N < 0)
      note(Name);
    return N < 0 ? 0 : static_cast<std::uint64_t>(N);
  }
  unsigned number(StringRef Name) {
    const std::uint64_t N = count(Name);
    if (N > ~0u)
      note(Name);
    return static_cast<unsigned>(N);
  }
  const json::Object *object(StringRef Name) {
    const json::Object *Found = Object.getObject(Name);
    if (!Found)
      note(Name);
    return Found;
  }

private:
  template <class T>
  std::optional<T> take(StringRef Name, std::optional<T> Value) {
    if (!Value)
      note(Name);
    return Value;
  }
  void note(StringRef Name) {
    if (Missing.empty())
      Missing = Name.str();
  }

  const json::Object &Object;
  std::string &Missing;
};

CallProfile readCall(const json::Object &Object, std::string &Missing) {
  Members M(Object, Missing);
  CallProfile C;
  C.File = M.text("file");
  C.Line = M.number("line");
  C.Column = M.number("column");
  C.Function = M.text("function");
  C.Verdict = M.text("verdict");
  C.Finding = M.text("finding");
  C.Calls = M.count("calls");
  C.ParallelCalls = M.count("parallel_calls");
  C.VetoedCalls = M.count("vetoed_calls");
  C.Items = M.count("items");
  C.Chunks = M.count("chunks");
  C.MostWorkers = M.count("most_workers");
  C.Wall = M.integer("wall_ns");
  if (const json::Object *Times = M.object("times")) {
    Members T(*Times, Missing);
    C.ThreadWall = T.integer("wall_ns");
    C.Running = T.integer("running_ns");
    C.Runnable = T.integer("runnable_ns");
    C.LockWait = T.integer("lock_wait_ns");
    C.Io = T.integer("io_ns");
  }
  if (const json::Object *Veto = Object.getObject("last_veto")) {
    Members V(*Veto, Missing);
    C.Veto = V.text("reason");
    C.VetoText = V.text("explanation");
  }
  if (const json::Object *Advice = M.object("advice")) {
    Members A(*Advice, Missing);
    C.Threads = A.number("threads");
    C.Limit = A.number("limit");
    C.Grain = A.count("grain");
    C.Reason = A.text("reason");
  }
  return C;
}

void add(CallProfile &To, const CallProfile &From) {
  CallProfile Sum = From.Wall > To.Wall ? From : To;
  const CallProfile &Other = From.Wall > To.Wall ? To : From;
  Sum.Calls += Other.Calls;
  Sum.ParallelCalls += Other.ParallelCalls;
  Sum.VetoedCalls += Other.VetoedCalls;
  Sum.Items += Other.Items;
  Sum.Chunks += Other.Chunks;
  Sum.MostWorkers = std::max(Sum.MostWorkers, Other.MostWorkers);
  Sum.Wall += Other.Wall;
  Sum.ThreadWall += Other.ThreadWall;
  Sum.Running += Other.Running;
  Sum.Runnable += Other.Runnable;
  Sum.LockWait += Other.LockWait;
  Sum.Io += Other.Io;
  if (Sum.Veto.empty()) {
    Sum.Veto = Other.Veto;
    Sum.VetoText = Other.VetoText;
  }
  To = std::move(Sum);
}

} // namespace

Expected<ProgramProfile> parseProfile(StringRef Text) {
  Expected<json::Value> Root = json::parse(Text);
  if (!Root) {
    consumeError(Root.takeError());
    return createStringError("the profile is no JSON: was it cut off?");
  }
  const json::Object *Object = Root->getAsObject();
  const std::optional<std::int64_t> Version =
      Object ? Object->getInteger("version") : std::nullopt;
  if (!Version)
    return createStringError("this is no profile of a program");
  if (*Version != 1)
    return createStringError("the profile has version %lld, this Aether reads "
                             "version 1: build the program with its library",
                             static_cast<long long>(*Version));
  std::string Missing;
  ProgramProfile Profile;
  Profile.Processors = Members(*Object, Missing).number("processors");
  const json::Array *Calls = Object->getArray("call_sites");
  if (!Calls)
    Missing = "call_sites";
  else
    for (const json::Value &Call : *Calls) {
      const json::Object *Site = Call.getAsObject();
      if (!Site)
        Missing = "call_sites";
      else
        Profile.Calls.push_back(readCall(*Site, Missing));
    }
  if (!Missing.empty())
    return createStringError("the profile has no usable '" + Missing +
                             "': build the program with this Aether's library");
  return mergeProfiles(Profile);
}

ProgramProfile mergeProfiles(ArrayRef<ProgramProfile> Parts) {
  std::map<std::tuple<std::string, unsigned, unsigned, std::string>,
           CallProfile>
      Sites;
  ProgramProfile All;
  for (const ProgramProfile &Part : Parts) {
    All.Processors = std::max(All.Processors, Part.Processors);
    for (const CallProfile &Call : Part.Calls) {
      auto [It, New] = Sites.try_emplace(
          {Call.File, Call.Line, Call.Column, Call.Function}, Call);
      if (!New)
        add(It->second, Call);
    }
  }
  for (auto &[Key, Call] : Sites)
    All.Calls.push_back(std::move(Call));
  std::stable_sort(All.Calls.begin(), All.Calls.end(),
                   [](const CallProfile &A, const CallProfile &B) {
                     return A.Wall > B.Wall;
                   });
  return All;
}

} // namespace aether::analysis
