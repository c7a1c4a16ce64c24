#include "family.h"
#include <aether/aether.h>
#include <array>
#include <ranges>
#include <utility>
#include <vector>

static int width() { return std::getenv("GRID_IS_WIDE") ? 80 : 64; }

void repaired_rows_of_unknown_width() {
  const int w = width(), h = 40;
  std::vector<int> image(w * h);
  aether::par_for_each(std::views::iota(0, h), [&](int y) { // safe
    for (int x = 0; x < w; ++x)
      image[y * w + x] = x ^ y;
  });
}

void racy_one_column_too_far() {
  constexpr int w = 64, h = 40;
  std::vector<int> image(w * h + 1);
  aether::par_for_each(std::views::iota(0, h), // unsafe: overlapping-elements
                       [&](int y) {
                         for (int x = 0; x <= w; ++x)
                           image[y * w + x] = x ^ y; // race
                       });
}

void lookalike_column_per_task() {
  constexpr int w = 64, h = 40;
  std::vector<int> image(w * h);
  aether::par_for_each(std::views::iota(0, w), [&](int x) { // safe
    for (int y = 0; y < h; ++y)
      image[y * w + x] = x ^ y;
  });
}

void racy_pitch_too_small() {
  constexpr int w = 64, h = 40, pitch = w - 1;
  std::vector<int> image(w * h);
  aether::par_for_each(std::views::iota(0, h), // unsafe: overlapping-elements
                       [&](int y) {
                         for (int x = 0; x < w; ++x)
                           image[y * pitch + x] = x ^ y; // race
                       });
}

void lookalike_rows_shared_columns_apart() {
  std::vector<std::vector<int>> rows(2, std::vector<int>(500));
  aether::par_for_each(std::views::iota(0, 500), [&](int i) { // safe
    rows[i % 2][i] = i;
  });
}

void racy_halved_row() {
  std::vector<std::vector<int>> rows(250, std::vector<int>(8));
  aether::par_for_each(std::views::iota(0, 500), // unsafe: overlapping-elements
                       [&](int i) {
                         for (int j = 0; j < 8; ++j)
                           rows[i / 2][j] = i; // race
                       });
}

void repaired_transpose_below_diagonal() {
  static int a[64][64];
  aether::par_for_each(std::views::iota(0, 64), [](int i) { // safe
    for (int j = 0; j < i; ++j)
      std::swap(a[i][j], a[j][i]);
  });
}

void racy_transpose_everything() {
  static int a[64][64];
  aether::par_for_each(std::views::iota(0, 64), // unsafe: overlapping-elements
                       [](int i) {
                         for (int j = 0; j < 64; ++j) {
                           int t = a[i][j];
                           a[i][j] = a[j][i];
                           a[j][i] = t;
                         }
                       });
}

void racy_next_row() {
  std::vector<std::vector<double>> grid(65, std::vector<double>(64, 1.0));
  aether::par_for_each(std::views::iota(0, 64), // unsafe: overlapping-elements
                       [&](int i) {
                         auto &row = grid[i];
                         auto &below = grid[i + 1];
                         for (std::size_t j = 0; j < row.size(); ++j)
                           below[j] += 0.5 * row[j]; // race
                       });
}

void repaired_own_row() {
  std::vector<std::vector<double>> grid(64, std::vector<double>(64, 1.0));
  const std::vector<double> scale(64, 0.5);
  aether::par_for_each(std::views::iota(0, 64), [&](int i) { // safe
    auto &row = grid[i];
    for (std::size_t j = 0; j < row.size(); ++j)
      row[j] *= scale[j];
  });
}

class Matrix {
public:
  Matrix(int rows, int cols) : cols(cols), values(rows * cols) {}
  double &operator()(int i, int j) { return values[i * cols + j]; }
  double operator()(int i, int j) const { return values[i * cols + j]; }

private:
  int cols;
  std::vector<double> values;
};

