// Functions that start a task each, called once in each round of a loop, and
// loops that start several in each round.
#include <algorithm>
#include <thread>
#include <vector>

namespace each {
double values[100];
void start_one(int i) {
  std::thread([i] { values[i] = 1; }).detach(); // safe
}
void start_all() {
  for (int i = 0; i < 100; ++i)
    start_one(i);
}
} // namespace each

namespace same {
double values[100];
void start_one(int i) {
  std::thread([i] { values[i / 2] = 1; }).detach(); // unsafe: overlapping-elements
}
void start_all() {
  for (int i = 0; i < 100; ++i)
    start_one(i);
}
} // namespace same

namespace twice {
double values[100];
void start_two(int i) {
  for (int k = 0; k < 2; ++k)
    std::thread([i, k] { values[i + k] = 1; }).detach(); // unsafe: overlapping-elements
}
void start_all() {
  for (int i = 0; i < 99; ++i)
    start_two(i);
}
} // namespace twice

namespace beside {
double values[101];
void start_one(int i) {
  std::thread([i] { values[i + 1] = 1; }).detach(); // unsafe: overlapping-elements
  values[i] = 2;
}
void start_all() {
  for (int i = 0; i < 100; ++i)
    start_one(i);
}
} // namespace beside

namespace behind {
double values[101];
void start_one(int i) {
  values[i + 1] = 2;
  std::thread([i] { values[i] = 1; }).detach(); // safe
}
void start_all() {
  for (int i = 0; i < 100; ++i)
    start_one(i);
}
} // namespace behind

namespace two_a_round {
int squares[20], doubles[20];
void start_all() {
  for (int i = 0; i < 20; ++i) {
    std::thread([=] { squares[i] = i * i; }).detach(); // safe
    std::thread([=] { doubles[i] = 2 * i; }).detach(); // safe
  }
}
} // namespace two_a_round

namespace two_for_one {
int squares[20];
void start_all() {
  for (int i = 0; i < 20; ++i) {
    std::thread([=] { squares[i] = i * i; }).detach(); // unsafe: overlapping-elements
    std::thread([=] { squares[i] += i; }).detach();    // unsafe: overlapping-elements
  }
}
} // namespace two_for_one

namespace downwards {
double values[101];
void start_all() {
  for (int i = 100; i > 0; --i) {
    values[i - 1] = 2;
    std::thread([i] { values[i] = 1; }).detach(); // safe
  }
}
} // namespace downwards

namespace downwards_to_others {
double values[101];
void start_all() {
  for (int i = 99; i >= 0; --i) {
    values[i + 1] = 2;
    std::thread([i] { values[i] = 1; }).detach(); // unsafe: overlapping-elements
  }
}
} // namespace downwards_to_others

namespace rounds_of_rounds {
double values[101];
void start_all() {
  for (int k = 0; k < 3; ++k)
    for (int i = 0; i < 100; ++i) {
      values[i + 1] = 2;
      std::thread([i] { values[i] = 1; }).detach(); // unsafe: overlapping-elements
    }
}
} // namespace rounds_of_rounds

namespace tested_in_the_end {
double values[101];
void start_all() {
  int i = 60;
  do {
    if (i < 100)
      values[i + 1] = 2;
    std::thread([i] { values[i] = 1; }).detach(); // unsafe: overlapping-elements (today: unknown)
    --i;
  } while (i > 0);
}
} // namespace tested_in_the_end

namespace several_at_once {
int values[101];
void start_one(int i) {
  std::thread([i] { values[i] = 1; }).detach(); // unsafe: overlapping-elements (today: unknown)
  values[0] = 3;
}
void start_all(std::vector<int> &which) {
  for (int k = 0; k < 9; ++k)
    std::for_each(which.begin(), which.end(), [&](int i) { start_one(i); });
}
} // namespace several_at_once

// The tasks are left behind: what ThreadSanitizer sees of them is chance.
int main() {}
