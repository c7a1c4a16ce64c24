//===- YamlTree.cpp - YAML with positions -----------------------------*- C++
//-*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "YamlTree.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/YAMLParser.h"

#include <optional>

using namespace llvm;

namespace aether::analysis::models {

std::string YamlNode::describe() const {
  switch (K) {
  case Kind::Null:
    return "nothing";
  case Kind::Scalar:
    return "`" + Text + "`";
  case Kind::List:
    return "a list";
  case Kind::Map:
    return "a map (`key: value`)";
  }
  return {};
}

/// Turns LLVM's nodes into ours and keeps the first thing that went wrong.
class TreeBuilder {
public:
  TreeBuilder(const ModelSource &Source, YamlTree &Tree)
      : Source(Source), Tree(Tree), Stream(Source.Text, Sources, false) {
    Sources.setDiagHandler(
        [](const SMDiagnostic &D, void *Self) {
          static_cast<TreeBuilder *>(Self)->syntaxError(D);
        },
        this);
  }

  Error build() {
    yaml::document_iterator Document = Stream.begin();
    yaml::Node *Root = Document == Stream.end() ? nullptr : Document->getRoot();
    const YamlNode *Built = Root ? node(*Root) : nullptr;
    if (!failed() && Built && !Built->isNull()) {
      Document->skip();
      if (!failed() && ++Document != Stream.end() && !failed())
        fail(Source.Text.end(), "a second document (`---`)",
             "one document in a file");
    }
    if (Mistake)
      return createStringError(*Mistake);
    if (!Built || Stream.failed())
      return Source.mistake(Source.Text.begin(), "no YAML", "a model file");
    Tree.Root = Built;
    return Error::success();
  }

private:
  bool failed() { return Mistake || Stream.failed(); }

  void fail(const char *Where, const Twine &Found, const Twine &Expected) {
    if (!Mistake)
      Mistake = toString(Source.mistake(Where, Found, Expected));
  }

  void syntaxError(const SMDiagnostic &D) {
    std::string Message = D.getMessage().str();
    while (!Message.empty() && (Message.back() == '!' || Message.back() == '.'))
      Message.pop_back();
    const char *Where = D.getLoc().getPointer();
    if (!Where || Where < Source.Text.begin() || Where > Source.Text.end())
      Where = Source.Text.begin();
    fail(Where, "a mistake in the YAML (" + Message + ")",
         "valid YAML; a text with `: `, ` #`, or a comma or bracket inside "
         "[...] needs quotes");
  }

  YamlNode &make(YamlNode::Kind K, yaml::Node &From) {
    YamlNode &N = Tree.Nodes.emplace_back();
    N.K = K;
    N.Begin = From.getSourceRange().Start.getPointer();
    if (!N.Begin)
      N.Begin = Source.Text.begin();
    // The range of a flow collection begins behind its bracket.
    if (K == YamlNode::Kind::List || K == YamlNode::Kind::Map)
      N.Begin = backTo(N.Begin, K == YamlNode::Kind::List ? '[' : '{');
    return N;
  }

  /// The bracket \p C before \p Where with only blanks between, else Where.
  const char *backTo(const char *Where, char C) const {
    StringRef Before(Source.Text.data(), Where - Source.Text.data());
    Before = Before.rtrim(" \t\n\r");
    return Before.ends_with(StringRef(&C, 1)) ? Before.end() - 1 : Where;
  }

  const YamlNode *node(yaml::Node &From) {
    if (failed())
      return nullptr;
    if (auto *S = dyn_cast<yaml::ScalarNode>(&From)) {
      YamlNode &N = make(YamlNode::Kind::Scalar, From);
      StringRef Raw = S->getRawValue();
      SmallString<64> Storage;
      StringRef Value = S->getValue(Storage);
      N.Text = Value.str();
      if (Raw == Value)
        N.Verbatim = Raw.data();
      else if (Raw.size() >= 2 && Raw.drop_front().drop_back() == Value)
        N.Verbatim = Raw.data() + 1;
      return &N;
    }
    if (auto *B = dyn_cast<yaml::BlockScalarNode>(&From)) {
      YamlNode &N = make(YamlNode::Kind::Scalar, From);
      N.Text = B->getValue().rtrim().str();
      return &N;
    }
    if (auto *L = dyn_cast<yaml::SequenceNode>(&From)) {
      YamlNode &N = make(YamlNode::Kind::List, From);
      for (yaml::Node &Item : *L) {
        const YamlNode *Built = node(Item);
        if (!Built)
          return nullptr;
        N.Items.push_back(Built);
      }
      return failed() ? nullptr : &N;
    }
    if (auto *M = dyn_cast<yaml::MappingNode>(&From)) {
      YamlNode &N = make(YamlNode::Kind::Map, From);
      for (yaml::KeyValueNode &Field : *M) {
        if (failed() || !Field.getKey())
          return nullptr;
        const YamlNode *Key = node(*Field.getKey());
        if (!Key || !Field.getValue())
          return nullptr;
        const YamlNode *Value = node(*Field.getValue());
        if (!Value)
          return nullptr;
        if (Value->isNull()) // has no position of its own
          const_cast<YamlNode *>(Value)->Begin = Key->at(Key->Text.size());
        N.Fields.push_back({Key, Value});
      }
      return failed() ? nullptr : &N;
    }
    if (auto *A = dyn_cast<yaml::AliasNode>(&From)) {
      const char *Star = A->getName().data() - 1;
      fail(Star, "the alias `*" + A->getName() + "`",
           "the text itself (aliases are not supported), or quotes around it");
      return nullptr;
    }
    return &make(YamlNode::Kind::Null, From);
  }

  const ModelSource &Source;
  YamlTree &Tree;
  SourceMgr Sources;
  yaml::Stream Stream;
  std::optional<std::string> Mistake;
};

Expected<YamlTree> YamlTree::parse(const ModelSource &Source) {
  YamlTree Tree;
  if (Error E = TreeBuilder(Source, Tree).build())
    return E;
  return Tree;
}

} // namespace aether::analysis::models
