//===- ModelTermsTest.cpp - Tests -------------------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExtractTesting.h"

using namespace aether::analysis;
using namespace aether::analysis::testing;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

namespace {

const std::string Maps =
    "namespace std { template <class T> struct less {};"
    "template <class A, class B> struct pair { A first; B second; };"
    "template <class T> struct _Rb_tree_iterator { T *operator->() const;"
    "  T &operator*() const; _Rb_tree_iterator &operator++(); };"
    "template <class T> bool operator!=(const _Rb_tree_iterator<T> &,"
    "                                   const _Rb_tree_iterator<T> &);"
    "template <class I> I next(I i);"
    "template <class K, class V, class C = less<K>> struct map {"
    "  typedef V mapped_type; typedef _Rb_tree_iterator<pair<const K, V>> I;"
    "  V &at(const K &); V &operator[](const K &); I find(const K &);"
    "  I lower_bound(const K &); I end(); }; }"
    "using Map = std::map<int, int>;";

TEST(ModelTerms, IntegralKeysNameElements) {
  EXPECT_THAT(events(Maps + "void f(Map &m, int i) { m.at(i + 1) = 2; }", "f"),
              Contains("write (*param0)[(value(param1) + 1)].second "
                       "`m.at(i + 1)`"));
  EXPECT_THAT(
      events(Maps + "void f(Map &m, int i) { m.find(i)->second = 2; }", "f"),
      Contains(StartsWith("write (*param0)[value(param1)].second ")));
  EXPECT_THAT(events(Maps + "void f(Map &m, int i) { m[i] = 2; }", "f"),
              Contains("write (*param0)[value(param1)].second `m[i]`"));
}

TEST(ModelTerms, OtherKeysNameSomeElement) {
  for (const char *Code :
       {"struct Less { bool operator()(int, int) const; };"
        "void f(std::map<int, int, Less> &m, int i) { m.at(i) = 2; }",
        "void f(std::map<double, int> &m, int i) { m.at(i) = 2; }",
        "void f(Map &m, int i) { m.lower_bound(i)->second = 2; }",
        "void f(Map &m, int i) { std::next(m.find(i))->second = 2; }"}) {
    Lines L = events(Maps + Code, "f");
    EXPECT_THAT(L, Contains(AllOf(StartsWith("write (*param0)[value(the "),
                                  HasSubstr("].second "))))
        << Code;
    EXPECT_THAT(L, Not(Contains(StartsWith("write (*param0)[value(param1)"))))
        << Code;
  }
  // The next one up the chain may be any.
  EXPECT_THAT(events(Maps + "void f(Map &m, int i) { for (auto it = m.find(i);"
                            "  it != m.end(); ++it) it->second = 2; }",
                     "f"),
              Not(Contains(StartsWith("write (*param0)[value(param1)"))));
}

// Iterators of a range of integers have no memory behind them: what they lead
// to is the integer that they are, unless they were moved.
TEST(ModelTerms, IteratorsThatCount) {
  const std::string Ranges =
      "namespace std::ranges { template <class T> struct iota_view {"
      "  struct _Iterator { T operator*() const; _Iterator &operator++();"
      "    bool operator!=(_Iterator) const; };"
      "  iota_view(T, T); _Iterator begin() const; _Iterator end() const; }; }"
      "using Ints = std::ranges::iota_view<int>;";
  EXPECT_THAT(events(Ranges + "void f(int *a, int n) { Ints r(n, n + 9);"
                              "  auto it = r.begin(); a[*it] = 1; }",
                     "f"),
              Contains("write (*param0)[+value(param1)] `a[*it]`"));
  const Lines L = events(Ranges + "void f(int *a, int n) {"
                                  "  for (int i : Ints(n, n + 9)) a[i] = 1; }",
                         "f");
  EXPECT_THAT(
      L, Contains(AllOf(StartsWith("write (*param0)[+"), HasSubstr("`a[i]`"))));
  EXPECT_THAT(L, Contains(AllOf(HasSubstr("value(param1)"),
                                HasSubstr("value(param1) + 9"))));
  EXPECT_THAT(events(Ranges + "void f(int *a, int n) { Ints r(n, n + 9);"
                              "  auto it = r.begin(); ++it; a[*it] = 1; }",
                     "f"),
              Not(Contains(HasSubstr("[+value(param1)]"))));
}

const std::string Tuples =
    "namespace std { template <class A, class B> struct pair {"
    "  A first; B second; }; template <class...> struct tuple {};"
    "template <unsigned long I, class A, class B> int &get(pair<A, B> &);"
    "template <class T, class A, class B> T &get(pair<A, B> &);"
    "template <unsigned long I, class... T> int &get(tuple<T...> &); }";

TEST(ModelTerms, MembersByNumber) {
  Lines L = events(Tuples + "void f(std::pair<int, int> &p,"
                            "       std::tuple<int, int, int> &t) {"
                            "  std::get<0>(p) = 1; std::get<1>(p) = 2;"
                            "  std::get<2>(t) = 3; }",
                   "f");
  EXPECT_THAT(L, InOrder(Lines{"write (*param0).first `std::get<0>(p)`",
                               "write (*param0).second `std::get<1>(p)`",
                               "write (*param1).members[2] "
                               "`std::get<2>(t)`"}));
  // Found by type: not known here.
  EXPECT_THAT(events(Tuples + "void f(std::pair<int, long> &p) {"
                              "  std::get<long>(p) = 1; }",
                     "f"),
              Not(Contains(StartsWith("write (*param0)."))));
}

const std::string Spans =
    "namespace std {"
    "template <class T> struct vector { T *data(); unsigned long size() const;"
    "  void push_back(T &&); };"
    "template <class I, class T> void fill(I, I, const T &);"
    "template <class I, class J> J copy(I, I, J);"
    "template <class T> T *begin(vector<T> &); }"
    "using V = std::vector<int>;";

TEST(ModelTerms, PartsOfARangeAreCounted) {
  Lines L = events(Spans + "void f(V &v, long n) {"
                           "  std::fill(v.data() + n, v.data() + 2 * n, 0); }",
                   "f");
  EXPECT_THAT(L, Contains(StartsWith("write (*param0)[loop0]")));
  EXPECT_THAT(L, Not(Contains(StartsWith("write (*param0)[*]"))));
  L = events(Spans + "void f(int *a, long n) { std::fill(a, a + n, 0); }", "f");
  EXPECT_THAT(L, Contains(StartsWith("write (*param0)[+loop0]")));
}

TEST(ModelTerms, TheWholeRangeIsAllElements) {
  Lines L = events(Spans + "void f(V &v) {"
                           "  std::fill(v.data(), v.data() + v.size(), 0); }",
                   "f");
  EXPECT_THAT(L, Contains(StartsWith("write (*param0)[*]")));
}

TEST(ModelTerms, AnEndThatAVariableHoldsIsAsFarAsThat) {
  Lines L = events(Spans + "void f(V &v, int *e) {"
                           "  std::fill(v.data(), e, 0); }",
                   "f");
  EXPECT_THAT(L, Contains(StartsWith("loop0 `` in [0, distance(")));
  EXPECT_THAT(L, Contains(StartsWith("write (*param0)[loop0]")));
  EXPECT_THAT(L, Not(Contains(StartsWith("write (*param0)[*]"))));
}

} // namespace
