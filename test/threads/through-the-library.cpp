// Ways that lead through exceptions, numbers of all kinds, and texts.
#include <cctype>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <map>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>

namespace {
void nothing() {}

// What handlers are told, and what is destroyed on the way to them.
int counted, counted2;
void count() { counted++; }
void count2() { counted2++; } // race
void (*const what[2])() = {count, nothing};
void (*const what2[2])() = {count2, nothing};

struct Notes {
  int &into;
  ~Notes() { into++; }
};
void deep(int level, int &left) {
  Notes notes{left};
  std::string text(40, 'x');
  if (level == 0)
    throw std::out_of_range("deep " + text.substr(38));
  deep(level - 1, left);
}
bool handles() {
  int left = 0;
  try {
    deep(3, left);
  } catch (const std::runtime_error &) {
    return false;
  } catch (const std::logic_error &error) {
    return left == 4 && std::strcmp(error.what(), "deep xx") == 0;
  }
  return false;
}

// Numbers.
int counted3, counted4;
void count3() { counted3++; }
void count4() { counted4++; } // race
void (*const what3[2])() = {count3, nothing};
void (*const what4[2])() = {count4, nothing};

bool computes() {
  std::mt19937 source(1);
  std::uniform_real_distribution<double> between(0, 1);
  const double drawn = between(source);
  char text[40];
  std::snprintf(text, sizeof text, "%.2f|%g", -1.5, 0.5);
  const long double third = 1.0L / 3;
  return drawn >= 0 && drawn < 1 && std::strcmp(text, "-1.50|0.5") == 0 &&
         std::pow(2.0, 3.0) == 8 && std::sqrt(4.0f) == 2 &&
         third * 3 == 1.0L && std::stoi("-42") == -42 &&
         std::isdigit('7') != 0 && std::toupper('a') == 'A';
}

// Trees that are filled in order.
int counted5;
void count5() { counted5++; } // race
void (*const what5[2])() = {count5, nothing};
} // namespace

void handled() {
  auto run = [] { what[handles()](); };
  std::thread a(run); // safe (today: unknown)
  std::thread b(run); // safe (today: unknown)
  a.join();
  b.join();
}
void handledRacy() {
  auto run = [] { what2[!handles()](); };
  std::thread a(run); // unsafe: global-mutation
  std::thread b(run); // unsafe: global-mutation
  a.join();
  b.join();
}

void computed() {
  auto run = [] { what3[computes()](); };
  std::thread a(run); // safe (today: unknown)
  std::thread b(run); // safe (today: unknown)
  a.join();
  b.join();
}
void computedRacy() {
  auto run = [] { what4[!computes()](); };
  std::thread a(run); // unsafe: global-mutation
  std::thread b(run); // unsafe: global-mutation
  a.join();
  b.join();
}

void lookedUpRacy() {
  std::map<int, int> squares;
  for (int i = 0; i != 300; ++i)
    squares[i] = i * i;
  auto run = [&] { what5[squares.at(299) != 299 * 299](); };
  std::thread a(run); // unsafe: global-mutation
  std::thread b(run); // unsafe: global-mutation
  a.join();
  b.join();
}
