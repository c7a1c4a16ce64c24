// Threads that run what is put into a list, by who has made them and by others.
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

struct Pool {
  std::vector<std::function<void()>> Jobs;
  std::vector<std::thread> Threads;
  std::mutex M;
  void put(std::function<void()> Job) {
    std::lock_guard<std::mutex> Lock(M);
    Jobs.push_back(Job);
  }
  void run() {
    for (;;) {
      std::function<void()> Job;
      {
        std::lock_guard<std::mutex> Lock(M);
        if (Jobs.empty())
          continue;
        Job = Jobs.back();
        Jobs.pop_back();
      }
      Job();
    }
  }
  Pool() {
    for (int I = 0; I < 4; ++I)
      Threads.emplace_back([this] { run(); }); // unsafe: captured-mutation
  }
};

Pool *made() {
  auto *P = new Pool;
  P->put([] {});
  return P;
}

void racy_jobs_of_others() {
  int N = 0;
  Pool *P = made();
  P->put([&] { ++N; }); // race
  P->put([&] { ++N; });
  for (std::thread &T : P->Threads)
    T.join();
}
