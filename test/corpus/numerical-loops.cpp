// Stencils, matrices and blocked loops as numerical programs have them.
#include "family.h"
#include <aether/aether.h>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <ranges>
#include <thread>
#include <vector>

namespace views = std::views;

// One dimension: from one array into another, and in place.
static void smooth(const std::vector<double> &in, std::vector<double> &out) {
  aether::par_for_each(views::iota(std::size_t{1}, in.size() - 1), [&](std::size_t i) { // safe
    out[i] = (in[i - 1] + in[i] + in[i + 1]) / 3;
  });
}

void repaired_smooth() {
  std::vector<double> a(500, 1), b(500);
  smooth(a, b);
}

void racy_smooth() {
  std::vector<double> a(500, 1);
  aether::par_for_each(views::iota(std::size_t{1}, a.size() - 1), [&](std::size_t i) { // unsafe: overlapping-elements
    a[i] = (a[i - 1] + a[i] + a[i + 1]) / 3;
  });
}

// A class of a matrix, stored in rows.
class Matrix {
public:
  Matrix(int rows, int cols) : Rows(rows), Cols(cols), Data(static_cast<std::size_t>(rows) * cols) {}
  double &operator()(int i, int j) { return Data[static_cast<std::size_t>(i) * Cols + j]; }
  double operator()(int i, int j) const { return Data[static_cast<std::size_t>(i) * Cols + j]; }
  int rows() const { return Rows; }
  int cols() const { return Cols; }

private:
  int Rows, Cols;
  std::vector<double> Data;
};

static Matrix multiply(const Matrix &a, const Matrix &b) {
  Matrix c(a.rows(), b.cols());
  aether::par_for_each(views::iota(0, a.rows()), [&](int i) { // safe
    for (int j = 0; j < b.cols(); ++j) {
      double sum = 0;
      for (int k = 0; k < a.cols(); ++k)
        sum += a(i, k) * b(k, j);
      c(i, j) = sum;
    }
  });
  return c;
}

void repaired_multiply() {
  Matrix a(20, 30), b(30, 10);
  multiply(a, b);
}

void racy_multiply_outer_k() {
  Matrix a(20, 30), b(30, 10), c(20, 10);
  aether::par_for_each(views::iota(0, a.cols()), [&](int k) { // unsafe: overlapping-elements
    for (int i = 0; i < a.rows(); ++i)
      for (int j = 0; j < b.cols(); ++j)
        c(i, j) += a(i, k) * b(k, j);
  });
}

// Flat arrays with a width that nobody knows.
static void matmul_flat(const double *a, const double *b, double *c, int n) {
  aether::par_for_each(views::iota(0, n), [=](int i) { // safe
    for (int j = 0; j < n; ++j) {
      double sum = 0;
      for (int k = 0; k < n; ++k)
        sum += a[i * n + k] * b[k * n + j];
      c[i * n + j] = sum;
    }
  });
}

void repaired_flat() {
  std::vector<double> a(400, 1), b(400, 2), c(400);
  matmul_flat(a.data(), b.data(), c.data(), 20);
}

void racy_shared_sum() {
  int n = 20;
  std::vector<double> a(400, 1), b(400, 2), c(400);
  double sum = 0;
  aether::par_for_each(views::iota(0, n), [&](int i) { // unsafe: captured-mutation
    for (int j = 0; j < n; ++j) {
      sum = 0;
      for (int k = 0; k < n; ++k)
        sum += a[i * n + k] * b[k * n + j];
      c[i * n + j] = sum;
    }
  });
}

void repaired_transpose() {
  int n = 24, m = 16;
  std::vector<float> a(n * m), t(n * m);
  aether::par_for_each(views::iota(0, n), [&](int i) { // safe
    for (int j = 0; j < m; ++j)
      t[j * n + i] = a[i * m + j];
  });
}

void racy_transpose_in_place() {
  int n = 24;
  std::vector<float> a(n * n);
  aether::par_for_each(views::iota(0, n), [&](int i) { // unsafe: overlapping-elements
    for (int j = 0; j < n; ++j)
      std::swap(a[i * n + j], a[j * n + i]);
  });
}

