//===- Shares.cpp - A range, divided among threads ------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Shares.h"

#include "aether/detail/scheduler.h"

#include <algorithm>
#include <limits>

using namespace aether::detail;

/// Near the end pieces become as small as this part of what is wanted: the
/// smaller, the less threads wait for the last one.
static constexpr std::size_t SmallestPart = 32;

Shares::Units Shares::unpack(std::uint64_t word) noexcept {
  return {static_cast<std::uint32_t>(word >> 32),
          static_cast<std::uint32_t>(word)};
}

static std::uint64_t pack(std::uint32_t begin, std::uint32_t end) {
  return std::uint64_t{begin} << 32 | end;
}

void Shares::start(std::size_t first_element, std::size_t elements,
                   std::size_t grain) noexcept {
  first = first_element;
  count = elements;
  unit = std::max<std::size_t>(1, grain);
  const std::size_t rest = count - first;
  const auto units = [&] { return rest / unit + (rest % unit != 0); };
  while (units() > std::numeric_limits<std::uint32_t>::max())
    unit *= 2; // exact: the number of units halves each time
  given.store(1, std::memory_order_relaxed);
  make(0, pack(0, static_cast<std::uint32_t>(units())));
}

Shares::Share &Shares::make(std::size_t i, std::uint64_t range) noexcept {
  Share *const made_now = new (storage + i * sizeof(Share)) Share(i, range);
  made.fetch_or(1u << i, std::memory_order_release);
  return *made_now;
}

void Shares::divide(std::size_t ways) noexcept {
  Units rest = unpack(first_share().range.load(std::memory_order_relaxed));
  divided = std::clamp<std::size_t>(ways, 1, Most);
  for (std::size_t i = divided; --i;) { // the first keeps the front
    const auto parts = static_cast<std::uint32_t>(i + 1);
    const std::uint32_t begin = aligned(rest.end - rest.size() / parts, rest);
    make(i, pack(begin, rest.end));
    rest.end = begin;
  }
  first_share().range.store(pack(rest.begin, rest.end),
                            std::memory_order_relaxed);
}

Shares::Share *Shares::add() noexcept {
  const std::size_t i = given.fetch_add(1, std::memory_order_acq_rel);
  if (i >= Most)
    return nullptr;
  return i < divided ? &share(i) : &make(i, 0);
}

std::size_t Shares::units_left() const noexcept {
  std::size_t sum = 0;
  any_share([&](const Share &share) {
    sum += unpack(share.range.load(std::memory_order_relaxed)).size();
    return false;
  });
  return sum;
}

Shares::Piece Shares::piece(std::uint32_t begin,
                            std::uint32_t end) const noexcept {
  // Only the last unit may be short, and only it could overflow.
  const std::size_t rest = count - first;
  return {first + begin * unit, end > rest / unit ? count : first + end * unit};
}

/// \p at, or a boundary of \p units a little after it that elements are aligned
/// at.
std::uint32_t Shares::aligned(std::uint32_t at,
                              const Units &units) const noexcept {
  if (unit != 1 || at - units.begin < AlignedPiece)
    return at;
  const std::size_t over = (first + at) % AlignedPiece;
  const std::size_t up = over ? AlignedPiece - over : 0;
  return units.end - at > up ? at + static_cast<std::uint32_t>(up) : at;
}

Shares::Share *Shares::fullest() noexcept {
  Share *best = nullptr;
  std::uint32_t most = 0;
  any_share([&](Share &share) {
    if (const std::uint32_t size =
            unpack(share.range.load(std::memory_order_relaxed)).size();
        size > most) {
      most = size;
      best = &share;
    }
    return false;
  });
  return best;
}

Shares::Piece Shares::claim(Share *own, std::size_t wanted,
                            bool taper) noexcept {
  const std::size_t wanted_units = std::max<std::size_t>(1, wanted / unit);
  for (;;) {
    Share *from = own;
    std::uint64_t word =
        own ? own->range.load(std::memory_order_relaxed) : std::uint64_t{0};
    if (!unpack(word).size()) {
      from = fullest();
      if (!from)
        return {0, 0};
      word = from->range.load(std::memory_order_relaxed);
    }
    const Units units = unpack(word);
    if (!units.size())
      continue;

    if (own && from != own) { // take half of it over, then look again
      // All of it if that is little, or if its thread has not come yet.
      const bool is_nobodys =
          from->number >= given.load(std::memory_order_relaxed);
      const bool is_whole =
          is_nobodys || units.size() <= wanted_units / SmallestPart;
      const std::uint32_t middle =
          is_whole ? units.begin
                   : aligned(units.begin + units.size() / 2, units);
      if (from->range.compare_exchange_strong(word, pack(units.begin, middle),
                                              std::memory_order_acq_rel)) {
        own->range.store(pack(middle, units.end), std::memory_order_release);
        if (!is_nobodys)
          moves.fetch_add(1, std::memory_order_relaxed);
      }
      continue;
    }
    std::size_t size = std::min<std::size_t>(wanted_units, units.size());
    if (taper)
      size =
          std::min(size, std::max<std::size_t>({1, wanted_units / SmallestPart,
                                                units.size() / 2}));
    const auto n = static_cast<std::uint32_t>(size);
    const bool at_front = from == own;
    const Units taken =
        at_front ? Units{units.begin, aligned(units.begin + n, units)}
                 : Units{aligned(units.end - n, units), units.end};
    const std::uint64_t rest =
        at_front ? pack(taken.end, units.end) : pack(units.begin, taken.begin);
    if (from->range.compare_exchange_strong(word, rest,
                                            std::memory_order_acq_rel)) {
      if (!at_front)
        moves.fetch_add(1, std::memory_order_relaxed);
      return piece(taken.begin, taken.end);
    }
  }
}

bool Shares::give_back(Share &own, Piece rest) noexcept {
  if ((rest.begin - first) % unit)
    return false;
  const auto begin = static_cast<std::uint32_t>((rest.begin - first) / unit);
  // Others take from the rear: only that may have changed, and the range never
  // becomes what it was before the piece was claimed.
  std::uint64_t word = own.range.load(std::memory_order_relaxed);
  while (!own.range.compare_exchange_weak(word, pack(begin, unpack(word).end),
                                          std::memory_order_acq_rel)) {
  }
  return true;
}
