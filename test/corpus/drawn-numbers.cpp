// Counters that numbers name which were drawn: two threads may come by one number. Unless
// somebody drew them until they were different, or each thread takes its own only.
#include "family.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <mutex>
#include <random>
#include <thread>
#include <vector>

void racy_histogram() {
  std::vector<int> keys(1000), count(10);
  for (int i = 0; i < 1000; ++i)
    keys[i] = std::rand() % 10;
  auto work = [&](int from, int to) {
    for (int i = from; i < to; ++i)
      ++count[keys[i]]; // race
  };
  std::thread a(work, 0, 500);   // unsafe: overlapping-elements
  std::thread b(work, 500, 1000); // unsafe: overlapping-elements
  a.join();
  b.join();
}

void repaired_histogram() {
  std::vector<int> keys(1000), count(10);
  std::mutex m;
  for (int i = 0; i < 1000; ++i)
    keys[i] = std::rand() % 10;
  auto work = [&](int from, int to) {
    for (int i = from; i < to; ++i) {
      std::lock_guard lock(m);
      ++count[keys[i]];
    }
  };
  std::thread a(work, 0, 500);    // safe
  std::thread b(work, 500, 1000); // safe
  a.join();
  b.join();
}

void racy_bytes() {
  std::vector<unsigned char> pixels(1000);
  std::array<int, 256> count{};
  for (auto &pixel : pixels)
    pixel = std::rand() % 256;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] { // unsafe: overlapping-elements
      for (std::size_t i = t; i < pixels.size(); i += 4)
        ++count[pixels[i]]; // race
    });
  for (auto &thread : threads)
    thread.join();
}

void racy_engine() {
  std::mt19937 engine(1);
  std::uniform_int_distribution<int> die(0, 5);
  std::vector<int> rolls(1000), count(6);
  for (int i = 0; i < 1000; ++i)
    rolls[i] = die(engine);
  auto work = [&](int from, int to) {
    for (int i = from; i < to; ++i)
      count[rolls[i]] += 1; // race
  };
  std::thread a(work, 0, 500);    // unsafe: overlapping-elements
  std::thread b(work, 500, 1000); // unsafe: overlapping-elements
  a.join();
  b.join();
}

void racy_drawn_by_the_threads() {
  std::vector<int> count(10);
  auto work = [&](unsigned seed) {
    for (int i = 0; i < 100; ++i)
      ++count[rand_r(&seed) % 10]; // race
  };
  std::thread a(work, 1); // unsafe: overlapping-elements
  std::thread b(work, 2); // unsafe: overlapping-elements
  a.join();
  b.join();
}

// Each counter has a lock of its own.
void lookalike_own_locks() {
  std::vector<int> keys(1000), count(10);
  std::array<std::mutex, 10> locks;
  for (int i = 0; i < 1000; ++i)
    keys[i] = std::rand() % 10;
  auto work = [&](int from, int to) {
    for (int i = from; i < to; ++i) {
      std::lock_guard lock(locks[keys[i]]);
      ++count[keys[i]];
    }
  };
  std::thread a(work, 0, 500);    // safe (today: unknown)
  std::thread b(work, 500, 1000); // safe (today: unknown)
  a.join();
  b.join();
}

// Each draws within its own.
void lookalike_own_dice() {
  std::vector<int> count(20);
  auto work = [&](int id) {
    std::mt19937 engine(id);
    std::uniform_int_distribution<int> die(id * 10, id * 10 + 9);
    for (int i = 0; i < 100; ++i)
      ++count[die(engine)];
  };
  std::thread a(work, 0); // safe (today: unknown)
  std::thread b(work, 1); // safe (today: unknown)
  a.join();
  b.join();
}

void lookalike_own_parts() {
  std::vector<int> count(20);
  auto work = [&](int id, unsigned seed) {
    for (int i = 0; i < 100; ++i)
      ++count[id * 10 + (rand_r(&seed) & 7)];
  };
  std::thread a(work, 0, 1); // safe
  std::thread b(work, 1, 2); // safe
  a.join();
  b.join();
}

// Each takes what is its own.
void lookalike_by_owner() {
  std::vector<int> keys(1000), count(10);
  for (int i = 0; i < 1000; ++i)
    keys[i] = std::rand() % 10;
  auto work = [&](int id) {
    for (int i = 0; i < 1000; ++i)
      if (keys[i] / 5 == id)
        ++count[keys[i]];
  };
  std::thread a(work, 0); // safe (today: unknown)
  std::thread b(work, 1); // safe (today: unknown)
  a.join();
  b.join();
}

static void countOwn(std::vector<int> &count, int key, int id) {
  if (key / 5 == id)
    ++count[key];
}

void lookalike_by_owner_elsewhere() {
  std::vector<int> keys(1000), count(10);
  for (int i = 0; i < 1000; ++i)
    keys[i] = std::rand() % 10;
  auto work = [&](int id) {
    for (int i = 0; i < 1000; ++i)
      countOwn(count, keys[i], id);
  };
  std::thread a(work, 0); // safe (today: unknown)
  std::thread b(work, 1); // safe (today: unknown)
  a.join();
  b.join();
}

