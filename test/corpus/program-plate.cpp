// A small program: a heat equation on a plate that is cut into strips, one thread
// for each, which meet at a barrier; then energy, convergence and checkpoints.
#include "family.h"
#include <aether/aether.h>
#include <algorithm>
#include <atomic>
#include <barrier>
#include <cmath>
#include <cstddef>
#include <mutex>
#include <numeric>
#include <ranges>
#include <string>
#include <thread>
#include <utility>
#include <vector>

class Plate {
public:
  Plate(std::size_t width, std::size_t height)
      : Width(width), Height(height), Now(width * height), Next(width * height) {
    for (std::size_t x = 0; x < Width; ++x)
      Now[x] = Next[x] = 100;
  }

  // Strips by threads that live for all steps.
  void run_strips(std::size_t workers, int steps) {
    std::barrier swap_point(static_cast<std::ptrdiff_t>(workers), [this]() noexcept { Now.swap(Next); });
    std::vector<std::thread> threads;
    for (std::size_t w = 0; w < workers; ++w)
      threads.emplace_back([this, w, workers, steps, &swap_point] { // safe (today: unknown)
        const std::size_t rows = Height - 2;
        const std::size_t first = 1 + rows * w / workers, last = 1 + rows * (w + 1) / workers;
        for (int s = 0; s < steps; ++s) {
          for (std::size_t y = first; y < last; ++y)
            relax_row(y);
          swap_point.arrive_and_wait();
        }
      });
    for (auto &t : threads)
      t.join();
  }

  // Each thread swaps by itself: everybody does it.
  void run_strips_wrong(std::size_t workers, int steps) {
    std::vector<std::thread> threads;
    for (std::size_t w = 0; w < workers; ++w)
      threads.emplace_back([this, w, workers, steps] { // unsafe: shared-container
        const std::size_t rows = Height - 2;
        const std::size_t first = 1 + rows * w / workers, last = 1 + rows * (w + 1) / workers;
        for (int s = 0; s < steps; ++s) {
          for (std::size_t y = first; y < last; ++y)
            relax_row(y);
          Now.swap(Next);
        }
      });
    for (auto &t : threads)
      t.join();
  }

  void run_rows(int steps) {
    for (int s = 0; s < steps; ++s) {
      aether::par_for_each(std::views::iota(std::size_t{1}, Height - 1), [this](std::size_t y) { relax_row(y); }); // safe
      std::swap(Now, Next);
    }
  }

  double energy() const {
    std::vector<double> rows(Height);
    aether::par_for_each(std::views::iota(std::size_t{0}, Height), [&](std::size_t y) { // safe
      auto begin = Now.begin() + static_cast<std::ptrdiff_t>(y * Width);
      rows[y] = std::accumulate(begin, begin + static_cast<std::ptrdiff_t>(Width), 0.0);
    });
    return std::accumulate(rows.begin(), rows.end(), 0.0);
  }

  double energy_wrong() {
    Energy = 0;
    aether::par_for_each(std::views::iota(std::size_t{0}, Height), [this](std::size_t y) { // unsafe: member-mutation
      for (std::size_t x = 0; x < Width; ++x)
        Energy += Now[y * Width + x];
    });
    return Energy;
  }

  double largest_change() const {
    double largest = 0;
    std::mutex m;
    aether::par_for_each(std::views::iota(std::size_t{0}, Height), [&](std::size_t y) { // safe
      double mine = 0;
      for (std::size_t x = 0; x < Width; ++x)
        mine = std::max(mine, std::fabs(Now[y * Width + x] - Next[y * Width + x]));
      std::lock_guard lock(m);
      largest = std::max(largest, mine);
    });
    return largest;
  }

  // A checkpoint is written while the next steps run: from a copy, or not.
  void run_with_checkpoint(int steps) {
    std::vector<double> snapshot = Now;
    std::string text;
    std::thread writer([&snapshot, &text] { // safe
      for (double v : snapshot)
        text += std::to_string(v);
    });
    run_rows(steps);
    writer.join();
  }

  void run_with_checkpoint_wrong(int steps) {
    std::string text;
    std::thread writer([this, &text] { // unsafe: shared-container
      for (double v : Now)
        text += std::to_string(v);
    });
    for (int s = 0; s < steps; ++s) {
      for (std::size_t y = 1; y + 1 < Height; ++y)
        relax_row(y);
      std::swap(Now, Next);
    }
    writer.join();
  }

private:
  void relax_row(std::size_t y) {
    for (std::size_t x = 1; x + 1 < Width; ++x)
      Next[y * Width + x] = 0.25 * (Now[y * Width + x - 1] + Now[y * Width + x + 1] + Now[(y - 1) * Width + x] +
                                    Now[(y + 1) * Width + x]);
  }
  std::size_t Width, Height;
  std::vector<double> Now, Next;
  double Energy = 0;
};

void repaired_strips() { Plate(24, 18).run_strips(3, 4); }
void racy_strips() { Plate(24, 18).run_strips_wrong(3, 4); }
void repaired_rows() { Plate(24, 18).run_rows(3); }
void repaired_energy() { Plate(24, 18).energy(); }
void racy_energy() { Plate(24, 18).energy_wrong(); }
void repaired_largest_change() { Plate(24, 18).largest_change(); }
void repaired_checkpoint() { Plate(24, 18).run_with_checkpoint(2); }
void racy_checkpoint() { Plate(24, 18).run_with_checkpoint_wrong(2); }

FAMILY({"repaired_strips", repaired_strips}, {"racy_strips", racy_strips}, {"repaired_rows", repaired_rows},
       {"repaired_energy", repaired_energy}, {"racy_energy", racy_energy},
       {"repaired_largest_change", repaired_largest_change}, {"repaired_checkpoint", repaired_checkpoint},
       {"racy_checkpoint", racy_checkpoint})
