// Threads are put in another order than their elements, or change places.
#include <algorithm>
#include <array>
#include <thread>
#include <vector>

int started_downwards() {
  int n[4] = {}, sum = 0;
  std::vector<std::thread> t;
  for (int i = 3; i >= 0; i--)
    t.emplace_back([&n, i] { n[i] = 1; }); // unsafe: overlapping-elements
  for (int i = 0; i < 4; i++) {
    t[i].join();
    sum += n[i];
  }
  return sum;
}

int put_in_front() {
  int n[4] = {}, sum = 0;
  std::vector<std::thread> t;
  for (int i = 0; i < 4; i++)
    t.emplace(t.begin(), [&n, i] { n[i] = 1; }); // unsafe: overlapping-elements
  for (int i = 0; i < 4; i++) {
    t[i].join();
    sum += n[i];
  }
  return sum;
}

int behind_others() {
  int n[4] = {}, sum = 0;
  std::vector<std::thread> t(1);
  for (int i = 0; i < 4; i++)
    t.emplace_back([&n, i] { n[i] = 1; }); // unsafe: overlapping-elements
  for (int i = 1; i < 4; i++) {
    t[i].join();
    sum += n[i];
  }
  t[4].join();
  return sum;
}

int reversed() {
  int n[8] = {}, sum = 0;
  std::array<std::thread, 8> t;
  for (int i = 0; i < 8; i++)
    t[i] = std::thread([&n, i] { n[i] = 1; }); // unsafe: overlapping-elements
  std::reverse(t.begin(), t.end());
  for (int i = 0; i < 8; i++) {
    t[i].join();
    sum += n[i];
  }
  return sum;
}

int in_place() {
  int n[8] = {}, sum = 0;
  std::array<std::thread, 8> t;
  for (int i = 0; i < 8; i++)
    t[i] = std::thread([&n, i] { n[i] = 1; }); // safe
  for (int i = 0; i < 8; i++) {
    t[i].join();
    sum += n[i];
  }
  return sum;
}
