// Which thread does what stands in an array of truth values.
#include "family.h"

#include <array>
#include <thread>

static bool leads[4] = {true, false, false, false};
static bool both[4] = {true, true, false, false};
static bool changed[4] = {true, false, false, false};
static int led, shared, late;

void repaired_one_leads() {
  std::thread t[4];
  for (int i = 0; i < 4; i++)
    t[i] = std::thread([i] { // safe
      if (leads[i])
        led = 1;
    });
  for (auto &each : t)
    each.join();
}
void racy_two_lead() {
  std::thread t[4];
  for (int i = 0; i < 4; i++)
    t[i] = std::thread([i] { // unsafe: global-mutation
      if (both[i])
        shared = 1; // race
    });
  for (auto &each : t)
    each.join();
}
void lookalike_another_leads_later() {
  changed[2] = true;
  std::thread t[4];
  for (int i = 0; i < 4; i++)
    t[i] = std::thread([i] { // unsafe: global-mutation
      if (changed[i])
        late = 1; // race
    });
  for (auto &each : t)
    each.join();
}
void repaired_local_array() {
  const std::array<bool, 3> writes{false, true, false};
  int data = 0;
  std::thread t[3];
  for (int i = 0; i < 3; i++)
    t[i] = std::thread([&, i] { // safe
      if (writes[i])
        data = 1;
    });
  for (auto &each : t)
    each.join();
}

FAMILY({"one", repaired_one_leads}, {"two", racy_two_lead},
       {"later", lookalike_another_leads_later}, {"local", repaired_local_array})
