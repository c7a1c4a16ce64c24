//===- ModelSet.cpp - Look-up of models -------------------------------*- C++
//-*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether-analysis/Models.h"

#include "Builtin.h"
#include "Layer.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/xxhash.h"

using namespace llvm;

namespace aether::analysis {

using models::Layer;
using models::ModelFile;
using models::ModelSource;
using models::splitQualified;

/// The layers of a set, the one that goes first at the front.
class ModelSet::Layers {
public:
  explicit Layers(std::vector<std::shared_ptr<const Layer>> List)
      : List(std::move(List)) {
    for (const auto &L : reverse(this->List)) {
      for (const auto &[From, To] : L->renames()) {
        if (StringRef(From).contains('*') &&
            !StringRef(From).contains("operator*"))
          Patterns.push_back({From, To});
        else
          Renames[From] = To;
      }
      for (const VariableModel &V : L->variables())
        Variables[V.Name] = V;
      for (const auto &[Name, Rule] : L->rules())
        Rules[Name] = Rule;
    }
    // The longest first: it is the most special one.
    llvm::stable_sort(Patterns, [](const auto &A, const auto &B) {
      return A.first.size() > B.first.size();
    });
  }

  std::string canonicalName(StringRef Name) const;
  const std::vector<FunctionModel> &functions(StringRef QualifiedName) const;

  std::vector<std::shared_ptr<const Layer>> List;
  StringMap<NamespaceRule> Rules;
  StringMap<VariableModel> Variables;

private:
  bool renameOnce(std::string &Name) const;
  bool matchPattern(std::string &Name) const;
  void collect(StringRef Name, std::vector<FunctionModel> &Into) const {
    for (const auto &L : List)
      L->functions(Name, Into);
  }

