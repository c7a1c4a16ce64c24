//===- veto.h - Why a call ran sequentially ---------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A veto is the decision to run a parallel call sequentially.
///
///     CallSite, ParOptions, measurements ──▶ SafetyVeto ──▶ ParallelMetrics,
///                                                           call-site reports
//===----------------------------------------------------------------------===//

#ifndef AETHER_VETO_H
#define AETHER_VETO_H

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace aether {

enum class VetoReason : std::uint8_t {
  NotWorthIt,              ///< starting tasks would cost more than it saves
  SaturationCliffDetected, ///< more threads were measured to be slower
  GilUnsafePattern,        ///< the analyser found a race; never a measurement
  TooSmall,                ///< fewer items than it takes
  HighBlockingRatio,       ///< tasks mostly wait
  Custom,                  ///< ParOptions::custom_veto said so
};

/// NOT_WORTH_IT, SATURATION_CLIFF_DETECTED, GIL_UNSAFE_PATTERN, TOO_SMALL,
/// HIGH_BLOCKING_RATIO or CUSTOM.
constexpr const char *to_string(VetoReason reason) noexcept {
  switch (reason) {
  case VetoReason::NotWorthIt:
    return "NOT_WORTH_IT";
  case VetoReason::SaturationCliffDetected:
    return "SATURATION_CLIFF_DETECTED";
  case VetoReason::GilUnsafePattern:
    return "GIL_UNSAFE_PATTERN";
  case VetoReason::TooSmall:
    return "TOO_SMALL";
  case VetoReason::HighBlockingRatio:
    return "HIGH_BLOCKING_RATIO";
  case VetoReason::Custom:
    break;
  }
  return "CUSTOM";
}

/// An immutable text that costs nothing to make from a text that lives as long
/// as the program: the path of a vetoed call must not allocate.
class Explanation {
public:
  constexpr Explanation() noexcept = default;
  /// Copies \p text.
  Explanation(std::string text) // NOLINT: meant to convert
      : owned(std::make_shared<const std::string>(std::move(text))) {}
  Explanation(const char *text) : Explanation(std::string(text)) {} // NOLINT
  /// Refers to \p text, which must outlive all copies of the result.
  static Explanation refer_to(const char *text) noexcept {
    Explanation result;
    result.borrowed = text;
    return result;
  }

  std::string_view view() const noexcept {
    return owned ? std::string_view(*owned) : std::string_view(borrowed);
  }
  std::string str() const { return std::string(view()); }
  bool empty() const noexcept { return view().empty(); }
  operator std::string_view() const noexcept { return view(); }
  operator std::string() const { return str(); }
  friend bool operator==(const Explanation &a, std::string_view b) noexcept {
    return a.view() == b;
  }

private:
  const char *borrowed = "";
  std::shared_ptr<const std::string> owned;
};
std::ostream &operator<<(std::ostream &out, const Explanation &text);

struct SafetyVeto {
  VetoReason reason = VetoReason::Custom;
  double measured = 0;  ///< for GilUnsafePattern: the number of findings
  double threshold = 0; ///< what `measured` was held against
  Explanation explanation{};
};
/// `TOO_SMALL: 3 items, at least 10 are wanted (measured 3, threshold 10)`.
std::ostream &operator<<(std::ostream &out, const SafetyVeto &veto);

/// What ParOptions::custom_veto holds: a callable that takes the number of
/// items, or nothing, and returns whether to run sequentially, or an optional
/// SafetyVeto to explain it. Called once per parallel call, on the caller's
/// thread.
class CustomVeto {
public:
  constexpr CustomVeto() noexcept = default;

  template <class Fn>
    requires(!std::same_as<std::remove_cvref_t<Fn>, CustomVeto> &&
             (std::invocable<std::decay_t<Fn> &, std::size_t> ||
              std::invocable<std::decay_t<Fn> &>))
  CustomVeto(Fn &&fn) // NOLINT: meant to convert
      : ask(std::make_shared<Function>(
            [fn = std::forward<Fn>(fn)](std::size_t items) mutable {
              if constexpr (std::invocable<std::decay_t<Fn> &, std::size_t>)
                return answer(std::invoke(fn, items));
              else
                return answer(std::invoke(fn));
            })) {}

  explicit operator bool() const noexcept { return ask != nullptr; }
  /// The veto of a call over \p items items, if there is one. Throws what the
  /// callable throws.
  std::optional<SafetyVeto> operator()(std::size_t items) const {
    return ask ? (*ask)(items) : std::nullopt;
  }

private:
  static std::optional<SafetyVeto> answer(std::optional<SafetyVeto> veto) {
    return veto;
  }
  static std::optional<SafetyVeto> answer(bool vetoed) {
    if (!vetoed)
      return std::nullopt;
    return SafetyVeto{VetoReason::Custom, 1, 0,
                      Explanation::refer_to("the caller's own veto")};
  }

  using Function = std::function<std::optional<SafetyVeto>(std::size_t)>;
  std::shared_ptr<const Function> ask; // unlike a function, constant when empty
};

} // namespace aether

#endif // AETHER_VETO_H
