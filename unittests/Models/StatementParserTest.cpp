//===- StatementParserTest.cpp - Tests --------------------------------*- C++
//-*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "StatementParser.h"

#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"

using namespace aether::analysis;
using namespace aether::analysis::models;
using llvm::StringRef;
using llvm::toString;

namespace {

/// The text as the scalar of a file that holds nothing else.
struct Scalar {
  explicit Scalar(StringRef Text) {
    Source.Text = Text;
    Source.Name = "m.yaml";
    Node.K = YamlNode::Kind::Scalar;
    Node.Text = Text.str();
    Node.Begin = Node.Verbatim = Text.data();
  }
  ModelSource Source;
  YamlNode Node;
};

void print(const ModelTerm &T, llvm::raw_ostream &OS);

void printList(llvm::ArrayRef<ModelTerm> List, llvm::raw_ostream &OS) {
  for (std::size_t I = 0; I < List.size(); ++I) {
    OS << (I ? ", " : "");
    print(List[I], OS);
  }
}

void print(const ModelTerm &T, llvm::raw_ostream &OS) {
  using K = ModelTerm::Kind;
  static const char *const Names[] = {
      "this",  "arg",   "rest",     "result", "state",   "pointee", "struct",
      "elems", "at",    "moved",    "field",  "addr",    "fresh",   "",
      "size",  "index", "begin",    "end",    "add",     "sub",     "mul",
      "range", "span",  "returned", "either", "unknown", "random",  "some",
      "found", "nth",   "owner",    "joined"};
  OS << Names[static_cast<int>(T.K)];
  if (T.K == K::Arg || T.K == K::Const)
    OS << T.Value;
  else if (T.Value)
    OS << '#' << T.Value;
  if (!T.Name.empty())
    OS << '\'' << T.Name;
  if (T.Operands.empty())
    return;
  OS << '(';
  printList(T.Operands, OS);
  OS << ')';
}

std::string term(StringRef Text, TermSort Sort, TermContext Context = {}) {
  Scalar S(Text);
  auto T = parseTerm(S.Source, S.Node, Sort, Context);
  if (!T)
    return toString(T.takeError());
  std::string Out;
  llvm::raw_string_ostream OS(Out);
  print(*T, OS);
  return Out;
}

std::string statement(StringRef Text, TermContext Context = {}) {
  Scalar S(Text);
  auto E = parseStatement(S.Source, S.Node, Context);
  if (!E)
    return toString(E.takeError());
  std::string Out;
  llvm::raw_string_ostream OS(Out);
  OS << static_cast<int>(E->K) << (E->Shared ? " shared" : "")
     << (E->IfZero ? " if-zero" : "") << (E->ElseBusy ? " else-busy" : "")
     << (E->InTurn ? " in turn" : "");
  if (!E->Text.empty())
    OS << " '" << E->Text << "'";
  OS << ": ";
  printList(E->Operands, OS);
  return Out;
}

std::string kind(ModelEffect::Kind K) {
  return std::to_string(static_cast<int>(K));
}

TEST(StatementParser, Places) {
  EXPECT_EQ(term("this", TermSort::Place), "this");
  EXPECT_EQ(term("arg12.pointee", TermSort::Place), "pointee(arg12)");
  EXPECT_EQ(term(" this . field( data ) . pointee [ +arg0 ]", TermSort::Place),
            "moved(pointee(field'data(this)), arg0)");
  EXPECT_EQ(term("this.elements.field(second)", TermSort::Place),
            "field'second(elems(this))");
  EXPECT_EQ(term("this[arg0 + 1]", TermSort::Place), "at(this, add(arg0, 1))");
  EXPECT_EQ(term("this.pointee[-1]", TermSort::Place),
            "moved(pointee(this), sub(0, 1))");
  EXPECT_EQ(term("this.some", TermSort::Place), "some(this)");
  EXPECT_EQ(term("span(arg0, arg1).some", TermSort::Place),
            "some(span(arg0, arg1))");
  EXPECT_EQ(term("this.found(arg0).field(second)", TermSort::Place),
            "field'second(found(this, arg0))");
  EXPECT_EQ(term("this.pointee.owner.structure", TermSort::Place),
            "struct(owner(pointee(this)))");
  EXPECT_EQ(term("state(rand)", TermSort::Place), "state'rand");
  EXPECT_EQ(term("span(arg0, arg1)", TermSort::Place), "span(arg0, arg1)");
}

TEST(StatementParser, IntegersAndValues) {
  EXPECT_EQ(term("2 * size(arg0) - 1", TermSort::Integer),
            "sub(mul(2, size(arg0)), 1)");
  EXPECT_EQ(term("2 * (3 - arg0)", TermSort::Integer), "mul(2, sub(3, arg0))");
  EXPECT_EQ(term("&this[0]", TermSort::Value), "addr(at(this, 0))");
  EXPECT_EQ(term("range(0, arg0)", TermSort::Value), "range(0, arg0)");
  EXPECT_EQ(term("fresh", TermSort::Value), "fresh");
  EXPECT_EQ(term("unknown", TermSort::Value), "unknown");
  EXPECT_EQ(term("random", TermSort::Value), "random");
  EXPECT_EQ(term("either(&arg0, arg1)", TermSort::Value),
            "either(addr(arg0), arg1)");
  EXPECT_EQ(term("span(arg0)", TermSort::Value), "span(arg0)");
  EXPECT_EQ(term("joined(arg0)", TermSort::Value), "joined(arg0)");
  TermContext Task{-1, true};
  EXPECT_EQ(term("&arg0[index]", TermSort::Value, Task),
            "addr(at(arg0, index))");
  EXPECT_EQ(term("index(1)", TermSort::Integer, Task), "index#1");
  EXPECT_EQ(term("arg0-index", TermSort::Integer, Task), "sub(arg0, index)");
  EXPECT_EQ(term("block_end(2) - block_begin(2)", TermSort::Integer, Task),
            "sub(end#2, begin#2)");
}

TEST(StatementParser, Statements) {
  using K = ModelEffect::Kind;
  EXPECT_EQ(statement("read this"), kind(K::Read) + ": this");
  EXPECT_EQ(statement("require arg1"), kind(K::Require) + ": arg1");
  EXPECT_EQ(statement("require 0"), kind(K::Require) + ": 0");
  EXPECT_EQ(statement("end-thread"), kind(K::EndThread) + ": ");
  EXPECT_EQ(statement("at-exit arg0"), kind(K::AtExit) + ": arg0");
  EXPECT_EQ(statement("atomic-write this"), kind(K::AtomicWrite) + ": this");
  EXPECT_EQ(statement("keep this.field(body) = arg1"),
            kind(K::Keep) + ": field'body(this), arg1");
  EXPECT_EQ(statement("keep this = arg1 in turn"),
            kind(K::Keep) + " in turn: this, arg1");
  EXPECT_EQ(statement("take rest"), kind(K::Take) + ": rest");
  EXPECT_EQ(statement("store this.elements = arg0"),
            kind(K::Store) + ": elems(this), arg0");
  EXPECT_EQ(statement("construct this.elements(rest)"),
            kind(K::Construct) + ": elems(this), rest");
  EXPECT_EQ(statement("acquire arg0 shared under this"),
            kind(K::Acquire) + " shared: arg0, this");
  EXPECT_EQ(statement("acquire this"), kind(K::Acquire) + ": this");
  EXPECT_EQ(statement("try-acquire this.field(mutex).pointee under this"),
            kind(K::TryAcquire) + ": pointee(field'mutex(this)), this");
  EXPECT_EQ(statement("try-acquire arg0.pointee shared if-zero"),
            kind(K::TryAcquire) + " shared if-zero: pointee(arg0)");
  EXPECT_EQ(statement("try-acquire arg0.pointee if-zero else-busy"),
            kind(K::TryAcquire) + " if-zero else-busy: pointee(arg0)");
  EXPECT_EQ(statement("move-guard this from arg0"),
            kind(K::MoveGuard) + ": this, arg0");
  EXPECT_EQ(statement("call arg1(&arg0.elements, 3)"),
            kind(K::Call) + ": arg1, addr(elems(arg0)), 3");
  EXPECT_EQ(statement("call arg1()"), kind(K::Call) + ": arg1");
  EXPECT_EQ(statement("once arg0 arg1(rest)"),
            kind(K::Once) + ": arg0, arg1, rest");
  EXPECT_EQ(statement("join this"), kind(K::Join) + ": this");
  EXPECT_EQ(statement("return &this"), kind(K::Return) + ": addr(this)");
  EXPECT_EQ(statement("state rand"), kind(K::State) + " 'rand': ");
  EXPECT_EQ(statement("unknown it is hard"),
            kind(K::Unknown) + " 'it is hard': ");
}

TEST(StatementParser, MistakesAreToldWithTheirColumn) {
  EXPECT_EQ(statement("raed this").substr(0, 74),
            "m.yaml:1:1: found `raed`, expected a statement that starts with "
            "`read`, `w");
  EXPECT_NE(statement("raed this").find("(did you mean `read`?)"),
            std::string::npos);
  EXPECT_EQ(statement("read"),
            "m.yaml:1:5: found the end of `read`, expected a "
            "term, such as `this` or `arg0`");
  EXPECT_EQ(statement("read this this"),
            "m.yaml:1:11: found `this`, expected the end of the statement");
  EXPECT_EQ(statement("read 3").substr(0, 37),
            "m.yaml:1:6: found `3`, expected a pla");
  EXPECT_EQ(statement("store this arg0"),
            "m.yaml:1:12: found `arg0`, expected `=`");
  EXPECT_EQ(statement("acquire this beneath arg0"),
            "m.yaml:1:14: found `beneath`, expected `shared`, `under` or the "
            "end of the statement");
  EXPECT_EQ(statement("move-guard this to arg0"),
            "m.yaml:1:17: found `to`, expected `from`");
  EXPECT_EQ(statement("call arg0 arg1"),
            "m.yaml:1:11: found `arg1`, expected `(`");
  EXPECT_EQ(statement("call arg0(arg1"),
            "m.yaml:1:15: found the end of `call arg0(arg1`, expected `)`");
  EXPECT_EQ(statement("read this.elments"),
            "m.yaml:1:11: found `elments`, expected `pointee`, `structure`, "
            "`elements`, `some`, `found(V)`, `owner` or `field(NAME)` (did you "
            "mean `elements`?)");
  EXPECT_EQ(statement("keep this = arg0 in order"),
            "m.yaml:1:21: found `order`, expected `turn`");
  EXPECT_EQ(statement("unknown"), "m.yaml:1:8: found the end of `unknown`, "
                                  "expected the reason, in words");
  EXPECT_EQ(statement("state"),
            "m.yaml:1:6: found the end of `state`, expected "
            "the name of the state");
  EXPECT_EQ(statement("return either(this)"),
            "m.yaml:1:8: found `either(this)`, expected at least two values in "
            "`either(V, V)`");
  EXPECT_EQ(statement("read span()"),
            "m.yaml:1:6: found `span()`, expected one "
            "or two values in `span(V, V)`");
  EXPECT_EQ(statement("return range(0)"),
            "m.yaml:1:15: found `)`, expected `,`");
  EXPECT_EQ(statement("read &this").substr(0, 41),
            "m.yaml:1:6: found `&this`, expected a pla");
  EXPECT_EQ(statement("write this[&arg0]").substr(0, 45),
            "m.yaml:1:12: found `&arg0`, expected an integ");
  EXPECT_EQ(statement("write 3.pointee"),
            "m.yaml:1:7: found `3`, expected a place before `.`");
}

TEST(StatementParser, ArgumentsAreHeldAgainstTheirCount) {
  EXPECT_EQ(statement("read arg2", {2}),
            "m.yaml:1:6: found `arg2`, expected an argument up to `arg1`, as "
            "`args` is 2");
  EXPECT_EQ(statement("read arg0", {0}),
            "m.yaml:1:6: found `arg0`, expected no "
            "argument, as `args` is 0");
  EXPECT_EQ(statement("read arg1", {2}).substr(0, 2), "0:");
}

TEST(StatementParser, IndexBelongsInTasks) {
  EXPECT_EQ(statement("read this[index]").substr(0, 55),
            "m.yaml:1:11: found `index`, expected something known ou");
}

} // namespace
