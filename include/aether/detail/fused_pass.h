//===- fused_pass.h - One pass through all stages of a chain -----*- C++
//-*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The ending operations of lazy chains. A pass of which one stage is vetoed
/// runs in order, and its metrics name that stage's finding.
//===----------------------------------------------------------------------===//

#ifndef AETHER_DETAIL_FUSED_PASS_H
#define AETHER_DETAIL_FUSED_PASS_H

#include "aether/detail/search.h"
#include "aether/detail/stages.h"
#include "aether/par_for_each.h"
#include "aether/par_map.h"
#include "aether/par_reduce.h"

#include <vector>

namespace aether::detail {

template <class R, class Stages>
using StagesResult = typename Stages::template Result<ConstItem<R>>;
template <class R, class Stages>
using StagesValue = std::remove_cvref_t<StagesResult<R, Stages>>;

/// Results of chains that drop items: each leaf collects its own.
template <class R, class Stages>
auto collect_kept(const char *function, R &items, const Stages &stages,
                  const ParOptions &options, const CallSite &site,
                  ParallelMetrics &metrics) {
  using Value = StagesValue<R, Stages>;
  std::vector<Value> results;
  const auto into = [](std::vector<Value> &to) {
    return [&to](auto &&x) { to.push_back(std::forward<decltype(x)>(x)); };
  };
  if (site.vetoed()) {
    const auto step = [&](auto &&item) {
      stages.feed(static_cast<ConstItem<R>>(item), into(results));
    };
    metrics = in_order(function, items, step, options, site);
    return results;
  }
  Items<R> source(items);
  const Leaves leaves(source.size(), options.grain);
  std::vector<std::vector<Value>> parts(leaves.count());
  const auto pieces = [&, access = source.access()](std::size_t leaf,
                                                    std::size_t end) {
    for (; leaf != end; ++leaf) {
      std::vector<Value> mine; // not in `parts`, whose line others write to
      for (std::size_t i = leaves.first_item(leaf);
           i != leaves.first_item(leaf + 1); ++i)
        stages.feed(static_cast<ConstItem<R>>(access.at(i)), into(mine));
      parts[leaf] = std::move(mine);
    }
  };
  metrics = run_steps({.function = function,
                       .items = source.size(),
                       .task = {},
                       .units = leaves.count(),
                       .items_per_unit = leaves.items_per_leaf(),
                       .grain = options.grain ? std::size_t{1} : 0},
                      pieces, options, site);
  std::size_t count = 0;
  for (const auto &part : parts)
    count += part.size();
  results.reserve(count);
  for (auto &part : parts)
    for (auto &&value : part)
      results.push_back(static_cast<Value &&>(value));
  return results;
}

template <class R, class Stages>
AETHER_ALWAYS_INLINE auto
fused_collect(const char *function, R &items, const Stages &stages,
              const ParOptions &options, const CallSite &last,
              ParallelMetrics &metrics) {
  const CallSite site = stages.site_or(last);
  if constexpr (Stages::drops)
    return collect_kept(function, items, stages, options, site, metrics);
  else
    return map_items(function, items, Through{stages}, options, site, &metrics);
}

/// As for par_reduce; leaves of which nothing is left are passed over.
template <class R, class Stages, class T, class Op>
AETHER_ALWAYS_INLINE T fused_reduce(const char *function, R &items,
                                    const Stages &stages, T identity,
                                    const Op &op, const ParOptions &options,
                                    const CallSite &last,
                                    ParallelMetrics &metrics) {
  const CallSite site = stages.site_or(last);
  if constexpr (!Stages::drops) {
    return reduce_items(function, items, Through{stages}, op,
                        std::move(identity), options, site, &metrics);
  } else {
    using Part = std::optional<T>;
    const auto add_to = [&op](Part &part) {
      return [&op, &part](auto &&x) {
        if (part)
          *part = static_cast<T>(
              std::invoke(op, *std::move(part), std::forward<decltype(x)>(x)));
        else
          part.emplace(std::forward<decltype(x)>(x));
      };
    };
    if (site.vetoed()) {
      Part sum(std::move(identity));
      const auto step = [&](auto &&item) {
        stages.feed(static_cast<ConstItem<R>>(item), add_to(sum));
      };
      metrics = in_order(function, items, step, options, site);
      return *std::move(sum);
    }
    Items<R> source(items);
    ReductionTree<Part> tree(source.size(), options.grain);
    const auto combine = [&add_to](Part a, Part b) {
      if (b)
        add_to(a)(*std::move(b));
      return a;
    };
    const auto pieces = [&, access = source.access()](std::size_t leaf,
                                                      std::size_t end) {
      for (; leaf != end; ++leaf) {
        Part part;
        for (std::size_t i = tree.first_item(leaf);
             i != tree.first_item(leaf + 1); ++i)
          stages.feed(static_cast<ConstItem<R>>(access.at(i)), add_to(part));
        tree.arrive(leaf, std::move(part), combine);
      }
    };
    metrics = run_steps({.function = function,
                         .items = source.size(),
                         .task = {},
                         .units = tree.leaves(),
                         .items_per_unit = tree.items_per_leaf(),
                         .grain = options.grain ? std::size_t{1} : 0},
                        pieces, options, site);
    Part sum(std::move(identity));
    if (tree.leaves())
      sum = combine(std::move(sum), std::move(tree).take());
    return *std::move(sum);
  }
}

/// What for_each gives its callable: `T &` to an element, or behind stages to a
/// result that is dropped afterwards, so that no task writes what the stages of
/// another one read.
template <class R, class Stages>
using ForEachItem = std::conditional_t<
    Stages::maps, std::remove_reference_t<StagesResult<R, Stages>> &,
    std::conditional_t<
        !Stages::drops, MutableItem<R>,
        std::conditional_t<std::copy_constructible<StagesValue<R, Stages>>,
                           StagesValue<R, Stages> &,
                           const StagesValue<R, Stages> &>>>;

template <class R, class Stages, class Fn>
AETHER_ALWAYS_INLINE ParallelMetrics
fused_for_each(const char *function, R &items, const Stages &stages,
               const Fn &fn, const ParOptions &options, const CallSite &last) {
  constexpr bool staged = Stages::maps || Stages::drops;
  using Item = std::conditional_t<staged, ConstItem<R>, MutableItem<R>>;
  using Given = ForEachItem<R, Stages>;
  const CallSite site = stages.site_or(last);
  const auto one = [&](auto &&item) {
    stages.feed(static_cast<Item>(item), [&](auto &&x) {
      if constexpr (staged && !Stages::maps &&
                    std::copy_constructible<std::remove_cvref_t<Given>>) {
        auto copy = static_cast<std::remove_cvref_t<Given>>(x);
        std::invoke(fn, copy);
      } else {
        std::invoke(fn, static_cast<Given>(x));
      }
    });
  };
  if (site.vetoed())
    return in_order(function, items, one, options, site);

  Items<R> source(items);
  const auto pieces = [access = source.access(), &one](std::size_t begin,
                                                       std::size_t end) {
    for (std::size_t i = begin; i != end; ++i)
      one(access.at(i));
  };
  Work work{.function = function,
            .items = source.size(),
            .task = {},
            .units = source.size(),
            .grain = options.grain};
  if constexpr (shares_words<R> && !staged)
    work.veto = &veto_of_packed_bits();
  return run_steps(std::move(work), pieces, options, site);
}

} // namespace aether::detail

#endif // AETHER_DETAIL_FUSED_PASS_H
