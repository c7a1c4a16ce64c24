//===- FileReader.cpp - Entries of a model file -----------------------*- C++
//-*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FileReader.h"

#include "FunctionReader.h"
#include "MapReader.h"

#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace aether::analysis::models {
namespace {

constexpr std::pair<StringRef, TypeModel::Kind> TypeKinds[] = {
    {"value", TypeModel::Kind::Value},
    {"container", TypeModel::Kind::Container},
    {"view", TypeModel::Kind::View},
    {"pointer", TypeModel::Kind::Pointer},
    {"iterator", TypeModel::Kind::Iterator},
    {"integer-range", TypeModel::Kind::IntegerRange},
    {"integer-iterator", TypeModel::Kind::IntegerIterator},
    {"block-range", TypeModel::Kind::BlockRange},
    {"mutex", TypeModel::Kind::Mutex},
    {"guard", TypeModel::Kind::Guard},
    {"atomic", TypeModel::Kind::Atomic},
    {"callable", TypeModel::Kind::Callable},
    {"handle", TypeModel::Kind::Handle},
    {"synchronized", TypeModel::Kind::Synchronized},
    {"thread-bound", TypeModel::Kind::ThreadBound},
    {"policy", TypeModel::Kind::Policy},
};

class FileReader {
public:
  FileReader(const ModelSource &Source, ModelFile &File)
      : Source(Source), File(File) {}

  Error file(const YamlNode &Root);
  Error entries(const YamlNode &List, Section Where);

private:
  Error type(const YamlNode &Node);
  Error methods(const YamlNode &Node);
  Error methodsOf(ArrayRef<std::string> Types, const YamlNode &List);
  Error function(const YamlNode &Node);
  Error rename(const YamlNode &Node);
  Error rule(const YamlNode &Node);
  Error variable(const YamlNode &Node);

