// A thread that is a part of an object, from its declaration on.
#include "family.h"

#include <thread>
#include <utility>

struct Worker {
  std::thread thread;
  int number = 0;
};

void repaired_in_braces() {
  int x = 0;
  Worker w{std::thread([&] { x = 1; })}; // safe
  w.thread.join();
  x = 2;
}
void racy_in_braces() {
  int x = 0;
  Worker w{std::thread([&] { x = 1; })}; // unsafe: captured-mutation
  x = 2; // race
  w.thread.join();
}
void repaired_moved_as_a_whole() {
  int x = 0;
  Worker w{std::thread([&] { x = 1; })}; // safe
  Worker v = std::move(w);
  v.thread.join();
  x = 2;
}
void racy_moved_as_a_whole() {
  int x = 0;
  Worker w;
  w.thread = std::thread([&] { x = 1; }); // unsafe: captured-mutation
  Worker v = std::move(w);
  x = 2; // race
  v.thread.join();
}
int anew;
void racy_made_anew() {
  Worker w{std::thread([] { anew = 1; })}; // unsafe: global-mutation
  w.thread.detach();
  w = Worker{};
  anew = 2; // race
}

FAMILY({"braces", repaired_in_braces}, {"braces-before", racy_in_braces},
       {"whole", repaired_moved_as_a_whole}, {"whole-before", racy_moved_as_a_whole},
       {"anew", racy_made_anew})
