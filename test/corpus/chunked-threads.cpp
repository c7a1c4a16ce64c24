// Loops cut into chunks by hand, one thread for each.
#include "family.h"
#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstddef>
#include <functional>
#include <future>
#include <mutex>
#include <numeric>
#include <span>
#include <string>
#include <thread>
#include <vector>

void repaired_partial_sums() {
  std::vector<int> data(10000, 1);
  const unsigned workers = 4;
  std::vector<long> partial(workers);
  std::vector<std::thread> pool;
  const std::size_t chunk = (data.size() + workers - 1) / workers;
  for (unsigned w = 0; w < workers; ++w)
    pool.emplace_back([&, w] { // safe
      std::size_t begin = w * chunk, end = std::min(begin + chunk, data.size());
      long sum = 0;
      for (std::size_t i = begin; i < end; ++i)
        sum += data[i];
      partial[w] = sum;
    });
  for (auto &t : pool)
    t.join();
  long total = std::accumulate(partial.begin(), partial.end(), 0L);
  (void)total;
}

void racy_total() {
  std::vector<int> data(10000, 1);
  const unsigned workers = 4;
  long total = 0;
  std::vector<std::thread> pool;
  const std::size_t chunk = data.size() / workers;
  for (unsigned w = 0; w < workers; ++w)
    pool.emplace_back([&, w] { // unsafe: captured-mutation
      for (std::size_t i = w * chunk; i < (w + 1) * chunk; ++i)
        total += data[i];
    });
  for (auto &t : pool)
    t.join();
}

void racy_loop_variable() {
  std::vector<long> partial(4);
  std::vector<std::thread> pool;
  for (int w = 0; w < 4; ++w)
    pool.emplace_back([&] { // unsafe: captured-mutation
      for (int i = 0; i < 100; ++i)
        partial[w & 3] += i;
    });
  for (auto &t : pool)
    t.join();
}

static void scale(std::vector<float> &v, std::size_t first, std::size_t last, float factor) {
  for (std::size_t i = first; i < last; ++i)
    v[i] *= factor;
}

void repaired_function_with_bounds() {
  std::vector<float> v(10000, 1);
  const std::size_t n = v.size(), workers = std::thread::hardware_concurrency() + 1;
  std::vector<std::thread> threads;
  threads.reserve(workers);
  for (std::size_t w = 0; w < workers; ++w) {
    std::size_t first = n * w / workers, last = n * (w + 1) / workers;
    threads.emplace_back(scale, std::ref(v), first, last, 2.f); // safe
  }
  for (auto &t : threads)
    t.join();
}

void racy_function_with_bounds() {
  std::vector<float> v(10000, 1);
  std::vector<std::thread> threads;
  for (std::size_t w = 0; w < 4; ++w)
    threads.emplace_back(scale, std::ref(v), w * 2500, v.size(), 2.f); // unsafe: overlapping-elements
  for (auto &t : threads)
    t.join();
}

// The last chunk takes the rest; the first part is done by the starter itself.
void repaired_remainder() {
  std::vector<int> v(1003);
  const int workers = 4, chunk = static_cast<int>(v.size()) / workers;
  std::vector<std::thread> threads;
  for (int w = 1; w < workers; ++w) {
    int first = w * chunk, last = w == workers - 1 ? static_cast<int>(v.size()) : first + chunk;
    threads.emplace_back([&v, first, last] { // safe
      for (int i = first; i < last; ++i)
        v[i] = i;
    });
  }
  for (int i = 0; i < chunk; ++i)
    v[i] = i;
  for (auto &t : threads)
    t.join();
}

void racy_remainder() {
  std::vector<int> v(1003);
  const int workers = 4, chunk = static_cast<int>(v.size()) / workers;
  std::vector<std::thread> threads;
  for (int w = 1; w < workers; ++w) {
    int first = w * chunk;
    threads.emplace_back([&v, first, chunk] { // unsafe: overlapping-elements
      for (int i = first; i <= first + chunk; ++i)
        v[i - 1] = i;
    });
  }
  for (int i = 0; i <= chunk; ++i)
    v[i] = i;
  for (auto &t : threads)
    t.join();
}