  const ModelSource &Source;
  ModelFile &File;
};

Error FileReader::file(const YamlNode &Root) {
  MapReader Map(Source, Root, "a model file");
  Map.required("format", [&](const YamlNode &N) {
    return N.isScalar() && N.Text == "1"
               ? Error::success()
               : Source.mistake(N.Begin, N.describe(),
                                "`1`, the version of the format that this "
                                "Aether reads");
  });
  Map.optional("rename", [&](const YamlNode &N) { return rename(N); });
  Map.optional("namespaces", [&](const YamlNode &N) {
    return forEach(Source, N, "a list of namespaces",
                   [&](const YamlNode &Item) { return rule(Item); });
  });
  Map.optional("variables", [&](const YamlNode &N) {
    return forEach(Source, N, "a list of variables",
                   [&](const YamlNode &Item) { return variable(Item); });
  });
  Map.optional("types",
               [&](const YamlNode &N) { return entries(N, Section::Types); });
  Map.optional("methods",
               [&](const YamlNode &N) { return entries(N, Section::Methods); });
  Map.optional("functions", [&](const YamlNode &N) {
    return entries(N, Section::Functions);
  });
  return Map.read();
}

Error FileReader::entries(const YamlNode &List, Section Where) {
  return forEach(Source, List, "a list of entries (`- name: ...`)",
                 [&](const YamlNode &Item) -> Error {
                   switch (Where) {
                   case Section::Types:
                     return type(Item);
                   case Section::Methods:
                     return methods(Item);
                   case Section::Functions:
                   case Section::None:
                     break;
                   }
                   return function(Item);
                 });
}

Error FileReader::rename(const YamlNode &Node) {
  if (!Node.isMap())
    return Source.mistake(Node.Begin, Node.describe(),
                          "a map from names to names (`detail::thing: thing`)");
  for (auto &[From, To] : Node.Fields) {
    std::string OldName, NewName;
    if (Error E = readPattern(Source, *From, OldName))
      return E;
    if (Error E = readPattern(Source, *To, NewName))
      return E;
    if (StringRef(NewName).contains('*') && !StringRef(OldName).contains('*'))
      return Source.mistake(To->at(NewName.find('*')), "`*`",
                            "a name without `*`, as that to its left has none");
    for (auto &Earlier : File.Renames)
      if (Earlier.first == OldName)
        return Source.mistake(From->Begin, "`" + OldName + "` a second time",
                              "each name once");
    File.Renames.push_back({std::move(OldName), std::move(NewName)});
  }
  return Error::success();
}

Error FileReader::rule(const YamlNode &Node) {
  std::vector<std::string> Names;
  NamespaceRule Rule = NamespaceRule::None;
  MapReader Map(Source, Node, "a namespace");
  Map.required("name",
               [&](const YamlNode &N) { return readNames(Source, N, Names); });
  Map.required("rule", [&](const YamlNode &N) {
    static constexpr std::pair<StringRef, NamespaceRule> Known[] = {
        {"none", NamespaceRule::None},
        {"library", NamespaceRule::Library},
        {"standard-library", NamespaceRule::StandardLibrary},
    };
    return readWord<NamespaceRule>(Source, N, Known, Rule);
  });
  if (Error E = Map.read())
    return E;
  for (std::string &Name : Names)
    File.Rules.push_back({std::move(Name), Rule});
  return Error::success();
}

Error FileReader::variable(const YamlNode &Node) {
  std::vector<std::string> Names;
  VariableModel V;
  MapReader Map(Source, Node, "a variable");
  Map.required("name",
               [&](const YamlNode &N) { return readNames(Source, N, Names); });
  Map.required("is", [&](const YamlNode &N) {
    static constexpr std::pair<StringRef, VariableModel::Kind> Known[] = {
        {"synchronized", VariableModel::Kind::Synchronized},
        {"constant", VariableModel::Kind::Constant},
    };
    return readWord<VariableModel::Kind>(Source, N, Known, V.K);
  });
  if (Error E = Map.read())
    return E;
  V.File = Source.Name;
  V.Line = Source.lineAndColumn(Node.Begin).first;
  for (std::string &Name : Names) {
    V.Name = std::move(Name);
    File.Variables.push_back(V);
  }
  return Error::success();
}

Error FileReader::type(const YamlNode &Node) {
  std::vector<std::string> Names;
  const YamlNode *Methods = nullptr;
  const YamlNode *NameNode = nullptr;
  TypeModel T;
  auto Flag = [&](bool &Into) {
    return
        [this, &Into](const YamlNode &N) { return readBool(Source, N, Into); };
  };
  MapReader Map(Source, Node, "a type");
  Map.required("name", [&](const YamlNode &N) {
    NameNode = &N;
    return readNames(Source, N, Names);
  });
  Map.required("is", [&](const YamlNode &N) {
    return readWord<TypeModel::Kind>(Source, N, TypeKinds, T.K);
  });
  Map.optional("associative", Flag(T.Associative));
  Map.optional("packed-bits", Flag(T.PackedBits));
  Map.optional("backwards", Flag(T.Backwards));
  Map.optional("contiguous", Flag(T.Contiguous));
  Map.optional("unique-owner", Flag(T.UniqueOwner));
  Map.optional("shared-owner", Flag(T.SharedOwner));
  Map.optional("parallel", Flag(T.Parallel));
  Map.optional("unsequenced", Flag(T.Unsequenced));
  Map.optional("methods", [&](const YamlNode &N) {
    Methods = &N;
    return Error::success();
  });
  if (Error E = Map.read())
    return E;
  T.File = Source.Name;
  T.Line = Source.lineAndColumn(Node.Begin).first;
  for (const std::string &Name : Names) {
    for (const TypeModel &Earlier : File.Types)
      if (Earlier.Name == Name)
        return Source.mistake(
            NameNode->Begin, "a second entry for type `" + Name + "`",
            "one (the first is in line " + Twine(Earlier.Line) +
                "; more methods may go under `methods:`)");
    T.Name = Name;
    File.Types.push_back(T);
  }
  return Methods ? methodsOf(Names, *Methods) : Error::success();
}

Error FileReader::methods(const YamlNode &Node) {
  std::vector<std::string> Types;
  const YamlNode *Methods = nullptr;
  MapReader Map(Source, Node, "methods of types");
  Map.required("of",
               [&](const YamlNode &N) { return readNames(Source, N, Types); });
  Map.required("methods", [&](const YamlNode &N) {
    Methods = &N;
    return Error::success();
  });
  if (Error E = Map.read())
    return E;
  return methodsOf(Types, *Methods);
}

Error FileReader::methodsOf(ArrayRef<std::string> Types, const YamlNode &List) {
  return forEach(
      Source, List, "a list of methods (`- name: ...`)",
      [&](const YamlNode &Item) -> Error {
        std::vector<std::string> Names;
        std::vector<FunctionModel> Models;
        if (Error E = readFunction(Source, Item, Names, Models))
          return E;
        for (const std::string &Type : Types) {
          StringRef Short =
              StringRef(Type).take_until([](char C) { return C == '<'; });
          if (std::size_t Colons = Short.rfind("::"); Colons != Short.npos)
            Short = Short.drop_front(Colons + 2);
          for (const std::string &Name : Names)
            for (FunctionModel M : Models) {
              M.Name = Type + "::" +
                       (Name == "constructor"  ? Short.str()
                        : Name == "destructor" ? ("~" + Short).str()
                                               : Name);
              File.Functions.push_back(std::move(M));
            }
        }
        return Error::success();
      });
}

Error FileReader::function(const YamlNode &Node) {
  std::vector<std::string> Names;
  std::vector<FunctionModel> Models;
  if (Error E = readFunction(Source, Node, Names, Models))
    return E;
  for (const std::string &Name : Names)
    for (FunctionModel M : Models) {
      M.Name = Name;
      File.Functions.push_back(std::move(M));
    }
  return Error::success();
}

} // namespace

Expected<ModelFile> readModelFile(const ModelSource &Source) {
  Expected<YamlTree> Tree = YamlTree::parse(Source);
  if (!Tree)
    return Tree.takeError();
  ModelFile File;
  if (Error E = FileReader(Source, File).file(Tree->root()))
    return E;
  return File;
}

Error readEntries(const ModelSource &Source, Section Where, ModelFile &File) {
  Expected<YamlTree> Tree = YamlTree::parse(Source);
  if (!Tree)
    return Tree.takeError();
  return FileReader(Source, File).entries(Tree->root(), Where);
}

} // namespace aether::analysis::models