void repaired_product() {
  constexpr int n = 24;
  Matrix a(n, n), b(n, n), c(n, n);
  aether::par_for_each(std::views::iota(0, n), [&](int i) { // safe
    for (int j = 0; j < n; ++j) {
      double sum = 0;
      for (int k = 0; k < n; ++k)
        sum += a(i, k) * b(k, j);
      c(i, j) = sum;
    }
  });
}

void racy_product_over_k() {
  constexpr int n = 24;
  Matrix a(n, n), b(n, n), c(n, n);
  aether::par_for_each(std::views::iota(0, n), // unsafe: overlapping-elements
                       [&](int k) {
                         for (int i = 0; i < n; ++i)
                           for (int j = 0; j < n; ++j)
                             c(i, j) += a(i, k) * b(k, j);
                       });
}

void lookalike_triangle_packed() {
  constexpr int n = 60;
  std::vector<int> packed(n * (n + 1) / 2);
  aether::par_for_each(std::views::iota(0, n), [&](int i) { // safe
    for (int j = 0; j <= i; ++j)
      packed[i * (i + 1) / 2 + j] = i + j;
  });
}

void lookalike_flat_index_taken_apart() {
  constexpr int w = 32, h = 32;
  std::array<std::array<int, w>, h> cells{};
  aether::par_for_each(std::views::iota(0, w * h), [&](int n) { // safe
    cells[n / w][n % w] = n;
  });
}

void racy_flat_index_taken_apart_wrongly() {
  constexpr int w = 32, h = 32;
  std::array<std::array<int, w>, h> cells{};
  aether::par_for_each( // unsafe: overlapping-elements
      std::views::iota(0, w * h),
      [&](int n) {
        cells[n / w][n % (w / 2)] = n; // race
      });
}

// The rows of an array follow one another: what is before the first column is
// the last column of the row before.
static int cellsOfRows[33][8];

void racy_column_before_the_row() {
  aether::par_for_each(std::views::iota(1, 33), [](int row) { // unsafe: overlapping-elements
    for (int k = 0; k < 8; ++k)
      cellsOfRows[row][k] = cellsOfRows[row][k - 1] + 1; // race
  });
}

void lookalike_column_before() {
  aether::par_for_each(std::views::iota(1, 33), [](int row) { // safe
    for (int k = 1; k < 8; ++k)
      cellsOfRows[row][k] = cellsOfRows[row][k - 1] + 1;
  });
}

void racy_more_bytes_than_a_row() {
  aether::par_for_each(std::views::iota(0, 32), [](int row) { // unsafe: overlapping-elements
    std::memset(cellsOfRows[row], 0, 10 * sizeof(int)); // race
  });
}

void lookalike_bytes_of_a_row() {
  aether::par_for_each(std::views::iota(0, 32), [](int row) { // safe
    std::memset(cellsOfRows[row], 0, sizeof cellsOfRows[row]);
  });
}

FAMILY({"repaired_rows_of_unknown_width", repaired_rows_of_unknown_width},
       {"racy_one_column_too_far", racy_one_column_too_far},
       {"lookalike_column_per_task", lookalike_column_per_task},
       {"racy_pitch_too_small", racy_pitch_too_small},
       {"lookalike_rows_shared_columns_apart",
        lookalike_rows_shared_columns_apart},
       {"racy_halved_row", racy_halved_row},
       {"repaired_transpose_below_diagonal", repaired_transpose_below_diagonal},
       {"racy_transpose_everything", racy_transpose_everything},
       {"racy_next_row", racy_next_row}, {"repaired_own_row", repaired_own_row},
       {"repaired_product", repaired_product},
       {"racy_product_over_k", racy_product_over_k},
       {"lookalike_triangle_packed", lookalike_triangle_packed},
       {"lookalike_flat_index_taken_apart", lookalike_flat_index_taken_apart},
       {"racy_flat_index_taken_apart_wrongly",
        racy_flat_index_taken_apart_wrongly},
       {"racy_column_before_the_row", racy_column_before_the_row},
       {"lookalike_column_before", lookalike_column_before},
       {"racy_more_bytes_than_a_row", racy_more_bytes_than_a_row},
       {"lookalike_bytes_of_a_row", lookalike_bytes_of_a_row})
