//===- Palette.cpp - Parallel calls in member functions ---------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Palette.h"

namespace {

int distance(const Pixel &a, const Pixel &b) {
  const int r = a.r - b.r, g = a.g - b.g, blue = a.b - b.b;
  return r * r + g * g + blue * blue;
}

} // namespace

std::size_t Palette::nearest(const Pixel &pixel) const {
  std::size_t best = 0;
  for (std::size_t i = 1; i < colours_.size(); ++i)
    if (distance(colours_[i], pixel) < distance(colours_[best], pixel))
      best = i;
  return best;
}

ColourImage Palette::paint(const ColourImage &image,
                           const aether::ParOptions &options) const {
  ColourImage painted{image.width, image.height, {}};
  painted.samples = aether::par_map(
      image.samples,
      [this](const Pixel &pixel) { return colours_[nearest(pixel)]; }, options);
  return painted;
}

std::size_t Palette::nearest_to_last(const Pixel &pixel) const {
  if (!has_last_ || !(last_pixel_ == pixel)) {
    last_found_ = nearest(pixel);
    last_pixel_ = pixel;
    has_last_ = true;
  }
  return last_found_;
}

ColourImage Palette::paint_quickly(const ColourImage &image,
                                   const aether::ParOptions &options) const {
  ColourImage painted{image.width, image.height, {}};
  painted.samples = aether::par_map(
      image.samples,
      [this](const Pixel &pixel) { return colours_[nearest_to_last(pixel)]; },
      options);
  return painted;
}
