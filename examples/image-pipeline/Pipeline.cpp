//===- Pipeline.cpp - The stages, in parallel -------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Parallel calls of all three kinds. Some are mistakes on purpose, of a kind
/// that compiles without a warning and passes most test runs.
//===----------------------------------------------------------------------===//

#include "Pipeline.h"

#include "Filters.h"
#include "Palette.h"

#include <functional>
#include <ranges>

namespace {

// How fast z -> z * z + c runs away from the point, as a colour.
Pixel julia(double x, double y) {
  int steps = 0;
  while (steps < 96 && x * x + y * y < 4.0) {
    const double next = x * x - y * y - 0.8;
    y = 2 * x * y + 0.156;
    x = next;
    ++steps;
  }
  return {static_cast<std::uint8_t>(steps * 2),
          static_cast<std::uint8_t>(steps * 7),
          static_cast<std::uint8_t>(255 - steps * 2)};
}

} // namespace

// Safe: every task writes only the element that it returns.
ColourImage make_scene(int width, int height,
                       const aether::ParOptions &options) {
  ColourImage scene{width, height, {}};
  scene.samples = aether::par_map(
      std::views::iota(0, width * height),
      [width, height](int i) {
        return julia(3.2 * (i % width) / width - 1.6,
                     2.4 * (i / width) / height - 1.2);
      },
      options);
  return scene;
}

// Unsafe: `this` is one object for all tasks.
void Histogram::count(const GreyImage &image,
                      const aether::ParOptions &options) {
  aether::par_for_each(
      image.samples,
      [this](const std::uint8_t &brightness) { add(brightness); }, options);
}

// Unknown: nothing in the code tells that `order` names each place once. It
// does, so running in parallel is right, but that is the author's knowledge.
static GreyImage to_tiles(const GreyImage &image,
                          const aether::ParOptions &options) {
  GreyImage tiles{image.width, image.height, {}};
  tiles.samples.resize(image.samples.size());
  const std::vector<int> order = z_order(image.width, image.height);
  aether::par_for_each(
      std::views::iota(0, image.width * image.height),
      [&](int i) { tiles.samples[order[i]] = image.samples[i]; }, options);
  return tiles;
}

// Unsafe: every task increments the same local variable.
static long count_bright(const GreyImage &image,
                         const aether::ParOptions &options) {
  long bright = 0;
  aether::par_for_each(
      image.samples,
      [&bright](const std::uint8_t &brightness) {
        if (brightness >= BrightLevel)
          ++bright;
      },
      options);
  return bright;
}

// Safe: what count_bright() should look like.
static long total_brightness(const GreyImage &image,
                             const aether::ParOptions &options) {
  return aether::map_reduce(
      image.samples,
      [](const std::uint8_t &brightness) { return long(brightness); },
      std::plus<long>(), 0L, options);
}

Results run_parallel(const ColourImage &image,
                     const aether::ParOptions &options) {
  const Palette palette(palette_colours());
  Results results;
  results.grey = to_grey(image, options);
  results.blurred = blur_rows(results.grey, BlurRadius, options);
  results.painted = palette.paint(image, options);
  results.painted_quickly = palette.paint_quickly(image, options);
  results.tiles = to_tiles(results.grey, options);
  results.histogram.count(results.grey, options);
  results.bright_pixels = count_bright(results.grey, options);
  results.brightness = total_brightness(results.grey, options);
  return results;
}
