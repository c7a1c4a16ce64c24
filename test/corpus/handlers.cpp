#include "family.h"
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <signal.h>
#include <thread>

// A handler of signals runs beside everything, one given to atexit beside the
// threads that are still there.
int hits = 0, stops = 0, told = 0, reports = 0, done = 0;

void onHit(int) {
  ++hits; // race
}

void racy_handler() {
  std::signal(SIGUSR1, onHit);
  std::thread t([] { // unsafe: global-mutation (today: unknown)
    for (int i = 0; i < 1000; ++i)
      ++hits;
  });
  std::raise(SIGUSR1);
  t.join();
}

std::atomic<int> counted;

void onCounted(int) { ++counted; }

void repaired_handler() {
  std::signal(SIGUSR2, onCounted);
  std::thread t([] { ++counted; }); // safe
  std::raise(SIGUSR2);
  t.join();
}

// Another handler, and another variable.
void lookalike_handler() {
  std::signal(SIGUSR2, onCounted);
  int own = 0;
  std::thread t([&] { ++own; }); // safe
  t.join();
}

void lookalike_ignored() {
  std::signal(SIGPIPE, SIG_IGN);
  struct sigaction plain = {};
  plain.sa_handler = SIG_IGN;
  sigaction(SIGALRM, &plain, nullptr);
  int own = 0;
  std::thread t([&] { ++own; }); // safe
  t.join();
}

void onStop(int, siginfo_t *, void *) {
  ++stops; // race
}

void racy_action() {
  struct sigaction action = {};
  action.sa_sigaction = onStop;
  action.sa_flags = SA_SIGINFO;
  sigemptyset(&action.sa_mask);
  sigaction(SIGHUP, &action, nullptr);
  std::thread t([] { // unsafe: global-mutation (today: unknown)
    for (int i = 0; i < 1000; ++i)
      ++stops;
  });
  std::raise(SIGHUP);
  t.join();
}

// The thread is over before there is a handler.
void repaired_action() {
  std::thread t([] { ++told; }); // safe
  t.join();
  struct sigaction action = {};
  action.sa_handler = [](int) { ++told; };
  sigaction(SIGWINCH, &action, nullptr);
}

void report() {
  ++reports; // race
}

void racy_at_exit() {
  std::atexit(report);
  std::thread([] { ++reports; }).detach(); // unsafe: global-mutation
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
}

void reportDone() { ++done; }

void repaired_at_exit() {
  std::atexit(reportDone);
  std::thread t([] { ++done; }); // safe
  t.join();
}

FAMILY({"handler", racy_handler}, {"handler_atomic", repaired_handler},
       {"handler_apart", lookalike_handler}, {"ignored", lookalike_ignored},
       {"action", racy_action}, {"action_after", repaired_action},
       {"at_exit", racy_at_exit}, {"at_exit_joined", repaired_at_exit})
