//===- FileReaderTest.cpp - Tests -------------------------------------*- C++
//-*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FileReader.h"

#include "gtest/gtest.h"

using namespace aether::analysis;
using namespace aether::analysis::models;
using llvm::StringRef;
using llvm::toString;

namespace {

ModelFile read(StringRef Text) {
  auto File = readModelFile({Text, "m.yaml", 1});
  if (!File) {
    ADD_FAILURE() << toString(File.takeError());
    return {};
  }
  return std::move(*File);
}

std::string mistake(StringRef Text) {
  auto File = readModelFile({Text, "m.yaml", 1});
  return File ? "no mistake" : toString(File.takeError());
}

/// EXPECT that reading \p Text ends in a message that starts with \p Start and
/// contains \p Part, on one line.
void expectMistake(StringRef Text, StringRef Start, StringRef Part = "") {
  std::string Message = mistake(Text);
  EXPECT_TRUE(StringRef(Message).starts_with(Start)) << Message;
  EXPECT_TRUE(StringRef(Message).contains(Part)) << Message;
  EXPECT_TRUE(StringRef(Message).contains(", expected ")) << Message;
  EXPECT_FALSE(StringRef(Message).contains('\n')) << Message;
}

TEST(FileReader, TypesAndMethods) {
  ModelFile File = read(R"(format: 1
types:
  - name: [my::Vec, my::Arr]
    is: container
    contiguous: true
    methods:
      - name: push
        args: 1
        do: [write this, "store this.elements = arg0"]
      - name: [constructor, destructor]
        do: write this
methods:
  - of: my::Vec
    methods:
      - name: operator[]
        do:
          - return &this[arg0]
)");
  ASSERT_EQ(File.Types.size(), 2u);
  EXPECT_EQ(File.Types[1].Name, "my::Arr");
  EXPECT_EQ(File.Types[1].K, TypeModel::Kind::Container);
  EXPECT_TRUE(File.Types[1].Contiguous);
  EXPECT_EQ(File.Types[1].Line, 3u);
  std::vector<std::string> Names;
  for (const FunctionModel &F : File.Functions)
    Names.push_back(F.Name);
  EXPECT_EQ(Names, (std::vector<std::string>{"my::Vec::push", "my::Arr::push",
                                             "my::Vec::Vec", "my::Vec::~Vec",
                                             "my::Arr::Arr", "my::Arr::~Arr",
                                             "my::Vec::operator[]"}));
  EXPECT_EQ(File.Functions[0].ArgCount, 1);
  EXPECT_EQ(File.Functions[0].Effects.size(), 2u);
  EXPECT_EQ(File.Functions[0].Line, 7u);
  EXPECT_EQ(File.Functions[0].File, "m.yaml");
}

TEST(FileReader, CountsMakeVariants) {
  ModelFile File = read(R"(format: 1
functions:
  - name: f
    args: [1, 3+]
    do: []
)");
  ASSERT_EQ(File.Functions.size(), 2u);
  EXPECT_EQ(File.Functions[0].ArgCount, 1);
  EXPECT_EQ(File.Functions[1].ArgCount, -1);
  EXPECT_EQ(File.Functions[1].MinArgs, 3);
}

TEST(FileReader, RestFollowsTheLastArgumentNamed) {
  ModelFile File = read(R"(format: 1
functions:
  - name: f
    parallel:
      tasks: [{call: arg2, with: [rest]}]
    do: read arg3
)");
  EXPECT_EQ(File.Functions[0].Parallel.Tasks[0].Args[0].Value, 4);
}

TEST(FileReader, SequentialPolicyShiftsTheArguments) {
  ModelFile File = read(R"(format: 1
functions:
  - name: each
    args: 3
    where: {arg2: callable}
    sequential-policy: true
    do: call arg2(arg0.pointee, rest)
)");
  ASSERT_EQ(File.Functions.size(), 2u);
  const FunctionModel &Shifted = File.Functions[0];
  EXPECT_EQ(Shifted.ArgCount, 4);
  ASSERT_EQ(Shifted.Where.size(), 2u);
  EXPECT_EQ(Shifted.Where[0].Is, "sequential-policy");
  EXPECT_EQ(Shifted.Where[1].Arg, 3u);
  EXPECT_EQ(Shifted.Effects[0].Operands[0].Value, 3);
  EXPECT_EQ(Shifted.Effects[0].Operands[1].Operands[0].Value, 1);
  EXPECT_EQ(Shifted.Effects[0].Operands[2].Value, 4);
  EXPECT_EQ(File.Functions[1].Effects[0].Operands[0].Value, 2);
}

TEST(FileReader, ParallelCalls) {
  ModelFile File = read(R"(format: 1
functions:
  - name: tbb::parallel_for
    where: {arg0: tbb::blocked_range, arg1: not integral}
    assume: the ranges are disjoint
    parallel:
      dimensions: [{blocks: true, from: 0, to: arg0.field(end)}, {}]
      tasks:
        - call: arg1
          copy: own
          with: [fresh]
          fields: {begin: block_begin, end: block_end}
        - call: arg1
          method: join
          many: false
          sequential: true
          do: ["write result[index]"]
      blocking: false
      handle: result
      unsequenced: true
)");
  const FunctionModel &F = File.Functions[0];
  ASSERT_TRUE(F.IsParallel);
  EXPECT_EQ(F.Assumptions, std::vector<std::string>{"the ranges are disjoint"});
  ASSERT_EQ(F.Where.size(), 2u);
  EXPECT_EQ(F.Where[0].Is, "tbb::blocked_range");
  EXPECT_TRUE(F.Where[1].Negated);
  const ParallelModel &P = F.Parallel;
  ASSERT_EQ(P.Dimensions.size(), 2u);
  EXPECT_TRUE(P.Dimensions[0].IsBlock);
  EXPECT_TRUE(P.Dimensions[0].HasBounds);
  EXPECT_FALSE(P.Dimensions[1].HasBounds);
  ASSERT_EQ(P.Tasks.size(), 2u);
  EXPECT_TRUE(P.Tasks[0].OwnCopy);
  EXPECT_TRUE(P.Tasks[0].Many);
  ASSERT_EQ(P.Tasks[0].Bindings.size(), 2u);
  EXPECT_EQ(P.Tasks[0].Bindings[1].Field, "end");
  EXPECT_EQ(P.Tasks[1].Method, "join");
  EXPECT_FALSE(P.Tasks[1].Many);
  EXPECT_TRUE(P.Tasks[1].Sequential);
  EXPECT_EQ(P.Tasks[1].Effects.size(), 1u);
  EXPECT_FALSE(P.Blocking);
  EXPECT_TRUE(P.HasHandle);
  EXPECT_TRUE(P.Unsequenced);
}

TEST(FileReader, BodiesThatAreSplit) {
  ModelFile File = read(R"(format: 1
functions:
  - name: tbb::parallel_scan
    parallel:
      tasks: [{call: arg1, split: "tbb::split", join: [reverse_join, assign]}]
)");
  const ParallelModel::Task &T = File.Functions[0].Parallel.Tasks[0];
  EXPECT_EQ(T.SplitTag, "tbb::split");
  EXPECT_EQ(T.JoinedBy, (std::vector<std::string>{"reverse_join", "assign"}));
}

TEST(FileReader, TasksOfSeveralCallables) {
  ModelFile File = read(R"(format: 1
functions:
  - name: my::all
    parallel:
      tasks: [{call: arg1, each-argument: true, many: false}]
)");
  EXPECT_TRUE(File.Functions[0].Parallel.Tasks[0].ForEachArg);
}

TEST(FileReader, MistakesInTheYaml) {
  expectMistake("", "m.yaml:1:1: found", "expected");
  expectMistake("format: 1\ntypes: [a\nfunctions: []\n",
                "m.yaml:3:", "a mistake in the YAML");
  expectMistake("format: 1\ntypes: a: b\n", "m.yaml:2:", "valid YAML");
  expectMistake("format: \"1\n", "m.yaml:1:", "a mistake in the YAML");
  expectMistake("format: *x\n", "m.yaml:1:9: found the alias `*x`");
  expectMistake("- a\n", "m.yaml:1:1: found a list, expected a model file");
  expectMistake("format: 1\n---\nformat: 1\n", "m.yaml:");
}

TEST(FileReader, MistakesInTheFrame) {
  expectMistake("types: []\n",
                "m.yaml:1:1: found a model file without `format`");
  expectMistake("format: 2\n", "m.yaml:1:9: found `2`, expected `1`");
  expectMistake("format: [1]\n", "m.yaml:1:9: found a list, expected `1`");
  expectMistake(
      "format: 1\nfuntions: []\n",
      "m.yaml:2:1: found the key `funtions`, expected a key of a "
      "model file: `format`, `rename`, `namespaces`, `variables`, "
      "`types`, `methods` or `functions` (did you mean `functions`?)");
  expectMistake("format: 1\ntypes: []\ntypes: []\n",
                "m.yaml:3:1: found the key `types` a second time");
  expectMistake("format: 1\nfunctions: f\n",
                "m.yaml:2:12: found `f`, expected a list of entries");
  expectMistake("format: 1\nfunctions:\n",
                "m.yaml:2:10: found nothing, expected a list of entries");
  expectMistake("format: 1\nrename: [a]\n", "m.yaml:2:9: found a list");
  expectMistake("format: 1\nrename: {a: b, a: c}\n",
                "m.yaml:2:16: found `a` a second time");
  expectMistake("format: 1\nnamespaces: [{name: a, rule: free}]\n",
                "m.yaml:2:30: found `free`, expected `none`, "
                "`library` or `standard-library`");
}

TEST(FileReader, MistakesInTypes) {
  expectMistake("format: 1\ntypes:\n  - name: a\n    is: contaner\n",
                "m.yaml:4:9: found `contaner`", "(did you mean `container`?)");
  expectMistake("format: 1\ntypes:\n  - name: a\n",
                "m.yaml:3:5: found a type without `is`");
  expectMistake(
      "format: 1\ntypes:\n  - name: a\n    is: view\n    flat: true\n",
      "m.yaml:5:5: found the key `flat`, expected a key of a type");
  expectMistake("format: 1\ntypes:\n  - {name: a, is: view, contiguous: yes}\n",
                "m.yaml:3:37: found `yes`, expected `true` or `false`");
  expectMistake("format: 1\ntypes:\n  - {name: [a, a], is: view}\n",
                "m.yaml:3:12: found a second entry for type `a`", "line 3");
  expectMistake("format: 1\ntypes:\n  - {name: \"a b\", is: view}\n",
                "m.yaml:3:14: found ` b` in a name");
  expectMistake("format: 1\ntypes:\n  - {name: \"::a\", is: view}\n",
                "m.yaml:3:12: found `::a`", "without leading");
  expectMistake("format: 1\ntypes:\n  - {name: [], is: view}\n",
                "m.yaml:3:12: found an empty list, expected at least one name");
}

TEST(FileReader, MistakesInFunctions) {
  expectMistake("format: 1\nfunctions:\n  - name: f\n",
                "m.yaml:3:5: found a function without `do` or `parallel`");
  expectMistake("format: 1\nfunctions:\n  - do: []\n",
                "m.yaml:3:5: found a function without `name`");
  expectMistake("format: 1\nfunctions:\n  - {name: f, args: x, do: []}\n",
                "m.yaml:3:21: found `x`, expected a number of arguments");
  expectMistake(
      "format: 1\nfunctions:\n  - {name: f, where: {a: integral}, do: []}\n",
      "m.yaml:3:23: found `a`, expected an argument");
  expectMistake(
      "format: 1\nfunctions:\n  - {name: f, where: {arg0: int}, do: []}\n",
      "m.yaml:3:29: found `int`, expected `integral`");
  expectMistake("format: 1\nfunctions:\n  - {name: f, args: 1, where: {arg1: "
                "integral}, do: []}\n",
                "m.yaml:3:32: found `arg1`");
  expectMistake("format: 1\nfunctions:\n  - name: f\n    do:\n      - read "
                "this\n      - write  ths\n",
                "m.yaml:6:16: found `ths`", "(did you mean `this`?)");
  expectMistake("format: 1\nfunctions:\n  - name: f\n    do: \"write ths\"\n",
                "m.yaml:4:16: found `ths`");
  expectMistake("format: 1\nfunctions:\n  - name: f\n    do: [[read this]]\n",
                "m.yaml:4:10: found a list, expected a statement");
}

TEST(FileReader, MistakesInParallelCalls) {
  auto With = [](StringRef Parallel) {
    return ("format: 1\nfunctions:\n  - name: f\n    parallel: " + Parallel +
            "\n")
        .str();
  };
  expectMistake(With("{tasks: []}"), "m.yaml:4:23: found an empty list");
  expectMistake(With("{}"),
                "m.yaml:4:", "found a parallel call without `tasks`");
  expectMistake(With("{tasks: [{with: [index]}]}"),
                "m.yaml:4:24: found a task without `call` or `do`");
  expectMistake(With("{tasks: [{call: arg0, copy: mine}]}"),
                "m.yaml:4:43: found `mine`, expected `shared` or `own`");
  expectMistake(With("{tasks: [{call: arg0}], handle: this}"),
                "m.yaml:4:15: found a `handle` for a blocking call");
  expectMistake(With("{tasks: [{call: arg0}], dimensions: [{from: 0}]}"),
                "m.yaml:4:52: found `from` without `to`");
  expectMistake(With("{tasks: [{call: arg0, fields: {a: index}}]}"),
                "m.yaml:4:24: found `fields` without a `fresh` argument");
  expectMistake(With("{tasks: [{call: this, each-argument: true}]}"),
                "m.yaml:4:24: found `each-argument` without an argument");
  expectMistake(With("{tasks: [{call: this, join: [join]}]}"),
                "m.yaml:4:24: found one of `split` and `join`");
  expectMistake(With("{tasks: [{call: arg0}], dimensions: [{from: 0, to: "
                     "index}]}"),
                "m.yaml:4:66: found `index`");
}

TEST(FileReader, TasksHaveAccessesOfTheirOwnAndNothingElse) {
  auto Task = [](StringRef Statement) {
    return ("format: 1\nfunctions:\n  - name: f\n    parallel:\n      tasks:\n"
            "        - {call: arg0, do: [\"" +
            Statement + "\"]}\n")
        .str();
  };
  for (StringRef Access : {"read arg1", "write this", "atomic-read arg1",
                           "atomic-write arg1", "take rest", "state clock"})
    EXPECT_EQ(mistake(Task(Access)), "no mistake") << Access.str();
  for (StringRef Other :
       {"call arg1()", "once this arg1()", "construct arg1(rest)",
        "store arg1 = arg2", "acquire this", "try-acquire this", "release this",
        "release-guard this", "move-guard this from arg1", "join this",
        "join-if-false this", "join-if-true this", "signal this", "clear this",
        "wait this", "wait-if-true this", "phase this", "return arg1",
        "unknown who knows"})
    expectMistake(Task(Other),
                  ("m.yaml:6:29: found `" + Other + "` inside a task").str(),
                  "an access (`read P`");
}

TEST(FileReader, DamagedTextEndsInAMistakeOrAFile) {
  // Whatever is cut off or replaced: no crash, and never two lines of message.
  const std::string Good = R"(format: 1
types:
  - name: [a::B, "c"]
    is: container
    methods:
      - name: "operator[]"
        args: 1
        do: ["read this.structure", "return &this[arg0]"]
functions:
  - name: f
    where: {arg0: not integral}
    parallel:
      dimensions: [{from: 0, to: size(arg0)}]
      tasks: [{call: arg1, with: ["&arg0[index]", fresh], fields: {a: index}}]
)";
  for (std::size_t I = 0; I < Good.size(); ++I) {
    EXPECT_FALSE(
        StringRef(mistake(StringRef(Good).take_front(I))).contains('\n'));
    for (char C : {'[', '"', '\'', ':', '\n', '{', '&', '\t', '\0', '\xff'}) {
      std::string Bad = Good;
      Bad[I] = C;
      EXPECT_FALSE(StringRef(mistake(Bad)).contains('\n')) << Bad;
    }
  }
}

} // namespace
