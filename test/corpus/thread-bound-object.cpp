// MODELS: thread-bound.models.yaml
#include "family.h"
#include <aether/aether.h>
#include <mutex>
#include <ranges>
#include <vector>

namespace gui {
class Canvas {
public:
  void plot(int x) { last = x; }

private:
  int last = 0;
};
} // namespace gui

void racy() {
  gui::Canvas canvas;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: thread-bound-object
    canvas.plot(i);                                            // race
  });
}

void lookalike_own() {
  aether::par_for_each(std::views::iota(0, 2000), [](int i) { // safe
    gui::Canvas canvas;
    canvas.plot(i);
  });
}

FAMILY({"racy", racy}, {"lookalike_own", lookalike_own})
