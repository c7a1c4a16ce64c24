// One access that is reached in many ways, each after other flags that a mutex
// guards: what holds of all ways holds of it, and no more.
#include "family.h"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace {

struct Board {
  std::mutex m;
  std::condition_variable changed;
  bool ready = false, a = false, b = false, c = false, d = false, e = false;
  int data = 0;
};

void set(Board &s, bool &flag) {
  std::lock_guard l(s.m);
  flag = true;
  s.changed.notify_all();
}

bool isSet(Board &s, bool &flag) {
  std::lock_guard l(s.m);
  return flag;
}

void waitFor(Board &s, bool &flag) {
  std::unique_lock l(s.m);
  while (!flag)
    s.changed.wait(l);
}

int use(Board &s) { return s.data; }

int useAfterAny(Board &s) {
  int sum = 0;
  if (isSet(s, s.a))
    sum += use(s);
  if (isSet(s, s.b))
    sum += use(s);
  if (isSet(s, s.c))
    sum += use(s);
  if (isSet(s, s.d))
    sum += use(s);
  if (isSet(s, s.e))
    sum += use(s);
  return sum;
}

} // namespace

void all_ways_after_ready_safe() {
  Board s;
  std::thread writer([&] { // safe
    s.data = 1;
    set(s, s.ready);
    set(s, s.a);
    set(s, s.c);
  });
  std::thread reader([&] { // safe
    waitFor(s, s.ready);
    useAfterAny(s);
  });
  writer.join();
  reader.join();
}

void one_way_before_ready_racy() {
  Board s;
  std::thread writer([&] { // unsafe: captured-mutation
    s.data = 1;            // race
    set(s, s.ready);
  });
  std::thread reader([&] { // unsafe: captured-mutation
    use(s);
    waitFor(s, s.ready);
    useAfterAny(s);
  });
  writer.join();
  reader.join();
}

void written_after_the_flag_racy() {
  Board s;
  std::thread writer([&] { // unsafe: captured-mutation
    set(s, s.a);
    s.data = 1; // race
    set(s, s.ready);
  });
  std::thread reader([&] { // unsafe: captured-mutation
    useAfterAny(s);
  });
  writer.join();
  reader.join();
}

FAMILY({"all_ways_after_ready_safe", all_ways_after_ready_safe},
       {"one_way_before_ready_racy", one_way_before_ready_racy},
       {"written_after_the_flag_racy", written_after_the_flag_racy})
