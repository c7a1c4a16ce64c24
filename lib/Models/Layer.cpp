//===- Layer.cpp - The entries of one model file ----------------------*- C++
//-*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Layer.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ErrorHandling.h"

using namespace llvm;

namespace aether::analysis::models {

static Section sectionNamed(StringRef Key) {
  return Key == "types"       ? Section::Types
         : Key == "methods"   ? Section::Methods
         : Key == "functions" ? Section::Functions
                              : Section::None;
}

[[noreturn]] static void brokenBuiltin(Error E) {
  report_fatal_error(Twine("built-in model: ") + toString(std::move(E)));
}

Layer::Layer(ModelFile File) { add(std::move(File)); }

Layer::Layer(StringRef Text, StringRef Name) : Text(Text), Name(Name) {
  index();
}

void Layer::add(ModelFile File) const {
  // Renames and rules are set by constructors only.
  auto &Self = const_cast<Layer &>(*this);
  for (auto &R : File.Renames)
    Self.Renames.push_back(std::move(R));
  for (auto &R : File.Rules)
    Self.Rules.push_back(std::move(R));
  for (VariableModel &V : File.Variables)
    Self.Variables.push_back(std::move(V));
  for (TypeModel &T : File.Types) {
    std::string Key = T.Name;
    Types.try_emplace(Key, std::move(T));
  }
  for (FunctionModel &F : File.Functions) {
    F.BuiltIn = !Text.empty();
    Functions[F.Name].push_back(std::move(F));
  }
}

void Layer::index() {
  StringRef Rest = Text;
  unsigned Line = 0;
  Section Where = Section::None;
  std::string Preamble; // the file without its entries
  StringRef Entry;
  unsigned EntryLine = 0;
  auto Finish = [&] {
    if (!Entry.empty())
      indexEntry(Entry, EntryLine, Where);
    Entry = {};
  };
  while (!Rest.empty()) {
    auto [Current, After] = Rest.split('\n');
    ++Line;
    bool AtMargin = !Current.empty() && Current[0] != ' ' && Current[0] != '#';
    if (AtMargin) {
      Finish();
      Where = sectionNamed(Current.take_until([](char C) { return C == ':'; }));
    }
    if (Where == Section::None) {
      Preamble += (Current + "\n").str();
    } else {
      Preamble += '\n';
      if (Current.starts_with("  - ")) {
        Finish();
        Entry = Current;
        EntryLine = Line;
      } else if (!Entry.empty()) {
        Entry = StringRef(Entry.data(), Current.end() - Entry.data());
      }
    }
    Rest = After;
  }
  Finish();
  Expected<ModelFile> File = readModelFile({Preamble, Name, 1});
  if (!File)
    brokenBuiltin(File.takeError());
  add(std::move(*File));
}

void Layer::indexEntry(StringRef Entry, unsigned Line, Section Where) {
  auto Broken = [&](StringRef Expected) {
    brokenBuiltin(ModelSource{Entry, Name, Line}.mistake(
        Entry.data(), "an entry of another layout", Expected));
  };
  StringRef Rest = Entry.drop_front(4);
  if (!Rest.consume_front(Where == Section::Methods ? "of: " : "name: "))
    Broken(Where == Section::Methods ? "`- of: `" : "`- name: `");
  auto &Index = Where == Section::Functions ? FunctionPieces : TypePieces;
  unsigned Number = Pieces.size();
  Pieces.push_back({Entry, Line, Where});
  auto Add = [&](StringRef Word) {
    Word = Word.trim();
    if (Word.consume_front("\""))
      Word.consume_back("\"");
    Index[Word].push_back(Number);
  };
  if (!Rest.consume_front("[")) {
    Add(Rest.take_until([](char C) { return C == '\n' || C == '#'; }));
    return;
  }
  bool Quoted = false, Closed = false;
  std::size_t Start = 0;
  for (std::size_t I = 0; I < Rest.size() && !Closed; ++I) {
    char C = Rest[I];
    if (C == '"')
      Quoted = !Quoted;
    if (Quoted || (C != ',' && C != ']'))
      continue;
    Add(Rest.slice(Start, I));
    Start = I + 1;
    Closed = C == ']';
  }
  if (!Closed)
    Broken("`]` after the names");
}

void Layer::read(Piece &P) const {
  if (P.Read)
    return;
  P.Read = true;
  ModelFile File;
  if (Error E = readEntries({P.Text, Name, P.Line}, P.Where, File))
    brokenBuiltin(std::move(E));
  add(std::move(File));
}

void Layer::readFor(const StringMap<SmallVector<unsigned, 2>> &Index,
                    StringRef Name) const {
  auto Found = Index.find(Name);
  if (Found != Index.end())
    for (unsigned Number : Found->second)
      read(Pieces[Number]);
}

void Layer::functions(StringRef Name, std::vector<FunctionModel> &Into) const {
  std::lock_guard<std::mutex> Guard(Lock);
  readFor(FunctionPieces, Name);
  readFor(TypePieces, splitQualified(Name).first);
  auto Found = Functions.find(Name);
  if (Found != Functions.end())
    Into.insert(Into.end(), Found->second.begin(), Found->second.end());
}

const TypeModel *Layer::type(StringRef Name) const {
  std::lock_guard<std::mutex> Guard(Lock);
  readFor(TypePieces, Name);
  auto Found = Types.find(Name);
  return Found == Types.end() ? nullptr : &Found->second;
}

unsigned Layer::size() const {
  std::lock_guard<std::mutex> Guard(Lock);
  for (Piece &P : Pieces)
    read(P);
  unsigned Size = Types.size() + Variables.size();
  for (auto &Entry : Functions)
    Size += Entry.second.size();
  return Size;
}

std::pair<StringRef, StringRef> splitQualified(StringRef Name) {
  StringRef Before = Name;
  for (std::size_t At = Name.find("::operator"); At != StringRef::npos;
       At = Name.find("::operator", At + 1)) {
    StringRef After = Name.drop_front(At + StringRef("::operator").size());
    if (After.empty() || !(isAlnum(After[0]) || After[0] == '_')) {
      Before = Name.take_front(At);
      return {Before, Name.drop_front(At + 2)};
    }
  }
  unsigned Angles = 0;
  for (std::size_t I = Name.size(); I-- > 1;) {
    if (Name[I] == '>')
      ++Angles;
    else if (Name[I] == '<' && Angles)
      --Angles;
    else if (!Angles && Name[I] == ':' && Name[I - 1] == ':')
      return {Name.take_front(I - 1), Name.drop_front(I + 1)};
  }
  return {StringRef(), Name};
}

} // namespace aether::analysis::models
