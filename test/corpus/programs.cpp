#include "family.h"
#include <aether/aether.h>
#include <atomic>
#include <cmath>
#include <complex>
#include <condition_variable>
#include <future>
#include <map>
#include <mutex>
#include <queue>
#include <random>
#include <ranges>
#include <span>
#include <sstream>
#include <string>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

static const std::vector<std::string> Lines(200, "the quick brown fox");

void racy_word_count() {
  std::unordered_map<std::string, int> counts;
  aether::par_for_each( // unsafe: shared-container
      Lines, [&](const std::string &line) {
        std::istringstream words(line);
        for (std::string word; words >> word;)
          ++counts[word]; // race
      });
}

void repaired_word_count() {
  using Counts = std::map<std::string, int>;
  auto partial = aether::par_map(Lines, [](const std::string &line) { // safe
    Counts mine;
    std::istringstream words(line);
    for (std::string word; words >> word;)
      ++mine[word];
    return mine;
  });
  Counts total;
  for (const Counts &c : partial)
    for (const auto &[word, n] : c)
      total[word] += n;
}

void repaired_mandelbrot() {
  constexpr int w = 48, h = 32;
  std::vector<unsigned char> pixels(w * h);
  aether::par_for_each(std::views::iota(0, h), [&](int y) { // safe
    for (int x = 0; x < w; ++x) {
      const std::complex<double> c(3.0 * x / w - 2, 2.0 * y / h - 1);
      std::complex<double> z;
      int n = 0;
      while (n < 20 && std::norm(z) < 4) {
        z = z * z + c;
        ++n;
      }
      pixels[y * w + x] = static_cast<unsigned char>(n);
    }
  });
}

struct Body {
  double x, y, vx, vy, mass;
};

void racy_bodies_pairwise() {
  std::vector<Body> bodies(60, Body{1, 2, 0, 0, 1});
  aether::par_for_each(std::views::iota(0, 60), // unsafe: overlapping-elements
                       [&](int i) {
                         for (int j = i + 1; j < 60; ++j) {
                           const double dx = bodies[j].x - bodies[i].x;
                           bodies[i].vx += dx * bodies[j].mass; // race
                           bodies[j].vx -= dx * bodies[i].mass;
                         }
                       });
}

void repaired_bodies_two_passes() {
  std::vector<Body> bodies(60, Body{1, 2, 0, 0, 1});
  aether::par_for_each(bodies, [&](Body &b) { // safe
    for (const Body &other : bodies) {
      b.vx += (other.x - b.x) * other.mass;
      b.vy += (other.y - b.y) * other.mass;
    }
  });
  aether::par_for_each(bodies, [](Body &b) { // safe
    b.x += b.vx * 0.01;
    b.y += b.vy * 0.01;
  });
}

void racy_bodies_moved_at_once() {
  std::vector<Body> bodies(60, Body{1, 2, 0, 0, 1});
  aether::par_for_each(bodies, [&](Body &b) { // unsafe: overlapping-elements
    for (const Body &other : bodies)
      b.vx += (other.x - b.x) * other.mass;
    b.x += b.vx * 0.01; // race
  });
}

using Board = std::vector<std::vector<char>>;

static int neighbours(const Board &board, int y, int x) {
  int n = 0;
  for (int dy = -1; dy <= 1; ++dy)
    for (int dx = -1; dx <= 1; ++dx)
      if (dy || dx)
        n += board[y + dy][x + dx];
  return n;
}

void repaired_life() {
  Board now(34, std::vector<char>(34)), next = now;
  for (int generation = 0; generation < 3; ++generation) {
    aether::par_for_each(std::views::iota(1, 33), [&](int y) { // safe
      for (int x = 1; x < 33; ++x) {
        const int n = neighbours(now, y, x);
        next[y][x] = n == 3 || (n == 2 && now[y][x]);
      }
    });
    std::swap(now, next);
  }
}

void racy_life_in_place() {
  Board board(34, std::vector<char>(34));
  aether::par_for_each( // unsafe: overlapping-elements
      std::views::iota(1, 33), [&](int y) {
        for (int x = 1; x < 33; ++x) {
          const int n = neighbours(board, y, x);
          board[y][x] = n == 3 || (n == 2 && board[y][x]); // race
        }
      });
}

