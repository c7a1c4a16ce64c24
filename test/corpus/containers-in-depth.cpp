#include "family.h"
#include <aether/aether.h>
#include <algorithm>
#include <array>
#include <bitset>
#include <deque>
#include <list>
#include <map>
#include <ranges>
#include <set>
#include <string>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

// A lookup with operator[] inserts, also where it is only read.
void racy_subscript_as_read() {
  std::map<int, int> prices{{0, 3}};
  std::vector<int> out(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: shared-container
    out[i] = prices[i]; // race
  });
}

void repaired_at() {
  std::map<int, int> prices{{0, 3}, {1, 4}};
  std::vector<int> out(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    out[i] = prices.at(i % 2) + prices.count(i) + prices.contains(i);
  });
}

// at() finds only, but what it returns can be written.
void racy_write_through_at() {
  std::map<std::string, int> prices{{"tea", 3}};
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: overlapping-elements
    prices.at("tea") += i; // race
  });
}

// Reserved memory saves the reallocation, not the size.
void racy_reserved() {
  std::vector<int> out;
  out.reserve(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: shared-container
    out.emplace_back(i); // race
  });
}

void repaired_resized() {
  std::vector<int> out;
  out.resize(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    out[i] = i;
  });
}

void racy_sort() {
  std::vector<int> values(50, 3);
  std::vector<int> medians(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: overlapping-elements
    std::sort(values.begin(), values.end()); // race
    medians[i] = values[25];
  });
}

void repaired_sort_of_copy() {
  std::vector<int> values(50, 3);
  std::vector<int> medians(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    std::vector<int> mine(values);
    std::ranges::sort(mine);
    medians[i] = mine[25] + i;
  });
}

// Each task has its own row: what it does to it concerns nobody else.
void lookalike_rows() {
  std::vector<std::vector<int>> rows(2000);
  aether::par_for_each(rows, [](std::vector<int> &row) { // safe
    row.push_back(2);
    row.insert(row.begin(), 1);
    std::sort(row.begin(), row.end());
  });
}

void racy_row_of_another() {
  std::vector<std::vector<int>> rows(2001);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: overlapping-elements
    rows[i].clear(); // race
    rows[i + 1].push_back(i);
  });
}

void racy_swap() {
  std::vector<int> front(100, 1);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: shared-container
    std::vector<int> mine(100, i);
    front.swap(mine); // race
  });
}

void lookalike_swap_own() {
  std::vector<std::vector<int>> a(2000), b(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    std::swap(a[i], b[i]);
  });
}

void racy_deque_and_reader() {
  std::deque<int> queue;
  volatile int seen = 0;
  std::thread producer([&] { // unsafe: shared-container
    for (int i = 0; i < 5000; ++i)
      queue.push_back(i); // race
  });
  for (int i = 0; i < 5000; ++i)
    seen = queue.empty() ? 0 : 1;
  producer.join();
  (void)seen;
}

// A list's nodes stay where they are, and each is its own object.
void lookalike_list_items() {
  std::list<int> items(2000, 1);
  aether::par_for_each(items, [](int &x) { x += 1; }); // safe
}

void racy_erase_own_node() {
  std::list<int> items(2000, 1);
  std::vector<std::list<int>::iterator> places;
  for (auto it = items.begin(); it != items.end(); ++it)
    places.push_back(it);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: shared-container
    items.erase(places[i]); // race
  });
}

void lookalike_map_items() {
  std::unordered_map<int, int> counts;
  for (int i = 0; i < 2000; ++i)
    counts[i] = 0;
  aether::par_for_each(counts, [](auto &entry) { entry.second += entry.first; }); // safe
}

void racy_set_insert() {
  std::set<int> seen;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: shared-container
    if (auto [it, fresh] = seen.insert(i % 7); fresh)          // race
      (void)it;
  });
}

// A copy of the container per closure is not one per task, but is only read.
void lookalike_copied_read() {
  std::map<int, int> prices{{0, 3}};
  std::vector<int> out(2000);
  aether::par_for_each(std::views::iota(0, 2000), [prices, &out](int i) { // safe
    auto it = prices.find(i);
    out[i] = it == prices.end() ? 0 : it->second;
  });
}

// One thread gets a copy, one moves the original in: nothing is shared.
void lookalike_thread_owns() {
  std::vector<int> a(100, 1);
  std::thread first([a]() mutable { a.push_back(1); });                 // safe
  std::thread second([a = std::move(a)]() mutable { a.push_back(2); }); // safe
  first.join();
  second.join();
}

void racy_thread_reference_init_capture() {
  std::vector<int> a(100, 1);
  std::thread first([&a] { a.push_back(1); });      // unsafe: shared-container
  std::thread second([&b = a] { b.push_back(2); }); // unsafe: shared-container
  first.join();
  second.join();
}

void racy_bitset() {
  std::bitset<2000> bits;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: overlapping-elements
    bits[i] = true; // race
  });
}

void lookalike_bitset_test() {
  std::bitset<2000> bits("1011");
  std::vector<char> out(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    out[i] = bits.test(i) ? 'x' : '.';
  });
}

void racy_string_index() {
  std::string text(2001, 'a');
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: overlapping-elements
    text[i] = text[i + 1]; // race
  });
}

void lookalike_string_data() {
  std::string text(2000, 'a');
  char *letters = text.data();
  aether::par_for_each(std::views::iota(0, 2000), [=](int i) { // safe
    letters[i] = static_cast<char>('a' + i % 26);
  });
}

void lookalike_c_str() {
  std::string text = "common";
  std::vector<std::size_t> out(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    out[i] = std::string(text.c_str()).append("x").size();
  });
}

// Inner vectors move into the new buffer, what they own stays where it is.
void lookalike_reallocation_moves_rows() {
  std::vector<std::vector<int>> rows(3, std::vector<int>(3));
  int &first = rows[0][0];
  int seen = 0;
  aether::par_invoke([&] { rows.push_back({}); }, [&] { seen = first; }); // safe (today: unknown)
  (void)seen;
}

void racy_rows_destroyed() {
  std::vector<std::vector<int>> rows(3, std::vector<int>(3));
  int &first = rows[0][0];
  int seen = 0;
  aether::par_invoke([&] { rows.clear(); }, [&] { seen = first; }); // unsafe: shared-container
  (void)seen;
}

FAMILY({"racy_subscript_as_read", racy_subscript_as_read}, {"repaired_at", repaired_at}, {"racy_write_through_at", racy_write_through_at}, {"racy_reserved", racy_reserved},
       {"repaired_resized", repaired_resized}, {"racy_sort", racy_sort}, {"repaired_sort_of_copy", repaired_sort_of_copy}, {"lookalike_rows", lookalike_rows},
       {"lookalike_swap_own", lookalike_swap_own}, {"lookalike_list_items", lookalike_list_items}, {"lookalike_map_items", lookalike_map_items},
       {"racy_deque_and_reader", racy_deque_and_reader}, {"lookalike_copied_read", lookalike_copied_read}, {"lookalike_thread_owns", lookalike_thread_owns},
       {"racy_bitset", racy_bitset}, {"lookalike_bitset_test", lookalike_bitset_test}, {"racy_string_index", racy_string_index}, {"lookalike_string_data", lookalike_string_data},
       {"lookalike_c_str", lookalike_c_str},
       {"moved-rows", lookalike_reallocation_moves_rows}, {"destroyed-rows", racy_rows_destroyed})
