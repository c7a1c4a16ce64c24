//===- Filters.h - Filters that work pixel by pixel -------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Parallel calls in a header: their verdicts reach every file that includes
/// it.
//===----------------------------------------------------------------------===//

#ifndef IMAGE_PIPELINE_FILTERS_H
#define IMAGE_PIPELINE_FILTERS_H

#include "Image.h"

#include <aether/aether.h>

#include <ranges>

inline GreyImage to_grey(const ColourImage &image,
                         const aether::ParOptions &options) {
  GreyImage grey{image.width, image.height, {}};
  grey.samples = aether::par_map(image.samples, luma, options);
  return grey;
}

/// The mean of the \p radius samples to either side in the same row: each task
/// reads its neighbours in one picture and writes its own element of another.
template <typename Sample>
Picture<Sample> blur_rows(const Picture<Sample> &image, int radius,
                          const aether::ParOptions &options) {
  Picture<Sample> blurred{image.width, image.height, {}};
  std::vector<Sample> &out = blurred.samples;
  out.resize(image.samples.size());
  const std::vector<Sample> &in = image.samples;
  const int width = image.width;
  aether::par_for_each(
      std::views::iota(0, static_cast<int>(in.size())),
      [&out, &in, width, radius](int i) {
        const int column = i % width;
        int sum = 0, count = 0;
        for (int d = -radius; d <= radius; ++d)
          if (column + d >= 0 && column + d < width) {
            sum += in[i + d];
            ++count;
          }
        out[i] = static_cast<Sample>(sum / count);
      },
      options);
  return blurred;
}

#endif // IMAGE_PIPELINE_FILTERS_H
