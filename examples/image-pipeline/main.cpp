//===- main.cpp - The image pipeline's command line -------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
///     image_pipeline [--workers N] [--output FOLDER] [PICTURE.ppm]
///
/// Computes everything twice, with parallel calls and with plain loops, and
/// compares. Exit status: 0 all equal, 1 something differs, 2 bad usage or
/// input.
//===----------------------------------------------------------------------===//

#include "Pipeline.h"

#include <charconv>
#include <cstring>
#include <exception>
#include <filesystem>
#include <iostream>

namespace {

struct Options {
  unsigned workers = 0; ///< 0: as many as the machine has cores
  std::string picture, output;
};

bool parse(int argc, char **argv, Options &options) {
  for (int i = 1; i < argc; ++i) {
    const bool more = i + 1 < argc;
    if (!std::strcmp(argv[i], "--workers") && more) {
      const char *text = argv[++i], *end = text + std::strlen(text);
      if (std::from_chars(text, end, options.workers).ptr != end)
        return false;
    } else if (!std::strcmp(argv[i], "--output") && more) {
      options.output = argv[++i];
    } else if (argv[i][0] != '-' && options.picture.empty()) {
      options.picture = argv[i];
    } else {
      return false;
    }
  }
  return true;
}

template <typename T>
bool same(const char *what, const T &parallel, const T &sequential) {
  const bool equal = parallel == sequential;
  std::cout << "  " << (equal ? "right " : "WRONG ") << what << '\n';
  return equal;
}

void write_pictures(const std::filesystem::path &folder,
                    const Results &results) {
  std::filesystem::create_directories(folder);
  write_pgm(folder / "grey.pgm", results.grey);
  write_pgm(folder / "blurred.pgm", results.blurred);
  write_ppm(folder / "painted.ppm", results.painted);
}

int run(const Options &options) {
  aether::enable_call_site_reports();
  const aether::ParOptions parallel{.max_workers = options.workers};
  const ColourImage image = options.picture.empty()
                                ? make_scene(1024, 768, parallel)
                                : read_ppm(options.picture);
  const Results ours = run_parallel(image, parallel);
  const Results plain = run_sequential(image);

  std::cout << "Call sites:\n";
  aether::print_call_sites(std::cout);

  std::cout << "Results against plain loops, " << image.width << " x "
            << image.height << " pixels:\n";
  bool right = same("grey", ours.grey, plain.grey);
  right &= same("blurred", ours.blurred, plain.blurred);
  right &= same("painted", ours.painted, plain.painted);
  right &= same("painted quickly", ours.painted_quickly, plain.painted_quickly);
  right &= same("tiles", ours.tiles, plain.tiles);
  right &= same("histogram", ours.histogram, plain.histogram);
  right &= same("bright pixels", ours.bright_pixels, plain.bright_pixels);
  right &= same("total brightness", ours.brightness, plain.brightness);

  if (!options.output.empty())
    write_pictures(options.output, ours);
  return right ? 0 : 1;
}

} // namespace

int main(int argc, char **argv) {
  Options options;
  if (!parse(argc, argv, options)) {
    std::cerr << "usage: image_pipeline [--workers N] [--output FOLDER] "
                 "[PICTURE.ppm]\n";
    return 2;
  }
  try {
    return run(options);
  } catch (const std::exception &error) {
    std::cerr << "image_pipeline: " << error.what() << '\n';
    return 2;
  }
}
