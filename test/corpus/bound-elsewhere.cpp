#include "family.h"
#include <aether/aether.h>
#include <ranges>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

// A thread_local is shared as soon as another thread gets its address.
static thread_local int slot = 0;

static void add_to(int &x) { ++x; }

void racy_slot_by_init_capture() {
  aether::par_for_each(std::views::iota(0, 2000), [&r = slot](int i) { // unsafe: global-mutation
    r += i; // race
  });
}

void racy_slot_by_pointer() {
  int *p = &slot;
  aether::par_for_each(std::views::iota(0, 2000), [=](int i) { // unsafe: global-mutation
    *p += i; // race
  });
}

void racy_slot_by_ref() {
  std::thread worker(add_to, std::ref(slot)); // unsafe: global-mutation
  ++slot;
  worker.join();
}

void racy_buffer_by_reference() {
  thread_local std::vector<int> buffer;
  auto &shared = buffer;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: shared-container
    shared.push_back(i); // race
  });
}

void lookalike_slot_in_callable() {
  aether::par_for_each(std::views::iota(0, 2000), [](int i) { // safe
    int &mine = slot;
    mine += i;
    add_to(slot);
  });
}

void racy_copy_of_view_beside_writer() {
  std::string text(100, 'x');
  std::string_view view = text;
  std::thread writer([&] { text[5] = 'y'; }); // unsafe: overlapping-elements
  std::string copy(view);
  writer.join();
}

void repaired_copy_first() {
  std::string text(100, 'x');
  std::string_view view = text;
  std::string copy(view);
  std::thread writer([&] { text[5] = 'y'; }); // safe
  bool found = std::string_view(copy).find('y') != copy.npos;
  writer.join();
  (void)found;
}

FAMILY({"racy_slot_by_init_capture", racy_slot_by_init_capture}, {"racy_slot_by_pointer", racy_slot_by_pointer}, {"racy_slot_by_ref", racy_slot_by_ref},
       {"racy_copy_of_view_beside_writer", racy_copy_of_view_beside_writer}, {"lookalike_slot_in_callable", lookalike_slot_in_callable},
       {"repaired_copy_first", repaired_copy_first})
