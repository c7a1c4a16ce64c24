//===- Image.cpp - Reading and writing PPM ----------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Image.h"

#include <fstream>
#include <limits>
#include <stdexcept>

namespace {

[[noreturn]] void fail(const std::string &path, const std::string &what) {
  throw std::runtime_error(path + ": " + what);
}

// The header's numbers are separated by white space and `#` comments.
int read_number(std::istream &in, const std::string &path) {
  while ((in >> std::ws) && in.peek() == '#')
    in.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
  int number = 0;
  if (!(in >> number) || number <= 0)
    fail(path, "not a PPM header: a positive number was expected");
  return number;
}

template <typename Sample>
void write(const std::string &path, const char *magic,
           const Picture<Sample> &image) {
  std::ofstream out(path, std::ios::binary);
  out << magic << '\n' << image.width << ' ' << image.height << "\n255\n";
  out.write(
      reinterpret_cast<const char *>(image.samples.data()),
      static_cast<std::streamsize>(image.samples.size() * sizeof(Sample)));
  if (!out.flush())
    fail(path, "cannot be written");
}

} // namespace

ColourImage read_ppm(const std::string &path) {
  std::ifstream in(path, std::ios::binary);
  if (!in)
    fail(path, "cannot be opened");
  char magic[2] = {};
  if (!in.read(magic, 2) || magic[0] != 'P' || magic[1] != '6')
    fail(path, "not a binary PPM: P6 was expected");
  ColourImage image;
  image.width = read_number(in, path);
  image.height = read_number(in, path);
  if (image.width > 32768 || image.height > 32768)
    fail(path, "larger than 32768 x 32768");
  if (read_number(in, path) > 255)
    fail(path, "more than 8 bits a sample");
  in.get();
  image.samples.resize(static_cast<std::size_t>(image.width) * image.height);
  const auto bytes =
      static_cast<std::streamsize>(image.samples.size() * sizeof(Pixel));
  if (!in.read(reinterpret_cast<char *>(image.samples.data()), bytes))
    fail(path, "ends too early");
  return image;
}

void write_ppm(const std::string &path, const ColourImage &image) {
  write(path, "P6", image);
}

void write_pgm(const std::string &path, const GreyImage &image) {
  write(path, "P5", image);
}
