// Particles, n-body, game of life, k-means, sieve, Monte Carlo, images.
#include "family.h"
#include <aether/aether.h>
#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <mutex>
#include <random>
#include <ranges>
#include <thread>
#include <vector>

namespace views = std::views;

struct Vec3 {
  double X = 0, Y = 0, Z = 0;
  Vec3 &operator+=(const Vec3 &o) {
    X += o.X;
    Y += o.Y;
    Z += o.Z;
    return *this;
  }
  friend Vec3 operator-(Vec3 a, const Vec3 &b) { return {a.X - b.X, a.Y - b.Y, a.Z - b.Z}; }
  friend Vec3 operator*(double s, const Vec3 &v) { return {s * v.X, s * v.Y, s * v.Z}; }
};

struct Particle {
  Vec3 Position, Velocity, Force;
  double Mass = 1;
};

// An array of structs.
void repaired_integrate() {
  std::vector<Particle> particles(300);
  double dt = 0.01;
  aether::par_for_each(particles, [dt](Particle &p) { // safe
    p.Velocity += (dt / p.Mass) * p.Force;
    p.Position += dt * p.Velocity;
    p.Force = {};
  });
}

void repaired_forces() {
  std::vector<Particle> particles(60);
  aether::par_for_each(views::iota(std::size_t{0}, particles.size()), [&](std::size_t i) { // safe
    Vec3 force;
    for (std::size_t j = 0; j < particles.size(); ++j)
      if (j != i)
        force += particles[j].Mass * (particles[j].Position - particles[i].Position);
    particles[i].Force = force;
  });
}

void racy_forces_third_law() {
  std::vector<Particle> particles(60);
  aether::par_for_each(views::iota(std::size_t{0}, particles.size()), [&](std::size_t i) { // unsafe: overlapping-elements
    for (std::size_t j = i + 1; j < particles.size(); ++j) {
      Vec3 pull = particles[j].Position - particles[i].Position;
      particles[i].Force += pull;
      particles[j].Force += -1.0 * pull;
    }
  });
}

void racy_move_while_reading() {
  std::vector<Particle> particles(60);
  aether::par_for_each(views::iota(std::size_t{0}, particles.size()), [&](std::size_t i) { // unsafe: overlapping-elements
    Vec3 pull;
    for (const Particle &other : particles)
      pull += other.Position - particles[i].Position;
    particles[i].Position += 0.01 * pull;
  });
}

// A struct of arrays.
struct Particles {
  std::vector<float> X, Y, Vx, Vy;
  explicit Particles(std::size_t n) : X(n), Y(n), Vx(n, 1), Vy(n, 1) {}
  std::size_t size() const { return X.size(); }
  void step(std::size_t i, float dt) {
    X[i] += dt * Vx[i];
    Y[i] += dt * Vy[i];
  }
};

void repaired_soa() {
  Particles p(500);
  aether::par_for_each(views::iota(std::size_t{0}, p.size()), [&](std::size_t i) { p.step(i, 0.1f); }); // safe
}

void racy_soa_energy() {
  Particles p(500);
  struct {
    double Energy = 0;
  } totals;
  aether::par_for_each(views::iota(std::size_t{0}, p.size()), [&](std::size_t i) { // unsafe: captured-mutation
    p.step(i, 0.1f);
    totals.Energy += p.Vx[i] * p.Vx[i];
  });
}

void repaired_soa_threads() {
  Particles p(500);
  auto part = [&p](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i)
      p.step(i, 0.1f);
  };
  std::size_t half = p.size() / 2;
  std::thread first(part, 0, half); // safe
  part(half, p.size());
  first.join();
}

// Cells of a grid that collect particles.
void racy_binning() {
  std::vector<float> x(500, 0.5f);
  std::vector<std::vector<int>> cells(16);
  aether::par_for_each(views::iota(0, 500), [&](int i) { // unsafe: shared-container (today: unknown)
    int cell = static_cast<int>(x[i] * 15);
    cells[cell].push_back(i);
  });
}

void repaired_binning() {
  std::vector<float> x(500, 0.5f);
  struct Cell {
    std::mutex M;
    std::vector<int> Members;
  };
  std::vector<Cell> cells(16);
  aether::par_for_each(views::iota(0, 500), [&](int i) { // safe
    Cell &cell = cells[static_cast<int>(x[i] * 15)];
    std::lock_guard lock(cell.M);
    cell.Members.push_back(i);
  });
}