  StringMap<std::string> Renames;
  /// Whole names with a `*`, which stands for part of one identifier.
  std::vector<std::pair<std::string, std::string>> Patterns;
  mutable std::mutex Lock; ///< guards Found
  mutable StringMap<std::vector<FunctionModel>> Found;
};

/// Replaces the longest prefix of \p Name that has another name.
bool ModelSet::Layers::renameOnce(std::string &Name) const {
  // The name without template arguments of its prefixes, component by
  // component.
  for (StringRef Prefix = Name; !Prefix.empty();
       Prefix = splitQualified(Prefix).first) {
    auto Entry = Renames.find(Prefix);
    if (Entry == Renames.end())
      continue;
    StringRef Last = splitQualified(Prefix).second;
    StringRef NewLast = splitQualified(Entry->second).second;
    StringRef Rest = StringRef(Name).drop_front(Prefix.size());
    // Constructors and destructors bear the class's name.
    std::string NewRest = Rest.str();
    if (Rest.consume_front("::")) {
      bool Destructor = Rest.consume_front("~");
      if (Rest == Last)
        NewRest = ((Destructor ? "::~" : "::") + NewLast).str();
    }
    Name = Entry->second + NewRest;
    return true;
  }
  return false;
}

bool ModelSet::Layers::matchPattern(std::string &Name) const {
  for (const auto &[From, To] : Patterns) {
    auto [Before, After] = StringRef(From).split('*');
    StringRef Rest = Name;
    if (!Rest.consume_front(Before) || !Rest.consume_back(After) ||
        Rest.empty() ||
        !all_of(Rest, [](char C) { return isAlnum(C) || C == '_'; }))
      continue;
    auto [NewBefore, NewAfter] = StringRef(To).split('*');
    std::string Part = StringRef(To).contains('*') ? Rest.str() : "";
    Name = (NewBefore + Part + NewAfter).str();
    return true;
  }
  return false;
}

std::string ModelSet::Layers::canonicalName(StringRef QualifiedName) const {
  std::string Name = QualifiedName.str();
  // A bound, since renames may go in circles.
  for (unsigned I = 0; I < 16 && (renameOnce(Name) || matchPattern(Name)); ++I)
    ;
  StringRef Type = splitQualified(Name).second;
  if (Type.consume_front("operator ") && Type != "new" && Type != "new[]" &&
      Type != "delete" && Type != "delete[]" && Type != "co_await" &&
      !Type.starts_with("\"\""))
    Name = (splitQualified(Name).first + "::conversion").str();
  return Name;
}

const std::vector<FunctionModel> &
ModelSet::Layers::functions(StringRef QualifiedName) const {
  std::lock_guard<std::mutex> Guard(Lock);
  auto [Entry, Inserted] = Found.try_emplace(QualifiedName);
  std::vector<FunctionModel> &Result = Entry->second;
  if (!Inserted)
    return Result;
  std::string Name = canonicalName(QualifiedName);
  collect(Name, Result);
  if (Result.empty()) {
    auto [Scope, Member] = splitQualified(Name);
    if (!Scope.empty() && !Member.starts_with("~"))
      collect((Scope + "::*").str(), Result);
  }
  return Result;
}

const ModelSet &ModelSet::builtin() {
  static const ModelSet Set = [] {
    ModelSet S;
    std::vector<std::shared_ptr<const Layer>> List;
    for (const models::BuiltinFile &File : models::builtinFiles()) {
      List.push_back(std::make_shared<Layer>(File.Text, File.Name));
      S.Version = S.Version * 31 + xxh3_64bits(File.Text);
    }
    S.Data = std::make_shared<Layers>(std::move(List));
    return S;
  }();
  return Set;
}

Expected<ModelSet> ModelSet::withFile(StringRef Path) const {
  ErrorOr<std::unique_ptr<MemoryBuffer>> Buffer =
      MemoryBuffer::getFile(Path, /*IsText=*/true);
  if (!Buffer)
    return createStringError(
        formatv("{0}: found no readable file ({1}), expected a YAML file with "
                "models; check the path given to --models",
                Path, Buffer.getError().message())
            .str());
  return withText((*Buffer)->getBuffer(), Path);
}

Expected<ModelSet> ModelSet::withText(StringRef Text, StringRef Name) const {
  Expected<ModelFile> File =
      models::readModelFile(ModelSource{Text, Name.str()});
  if (!File)
    return File.takeError();
  std::vector<std::shared_ptr<const Layer>> List;
  List.push_back(std::make_shared<Layer>(std::move(*File)));
  llvm::append_range(List, Data->List);
  ModelSet Set;
  Set.Data = std::make_shared<Layers>(std::move(List));
  Set.Version = Version * 31 + xxh3_64bits(Text);
  return Set;
}

ArrayRef<FunctionModel> ModelSet::functions(StringRef QualifiedName) const {
  return Data->functions(QualifiedName);
}

const TypeModel *ModelSet::type(StringRef QualifiedName) const {
  std::string Name = canonicalName(QualifiedName);
  for (const auto &L : Data->List)
    if (const TypeModel *T = L->type(Name))
      return T;
  return nullptr;
}

const VariableModel *ModelSet::variable(StringRef QualifiedName) const {
  auto Found = Data->Variables.find(canonicalName(QualifiedName));
  return Found == Data->Variables.end() ? nullptr : &Found->second;
}

NamespaceRule ModelSet::rule(StringRef QualifiedName) const {
  std::string Name = canonicalName(QualifiedName);
  for (StringRef Scope = splitQualified(Name).first; !Scope.empty();
       Scope = splitQualified(Scope).first) {
    auto Rule = Data->Rules.find(Scope);
    if (Rule != Data->Rules.end())
      return Rule->second;
  }
  return NamespaceRule::None;
}

std::string ModelSet::canonicalName(StringRef QualifiedName) const {
  return Data->canonicalName(QualifiedName);
}

unsigned ModelSet::size() const {
  unsigned Size = 0;
  for (const auto &L : Data->List)
    Size += L->size();
  return Size;
}

} // namespace aether::analysis
