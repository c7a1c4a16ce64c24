//===- Palette.h - A few colours to paint with ------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMAGE_PIPELINE_PALETTE_H
#define IMAGE_PIPELINE_PALETTE_H

#include "Image.h"

#include <aether/aether.h>

#include <cstddef>

class Palette {
public:
  explicit Palette(std::vector<Pixel> colours) : colours_(std::move(colours)) {}

  /// The number of the colour nearest to \p pixel.
  std::size_t nearest(const Pixel &pixel) const;

  /// Every pixel replaced by the nearest colour, in parallel: proven safe.
  ColourImage paint(const ColourImage &image,
                    const aether::ParOptions &options) const;

  /// The same with a memory for the last colour found, as runs of equal pixels
  /// are common. The memory makes it unsafe, although both functions are const.
  ColourImage paint_quickly(const ColourImage &image,
                            const aether::ParOptions &options) const;

private:
  std::size_t nearest_to_last(const Pixel &pixel) const;

  std::vector<Pixel> colours_;
  mutable Pixel last_pixel_;
  mutable std::size_t last_found_ = 0;
  mutable bool has_last_ = false;
};

#endif // IMAGE_PIPELINE_PALETTE_H