// Game of life.
class Life {
public:
  Life(int width, int height) : Width(width), Height(height), Now(width * height), Next(width * height) {}
  void step() {
    aether::par_for_each(views::iota(0, Height), [this](int y) { // safe
      for (int x = 0; x < Width; ++x) {
        int n = neighbours(x, y);
        bool alive = Now[y * Width + x];
        Next[y * Width + x] = n == 3 || (alive && n == 2);
      }
    });
    Now.swap(Next);
  }
  void step_in_place() {
    aether::par_for_each(views::iota(0, Height), [this](int y) { // unsafe: overlapping-elements
      for (int x = 0; x < Width; ++x) {
        int n = neighbours(x, y);
        Now[y * Width + x] = n == 3 || (Now[y * Width + x] && n == 2);
      }
    });
  }

private:
  int neighbours(int x, int y) const {
    int n = 0;
    for (int dy = -1; dy <= 1; ++dy)
      for (int dx = -1; dx <= 1; ++dx)
        if (dx || dy)
          n += Now[(y + dy + Height) % Height * Width + (x + dx + Width) % Width];
    return n;
  }
  int Width, Height;
  std::vector<std::uint8_t> Now, Next;
};

void repaired_life() {
  Life life(32, 32);
  for (int i = 0; i < 3; ++i)
    life.step();
}
void racy_life() { Life(32, 32).step_in_place(); }

// Bits of a vector<bool> share words.
void racy_life_bits() {
  std::vector<bool> now(1024), next(1024);
  aether::par_for_each(views::iota(1, 1023), [&](int i) { next[i] = now[i - 1] != now[i + 1]; }); // unsafe: overlapping-elements
}

// K-means: assignment is independent, the update is not.
struct Point {
  double X = 0, Y = 0;
};

void repaired_assign() {
  std::vector<Point> points(300), centers(5);
  std::vector<int> owner(points.size());
  aether::par_for_each(views::iota(std::size_t{0}, points.size()), [&](std::size_t i) { // safe
    int best = 0;
    double least = 1e300;
    for (int c = 0; c < static_cast<int>(centers.size()); ++c) {
      double dx = points[i].X - centers[c].X, dy = points[i].Y - centers[c].Y;
      if (double d = dx * dx + dy * dy; d < least) {
        least = d;
        best = c;
      }
    }
    owner[i] = best;
  });
}

void racy_update() {
  std::vector<Point> points(300), sums(5);
  std::vector<int> owner(points.size()), counts(5);
  aether::par_for_each(views::iota(std::size_t{0}, points.size()), [&](std::size_t i) { // unsafe: overlapping-elements (today: unknown)
    int c = owner[i];
    sums[c].X += points[i].X;
    sums[c].Y += points[i].Y;
    ++counts[c];
  });
}

void repaired_update() {
  std::vector<Point> points(300), sums(5);
  std::vector<int> owner(points.size()), counts(5);
  aether::par_for_each(views::iota(0, 5), [&](int c) { // safe
    for (std::size_t i = 0; i < points.size(); ++i)
      if (owner[i] == c) {
        sums[c].X += points[i].X;
        sums[c].Y += points[i].Y;
        ++counts[c];
      }
  });
}

// Sieve.
void repaired_sieve_segments() {
  const int n = 4000, segment = 500;
  std::vector<char> composite(n + 1);
  std::vector<int> small;
  for (int p = 2; p * p <= n; ++p) {
    bool prime = true;
    for (int q : small)
      prime = prime && p % q != 0;
    if (prime)
      small.push_back(p);
  }
  aether::par_for_each(views::iota(0, n / segment), [&](int s) { // safe (today: unknown)
    int low = s * segment, high = low + segment;
    for (int p : small)
      for (int m = std::max(p * p, (low + p - 1) / p * p); m < high; m += p)
        composite[m] = 1;
  });
}

void racy_sieve_by_primes() {
  const int n = 4000;
  std::vector<char> composite(n + 1);
  const std::vector<int> small{2, 3, 5, 7, 11, 13, 17, 19};
  aether::par_for_each(small, [&](int p) { // unsafe: overlapping-elements
    for (int m = p * p; m <= n; m += p)
      composite[m] = 1;
  });
}

// Monte Carlo.
void racy_shared_engine() {
  std::mt19937 engine(1);
  std::vector<double> samples(500);
  aether::par_for_each(samples, [&](double &s) { // unsafe: captured-mutation
    std::uniform_real_distribution<double> uniform(0, 1);
    s = uniform(engine);
  });
}

void repaired_private_engine() {
  std::atomic<long> inside = 0;
  std::vector<std::thread> threads;
  for (unsigned seed = 0; seed < 4; ++seed)
    threads.emplace_back([&inside, seed] { // safe
      std::mt19937 engine(seed);
      std::uniform_real_distribution<double> uniform(-1, 1);
      long mine = 0;
      for (int i = 0; i < 500; ++i) {
        double x = uniform(engine), y = uniform(engine);
        mine += x * x + y * y <= 1;
      }
      inside += mine;
    });
  for (auto &t : threads)
    t.join();
}

static double noise() {
  thread_local std::mt19937 engine(std::random_device{}());
  return std::normal_distribution<double>{}(engine);
}

void repaired_thread_local_engine() {
  std::vector<double> samples(500);
  aether::par_for_each(samples, [](double &s) { s += noise(); }); // safe
}

