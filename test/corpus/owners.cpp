// What a unique_ptr owns, reached in other ways: by a pointer that was there
// before, or by one that was lent.
#include "family.h"

#include <aether/aether.h>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

void racy_lent_before_the_move() {
  auto x = std::make_unique<int>(0);
  int *p = x.get();
  std::thread t([x = std::move(x)] { ++*x; }); // unsafe: captured-mutation
  *p = 3;
  t.join();
}

void racy_given_to_the_owner() {
  int *v = new int(0);
  std::unique_ptr<int> x(v);
  std::thread t([x = std::move(x)] { ++*x; }); // unsafe: captured-mutation
  *v = 3;
  t.join();
}

void racy_lent_vector() {
  auto x = std::make_unique<std::vector<int>>(3);
  auto *p = x.get();
  auto q = std::move(x);
  std::thread t([&] { q->push_back(1); }); // unsafe: shared-container
  p->push_back(3);
  t.join();
}

void racy_owner_that_deletes_nothing() {
  int v = 0;
  std::unique_ptr<int, void (*)(int *)> x(&v, [](int *) {});
  std::thread t([&] { ++*x; }); // unsafe: captured-mutation
  v = 3;
  t.join();
}

struct Keep {
  void operator()(int *) const {}
};

void racy_owners_of_one() {
  std::vector<std::unique_ptr<int, Keep>> items;
  int n = 0;
  for (int i = 0; i < 4; ++i)
    items.emplace_back(&n);
  aether::par_for_each(items, [](auto &item) { ++*item; }); // unsafe: captured-mutation
}

void repaired_owner_of_its_own() {
  auto x = std::make_unique<int>(0);
  std::thread t([x = std::move(x)] { ++*x; }); // safe (today: unknown)
  x = std::make_unique<int>(0);
  *x = 3;
  t.join();
}

void lookalike_made_in_each_round() {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    auto x = std::make_unique<int>(0);
    int *p = x.get();
    *p = i;
    threads.emplace_back([x = std::move(x)] { ++*x; }); // safe
  }
  for (auto &t : threads)
    t.join();
}

// What an owner has given away

struct Job {
  int done = 0;
};

void lookalike_kept_by_a_list() {
  std::vector<std::unique_ptr<Job>> jobs;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    auto job = std::make_unique<Job>();
    Job *raw = job.get();
    jobs.push_back(std::move(job));
    threads.emplace_back([raw] { raw->done++; }); // safe (today: unknown)
  }
  for (auto &t : threads)
    t.join();
}

void lookalike_kept_later() {
  std::vector<std::unique_ptr<Job>> jobs;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    auto job = std::make_unique<Job>();
    Job *raw = job.get();
    threads.emplace_back([raw] { raw->done++; }); // safe (today: unknown)
    jobs.push_back(std::move(job));
  }
  for (auto &t : threads)
    t.join();
}

void racy_kept_and_dropped() {
  std::vector<std::unique_ptr<Job>> jobs;
  auto job = std::make_unique<Job>();
  Job *raw = job.get();
  jobs.push_back(std::move(job));
  std::thread t([raw] { raw->done++; }); // unsafe: shared-container
  jobs.clear();
  t.join();
}

void lookalike_kept_by_another() {
  auto job = std::make_unique<Job>();
  std::unique_ptr<Job> other;
  std::thread t([raw = job.get()] { raw->done++; }); // safe (today: unknown)
  other = std::move(job);
  job.reset();
  t.join();
}

void racy_ended_by_its_owner() {
  auto job = std::make_unique<Job>();
  std::thread t([raw = job.get()] { raw->done++; }); // unsafe: captured-mutation
  job.reset();
  t.join();
}

void racy_ended_by_another() {
  auto job = std::make_unique<Job>();
  std::unique_ptr<Job> other;
  std::thread t([raw = job.get()] { raw->done++; }); // unsafe: captured-mutation (today: unknown)
  other = std::move(job);
  other.reset();
  t.join();
}

void lookalike_shared_by_another() {
  auto job = std::make_unique<Job>();
  Job *raw = job.get();
  std::shared_ptr<Job> other = std::move(job);
  std::thread t([raw] { raw->done++; }); // safe (today: unknown)
  job.reset();
  t.join();
}

void lookalike_elements_moved_away() {
  std::vector<std::unique_ptr<Job>> jobs, others;
  jobs.push_back(std::make_unique<Job>());
  std::thread t([raw = jobs[0].get()] { raw->done++; }); // safe (today: unknown)
  others = std::move(jobs);
  jobs.clear();
  t.join();
}

void racy_elements_cleared() {
  std::vector<std::vector<int>> rows(2);
  std::thread t([row = &rows[0]] { row->push_back(1); }); // unsafe: shared-container
  rows.clear();
  t.join();
}

FAMILY({"lent", racy_lent_before_the_move}, {"given", racy_given_to_the_owner}, {"vector", racy_lent_vector},
       {"keeps", racy_owner_that_deletes_nothing}, {"one", racy_owners_of_one},
       {"own", repaired_owner_of_its_own}, {"rounds", lookalike_made_in_each_round},
       {"list", lookalike_kept_by_a_list}, {"later", lookalike_kept_later}, {"dropped", racy_kept_and_dropped},
       {"another", lookalike_kept_by_another}, {"ended", racy_ended_by_its_owner}, {"other", racy_ended_by_another},
       {"shared", lookalike_shared_by_another}, {"moved", lookalike_elements_moved_away},
       {"cleared", racy_elements_cleared})