void repaired_pi() {
  constexpr int tasks = 8;
  auto hits = aether::par_map(std::views::iota(0, tasks), [](int seed) { // safe
    std::minstd_rand engine(seed + 1);
    std::uniform_real_distribution<double> unit(0, 1);
    long inside = 0;
    for (int i = 0; i < 500; ++i) {
      const double x = unit(engine), y = unit(engine);
      inside += x * x + y * y <= 1;
    }
    return inside;
  });
}

void racy_pi_static_engine() {
  std::atomic<long> inside = 0;
  aether::par_for_each(std::views::iota(0, 2000), // unsafe: global-mutation
                       [&](int) {
                         static std::minstd_rand engine(7);
                         std::uniform_real_distribution<double> unit(0, 1);
                         const double x = unit(engine), y = unit(engine);
                         inside += x * x + y * y <= 1;
                       });
}

void racy_sieve_of_bits() {
  std::vector<bool> composite(2000);
  aether::par_for_each(std::views::iota(2, 45), // unsafe: overlapping-elements
                       [&](int p) {
                         for (int m = p * p; m < 2000; m += p)
                           composite[m] = true; // race
                       });
}

void racy_sieve_of_bytes() {
  std::vector<char> composite(2000);
  aether::par_for_each(std::views::iota(2, 45), // unsafe: overlapping-elements
                       [&](int p) {
                         for (int m = p * p; m < 2000; m += p)
                           composite[m] = 1; // race
                       });
}

void repaired_sieve_by_segment() {
  constexpr int size = 100;
  std::vector<char> composite(20 * size);
  aether::par_for_each(std::views::iota(0, 20), [&](int s) { // safe
    for (int n = s * size; n < (s + 1) * size; ++n)
      for (int d = 2; d * d <= n; ++d)
        if (n % d == 0)
          composite[n] = 1;
  });
}

void repaired_nearest_centre() {
  const std::vector<double> points(500, 0.3), centres = {0.1, 0.5, 0.9};
  std::vector<int> nearest(points.size());
  aether::par_for_each(std::views::iota(std::size_t{0}, points.size()), // safe
                       [&](std::size_t i) {
                         int best = 0;
                         for (int c = 1; c < 3; ++c)
                           if (std::abs(points[i] - centres[c]) <
                               std::abs(points[i] - centres[best]))
                             best = c;
                         nearest[i] = best;
                       });
}

void racy_centre_update() {
  const std::vector<double> points(500, 0.3);
  std::vector<double> sums(3);
  aether::par_for_each(points, // unsafe: overlapping-elements
                       [&](const double &p) {
                         sums.front() += p; // race
                         sums.back() += 1;
                       });
}

void repaired_frontier() {
  constexpr int n = 300;
  std::vector<std::vector<int>> edges(n);
  for (int i = 0; i < n; ++i)
    edges[i] = {(i * 7) % n, (i + 1) % n};
  std::vector<std::atomic<bool>> visited(n);
  std::vector<int> frontier = {0, 5, 9, 20}, next;
  std::mutex guard;
  while (!frontier.empty()) {
    aether::par_for_each(frontier, [&](const int &node) { // safe
      for (int to : edges[node])
        if (!visited[to].exchange(true)) {
          std::lock_guard lock(guard);
          next.push_back(to);
        }
    });
    frontier.swap(next);
    next.clear();
  }
}

void racy_frontier_pushed_while_iterated() {
  std::vector<int> frontier(400, 1);
  std::mutex guard;
  aether::par_for_each(std::views::iota(0, 400), // unsafe: shared-container
                       [&](int i) {
                         if (frontier[i] > 0) {
                           std::lock_guard lock(guard);
                           frontier.push_back(i); // race
                         }
                       });
}

static long memoised(int n, std::map<int, long> &known) {
  if (n < 2)
    return n;
  if (auto found = known.find(n); found != known.end())
    return found->second;
  return known[n] = memoised(n - 1, known) + memoised(n - 2, known);
}

void racy_fibonacci_shared_memory() {
  std::map<int, long> known;
  aether::par_for_each(std::views::iota(10, 40), // unsafe: shared-container
                       [&](int n) { memoised(n, known); });
}

void repaired_fibonacci_own_memory() {
  auto all = aether::par_map(std::views::iota(10, 40), [](int n) { // safe (today: unknown)
    std::map<int, long> known;
    return memoised(n, known);
  });
}

