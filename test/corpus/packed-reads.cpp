// Const access to packed bits gives values: the read happens in the library.
#include "family.h"
#include <aether/aether.h>
#include <bitset>
#include <memory>
#include <ranges>
#include <thread>
#include <vector>

static volatile long kept;
static void consume(long x) { kept = x; }

static void sum_into(const std::vector<bool> &bits, long &out) { out += bits[0]; }

void racy_const_element() {
  std::vector<bool> bits(12);
  long sum = 0;
  std::thread reader([&] { sum_into(bits, sum); }); // unsafe: overlapping-elements
  bits[0] = true;
  reader.join();
  consume(sum);
}

void racy_const_neighbour_in_word() {
  std::vector<bool> bits(12);
  const std::vector<bool> &same = bits;
  long sum = 0;
  std::thread reader([&] { sum += same[5]; }); // unsafe: overlapping-elements
  bits[0] = true;
  reader.join();
  consume(sum);
}

void racy_const_walk() {
  std::vector<bool> bits(12);
  const std::vector<bool> &same = bits;
  long sum = 0;
  std::thread reader([&] { // unsafe: overlapping-elements
    for (bool b : same)
      sum += b;
  });
  bits[0] = true;
  reader.join();
  consume(sum);
}

void racy_const_bitset() {
  std::bitset<12> bits;
  const std::bitset<12> &same = bits;
  long sum = 0;
  std::thread reader([&] { sum += same[1]; }); // unsafe: overlapping-elements
  bits[0] = true;
  reader.join();
  consume(sum);
}

void repaired_joined_before() {
  std::vector<bool> bits(12);
  long sum = 0;
  std::thread reader([&] { sum_into(bits, sum); }); // safe
  reader.join();
  bits[0] = true;
  consume(sum);
}

void lookalike_only_read() {
  const std::vector<bool> bits(12, true);
  long sum = 0;
  std::thread reader([&] { sum_into(bits, sum); }); // safe
  const bool first = bits[0];
  reader.join();
  consume(sum + first);
}

void lookalike_bytes() {
  std::vector<char> bytes(12);
  const std::vector<char> &same = bytes;
  long sum = 0;
  std::thread reader([&] { sum += same[5]; }); // safe
  bytes[0] = 1;
  reader.join();
  consume(sum);
}

// What a constructor does not read of an argument is not read.
struct Hits {
  long count = 0;
  Hits() = default;
  Hits(const Hits &, int) {}
  explicit Hits(const Hits *from) : count(from->count) {}
  void hit() { ++count; }
};

void lookalike_made_without_reading() {
  Hits shared;
  aether::par_invoke([&] { shared.hit(); }, [&] { std::make_unique<Hits>(shared, 1)->hit(); }); // safe
}

void racy_made_from_what_changes() {
  Hits shared;
  aether::par_invoke([&] { shared.hit(); }, [&] { std::make_unique<Hits>(&shared)->hit(); }); // unsafe: member-mutation
}

void racy_copied_while_changing() {
  Hits shared;
  aether::par_invoke([&] { shared.hit(); }, [&] { std::make_unique<Hits>(shared)->hit(); }); // unsafe: member-mutation
}

FAMILY({"racy_const_element", racy_const_element}, {"racy_const_neighbour_in_word", racy_const_neighbour_in_word}, {"racy_const_walk", racy_const_walk}, {"racy_const_bitset", racy_const_bitset}, {"repaired_joined_before", repaired_joined_before}, {"lookalike_only_read", lookalike_only_read}, {"lookalike_bytes", lookalike_bytes}, {"lookalike_made_without_reading", lookalike_made_without_reading}, {"racy_made_from_what_changes", racy_made_from_what_changes}, {"racy_copied_while_changing", racy_copied_while_changing})
