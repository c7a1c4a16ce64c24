//===- Reference.cpp - The same results, by plain loops ---------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Palette.h"
#include "Pipeline.h"

#include <algorithm>
#include <numeric>

std::vector<Pixel> palette_colours() {
  std::vector<Pixel> colours;
  for (int level = 0; level < 8; ++level) {
    const auto part = static_cast<std::uint8_t>(level * 36);
    colours.push_back({part, part, part});
    colours.push_back({part, static_cast<std::uint8_t>(255 - part), 128});
    colours.push_back({part, 64, static_cast<std::uint8_t>(255 - part)});
  }
  return colours;
}

std::vector<int> z_order(int width, int height) {
  auto spread = [](unsigned v) { // puts a zero between the bits
    v = (v | (v << 8)) & 0x00ff00ff;
    v = (v | (v << 4)) & 0x0f0f0f0f;
    v = (v | (v << 2)) & 0x33333333;
    return (v | (v << 1)) & 0x55555555;
  };
  std::vector<unsigned> key;
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      key.push_back(spread(static_cast<unsigned>(x)) |
                    (spread(static_cast<unsigned>(y)) << 1));
  std::vector<int> by_key(key.size()), order(key.size());
  std::iota(by_key.begin(), by_key.end(), 0);
  std::sort(by_key.begin(), by_key.end(),
            [&](int a, int b) { return key[a] < key[b]; });
  for (std::size_t place = 0; place < by_key.size(); ++place)
    order[by_key[place]] = static_cast<int>(place);
  return order;
}

Results run_sequential(const ColourImage &image) {
  const Palette palette(palette_colours());
  const std::vector<Pixel> colours = palette_colours();
  const std::vector<int> order = z_order(image.width, image.height);
  const int width = image.width;

  Results results;
  results.grey = {width, image.height, {}};
  results.blurred = results.tiles = results.grey;
  results.painted = {width, image.height, {}};
  for (const Pixel &pixel : image.samples) {
    results.grey.samples.push_back(luma(pixel));
    results.painted.samples.push_back(colours[palette.nearest(pixel)]);
  }
  results.painted_quickly = results.painted;

  const std::vector<std::uint8_t> &grey = results.grey.samples;
  results.tiles.samples.resize(grey.size());
  for (std::size_t i = 0; i < grey.size(); ++i) {
    const int row = static_cast<int>(i) / width, column = i % width;
    const int first = std::max(column - BlurRadius, 0);
    const int last = std::min(column + BlurRadius, width - 1);
    int sum = 0;
    for (int x = first; x <= last; ++x)
      sum += grey[static_cast<std::size_t>(row) * width + x];
    results.blurred.samples.push_back(
        static_cast<std::uint8_t>(sum / (last - first + 1)));

    results.tiles.samples[order[i]] = grey[i];
    results.histogram.add(grey[i]);
    results.bright_pixels += grey[i] >= BrightLevel;
    results.brightness += grey[i];
  }
  return results;
}
