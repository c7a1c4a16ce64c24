//===- Pipeline.h - What the example computes -------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMAGE_PIPELINE_PIPELINE_H
#define IMAGE_PIPELINE_PIPELINE_H

#include "Image.h"

#include <aether/aether.h>

#include <array>

/// How often each brightness occurs.
class Histogram {
public:
  /// Adds all of \p image. Unsafe: all tasks count in the same members.
  void count(const GreyImage &image, const aether::ParOptions &options);
  void add(std::uint8_t brightness) {
    ++samples_;
    ++bins_[brightness];
  }
  friend bool operator==(const Histogram &, const Histogram &) = default;

private:
  long samples_ = 0;
  std::array<long, 256> bins_{};
};

struct Results {
  GreyImage grey, blurred;
  ColourImage painted, painted_quickly;
  GreyImage tiles; ///< `grey` in Z-order, as graphics cards store textures
  Histogram histogram;
  long bright_pixels = 0;
  long brightness = 0; ///< summed over all pixels
};

/// A Julia set in many colours: the input if no file is given.
ColourImage make_scene(int width, int height,
                       const aether::ParOptions &options);

/// The colours of `Results::painted`.
std::vector<Pixel> palette_colours();

/// order[i] is the place of pixel i in a \p width x \p height picture stored in
/// Z-order; each number below width * height occurs once.
std::vector<int> z_order(int width, int height);

/// All of Results with parallel calls of Aether, and with plain loops.
Results run_parallel(const ColourImage &image,
                     const aether::ParOptions &options);
Results run_sequential(const ColourImage &image);

inline constexpr int BlurRadius = 4;
inline constexpr int BrightLevel = 128;

#endif // IMAGE_PIPELINE_PIPELINE_H
