#include "family.h"
#include <aether/aether.h>
#include <atomic>
#include <mutex>
#include <vector>

class Histogram {
public:
  void racy(std::vector<int> &items) {
    aether::par_for_each(items, [this](int &x) { // unsafe: member-mutation
      total += x;                                // race
    });
  }
  void repaired(std::vector<int> &items) {
    aether::par_for_each(items, [this](int &x) { // safe
      std::scoped_lock lock(mutex);
      total += x;
    });
  }
  void lookalike(std::vector<int> &items) {
    aether::par_for_each(items, [this](int &x) { x += total; }); // safe
  }
  void add(int x) {
    total += x; // race
  }
  void racy_method(std::vector<int> &items) {
    aether::par_for_each(items, [this](int &x) { add(x); }); // unsafe: member-mutation
  }
  int cached() const {
    ++hits; // race
    return total;
  }

private:
  int total = 0;
  mutable int hits = 0;
  std::mutex mutex;
};

void racy() {
  std::vector<int> items(2000, 1);
  Histogram().racy(items);
}
void repaired() {
  std::vector<int> items(2000, 1);
  Histogram().repaired(items);
}
void lookalike() {
  std::vector<int> items(2000, 1);
  Histogram().lookalike(items);
}
void racy_method() {
  std::vector<int> items(2000, 1);
  Histogram().racy_method(items);
}
void racy_mutable() {
  std::vector<int> items(2000, 1);
  const Histogram h;
  aether::par_for_each(items, [&](int &x) { x = h.cached(); }); // unsafe: member-mutation
}

struct Particle {
  double x = 0, v = 1;
  void step(double dt) { x += v * dt; }
};

void lookalike_items() {
  std::vector<Particle> items(2000);
  aether::par_for_each(items, [](Particle &p) { p.step(0.1); }); // safe
}

FAMILY({"racy", racy}, {"repaired", repaired}, {"lookalike", lookalike},
       {"racy_method", racy_method}, {"racy_mutable", racy_mutable},
       {"lookalike_items", lookalike_items})
