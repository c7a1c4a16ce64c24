#include "family.h"
#include <aether/aether.h>
#include <array>
#include <cstdint>
#include <cstring>
#include <ranges>
#include <thread>
#include <utility>
#include <vector>

// Neighbouring bit-fields are one memory location.
struct Flags {
  unsigned ready : 1 = 0;
  unsigned dirty : 1 = 0;
  unsigned : 0;
  unsigned seen : 1 = 0;
  char letter = 'a';
  char digit = '0';
};

void racy_bits_in_one_word() {
  Flags flags;
  aether::par_invoke([&] { flags.ready = 1; }, [&] { flags.dirty = 1; }); // unsafe: captured-mutation
}

void lookalike_bits_apart() {
  Flags flags;
  aether::par_invoke([&] { flags.ready = 1; }, [&] { flags.seen = 1; }); // safe
}

void lookalike_neighbour_bytes() {
  Flags flags;
  aether::par_invoke([&] { flags.letter = 'b'; }, [&] { flags.digit = '1'; }); // safe
}

void racy_read_beside_bit() {
  Flags flags;
  volatile bool dirty = false;
  std::thread writer([&] { flags.ready = 1; }); // unsafe: captured-mutation
  dirty = flags.dirty;
  writer.join();
  (void)dirty;
}

// Bits of one's own element are written by its task only.
void lookalike_bits_of_items() {
  std::vector<Flags> items(2000);
  aether::par_for_each(items, [](Flags &f) { // safe
    f.ready = 1;
    f.dirty = f.ready;
  });
}

union Word {
  std::uint32_t whole;
  float number;
  unsigned char bytes[4];
};

void racy_union_members() {
  Word word{0};
  std::thread a([&] { word.whole = 1; });  // unsafe: captured-mutation
  std::thread b([&] { word.number = 2; }); // unsafe: captured-mutation
  a.join();
  b.join();
}

struct Tagged {
  union {
    int number;
    char letters[4];
  };
  int tag = 0;
};

void racy_anonymous_union() {
  Tagged t{};
  std::thread a([&] { t.number = 1; });       // unsafe: overlapping-elements
  std::thread b([&] { t.letters[0] = 'x'; }); // unsafe: overlapping-elements
  a.join();
  b.join();
}

void lookalike_beside_union() {
  Tagged t{};
  std::thread a([&] { t.number = 1; }); // safe
  std::thread b([&] { t.tag = 2; });    // safe
  a.join();
  b.join();
}

void lookalike_rows() {
  static int table[64][32];
  aether::par_for_each(std::views::iota(0, 64), [](int y) { // safe
    for (int x = 0; x < 32; ++x)
      table[y][x] = x * y;
  });
}

void lookalike_columns() {
  std::array<std::array<int, 64>, 32> table{};
  aether::par_for_each(std::views::iota(0, 64), [&](int x) { // safe
    for (int y = 0; y < 32; ++y)
      table[y][x] = x * y;
  });
}

void racy_transpose_in_place() {
  int table[64][64] = {};
  aether::par_for_each(std::views::iota(0, 64), [&](int y) { // unsafe: overlapping-elements
    for (int x = 0; x < 64; ++x)
      table[y][x] = table[x][y] + 1; // race
  });
}

void lookalike_transpose_triangle() {
  int table[64][64] = {};
  aether::par_for_each(std::views::iota(0, 64), [&](int y) { // safe
    for (int x = 0; x < y; ++x)
      std::swap(table[y][x], table[x][y]);
  });
}

struct Particles {
  double x[2001] = {};
  double y[2001] = {};
};

void lookalike_fields_of_arrays() {
  static Particles p;
  aether::par_for_each(std::views::iota(0, 2000), [](int i) { // safe
    p.x[i] = p.y[i + 1];
  });
}

void racy_field_of_array() {
  static Particles p;
  aether::par_for_each(std::views::iota(0, 2000), [](int i) { // unsafe: overlapping-elements
    p.x[i] = p.x[i + 1]; // race
  });
}

void lookalike_bytes_of_word() {
  std::uint64_t word = 0;
  auto *bytes = reinterpret_cast<unsigned char *>(&word);
  aether::par_for_each(std::views::iota(0, 8), [=](int i) { // safe (today: unknown)
    bytes[i] = static_cast<unsigned char>(i);
  });
}

// The same memory, as ints and as bytes.
void racy_bytes_and_ints() {
  std::vector<std::uint32_t> a(2000);
  auto *bytes = reinterpret_cast<unsigned char *>(a.data());
  aether::par_for_each(std::views::iota(0, 2000), [&, bytes](int i) { // unsafe: overlapping-elements
    a[i] = 1;
    bytes[i] = 2;
  });
}

void lookalike_memcpy_slots() {
  std::vector<unsigned char> buffer(4 * 2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe (today: unknown)
    std::memcpy(buffer.data() + 4 * i, &i, 4);
  });
}

void racy_memcpy_overlap() {
  std::vector<unsigned char> buffer(4 * 2000 + 8);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: overlapping-elements
    std::uint64_t wide = i;
    std::memcpy(buffer.data() + 4 * i, &wide, sizeof wide); // race
  });
}

union Halves {
  struct {
    int low, high;
  } parts;
  int numbers[2];
};

void racy_same_half() {
  Halves h{};
  std::thread a([&] { h.parts.low = 1; });  // unsafe: overlapping-elements
  std::thread b([&] { h.numbers[0] = 2; }); // unsafe: overlapping-elements
  a.join();
  b.join();
}

void lookalike_other_half() {
  Halves h{};
  std::thread a([&] { h.parts.low = 1; });  // safe (today: unknown)
  std::thread b([&] { h.numbers[1] = 2; }); // safe (today: unknown)
  a.join();
  b.join();
}

FAMILY({"racy_same_half", racy_same_half}, {"lookalike_other_half", lookalike_other_half},
       {"racy_bits_in_one_word", racy_bits_in_one_word}, {"lookalike_bits_apart", lookalike_bits_apart}, {"lookalike_neighbour_bytes", lookalike_neighbour_bytes},
       {"racy_read_beside_bit", racy_read_beside_bit}, {"lookalike_bits_of_items", lookalike_bits_of_items}, {"racy_union_members", racy_union_members},
       {"racy_anonymous_union", racy_anonymous_union}, {"lookalike_beside_union", lookalike_beside_union}, {"lookalike_rows", lookalike_rows},
       {"lookalike_columns", lookalike_columns}, {"racy_transpose_in_place", racy_transpose_in_place}, {"lookalike_transpose_triangle", lookalike_transpose_triangle},
       {"lookalike_fields_of_arrays", lookalike_fields_of_arrays}, {"racy_field_of_array", racy_field_of_array}, {"lookalike_bytes_of_word", lookalike_bytes_of_word},
       {"racy_bytes_and_ints", racy_bytes_and_ints}, {"lookalike_memcpy_slots", lookalike_memcpy_slots}, {"racy_memcpy_overlap", racy_memcpy_overlap})