// Each pair belongs to the task of its smaller index only.
void lookalike_transpose_in_place() {
  int n = 24;
  std::vector<float> a(n * n);
  aether::par_for_each(views::iota(0, n), [&](int i) { // safe
    for (int j = i + 1; j < n; ++j)
      std::swap(a[i * n + j], a[j * n + i]);
  });
}

// Vectors of vectors.
void repaired_rows() {
  std::vector<std::vector<double>> grid(40, std::vector<double>(40, 1));
  aether::par_for_each(views::iota(std::size_t{0}, grid.size()), [&](std::size_t i) { // safe
    auto &row = grid[i];
    for (std::size_t j = 1; j < row.size(); ++j)
      row[j] += row[j - 1];
  });
}

void racy_columns() {
  std::vector<std::vector<double>> grid(40, std::vector<double>(40, 1));
  aether::par_for_each(views::iota(std::size_t{1}, grid.size()), [&](std::size_t i) { // unsafe: overlapping-elements
    for (std::size_t j = 0; j < grid[i].size(); ++j)
      grid[i][j] += grid[i - 1][j];
  });
}

void repaired_columns() {
  std::vector<std::vector<double>> grid(40, std::vector<double>(40, 1));
  aether::par_for_each(views::iota(0, 40), [&](int j) { // safe
    for (int i = 1; i < 40; ++i)
      grid[i][j] += grid[i - 1][j];
  });
}

// Jacobi with two grids and a swap between the steps; red and black.
struct Grid {
  int Width, Height;
  std::vector<double> Cells;
  Grid(int w, int h) : Width(w), Height(h), Cells(w * h) {}
  double &at(int x, int y) { return Cells[y * Width + x]; }
  const double &at(int x, int y) const { return Cells[y * Width + x]; }
};

void repaired_jacobi() {
  Grid now(32, 24), next(32, 24);
  for (int step = 0; step < 3; ++step) {
    aether::par_for_each(views::iota(1, now.Height - 1), [&](int y) { // safe
      for (int x = 1; x < now.Width - 1; ++x)
        next.at(x, y) = 0.25 * (now.at(x - 1, y) + now.at(x + 1, y) + now.at(x, y - 1) + now.at(x, y + 1));
    });
    std::swap(now.Cells, next.Cells);
  }
}

void racy_gauss_seidel() {
  Grid g(32, 24);
  aether::par_for_each(views::iota(1, g.Height - 1), [&](int y) { // unsafe: overlapping-elements
    for (int x = 1; x < g.Width - 1; ++x)
      g.at(x, y) = 0.25 * (g.at(x - 1, y) + g.at(x + 1, y) + g.at(x, y - 1) + g.at(x, y + 1));
  });
}

void repaired_red_black() {
  Grid g(32, 24);
  for (int color = 0; color < 2; ++color)
    aether::par_for_each(views::iota(1, g.Height - 1), [&](int y) { // safe
      for (int x = 1 + (y + color) % 2; x < g.Width - 1; x += 2)
        g.at(x, y) = 0.25 * (g.at(x - 1, y) + g.at(x + 1, y) + g.at(x, y - 1) + g.at(x, y + 1));
    });
}

// One dimension of that: even cells from odd ones.
void repaired_red_black_line() {
  std::vector<double> u(200, 1);
  aether::par_for_each(views::iota(0, 99), [&](int k) { // safe
    u[2 * k + 1] = 0.5 * (u[2 * k] + u[2 * k + 2]);
  });
  aether::par_for_each(views::iota(1, 99), [&](int k) { // safe
    u[2 * k] = 0.5 * (u[2 * k - 1] + u[2 * k + 1]);
  });
}