// A running start, as one writes it without formulas.
void repaired_running_start() {
  std::vector<double> v(1000, 2);
  std::vector<std::thread> threads;
  std::size_t start = 0;
  const std::size_t step = 250;
  while (start < v.size()) {
    std::size_t stop = std::min(start + step, v.size());
    threads.emplace_back([&v, start, stop] { // safe (today: unknown)
      for (std::size_t i = start; i < stop; ++i)
        v[i] = std::sqrt(v[i]);
    });
    start = stop;
  }
  for (auto &t : threads)
    t.join();
}

// Cyclic: thread w takes w, w + n, ...
void repaired_cyclic() {
  std::vector<int> v(1000);
  const int n = 4;
  std::vector<std::thread> threads;
  for (int w = 0; w < n; ++w)
    threads.emplace_back([&v, w, n] { // safe
      for (std::size_t i = w; i < v.size(); i += n)
        v[i] = w;
    });
  for (auto &t : threads)
    t.join();
}

void racy_cyclic() {
  std::vector<int> v(1000);
  const int n = 4;
  std::vector<std::thread> threads;
  for (int w = 0; w < n; ++w)
    threads.emplace_back([&v, w] { // unsafe: overlapping-elements
      for (std::size_t i = w; i < v.size(); i += n - 1)
        v[i] = w;
    });
  for (auto &t : threads)
    t.join();
}

// Spans of one vector.
static void negate(std::span<int> part) {
  for (int &x : part)
    x = -x;
}

void repaired_spans() {
  std::vector<int> v(1000, 1);
  std::span<int> all(v);
  std::thread low(negate, all.subspan(0, 500));    // safe
  std::thread high(negate, all.subspan(500, 500)); // safe
  low.join();
  high.join();
}

void racy_spans() {
  std::vector<int> v(1000, 1);
  std::span<int> all(v);
  std::thread low(negate, all.first(600));    // unsafe: overlapping-elements
  std::thread high(negate, all.subspan(500)); // unsafe: overlapping-elements
  low.join();
  high.join();
}

// Two halves by iterators.
template <typename Iterator> static void fill_range(Iterator first, Iterator last, int value) {
  for (; first != last; ++first)
    *first = value;
}

void repaired_halves() {
  std::vector<int> v(1000);
  auto middle = v.begin() + v.size() / 2;
  std::thread left([&] { fill_range(v.begin(), middle, 1); }); // safe
  fill_range(middle, v.end(), 2);
  left.join();
}

void racy_halves() {
  std::vector<int> v(1000);
  auto middle = v.begin() + v.size() / 2;
  std::thread left([&] { fill_range(v.begin(), v.end(), 1); }); // unsafe: overlapping-elements
  fill_range(middle, v.end(), 2);
  left.join();
}

// A worker class with a member function for each part.
class Blur {
public:
  explicit Blur(std::vector<float> input) : In(std::move(input)), Out(In.size()) {}

  void run(int workers) {
    std::vector<std::thread> threads;
    for (int w = 0; w < workers; ++w)
      threads.emplace_back(&Blur::part, this, w, workers); // safe (today: unknown)
    for (auto &t : threads)
      t.join();
  }

  void run_counting(int workers) {
    std::vector<std::thread> threads;
    for (int w = 0; w < workers; ++w)
      threads.emplace_back([this, w, workers] { // unsafe: member-mutation
        part(w, workers);
        Done += In.size() / workers;
      });
    for (auto &t : threads)
      t.join();
  }

private:
  void part(int w, int workers) {
    std::size_t n = In.size(), begin = n * w / workers, end = n * (w + 1) / workers;
    for (std::size_t i = begin; i < end; ++i) {
      float left = i > 0 ? In[i - 1] : In[i], right = i + 1 < n ? In[i + 1] : In[i];
      Out[i] = (left + In[i] + right) / 3;
    }
  }
  std::vector<float> In, Out;
  std::size_t Done = 0;
};

