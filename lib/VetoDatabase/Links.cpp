//===- Links.cpp - Which functions units share ----------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Links.h"
#include "Impl.h"

#include "aether-analysis/Serial.h"

#include <algorithm>
#include <deque>
#include <set>

using namespace aether::analysis;

namespace {

void sortUnique(std::vector<std::uint64_t> &Keys) {
  std::sort(Keys.begin(), Keys.end());
  Keys.erase(std::unique(Keys.begin(), Keys.end()), Keys.end());
}

/// The functions that \p F may run, by the numbers of their keys, and whether
/// what overrides them may run instead.
template <typename Visitor>
void forEachCallee(const FunctionSummary &F, Visitor Visit) {
  for (const Block &B : F.Blocks)
    for (const Event &E : B.Events)
      if (const auto *C = std::get_if<Call>(&E); C && C->Callee)
        Visit(C->Callee, C->Virtual);
  for (const ParallelCall &P : F.Parallels)
    for (const ParallelCall::Task &T : P.Tasks)
      if (T.Callee)
        Visit(T.Callee, false);
  for (const PlaceNode &N : F.T.Places)
    if (N.Kind == PlaceKind::Function)
      Visit(StringId(N.Arg), false);
}

} // namespace

UnitLinks aether::analysis::linksOf(const TranslationUnitSummary &Unit) {
  std::set<StringId> Bodies, Defined, Needed;
  for (const FunctionSummary &F : Unit.Functions) {
    if (F.Blocks.empty())
      continue;
    Bodies.insert(F.Key);
    if (!F.InternalLinkage && !F.IsInstantiation && !F.IsLambda)
      Defined.insert(F.Key);
    // It runs where one of these is called, whoever else can see it.
    Defined.insert(F.Overrides.begin(), F.Overrides.end());
  }
  for (const FunctionSummary &F : Unit.Functions)
    forEachCallee(F, [&](StringId Callee, bool Virtual) {
      if (Virtual || !Bodies.count(Callee))
        Needed.insert(Callee);
    });
  UnitLinks Links;
  for (StringId Key : Defined)
    Links.Defined.push_back(contentHash(Unit.string(Key)));
  for (StringId Key : Needed)
    Links.Needed.push_back(contentHash(Unit.string(Key)));
  sortUnique(Links.Defined);
  sortUnique(Links.Needed);
  return Links;
}

UnitLinks aether::analysis::getLinks(Connection &C, const UnitKey &Unit) {
  UnitLinks Links;
  Query Q(C,
          "SELECT function, defined FROM links JOIN units ON unit = id "
          "WHERE main_file = ? AND config = ? ORDER BY function",
          Unit.MainFile, Unit.Config);
  while (Q.next()) {
    const auto Key = static_cast<std::uint64_t>(Q.integer());
    (Q.integer() ? Links.Defined : Links.Needed).push_back(Key);
  }
  return Links;
}

void aether::analysis::putLinks(Connection &C, const UnitKey &Unit,
                                const UnitLinks &Links) {
  std::int64_t Id = 0;
  {
    Query Q(C, "SELECT id FROM units WHERE main_file = ? AND config = ?",
            Unit.MainFile, Unit.Config);
    if (!Q.next())
      return;
    Id = Q.integer();
  }
  Query(C, "DELETE FROM links WHERE unit = ?", Id).run();
  for (const auto *Keys : {&Links.Needed, &Links.Defined})
    for (std::uint64_t Key : *Keys)
      Query(C, "INSERT INTO links VALUES (?, ?, ?)", Key,
            int(Keys == &Links.Defined), Id)
          .run();
}

//===----------------------------------------------------------------------===//
// Neighbours
//===----------------------------------------------------------------------===//

namespace {

/// Goes from unit to unit, in the order of their distance.
class Search {
public:
  Search(Connection &C, llvm::StringRef MainFile, std::size_t Most)
      : C(C), MainFile(MainFile), Most(Most) {}

  std::vector<Neighbour> run(const UnitLinks &Start) {
    // What the unit calls decides its own calls; who calls it comes second.
    findDefinitions(Start.Needed);
    findCallers(Start.Defined);
    for (; !Queue.empty() && !full(); Queue.pop_front())
      if (const auto [Id, Up] = Queue.front(); Up)
        findCallers(keys(Id, /*Defined=*/true));
      else
        findDefinitions(keys(Id, /*Defined=*/false));
    return std::move(Found);
  }

private:
  using Id = std::int64_t;

  bool full() const { return Found.size() >= Most || C.failed(); }

  std::vector<std::uint64_t> keys(Id Unit, bool Defined) {
    std::vector<std::uint64_t> Keys;
    Query Q(C, "SELECT function FROM links WHERE unit = ? AND defined = ?",
            Unit, int(Defined));
    while (Q.next())
      Keys.push_back(static_cast<std::uint64_t>(Q.integer()));
    return Keys;
  }

  void findDefinitions(const std::vector<std::uint64_t> &Keys) {
    for (std::uint64_t Key : Keys)
      for (Id Unit : unitsWith(Key, /*Defined=*/true))
        enqueue(Unit, /*Up=*/false);
  }

  /// Callers run code of the unit: their own callers do so too, and what else
  /// they call may run beside it.
  void findCallers(const std::vector<std::uint64_t> &Keys) {
    for (std::uint64_t Key : Keys)
      for (Id Unit : unitsWith(Key, /*Defined=*/false)) {
        enqueue(Unit, /*Up=*/false);
        enqueue(Unit, /*Up=*/true);
      }
  }

  void enqueue(Id Unit, bool Up) {
    if ((Up ? Callers : Callees).insert(Unit).second)
      Queue.emplace_back(Unit, Up);
  }

  /// The units of other files that define \p Key, or need it; new ones are
  /// added to those found.
  std::vector<Id> unitsWith(std::uint64_t Key, bool Defined) {
    std::vector<Id> Units;
    Query Q(C,
            "SELECT id, main_file, config, content FROM links "
            "JOIN units ON unit = id WHERE function = ? AND defined = ? "
            "ORDER BY id",
            Key, int(Defined));
    while (!full() && Q.next()) {
      const Id Unit = Q.integer();
      Neighbour N;
      N.Key.MainFile = Q.text();
      N.Key.Config = static_cast<std::uint64_t>(Q.integer());
      N.Content = static_cast<std::uint64_t>(Q.integer());
      if (N.Key.MainFile == MainFile)
        continue;
      Units.push_back(Unit);
      if (Seen.insert(Unit).second)
        Found.push_back(std::move(N));
    }
    return Units;
  }

  Connection &C;
  const llvm::StringRef MainFile;
  const std::size_t Most;
  std::set<Id> Seen, Callers, Callees;
  std::deque<std::pair<Id, bool>> Queue;
  std::vector<Neighbour> Found;
};

} // namespace

llvm::Expected<std::vector<Neighbour>>
VetoDatabase::neighbours(const TranslationUnitSummary &Unit, std::size_t Most) {
  const UnitLinks Start = linksOf(Unit);
  std::lock_guard Lock(I->Mutex);
  Transaction T(I->C, Transaction::Mode::Read);
  std::vector<Neighbour> Found = Search(I->C, Unit.MainFile, Most).run(Start);
  if (llvm::Error E = T.commit())
    return E;
  return Found;
}
