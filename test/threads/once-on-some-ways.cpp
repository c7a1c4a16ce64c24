// What is done once, where only some of the ways to what uses it have waited
// for it.
#include <exception>
#include <mutex>
#include <thread>

// Who wants it has waited.
std::once_flag First;
int *Table;
void use_if_wanted(bool Wanted) {
  if (Wanted)
    std::call_once(First, [] { Table = new int(3); });
  if (Wanted && *Table != 3)
    std::terminate();
}
void wanted_by_two() {
  std::thread A(use_if_wanted, true); // safe (today: unknown)
  std::thread B(use_if_wanted, false); // safe
  std::thread C(use_if_wanted, true); // safe (today: unknown)
  A.join();
  B.join();
  C.join();
}

// Who does not want it looks as well.
std::once_flag Second;
int *Other;
void use_if_there(bool Wanted) {
  if (Wanted)
    std::call_once(Second, [] { Other = new int(3); }); // race
  if (Other)
    std::terminate();
}
void looked_at_by_all() {
  std::thread A(use_if_there, true); // unsafe: global-mutation
  std::thread B(use_if_there, false); // unsafe: global-mutation
  A.join();
  B.join();
}

// The loop has at least one round.
std::once_flag Third;
int Rounds;
void in_rounds() {
  for (int I = 0; I != 2; ++I)
    std::call_once(Third, [] { Rounds = 1; });
  if (Rounds != 1)
    std::terminate();
}
void by_two_in_rounds() {
  std::thread A(in_rounds); // safe (today: unknown)
  std::thread B(in_rounds); // safe (today: unknown)
  A.join();
  B.join();
}

// Whoever comes past the handler has waited.
std::once_flag Fourth;
int Tried;
void in_a_try() {
  try {
    std::call_once(Fourth, [] { Tried = 1; });
  } catch (...) {
  }
  if (Tried != 1)
    std::terminate();
}
void by_two_in_a_try() {
  std::thread A(in_a_try); // safe (today: unknown)
  std::thread B(in_a_try); // safe (today: unknown)
  A.join();
  B.join();
}

// Nobody has waited who looks here.
std::once_flag Fifth;
int Early;
void looks_first() {
  if (Early == 2)
    std::terminate();
  std::call_once(Fifth, [] { Early = 1; }); // race
}
void by_two_that_look_first() {
  std::thread A(looks_first); // unsafe: global-mutation
  std::thread B(looks_first); // unsafe: global-mutation
  A.join();
  B.join();
}
