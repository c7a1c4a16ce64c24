// A library without a model, installed where system headers are.
#pragma once
#include <tbb/parallel_for.h>

namespace library {

inline int alive = 0;

struct Counted {
  Counted() { ++alive; }
  Counted(const Counted &) { ++alive; }
  ~Counted() { --alive; }
};

struct Plain {
  int value = 1;
  Plain() { value = 2; }
};

template <class F> class Applier {
public:
  explicit Applier(const F &f) : Run(f) {}
  void start(int n) { tbb::parallel_for(0, n, *this); }
  void operator()(int i) const { Run(i); }

private:
  const F &Run;
};

template <class F> void each(int n, const F &f) { Applier<F>(f).start(n); }

} // namespace library
