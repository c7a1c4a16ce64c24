// Functions that keep a state of their own, and their siblings that do not.
//
// REQUIRES: clang-tidy
// RUN: grep -v "CHECK" %s > %t.cpp
// RUN: %clang_tidy --fix %t.cpp -- %aether_flags > %t.log 2>&1
// The race on asctime shows when the one on gmtime, which it shares the memory
// with, is gone.
// RUN: %clang_tidy --fix %t.cpp -- %aether_flags > %t.log 2>&1
// RUN: FileCheck %s --input-file=%t.cpp
// RUN: %clangxx %aether_flags -fsyntax-only -Wall -Wextra -Werror %t.cpp
// RUN: %aether check --quiet %t.cpp -- %aether_flags

#include <cstring>
#include <ctime>
#include <string>
#include <thread>
#include <vector>

static int hours(const std::vector<std::time_t> &Times) {
  int Sum = 0;
  for (std::time_t T : Times)
    Sum += std::gmtime(&T)->tm_hour;
  return Sum;
}
// CHECK-LABEL: static int hours(
// CHECK: std::tm calendar{};
// CHECK-NEXT: for (std::time_t T : Times)
// CHECK-NEXT: Sum += gmtime_r(&T, &calendar)->tm_hour;

static int year(std::time_t T) {
  std::tm *Parts = gmtime(&T);
  return Parts ? Parts->tm_year : 0;
}
// CHECK-LABEL: static int year(
// CHECK: std::tm calendar2{};
// CHECK-NEXT: std::tm *Parts = gmtime_r(&T, &calendar2);

static std::string text(const std::tm &Parts) {
  return std::asctime(&Parts);
}
// CHECK-LABEL: static std::string text(
// CHECK: char timeText[26];
// CHECK-NEXT: return asctime_r(&Parts, timeText);

static int words(std::string Text) {
  int Count = 0;
  for (char *Word = std::strtok(Text.data(), " "); Word;
       Word = std::strtok(nullptr, " "))
    ++Count;
  return Count;
}
// CHECK-LABEL: static int words(
// CHECK: char *tokenState = nullptr;
// CHECK-NEXT: for (char *Word = strtok_r(Text.data(), " ", &tokenState); Word;
// CHECK-NEXT: Word = strtok_r(nullptr, " ", &tokenState))

struct Results {
  int Hours = 0, Year = 0, Words = 0;
  std::string Text;
};

static Results all() {
  Results R;
  std::tm Parts{};
  Parts.tm_mday = 1;
  R.Hours = hours({0, 3600, 7200});
  R.Year = year(86400 * 400);
  R.Words = words("one two three");
  R.Text = text(Parts);
  return R;
}

int main() {
  Results A, B;
  std::thread First([&] { A = all(); });
  std::thread Second([&] { B = all(); });
  First.join();
  Second.join();
  bool Same = true;
  for (const Results *R : {&A, &B})
    Same &= R->Hours == 3 && R->Year == 71 && R->Words == 3 &&
            R->Text == "Sun Jan  1 00:00:00 1900\n";
  return Same ? 0 : 1;
}
