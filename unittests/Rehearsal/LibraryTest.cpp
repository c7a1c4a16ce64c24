//===- LibraryTest.cpp - Tests for the libraries in lib/Rehearsal
//-----------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RehearsalOf.h"

#include "gmock/gmock.h"

using namespace aether::analysis;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

using Library = RehearsalOf;

/// Threads that race for `right` where \p Body sets `says`, else for `wrong`.
std::string saying(const std::string &Headers, const std::string &Body) {
  return Headers + R"(
#include <pthread.h>
int right, wrong, says;
static void *task(void *p) {
  if (says)
    right++;
  else
    wrong++;
  return p;
}
int main() {
)" + Body +
         R"(
  pthread_t a, b;
  pthread_create(&a, 0, task, 0);
  pthread_create(&b, 0, task, 0);
  pthread_join(a, 0);
  pthread_join(b, 0);
}
)";
}

TEST_F(Library, MemoryAndText) {
  const char *Headers =
      "#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n";
  for (const char *Body : {
           "char t[20]; strcpy(t, \"one\"); strcat(t, \"two\");"
           "says = strlen(t) == 6 && strcmp(t, \"onetwo\") == 0"
           " && strchr(t, 't') == t + 3 && memcmp(t, \"one\", 3) == 0;",
           "int *v = calloc(4, 4); v[3] = 7; v = realloc(v, 800);"
           "says = v[3] == 7 && v[0] == 0; free(v);",
           "char t[20]; int n = snprintf(t, 20, \"%d-%s\", 42, \"x\");"
           "says = n == 4 && strcmp(t, \"42-x\") == 0;",
           "says = atoi(\"37\") == 37 && abs(-3) == 3;",
           "char t[8] = \"abcdef\"; memmove(t + 1, t, 4);"
           "says = strcmp(t, \"aabcdf\") == 0;",
       })
    EXPECT_THAT(inC(saying(Headers, Body)), ElementsAre("right")) << Body;
}

TEST_F(Library, ComparatorsAreCalled) {
  EXPECT_THAT(
      inC("static int order(const void *a, const void *b) {"
          " return *(const int *)a - *(const int *)b; }\n" +
          saying("#include <stdlib.h>\n",
                 "int v[5] = {5, 3, 1, 4, 2}; qsort(v, 5, sizeof *v, order);"
                 "int key = 4; int *at = bsearch(&key, v, 5, sizeof *v, order);"
                 "says = v[0] == 1 && v[4] == 5 && at == v + 3;")),
      ElementsAre("right"));
}

TEST_F(Library, ContainersOfCxx) {
  EXPECT_THAT(
      inCxx(saying("#include <algorithm>\n#include <list>\n#include <map>\n"
                   "#include <string>\n#include <unordered_map>\n"
                   "#include <vector>\n",
                   "std::vector<int> v{3, 1, 2}; std::sort(v.begin(), v.end());"
                   "std::map<std::string, int> m; m[\"a\"] = 1; m[\"b\"] = 2;"
                   "std::unordered_map<int, int> h; h[5] = 6; h[9] = 10;"
                   "std::list<int> l(v.begin(), v.end()); l.push_front(9);"
                   "says = v[2] == 3 && m.size() == 2 && m.begin()->second == 1"
                   " && h.at(9) == 10 && h.count(7) == 0 && l.size() == 4"
                   " && std::to_string(12) + \"!\" == \"12!\";")),
      ElementsAre("right"));
}

TEST_F(Library, SharedObjectsOfTheLibraryAreSafeWhereItSaysSo) {
  EXPECT_THAT(inC(R"(
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
static void *task(void *p) {
  free(malloc(8));
  printf("%d\n", 3);
  return p;
}
int main(void) {
  pthread_t a, b;
  pthread_create(&a, 0, task, 0);
  pthread_create(&b, 0, task, 0);
  pthread_join(a, 0);
  pthread_join(b, 0);
}
)"),
              IsEmpty());
}

TEST_F(Library, WhatRunsAtTheEndRuns) {
  EXPECT_THAT(inC(R"(
#include <pthread.h>
#include <stdlib.h>
static int x;
static void *task(void *p) { x = 1; return p; }
static void last(void) { x = 2; }
int main(void) {
  pthread_t a;
  atexit(last);
  pthread_create(&a, 0, task, 0);
  exit(0);
}
)"),
              ElementsAre("x"));
}

} // namespace
