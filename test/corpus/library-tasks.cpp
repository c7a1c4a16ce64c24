// What a library runs in its tasks besides the callables it is given: operators
// of the elements, splitting constructors of bodies.
#include "family.h"
#include <algorithm>
#include <atomic>
#include <execution>
#include <memory>
#include <numeric>
#include <tbb/blocked_range.h>
#include <tbb/concurrent_vector.h>
#include <tbb/parallel_for.h>
#include <tbb/parallel_for_each.h>
#include <tbb/parallel_reduce.h>
#include <tbb/parallel_scan.h>
#include <vector>

static int steps = 0;

struct CountedLess {
  int x = 0;
  bool operator<(const CountedLess &o) const {
    ++steps; // race
    return x < o.x;
  }
};
void racy_less() {
  std::vector<CountedLess> v(2000);
  for (int i = 0; i < 2000; ++i)
    v[i].x = i * 7919 % 2000;
  std::sort(std::execution::par, v.begin(), v.end()); // unsafe: global-mutation
}

struct PlainLess {
  int x = 0;
  bool operator<(const PlainLess &o) const { return x < o.x; }
};
void lookalike_less() {
  std::vector<PlainLess> v(2000);
  std::sort(std::execution::par, v.begin(), v.end()); // safe
}

struct CountedCopy {
  int x = 0;
  CountedCopy &operator=(const CountedCopy &o) {
    x = o.x;
    ++steps; // race
    return *this;
  }
};
void racy_copy() {
  std::vector<CountedCopy> from(2000), to(2000);
  std::copy(std::execution::par, from.begin(), from.end(), to.begin()); // unsafe: global-mutation
}

struct OwnCopy {
  int x = 0;
  OwnCopy &operator=(const OwnCopy &o) {
    x = o.x;
    return *this;
  }
};
void lookalike_copy() {
  std::vector<OwnCopy> from(2000), to(2000);
  std::copy(std::execution::par, from.begin(), from.end(), to.begin()); // safe
}

struct Total {
  double sum = 0;
  void add(double by) { sum += by; } // race
};
using Block = tbb::blocked_range<int>;

// Each body made by splitting has a total of its own, behind a pointer.
struct OwnTotal {
  std::unique_ptr<Total> own;
  Total *total;
  const double *of;
  OwnTotal(Total *t, const double *a) : total(t), of(a) {}
  OwnTotal(OwnTotal &o, tbb::split)
      : own(std::make_unique<Total>()), total(own.get()), of(o.of) {}
  void operator()(const Block &b) {
    for (int i = b.begin(); i != b.end(); ++i)
      total->add(of[i]);
  }
  void join(const OwnTotal &o) { total->add(o.total->sum); }
};
void repaired_own_total() {
  std::vector<double> a(2000, 1);
  Total total;
  OwnTotal body(&total, a.data());
  tbb::parallel_reduce(Block(0, 2000), body); // safe
}

struct SharedTotal {
  Total *total;
  const double *of;
  SharedTotal(Total *t, const double *a) : total(t), of(a) {}
  SharedTotal(SharedTotal &o, tbb::split) : total(o.total), of(o.of) {}
  void operator()(const Block &b) {
    for (int i = b.begin(); i != b.end(); ++i)
      total->add(of[i]);
  }
  void join(const SharedTotal &) {}
};
void racy_shared_total() {
  std::vector<double> a(2000, 1);
  Total total;
  SharedTotal body(&total, a.data());
  tbb::parallel_reduce(Block(0, 2000), body); // unsafe: member-mutation
}

// The constructor reads what the body that is split is writing.
struct CopiedSum {
  double sum = 0;
  const double *of;
  explicit CopiedSum(const double *a) : of(a) {}
  CopiedSum(CopiedSum &o, tbb::split) : sum(o.sum), of(o.of) {}
  void operator()(const Block &b) {
    for (int i = b.begin(); i != b.end(); ++i)
      sum += of[i]; // race
  }
  void join(const CopiedSum &o) { sum += o.sum; }
};
void racy_copied_sum() {
  std::vector<double> a(2000, 1);
  CopiedSum body(a.data());
  tbb::parallel_reduce(Block(0, 2000), body); // unsafe: member-mutation
}