void racy_rand() {
  std::vector<int> dice(500);
  aether::par_for_each(dice, [](int &d) { d = std::rand() % 6 + 1; }); // unsafe: non-reentrant-call
}

// Images.
struct Image {
  int Width = 0, Height = 0;
  std::vector<std::uint8_t> Pixels;
  Image(int w, int h) : Width(w), Height(h), Pixels(static_cast<std::size_t>(w) * h * 3) {}
  std::uint8_t *row(int y) { return Pixels.data() + static_cast<std::size_t>(y) * Width * 3; }
  const std::uint8_t *row(int y) const { return Pixels.data() + static_cast<std::size_t>(y) * Width * 3; }
};

void repaired_grey() {
  Image image(64, 48);
  aether::par_for_each(views::iota(0, image.Height), [&](int y) { // safe
    std::uint8_t *row = image.row(y);
    for (int x = 0; x < image.Width; ++x) {
      std::uint8_t *p = row + 3 * x;
      p[0] = p[1] = p[2] = static_cast<std::uint8_t>((p[0] + p[1] + p[2]) / 3);
    }
  });
}

void repaired_vertical_blur() {
  Image in(64, 48), out(64, 48);
  aether::par_for_each(views::iota(1, in.Height - 1), [&](int y) { // safe
    const std::uint8_t *above = in.row(y - 1), *here = in.row(y), *below = in.row(y + 1);
    std::uint8_t *to = out.row(y);
    for (int i = 0; i < in.Width * 3; ++i)
      to[i] = static_cast<std::uint8_t>((above[i] + 2 * here[i] + below[i]) / 4);
  });
}

void racy_vertical_blur() {
  Image image(64, 48);
  aether::par_for_each(views::iota(1, image.Height - 1), [&](int y) { // unsafe: overlapping-elements
    std::uint8_t *above = image.row(y - 1), *here = image.row(y);
    for (int i = 0; i < image.Width * 3; ++i)
      here[i] = static_cast<std::uint8_t>((above[i] + here[i]) / 2);
  });
}

void repaired_flip() {
  Image image(64, 48);
  aether::par_for_each(views::iota(0, image.Height / 2), [&](int y) { // safe (today: unknown)
    std::swap_ranges(image.row(y), image.row(y) + image.Width * 3, image.row(image.Height - 1 - y));
  });
}

void racy_flip() {
  Image image(64, 48);
  aether::par_for_each(views::iota(0, image.Height), [&](int y) { // unsafe: overlapping-elements
    std::swap_ranges(image.row(y), image.row(y) + image.Width * 3, image.row(image.Height - 1 - y));
  });
}

// Tiles of a picture, one index for two.
void repaired_tiles() {
  const int width = 64, height = 48, tile = 16, across = width / tile, down = height / tile;
  std::vector<int> picture(width * height);
  aether::par_for_each(views::iota(0, across * down), [&](int t) { // safe
    int x0 = t % across * tile, y0 = t / across * tile;
    for (int y = y0; y < y0 + tile; ++y)
      for (int x = x0; x < x0 + tile; ++x)
        picture[y * width + x] = t;
  });
}

void racy_tiles_with_border() {
  const int width = 64, height = 48, tile = 16, across = width / tile, down = height / tile;
  std::vector<int> picture(width * (height + 1));
  aether::par_for_each(views::iota(0, across * down), [&](int t) { // unsafe: overlapping-elements
    int x0 = t % across * tile, y0 = t / across * tile;
    for (int y = y0; y <= y0 + tile; ++y)
      for (int x = x0; x < x0 + tile; ++x)
        picture[y * width + x] += t;
  });
}

FAMILY({"repaired_integrate", repaired_integrate}, {"repaired_forces", repaired_forces},
       {"racy_forces_third_law", racy_forces_third_law}, {"racy_move_while_reading", racy_move_while_reading},
       {"repaired_soa", repaired_soa}, {"racy_soa_energy", racy_soa_energy},
       {"repaired_soa_threads", repaired_soa_threads}, {"racy_binning", racy_binning},
       {"repaired_binning", repaired_binning}, {"repaired_life", repaired_life}, {"racy_life", racy_life},
       {"racy_life_bits", racy_life_bits}, {"repaired_assign", repaired_assign}, {"racy_update", racy_update},
       {"repaired_update", repaired_update}, {"repaired_sieve_segments", repaired_sieve_segments},
       {"racy_sieve_by_primes", racy_sieve_by_primes}, {"racy_shared_engine", racy_shared_engine},
       {"repaired_private_engine", repaired_private_engine},
       {"repaired_thread_local_engine", repaired_thread_local_engine}, {"racy_rand", racy_rand},
       {"repaired_grey", repaired_grey}, {"repaired_vertical_blur", repaired_vertical_blur},
       {"racy_vertical_blur", racy_vertical_blur}, {"repaired_flip", repaired_flip}, {"racy_flip", racy_flip},
       {"repaired_tiles", repaired_tiles}, {"racy_tiles_with_border", racy_tiles_with_border})
