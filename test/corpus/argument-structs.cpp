// What threads are told in structs that are filled in braces.
#include "family.h"
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace {

struct Args {
  int *out;
  int id;
};
struct Part {
  int *out;
  int from, to;
};

void setOwn(Args *a) { a->out[a->id] = a->id; }
void setFirst(Args *a) { a->out[0] = a->id; }
void fillPart(const Part *p) {
  for (int i = p->from; i < p->to; ++i)
    p->out[i] = i; // race
}
void joinAll(std::vector<std::thread> &threads) {
  for (auto &t : threads)
    t.join();
}

} // namespace

void lookalike_array_of_structs() {
  int out[4];
  Args args[4];
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    args[i] = Args{out, i};
    threads.emplace_back(setOwn, &args[i]); // safe
  }
  for (auto &t : threads)
    t.join();
}

void racy_array_of_structs() {
  int out[4];
  Args args[4];
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    args[i] = Args{out, i};
    threads.emplace_back(setFirst, &args[i]); // unsafe: aliased-items
  }
  for (auto &t : threads)
    t.join();
}

void racy_second_batch_renumbers() {
  static int out[8];
  std::mutex m;
  Args args[4];
  std::vector<std::thread> threads;
  for (int batch = 0; batch < 2; ++batch)
    for (int i = 0; i < 4; ++i) {
      {
        std::lock_guard guard(m);
        args[i].id = batch * 4 + i;
      }
      threads.emplace_back( // unsafe: overlapping-elements
          [&m](Args *a) {
            int id;
            {
              std::lock_guard guard(m);
              id = a->id;
            }
            for (int n = 0; n < 1000; ++n)
              out[id] += 1;
          },
          &args[i]);
    }
  for (auto &t : threads)
    t.join();
}

void repaired_second_batch_waits() {
  static int out[8];
  Args args[4];
  for (int batch = 0; batch < 2; ++batch) {
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
      args[i].id = i;
      threads.emplace_back([](Args *a) { out[a->id] += 1; }, &args[i]); // safe
    }
    for (auto &t : threads)
      t.join();
  }
}

void racy_one_struct_renumbered() {
  static int out[8];
  std::mutex m;
  Args args;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    {
      std::lock_guard guard(m);
      args.id = i;
    }
    threads.emplace_back( // unsafe: overlapping-elements
        [&m](Args *a) {
          int id;
          {
            std::lock_guard guard(m);
            id = a->id;
          }
          for (int n = 0; n < 1000; ++n)
            out[id] += 1;
        },
        &args);
  }
  for (auto &t : threads)
    t.join();
}

void lookalike_struct_captured() {
  int out[4];
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    Args args{out, i};
    threads.emplace_back([args] { args.out[args.id] = 1; }); // safe
  }
  for (auto &t : threads)
    t.join();
}

void racy_struct_captured() {
  int out[4];
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    Args args{out, i};
    threads.emplace_back([args] { // unsafe: overlapping-elements
      args.out[0] = args.id;      // race
    });
  }
  for (auto &t : threads)
    t.join();
}

void lookalike_struct_by_value() {
  int out[4];
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    Args args{.out = out, .id = i};
    threads.emplace_back([](Args a) { a.out[a.id] = 1; }, args); // safe
  }
  for (auto &t : threads)
    t.join();
}

void lookalike_struct_on_the_heap() {
  int out[4];
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    Args *args = new Args{out, i};
    threads.emplace_back([args] { // safe
      args->out[args->id] = 1;
      delete args;
    });
  }
  for (auto &t : threads)
    t.join();
}

void racy_struct_on_the_heap() {
  int out[4];
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    Args *args = new Args{out, i};
    threads.emplace_back([args] { // unsafe: overlapping-elements
      args->out[args->id / 2] = 1;
      delete args;
    });
  }
  for (auto &t : threads)
    t.join();
}

void lookalike_two_parts() {
  int out[100];
  Part first{out, 0, 50}, second{out, 50, 100};
  std::thread one(fillPart, &first);  // safe
  std::thread two(fillPart, &second); // safe
  one.join();
  two.join();
}

void racy_two_parts() {
  int out[100];
  Part first{out, 0, 51}, second{out, 50, 100};
  std::thread one(fillPart, &first);  // unsafe: overlapping-elements
  std::thread two(fillPart, &second); // unsafe: overlapping-elements
  one.join();
  two.join();
}

void lookalike_parts_of_one_array() {
  int out[100];
  Part parts[2] = {{out, 0, 50}, {out, 50, 100}};
  std::vector<std::thread> threads;
  for (int i = 0; i < 2; ++i)
    threads.emplace_back(fillPart, &parts[i]); // safe
  for (auto &t : threads)
    t.join();
}

void racy_struct_of_one_round() {
  int out[4];
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    Args args{out, i};
    threads.emplace_back([&args] { // unsafe: captured-mutation
      args.id += 1;                // race
    });
    args.id = 0;
  }
  joinAll(threads);
}

// Two rounds share what the first of them made.
void racy_struct_of_the_round_before() {
  int out[4];
  std::vector<std::thread> threads;
  Args *args = nullptr;
  for (int i = 0; i < 4; ++i) {
    if (i % 2 == 0)
      args = new Args{out, i};
    threads.emplace_back([args] { // unsafe: captured-mutation
      args->out[args->id] = 1;
    });
  }
  for (auto &t : threads)
    t.join();
}

void racy_struct_that_the_task_changes() {
  int out[4];
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    Args *args = new Args{out, i};
    threads.emplace_back([args] { // unsafe: overlapping-elements
      args->id = 0;
      args->out[args->id] = 1;
      delete args;
    });
  }
  for (auto &t : threads)
    t.join();
}

FAMILY({"racy_second_batch_renumbers", racy_second_batch_renumbers},
       {"repaired_second_batch_waits", repaired_second_batch_waits},
       {"racy_one_struct_renumbered", racy_one_struct_renumbered},
       {"lookalike_array_of_structs", lookalike_array_of_structs},
       {"racy_array_of_structs", racy_array_of_structs},
       {"lookalike_struct_captured", lookalike_struct_captured},
       {"racy_struct_captured", racy_struct_captured},
       {"lookalike_struct_by_value", lookalike_struct_by_value},
       {"lookalike_struct_on_the_heap", lookalike_struct_on_the_heap},
       {"racy_struct_on_the_heap", racy_struct_on_the_heap},
       {"lookalike_two_parts", lookalike_two_parts},
       {"racy_two_parts", racy_two_parts},
       {"lookalike_parts_of_one_array", lookalike_parts_of_one_array},
       {"racy_struct_of_one_round", racy_struct_of_one_round},
       {"racy_struct_of_the_round_before", racy_struct_of_the_round_before},
       {"racy_struct_that_the_task_changes", racy_struct_that_the_task_changes})
