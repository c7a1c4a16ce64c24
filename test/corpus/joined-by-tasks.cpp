// A thread that waits for another one: who has waited for it has waited for both.
#include "family.h"

#include <functional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

void racy_writes_before_it_waits() {
  int x = 0;
  std::thread a([&] { x = 1; }); // unsafe: captured-mutation
  std::thread b([&] { // unsafe: captured-mutation
    x = 2; // race
    a.join();
  });
  b.join();
}
void repaired_waits_first() {
  int x = 0;
  std::thread a([&] { x = 1; }); // safe
  std::thread b([&] { // safe
    a.join();
    x = 2;
  });
  b.join();
  x = 3;
}

void racy_main_does_not_wait() {
  int x = 0;
  std::thread a([&] { x = 1; }); // unsafe: captured-mutation
  std::thread b([&] { a.join(); }); // safe
  x = 3; // race
  b.join();
}
void repaired_main_waits() {
  int x = 0;
  std::thread a([&] { x = 1; }); // safe
  std::thread b([&] { a.join(); }); // safe
  b.join();
  x = 3;
}

// Stages: each thread waits for the one before.
void repaired_stages() {
  std::string text;
  std::thread read([&] { text = "text"; }); // safe
  std::thread change([&] { // safe
    read.join();
    text += "!";
  });
  std::thread write([&] { // safe
    change.join();
    text.clear();
  });
  write.join();
  text += "?";
}
void lookalike_third_waits_for_the_first() {
  std::string text;
  std::string other;
  std::thread read([&] { text = "text"; }); // safe
  std::thread change([&] { other = "other"; }); // unsafe: shared-container
  std::thread write([&] { // safe
    read.join();
    text += "!";
  });
  write.join();
  other += "?"; // race
  change.join();
}

void lookalike_waits_perhaps() {
  int x = 0, n = 4;
  std::thread a([&] { x = 1; }); // safe (today: unknown)
  std::thread b([&] { // safe
    if (n > 3)
      a.join();
  });
  b.join();
  x = 3;
}

void racy_another_handle() {
  int x = 0;
  std::thread a([&] { x = 1; }); // unsafe: captured-mutation
  std::thread c([] {}); // safe
  a.swap(c);
  std::thread b([&] { a.join(); }); // safe
  b.join();
  x = 3;
  c.join();
}

void racy_another_thread_writes_too() {
  int x = 0;
  std::thread a([&] { x = 1; }); // unsafe: captured-mutation
  std::thread b([&] { a.join(); }); // safe
  std::thread c([&] { x = 4; }); // unsafe: captured-mutation
  b.join();
  x = 3; // race
  c.join();
}

// One after the other in an array.
void lookalike_chain_in_an_array() {
  const int n = 4;
  int sum = 0;
  std::vector<std::thread> threads(n);
  for (int i = 0; i < n; i++)
    threads[i] = std::thread([&, i] { // safe (today: unknown)
      if (i > 0)
        threads[i - 1].join();
      sum += i;
    });
  threads[n - 1].join();
}

void racy_joins_another() {
  int x = 0;
  std::thread a([&] { x = 1; }); // unsafe: captured-mutation
  std::thread c([] {});          // safe
  std::thread b(&std::thread::join, &c); // safe
  b.join();
  x = 2;
  a.join();
}

void repaired_joins_it() {
  int x = 0;
  std::thread a([&] { x = 1; }); // safe
  std::thread b(&std::thread::join, &a); // safe
  b.join();
  x = 2;
}

void lookalike_asked_beside_the_join() {
  int x = 0;
  std::thread a([&] { x = 1; }); // safe
  std::thread b(&std::thread::join, std::ref(a)); // safe
  b.join();
  if (!a.joinable())
    x = 2;
}

FAMILY({"joins-another", racy_joins_another}, {"joins-it", repaired_joins_it},
       {"asked", lookalike_asked_beside_the_join},
       {"before", racy_writes_before_it_waits}, {"first", repaired_waits_first},
       {"main-not", racy_main_does_not_wait}, {"main", repaired_main_waits},
       {"stages", repaired_stages}, {"third", lookalike_third_waits_for_the_first},
       {"perhaps", lookalike_waits_perhaps}, {"handle", racy_another_handle},
       {"another", racy_another_thread_writes_too}, {"chain", lookalike_chain_in_an_array})
