#include "family.h"
#include <aether/aether.h>
#include <cstddef>
#include <ranges>
#include <utility>
#include <vector>

void racy_smooth_in_place() {
  std::vector<double> u(502, 1.0);
  aether::par_for_each(std::views::iota(1, 501), // unsafe: overlapping-elements
                       [&](int i) {
                         u[i] = (u[i - 1] + u[i + 1]) / 2; // race
                       });
}

void repaired_pointers_swapped_between_steps() {
  std::vector<double> first(502, 1.0), second(502, 1.0);
  std::vector<double> *now = &first, *next = &second;
  for (int step = 0; step < 4; ++step) {
    aether::par_for_each(std::views::iota(1, 501), [&](int i) { // safe
      (*next)[i] = ((*now)[i - 1] + (*now)[i + 1]) / 2;
    });
    std::swap(now, next);
  }
}

void repaired_vectors_swapped_between_steps() {
  std::vector<double> now(502, 1.0), next(502, 1.0);
  for (int step = 0; step < 4; ++step) {
    aether::par_for_each(std::views::iota(1, 501), [&](int i) { // safe
      next[i] = (now[i - 1] + now[i + 1]) / 2;
    });
    now.swap(next);
  }
}

void racy_both_pointers_are_one() {
  std::vector<double> only(502, 1.0);
  double *now = only.data();
  double *next = now;
  aether::par_for_each(std::views::iota(1, 501), // unsafe: overlapping-elements
                       [=](int i) {
                         next[i] = now[i - 1]; // race
                       });
}

void racy_pointer_forgotten_in_swap() {
  std::vector<double> first(502, 1.0), second(502, 1.0);
  double *now = first.data(), *next = second.data();
  now = next;
  aether::par_for_each(std::views::iota(1, 501), // unsafe: overlapping-elements
                       [=](int i) {
                         next[i] = now[i + 1]; // race
                       });
}

void lookalike_red_black() {
  std::vector<double> u(1002, 1.0);
  for (int colour = 0; colour < 2; ++colour)
    aether::par_for_each(std::views::iota(0, 500), [&, colour](int k) { // safe
      const int i = 2 * k + 1 + colour;
      u[i] = i < 1001 ? (u[i - 1] + u[i + 1]) / 2 : u[i];
    });
}

void racy_red_black_wrong_step() {
  std::vector<double> u(1602, 1.0);
  for (int colour = 0; colour < 2; ++colour)
    aether::par_for_each( // unsafe: overlapping-elements
        std::views::iota(0, 500),
        [&, colour](int k) {
          const int i = 3 * k + 3 + colour;
          u[i] = (u[i - 3] + u[i + 1]) / 2; // race
        });
}

void racy_guard_excludes_only_zero() {
  std::vector<int> a(1000, 1);
  aether::par_for_each( // unsafe: overlapping-elements
      std::views::iota(std::size_t{0},
                       a.size()),
      [&](std::size_t i) {
        if (i > 0)
          a[i] += a[i - 1]; // race
      });
}

void lookalike_guard_lets_one_through() {
  std::vector<int> a(1000, 1);
  aether::par_for_each(std::views::iota(0, 1000), [&](int i) { // safe
    if (i == 0)
      a[0] = a[1] + 1;
  });
}

void lookalike_one_task_writes_the_result() {
  int answer = 0;
  std::vector<int> a(1000, 1);
  aether::par_for_each(std::views::iota(0, 1000), [&](int i) { // safe
    a[i] *= 3;
    if (i == 999)
      answer = a[i];
  });
}

void racy_half_of_the_tasks_write() {
  int answer = 0;
  std::vector<int> a(1000, 1);
  aether::par_for_each(std::views::iota(0, 1000), // unsafe: captured-mutation
                       [&](int i) {
                         a[i] *= 3;
                         if (i >= 500)
                           answer = a[i]; // race
                       });
}

void lookalike_even_writes_odd_neighbour_reads() {
  std::vector<int> a(1001, 1);
  aether::par_for_each(std::views::iota(0, 500), [&](int k) { // safe
    const int even = 2 * k;
    a[even] = a[even + 1];
  });
}

