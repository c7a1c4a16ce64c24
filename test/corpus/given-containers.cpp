// Containers, images and parts of arrays that a caller passes: what is known of
// them is only that a container is one, or another; that a member nobody writes
// stays what it is; and where the first two parts begin.
#include "family.h"
#include <aether/aether.h>
#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <ranges>
#include <span>
#include <thread>
#include <utility>
#include <vector>

namespace views = std::views;

struct Named {
  int Id = 0;
  long Value = 0;
};

//===----------------------------------------------------------------------===//
// Two containers are one, or have nothing in common
//===----------------------------------------------------------------------===//

void repaired_sums(const std::vector<int> &a, const std::vector<int> &b, std::vector<int> &sum) {
  aether::par_for_each(views::iota(std::size_t{0}, sum.size()), [&](std::size_t i) { // safe
    sum[i] = a[i] + b[i];
  });
}

void repaired_rows(const std::vector<std::vector<double>> &from, std::vector<std::vector<double>> &to) {
  aether::par_for_each(views::iota(std::size_t{0}, to.size()), [&](std::size_t i) { // safe
    for (std::size_t k = 0; k < to.size(); ++k)
      to[i][k] = 2 * from[i][k];
  });
}

// The neighbour's element, if both are one container.
void lookalike_neighbours(const std::vector<int> &from, std::vector<int> &to) {
  aether::par_for_each(views::iota(std::size_t{1}, to.size()), [&](std::size_t i) { // unknown: may be the same object
    to[i] = from[i - 1];
  });
}

// Another row of one matrix.
void lookalike_other_rows(const std::vector<std::vector<double>> &from, std::vector<std::vector<double>> &to) {
  aether::par_for_each(views::iota(std::size_t{0}, to.size()), [&](std::size_t i) { // unknown: may be the same object
    for (std::size_t k = 0; k < to.size(); ++k)
      to[i][k] = 2 * from[k][i];
  });
}

// A vector may be a row of a matrix.
void lookalike_row_of_matrix(const std::vector<std::vector<double>> &from, std::vector<double> &to) {
  aether::par_for_each(views::iota(std::size_t{0}, to.size()), [&](std::size_t i) { // unknown: may be the same object
    to[i] = 2 * from[i][0];
  });
}

// An element may be the other container.
using Pair = std::array<Named, 2>;
void lookalike_element_is_container(std::array<Pair, 2> &all, const Pair &one) {
  aether::par_for_each(views::iota(std::size_t{0}, std::size_t{2}), [&](std::size_t i) { // unknown: may be the same object
    Named mine = one[i];
    all[i] = Pair{mine, mine};
  });
}

// Pointers and views begin anywhere.
void lookalike_pointers(const int *from, int *to, int n) {
  aether::par_for_each(views::iota(0, n), [&](int i) { to[i] = from[i]; }); // unknown: may be the same object
}

void lookalike_spans(const std::span<const int> &from, const std::span<int> &to) {
  aether::par_for_each(views::iota(std::size_t{0}, to.size()), [&](std::size_t i) { to[i] = from[i]; }); // unknown: may be the same object
}

static void shift(const std::vector<int> &from, std::vector<int> &to) {
  aether::par_for_each(views::iota(std::size_t{1}, to.size()), [&](std::size_t i) { // unsafe: overlapping-elements
    to[i] = from[i - 1];                                                         // race
  });
}

void racy_one_container() {
  std::vector<int> v(2000);
  shift(v, v);
}

//===----------------------------------------------------------------------===//
// The members of an image
//===----------------------------------------------------------------------===//

struct Picture {
  int Width, Height;
  std::vector<unsigned char> Pixels;
  unsigned char &at(int x, int y) { return Pixels[y * Width + x]; }
};

void racy_flip(Picture &p) {
  aether::par_for_each(views::iota(0, p.Height), [&](int y) { // unsafe: overlapping-elements
    for (int x = 0; x < p.Width; ++x)
      std::swap(p.at(x, y), p.at(x, p.Height - 1 - y));
  });
}

void repaired_flip(Picture &p) {
  aether::par_for_each(views::iota(0, p.Height / 2), [&](int y) { // safe
    for (int x = 0; x < p.Width; ++x)
      std::swap(p.at(x, y), p.at(x, p.Height - 1 - y));
  });
}

class Board {
  int Width, Height;
  std::vector<int> Cells;

public:
  Board(int w, int h) : Width(w), Height(h), Cells(w * h) {}
  void clear() {
    aether::par_for_each(views::iota(0, Height), [this](int y) { // safe
      for (int x = 0; x < Width; ++x)
        Cells[y * Width + x] = 0;
    });
  }
  void mirror() {
    aether::par_for_each(views::iota(0, Height), [this](int y) { // unsafe: overlapping-elements
      for (int x = 0; x < Width; ++x)
        Cells[y * Width + x] = Cells[(Height - 1 - y) * Width + x]; // race
    });
  }
};

//===----------------------------------------------------------------------===//
// Parts
//===----------------------------------------------------------------------===//

