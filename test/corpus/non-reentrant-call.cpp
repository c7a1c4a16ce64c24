#include "family.h"
#include <aether/aether.h>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <mutex>
#include <random>
#include <ranges>
#include <vector>

void racy_rand() {
  std::vector<int> out(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: non-reentrant-call
    out[i] = std::rand();                                      // race
  });
}

void repaired_engine() {
  std::vector<int> out(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    std::minstd_rand engine(static_cast<unsigned>(i));
    out[i] = static_cast<int>(engine());
  });
}

void repaired_lock() {
  std::vector<int> out(2000);
  std::mutex m;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    std::lock_guard lock(m);
    out[i] = std::rand();
  });
}

void lookalike_pure() {
  std::vector<double> out(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    out[i] = std::sqrt(i) + std::sin(i);
  });
}

static int year(std::time_t t) {
  return std::localtime(&t)->tm_year; // race
}

void racy_localtime() {
  std::vector<int> out(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: non-reentrant-call
    out[i] = year(i * 86400);
  });
}

void repaired_localtime() {
  std::vector<int> out(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    std::time_t t = i * 86400;
    std::tm own;
    localtime_r(&t, &own);
    out[i] = own.tm_year;
  });
}

void racy_engine() {
  std::vector<int> out(2000);
  std::mt19937 engine(1);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: captured-mutation
    out[i] = static_cast<int>(engine());                       // race
  });
}

FAMILY({"racy_rand", racy_rand}, {"repaired_engine", repaired_engine},
       {"repaired_lock", repaired_lock}, {"lookalike_pure", lookalike_pure},
       {"racy_localtime", racy_localtime},
       {"repaired_localtime", repaired_localtime},
       {"racy_engine", racy_engine})