// Bodies write to one array, but no two to one element.
struct Writes {
  double sum = 0;
  double *to;
  explicit Writes(double *a) : to(a) {}
  Writes(Writes &o, tbb::split) : to(o.to) {}
  void operator()(const Block &b) {
    for (int i = b.begin(); i != b.end(); ++i) {
      to[i] = i;
      sum += i;
    }
  }
  void join(const Writes &o) { sum += o.sum; }
};
void lookalike_writes() {
  std::vector<double> a(2000);
  Writes body(a.data());
  tbb::parallel_reduce(Block(0, 2000), body); // safe
}

// operator() is a template, and runs for a first and for a final scan.
struct Running {
  double sum = 0;
  const double *of;
  double *to;
  Running(const double *a, double *b) : of(a), to(b) {}
  Running(Running &o, tbb::split) : of(o.of), to(o.to) {}
  template <class Tag> void operator()(const Block &b, Tag) {
    for (int i = b.begin(); i < b.end(); ++i) {
      sum += of[i];
      if (Tag::is_final_scan())
        to[i] = sum;
    }
  }
  void reverse_join(Running &o) { sum = o.sum + sum; }
  void assign(Running &o) { sum = o.sum; }
};
void lookalike_scan() {
  std::vector<double> a(2000, 1), b(2000);
  Running body(a.data(), b.data());
  tbb::parallel_scan(Block(0, 2000), body); // safe
}

// The first scan counts for all bodies, whoever is running the other.
struct CountedScan {
  double sum = 0;
  const double *of;
  double *to;
  int *scans;
  CountedScan(const double *a, double *b, int *n) : of(a), to(b), scans(n) {}
  CountedScan(CountedScan &o, tbb::split) : of(o.of), to(o.to), scans(o.scans) {}
  void operator()(const Block &b, tbb::pre_scan_tag) {
    ++*scans; // race
    for (int i = b.begin(); i < b.end(); ++i)
      sum += of[i];
  }
  void operator()(const Block &b, tbb::final_scan_tag) {
    for (int i = b.begin(); i < b.end(); ++i)
      to[i] = sum += of[i];
  }
  void reverse_join(CountedScan &o) { sum = o.sum + sum; }
  void assign(CountedScan &o) { sum = o.sum; }
};
void racy_counted_scan() {
  std::vector<double> a(2000, 1), b(2000);
  int scans = 0;
  CountedScan body(a.data(), b.data(), &scans);
  tbb::parallel_scan(Block(0, 2000), body); // unsafe: captured-mutation
}

// Items may be added while the loop runs.
void racy_fed_count() {
  std::vector<int> items(2000);
  int seen = 0;
  tbb::parallel_for_each(items.begin(), items.end(), // unsafe: captured-mutation
                         [&](int &, tbb::feeder<int> &) {
                           ++seen; // race
                         });
}
void repaired_fed_count() {
  std::vector<int> items(2000);
  std::atomic<int> seen = 0;
  tbb::parallel_for_each(items.begin(), items.end(), // safe
                         [&](int &, tbb::feeder<int> &) { ++seen; });
}
void lookalike_fed() {
  std::vector<int> items(2000, 1);
  std::atomic<int> seen = 0;
  tbb::parallel_for_each(items, // unknown: items added to a running loop
                         [&](int item, tbb::feeder<int> &more) {
                           ++seen;
                           if (item > 0)
                             more.add(item - 1);
                         });
}

// Positions in a concurrent_vector.
void racy_positions() {
  tbb::concurrent_vector<int> v(2001);
  tbb::parallel_for(Block(0, 2000), [&](const Block &b) { // unsafe: overlapping-elements
    for (int i = b.begin(); i != b.end(); ++i)
      *(v.begin() + i) = *(v.begin() + i + 1); // race
  });
}
void repaired_positions() {
  tbb::concurrent_vector<int> v(2001);
  tbb::parallel_for(Block(0, 2000), [&](const Block &b) { // safe
    for (int i = b.begin(); i != b.end(); ++i)
      *(v.begin() + i) = i;
  });
}

FAMILY({"racy_less", racy_less}, {"lookalike_less", lookalike_less},
       {"racy_copy", racy_copy}, {"lookalike_copy", lookalike_copy},
       {"repaired_own_total", repaired_own_total},
       {"racy_shared_total", racy_shared_total},
       {"racy_copied_sum", racy_copied_sum},
       {"lookalike_writes", lookalike_writes},
       {"lookalike_scan", lookalike_scan},
       {"racy_counted_scan", racy_counted_scan},
       {"racy_fed_count", racy_fed_count},
       {"repaired_fed_count", repaired_fed_count},
       {"lookalike_fed", lookalike_fed},
       {"racy_positions", racy_positions},
       {"repaired_positions", repaired_positions})