class Pool {
public:
  explicit Pool(int n) {
    for (int i = 0; i < n; ++i)
      workers.emplace_back([this] { work(); }); // safe
  }
  ~Pool() {
    {
      std::lock_guard lock(guard);
      closing = true;
    }
    wake.notify_all();
    for (std::thread &worker : workers)
      worker.join();
  }
  void submit(int job) {
    {
      std::lock_guard lock(guard);
      jobs.push(job);
    }
    wake.notify_one();
  }

private:
  void work() {
    for (;;) {
      std::unique_lock lock(guard);
      wake.wait(lock, [this] { return closing || !jobs.empty(); });
      if (jobs.empty())
        return;
      done += jobs.front();
      jobs.pop();
    }
  }
  std::mutex guard;
  std::condition_variable wake;
  std::queue<int> jobs;
  long done = 0;
  bool closing = false;
  std::vector<std::thread> workers;
};

void repaired_pool() {
  Pool pool(2);
  for (int job = 0; job < 10; ++job)
    pool.submit(job);
}

static void quicksort(std::span<int> v) {
  if (v.size() < 2)
    return;
  const int pivot = v.back();
  std::size_t low = 0;
  for (std::size_t i = 0; i + 1 < v.size(); ++i)
    if (v[i] < pivot)
      std::swap(v[i], v[low++]);
  std::swap(v[low], v.back());
  auto left = std::async(v.size() > 200 ? std::launch::async // safe (today: unknown)
                                        : std::launch::deferred,
                         [=] { quicksort(v.first(low)); });
  quicksort(v.subspan(low + 1));
  left.get();
}

void repaired_quicksort() {
  std::vector<int> v(500);
  for (int i = 0; i < 500; ++i)
    v[i] = (i * 37) % 500;
  quicksort(v);
}

void racy_blur_in_place() {
  constexpr int w = 40, h = 40;
  std::vector<float> image(w * h, 1);
  const auto at = [&](int y, int x) -> float & { return image[y * w + x]; };
  aether::par_for_each( // unsafe: overlapping-elements
      std::views::iota(1, h - 1), [&](int y) {
        for (int x = 1; x < w - 1; ++x)
          at(y, x) = (at(y - 1, x) + at(y, x) + at(y + 1, x)) / 3;
      });
}

void repaired_blur_across() {
  constexpr int w = 40, h = 40;
  std::vector<float> image(w * h, 1);
  const auto at = [&](int y, int x) -> float & { return image[y * w + x]; };
  aether::par_for_each(std::views::iota(0, h), [&](int y) { // safe
    for (int x = 1; x < w - 1; ++x)
      at(y, x) = (at(y, x - 1) + at(y, x) + at(y, x + 1)) / 3;
  });
}

FAMILY({"racy_word_count", racy_word_count},
       {"repaired_word_count", repaired_word_count},
       {"repaired_mandelbrot", repaired_mandelbrot},
       {"racy_bodies_pairwise", racy_bodies_pairwise},
       {"repaired_bodies_two_passes", repaired_bodies_two_passes},
       {"racy_bodies_moved_at_once", racy_bodies_moved_at_once},
       {"repaired_life", repaired_life},
       {"racy_life_in_place", racy_life_in_place}, {"repaired_pi", repaired_pi},
       {"racy_pi_static_engine", racy_pi_static_engine},
       {"racy_sieve_of_bits", racy_sieve_of_bits},
       {"racy_sieve_of_bytes", racy_sieve_of_bytes},
       {"repaired_sieve_by_segment", repaired_sieve_by_segment},
       {"repaired_nearest_centre", repaired_nearest_centre},
       {"racy_centre_update", racy_centre_update},
       {"repaired_frontier", repaired_frontier},
       {"racy_frontier_pushed_while_iterated",
        racy_frontier_pushed_while_iterated},
       {"racy_fibonacci_shared_memory", racy_fibonacci_shared_memory},
       {"repaired_fibonacci_own_memory", repaired_fibonacci_own_memory},
       {"repaired_pool", repaired_pool},
       {"repaired_quicksort", repaired_quicksort},
       {"racy_blur_in_place", racy_blur_in_place},
       {"repaired_blur_across", repaired_blur_across})
