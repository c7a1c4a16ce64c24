//===- Image.h - Pictures in memory and as PPM files ------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMAGE_PIPELINE_IMAGE_H
#define IMAGE_PIPELINE_IMAGE_H

#include <cstdint>
#include <string>
#include <vector>

struct Pixel {
  std::uint8_t r = 0, g = 0, b = 0;
  friend bool operator==(const Pixel &, const Pixel &) = default;
};

/// A picture, row by row from the top.
template <typename Sample> struct Picture {
  int width = 0, height = 0;
  std::vector<Sample> samples;
  friend bool operator==(const Picture &, const Picture &) = default;
};

using ColourImage = Picture<Pixel>;
using GreyImage = Picture<std::uint8_t>;

/// Brightness as the eye sees it (ITU-R BT.601), in integers so that every run
/// gives the same.
inline std::uint8_t luma(const Pixel &p) {
  return static_cast<std::uint8_t>((p.r * 299 + p.g * 587 + p.b * 114) / 1000);
}

/// Reads a binary PPM ("P6", at most 255 a sample); throws std::runtime_error
/// with a message that names the file.
ColourImage read_ppm(const std::string &path);
void write_ppm(const std::string &path, const ColourImage &image);
void write_pgm(const std::string &path, const GreyImage &image);

#endif // IMAGE_PIPELINE_IMAGE_H
