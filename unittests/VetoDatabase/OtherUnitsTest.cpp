//===- OtherUnitsTest.cpp - What an editor links a file with --------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Sample.h"

#include "aether-analysis/OtherUnits.h"

#include <gmock/gmock.h>

using namespace aether::analysis;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

struct OtherUnitsTest : FolderTest {
  OtherUnitsTest() { put("void callee() {}"); }

  /// A unit that defines `callee`, read from other.cpp and common.h.
  void put(const std::string &Text) {
    Other = write("other.cpp", Text);
    age(Other, 100);
    age(Header, 100);
    TranslationUnitSummary Unit = summary(Other);
    Unit.Functions[0].Key = Unit.intern("callee");
    UnitUpdate U;
    U.Key = {Other, 1};
    U.Summary = &Unit;
    U.Inputs = {{"other.cpp", Other, false, contentHash(Text)},
                {"common.h", Header, false, contentHash("int a;")}};
    FileStamps Files;
    VetoDatabase Database = openOrFail(Path);
    succeed(Database.putSummary(U, Files));
  }
  TranslationUnitSummary caller(const std::string &MainFile) {
    TranslationUnitSummary Unit = summary(MainFile);
    Call C;
    C.Callee = Unit.intern("callee");
    Unit.Functions[0].Blocks[0].Events.push_back(C);
    return Unit;
  }
  std::vector<std::string> files(const LinkedUnits &Linked) {
    std::vector<std::string> Names;
    for (const auto &Unit : Linked.Units)
      Names.push_back(Unit->MainFile);
    return Names;
  }

  std::string Header = write("common.h", "int a;");
  std::string Other;
  OtherUnits Others{Path};
};

TEST_F(OtherUnitsTest, ReadsOnce) {
  const LinkedUnits First = Others.of(caller(at("main.cpp")));
  EXPECT_THAT(files(First), ElementsAre(Other));
  EXPECT_EQ(First.Warning, "");
  const LinkedUnits Second = Others.of(caller(at("main.cpp")));
  ASSERT_EQ(Second.Units.size(), 1u);
  EXPECT_EQ(Second.Units[0], First.Units[0]);
}

TEST_F(OtherUnitsTest, Stale) {
  Others.of(caller(at("main.cpp")));
  write("other.cpp", "void callee() { ++*new int; }");
  LinkedUnits Linked = Others.of(caller(at("main.cpp")));
  EXPECT_THAT(files(Linked), IsEmpty());
  EXPECT_THAT(Linked.Warning, HasSubstr("other.cpp changed since"));
  EXPECT_THAT(Linked.Warning, HasSubstr("run `aether check --db`"));
  // Checked again.
  put("void callee() { ++*new int; }");
  Linked = Others.of(caller(at("main.cpp")));
  EXPECT_THAT(files(Linked), ElementsAre(Other));
  EXPECT_EQ(Linked.Warning, "");
  // A header counts as well.
  write("common.h", "int bc;");
  Linked = Others.of(caller(at("main.cpp")));
  EXPECT_THAT(files(Linked), IsEmpty());
}

TEST_F(OtherUnitsTest, HeaderThatIsBeingEdited) {
  const LinkedUnits Linked = Others.of(caller(Header));
  EXPECT_THAT(files(Linked), IsEmpty());
  EXPECT_EQ(Linked.Warning, "");
}

TEST_F(OtherUnitsTest, AnotherDatabase) {
  Others.of(caller(at("main.cpp")));
  ASSERT_FALSE(llvm::sys::fs::remove(Path));
  LinkedUnits Linked = Others.of(caller(at("main.cpp")));
  EXPECT_THAT(files(Linked), IsEmpty());
  EXPECT_THAT(Linked.Warning, HasSubstr("no such veto database"));
  write("aether.vdb", "nonsense");
  Linked = Others.of(caller(at("main.cpp")));
  EXPECT_THAT(Linked.Warning, HasSubstr("not a veto database"));
  ASSERT_FALSE(llvm::sys::fs::remove(Path));
  put("void callee() {}");
  Linked = Others.of(caller(at("main.cpp")));
  EXPECT_THAT(files(Linked), ElementsAre(Other));
}

} // namespace
