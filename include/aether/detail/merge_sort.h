//===- merge_sort.h - A stable parallel merge sort --------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Sorts what is trivially copied: items of such a type, or pointers to items.
///
///     items    ──copy──▶ buffer   each run is sorted there, in parallel
///     run 0 │ run 1 │ run 2 │ run 3
///        └──┬───┘       └──┬───┘    levels of merges, back and forth between
///           └──────┬───────┘        buffer and items
///
/// Each level is cut into pieces of equal size, of which each finds by a binary
/// search what it has to merge ("Merge Path", Odeh, Green et al. 2012), so that
/// the last merges are as parallel as the first.
///
/// A pass only reads from where the level below has left everything. Whatever
/// is thrown while a level is merged, that source is whole.
//===----------------------------------------------------------------------===//

#ifndef AETHER_DETAIL_MERGE_SORT_H
#define AETHER_DETAIL_MERGE_SORT_H

#include "aether/detail/pass.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <memory>
#include <type_traits>

namespace aether::detail {

/// Room for \p count items, which are not made.
template <class T> class Buffer {
public:
  explicit Buffer(std::size_t count)
      : count(count), items(std::allocator<T>().allocate(count)) {}
  Buffer(const Buffer &) = delete;
  ~Buffer() { std::allocator<T>().deallocate(items, count); }
  T *data() const { return items; }

private:
  std::size_t count;
  T *items;
};

/// How many items of \p a are among the first \p diagonal ones of \p a and
/// \p b merged; of equal ones those of \p a come first.
template <class T, class Less>
std::size_t merge_split(const T *a, std::size_t a_size, const T *b,
                        std::size_t b_size, std::size_t diagonal,
                        const Less &less) {
  std::size_t low = diagonal > b_size ? diagonal - b_size : 0;
  std::size_t high = std::min(diagonal, a_size);
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (less(b[diagonal - middle - 1], a[middle]))
      high = middle;
    else
      low = middle + 1;
  }
  return low;
}

/// Merges two sorted runs; of equal items those of the first come first.
template <class T, class Less>
void merge_runs(const T *x, const T *x_end, const T *y, const T *y_end, T *out,
                const Less &less) {
  while (x != x_end && y != y_end) {
    // Without a branch: which side is taken cannot be predicted.
    const bool take_y = less(*y, *x);
    *out++ = take_y ? *y : *x;
    y += take_y;
    x += !take_y;
  }
  out = std::copy(x, x_end, out);
  std::copy(y, y_end, out);
}

/// Sorts one run on this thread; std::stable_sort would ask for a buffer by a
/// function that is deprecated.
template <class T, class Less>
void sort_run(T *first, std::size_t count, const Less &less) {
  constexpr std::size_t insertion = 16; // shorter runs sort faster like that
  for (std::size_t begin = 0; begin < count; begin += insertion) {
    const std::size_t end = std::min(count, begin + insertion);
    for (std::size_t i = begin + 1; i < end; ++i) {
      const T moving = first[i];
      std::size_t to = i;
      for (; to != begin && less(moving, first[to - 1]); --to)
        first[to] = first[to - 1];
      first[to] = moving;
    }
  }
  if (count <= insertion)
    return;
  const Buffer<T> buffer(count);
  T *from = first, *to = buffer.data();
  for (std::size_t width = insertion; width < count; width *= 2) {
    for (std::size_t begin = 0; begin < count; begin += 2 * width) {
      const std::size_t middle = std::min(count, begin + width);
      merge_runs(from + begin, from + middle, from + middle,
                 from + std::min(count, begin + 2 * width), to + begin, less);
    }
    std::swap(from, to);
  }
  if (from != first)
    std::copy(from, from + count, first);
}

/// Items [begin, end) of what a level merges from \p from into \p to; runs of
/// \p run items become runs of twice as many. All of it lies in one such run.
template <class T, class Less>
void merge_piece(const T *from, T *to, std::size_t count, std::size_t run,
                 std::size_t begin, std::size_t end, const Less &less) {
  const std::size_t start = begin / (2 * run) * (2 * run);
  const std::size_t middle = std::min(start + run, count);
  const T *a = from + start, *b = from + middle;
  const std::size_t a_size = middle - start;
  const std::size_t b_size = std::min(start + 2 * run, count) - middle;
  const std::size_t a_begin =
      merge_split(a, a_size, b, b_size, begin - start, less);
  const std::size_t a_end =
      merge_split(a, a_size, b, b_size, end - start, less);
  merge_runs(a + a_begin, a + a_end, b + (begin - start - a_begin),
             b + (end - start - a_end), to + begin, less);
}

/// How many runs are worth it: a power of two.
std::size_t sort_runs(std::size_t items, const ParOptions &options,
                      bool vetoed) noexcept;

/// Sorts [items, items + count) by \p less. What \p less throws, Cancelled and
/// DeadlineExceeded leave the same items there in some order.
template <class T, class Less>
ParallelMetrics merge_sort(const char *function, T *items, std::size_t count,
                           const Less &less, const ParOptions &options,
                           const CallSite &site) {
  static_assert(std::is_trivially_copyable_v<T>);
  const std::size_t runs = sort_runs(count, options, site.vetoed());
  const std::size_t run = std::max<std::size_t>(1, (count + runs - 1) / runs);
  const std::size_t pieces = count / run + (count % run != 0);
  const Buffer<T> buffer(count);
  T *const other = buffer.data();

  const auto sort_pieces = [=, &less](std::size_t p, std::size_t last) {
    for (; p != last; ++p) {
      const std::size_t begin = p * run, end = std::min(count, begin + run);
      std::uninitialized_copy(items + begin, items + end, other + begin);
      sort_run(other + begin, end - begin, less);
    }
  };
  ParallelMetrics metrics;
  if (site.vetoed()) {
    note_vetoed_call(function, site);
    if (watched(options))
      Watch(count, options).before(0); // a single run is not interrupted
    sort_pieces(0, pieces);
    metrics = vetoed_metrics(count, site);
  } else {
    metrics = run_steps({.function = function,
                         .items = count,
                         .task = {},
                         .units = pieces,
                         .items_per_unit = run,
                         .grain = 1},
                        sort_pieces, without_progress(options), site);
  }

  T *from = other, *to = items;
  const auto copy_back = [&] {
    if (from == other)
      std::copy(other, other + count, items);
  };
  try {
    for (std::size_t width = run; width < count; width *= 2) {
      const auto merge_pieces = [=, &less](std::size_t p, std::size_t last) {
        for (; p != last; ++p)
          merge_piece(from, to, count, width, p * run,
                      std::min(count, (p + 1) * run), less);
      };
      run_pass(function, merge_pieces, pieces,
               2 * width < count ? PassKind::Inner : PassKind::Last, options,
               metrics);
      std::swap(from, to);
    }
  } catch (...) {
    copy_back();
    throw;
  }
  copy_back();
  if (pieces <= 1 && options.progress)
    options.progress(count, count);
  return metrics;
}

} // namespace aether::detail

#endif // AETHER_DETAIL_MERGE_SORT_H
