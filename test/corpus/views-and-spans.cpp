#include "family.h"
#include <aether/aether.h>
#include <algorithm>
#include <iterator>
#include <numeric>
#include <ranges>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

void lookalike_subspans() {
  std::vector<int> all(20 * 100);
  std::span<int> whole(all);
  aether::par_for_each(std::views::iota(0, 100), [whole](int i) { // safe
    for (int &x : whole.subspan(i * 20, 20))
      x += i;
  });
}

void racy_subspans_overlap() {
  std::vector<int> all(20 * 100 + 1);
  std::span<int> whole(all);
  aether::par_for_each(std::views::iota(0, 100), [whole](int i) { // unsafe: overlapping-elements
    for (int &x : whole.subspan(i * 20, 21))
      x += i; // race
  });
}

// A span is copied, what it looks at is not.
void racy_span_copy() {
  std::vector<int> all(100);
  std::span<int> whole(all);
  aether::par_for_each(std::views::iota(0, 2000), [whole](int i) { // unsafe: overlapping-elements
    std::span<int> mine = whole;
    mine[0] = i; // race
  });
}

void racy_two_spans_of_one() {
  std::vector<int> all(200);
  std::span<int> low = std::span(all).first(101);
  std::span<int> high = std::span(all).subspan(100);
  aether::par_invoke([=] { std::ranges::fill(low, 1); }, [=] { std::ranges::fill(high, 2); }); // unsafe: overlapping-elements
}

void lookalike_two_halves() {
  std::vector<int> all(200);
  std::span<int> low = std::span(all).first(100);
  std::span<int> high = std::span(all).subspan(100);
  aether::par_invoke([=] { std::ranges::fill(low, 1); }, [=] { std::ranges::fill(high, 2); }); // safe
}

void racy_filter_view() {
  std::vector<int> all(50, 1);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: captured-mutation
    for (int &x : all | std::views::filter([](int v) { return v > 0; }))
      x += i; // race
  });
}

void lookalike_transform_view_reads() {
  std::vector<int> all(50, 1);
  std::vector<int> out(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe (today: unknown)
    int sum = 0;
    for (int x : all | std::views::transform([i](int v) { return v * i; }) | std::views::take(10))
      sum += x;
    out[i] = sum;
  });
}

void lookalike_items_dropped_and_reversed() {
  std::vector<int> all(2000, 1);
  aether::par_for_each(all | std::views::drop(1) | std::views::reverse, [](int &x) { x += 1; }); // safe (today: unknown)
}

// The items of this view are references, and name each element twice.
void racy_items_of_transform() {
  std::vector<int> all(1000, 1);
  auto twice = std::views::iota(0, 2000) | std::views::transform([&all](int i) -> int & { return all[i / 2]; });
  aether::par_for_each(twice, [](int &x) { x += 1; }); // unsafe: overlapping-elements (today: unknown)
}

void lookalike_iota_from() {
  std::vector<int> out(1900);
  aether::par_for_each(std::views::iota(100, 2000), [&](int i) { // safe
    out[i - 100] = i;
  });
}

void racy_items_and_capture() {
  std::vector<int> all(2000, 1);
  aether::par_for_each(all, [&](int &x) { // unsafe: overlapping-elements
    x += all.front();                     // race
  });
}

void lookalike_iterator_of_own() {
  std::vector<int> all(2000, 1);
  auto first = all.begin();
  aether::par_for_each(std::views::iota(0, 2000), [first](int i) { // safe
    auto it = first + i;
    *it += 1;
  });
}

void racy_shared_iterator() {
  std::vector<int> all(2000, 1);
  auto next = all.begin();
  aether::par_for_each(std::views::iota(0, 2000), [&](int) { // unsafe: captured-mutation
    auto it = next;
    if (it != all.end())
      ++next; // race
  });
}

void racy_iterator_begin() {
  std::vector<int> all(2000, 1);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: overlapping-elements
    *all.begin() = i; // race
  });
}

void racy_advance_and_neighbour() {
  std::vector<int> all(2001, 1);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: overlapping-elements
    auto it = std::next(all.begin(), i);
    *it = *std::next(it); // race
  });
}

void lookalike_string_views() {
  const std::string text(4000, 'x');
  std::string_view view = text;
  std::vector<std::size_t> out(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&, view](int i) { // safe
    std::string_view mine = view;
    mine.remove_prefix(i);
    out[i] = mine.find('y');
  });
}

void racy_shared_string_view() {
  const std::string text(4000, 'x');
  std::string_view rest = text;
  aether::par_for_each(std::views::iota(0, 2000), [&](int) { // unsafe: captured-mutation
    rest.remove_prefix(1); // race
  });
}

// The view only looks, but somebody writes what it looks at.
void racy_view_beside_writer() {
  std::string text(100, 'x');
  std::string_view view = text;
  std::thread writer([&] { text[5] = 'y'; }); // unsafe: overlapping-elements (today: unknown)
  volatile bool found = view.find('y') != view.npos;
  writer.join();
  (void)found;
}

void lookalike_two_sequences() {
  std::vector<int> a(2000, 1), b(2000, 2);
  aether::par_for_each(std::views::iota(std::size_t{0}, std::min(a.size(), b.size())), [&](std::size_t i) { // safe
    int &x = a[i];
    const int &y = b[i];
    x += y;
  });
}

FAMILY({"lookalike_subspans", lookalike_subspans}, {"racy_subspans_overlap", racy_subspans_overlap}, {"racy_span_copy", racy_span_copy},
       {"lookalike_two_halves", lookalike_two_halves}, {"racy_filter_view", racy_filter_view}, {"lookalike_transform_view_reads", lookalike_transform_view_reads},
       {"lookalike_items_dropped_and_reversed", lookalike_items_dropped_and_reversed}, {"racy_items_of_transform", racy_items_of_transform},
       {"lookalike_iota_from", lookalike_iota_from}, {"racy_items_and_capture", racy_items_and_capture}, {"lookalike_iterator_of_own", lookalike_iterator_of_own},
       {"racy_shared_iterator", racy_shared_iterator}, {"racy_iterator_begin", racy_iterator_begin}, {"racy_advance_and_neighbour", racy_advance_and_neighbour},
       {"lookalike_string_views", lookalike_string_views}, {"racy_view_beside_writer", racy_view_beside_writer}, {"lookalike_two_sequences", lookalike_two_sequences})
