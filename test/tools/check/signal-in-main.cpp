// Main runs once, so a flag that only its threads set says that they have.
// RUN: %aether check %s -- %aether_flags | FileCheck %s
// CHECK: 1 parallel call: 1 safe, 0 unsafe, 0 unknown
#include <atomic>
#include <thread>

std::atomic<bool> ready;
int data = 0;

int main() {
  std::thread sender([] {
    data = 1;
    ready = true;
  });
  while (!ready) {
  }
  data = 2;
  sender.join();
}