// Drawn until they are different.
void lookalike_drawn_again() {
  std::vector<int> place(10), out(10);
  std::vector<char> used(10);
  for (int i = 0; i < 10; ++i) {
    int at = std::rand() % 10;
    if (used[at]) {
      --i;
      continue;
    }
    used[at] = 1;
    place[i] = at;
  }
  auto work = [&](int from, int to) {
    for (int i = from; i < to; ++i)
      out[place[i]] += i;
  };
  std::thread a(work, 0, 5);  // safe (today: unknown)
  std::thread b(work, 5, 10); // safe (today: unknown)
  a.join();
  b.join();
}

void lookalike_compared() {
  int place[10] = {}, out[10] = {};
  for (int i = 0; i < 10; ++i) {
    do
      place[i] = std::rand() % 10;
    while (std::count(place, place + i, place[i]));
  }
  auto work = [&](int from, int to) {
    for (int i = from; i < to; ++i)
      out[place[i]] += i;
  };
  std::thread a(work, 0, 5);  // safe (today: unknown)
  std::thread b(work, 5, 10); // safe (today: unknown)
  a.join();
  b.join();
}

// What was drawn is put in other places, each once.
void lookalike_shuffled() {
  std::vector<int> place(10), out(10);
  for (int i = 0; i < 10; ++i)
    place[i] = i;
  for (int i = 9; i > 0; --i) {
    int with = std::rand() % (i + 1);
    int kept = place[i];
    place[i] = place[with];
    place[with] = kept;
  }
  auto work = [&](int from, int to) {
    for (int i = from; i < to; ++i)
      out[place[i]] += i;
  };
  std::thread a(work, 0, 5);  // safe (today: unknown)
  std::thread b(work, 5, 10); // safe (today: unknown)
  a.join();
  b.join();
}

// The keys of the one are others than those of the other.
void lookalike_two_ranges() {
  std::vector<int> keys(1000), count(20);
  for (int i = 0; i < 500; ++i)
    keys[i] = std::rand() % 10;
  for (int i = 500; i < 1000; ++i)
    keys[i] = 10 + std::rand() % 10;
  auto work = [&](int from, int to) {
    for (int i = from; i < to; ++i)
      ++count[keys[i]];
  };
  std::thread a(work, 0, 500);    // safe (today: unknown)
  std::thread b(work, 500, 1000); // safe (today: unknown)
  a.join();
  b.join();
}

void lookalike_ranges_by_round() {
  std::vector<int> keys(1000), count(20);
  for (int i = 0; i < 1000; ++i)
    keys[i] = std::rand() % 10 + i / 500 * 10;
  auto work = [&](int from, int to) {
    for (int i = from; i < to; ++i)
      ++count[keys[i]];
  };
  std::thread a(work, 0, 500);    // safe (today: unknown)
  std::thread b(work, 500, 1000); // safe (today: unknown)
  a.join();
  b.join();
}

// Generators: each number that is drawn changes them.
void racy_one_generator() {
  std::mt19937 generator;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] { // unsafe: captured-mutation
      std::uniform_real_distribution<> within;
      within(generator); // race
    });
  for (auto &t : threads)
    t.join();
}
void repaired_generator_of_each_thread() {
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] { // safe
      thread_local std::mt19937 generator;
      std::uniform_real_distribution<> within;
      within(generator);
    });
  for (auto &t : threads)
    t.join();
}
void lookalike_generator_of_each_round() {
  std::vector<std::thread> threads;
  std::vector<std::mt19937> generators(4);
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] { // safe
      std::uniform_real_distribution<> within;
      within(generators[t]);
    });
  for (auto &t : threads)
    t.join();
}

FAMILY({"racy_one_generator", racy_one_generator},
       {"repaired_generator_of_each_thread", repaired_generator_of_each_thread},
       {"lookalike_generator_of_each_round", lookalike_generator_of_each_round},
       {"racy_histogram", racy_histogram}, {"repaired_histogram", repaired_histogram},
       {"racy_bytes", racy_bytes}, {"racy_engine", racy_engine},
       {"racy_drawn_by_the_threads", racy_drawn_by_the_threads},
       {"lookalike_own_locks", lookalike_own_locks},
       {"lookalike_own_dice", lookalike_own_dice},
       {"lookalike_own_parts", lookalike_own_parts},
       {"lookalike_by_owner", lookalike_by_owner},
       {"lookalike_by_owner_elsewhere", lookalike_by_owner_elsewhere},
       {"lookalike_drawn_again", lookalike_drawn_again},
       {"lookalike_compared", lookalike_compared},
       {"lookalike_shuffled", lookalike_shuffled},
       {"lookalike_two_ranges", lookalike_two_ranges},
       {"lookalike_ranges_by_round", lookalike_ranges_by_round})