void racy_residual() {
  Grid now(32, 24), next(32, 24);
  double residual = 0;
  aether::par_for_each(views::iota(1, 23), [&](int y) { // unsafe: captured-mutation
    for (int x = 1; x < 31; ++x) {
      next.at(x, y) = 0.5 * (now.at(x - 1, y) + now.at(x + 1, y));
      residual = std::max(residual, std::fabs(next.at(x, y) - now.at(x, y)));
    }
  });
}

void repaired_residual() {
  Grid now(32, 24), next(32, 24);
  std::vector<double> residuals(24);
  aether::par_for_each(views::iota(1, 23), [&](int y) { // safe
    double mine = 0;
    for (int x = 1; x < 31; ++x) {
      next.at(x, y) = 0.5 * (now.at(x - 1, y) + now.at(x + 1, y));
      mine = std::max(mine, std::fabs(next.at(x, y) - now.at(x, y)));
    }
    residuals[y] = mine;
  });
  double residual = *std::max_element(residuals.begin(), residuals.end());
  (void)residual;
}

// LU without pivots: row i is changed, row k is read.
void repaired_lu() {
  int n = 24;
  std::vector<double> a(n * n, 1);
  for (int k = 0; k < n; ++k)
    aether::par_for_each(views::iota(k + 1, n), [&](int i) { // safe
      double factor = a[i * n + k] /= a[k * n + k];
      for (int j = k + 1; j < n; ++j)
        a[i * n + j] -= factor * a[k * n + j];
    });
}

void racy_lu() {
  int n = 24;
  std::vector<double> a(n * n, 1);
  for (int k = 0; k + 1 < n; ++k)
    aether::par_for_each(views::iota(k, n), [&](int i) { // unsafe: overlapping-elements
      double factor = a[i * n + k] / a[k * n + k];
      for (int j = k; j < n; ++j)
        a[i * n + j] -= factor * a[k * n + j];
    });
}

// Lower triangles: packed, and a sum over a row's own part.
void repaired_packed_triangle() {
  int n = 30;
  std::vector<double> packed(n * (n + 1) / 2);
  aether::par_for_each(views::iota(0, n), [&](int i) { // safe
    for (int j = 0; j <= i; ++j)
      packed[i * (i + 1) / 2 + j] = i - j;
  });
}

void repaired_symmetric() {
  int n = 30;
  std::vector<std::vector<double>> s(n, std::vector<double>(n));
  aether::par_for_each(views::iota(0, n), [&](int i) { // safe
    for (int j = 0; j <= i; ++j) {
      double d = i * j;
      s[i][j] = d;
      s[j][i] = d;
    }
  });
}

void racy_symmetric_sums() {
  int n = 30;
  std::vector<double> degree(n);
  aether::par_for_each(views::iota(0, n), [&](int i) { // unsafe: overlapping-elements
    for (int j = 0; j < i; ++j) {
      degree[i] += 1;
      degree[j] += 1;
    }
  });
}

FAMILY({"repaired_smooth", repaired_smooth}, {"racy_smooth", racy_smooth}, {"repaired_multiply", repaired_multiply},
       {"racy_multiply_outer_k", racy_multiply_outer_k}, {"repaired_flat", repaired_flat},
       {"racy_shared_sum", racy_shared_sum}, {"repaired_transpose", repaired_transpose},
       {"racy_transpose_in_place", racy_transpose_in_place},
       {"lookalike_transpose_in_place", lookalike_transpose_in_place}, {"repaired_rows", repaired_rows},
       {"racy_columns", racy_columns}, {"repaired_columns", repaired_columns}, {"repaired_jacobi", repaired_jacobi},
       {"racy_gauss_seidel", racy_gauss_seidel}, {"repaired_red_black", repaired_red_black},
       {"repaired_red_black_line", repaired_red_black_line}, {"racy_residual", racy_residual},
       {"repaired_residual", repaired_residual}, {"repaired_lu", repaired_lu}, {"racy_lu", racy_lu},
       {"repaired_packed_triangle", repaired_packed_triangle}, {"repaired_symmetric", repaired_symmetric},
       {"racy_symmetric_sums", racy_symmetric_sums})