void lookalike_guards_keep_apart() {
  std::vector<int> a(1000, 1);
  aether::par_for_each(std::views::iota(0, 1000), [&](int i) { // safe
    if (i < 500)
      a[i] = a[i + 500];
  });
}

void racy_guards_one_too_far() {
  std::vector<int> a(1001, 1);
  aether::par_for_each( // unsafe: overlapping-elements
      std::views::iota(0, 1000),
      [&](int i) {
        if (i <= 500)
          a[i] = a[i + 500]; // race
      });
}

void lookalike_even_and_odd_tasks() {
  std::vector<int> a(1001, 1);
  aether::par_for_each(std::views::iota(0, 1000), [&](int i) { // safe
    if (i % 2 == 0)
      a[i] += a[i + 1];
  });
}

void lookalike_parity_bit() {
  std::vector<int> a(1001, 1);
  aether::par_for_each(std::views::iota(0u, 1000u), [&](unsigned i) { // safe
    if (i & 1u)
      return;
    a[i] += a[i + 1];
  });
}

void racy_unsigned_wrap() {
  constexpr unsigned n = 256;
  std::vector<int> ring(n, 1);
  aether::par_for_each(std::views::iota(0u, n), // unsafe: overlapping-elements
                       [&](unsigned i) {
                         ring[i] += ring[(i - 1u) % n]; // race
                       });
}

void repaired_ring_to_other() {
  constexpr unsigned n = 256;
  std::vector<int> ring(n, 1), out(n);
  aether::par_for_each(std::views::iota(0u, n), [&](unsigned i) { // safe
    out[(i + 1u) % n] = ring[(i - 1u) % n];
  });
}

void repaired_scan_by_doubling() {
  std::vector<int> a(256, 1), b(256);
  for (int d = 1; d < 256; d *= 2) {
    aether::par_for_each(std::views::iota(0, 256), [&](int i) { // safe
      b[i] = i >= d ? a[i] + a[i - d] : a[i];
    });
    std::swap(a, b);
  }
}

void racy_scan_in_place() {
  std::vector<int> a(256, 1);
  for (int d = 1; d < 256; d *= 2)
    aether::par_for_each( // unsafe: overlapping-elements
        std::views::iota(d, 256),
        [&](int i) {
          a[i] += a[i - d]; // race
        });
}

FAMILY({"racy_smooth_in_place", racy_smooth_in_place},
       {"repaired_pointers_swapped_between_steps",
        repaired_pointers_swapped_between_steps},
       {"repaired_vectors_swapped_between_steps",
        repaired_vectors_swapped_between_steps},
       {"racy_both_pointers_are_one", racy_both_pointers_are_one},
       {"racy_pointer_forgotten_in_swap", racy_pointer_forgotten_in_swap},
       {"lookalike_red_black", lookalike_red_black},
       {"racy_red_black_wrong_step", racy_red_black_wrong_step},
       {"racy_guard_excludes_only_zero", racy_guard_excludes_only_zero},
       {"lookalike_guard_lets_one_through", lookalike_guard_lets_one_through},
       {"lookalike_one_task_writes_the_result",
        lookalike_one_task_writes_the_result},
       {"racy_half_of_the_tasks_write", racy_half_of_the_tasks_write},
       {"lookalike_even_writes_odd_neighbour_reads",
        lookalike_even_writes_odd_neighbour_reads},
       {"lookalike_guards_keep_apart", lookalike_guards_keep_apart},
       {"racy_guards_one_too_far", racy_guards_one_too_far},
       {"lookalike_even_and_odd_tasks", lookalike_even_and_odd_tasks},
       {"lookalike_parity_bit", lookalike_parity_bit},
       {"racy_unsigned_wrap", racy_unsigned_wrap},
       {"repaired_ring_to_other", repaired_ring_to_other},
       {"repaired_scan_by_doubling", repaired_scan_by_doubling},
       {"racy_scan_in_place", racy_scan_in_place})
