//===- Baseline.cpp - Findings that were accepted earlier -----------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether-analysis/Baseline.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

#include <map>
#include <set>
#include <tuple>

using namespace llvm;

namespace aether::analysis {
namespace {

constexpr int Format = 1;

/// The folder of \p File, absolute.
std::string folderOf(StringRef File) {
  SmallString<256> Folder(File);
  (void)sys::fs::make_absolute(Folder);
  sys::path::remove_dots(Folder, /*remove_dot_dot=*/true);
  sys::path::remove_filename(Folder);
  return Folder.str().str();
}

/// \p Path as it is written into a file in \p Folder.
std::string relativeTo(StringRef Folder, StringRef Path) {
  StringRef Rest = Path;
  if (Rest.consume_front(Folder) && !Rest.empty() &&
      (Folder.ends_with("/") || Rest.consume_front("/")))
    return Rest.str();
  return Path.str();
}

json::Value text(StringRef S) {
  return json::isUTF8(S) ? json::Value(S.str()) : json::Value(json::fixUTF8(S));
}

Error damaged(StringRef File, const Twine &Why) {
  return createStringError("%s is not a baseline: %s; write it anew with "
                           "--write-baseline",
                           File.str().c_str(), Why.str().c_str());
}

} // namespace

std::string baselineText(const Verdicts &Result, StringRef File) {
  const std::string Folder = folderOf(File);
  std::vector<const Finding *> Sorted;
  for (const Finding &F : Result.Findings)
    Sorted.push_back(&F);
  llvm::stable_sort(Sorted, [](const Finding *A, const Finding *B) {
    return std::tie(A->First.Pos.File, A->Fingerprint) <
           std::tie(B->First.Pos.File, B->Fingerprint);
  });
  std::string Text;
  raw_string_ostream OS(Text);
  json::OStream J(OS, /*IndentSize=*/2);
  J.object([&] {
    J.attribute("aether_baseline", Format);
    J.attributeArray("findings", [&] {
      for (const Finding *F : Sorted)
        J.object([&] {
          J.attribute("fingerprint", text(F->Fingerprint));
          J.attribute("pattern", toString(F->Kind));
          J.attribute("file", text(relativeTo(Folder, F->First.Pos.File)));
          J.attribute("message", text(F->Message));
        });
    });
  });
  OS << '\n';
  return Text;
}

Expected<std::vector<BaselineEntry>> readBaseline(StringRef File) {
  auto Buffer = MemoryBuffer::getFile(File, /*IsText=*/true);
  if (!Buffer)
    return createStringError("cannot read the baseline %s: %s; "
                             "--write-baseline makes one",
                             File.str().c_str(),
                             Buffer.getError().message().c_str());
  Expected<json::Value> Root = json::parse((*Buffer)->getBuffer());
  if (!Root)
    return damaged(File, toString(Root.takeError()));
  const json::Object *Object = Root->getAsObject();
  const std::optional<int64_t> Version =
      Object ? Object->getInteger("aether_baseline") : std::nullopt;
  if (!Version)
    return damaged(File, "it has no \"aether_baseline\"");
  if (*Version != Format)
    return damaged(File, "it is of format " + Twine(*Version) +
                             ", this Aether reads format " + Twine(Format));
  const json::Array *Findings = Object->getArray("findings");
  if (!Findings)
    return damaged(File, "it has no list of \"findings\"");

  const std::string Folder = folderOf(File);
  std::vector<BaselineEntry> Entries;
  for (const auto &[Number, Value] : enumerate(*Findings)) {
    const json::Object *O = Value.getAsObject();
    const std::optional<StringRef> Print =
        O ? O->getString("fingerprint") : std::nullopt;
    if (!Print)
      return damaged(File, "finding number " + Twine(Number + 1) +
                               " has no \"fingerprint\"");
    auto Get = [&](StringRef Key) {
      return O->getString(Key).value_or("").str();
    };
    SmallString<256> Path(Get("file"));
    if (!Path.empty() && sys::path::is_relative(Path))
      sys::path::make_absolute(Folder, Path);
    Entries.push_back(
        {Print->str(), Get("pattern"), Path.str().str(), Get("message")});
  }
  return Entries;
}

void applyBaseline(ReportData &Data, const std::vector<BaselineEntry> &Baseline,
                   bool Complete) {
  std::multimap<StringRef, const BaselineEntry *> Left;
  for (const BaselineEntry &E : Baseline)
    Left.emplace(E.Fingerprint, &E);
  Data.Findings.resize(Data.Result.Findings.size(), News::New);
  for (auto [F, State] : zip(Data.Result.Findings, Data.Findings))
    if (auto It = Left.find(F.Fingerprint); It != Left.end()) {
      State = News::Known;
      Left.erase(It);
    }

  // A file that was not analysed says nothing about its findings.
  std::set<StringRef> Seen;
  for (const CallSiteVerdict &Site : Data.Result.CallSites) {
    Seen.insert(Site.Pos.File);
    Seen.insert(Site.TranslationUnits.begin(), Site.TranslationUnits.end());
  }
  std::set<const BaselineEntry *> Stale;
  for (const auto &[Print, Entry] : Left)
    if ((Complete && Data.Errors.empty()) || Seen.count(Entry->File))
      Stale.insert(Entry);
  for (const BaselineEntry &E : Baseline)
    if (Stale.count(&E))
      Data.Stale.push_back(E);
}

} // namespace aether::analysis