void racy_parts_share_an_end(std::vector<float> &v) {
  const std::size_t part = v.size() / 4;
  std::vector<std::jthread> threads;
  for (std::size_t t = 0; t < 4; ++t)
    threads.emplace_back([&v, t, part] { // unsafe: overlapping-elements
      for (std::size_t i = t * part; i < std::min(v.size(), (t + 1) * part + 1); ++i)
        v[i] *= 0.5f; // race
    });
}

void repaired_parts(std::vector<float> &v) {
  const std::size_t part = v.size() / 4;
  std::vector<std::jthread> threads;
  for (std::size_t t = 0; t < 4; ++t)
    threads.emplace_back([&v, t, part] { // safe
      for (std::size_t i = t * part; i < std::min(v.size(), (t + 1) * part); ++i)
        v[i] *= 0.5f;
    });
}

void racy_parts_read_next(std::vector<float> &v, std::size_t part) {
  std::vector<std::jthread> threads;
  for (std::size_t t = 0; t < 4; ++t)
    threads.emplace_back([&v, t, part] { // unsafe: overlapping-elements
      for (std::size_t i = t * part; i < (t + 1) * part; ++i)
        v[i] = v[i + 1]; // race
    });
}

// One element lies between a part and the next.
void lookalike_gap(std::vector<float> &v, std::size_t part) {
  std::vector<std::jthread> threads;
  for (std::size_t t = 0; t < 4; ++t)
    threads.emplace_back([&v, t, part] { // safe
      for (std::size_t i = t * part; i + 1 < (t + 1) * part; ++i)
        v[i] = v[i + 1];
    });
}

//===----------------------------------------------------------------------===//
// Shared pointers, each to an object of its own
//===----------------------------------------------------------------------===//

struct Body {
  double X = 0;
};

void repaired_made_in_each_round() {
  std::vector<std::shared_ptr<Body>> bodies;
  for (int i = 0; i < 2000; ++i)
    bodies.push_back(std::make_shared<Body>());
  aether::par_for_each(bodies, [](const std::shared_ptr<Body> &b) { b->X += 1; }); // safe
}

void repaired_made_in_a_variable() {
  std::vector<std::shared_ptr<Body>> bodies;
  for (int i = 0; i < 2000; ++i) {
    auto body = std::make_shared<Body>();
    body->X = i;
    bodies.push_back(body);
  }
  aether::par_for_each(bodies, [](const std::shared_ptr<Body> &b) { b->X += 1; }); // safe
}

void racy_made_before() {
  std::vector<std::shared_ptr<Body>> bodies;
  auto body = std::make_shared<Body>();
  for (int i = 0; i < 2000; ++i)
    bodies.push_back(body);
  aether::par_for_each(bodies, [](const std::shared_ptr<Body> &b) { b->X += 1; }); // unsafe: aliased-items
}

// Two items get what one round makes.
void racy_twice_in_a_round() {
  std::vector<std::shared_ptr<Body>> bodies;
  for (int i = 0; i < 2000; ++i) {
    auto body = std::make_shared<Body>();
    bodies.push_back(body);
    bodies.push_back(body);
  }
  aether::par_for_each(bodies, [](const std::shared_ptr<Body> &b) { b->X += 1; }); // unsafe: aliased-items
}

void racy_inner_loop() {
  std::vector<std::shared_ptr<Body>> bodies;
  for (int i = 0; i < 1000; ++i) {
    auto body = std::make_shared<Body>();
    for (int k = 0; k < 2; ++k)
      bodies.push_back(body);
  }
  aether::par_for_each(bodies, [](const std::shared_ptr<Body> &b) { b->X += 1; }); // unsafe: aliased-items
}

// Only now and then another one.
void racy_kept_for_rounds() {
  std::vector<std::shared_ptr<Body>> bodies;
  std::shared_ptr<Body> body;
  for (int i = 0; i < 2000; ++i) {
    if (i % 10 == 0)
      body = std::make_shared<Body>();
    bodies.push_back(body);
  }
  aether::par_for_each(bodies, [](const std::shared_ptr<Body> &b) { b->X += 1; }); // unsafe: aliased-items (today: unknown)
}

// One store fills them all.
void racy_filled_at_once() {
  std::vector<std::shared_ptr<Body>> bodies(2000);
  std::fill(bodies.begin(), bodies.end(), std::make_shared<Body>());
  aether::par_for_each(bodies, [](const std::shared_ptr<Body> &b) { b->X += 1; }); // unsafe: aliased-items (today: unknown)
}

void repaired_board() { Board(50, 40).clear(); }
void racy_board() { Board(50, 40).mirror(); }

FAMILY({"repaired_board", repaired_board}, {"racy_board", racy_board},
       {"racy_one_container", racy_one_container},
       {"repaired_made_in_each_round", repaired_made_in_each_round},
       {"repaired_made_in_a_variable", repaired_made_in_a_variable},
       {"racy_made_before", racy_made_before},
       {"racy_twice_in_a_round", racy_twice_in_a_round},
       {"racy_inner_loop", racy_inner_loop},
       {"racy_kept_for_rounds", racy_kept_for_rounds},
       {"racy_filled_at_once", racy_filled_at_once})
