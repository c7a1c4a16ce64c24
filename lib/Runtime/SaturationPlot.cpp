//===- SaturationPlot.cpp - A picture of a profile ------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether/saturation_cliff_profiler.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <iomanip>
#include <locale>
#include <ostream>
#include <sstream>

using namespace aether;

namespace {

constexpr double Width = 640, Height = 400;
constexpr double Left = 80, Right = 20, Top = 40, Bottom = 50;

/// From data to the picture: threads on a logarithmic axis, as they were
/// doubled, throughput on a linear one from zero.
struct Scale {
  double most_threads, most_throughput;

  double x(double threads) const {
    const double share =
        most_threads > 1 ? std::log(threads) / std::log(most_threads) : 0.5;
    return Left + share * (Width - Left - Right);
  }
  double y(double throughput) const {
    const double share =
        most_throughput > 0 ? std::min(throughput / most_throughput, 1.0) : 0;
    return Height - Bottom - share * (Height - Top - Bottom);
  }
};

/// 1, 2 or 5 times a power of ten, so that about five steps reach \p most.
double step_for(double most) {
  if (!(most > 0))
    return 1;
  const double raw = most / 5;
  const double power = std::pow(10, std::floor(std::log10(raw)));
  const double lead = raw / power;
  return power * (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10);
}

void text(std::ostream &out, double x, double y, const char *anchor,
          const std::string &content) {
  out << "<text x=\"" << x << "\" y=\"" << y << "\" text-anchor=\"" << anchor
      << "\">" << content << "</text>\n";
}

void line(std::ostream &out, double x1, double y1, double x2, double y2,
          const char *style) {
  out << "<line x1=\"" << x1 << "\" y1=\"" << y1 << "\" x2=\"" << x2
      << "\" y2=\"" << y2 << "\" " << style << "/>\n";
}

std::string number(double value) {
  std::ostringstream result;
  result.imbue(std::locale::classic());
  result << std::setprecision(4) << value;
  return result.str();
}

void draw_axes(std::ostream &out, const Scale &scale,
               const SaturationProfile &profile) {
  const char *const axis = "stroke=\"#444\"";
  line(out, Left, Height - Bottom, Width - Right, Height - Bottom, axis);
  line(out, Left, Top, Left, Height - Bottom, axis);
  for (const ScalingPoint &point : profile.points) {
    const double n = static_cast<double>(point.threads);
    if (std::has_single_bit(point.threads) || n == scale.most_threads)
      text(out, scale.x(n), Height - Bottom + 18, "middle", number(n));
  }
  const double step = step_for(scale.most_throughput);
  for (double value = 0; value <= scale.most_throughput; value += step) {
    text(out, Left - 6, scale.y(value) + 4, "end", number(value));
    line(out, Left, scale.y(value), Width - Right, scale.y(value),
         "stroke=\"#ddd\"");
  }
  text(out, (Left + Width - Right) / 2, Height - 12, "middle", "threads");
  text(out, Left, Top - 14, "middle", "calls per second");
}

void draw_mark(std::ostream &out, const Scale &scale, std::size_t threads,
               double top, const char *colour, const char *name) {
  const double x = scale.x(static_cast<double>(threads));
  out << "<g fill=\"" << colour << "\">";
  text(out, x, top, "middle", name);
  out << "</g>";
  const std::string style =
      std::string("stroke-dasharray=\"4 3\" stroke=\"") + colour + '"';
  line(out, x, top + 3, x, Height - Bottom, style.c_str());
}

} // namespace

void SaturationProfile::write_svg(std::ostream &stream) const {
  Scale scale{1, 0};
  for (const ScalingPoint &point : points) {
    scale.most_threads =
        std::max(scale.most_threads, static_cast<double>(point.threads));
    const double top = std::isfinite(point.high) ? point.high : 0;
    scale.most_throughput =
        std::max({scale.most_throughput, point.throughput, top});
  }

  std::ostringstream out;
  out.imbue(std::locale::classic());
  out << std::fixed << std::setprecision(1)
      << "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " << Width
      << ' ' << Height
      << "\" font-family=\"sans-serif\" font-size=\"12\">\n"
         "<title>Throughput by threads</title>\n"
         "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n";
  draw_axes(out, scale, *this);
  if (law) {
    out << "<polyline fill=\"none\" stroke=\"#3a76c4\" points=\"";
    constexpr int Steps = 100;
    for (int i = 0; i <= Steps; ++i) {
      const double n =
          std::pow(scale.most_threads, static_cast<double>(i) / Steps);
      out << scale.x(n) << ',' << scale.y(law->throughput(n)) << ' ';
    }
    out << "\"/>\n";
  }
  for (const ScalingPoint &point : points) {
    const double x = scale.x(static_cast<double>(point.threads));
    if (std::isfinite(point.high))
      line(out, x, scale.y(point.low), x, scale.y(point.high),
           "stroke=\"black\"");
    out << "<circle cx=\"" << x << "\" cy=\"" << scale.y(point.throughput)
        << "\" r=\"3\"/>\n";
  }
  if (!points.empty()) {
    draw_mark(out, scale, knee_threads, Top - 2, "#2a8f4a", "knee");
    draw_mark(out, scale, peak_threads, Top + 12, "#3a76c4", "peak");
    if (cliff_threads)
      draw_mark(out, scale, *cliff_threads, Top + 26, "#c43a3a", "cliff");
  }
  out << "</svg>\n";
  stream << out.str();
}
