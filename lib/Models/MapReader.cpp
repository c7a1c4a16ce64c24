//===- MapReader.cpp - Reading the nodes of a model file --------------*- C++
//-*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MapReader.h"

#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace aether::analysis::models {

Error MapReader::read() {
  auto Names = [&] {
    SmallVector<StringRef> Words;
    for (const Key &K : Keys)
      Words.push_back(K.Name);
    return Words;
  };
  if (!Node.isMap())
    return Source.mistake(Node.Begin, Node.describe(),
                          What + " as a map with the keys " + oneOf(Names()));
  for (auto &[KeyNode, Value] : Node.Fields) {
    auto *Known = find_if(Keys, [&, K = KeyNode](const Key &Candidate) {
      return K->isScalar() && Candidate.Name == K->Text;
    });
    if (Known == Keys.end())
      return Source.mistake(KeyNode->Begin, "the key " + KeyNode->describe(),
                            "a key of " + What + ": " +
                                oneOf(Names(), KeyNode->Text));
    if (Known->Value)
      return Source.mistake(KeyNode->Begin,
                            "the key `" + Known->Name + "` a second time",
                            "each key once");
    Known->Value = Value;
  }
  for (const Key &K : Keys)
    if (K.Required && !K.Value)
      return Source.mistake(Node.Begin, What + " without `" + K.Name + "`",
                            "the key `" + K.Name + "`");
  for (const Key &K : Keys)
    if (K.Value)
      if (Error E = K.H(*K.Value))
        return E;
  return Error::success();
}

Error forEach(const ModelSource &Source, const YamlNode &Node, StringRef Wanted,
              function_ref<Error(const YamlNode &)> Item) {
  if (!Node.isList())
    return Source.mistake(Node.Begin, Node.describe(), Wanted);
  for (const YamlNode *N : Node.Items)
    if (Error E = Item(*N))
      return E;
  return Error::success();
}

Error readBool(const ModelSource &Source, const YamlNode &Node, bool &Into) {
  static constexpr std::pair<StringRef, bool> Known[] = {{"true", true},
                                                         {"false", false}};
  return readWord<bool>(Source, Node, Known, Into);
}

Error readText(const ModelSource &Source, const YamlNode &Node,
               StringRef Wanted, std::string &Into) {
  if (!Node.isScalar() || Node.Text.empty())
    return Source.mistake(Node.Begin, Node.describe(), Wanted);
  Into = Node.Text;
  return Error::success();
}

/// Where \p Name stops being a qualified name, or npos.
static std::size_t endOfName(StringRef Name) {
  unsigned Angles = 0;
  for (std::size_t I = 0; I < Name.size();) {
    StringRef Rest = Name.drop_front(I);
    if (Angles == 0 && Rest.starts_with("operator") &&
        (Rest.size() == 8 || !(isAlnum(Rest[8]) || Rest[8] == '_')))
      return StringRef::npos; // operator names end with the name
    if (Rest.starts_with("::")) {
      if (Rest.size() == 2)
        return I;
      I += 2;
      continue;
    }
    char C = Rest[0];
    if (C == '<')
      ++Angles;
    else if (C == '>' && Angles)
      --Angles;
    else if (!(isAlnum(C) || C == '_' || C == '~' ||
               (Angles && StringRef(", *&()").contains(C))))
      return I;
    ++I;
  }
  return Angles ? Name.size() : StringRef::npos;
}

Error readName(const ModelSource &Source, const YamlNode &Node,
               std::string &Into) {
  constexpr StringRef Wanted = "a qualified C++ name, such as `std::vector`";
  if (Error E = readText(Source, Node, Wanted, Into))
    return E;
  StringRef Name = Into;
  if (Name == "*" || Name.ends_with("::*"))
    Name = Name.drop_back(Name == "*" ? 1 : 3); // every other member function
  else if (Name.starts_with("::"))
    return Source.mistake(Node.Begin, Node.describe(),
                          Wanted + ", without leading `::`");
  if (std::size_t Bad = endOfName(Name); Bad != StringRef::npos)
    return Source.mistake(Node.at(Bad),
                          Bad < Name.size()
                              ? "`" + Name.drop_front(Bad).str() + "` in a name"
                              : "the end of a name",
                          Wanted);
  return Error::success();
}

Error readPattern(const ModelSource &Source, const YamlNode &Node,
                  std::string &Into) {
  std::size_t Star = Node.Text.find('*');
  if (!Node.isScalar() || Star == std::string::npos ||
      StringRef(Node.Text).contains("operator*"))
    return readName(Source, Node, Into);
  YamlNode Plain = Node; // with an identifier's character in place of the star
  Plain.Text[Star] = '_';
  if (Error E = readName(Source, Plain, Into))
    return E;
  Into = Node.Text;
  return Error::success();
}

Error readNames(const ModelSource &Source, const YamlNode &Node,
                std::vector<std::string> &Into) {
  if (!Node.isList())
    return readName(Source, Node, Into.emplace_back());
  if (Node.Items.empty())
    return Source.mistake(Node.Begin, "an empty list", "at least one name");
  for (const YamlNode *N : Node.Items)
    if (Error E = readName(Source, *N, Into.emplace_back()))
      return E;
  return Error::success();
}

} // namespace aether::analysis::models
