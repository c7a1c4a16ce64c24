//===- JsonTextTest.cpp - Tests of JsonText.h -----------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "../../lib/Runtime/JsonText.h"

#include <gtest/gtest.h>

#include <limits>
#include <sstream>

using namespace aether;
using namespace aether::detail;

template <class T> static std::string text(const T &value) {
  std::ostringstream out;
  out << value;
  return out.str();
}

TEST(JsonText, Numbers) {
  EXPECT_EQ(text(JsonNumber(0.1)), "0.1");
  EXPECT_EQ(text(JsonNumber(-2)), "-2");
  EXPECT_EQ(text(JsonNumber(1e30)), "1e+30");
  EXPECT_EQ(text(JsonNumber(std::numeric_limits<double>::infinity())), "null");
  EXPECT_EQ(text(JsonNumber(std::numeric_limits<double>::quiet_NaN())), "null");
  EXPECT_EQ(text(DecimalNumber(std::numeric_limits<double>::infinity())),
            "inf");
}

TEST(JsonText, Strings) {
  EXPECT_EQ(text(JsonString("")), "\"\"");
  EXPECT_EQ(text(JsonString("a \"b\" \\ c")), R"("a \"b\" \\ c")");
  EXPECT_EQ(text(JsonString("\n\x1f")), "\"\\u000a\\u001f\"");
  EXPECT_EQ(text(JsonString("gr\xc3\xbc\xc3\x9f")), "\"gr\xc3\xbc\xc3\x9f\"");
}

TEST(JsonText, Laws) {
  std::ostringstream out;
  write_json_law(out, std::nullopt);
  write_json_law(out, ScalingLaw{.lambda = 2, .r_squared = 1});
  EXPECT_EQ(out.str(),
            "null{\"lambda\": 2, \"sigma\": 0, \"kappa\": 0, \"r_squared\": 1, "
            "\"worst_relative_error\": 0, \"good\": true}");
}
