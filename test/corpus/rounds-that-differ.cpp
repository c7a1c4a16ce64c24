// Of the rounds that start a thread, only some give it something to do.
#include "family.h"
#include <thread>
#include <vector>

static void join(std::vector<std::thread> &threads) {
  for (auto &t : threads)
    t.join();
}

void repaired_pointer_of_one() {
  int n = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    int *mine = i == 0 ? &n : nullptr;
    threads.emplace_back([mine] { // safe (today: unknown)
      if (mine)
        ++*mine;
    });
  }
  join(threads);
}

void repaired_pointer_set_in_one() {
  int n = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    int *mine = nullptr;
    if (i == 0)
      mine = &n;
    threads.emplace_back([mine] { // safe (today: unknown)
      if (mine)
        ++*mine;
    });
  }
  join(threads);
}

void racy_pointer_of_all() {
  int n = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    int *mine = &n;
    threads.emplace_back([mine] { // unsafe: captured-mutation
      if (mine)
        ++*mine; // race
    });
  }
  join(threads);
}

void racy_flag_of_all() {
  int n = 0;
  bool busy = true;
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i)
    threads.emplace_back([&n, busy] { // unsafe: captured-mutation
      if (busy)
        ++n; // race
    });
  join(threads);
}

// What is set later is another matter.
struct Job {
  int Over = 0;
};
void racy_set_later() {
  int n = 0;
  static Job jobs[4];
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    jobs[i].Over = 0;
    const int over = jobs[i].Over;
    threads.emplace_back([&n, over] { // unsafe: captured-mutation
      if (!over)
        ++n; // race
    });
  }
  join(threads);
  for (Job &j : jobs)
    j.Over = 1;
}

FAMILY({"repaired_pointer_of_one", repaired_pointer_of_one},
       {"repaired_pointer_set_in_one", repaired_pointer_set_in_one}, {"racy_pointer_of_all", racy_pointer_of_all},
       {"racy_flag_of_all", racy_flag_of_all},
       {"racy_set_later", racy_set_later})

// Only the first round starts a task that writes.
int repaired_first_round_writes() {
  int header = 0;
  bool first = true;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&header, first] { // safe (today: unknown)
      if (first)
        header = 1;
    });
    first = false;
  }
  for (auto &thread : threads)
    thread.join();
  return header;
}

int racy_first_two_rounds_write() {
  int header = 0;
  bool first = true;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&header, first] { // unsafe: captured-mutation
      if (first)
        header = 1; // race
    });
    if (i == 1)
      first = false;
  }
  for (auto &thread : threads)
    thread.join();
  return header;
}

int lookalike_all_but_the_first_write() {
  int header = 0;
  bool first = true;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&header, first] { // unsafe: captured-mutation
      if (!first)
        header = 1; // race
    });
    first = false;
  }
  for (auto &thread : threads)
    thread.join();
  return header;
}
