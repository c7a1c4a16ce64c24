//===- safe_par_map.h - par_map that measures first -------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// safe_par_map: par_map with vetoes that come from measurements as well.
//===----------------------------------------------------------------------===//

#ifndef AETHER_SAFE_PAR_MAP_H
#define AETHER_SAFE_PAR_MAP_H

#include "aether/par_map.h"

#include <chrono>

namespace aether {

namespace detail {

/// Times the first items on the calling thread, to judge the rest.
class Sample {
public:
  explicit Sample(std::size_t items);
  /// Whether another item should be timed; \p done of them are.
  bool goes_on(std::size_t done);
  /// The veto, if threads would cost more than they save for the other items.
  std::optional<SafetyVeto> judge(std::size_t done) const;

private:
  std::size_t items;
  std::chrono::steady_clock::time_point start;
  std::chrono::nanoseconds took{0};
};

} // namespace detail

/// par_map that first times some of the items on the calling thread, and runs
/// the others there too if all of them together take less time than it costs to
/// start threads (VetoReason::NotWorthIt, in microseconds). The other vetoes
/// are those of par_map; with ParOptions::veto off nothing is measured.
///
/// Each item is still mapped once. Everything else is as for par_map.
template <std::ranges::input_range Range, class Fn>
AETHER_ALWAYS_INLINE auto
safe_par_map(Range &&items, const Fn &fn,
             const ParOptions &options = detail::default_options.value,
             CallSite site = std::source_location::current()) {
  using R = std::remove_reference_t<Range>;
  using Item = detail::ConstItem<R>;
  if constexpr (detail::callable_as_const<Fn, Item>()) {
    if (site.vetoed() || !options.veto)
      return detail::map_items("safe_par_map", items, fn, options, site,
                               nullptr);

    using Result = std::remove_cvref_t<std::invoke_result_t<const Fn &, Item>>;
    detail::Items<R> source(items);
    const auto access = source.access();
    detail::ResultSlots<Result> results(source.size());
    const auto slots = results.access();

    std::size_t sampled = 0;
    detail::Sample sample(source.size());
    detail::Watch watch(source.size(), options);
    for (; sampled != source.size() && sample.goes_on(sampled); ++sampled) {
      watch.before(sampled);
      slots.put(sampled,
                std::invoke(fn, static_cast<Item>(access.at(sampled))));
    }

    const auto pieces = [=, &fn](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin + sampled; i != end + sampled; ++i)
        slots.put(i, std::invoke(fn, static_cast<Item>(access.at(i))));
    };
    const std::optional<SafetyVeto> veto = sample.judge(sampled);
    detail::run_steps({.function = "safe_par_map",
                       .items = source.size() - sampled,
                       .task = {},
                       .units = source.size() - sampled,
                       .grain = options.grain,
                       .veto = veto ? &*veto : nullptr,
                       .done_before = sampled},
                      pieces, options, site);
    return std::move(results).take();
  }
}

} // namespace aether

#endif // AETHER_SAFE_PAR_MAP_H