void repaired_blur() { Blur(std::vector<float>(1000, 1)).run(4); }
void racy_blur() { Blur(std::vector<float>(1000, 1)).run_counting(4); }

// Futures for parts.
void repaired_futures() {
  std::vector<int> v(1000, 3);
  std::vector<std::future<long>> parts;
  for (std::size_t at = 0; at < v.size(); at += 250)
    parts.push_back(std::async(std::launch::async, [&v, at] { // safe
      return std::accumulate(v.begin() + at, v.begin() + at + 250, 0L);
    }));
  long sum = 0;
  for (auto &p : parts)
    sum += p.get();
}

void racy_futures() {
  std::vector<int> v(1000, 3);
  long sum = 0;
  std::vector<std::future<void>> parts;
  for (std::size_t at = 0; at < v.size(); at += 250)
    parts.push_back(std::async(std::launch::async, [&v, &sum, at] { // unsafe: captured-mutation
      sum += std::accumulate(v.begin() + at, v.begin() + at + 250, 0L);
    }));
  for (auto &p : parts)
    p.get();
}

// Work handed out by an atomic counter.
void repaired_ticket() {
  std::vector<double> out(2000);
  std::atomic<std::size_t> next{0};
  std::vector<std::thread> threads;
  for (int w = 0; w < 4; ++w)
    threads.emplace_back([&] { // safe
      for (std::size_t i; (i = next.fetch_add(1)) < out.size();)
        out[i] = std::sqrt(static_cast<double>(i));
    });
  for (auto &t : threads)
    t.join();
}

void racy_ticket() {
  std::vector<double> out(2000);
  std::size_t next = 0;
  std::vector<std::thread> threads;
  for (int w = 0; w < 4; ++w)
    threads.emplace_back([&] { // unsafe: captured-mutation
      while (next < out.size()) {
        std::size_t i = next++;
        if (i < out.size())
          out[i] = std::sqrt(static_cast<double>(i));
      }
    });
  for (auto &t : threads)
    t.join();
}

// Blocks of a ticket.
void repaired_ticket_blocks() {
  std::vector<int> out(2000);
  std::atomic<std::size_t> next{0};
  auto work = [&] {
    constexpr std::size_t block = 64;
    for (;;) {
      std::size_t begin = next.fetch_add(block);
      if (begin >= out.size())
        return;
      std::size_t end = std::min(begin + block, out.size());
      for (std::size_t i = begin; i < end; ++i)
        out[i] = 1;
    }
  };
  std::thread a(work), b(work); // safe
  a.join();
  b.join();
}

FAMILY({"repaired_partial_sums", repaired_partial_sums}, {"racy_total", racy_total},
       {"racy_loop_variable", racy_loop_variable}, {"repaired_function_with_bounds", repaired_function_with_bounds},
       {"racy_function_with_bounds", racy_function_with_bounds}, {"repaired_remainder", repaired_remainder},
       {"racy_remainder", racy_remainder}, {"repaired_running_start", repaired_running_start},
       {"repaired_cyclic", repaired_cyclic}, {"racy_cyclic", racy_cyclic}, {"repaired_spans", repaired_spans},
       {"racy_spans", racy_spans}, {"repaired_halves", repaired_halves}, {"racy_halves", racy_halves},
       {"repaired_blur", repaired_blur}, {"racy_blur", racy_blur}, {"repaired_futures", repaired_futures},
       {"racy_futures", racy_futures}, {"repaired_ticket", repaired_ticket}, {"racy_ticket", racy_ticket},
       {"repaired_ticket_blocks", repaired_ticket_blocks})
